"""The plot: draws a picture, and tells what is under the cursor.

Curves are made once per line and then only given new points; the range is set by us, to the
round numbers of the axis, so that most edits move curves alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui import theme
from ui.charts import ink, readout
from ui.charts.axes import Tick, month_ticks, value_ticks
from ui.charts.frame import Frame
from ui.charts.picture import Array, Line, Picture
from ui.theme import LINE_STYLES, Theme

TOP, BOTTOM = 9.0, 24.0
TICK_HEIGHT, MOST_TICKS = 25.0, 8
FRONT_WIDTH, LINE_WIDTH = 2.2, 1.6
# Many lines are easier to tell apart when thin, and Qt paints width 1 some twenty times faster.
FEW, THIN_WIDTH = 6, 1.0
RIM = 0.012  # of the value axis, beyond its first and last tick
REACH = 9.0  # pixels from a line that still count as on it


class Layer(QGraphicsItem):
    """One pass of painting over the whole plot, below or above the curves."""

    def __init__(self, draw: Callable[[QPainter], None], level: float) -> None:
        super().__init__()
        self._draw = draw
        self._area = QRectF()
        self.setZValue(level)
        # Clicks are the plot's own: a layer lies over everything.
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def resize(self, area: QRectF) -> None:
        """Cover this part of the scene."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = QRectF(area)

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter)


