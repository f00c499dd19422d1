"""Whose work the program stands on: its version, and the licence of each part."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.help.markdown import plain, table
from whatif_app import __version__
from whatif_app.licences import Notice, notices


def tr(text: str) -> str:
    """A text of this page in the user's language."""
    return QCoreApplication.translate("Help", text)


def about_page() -> str:
    """Version, and the licences of what the program is built with, as Markdown."""
    built = table(
        (tr("Built with"), tr("Version"), tr("Licence")),
        [(plain(each.name), plain(each.version), plain(each.licence)) for each in notices()],
    )
    what = tr("Turns a cloud cost export into scenarios. It works on files and uses no network.")
    return f"# What-If {plain(__version__)}\n\n{what}\n\n{built}\n"


def licence_page(notice: Notice) -> str:
    """The licence of one part in full, as Markdown."""
    quoted = "\n".join(f"    {line}" for line in notice.text().splitlines())
    return f"# {plain(notice.name)} {plain(notice.version)}\n\n{quoted}\n"
