"""The text of a help page: Markdown in the program's looks, its links followed inside the help."""

from __future__ import annotations

import re

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextBlock, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from ui import theme
from ui.help.dress import dress, heading_of
from ui.help.topics import anchor, headings

_WIDEST = 760  # of a line that the eye can follow
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n+", re.MULTILINE)


class HelpText(QTextBrowser):
    """One page.

    Signals:
        followed: the place that a link leads to.
    """

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markdown = ""
        self._at = ""
        self.setOpenLinks(False)
        self.setAccessibleName(self.tr("Help page"))
        self.anchorClicked.connect(self._follow)

    def show_page(self, markdown: str, at: str = "") -> None:
        """Show a page from its beginning, or from a heading on, which is marked."""
        # The pictures of the guides are not shipped with the program, which shows the real thing.
        self._markdown, self._at = _PICTURE.sub("", markdown), at
        self.restyle()

    def restyle(self) -> None:
        """Take the theme in force."""
        self.document().setDefaultFont(theme.font(theme.CARD_PX))
        self.document().setMarkdown(self._markdown)
        dress(self.document())
        self._keep_lines_short()
        self._go_to(self._at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_lines_short()

    def _go_to(self, at: str) -> None:
        heading = self._heading(at) if at else None
        # Whoever reads with the keyboard goes on from here.
        self.setTextCursor(QTextCursor(heading or self.document().begin()))
        self.setExtraSelections([] if heading is None else [_marked(heading)])
        top = 0.0
        if heading is not None:
            top = self.document().documentLayout().blockBoundingRect(heading).top()
        self.verticalScrollBar().setValue(round(top) - theme.scaled(16))

    def _heading(self, wanted: str) -> QTextBlock | None:
        anchors = [anchor(heading) for heading in headings(self._markdown)]
        return heading_of(self.document(), anchors.index(wanted)) if wanted in anchors else None

    def _keep_lines_short(self) -> None:
        """Give a wide window broader margins rather than longer lines."""
        spare = self.viewport().width() - theme.scaled(_WIDEST)
        frame = self.document().rootFrame()
        made = frame.frameFormat()
        margin = theme.scaled(24)
        if made.leftMargin() != margin or made.rightMargin() != max(margin, spare - margin):
            made.setMargin(margin)
            made.setRightMargin(max(margin, spare - margin))
            frame.setFrameFormat(made)

    def _follow(self, url: QUrl) -> None:
        page = url.path().removesuffix(".md")
        heading = f"#{url.fragment()}" if url.hasFragment() else ""
        self.followed.emit(f"{page}{heading}")


def _marked(heading: QTextBlock) -> QTextEdit.ExtraSelection:
    """What lets a heading stand out that one was led to."""
    mark = QTextEdit.ExtraSelection()
    mark.cursor = QTextCursor(heading)
    mark.format.setBackground(QColor(theme.current().accent_soft))
    mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return mark
