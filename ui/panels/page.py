"""A readable page beside the window, such as what was found in an ownership file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ui import theme
from ui.docks.on_screen import first_size


class Page(QDialog):
    """Text to read, select and copy; the window behind it stays usable."""

    def __init__(self, title: str, html: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        first_size(self, 760, 640)
        self.text = QTextBrowser()
        self.text.setAccessibleName(title)
        self.text.setOpenLinks(False)
        self.text.setFont(theme.font())
        self.text.document().setDocumentMargin(14)
        self._html = html
        copy = QPushButton(self.tr("Copy all"))
        copy.clicked.connect(self._copy)
        close = QPushButton(self.tr("Close"))
        close.setProperty("kind", "primary")
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.text.document().setDefaultStyleSheet(page_style())
        self.text.setHtml(self._html)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def page_style() -> str:
    """The style of a page's HTML in the theme in force."""
    colours = theme.current()
    first, second = (f"{theme.points(px):.1f}pt" for px in (theme.KPI_PX, theme.LEAD_PX))
    return f"""
    h1 {{ font-size: {first}; font-weight: 700; color: {colours.text}; margin: 0 0 6px 0; }}
    h2 {{ font-size: {second}; font-weight: 600; color: {colours.text}; margin: 18px 0 6px 0; }}
    p, li {{ color: {colours.text}; margin: 4px 0; }}
    .quiet {{ color: {colours.secondary}; }}
    .gain {{ color: {colours.gain}; font-weight: 600; }}
    .loss {{ color: {colours.loss}; font-weight: 600; }}
    th {{ color: {colours.secondary}; font-weight: 600; padding: 4px 12px 4px 0;
        white-space: nowrap; }}
    td {{ color: {colours.text}; padding: 3px 12px 3px 0; white-space: nowrap; }}
    .key {{ color: {colours.accent}; font-weight: 600; }}
    """
