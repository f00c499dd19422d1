"""Who pays more and who pays less: bars to both sides of a line, a name and an amount each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.baseline.drawing import Cells, Drawing

_ROW, _NAMES, _AMOUNTS = 24, 170, 210


@dataclass(frozen=True, slots=True)
class Gain:
    """One bar.

    Attributes:
        amount: above 0 the team pays more, below less.
        text: written at the bar.
    """

    name: str
    amount: float
    text: str


class GainBars(Drawing):
    """Bars from the middle: more to the right in the colour of loss, less to the left in gain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gains: Sequence[Gain] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_gains(self, gains: Sequence[Gain]) -> None:
        """Show these bars, in their order."""
        self._gains = tuple(gains)
        said = "; ".join(f"{gain.name} {gain.text}" for gain in self._gains)
        self.setAccessibleDescription(said)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def cells(self) -> Cells:
        if not self._gains:
            return ()
        return [(self.tr("Team"), self.tr("Difference")), *((g.name, g.text) for g in self._gains)]

    def restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        super().restyle()

    def sizeHint(self) -> QSize:
        return QSize(600, theme.scaled(_ROW) * max(len(self._gains), 1) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, height = theme.current(), theme.scaled(_ROW)
        names, amounts = theme.scaled(_NAMES), theme.scaled(_AMOUNTS)
        half = max((self.width() - names - amounts) / 2, 20.0)
        middle = names + half
        largest = max((abs(gain.amount) for gain in self._gains), default=0.0) or 1.0
        for row, gain in enumerate(self._gains):
            top = row * height
            painter.setFont(theme.font())
            painter.setPen(QColor(colours.text))
            room = QRectF(0, top, names - 12, height)
            name = painter.fontMetrics().elidedText(
                gain.name, Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
            reach = half * abs(gain.amount) / largest
            left = middle if gain.amount > 0 else middle - reach
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.loss if gain.amount > 0 else colours.gain))
            painter.drawRoundedRect(QRectF(left, top + 6, max(reach, 1.5), height - 12), 2, 2)
            self._write(painter, gain, QRectF(middle + half + 12, top, amounts - 12, height))
        painter.setPen(QPen(QColor(colours.faint), 1))
        painter.drawLine(int(middle), 0, int(middle), height * len(self._gains))
        self.paint_focus(painter)
        painter.end()

    def _write(self, painter: QPainter, gain: Gain, room: QRectF) -> None:
        colours = theme.current()
        tone = colours.loss if gain.amount > 0 else colours.gain if gain.amount < 0 else ""
        painter.setPen(QColor(tone or colours.secondary))
        painter.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, gain.text)
