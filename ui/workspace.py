"""The workspace of an open project: scenarios, figures, tables, charts and the explanation."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from scenarios.words import say
from ui import theme
from ui.charts.panel import ChartsPanel
from ui.docks.board import Board
from ui.docks.layouts import DESIGNED, Split
from ui.docks.panel_dock import PanelDock
from ui.panels.baseline import BaselinePanel
from ui.panels.explain import ExplainPanel
from ui.panels.kpi_strip import KpiStrip
from ui.panels.scenarios import ScenariosPanel
from ui.preferences import Preferences
from ui.session import Session
from ui.tables.panel import TablesPanel

#: Panels that keep their width while the window grows, those of the side column first.
_NARROW = ("scenarios", "baseline", "explain")
_STATE = "panels"
#: Rows that tables show where they can, and the most that they take from the charts for it.
_ROWS_SEEN, _MOST_FOR_TABLES = 6, 0.7


class Workspace(Board):
    """The panels, on a board where each can be moved, floated, tabbed and closed."""

    def __init__(
        self,
        session: Session,
        scenarios: ScenariosPanel,
        baseline: BaselinePanel,
        parent: QWidget | None = None,
    ) -> None:
        self.strip = KpiStrip(session)
        self.tables = TablesPanel(session)
        self.charts = ChartsPanel(session)
        self.explain = ExplainPanel(session)
        self._scenarios = scenarios
        # Of the height of both; 0 where they do not stand above each other.
        self._tables_share = 0.0
        docks = (
            PanelDock("scenarios", say("Scenarios"), _padded(scenarios), on_side=True),
            PanelDock("baseline", say("Baseline"), _scrolling(_padded(baseline)), on_side=True),
            PanelDock("strip", say("Key figures"), self.strip),
            PanelDock("tables", say("Tables"), self.tables),
            PanelDock("charts", say("Charts"), _scrolling(self.charts)),
            PanelDock("explain", say("Explanation"), self.explain),
        )
        super().__init__(docks, DESIGNED["designed"], _NARROW, parent)
        self.charts.table_asked.connect(self._open_table)
        scenarios.model.modelReset.connect(self._fit_scenarios_soon)
        self.arranging_changed.connect(self._fit_scenarios_soon)
        self._zoom = theme.zoom()
        theme.changes().changed.connect(self._follow_zoom)

    def restore_from(self, preferences: Preferences) -> None:
        """Put the panels and the table shown back as they were left."""
        self.tables.show_table(preferences.table)
        state = preferences.state(_STATE)
        if state is not None:
            self.restore(state)

    def remember(self, preferences: Preferences) -> None:
        """Keep where the panels are, and which table is shown."""
        preferences.table = self.tables.shown_table
        state = self.state()
        if state is not None:
            preferences.set_state(_STATE, state)

    def apply(self, layout: Split) -> None:
        """Put every panel of a layout in its place; the scenarios are as high as their rows."""
        super().apply(layout)
        self._fit_scenarios_soon()
        self._fit_tables_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_scenarios_soon()
        self._share_again()

    def _note_widths(self) -> None:
        super()._note_widths()
        above, below = self._tables_and_charts()
        both = above.height() + below.height()
        self._tables_share = above.height() / both if self._are_stacked() and both else 0.0

    def _tables_and_charts(self) -> tuple[PanelDock, PanelDock]:
        return self.docks["tables"], self.docks["charts"]

    def _are_stacked(self) -> bool:
        """Whether the tables stand right above the charts."""
        above, below = self._tables_and_charts()
        is_column = above.isVisible() and below.isVisible() and below.x() == above.x()
        return is_column and below.y() > above.y()

    def _share_again(self) -> None:
        """Give tables and charts their shares of another height: Qt lets them drift."""
        if self._tables_share and self._are_stacked():
            both = sum(dock.height() for dock in self._tables_and_charts())
            self.divide("tables", "charts", round(both * self._tables_share))

    def _open_table(self, table: str) -> None:
        self.docks["tables"].set_open(True)
        self.tables.show_table(table)
        self.tables.grid.setFocus()

    def _follow_zoom(self) -> None:
        """Share the room anew where the text is of another size than before."""
        self._fit_scenarios_soon()
        if theme.zoom() != self._zoom:
            self._zoom = theme.zoom()
            self._fit_tables_soon()

    def _fit_tables_soon(self) -> None:
        QTimer.singleShot(0, self, self._fit_tables)

    def _fit_tables(self) -> None:
        """Let tables above the charts show some rows, also in large text: charts can scroll."""
        above, below = self._tables_and_charts()
        if self._are_stacked():
            both = above.height() + below.height()
            wanted = min(self.tables.height_of(_ROWS_SEEN), round(both * _MOST_FOR_TABLES))
            if above.height() < wanted:
                self.divide("tables", "charts", wanted)
                self._note_soon.start()

    def _fit_scenarios_soon(self) -> None:
        QTimer.singleShot(0, self, self._fit_scenarios)

    def _fit_scenarios(self) -> None:
        """Give the scenarios the height of their rows where the baseline stands below them."""
        above, below = self.docks["scenarios"], self.docks["baseline"]
        if above.isVisible() and below.isVisible() and below.x() == above.x() and below.y() > 0:
            both = above.height() + below.height()
            wanted = above.sizeHint().height()
            self.divide("scenarios", "baseline", min(wanted, both * 2 // 3))


def _padded(panel: QWidget) -> QWidget:
    """A panel of the side column, with the room that a card would give it."""
    padded = QWidget()
    column = QVBoxLayout(padded)
    column.setContentsMargins(8, 2, 8, 8)
    column.addWidget(panel)
    column.addStretch(1)
    return padded


def _scrolling(panel: QWidget) -> QWidget:
    """A panel that may need more room than its place has."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # It scrolls to whatever has the focus, and would show nothing of having it itself.
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.viewport().setAutoFillBackground(False)
    panel.setObjectName("see-through")
    scroll.setStyleSheet("QScrollArea, QWidget#see-through { background: transparent; }")
    scroll.setWidget(panel)
    return scroll
