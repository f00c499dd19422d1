"""What is painted around and over the lines: axes, labels at line ends, marks and flags.

All of it is painted in pixels on a `Frame`, in one pass without items of its own, because
moving dozens of text items costs more than drawing their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui import theme
from ui.charts import labels
from ui.charts.axes import Tick
from ui.charts.frame import Frame
from ui.charts.picture import Band, Flag, Line, Mark
from ui.charts.words import say
from ui.theme import Theme

AXIS_PX = theme.TINY_PX
LABEL_PX = theme.SMALL_PX
LINE_HEIGHT = 15.0
LEADER = 8.0
SWATCH = 8.0
MARK_RADIUS = 5.0
#: A text further from its circle than so many rows no longer reads as its own.
MARK_ROWS = 4
FLAG_HEIGHT = 12.0
AXIS_HEIGHT = 17.0
FLAG_ROWS = 2
#: A label may take so much of the chart's width before it is cut with an ellipsis.
LABEL_SHARE = 0.34

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def flag_room() -> int:
    """The height that the names of cliffs take above the plot."""
    return theme.scaled(FLAG_HEIGHT) * FLAG_ROWS


def font(px: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The theme's font with figures of their own widths.

    Figures of one width are glyphs that a PDF has no letters for: nobody could find or copy
    the numbers of an exported chart.
    """
    made = theme.font(px, weight)
    made.unsetFeature(QFont.Tag("tnum"))
    return made


@dataclass(frozen=True)
class EndLabel:
    """A name to write at the right end of what it names, at a value on the axis."""

    text: str
    at: float
    colour: str  # "" where it names no line
    has_swatch: bool = False
    is_selected: bool = False


def line_colour(colours: Theme, look: int | None) -> str:
    """A scenario's colour; the text's own for a line that is no scenario's."""
    if look is None:
        return colours.text
    return colours.scenario_colours[look % len(colours.scenario_colours)]


def band_colour(colours: Theme, key: str) -> str:
    """A band's colour by its key; cliffs and shortfalls are no way of buying, and stand out."""
    own = {"cliffs": colours.warn, "shortfall": colours.loss}
    if key not in own:
        return colours.purchase_colours[key]
    return _between(own[key], colours.card)


def edge_colour(colours: Theme, key: str) -> str:
    """The line along a band's top: a pale area alone could not be made out on the card."""
    return _between(band_colour(colours, key), colours.text)


def _between(one: str, two: str) -> str:
    """The colour halfway between two: a text's colour is too heavy to fill an area with."""
    first, second = QColor(one), QColor(two)
    pairs = zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)
    return QColor(*((a + b) // 2 for a, b in pairs)).name()


def end_labels(
    lines: Sequence[Line], bands: Sequence[Band], selected: str, colours: Theme
) -> list[EndLabel]:
    """The labels of a chart: one per line where it ends, one per band in its middle there."""
    found = []
    for line in lines:
        finite = line.values[line.values == line.values]
        # A line that ends before the chart does is named where it ends, by a mark.
        if finite.size and not line.is_actual:
            colour = line_colour(colours, line.look)
            is_selected = line.scenario == selected or line.look is None
            found.append(EndLabel(line.label, float(finite[-1]), colour, is_selected=is_selected))
    below = 0.0
    for band in bands:
        height = float(band.values[-1])
        colour = band_colour(colours, band.key)
        found.append(EndLabel(band.label, below + height / 2, colour, has_swatch=True))
        below += height
    return found


def label_width(found: Sequence[EndLabel], widget_width: float) -> float:
    """Room that the labels need at the right, their leader lines included."""
    if not found:
        return LEADER
    metrics = QFontMetricsF(font(LABEL_PX, QFont.Weight.DemiBold))
    widest = max(
        metrics.horizontalAdvance(label.text) + (SWATCH + 5.0 if label.has_swatch else 0.0)
        for label in found
    )
    return LEADER + 4.0 + min(widest, widget_width * LABEL_SHARE)


def draw_grid(
    painter: QPainter, frame: Frame, values: Sequence[Tick], colours: Theme, *, over_bands: bool
) -> None:
    """Faint level lines; over filled bands they are cut out of the fill."""
    colour = QColor(colours.card if over_bands else colours.grid)
    if over_bands:
        colour.setAlpha(110)
    painter.setPen(QPen(colour, 1.0))
    for tick in values:
        y = round(frame.y(tick.at)) + 0.5
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y))


