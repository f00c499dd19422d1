"""The wheel and the source archive, built without a network and looked into."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from installer.contents import PACKAGES, data_files, modules
from whatif_app import __version__

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive of a copy of this checkout."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    skipped = shutil.ignore_patterns("__pycache__", "screenshots")
    for folder in (*PACKAGES, "installer", "tests", "benchmarks", ".ci"):
        shutil.copytree(ROOT / folder, source / folder, ignore=skipped)
    # Whatever lies beside the program must not end up in the wheel.
    (source / "assets" / "screenshots").mkdir()
    (source / "assets" / "screenshots" / "window.png").write_bytes(b"\x89PNG")
    for pattern in ("*.toml", "*.md", "*.txt", "*.in", "*.spec", "dev.py"):
        for path in ROOT.glob(pattern):
            shutil.copy(path, source / path.name)
    build = (
        "import sys; from setuptools import build_meta; target = sys.argv[1];"
        "build_meta.build_sdist(target); build_meta.build_wheel(target)"
    )
    done = subprocess.run(
        [sys.executable, "-c", build, str(target)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_the_wheel_holds_every_module_and_shipped_file_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {*archive.namelist()}
    files = {f"{folder}/{Path(path).name}" for path, folder in data_files()}
    code = {name for name in names if name.endswith(".py")}
    expected = {name.replace(".", "/") for name in modules()}

    assert wheel.name == f"what_if-{__version__}-py3-none-any.whl"
    assert expected <= {name.removesuffix(".py").removesuffix("/__init__") for name in code}
    assert len(files) > 60
    about = {name for name in names if ".dist-info/" in name}
    assert names - code - about == files
    assert {name.partition("/")[0] for name in code} == {*PACKAGES}


def test_the_wheel_starts_as_a_command_and_as_a_program_with_a_window(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        about = f"what_if-{__version__}.dist-info"
        entries = archive.read(f"{about}/entry_points.txt").decode()
        metadata = archive.read(f"{about}/METADATA").decode()

    assert entries.split("\n\n")[0] == ("[console_scripts]\nwhatif = whatif_app.__main__:main")
    assert "[gui_scripts]\nwhat-if = whatif_app.__main__:main" in entries
    assert f"\nVersion: {__version__}\n" in metadata
    assert "\nRequires-Dist: PySide6-Essentials<6.12,>=6.11.3\n" in metadata


def test_the_source_archive_can_be_tested_and_built_from(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}

    assert {
        "pyproject.toml",
        "README.md",
        "dev.py",
        ".ci/run",
        "build_installer.spec",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-build.txt",
        "installer/linux/install.sh",
        "tests/test_wheel.py",
        "assets/make_sample_cur.py",
        "assets/sample.whatif",
        "scenarios/library/01-checkout-2027.json",
    } <= names
    assert not any(name.endswith(".pyc") for name in names)
