"""A chart on a stage: the window's own plot, seen through a lens.

Lines, texts and gaps all grow alike, and the picture stays as sharp as the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyqtgraph import PlotCurveItem
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.charts.cumulative import cumulative
from ui.charts.margin import margin
from ui.charts.picture import Line, Picture, Shown
from ui.charts.plot import Plot
from ui.charts.purchase import purchase
from ui.charts.unit_cost import unit_cost
from ui.presentation.scale import Scale
from whatif_app.presentation.pages import PageKind

#: Far enough outside the stage that the plot behind the lens is never painted by itself.
_ELSEWHERE = QPoint(-20000, -20000)
_LEAST = QSize(200, 120)

DRAW: Mapping[PageKind, Callable[[Shown], Picture]] = {
    PageKind.CUMULATIVE: cumulative,
    PageKind.PURCHASE: lambda shown: purchase(shown, _basis(shown)),
    PageKind.UNIT_COST: unit_cost,
    PageKind.MARGIN: margin,
    PageKind.ACTUALS: lambda shown: purchase(shown, "amortized"),
}


def _basis(shown: Shown) -> str:
    return str(shown.case.view(shown.selected or None).project("basis"))


class _LargePlot(Plot):
    """A plot whose lines grow with the lens: their width is the screen's, whatever the scale."""

    factor = 1.0

    def _ink(self, curve: PlotCurveItem, line: Line, width: float) -> None:
        super()._ink(curve, line, width * self.factor)


class StageChart(QWidget):
    """Draws one picture, as large as the stage asks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._factor = 1.0
        self._plot = _LargePlot(self)
        self._plot.move(_ELSEWHERE)
        self._picture = Picture("")
        self.setMouseTracking(True)

    @property
    def picture(self) -> Picture:
        """What is drawn."""
        return self._picture

    def show_picture(self, picture: Picture) -> None:
        """Draw another picture."""
        self._picture = picture
        self.setAccessibleName(picture.title)
        self.setAccessibleDescription(picture.described)
        if not picture.empty:
            self._plot.show_picture(picture)
        self.update()

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._factor = self._plot.factor = scale.of_charts
        if not self._picture.empty:
            self._plot.show_picture(self._picture)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        size = QSize(round(self.width() / self._factor), round(self.height() / self._factor))
        self._plot.resize(size.expandedTo(_LEAST))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        if self._picture.empty:
            self._say_why(painter)
        else:
            source = QRect(QPoint(), self._plot.size())
            self._plot.render(painter, QRectF(self.rect()), source)
        painter.end()

    def _say_why(self, painter: QPainter) -> None:
        painter.setPen(QColor(theme.current().secondary))
        painter.setFont(theme.font(theme.BASE_PX * self._factor))
        centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect(), centred, self._picture.empty)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # The values under the cursor, as in the window.
        place = QPointF(event.position() / self._factor)
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            event.globalPosition(),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            event.modifiers(),
        )
        self._plot.mouseMoveEvent(moved)
        self.update()
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._plot.leaveEvent(event)
        self.update()
