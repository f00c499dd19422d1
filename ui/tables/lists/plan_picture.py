"""A small picture of a plan: the computed volume, and the one that is planned over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme
from whatif_app.formatting import quantity

_HEIGHT = 96
_DOT = 2.2


class PlanPicture(QWidget):
    """Two lines over the months, from zero to the largest volume."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._computed: Sequence[float | None] = ()
        self._planned: Sequence[float | None] = ()
        self.setFixedHeight(theme.scaled(_HEIGHT))
        self.setAccessibleName(self.tr("The planned volume over the computed one"))

    def show_lines(self, computed: Sequence[float | None], planned: Sequence[float | None]) -> None:
        """Draw other volumes; None where a month has none."""
        self._computed, self._planned = computed, planned
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 8, -2, -8)
        most = max((value for value in (*self._computed, *self._planned) if value), default=0.0)
        painter.setPen(QColor(colours.grid))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if most > 0:
            self._draw(painter, area, most)
            painter.setPen(QColor(colours.secondary))
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.drawText(area, Qt.AlignmentFlag.AlignTop, quantity(most))
        painter.end()

    def _draw(self, painter: QPainter, area: QRectF, most: float) -> None:
        colours = theme.current()
        dashed = QPen(QColor(colours.faint), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(dashed)
        for points in self._runs(self._computed, area, most):
            painter.drawPolyline(points)
        # What counts: the plan where there is one, the computed volume elsewhere.
        effective = [
            mine if mine is not None else theirs
            for mine, theirs in zip(self._planned, self._computed, strict=True)
        ]
        painter.setPen(QPen(QColor(colours.accent), 1.5))
        for points in self._runs(effective, area, most):
            painter.drawPolyline(points)
        painter.setBrush(QColor(colours.accent))
        for points in self._runs(self._planned, area, most):
            for at in range(points.count()):
                painter.drawEllipse(points.at(at), _DOT, _DOT)

    def _runs(self, values: Sequence[float | None], area: QRectF, most: float) -> list[QPolygonF]:
        """The stretches of months that have a volume, as points of the picture."""
        step = area.width() / max(1, len(values) - 1)
        runs: list[list[QPointF]] = [[]]
        for at, value in enumerate(values):
            if value is None:
                runs.append([])
            else:
                height = area.height() * value / most
                runs[-1].append(QPointF(area.left() + at * step, area.bottom() - height))
        return [QPolygonF(run) for run in runs if run]
