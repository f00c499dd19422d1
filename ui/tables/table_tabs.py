"""The row of tabs above the tables, with a count of what the scenario changes in each."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from ui import theme

_HEIGHT = 16
_ROUND_ROOM = 11
_PADDING = 12  # of the application's style at either side of a tab
# Trailing blanks keep room for the count, so that the style's own layout holds.
_BLANK = "\u2007"


class TableTabs(QTabBar):
    """Tabs that carry a small count where there is something to count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[str] = []
        self._counts: dict[int, int] = {}
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(self.tr("Tables"))
        theme.changes().changed.connect(self._dress)
        self._dress()

    def add(self, label: str, help: str) -> None:
        """One more tab, with a tooltip."""
        self._labels.append(label)
        self.setTabToolTip(self.addTab(label), help)

    def count_of(self, tab: int) -> int:
        """How many changed cells a tab tells of."""
        return self._counts.get(tab, 0)

    def set_count(self, tab: int, count: int) -> None:
        """Show how many cells of a table the scenario changes; nothing for none."""
        if count == self.count_of(tab):
            return
        self._counts[tab] = count
        self._write(tab)

    def _dress(self) -> None:
        self.setFont(theme.font(theme.CARD_PX, QFont.Weight.Medium))
        for tab in self._counts:
            self._write(tab)

    def _write(self, tab: int) -> None:
        count = self._counts[tab]
        label = self._labels[tab]
        named = self.tr("{table}, {count} changed").format(table=label, count=count)
        self.setAccessibleTabName(tab, named if count else label)
        blank = self.fontMetrics().horizontalAdvance(_BLANK)
        room = math.ceil((self._width(count) + 8) / blank) if count else 0
        self.setTabText(tab, label + _BLANK * room)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_count_font())
        colours = theme.current()
        for tab, count in self._counts.items():
            if not count:
                continue
            rect = self.tabRect(tab)
            width = self._width(count)
            height = theme.scaled(_HEIGHT)
            top = rect.top() + (rect.height() - height) / 2
            pill = QRectF(rect.right() - _PADDING - width, top, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(pill, height / 2, height / 2)
            painter.setPen(QColor(colours.accent))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(count))

    def _width(self, count: int) -> int:
        return max(18, QFontMetrics(_count_font()).horizontalAdvance(str(count)) + _ROUND_ROOM)


def _count_font() -> QFont:
    return theme.font(theme.TINY_PX, QFont.Weight.DemiBold)
