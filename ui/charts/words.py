"""Words of the charts in the reader's language, for code that is no widget."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def say(context: str, text: str) -> str:
    """The text in the reader's language; its placeholders are the caller's to fill."""
    return QCoreApplication.translate(context, text)
