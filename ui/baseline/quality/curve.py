"""Small pictures of a service's cost: days with the band that is usual, or months as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.baseline.drawing import Cells, Drawing
from whatif_app.formatting import money

_WIDTH, _HEIGHT = 250, 74
_TOP, _BOTTOM, _SIDE = 5.0, 15.0, 2.0
#: Of so many days each has a mark; more are a line.
_FEW, _MARK = 7, 1.8
_GAP = 0.28


@dataclass(frozen=True, slots=True)
class Point:
    """One day or month of a picture.

    Attributes:
        cost: what it cost.
        low, high: the band in which it usually lies; None where that is not known.
        is_marked: it belongs to what the finding is about.
    """

    cost: float
    low: float | None = None
    high: float | None = None
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """What a picture shows: its points, and what is written at both ends of the axis."""

    points: tuple[Point, ...]
    first: str
    last: str
    in_words: str
    has_bars: bool = False
    #: What each point is called, and the money it is counted in.
    labels: tuple[str, ...] = ()
    currency: str = ""


class Curve(Drawing):
    """Draws one series; what the finding is about stands out by colour and by its marks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_series(self, series: Series | None) -> None:
        """Show another series; None leaves the place empty."""
        self._series = series
        words = series.in_words if series is not None else ""
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(series is not None)
        self.update()

    @property
    def series(self) -> Series | None:
        """What is shown."""
        return self._series

    def cells(self) -> Cells:
        series = self._series
        if series is None or not series.points:
            return ()
        cost = (self.tr("Month") if series.has_bars else self.tr("Day"), self.tr("Cost"))
        band = () if series.has_bars else (self.tr("Usual from"), self.tr("Usual to"))
        rows = [
            (label, *(_exact(value, series.currency) for value in _values(point, series.has_bars)))
            for label, point in zip(series.labels, series.points, strict=True)
        ]
        return [(*cost, *band), *rows]

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(_WIDTH), theme.scaled(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._series is None or not self._series.points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_SIDE, _TOP, -_SIDE, -theme.scaled(_BOTTOM))
        scale = _Scale.of(self._series.points, area)
        _axis(painter, area, scale, self._series)
        if self._series.has_bars:
            _bars(painter, scale, self._series.points)
        else:
            _band(painter, scale, self._series.points)
            _line(painter, scale, self._series.points)
        self.paint_focus(painter)
        painter.end()


def _values(point: Point, has_bars: bool) -> tuple[float | None, ...]:
    return (point.cost,) if has_bars else (point.cost, point.low, point.high)


def _exact(value: float | None, currency: str) -> str:
    return "" if value is None else money(value, currency, exact=True)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Places on screen: points side by side, amounts from the bottom up."""

    area: QRectF
    count: int
    low: float
    high: float

    @classmethod
    def of(cls, points: Sequence[Point], area: QRectF) -> _Scale:
        amounts = [point.cost for point in points]
        amounts += [point.high for point in points if point.high is not None]
        low, high = min(0.0, *amounts), max(0.0, *amounts)
        return cls(area, len(points), low, high if high > low else low + 1.0)

    @property
    def step(self) -> float:
        return self.area.width() / self.count

    def x(self, place: int) -> float:
        return self.area.left() + (place + 0.5) * self.step

    def y(self, amount: float) -> float:
        part = (amount - self.low) / (self.high - self.low)
        return self.area.bottom() - part * self.area.height()


def _axis(painter: QPainter, area: QRectF, scale: _Scale, series: Series) -> None:
    colours = theme.current()
    painter.setPen(QPen(QColor(colours.border), 1.0))
    painter.drawLine(QPointF(area.left(), scale.y(0.0)), QPointF(area.right(), scale.y(0.0)))
    font = theme.font(theme.TINY_PX)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(colours.secondary))
    baseline = area.bottom() + metrics.ascent() + 2.0
    painter.drawText(QPointF(area.left(), baseline), series.first)
    width = metrics.horizontalAdvance(series.last)
    painter.drawText(QPointF(area.right() - width, baseline), series.last)


def _band(painter: QPainter, scale: _Scale, points: Sequence[Point]) -> None:
    """The band that is usual, as wide as the noise and the chosen share allow."""
    known = [
        (place, point.low, point.high)
        for place, point in enumerate(points)
        if point.low is not None and point.high is not None
    ]
    upper = [QPointF(scale.x(place), scale.y(high)) for place, _, high in known]
    lower = [QPointF(scale.x(place), scale.y(max(low, 0.0))) for place, low, _ in known]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().selection))
    painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))


def _line(painter: QPainter, scale: _Scale, points: Sequence[Point]) -> None:
    colours = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.accent), 1.2))
    places = [QPointF(scale.x(at), scale.y(point.cost)) for at, point in enumerate(points)]
    painter.drawPolyline(QPolygonF(places))
    marked = [place for place, point in zip(places, points, strict=True) if point.is_marked]
    painter.setPen(QPen(QColor(colours.loss), 1.6))
    painter.drawPolyline(QPolygonF(marked))
    if len(marked) <= _FEW:
        painter.setBrush(QColor(colours.loss))
        for place in marked:
            painter.drawEllipse(place, _MARK, _MARK)


def _bars(painter: QPainter, scale: _Scale, points: Sequence[Point]) -> None:
    colours = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    width = max(1.5, min(scale.step * (1 - _GAP), 22.0))
    for at, point in enumerate(points):
        if not point.cost:
            continue
        painter.setBrush(QColor(colours.loss if point.is_marked else colours.accent))
        top, bottom = scale.y(max(point.cost, 0.0)), scale.y(min(point.cost, 0.0))
        painter.drawRect(QRectF(scale.x(at) - width / 2, top, width, max(bottom - top, 1.0)))