def draw_axes(
    painter: QPainter,
    frame: Frame,
    values: Sequence[Tick],
    months: Sequence[Tick],
    colours: Theme,
    right: float,
) -> None:
    """The texts of both axes; none goes beyond `right`, where the widget ends."""
    painter.setFont(font(AXIS_PX))
    painter.setPen(QColor(colours.secondary))
    area, high = frame.area, theme.scaled(AXIS_HEIGHT)
    for tick in values:
        box = QRectF(0.0, frame.y(tick.at) - high / 2, area.left() - 8.0, high)
        painter.drawText(box, _RIGHT, tick.text)
    metrics = painter.fontMetrics()
    for tick in months:
        width = metrics.horizontalAdvance(tick.text) + 2.0
        # The first month's text may begin left of its tick, the last must not leave the widget.
        left = max(0.0, min(frame.x(tick.at) - width / 2, right - width))
        painter.drawText(QRectF(left, area.bottom() + 4.0, width, high), _CENTRE, tick.text)


def draw_zero(painter: QPainter, frame: Frame, colours: Theme) -> None:
    """The line that gains are above of and losses below."""
    if frame.low < 0.0 < frame.high:
        y = round(frame.y(0.0)) + 0.5
        painter.setPen(QPen(QColor(colours.faint), 1.0))
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y))


def place_labels(found: Sequence[EndLabel], frame: Frame) -> list[tuple[EndLabel, float]]:
    """Each label with its place, none touching another.

    Where not all fit, the selected stays and the last place says how many more there are.
    """
    room = frame.area.height()
    most = labels.most_that_fit(room, theme.scaled(LINE_HEIGHT - 2.0))
    kept = list(found)
    if len(kept) > most:
        kept.sort(key=lambda label: not label.is_selected)
        rest = kept[most - 1 :]
        level = sum(label.at for label in rest) / len(rest)
        kept = [*kept[: most - 1], _more(len(rest), level)]
    wanted = [frame.y(min(max(label.at, frame.low), frame.high)) for label in kept]
    gap = min(
        theme.scaled(LINE_HEIGHT),
        max(theme.scaled(LINE_HEIGHT - 2.0), room / max(len(kept) - 1, 1)),
    )
    return list(
        zip(kept, labels.spread(wanted, gap, frame.area.top(), frame.area.bottom()), strict=True)
    )


def _more(count: int, level: float) -> EndLabel:
    """What stands for labels that find no room; it is no line's, so it has no line's colour."""
    return EndLabel(say("charts", "+{n} more").format(n=count), level, "")


def draw_labels(
    painter: QPainter, frame: Frame, found: Sequence[EndLabel], width: float, colours: Theme
) -> None:
    """Names at the right ends, joined to their line where they had to move."""
    left = frame.area.right() + LEADER
    for label, y in place_labels(found, frame):
        weight = QFont.Weight.DemiBold if label.is_selected else QFont.Weight.Medium
        painter.setFont(font(LABEL_PX, weight))
        text_left, room = left + 2.0, width - LEADER - 2.0
        wanted = frame.y(label.at)
        if label.has_swatch:
            painter.fillRect(QRectF(left, y - SWATCH / 2, SWATCH, SWATCH), QColor(label.colour))
            text_left, room = text_left + SWATCH + 3.0, room - SWATCH - 3.0
        elif abs(wanted - y) > 4.0:
            painter.setPen(QPen(QColor(label.colour or colours.faint), 0.8))
            painter.drawLine(QPointF(frame.area.right() + 1.0, wanted), QPointF(left, y))
        ink = colours.text if label.has_swatch else label.colour or colours.secondary
        painter.setPen(QColor(ink))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(label.text, Qt.TextElideMode.ElideRight, room)
        high = theme.scaled(AXIS_HEIGHT)
        painter.drawText(QRectF(text_left, y - high / 2, room + 1.0, high), _LEFT, text)


