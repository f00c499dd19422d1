"""Cells on the clipboard, and how the program leaves them behind when it ends."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

#: Tells our own copies from what other programs put there.
_OURS = "application/x-what-if-cells"


def put(text: str, html: str) -> None:
    """Copy cells as tab-separated text, for spreadsheets, and as HTML, for mail."""
    mime = QMimeData()
    mime.setText(text)
    mime.setHtml(html)
    mime.setData(_OURS, b"1")
    QGuiApplication.clipboard().setMimeData(mime)


def let_go() -> None:
    """Leave copied cells as plain text.

    What `put` copied is an object of Python's: where the platform keeps it until Python is gone,
    Qt crashes on letting it go. Text of Qt's own stays for other programs to paste.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.mimeData().hasFormat(_OURS):
        clipboard.setText(clipboard.text())
