"""What dims the window but for what a step of the tour points at. Clicks go through it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme

_ROOM = 5  # around what is pointed at
#: How dark the rest is, in a light window and in a dark one.
_DIM = {False: 70, True: 125}


class Spotlight(QWidget):
    """Lies over the whole window; the program below stays as usable as ever."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._hole = window, QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def hole(self) -> QRect:
        """The part that stays bright."""
        return QRect(self._hole)

    def point_at(self, rect: QRect) -> None:
        """Leave a part of the window bright; none of it where the rectangle is empty."""
        self.setGeometry(self._window.rect())
        if rect != self._hole:
            self._hole = rect
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dark = QPainterPath()
        dark.addRect(QRectF(self.rect()))
        hole = QRectF(self._hole).adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM) & QRectF(self.rect())
        if not self._hole.isEmpty():
            bright = QPainterPath()
            bright.addRoundedRect(hole, theme.RADIUS, theme.RADIUS)
            dark = dark.subtracted(bright)
        painter.fillPath(dark, QColor(0, 0, 0, _DIM[colours.is_dark]))
        if not self._hole.isEmpty():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(hole.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        painter.end()
