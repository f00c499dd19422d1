"""A share as a bar against the target it should stay below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_HEIGHT = 22
_BAR = 10
#: The bar reaches at least this many targets, so that the target has a place of its own.
_TARGETS = 4.0


class TargetBar(QWidget):
    """The share, filled from the left; a line where the target is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._target = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.update)

    def show_share(self, share: float | None, target: float) -> None:
        """Show a share of 0…1 against a target; None for none."""
        self._share, self._target = share, target
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, theme.scaled(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        height = theme.scaled(_BAR)
        room = QRectF(0, (self.height() - height) / 2, self.width(), height)
        share = min(max(self._share or 0.0, 0.0), 1.0)
        full = min(1.0, max(share * 1.15, self._target * _TARGETS, 0.01))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.grid))
        painter.drawRoundedRect(room, 4, 4)
        filled = QRectF(room)
        filled.setWidth(room.width() * share / full)
        painter.setBrush(QColor(colours.gain if share <= self._target else colours.loss))
        painter.drawRoundedRect(filled, 4, 4)
        at = min(room.width() * self._target / full, room.width() - 1)
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawLine(round(at), 0, round(at), self.height())
        painter.end()
