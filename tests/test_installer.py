"""What goes into the program that installs, and what systems are told of it."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import struct
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from installer import contents, make_icons, make_licences, naming, packing
from installer.sizes import sizes
from whatif_app import __version__
from whatif_app.licences import notices

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [ROOT / package for package in contents.PACKAGES]

posix_only = pytest.mark.skipif(os.name == "nt", reason="runs a shell script")


@pytest.fixture(scope="module")
def sources() -> list[str]:
    """The text of every module of the program."""
    paths = [path for folder in PROGRAM for path in folder.rglob("*.py")]
    # Pictures are taken by hands of QtTest, which the finished program has no use for either.
    paths = [path for path in paths if "screenshots" not in path.parts]
    return [path.read_text(encoding="utf-8") for path in paths]


# --- What comes along ---------------------------------------------------------------------------


def test_every_module_that_is_loaded_by_its_name_comes_along(sources: list[str]) -> None:
    inside = {*contents.modules()}
    quoted = re.compile(r'"((?:scenarios|whatif_app|ui)(?:\.\w+)+)"')
    named = {
        name
        for source in sources
        for name in quoted.findall(source)
        if ROOT.joinpath(*name.split(".")).with_suffix(".py").is_file()
    }

    # Two of them, so that a search that finds nothing does not pass.
    assert {"ui.baseline.actuals.actuals_page", "whatif_app.volumes.history"} <= named
    assert named <= inside
    # The commands are named by their last part alone.
    assert {"whatif_app.headless.imports", "whatif_app.headless.demo"} <= inside


def test_what_makes_shipped_files_stays_out() -> None:
    makers = {"assets.make_sample_cur", "assets.sample_cur_bill", "ui.screenshots.scenes"}

    assert makers & {*contents.modules()} == set()


def test_the_shipped_files_are_those_of_the_wheel_and_every_kind_of_them_is_there() -> None:
    names = {f"{folder}/{Path(path).name}" for path, folder in contents.data_files()}

    assert {
        "assets/sample.whatif",
        "assets/sample-cur.csv.gz",
        "assets/fonts/Inter-Regular.otf",
        "assets/fonts/LICENSE.txt",
        "assets/icons/app.svg",
        "assets/licences/index.json",
        "scenarios/library/01-checkout-2027.json",
    } <= names
    assert not any("screenshots" in name for name in names)


def test_nothing_that_the_program_imports_is_left_out(sources: list[str]) -> None:
    imports = re.compile(r"^\s*(?:from|import) ([\w.]+)", re.MULTILINE)
    imported = {name for source in sources for name in imports.findall(source)}
    assert {"numpy", "PySide6.QtWidgets"} <= imported
    # Warehouses are read with packages that a frozen program does not have.
    engines = {"ibis", "pyarrow"}

    left_out = {
        name
        for name in imported
        for module in contents.LEFT_OUT
        if name == module or name.startswith(f"{module}.")
    }

    assert {name.split(".")[0] for name in left_out} <= engines


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("PySide6/QtWidgets.abi3.so", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        (r"PySide6\plugins\platforms\qwindows.dll", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", False),
        ("PySide6/Qt/translations/qtmultimedia_de.qm", False),
        ("libxcb-cursor.so.0", True),
        ("libxcb.so.1", False),
        ("libstdc++.so.6", False),
        ("libcrypto.so.3", True),
        ("numpy.libs/libgfortran-040039e1-0352e75f.so.5.0.0", True),
        ("_duckdb.cpython-311-x86_64-linux-gnu.so", True),
    ],
)
def test_of_what_is_found_only_the_needed_comes_along(found: str, wanted: bool) -> None:
    assert contents.is_wanted(found, on_linux=True) is wanted


def test_the_libraries_of_a_desktop_are_left_out_on_linux_alone() -> None:
    assert contents.is_wanted("libz.dylib", on_linux=False)
    assert contents.is_wanted("libfreetype.6.dylib", on_linux=False)


def test_sizes_are_told_by_owner_and_links_count_once(tmp_path: Path) -> None:
    inner = tmp_path / "_internal"
    (inner / "PySide6").mkdir(parents=True)
    (inner / "PySide6" / "QtCore.abi3.so").write_bytes(b"12345")
    (inner / "_duckdb.so").write_bytes(b"123")
    (tmp_path / "what-if").write_bytes(b"12")
    if os.name == "posix":
        (inner / "libQt6Core.so.6").symlink_to("PySide6/QtCore.abi3.so")

    found = sizes(tmp_path)

    assert found == {"Qt and PySide6": 5, "DuckDB": 3, "What-If and pure Python packages": 2}


# --- Licences -----------------------------------------------------------------------------------


def test_each_package_that_comes_along_has_its_notice_in_the_pinned_version() -> None:
    told = {notice.name.lower(): notice.version for notice in notices()}
    pinned = make_licences.pinned()

    assert len(pinned) >= 9
    assert {name: told.get(name) for name in pinned} == pinned
    assert {"python", "inter (typeface)"} <= told.keys()


def test_every_notice_has_its_licence_in_full() -> None:
    texts = {notice.name: notice.text() for notice in notices()}

    assert all(len(text) > 900 for text in texts.values()), {k: len(v) for k, v in texts.items()}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts["PySide6-Essentials"]
    assert "You may replace them with versions of your own" in texts["PySide6-Essentials"]
    assert "OpenBLAS" in texts["numpy"]
    assert "SIL OPEN FONT LICENSE" in texts["Inter (typeface)"].upper()


# --- Icons --------------------------------------------------------------------------------------


def pictures() -> dict[int, bytes]:
    """A stand-in for each picture: its signature and its size, as a PNG begins."""
    return {size: b"\x89PNG" + struct.pack(">I", size) for size in make_icons.SIZES}


def test_a_windows_icon_lists_where_each_picture_lies() -> None:
    icon = make_icons.ico(pictures())

    reserved, kind, count = struct.unpack_from("<HHH", icon)
    assert (reserved, kind, count) == (0, 1, 7)
    for number in range(count):
        side, _, _, _, _, depth, length, at = struct.unpack_from("<BBBBHHII", icon, 6 + 16 * number)
        assert depth == 32
        assert icon[at : at + length] == b"\x89PNG" + struct.pack(">I", side or 256)


def test_a_macos_icon_is_a_row_of_named_pictures() -> None:
    icon = make_icons.icns(pictures())

    assert icon[:4] == b"icns"
    assert struct.unpack(">I", icon[4:8]) == (len(icon),)
    found, at = {}, 8
    while at < len(icon):
        (length,) = struct.unpack_from(">I", icon, at + 4)
        (found[icon[at : at + 4].decode()],) = struct.unpack_from(">I", icon, at + 12)
        at += length
    assert found["icp4"] == 16
    assert found["ic08"] == 256
    assert found["ic10"] == 1024


def test_the_drawings_become_pictures_of_each_size(qapp: object) -> None:
    for drawing in make_icons.DRAWINGS:
        picture = make_icons.drawn(drawing, 48)

        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == (48, 48)
        assert len(picture) > 300  # an empty one takes some 100 bytes


# --- What systems are told ----------------------------------------------------------------------


def test_all_systems_are_told_of_the_same_file_type() -> None:
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.optionxform = str  # type: ignore[method-assign, assignment]
    desktop.read(packing.LINUX / "what-if.desktop", encoding="utf-8")
    entry = desktop["Desktop Entry"]
    mime = ElementTree.parse(packing.LINUX / "what-if-mime.xml").getroot()
    kind = mime.find("{*}mime-type")
    glob = mime.find(".//{*}glob")
    plist = plistlib.loads(plistlib.dumps(naming.about_for_macos()))
    tags = plist["UTExportedTypeDeclarations"][0]["UTTypeTagSpecification"]
    windows = (packing.HERE / "windows" / "what-if.nsi").read_text(encoding="utf-8")

    assert entry["MimeType"] == f"{naming.FILE_TYPE};"
    assert kind is not None
    assert glob is not None
    assert kind.get("type") == naming.FILE_TYPE
    assert glob.get("pattern") == f"*.{naming.ENDING}"
    assert tags["public.filename-extension"] == [naming.ENDING]
    assert tags["public.mime-type"] == [naming.FILE_TYPE]
    assert f'"Content Type" "{naming.FILE_TYPE}"' in windows
    assert f'"${{CLASSES}}\\.{naming.ENDING}" "" "WhatIf.Project"' in windows


def test_the_desktop_entry_is_the_one_that_the_window_names_itself_by() -> None:
    source = (ROOT / "ui" / "app.py").read_text(encoding="utf-8")
    about = ElementTree.parse(packing.LINUX / "app.whatif.WhatIf.metainfo.xml").getroot()

    assert 'setDesktopFileName("what-if")' in source
    assert about.findtext("launchable") == "what-if.desktop"
    assert about.findtext("id") == naming.IDENTIFIER


# --- Linux: installing --------------------------------------------------------------------------


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The archive as it unpacks, with a program that only says its version."""
    frozen, icons = tmp_path / "frozen", tmp_path / "icons"
    (frozen / "_internal").mkdir(parents=True)
    program = frozen / "what-if"
    program.write_text(f"#!/bin/sh\necho What-If {__version__}\n")
    program.chmod(0o755)
    icons.mkdir()
    for name in make_icons.DRAWINGS.values():
        for size in make_icons.SIZES:
            (icons / f"{name}-{size}.png").write_bytes(b"\x89PNG")
    target = tmp_path / "what-if-unpacked"
    packing.stage(frozen, icons, target)
    return target


