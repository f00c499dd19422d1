"""A small drawing of how an example comes out: its curves, and how many scenarios are a Go."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from assets import asset_path
from scenarios.words import say
from ui import theme

#: Heights in the file are whole numbers up to this.
_FULL = 200.0
_HEIGHT = 104
_MARGIN = 14
_PILL = 18


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a thumbnail shows.

    Attributes:
        verdicts: how many scenarios have each.
        zero: the height of the zero line.
        curves: of each scenario its look and its heights, from the first month to the last.
    """

    verdicts: Mapping[str, int]
    zero: float
    curves: Sequence[tuple[int, Sequence[float]]]


@cache
def drawings() -> Mapping[str, Drawing]:
    """The drawing of each example by its name; `assets.make_thumbnails` makes them."""
    stored = json.loads(asset_path("thumbnails.json").read_text(encoding="utf-8"))
    return {
        name: Drawing(
            each["verdicts"],
            each["zero"],
            [(curve["look"], curve["heights"]) for curve in each["curves"]],
        )
        for name, each in stored.items()
    }


class Thumbnail(QWidget):
    """Draws one example; it says nothing that the card's words do not."""

    def __init__(self, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def described(self) -> str:
        """How many scenarios are a Go and how many are not, for a screen reader."""
        return ", ".join(self._pills())

    def sizeHint(self) -> QSize:
        return QSize(0, theme.scaled(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        self._draw_curves(painter)
        self._draw_pills(painter)
        painter.end()

    def _draw_ground(self, painter: QPainter) -> None:
        """The upper corners are the card's own."""
        colours, box = theme.current(), self.rect().toRectF()
        ground = QPainterPath()
        ground.addRoundedRect(box.adjusted(0, 0, 0, theme.RADIUS), theme.RADIUS, theme.RADIUS)
        painter.setClipRect(box)
        painter.fillPath(ground, QColor(colours.ground))
        painter.setPen(QColor(colours.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _draw_curves(self, painter: QPainter) -> None:
        colours = theme.current()
        margin = theme.scaled(_MARGIN)
        box = self.rect().toRectF().adjusted(margin, margin + _PILL, -margin, -margin)

        def height(value: float) -> float:
            return box.bottom() - box.height() * value / _FULL

        zero = height(self._drawing.zero)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QPointF(box.left(), zero), QPointF(box.right(), zero))
        for look, heights in self._drawing.curves:
            step = box.width() / (len(heights) - 1)
            line = QPolygonF(
                [QPointF(box.left() + step * at, height(each)) for at, each in enumerate(heights)]
            )
            colour = colours.scenario_colours[look % len(colours.scenario_colours)]
            style = theme.LINE_STYLES[look % len(theme.LINE_STYLES)]
            painter.setPen(QPen(QColor(colour), 1.6, style))
            painter.drawPolyline(line)

    def _draw_pills(self, painter: QPainter) -> None:
        font = theme.font(theme.TINY_PX, QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        left, height = float(theme.scaled(10)), metrics.height() + 4
        for text, (ink, ground) in self._pills().items():
            width = metrics.horizontalAdvance(text) + 14
            pill = QRectF(left, theme.scaled(9), width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(pill, height / 2, height / 2)
            painter.setPen(QColor(ink))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
            left += width + 5

    def _pills(self) -> dict[str, tuple[str, str]]:
        """The words of each pill with its colours; doing nothing is told where all do."""
        colours, verdicts = theme.current(), self._drawing.verdicts
        tones = {
            "Go": (colours.gain, colours.gain_soft),
            "No-go": (colours.loss, colours.loss_soft),
            "No change": (colours.secondary, colours.hover),
        }
        told = {name: count for name, count in verdicts.items() if name != "No change"} or verdicts
        return {
            self.tr("{count} {verdict}").format(count=told[name], verdict=say(name)): tone
            for name, tone in tones.items()
            if name in told
        }
