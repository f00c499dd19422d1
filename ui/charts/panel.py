"""The four charts in a grid; any of them may fill the window for a while."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from scenarios.words import marked
from ui import theme
from ui.charts.chart import HEADER_HEIGHT, Chart
from ui.charts.cumulative import cumulative
from ui.charts.enlarger import Enlarger
from ui.charts.margin import margin
from ui.charts.picture import Picture, Shown
from ui.charts.purchase import purchase
from ui.charts.unit_cost import unit_cost
from ui.charts.words import say
from ui.session import Session

#: Width by height, and the least of both, at the designed size.
_SHAPE = 2.0
_LEAST = (236, 140)
#: Side by side, charts are at least so wide, that names find room beside their lines.
_LEGIBLE = 280
BASIS_NAMES = {
    "amortized": marked("Amortized"),
    "cash": marked("Cash"),
    "on_demand": marked("On demand"),
}
#: What F1 tells of on each chart.
_FIGURES = ("cumulative", "cost/amortized", "unit_cost", "margin")


def best_columns(width: int, height: int, least: int) -> int:
    """In how many columns four charts come nearest to the shape that charts read well in.

    Args:
        least: the width below which a chart cannot be read; fewer columns then.
    """

    def strangeness(columns: int) -> float:
        rows = 4 // columns
        return abs(math.log(max(width, 1) / columns / (max(height, 1) / rows) / _SHAPE))

    wide_enough = [columns for columns in (2, 1, 4) if columns * least <= width]
    return min(wide_enough or [1], key=strangeness)


class ChartsPanel(QWidget):
    """Cumulative net cash, cost by purchase, unit cost and margin of the session's scenarios.

    Signals:
        table_asked: a table is wanted, by name: a chart has nothing to draw until it is filled.
    """

    table_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._project_basis = ""
        self._enlarger = Enlarger(self)
        self._basis = self._make_basis()
        self._dress_basis()
        self.cumulative = Chart(session, cumulative)
        self.purchase = Chart(session, self._draw_purchase)
        self.unit_cost = Chart(session, unit_cost)
        self.margin = Chart(session, margin)
        self.purchase.header.insertWidget(1, self._basis)
        self.charts = (self.cumulative, self.purchase, self.unit_cost, self.margin)
        for chart, figure in zip(self.charts, _FIGURES, strict=True):
            chart.setProperty("helpTopic", f"figure:{figure}")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(9)
        self._columns = 2
        self._place()
        for chart in self.charts:
            self._enlarger.add(chart, self._put_back)
            chart.table_asked.connect(self.table_asked)
        session.results_replaced.connect(self.refresh)
        session.ledger_changed.connect(self.refresh)
        session.visibility_changed.connect(self.refresh)
        session.scenario_selected.connect(self.refresh)
        theme.changes().changed.connect(self.restyle)

    def refresh(self) -> None:
        """Draw the session's results."""
        self._follow_project_basis()
        for chart in self.charts:
            chart.refresh()

    def restyle(self) -> None:
        """Take the theme in force."""
        self._dress_basis()
        self.updateGeometry()
        for chart in self.charts:
            chart.restyle()

    def enlarge(self, chart: Chart) -> None:
        """Let a chart fill the window; Esc puts it back."""
        self._enlarger.enlarge(chart)

    def _put_back(self, chart: Chart) -> None:
        position = self.charts.index(chart)
        self._grid.addWidget(chart, position // self._columns, position % self._columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = best_columns(event.size().width(), event.size().height(), theme.scaled(_LEGIBLE))
        if columns != self._columns:
            self._columns = columns
            self._place()

    def minimumSizeHint(self) -> QSize:
        rows = -(-len(self.charts) // self._columns)
        return QSize(theme.scaled(_LEAST[0]), rows * theme.scaled(_LEAST[1]))

    def _place(self) -> None:
        """Put every chart into the grid, all rows and columns alike."""
        rows = -(-len(self.charts) // self._columns)
        for place in range(len(self.charts)):
            self._grid.setRowStretch(place, int(place < rows))
            self._grid.setColumnStretch(place, int(place < self._columns))
        for chart in self.charts:
            if chart is not self._enlarger.enlarged:
                self._put_back(chart)
        self.updateGeometry()

    def _make_basis(self) -> QComboBox:
        basis = QComboBox()
        basis.setAccessibleName(self.tr("Cost basis"))
        basis.setToolTip(self.tr("Which total the chart shows; Project says which it shows first"))
        for key, name in BASIS_NAMES.items():
            basis.addItem(say("charts", name), key)
        basis.setStyleSheet("QComboBox { padding: 0 6px; min-height: 0; }")
        basis.currentIndexChanged.connect(lambda _: self.purchase.refresh())
        return basis

    def _dress_basis(self) -> None:
        self._basis.setFont(theme.font(theme.SMALL_PX))
        self._basis.setFixedHeight(theme.scaled(HEADER_HEIGHT))

    def _draw_purchase(self, shown: Shown) -> Picture:
        return purchase(shown, str(self._basis.currentData()))

    def _follow_project_basis(self) -> None:
        """Show the project's basis when it is another than before; the user may look at others."""
        case = self.session.case
        if case is None:
            self._project_basis = ""
            return
        basis = str(case.view(self.session.selected or None).project("basis"))
        if basis != self._project_basis:
            self._project_basis = basis
            self._basis.setCurrentIndex(self._basis.findData(basis))
