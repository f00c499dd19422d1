"""The tables in the middle of the window: one tab per table, Compare and Results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from scenarios.case import Address
from scenarios.cells import Value
from scenarios.schema import PROJECT, TABLES
from ui.session import Session
from ui.tables.compare_model import CompareModel
from ui.tables.grid_model import GridModel
from ui.tables.grid_view import GridView
from ui.tables.project_model import ProjectModel
from ui.tables.results_model import ResultsModel
from ui.tables.table_model import TableModel
from ui.tables.table_tabs import TableTabs

COMPARE = "compare"
RESULTS = "results"
_FIRST_SHOWN = "workloads"
_HELP = {
    PROJECT.name: PROJECT.help,
    COMPARE: "Every cell that differs from the base in any scenario, side by side.",
    RESULTS: "Every result of the selected scenario, month by month.",
}


class TablesPanel(QWidget):
    """Every table of the case as a grid, following the session.

    Signals:
        selection_summary: sum, average and count of what is selected in the table shown.
    """

    selection_summary = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tabs = TableTabs()
        self.stack = QStackedWidget()
        self._grids: dict[str, GridView] = {}
        self._results = ResultsModel(session)
        self._add(PROJECT.name, PROJECT.label, ProjectModel(session))
        for table in TABLES.values():
            self._add(table.name, table.label, TableModel(session, table))
        self._add(COMPARE, "Compare", CompareModel(session))
        self._add(RESULTS, "Results", self._results)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._shown)
        for signal in (session.case_changed, session.document_replaced, session.scenario_selected):
            signal.connect(self._count)
        session.cell_focused.connect(self.show_cell)
        session.document_replaced.connect(self._open_soon)
        session.results_replaced.connect(self._open)
        self._is_opening = False
        self.show_table(_FIRST_SHOWN)
        self._count()

    @property
    def grid(self) -> GridView:
        """The grid shown."""
        return self._grids[self.shown_table]

    def grid_of(self, table: str) -> GridView:
        """The grid of a table, of `COMPARE` or of `RESULTS`."""
        return self._grids[table]

    @property
    def shown_table(self) -> str:
        """The table whose tab is at the front, or `COMPARE` or `RESULTS`."""
        return list(self._grids)[self.tabs.currentIndex()]

    def show_table(self, table: str) -> None:
        """Bring a table's tab to the front; nothing happens where there is no such table."""
        if table in self._grids:
            self.tabs.setCurrentIndex(list(self._grids).index(table))

    def show_cell(self, address: str) -> None:
        """Bring a cell into view and make it current, unless it is so already."""
        try:
            at = Address.parse(address)
        except ValueError:
            return
        now = self.grid.currentIndex()
        ref = self.grid.grid_model.cell(now.row(), now.column()) if now.isValid() else None
        grid = self._grids.get(at.table)
        if grid is None or (ref is not None and ref.address == at):
            return
        place = _place_of(grid.grid_model, at)
        if place is not None:
            self.show_table(at.table)
            grid.go_to(*place)
            grid.setFocus()

    def _add(self, key: str, label: str, model: GridModel) -> None:
        grid = GridView(model, label, self)
        grid.selection_summary.connect(self._summarized)
        self._grids[key] = grid
        frame = QWidget()
        frame.setProperty("card", True)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(grid)
        self.stack.addWidget(frame)
        self.tabs.add(label, TABLES[key].help if key in TABLES else _HELP.get(key, ""))

    def _shown(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        self._results.set_watched(list(self._grids)[tab] == RESULTS)
        self.grid.summarize_soon()

    def _summarized(self, text: str) -> None:
        if self.sender() is self.grid:
            self.selection_summary.emit(text)

    def _open_soon(self) -> None:
        self._is_opening = True

    def _open(self) -> None:
        """Begin where the scenario changes something: what it is about, and its explanation."""
        opening, self._is_opening = self._is_opening, False
        if not opening or self.shown_table not in TABLES:
            return
        changed = list(self._changes())
        here = [key for key in changed if Address.parse(key).table == self.shown_table]
        for key in (here or changed)[:1]:
            self.show_cell(key)

    def _changes(self) -> Mapping[str, Value]:
        """What the selected scenario changes, by address."""
        case, selected = self._session.case, self._session.selected
        if case is None or selected not in case.scenario_names:
            return {}
        return case.scenario(selected).set

    def _count(self, *_: object) -> None:
        """Count the selected scenario's changes, table by table."""
        counts = Counter(Address.parse(key).table for key in self._changes())
        for tab, key in enumerate(self._grids):
            self.tabs.set_count(tab, counts[key])


def _place_of(model: GridModel, at: Address) -> tuple[int, int] | None:
    """Where a grid shows a cell; None where it does not."""
    for row, key in enumerate(model.shown.keys):
        if key in (at.row, at.field if not at.row else at.row):
            for column in range(model.columnCount()):
                ref = model.cell(row, column)
                if ref is not None and ref.address == at:
                    return row, column
    return None
