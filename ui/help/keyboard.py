"""The keyboard map as a page of the help."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.help.markdown import plain, table
from ui.keyboard_map import named, sections


def tr(text: str) -> str:
    """A text of the keyboard map in the user's language."""
    return QCoreApplication.translate("Help", text)


def keyboard_page() -> str:
    """Which key does what, as Markdown."""
    parts = [f"# {tr('Keyboard map')}"]
    for title, keys in sections().items():
        rows = [(f"**{plain(named(key))}**", plain(what)) for key, what in keys.items()]
        parts.append(f"## {plain(title)}\n\n{table((tr('Key'), tr('What it does')), rows)}")
    return "\n\n".join(parts) + "\n"
