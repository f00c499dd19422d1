"""Cells on the clipboard, and how the program leaves them behind when it ends."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

#: Tells our own copies from what other programs put there.
_OURS = "application/x-what-if-cells"


def put(text: str, html: str, ours: str) -> None:
    """Copy cells as tab-separated text, for spreadsheets, and as HTML, for mail.

    Args:
        ours: the text to paste within this program, where formulas are understood.
    """
    mime = QMimeData()
    mime.setText(text)
    mime.setHtml(html)
    mime.setData(_OURS, ours.encode())
    QGuiApplication.clipboard().setMimeData(mime)


def taken() -> str:
    """The text to paste: as this program put it there, or else as another one did."""
    mime = QGuiApplication.clipboard().mimeData()
    if mime.hasFormat(_OURS):
        return bytes(mime.data(_OURS).data()).decode()
    return QGuiApplication.clipboard().text()


def let_go() -> None:
    """Leave copied cells as plain text.

    What `put` copied is an object of Python's: where the platform keeps it until Python is gone,
    Qt crashes on letting it go. Text of Qt's own stays for other programs to paste.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.mimeData().hasFormat(_OURS):
        clipboard.setText(clipboard.text())