class Plot(pg.PlotWidget):
    """Draws one picture at a time.

    Signals:
        clicked: scenario ("" for none), figure and month that were clicked.
    """

    clicked = Signal(str, str, int)

    def __init__(self, parent: QWidget | None = None, colours: Theme | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        self._colours = colours
        #: Dots to a pixel of what it is drawn on; None for the screen that it is on.
        self.ratio: float | None = None
        self._picture = Picture("")
        self._curves: dict[tuple[str, str], pg.PlotCurveItem] = {}
        self._drawn: dict[tuple[str, str], Array] = {}
        self._range: tuple[float, float, float] | None = None
        self._margins: tuple[float, float, float, float] | None = None
        self._label_width = 0.0
        self._tick_width = 0.0
        self._values: tuple[Tick, ...] = ()
        self._months: tuple[Tick, ...] = ()
        self._labels: list[ink.EndLabel] = []
        self._month: int | None = None
        self._pressed: QPointF | None = None
        self._frame = Frame(QRectF(0, 0, 1, 1), 1.0, 0.0, 1.0)
        self._prepare()
        self._layers = [
            Layer(self._paint_below, -10.0),
            Layer(self._paint_above, 10.0),
            Layer(self._paint_readout, 20.0),
        ]
        for layer in self._layers:
            self.scene().addItem(layer)

    def _prepare(self) -> None:
        item = self.getPlotItem()
        for side in ("left", "bottom", "right", "top"):
            item.hideAxis(side)
        item.hideButtons()
        item.getViewBox().setMouseEnabled(False, False)
        item.getViewBox().setMenuEnabled(False)
        self.setFrameShape(self.Shape.NoFrame)
        # Each item that changes would ask for a painting of its own; we ask once for all.
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        for part in (self, self.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMouseTracking(True)
        # It fills itself: what lies behind need not be painted with each frame.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(80, 48)

    @property
    def colours(self) -> Theme:
        """The theme in force, or the one that a plot for export keeps."""
        return self._colours or theme.current()

    @property
    def frame_of_values(self) -> Frame:
        """Where values lie on the widget."""
        return self._frame

    @property
    def picture(self) -> Picture:
        """What is drawn."""
        return self._picture

    def show_picture(self, picture: Picture) -> None:
        """Draw another picture."""
        self._picture = picture
        colours = self.colours
        self.setBackground(colours.card)
        self._labels = ink.end_labels(picture.lines, picture.bands, picture.selected, colours)
        self._draw_curves()
        self._lay_out()
        self.viewport().update()

    def _draw_curves(self) -> None:
        picture, used = self._picture, set()
        step = picture.is_step
        tops = np.cumsum([band.values for band in picture.bands], axis=0)
        for index, band in enumerate(picture.bands):
            key = ("band", band.key)
            used.add(key)
            curve = self._curve(key, tops[index], step=False)
            # Each band reaches down to zero and the lower ones cover it: a stack without seams.
            curve.setZValue(-index)
            self._fill(curve, band.key)
        width = LINE_WIDTH if len(picture.lines) <= FEW else THIN_WIDTH
        for index, line in enumerate(picture.lines):
            key = ("line", line.scenario if line.look is not None else line.label)
            used.add(key)
            curve = self._curve(key, line.points, step=step)
            is_front = line.is_actual or line.scenario == picture.selected
            curve.setZValue(100 if is_front else 10 + index)
            is_wide = line.is_actual or (is_front and line.look is not None)
            self._ink(curve, line, FRONT_WIDTH if is_wide else width)
        for key in self._curves.keys() - used:
            self.removeItem(self._curves.pop(key))
            self._drawn.pop(key, None)

    def _curve(self, key: tuple[str, str], points: Array, *, step: bool) -> pg.PlotCurveItem:
        curve = self._curves.get(key)
        if curve is None:
            curve = pg.PlotCurveItem(antialias=True, connect="finite")
            self._curves[key] = curve
            self.addItem(curve)
        if points.size == 1 and not step:
            points = np.repeat(points, 2)
        before = self._drawn.get(key)
        if before is None or not np.array_equal(before, points, equal_nan=True):
            # A stack is filled from where it begins: nothing is below a history.
            first = int(np.argmax(np.isfinite(points)))
            places = np.arange(first, points.size + step, dtype=np.float64)
            curve.setData(places, points[first:], stepMode="center" if step else None)
            self._drawn[key] = points
        return curve

    def _ink(self, curve: pg.PlotCurveItem, line: Line, width: float) -> None:
        # A cosmetic pen is so many dots wide, however many there are to a pixel.
        ratio = self.ratio or self.devicePixelRatioF()
        pen = QPen(QColor(ink.line_colour(self.colours, line.look)), width * ratio)
        pen.setCosmetic(True)
        plain = Qt.PenStyle.DashLine if line.is_dashed else Qt.PenStyle.SolidLine
        pen.setStyle(plain if line.look is None else LINE_STYLES[line.look % len(LINE_STYLES)])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if curve.opts["pen"] != pen:
            curve.setPen(pen)

    def _fill(self, curve: pg.PlotCurveItem, band: str) -> None:
        brush = pg.mkBrush(ink.band_colour(self.colours, band))
        if curve.opts["brush"] != brush or curve.opts["fillLevel"] is None:
            curve.setPen(QPen(QColor(ink.edge_colour(self.colours, band)), 0.0))
            curve.setBrush(brush)
            # Long fills are painted in pieces, whose smoothed edges would show as seams.
            curve.opts["antialias"] = False
            curve.setFillLevel(0.0)

    def _lay_out(self) -> None:
        """Set margins, ticks and range for the widget's size."""
        picture, size = self._picture, self.viewport().size()
        top = TOP + (ink.flag_room() if picture.flags else 0.0)
        low, high = picture.extent
        room = size.height() - top - theme.scaled(BOTTOM)
        # What is written above the end of a line needs room below the top of the chart.
        above = theme.scaled(ink.LINE_HEIGHT) * (high - low) / max(room, 1.0)
        named = [mark.y for mark in picture.marks if mark.ends_line and mark.is_above]
        high = max([high, *(value + above for value in named)])
        most = min(int(room // theme.scaled(TICK_HEIGHT)), MOST_TICKS)
        self._values = value_ticks(low, high, most, picture.measure, picture.currency)
        metrics = QFontMetricsF(ink.font(ink.AXIS_PX))
        widest = max(metrics.horizontalAdvance(tick.text) for tick in self._values)
        # Never narrower again: a margin that follows each edit makes the chart tremble.
        self._tick_width = max(self._tick_width, widest)
        self._label_width = ink.label_width(self._labels, size.width())
        margins = (self._tick_width + 10.0, top, self._label_width, theme.scaled(BOTTOM))
        self._set_margins(margins)
        month_width = max(size.width() - margins[0] - margins[2], 1.0) / picture.span
        start = picture.months[0] if picture.months else "2000-01"
        least = (metrics.horizontalAdvance("May 2027") + 7.0) / month_width
        self._months = month_ticks(start, max(len(picture.months), 1), least)
        # A line along the first or last tick keeps its whole width.
        rim = RIM * (self._values[-1].at - self._values[0].at)
        wanted = (picture.span, self._values[0].at - rim, self._values[-1].at + rim)
        if wanted != self._range:
            self._range = wanted
            self.getViewBox().setRange(
                xRange=(0.0, wanted[0]), yRange=wanted[1:], padding=0.0, disableAutoRange=True
            )
        self._frame = Frame(self.getViewBox().sceneBoundingRect(), *wanted)
        for layer in self._layers:
            layer.resize(QRectF(QPointF(), size))

    def _set_margins(self, margins: tuple[float, float, float, float]) -> None:
        layout = self.getPlotItem().layout
        if margins != self._margins:
            self._margins = margins
            layout.setContentsMargins(*margins)
        layout.activate()

    def _paint_below(self, painter: QPainter) -> None:
        if not self._picture.bands:
            ink.draw_grid(painter, self._frame, self._values, self.colours, over_bands=False)
        right = float(self.viewport().width())
        ink.draw_axes(painter, self._frame, self._values, self._months, self.colours, right)

    def _paint_above(self, painter: QPainter) -> None:
        picture, frame, colours = self._picture, self._frame, self.colours
        if picture.bands:
            ink.draw_grid(painter, frame, self._values, colours, over_bands=True)
        if picture.has_zero:
            ink.draw_zero(painter, frame, colours)
        ink.draw_flags(painter, frame, picture.flags, colours)
        ink.draw_labels(painter, frame, self._labels, self._label_width, colours)
        ink.draw_marks(painter, frame, picture.marks, colours)

    def _paint_readout(self, painter: QPainter) -> None:
        if self._month is not None and self._month < len(self._picture.months):
            # Names at the right stay uncovered: they say which line is which.
            bounds = self._frame.area
            readout.draw_readout(
                painter, self._frame, self._picture, self._month, bounds, self.colours
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The base class resizes once while it is being made.
        if hasattr(self, "_layers"):
            self._lay_out()
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        area = self._frame.area
        inside = area.adjusted(-4.0, -4.0, 4.0, 4.0).contains(place) and self._picture.months
        self._hover(
            readout.month_under(self._picture, self._frame.month(place.x())) if inside else None
        )
        on_line = self._under(place) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_line else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, month: int | None) -> None:
        if month != self._month:
            self._month = month
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        if (event.position() - pressed).manhattanLength() > 2 * REACH:
            return
        found = self._under(event.position())
        if found is not None:
            self.clicked.emit(*found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The card enlarges itself; a plot has nothing of its own to do.
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page below may scroll; a chart in a dashboard does not zoom.
        event.ignore()

    def _under(self, place: QPointF) -> tuple[str, str, int] | None:
        """The scenario, figure and month at a place; None where nothing is near."""
        picture, frame = self._picture, self._frame
        if not picture.months or not frame.area.contains(place):
            return None
        at = frame.month(place.x())
        month = readout.month_under(picture, at)
        nearest: tuple[float, tuple[str, str, int]] | None = None
        for line in picture.lines:
            if not line.figure:
                continue
            distance = abs(frame.y(_value_at(line.points, at, step=picture.is_step)) - place.y())
            if distance <= REACH and (nearest is None or distance < nearest[0]):
                nearest = distance, (line.scenario, line.figure, month)
        if nearest is not None:
            return nearest[1]
        below = 0.0
        for band in picture.bands:
            above = below + float(band.values[month])
            if frame.y(above) <= place.y() <= frame.y(below):
                return "", band.figure, month
            below = above
        return None


def _value_at(points: Array, place: float, *, step: bool) -> float:
    """A line's value between its points; NaN where it has none."""
    if step or points.size == 1:
        return float(points[min(max(int(place), 0), points.size - 1)])
    return float(np.interp(place, np.arange(points.size), points))
