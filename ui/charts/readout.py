"""The box under the cursor: the month, and every line's exact value in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui import theme
from ui.charts.frame import Frame
from ui.charts.ink import LABEL_PX, band_colour, line_colour
from ui.charts.picture import Line, Picture
from ui.charts.words import say
from ui.theme import Theme
from whatif_app import formatting

ROW = 16.0
MARGIN = 8.0
DOT = 7.0


@dataclass(frozen=True)
class Entry:
    """One row of the box."""

    label: str
    value: str
    colour: str


def month_under(picture: Picture, place: float) -> int:
    """The month that a place on the time axis belongs to."""
    holds = picture.is_step or picture.reads_at_month_end
    month = int(place // 1) if holds else round(place)
    return min(max(month, 0), len(picture.months) - 1)


def place_of(picture: Picture, month: int) -> float:
    """Where on the time axis a month's value is drawn."""
    if picture.reads_at_month_end:
        return month + 1.0
    return month + 0.5 if picture.is_step else float(month)


def entries(picture: Picture, month: int, colours: Theme) -> list[Entry]:
    """Every line's value in a month, the greatest first; then the bands from the top down."""
    drawn = [line for line in picture.lines if _is_worth_reading(picture, line, month)]
    lines = sorted(drawn, key=lambda line: -_sortable(float(line.values[month])))
    found = [
        Entry(
            line.label,
            picture.exact(float(line.values[month])),
            line_colour(colours, line.look),
        )
        for line in lines
    ]
    return found + [
        Entry(band.label, picture.exact(float(band.values[month])), band_colour(colours, band.key))
        for band in reversed(picture.bands)
        if band.values[month] == band.values[month]
    ]


def _is_worth_reading(picture: Picture, line: Line, month: int) -> bool:
    """Whether a line says anything in a month: of what was and is to be, one may be silent."""
    with_actual = any(other.is_actual for other in picture.lines)
    return not with_actual or bool(line.values[month] == line.values[month])


def _sortable(value: float) -> float:
    return value if value == value else float("-inf")


def draw_readout(
    painter: QPainter, frame: Frame, picture: Picture, month: int, bounds: QRectF, colours: Theme
) -> None:
    """The crosshair, a dot on every line, and the box of values beside it."""
    place = place_of(picture, month)
    x = frame.x(place)
    painter.setPen(QPen(QColor(colours.faint), 1.0))
    painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()))
    for line in picture.lines:
        value = float(line.values[month])
        if value == value:
            painter.setPen(QPen(QColor(colours.card), 1.0))
            painter.setBrush(QColor(line_colour(colours, line.look)))
            painter.drawEllipse(QPointF(x, frame.y(value)), 3.5, 3.5)
    title = formatting.month_label(picture.months[month])
    if picture.reads_at_month_end:
        title = say("charts", "End of {month}").format(month=title)
    crossed = [flag.label for flag in picture.flags if flag.x == month]
    title = " · ".join([title, *crossed])
    _draw_box(painter, x, title, entries(picture, month, colours), bounds, colours)


def _draw_box(
    painter: QPainter,
    x: float,
    title: str,
    rows: Sequence[Entry],
    bounds: QRectF,
    colours: Theme,
) -> None:
    plain = QFontMetricsF(theme.font(LABEL_PX))
    names = min(max((plain.horizontalAdvance(row.label) for row in rows), default=0.0), 160.0)
    values = max((plain.horizontalAdvance(row.value) for row in rows), default=0.0)
    width = max(names + values + 14.0 + DOT + 6.0, plain.horizontalAdvance(title) * 1.1)
    box = QRectF(0.0, 0.0, width + 2 * MARGIN, ROW * (len(rows) + 1) + 2 * MARGIN - 4.0)
    left = x + 12.0 if x + 12.0 + box.width() <= bounds.right() else x - 12.0 - box.width()
    top = bounds.center().y() - box.height() / 2
    box.moveTo(max(left, 0.0), max(top, 0.0))
    painter.setPen(QPen(QColor(colours.border), 1.0))
    painter.setBrush(QColor(colours.card))
    painter.drawRoundedRect(box, 6.0, 6.0)
    line = QRectF(box.left() + MARGIN, box.top() + MARGIN - 2.0, width, ROW)
    painter.setPen(QColor(colours.text))
    painter.setFont(theme.font(LABEL_PX, theme.QFont.Weight.DemiBold))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, title)
    painter.setFont(theme.font(LABEL_PX))
    for row in rows:
        line.translate(0.0, ROW)
        dot = QRectF(line.left(), line.center().y() - DOT / 2, DOT, DOT)
        painter.fillRect(dot, QColor(row.colour))
        painter.setPen(QColor(colours.secondary))
        label = plain.elidedText(row.label, Qt.TextElideMode.ElideRight, names)
        painter.drawText(
            line.adjusted(DOT + 6.0, 0.0, 0.0, 0.0), Qt.AlignmentFlag.AlignVCenter, label
        )
        painter.setPen(QColor(colours.text))
        painter.drawText(
            line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.value
        )
