"""The cards of the data-quality page: the findings of one area, and what is in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from scenarios.words import say
from ui import icons, theme
from ui.baseline.page_frame import Card
from ui.baseline.quality.curve import Series
from ui.baseline.quality.finding import FindingRow

if TYPE_CHECKING:
    from whatif_app.quality.finding import Area, Finding

_ICON = 14


class AreaCard(Card):
    """The findings of one area, below each other.

    Rows stay while findings are decided, so that a reason being typed and the focus stay too.

    Signals:
        row_made: a row was made and is to be connected.
        all_asked: findings beyond the first few are wanted; carries the area.
    """

    row_made = Signal(QWidget)
    all_asked = Signal(object)

    def __init__(self, area: Area, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.area = area
        self.rows: list[FindingRow] = []
        self._lines: list[QFrame] = []
        self._inner = QVBoxLayout()
        self._inner.setSpacing(0)
        self.column.addLayout(self._inner)
        self.more = QPushButton()
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(lambda: self.all_asked.emit(self.area))
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        theme.changes().changed.connect(self._dress_lines)

    def show_findings(self, shown: Sequence[tuple[Finding, Series | None]], of_all: int) -> None:
        """Show these findings, of so many in all."""
        waiting = sum(finding.is_open for finding, _ in shown)
        note = self.tr("{n} to look at").format(n=waiting) if waiting else ""
        self.set_title(self._label(), note)
        while len(self.rows) < len(shown):
            self._add_row()
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            self._lines[place].setVisible(0 < place < len(shown))
        for row, (finding, series) in zip(self.rows, shown, strict=False):
            row.show_finding(finding, series)
        self.more.setVisible(of_all > len(shown))
        self.more.setText(self.tr("Show all {n}").format(n=of_all))
        self.more.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self._dress_lines()

    def _label(self) -> str:
        from whatif_app.quality.finding import AREA_LABELS

        return say(AREA_LABELS[self.area])

    def _add_row(self) -> None:
        line = QFrame()
        line.setFixedHeight(1)
        row = FindingRow()
        self._lines.append(line)
        self.rows.append(row)
        self._inner.addWidget(line)
        self._inner.addWidget(row)
        self.row_made.emit(row)

    def _dress_lines(self) -> None:
        for line in self._lines:
            line.setStyleSheet(f"background: {theme.current().grid};")


class Sentences(QWidget):
    """Sentences below each other, each with the same mark."""

    def __init__(self, icon: str, ink: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._ink = icon, ink
        self._sentences: tuple[str, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        theme.changes().changed.connect(self._fill)

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show these and no others."""
        if sentences != self._sentences:
            self._sentences = sentences
            self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()  # it goes a turn later, and must not be seen till then
                item.widget().deleteLater()
        colour = getattr(theme.current(), self._ink)
        for place, sentence in enumerate(self._sentences):
            mark, words = QLabel(), QLabel(sentence)
            mark.setPixmap(icons.pixmap(self._icon, colour, _ICON, self.devicePixelRatioF()))
            words.setWordWrap(True)
            words.setFont(theme.font())
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(mark, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, place, 1)
