"""The tables in the middle of the window: one tab per table, Compare and Results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from scenarios.case import Address
from scenarios.cells import Value
from scenarios.schema import PROJECT, TABLES
from scenarios.words import say
from ui import theme
from ui.session import Session
from ui.tables.finding.find_bar import FindBar
from ui.tables.finding.finding import Hit
from ui.tables.grid_view import GridView
from ui.tables.model.compare_model import COMPARE, CompareModel
from ui.tables.model.grid_model import GridModel
from ui.tables.model.project_model import ProjectModel
from ui.tables.model.results_model import RESULTS, ResultsModel
from ui.tables.model.table_model import TableModel
from ui.tables.table_card import TableCard
from ui.tables.table_tabs import TableTabs

_FIRST_SHOWN = "workloads"


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
        self._cards: dict[str, TableCard] = {}
        self._find_bar: FindBar | None = None
        self._column = QVBoxLayout(self)
        self._results = ResultsModel(session)
        self._add(say(PROJECT.label), ProjectModel(session))
        for table in TABLES.values():
            self._add(say(table.label), TableModel(session, table))
        self._add(self.tr("Compare"), CompareModel(session))
        self._add(self.tr("Results"), self._results)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.tabs)
        self._column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._shown)
        for signal in (session.case_changed, session.document_replaced, session.scenario_selected):
            signal.connect(self._count)
        session.cell_focused.connect(self.show_cell)
        session.document_replaced.connect(self._open_soon)
        session.results_replaced.connect(self._open)
        self._is_opening = False
        self._listen_to_keys()
        self.show_table(_FIRST_SHOWN)
        self._count()

    @property
    def grid(self) -> GridView:
        """The grid shown."""
        return self.card.grid

    @property
    def card(self) -> TableCard:
        """The table shown, with what belongs to it."""
        return self._cards[self.shown_table]

    def grid_of(self, table: str) -> GridView:
        """The grid of a table, of `COMPARE` or of `RESULTS`."""
        return self._cards[table].grid

    @property
    def shown_table(self) -> str:
        """The table whose tab is at the front, or `COMPARE` or `RESULTS`."""
        return list(self._cards)[self.tabs.currentIndex()]

    def show_table(self, table: str) -> None:
        """Bring a table's tab to the front; nothing happens where there is no such table."""
        if table in self._cards:
            self.tabs.setCurrentIndex(list(self._cards).index(table))

    def show_cell(self, address: str) -> None:
        """Bring a cell into view and make it current, unless it is so already."""
        try:
            at = Address.parse(address)
        except ValueError:
            return
        now = self.grid.currentIndex()
        ref = self.grid.grid_model.cell(now.row(), now.column()) if now.isValid() else None
        card = self._cards.get(at.table)
        if card is None or (ref is not None and ref.address == at):
            return
        # The project has one row per field; every other table one per row.
        key, head = (at.row, at.field) if at.row else (at.field, card.model.full.heads[1])
        if card.model.reveal(key, head):
            shown = card.model.shown
            self.show_table(at.table)
            card.grid.go_to(shown.keys.index(key), shown.heads.index(head))
            card.grid.setFocus()

    def height_of(self, rows: int) -> int:
        """How high the panel must be to show so many rows of the table."""
        grid = self.grid
        bar = grid.horizontalScrollBar().sizeHint().height()
        inner = grid.header.sizeHint().height() + rows * theme.scaled(theme.ROW_HEIGHT) + bar
        return self.tabs.sizeHint().height() + self._column.spacing() + inner + 2

    def turn(self, step: int) -> None:
        """Show the table before or after the one shown."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())
        self.grid.setFocus()

    # Finding.

    @property
    def find_bar(self) -> FindBar:
        """The bar that finds; made when it is first wanted, so that the window opens sooner."""
        if self._find_bar is None:
            self._find_bar = FindBar(self._session, self)
            self._column.insertWidget(1, self._find_bar)
        return self._find_bar

    def open_find(self) -> None:
        """Open the bar that finds."""
        self.find_bar.open()

    def open_replace(self) -> None:
        """Open the bar that finds, and replaces as well."""
        self.find_bar.open(replacing=True)

    def searched_grids(self, *, everywhere: bool) -> Sequence[GridView]:
        """The grid shown, or all of them in the order of their tabs."""
        return [card.grid for card in self._cards.values()] if everywhere else [self.grid]

    def show_hit(self, hit: Hit) -> None:
        """Bring a place to the front and make it current."""
        self.show_table(hit.model.key)
        self.grid.go_to(hit.row, hit.column)

    def find_next(self, step: int) -> None:
        """Go to the next place found, or the one before; ask what is sought where nothing is."""
        if not self.find_bar.sought.text():
            self.open_find()
        else:
            self.find_bar.go(step)

    def _listen_to_keys(self) -> None:
        for keys, act in (
            ("Ctrl+PgUp", lambda: self.turn(-1)),
            ("Ctrl+PgDown", lambda: self.turn(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _add(self, label: str, model: GridModel) -> None:
        card = TableCard(model, label)
        card.grid.selection_summary.connect(self._summarized)
        card.find_asked.connect(self.open_replace)
        self._cards[model.key] = card
        self.stack.addWidget(card)
        self.tabs.add(label, self._help(model.key))

    def _help(self, key: str) -> str:
        """What a tab says when it is pointed at."""
        if key in TABLES:
            return say(TABLES[key].help)
        return {
            PROJECT.name: say(PROJECT.help),
            COMPARE: self.tr(
                "Every cell that differs from the base in any scenario, side by side."
            ),
            RESULTS: self.tr("Every result of the selected scenario, month by month."),
        }[key]

    def _shown(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        self._results.set_watched(list(self._cards)[tab] == RESULTS)
        self.grid.summarize_soon()
        if self._find_bar is not None:
            self._find_bar.search_soon()

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
        for tab, key in enumerate(self._cards):
            self.tabs.set_count(tab, counts[key])