def files_in(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@posix_only
def test_installing_puts_program_and_file_type_where_desktops_look_and_uninstalling_takes_all_back(
    unpacked: Path, tmp_path: Path
) -> None:
    prefix = tmp_path / "a home"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / "other").write_text("stays")

    for _ in range(2):  # the second time over the first
        subprocess.run([unpacked / "install.sh", prefix], check=True, capture_output=True)

    for name in ("what-if", "whatif"):
        said = subprocess.run([prefix / "bin" / name], capture_output=True, text=True, check=True)
        assert said.stdout == f"What-If {__version__}\n"
    entry = (prefix / "share/applications/what-if.desktop").read_text(encoding="utf-8")
    assert f'\nExec="{prefix}/bin/what-if" %f\n' in entry
    assert f"\nTryExec={prefix}/bin/what-if\n" in entry
    assert {
        "share/mime/packages/what-if.xml",
        "share/metainfo/app.whatif.WhatIf.metainfo.xml",
        "share/icons/hicolor/256x256/apps/what-if.png",
        "share/icons/hicolor/scalable/mimetypes/application-x-whatif.svg",
    } <= files_in(prefix)
    about = (prefix / "share/metainfo/app.whatif.WhatIf.metainfo.xml").read_text(encoding="utf-8")
    assert f'version="{__version__}"' in about
    assert "@" not in about

    script = prefix / "lib/what-if/uninstall.sh"
    subprocess.run([script], check=True, capture_output=True)

    of_the_desktop = re.compile(r"share/(mime/(?!packages)|.*(mimeinfo|icon-theme)\.cache)")
    assert {path for path in files_in(prefix) if not of_the_desktop.match(path)} == {"bin/other"}


@posix_only
def test_a_program_that_cannot_start_here_is_not_installed(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "what-if" / "what-if").write_text("#!/bin/sh\necho no glibc >&2\nexit 1\n")

    done = subprocess.run(
        [unpacked / "install.sh", tmp_path / "home"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "cannot start here" in done.stderr
    assert files_in(tmp_path / "home") == set()
