"""From the frozen folder to the one file that users of a system expect."""

from __future__ import annotations

import gzip
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assets import asset_path
from installer.make_icons import SIZES
from whatif_app import __version__

HERE = Path(__file__).resolve().parent
LINUX = HERE / "linux"


def pack(dist: Path, icons: Path) -> Path:
    """Pack dist/what-if (on macOS dist/What-If.app) for this system.

    Args:
        icons: where installer/make_icons.py has written.

    Returns:
        The file made, in dist.
    """
    if sys.platform == "win32":
        return _pack_for_windows(dist, icons)
    if sys.platform == "darwin":
        return _pack_for_macos(dist)
    return _pack_for_linux(dist, icons)


def _name(system: str) -> str:
    return f"what-if-{__version__}-{system}-{platform.machine().lower()}"


def _pack_for_windows(dist: Path, icons: Path) -> Path:
    made = dist / f"{_name('windows')}.exe"
    given = {
        "VERSION": __version__,
        "FOLDER": dist / "what-if",
        "ICON": icons / "what-if.ico",
        "FILE_ICON": icons / "what-if-project.ico",
        "OUTPUT": made,
    }
    options = [f"-D{name}={value}" for name, value in given.items()]
    subprocess.run(["makensis", "-V2", *options, str(HERE / "windows" / "what-if.nsi")], check=True)
    return made


def _pack_for_macos(dist: Path) -> Path:
    made = dist / f"{_name('macos')}.dmg"
    app = dist / "What-If.app"
    shutil.copy(dist.parent / "build/icons/what-if-project.icns", app / "Contents" / "Resources")
    subprocess.run([str(HERE / "macos" / "make_dmg.sh"), str(app), str(made)], check=True)
    return made


# Linux: the program, what a desktop shows of it, and a script that puts both in place


def _pack_for_linux(dist: Path, icons: Path) -> Path:
    staged = dist / _name("linux")
    stage(dist / "what-if", icons, staged)
    made = dist / f"{staged.name}.tar.gz"
    with (
        made.open("wb") as file,
        # Without the time and the name of its making, the same input gives the same file.
        gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in (staged, *sorted(staged.rglob("*"))):
            name = path.relative_to(dist).as_posix()
            archive.add(path, name, recursive=False, filter=_nobodys)
    return made


def stage(frozen: Path, icons: Path, target: Path) -> None:
    """Lay out what the archive holds, in a folder that may be there from an earlier build."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copytree(frozen, target / "what-if", symlinks=True)
    for script in ("install.sh", "uninstall.sh"):
        shutil.copy(LINUX / script, target / script)
    (target / "README.txt").write_text(_filled("README.txt"), encoding="utf-8")
    share = target / "share"
    for source, place in _shared(icons):
        (share / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, share / place)
    about = "app.whatif.WhatIf.metainfo.xml"
    (share / "metainfo").mkdir()
    (share / "metainfo" / about).write_text(_filled(about), encoding="utf-8")


def _shared(icons: Path) -> Iterator[tuple[Path, str]]:
    """What desktops read, and where they look for it below `share`."""
    yield LINUX / "what-if.desktop", "applications/what-if.desktop"
    yield LINUX / "what-if-mime.xml", "mime/packages/what-if.xml"
    kinds = (
        ("app", "what-if", "apps/what-if"),
        ("app-file", "what-if-project", "mimetypes/application-x-whatif"),
    )
    for drawing, name, place in kinds:
        yield asset_path(f"icons/{drawing}.svg"), f"icons/hicolor/scalable/{place}.svg"
        for size in (size for size in SIZES if size <= 512):
            yield icons / f"{name}-{size}.png", f"icons/hicolor/{size}x{size}/{place}.png"


def _filled(template: str) -> str:
    text = (LINUX / template).read_text(encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    return text.replace("@VERSION@", __version__).replace("@DATE@", today)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member without whose it was and when it was made."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = 0
    return member
