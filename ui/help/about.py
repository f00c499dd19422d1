"""Whose work the program stands on: its version, packages and licences."""

from __future__ import annotations

from email.message import Message
from importlib import metadata

from PySide6.QtCore import QCoreApplication, QLibraryInfo

from assets import asset_path
from ui.help.markdown import plain, table
from whatif_app import __version__

_PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "duckdb", "XlsxWriter")


def tr(text: str) -> str:
    """A text of this page in the user's language."""
    return QCoreApplication.translate("Help", text)


def about_page() -> str:
    """Version, and the licences of what the program is built with, as Markdown."""
    rows = [("Qt", QLibraryInfo.version().toString(), "LGPL-3.0"), *_packages()]
    built = table(
        (tr("Built with"), tr("Version"), tr("Licence")),
        [tuple(plain(cell[:80]) for cell in row) for row in rows],
    )
    what = tr("Turns a cloud cost export into scenarios. It works on files and uses no network.")
    font_licence = asset_path("fonts/LICENSE.txt").read_text(encoding="utf-8")
    quoted = "\n".join(f"    {line}" for line in font_licence.splitlines())
    heading = tr("The Inter typeface")
    return f"# What-If {plain(__version__)}\n\n{what}\n\n{built}\n\n## {heading}\n\n{quoted}\n"


def _packages() -> list[tuple[str, str, str]]:
    """Name, version and licence of each package that is installed."""
    rows = []
    for name in _PACKAGES:
        try:
            about: Message = metadata.metadata(name)  # type: ignore[assignment]
        except metadata.PackageNotFoundError:
            # A frozen program carries the packages without what is written about them.
            continue
        licence = str(about.get("License-Expression") or about.get("License") or "")
        rows.append((name, str(about["Version"]), licence.partition("\n")[0]))
    return rows
