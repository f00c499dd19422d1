"""What the frozen program is made of: its modules and files, and what of others stays out.

What stays out is listed; whatever a later version of a library adds comes in by itself and is seen
in the sizes that a build prints. The self-test of each build proves that nothing needed is missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from whatif_app.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent

#: The program's own packages.
PACKAGES = ("scenarios", "whatif_app", "ui", "assets", "docs")
#: Modules that make shipped files and pictures; the finished program has no use for them.
MAKERS = (
    "*.make_*",
    "assets.languages*",
    "assets.sample_cur_*",
    "ui.screenshots*",
)

#: Modules of others. The program uses no network, so what reaches for one stays out too, and with
#: `readline` a library under the GPL.
LEFT_OUT = (
    "PySide6.QtNetwork",
    "PySide6.QtTest",
    "_tkinter",
    "curses",
    "doctest",
    "duckdb.experimental",
    "duckdb.query_graph",
    "fsspec",
    "ibis",
    "lib2to3",
    "matplotlib",
    "numpy.distutils",
    "numpy.f2py",
    "numpy.testing",
    "pandas",
    "pdb",
    "polars",
    "pyarrow",
    "pydoc_data",
    "pyqtgraph.console",
    "pyqtgraph.examples",
    "pyqtgraph.jupyter",
    "pyqtgraph.opengl",
    "readline",
    "scipy",
    "sqlite3",
    "ssl",
    "tkinter",
    "xmlrpc",
)

#: Libraries of Qt that no part of the program loads, by name without prefix and ending.
LEFT_OUT_OF_QT = (
    "Qt6EglF*",
    "Qt6Network*",
    "Qt6Pdf*",
    "Qt6Qml*",
    "Qt6Quick*",
    "Qt6Test*",
    "Qt6VirtualKeyboard*",
    "Qt6WlShellIntegration*",
    # OpenGL in software, for programs that draw with it; this one does not.
    "d3dcompiler*",
    "opengl32sw*",
)

#: Plugins of Qt that come along, by folder; all others draw on devices and read formats that the
#: program has no use for. The GTK one would bring the system's GTK into a program with other
#: libraries beside it; desktops are asked for their dialogs and colours through their portal.
PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qsvg",),
    "platforminputcontexts": ("composeplatform*", "ibusplatform*"),
    "platforms": ("qcocoa", "qoffscreen", "qwayland*", "qwindows", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "styles": ("qmacstyle", "qmodernwindowsstyle", "qwindowsvistastyle"),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-shell-integration": ("xdg-shell",),
}

#: What a Linux desktop has, fitting its drivers and settings: an older one beside the program would
#: be loaded in its place. See the exclude list that AppImages are made by.
SYSTEMS_OWN = (
    "libEGL*",
    "libGL*",
    "libOpenGL*",
    "libX11*",
    "libXau*",
    "libXdmcp*",
    "libXext*",
    "libXrender*",
    "libatk*",
    "libblkid*",
    "libbrotli*",
    "libbsd*",
    "libcairo*",
    "libcap*",
    "libcom_err*",
    "libdatrie*",
    "libdbus-1*",
    "libdrm*",
    "libexpat*",
    "libfontconfig*",
    "libfreetype*",
    "libfribidi*",
    "libgcc_s*",
    "libgcrypt*",
    "libgdk_pixbuf*",
    "libgio-2*",
    "libglib-2*",
    "libgmodule-2*",
    "libgobject-2*",
    "libgpg-error*",
    "libgraphite2*",
    "libgssapi_krb5*",
    "libgthread-2*",
    "libharfbuzz*",
    "libjpeg*",
    "libk5crypto*",
    "libkeyutils*",
    "libkrb5*",
    "liblz4*",
    "libmd.so*",
    "libmount*",
    "libpango*",
    "libpcre2*",
    "libpixman*",
    "libpng*",
    "libselinux*",
    "libstdc++*",
    "libsystemd*",
    "libthai*",
    "libtinfo*",
    "libuuid*",
    "libwayland-*",
    "libxcb.so*",
    "libz.so*",
    "libzstd*",
)


def modules() -> Iterator[str]:
    """Every module of the program, so that those loaded by their name come along too."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if not any(fnmatch(name, maker) for maker in MAKERS):
                yield name


def data_files() -> Iterator[tuple[str, str]]:
    """Each shipped file and the folder it lies in, as the wheel has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package, patterns in settings["tool"]["setuptools"]["package-data"].items():
        folder = ROOT.joinpath(*package.split("."))
        for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
            if path.is_file():
                yield str(path), path.parent.relative_to(ROOT).as_posix()


def is_wanted(destination: str, *, on_linux: bool) -> bool:
    """Whether a library or file that PyInstaller found is to come along.

    Args:
        destination: its path in the bundle.
        on_linux: whether the desktop brings libraries of its own.
    """
    path = PurePosixPath(destination.replace("\\", "/"))
    stem = path.name.split(".")[0].removeprefix("lib")
    if "plugins" in path.parts:
        return _matches(stem, PLUGINS.get(path.parent.name, ()))
    if "translations" in path.parts:
        return path.name in {f"qtbase_{language.code}.qm" for language in LANGUAGES}
    if "tests" in path.parts:
        return False
    if path.name.startswith(("_multiarray_tests", "_umath_tests", "_operand_flag", "_rational_t")):
        return False
    if on_linux and _matches(path.name, SYSTEMS_OWN):
        return False
    return not _matches(stem, LEFT_OUT_OF_QT)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