def draw_marks(painter: QPainter, frame: Frame, marks: Sequence[Mark], colours: Theme) -> None:
    """Circles where scenarios pay back, each with its text at the nearest free place."""
    painter.setFont(font(LABEL_PX, QFont.Weight.DemiBold))
    metrics = QFontMetricsF(painter.font())
    inside = [mark for mark in marks if 0.0 <= mark.x <= frame.span]
    radius = MARK_RADIUS
    taken = [
        (frame.x(mark.x) - radius, frame.y(mark.y) - radius, 2 * radius, 2 * radius)
        for mark in inside
    ]
    for mark in inside:
        centre = QPointF(frame.x(mark.x), frame.y(mark.y))
        colour = QColor(line_colour(colours, mark.look))
        painter.setPen(QPen(colour, 1.4 if mark.minor else 2.0))
        painter.setBrush(QColor(colours.card))
        painter.drawEllipse(centre, *(2 * (radius - 2.0 if mark.minor else radius,)))
        width = metrics.horizontalAdvance(mark.label)
        place = labels.free_place(_wishes(mark, centre, width, frame), taken)
        if place is not None:
            taken.append(place)
            _draw_on_ground(painter, QRectF(*place), mark.label, colour, colours)


def _wishes(
    mark: Mark, centre: QPointF, width: float, frame: Frame
) -> list[tuple[float, float, float, float]]:
    """Places for a mark's text: below it to the right, further down, then above.

    Where a line ends in it, the text goes on beside it first.
    """
    height = theme.scaled(LINE_HEIGHT - 1.0)
    left = min(centre.x() - 2.0, frame.area.right() - width)
    left = max(left, frame.area.left())
    below = [centre.y() + MARK_RADIUS + 3.0 + row * height for row in range(MARK_ROWS)]
    above = [centre.y() - MARK_RADIUS - 3.0 - height - row * height for row in range(MARK_ROWS)]
    tops = [y for y in below if y + height <= frame.area.bottom()]
    tops += [y for y in above if y >= frame.area.top()]
    places = [(left, top, width, height) for top in tops]
    if mark.ends_line and centre.x() + MARK_RADIUS + 3.0 + width <= frame.area.right():
        top = centre.y() - height * (0.75 if mark.is_above else 0.25)
        places.insert(0, (centre.x() + MARK_RADIUS + 3.0, top, width, height))
    return places


def _draw_on_ground(
    painter: QPainter, box: QRectF, text: str, colour: QColor, colours: Theme
) -> None:
    """Text that stays readable where lines cross behind it."""
    ground = QColor(colours.card)
    ground.setAlpha(205)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(-2.0, 0.0, 2.0, 0.0), 3.0, 3.0)
    painter.setPen(colour)
    painter.drawText(box.adjusted(0.0, 0.0, 2.0, 0.0), _LEFT, text)


def draw_flags(painter: QPainter, frame: Frame, flags: Sequence[Flag], colours: Theme) -> None:
    """Months of note: a dotted line, and the name above the chart where there is room for it."""
    painter.setFont(font(AXIS_PX))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QPen(QColor(colours.warn), 1.0, Qt.PenStyle.DotLine))
    for flag in flags:
        x = frame.x(flag.x)
        painter.drawLine(QPointF(x, frame.area.top() - 2.0), QPointF(x, frame.area.bottom()))
    painter.setPen(QColor(colours.warn))
    # A cliff's first step is named before its further ones; what finds no room is in the hover box.
    named: set[str] = set()
    first, further = [], []
    for flag in flags:
        (further if flag.label in named else first).append(flag)
        named.add(flag.label)
    taken: list[tuple[float, float, float, float]] = []
    for flag in [*first, *further]:
        width = metrics.horizontalAdvance(flag.label)
        left = max(0.0, min(frame.x(flag.x) + 2.0, frame.area.right() - width))
        height = theme.scaled(FLAG_HEIGHT)
        tops = [frame.area.top() - 2.0 - (row + 1) * height for row in range(FLAG_ROWS)]
        place = labels.free_place([(left, top, width + 8.0, height) for top in tops], taken)
        if place is not None:
            taken.append(place)
            painter.drawText(QRectF(*place), _LEFT, flag.label)
