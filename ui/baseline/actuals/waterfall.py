"""A bridge of a few bars: from one amount to another, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.baseline.drawing import Cells, Drawing

_TOP, _BOTTOM, _SIDE = 26.0, 26.0, 8.0
_WIDEST = 84.0
_LINE = 18.0
#: The axis begins above zero where all that happens is above it: differences are the matter.
_ROOM = 1.6


@dataclass(frozen=True)
class Bar:
    """One bar: an amount from zero, or a step from where the one before ended.

    Attributes:
        amount: of a step, what it adds; of an amount, where it reaches. None where not known.
        text: written at the bar.
    """

    label: str
    amount: float | None
    text: str
    is_step: bool = True
    #: The amount to the cent, for the table of the picture; as written where there is no other.
    exact: str = ""


class Waterfall(Drawing):
    """Bars joined by thin lines; more is the colour of loss, less of gain, as it is cost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show other bars."""
        self._bars = bars
        self.setAccessibleDescription(", ".join(f"{bar.label} {bar.text}" for bar in bars))
        self.update()

    def cells(self) -> Cells:
        if not self._bars:
            return ()
        return [
            (self.tr("Step"), self.tr("Amount")),
            *((b.label, b.exact or b.text) for b in self._bars),
        ]

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._bars:
            self._paint(painter)
        self.paint_focus(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        colours = theme.current()
        spans = _spans(self._bars)
        low, high = _range(spans)
        above, below = theme.scaled(_TOP), theme.scaled(_BOTTOM)
        area = QRectF(self.rect()).adjusted(_SIDE, above, -_SIDE, -below)
        each = area.width() / len(spans)
        width = min(each * 0.62, _WIDEST)

        def y(value: float) -> float:
            return area.bottom() - (value - low) / (high - low) * area.height()

        painter.setPen(QPen(QColor(colours.border), 1.0))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for place, (bar, (start, end)) in enumerate(zip(self._bars, spans, strict=True)):
            middle = area.left() + each * (place + 0.5)
            top, bottom = y(max(start, end)), y(max(min(start, end), low))
            box = QRectF(middle - width / 2, top, width, max(bottom - top, 1.5))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_colour(bar)))
            painter.drawRoundedRect(box, 2.0, 2.0)
            if low > 0.0 and not bar.is_step:
                _cut(painter, box)
            if place + 1 < len(spans):
                painter.setPen(QPen(QColor(colours.faint), 1.0, Qt.PenStyle.DotLine))
                painter.drawLine(
                    QPointF(box.right(), y(end)), QPointF(middle + each - width / 2, y(end))
                )
            self._write(painter, bar, QRectF(middle - each / 2, 0.0, each, 0.0), top, area.bottom())

    def _write(
        self, painter: QPainter, bar: Bar, column: QRectF, top: float, bottom: float
    ) -> None:
        """The amount above a bar and its name below the axis."""
        colours = theme.current()
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        painter.setPen(QColor(colours.text))
        high = theme.scaled(_LINE)
        above = QRectF(column.left(), top - high - 4.0, column.width(), high)
        painter.drawText(above, centre, bar.text)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(QColor(colours.secondary))
        metrics = QFontMetricsF(painter.font())
        name = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, column.width() - 2.0)
        painter.drawText(QRectF(column.left(), bottom + 4.0, column.width(), high), centre, name)


def _cut(painter: QPainter, box: QRectF) -> None:
    """Show that a bar is longer than drawn: two slanted gaps near its foot."""
    painter.setPen(QPen(QColor(theme.current().card), 2.5))
    for above in (14.0, 20.0):
        y = box.bottom() - above
        painter.drawLine(QPointF(box.left() - 2.0, y + 4.0), QPointF(box.right() + 2.0, y - 4.0))


def _spans(bars: tuple[Bar, ...]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    spans: list[tuple[float, float]] = []
    for bar in bars:
        before = spans[-1][1] if spans else 0.0
        amount = bar.amount or 0.0
        spans.append((before, before + amount) if bar.is_step else (0.0, amount))
    return spans


def _range(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """The axis: from zero, or from below the lowest step where steps would be too small to see."""
    ends = [end for _, end in spans]
    low, high = min(ends), max(ends)
    least = low - (high - low) * _ROOM
    base = max(least, 0.0) if low > 0.0 and high > low else min(low, 0.0)
    return base, high if high > base else base + 1.0


def _colour(bar: Bar) -> str:
    colours = theme.current()
    if not bar.is_step:
        return colours.purchase_colours["committed_used"]
    return colours.loss if (bar.amount or 0.0) > 0 else colours.gain
