"""Find and replace: a bar over the tables that finds while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.session import Session
from ui.tables.finding.finding import Hit, LookIn, Query, hits, replacement
from ui.tables.grid_view import GridView

_REFUSALS_SHOWN = 4
#: How high a table must be for the options to be open at once; else a button opens them.
_ROOM_FOR_OPTIONS = 180
#: How wide the bar must be to find and replace in one row.
_ROOM_FOR_BOTH = 520


class Tables(Protocol):
    """The tables that are searched."""

    @property
    def grid(self) -> GridView:
        """The one shown."""

    def searched_grids(self, *, everywhere: bool) -> Sequence[GridView]:
        """The one shown, or all of them in the order of their tabs."""

    def show_hit(self, hit: Hit) -> None:
        """Bring a place to the front and make it current."""


class FindBar(QFrame):
    """Finds from the current cell on, forward and back, and replaces in one undo step."""

    def __init__(self, session: Session, tables: Tables, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Find and replace"))
        self._session = session
        self._tables = tables
        self._hits: list[Hit] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._search_again)
        self._make_fields()
        self._make_options()
        self._lay_out()
        session.case_changed.connect(self.search_soon)
        session.scenario_selected.connect(self.search_soon)
        session.document_replaced.connect(self.search_soon)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.hide()

    # Opening and closing.

    def open(self, *, replacing: bool = False) -> None:
        """Show the bar, ready to type what is sought."""
        for part in (self.by, self.replace_button, self.replace_all_button):
            part.setVisible(replacing)
        self.outcome.hide()
        has_room = self._tables.grid.height() > theme.scaled(_ROOM_FOR_OPTIONS)
        self.more_button.setChecked(has_room)
        self.options.setVisible(has_room)
        self.show()
        self.sought.setFocus()
        self.sought.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Hide the bar and give the table the focus back."""
        self.hide()
        self._tables.grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    # Finding.

    @property
    def query(self) -> Query:
        """What is sought, as the bar has it."""
        return Query(
            self.sought.text(),
            LookIn(self.look_in.currentData()),
            self.match_case.isChecked(),
            self.whole_cell.isChecked(),
        )

    def go(self, step: int) -> None:
        """To the next place, or the one before, from the current cell."""
        self._search()
        if not self._hits:
            return
        now = self._place_now()
        order = [self._order_of(hit) for hit in self._hits]
        if step > 0:
            at = next((at for at, place in enumerate(order) if place > now), 0)
        else:
            before = [at for at, place in enumerate(order) if place < now]
            at = before[-1] if before else len(order) - 1
        self._tables.show_hit(self._hits[at])
        self._tell()

    def find_first(self) -> None:
        """The current cell if it has what is sought, else the next place that does."""
        self._search()
        now = self._place_now()
        if self._hits and now not in [self._order_of(hit) for hit in self._hits]:
            self.go(1)

    def _search(self) -> None:
        query = self.query
        self._hits = [
            hit
            for grid in self._tables.searched_grids(everywhere=self._is_everywhere)
            for hit in hits(grid.grid_model, query)
        ]
        self._tell()

    @property
    def _is_everywhere(self) -> bool:
        return bool(self.scope.currentData())

    def search_soon(self, *_: object) -> None:
        """Find anew once the event loop is free: something else is shown, or it has changed."""
        if self.isVisible():
            self._soon.start()

    def _search_again(self) -> None:
        if self.isVisible():
            self._search()

    def _place_now(self) -> tuple[int, int, int]:
        now = self._tables.grid.currentIndex()
        return self._order_of(Hit(self._tables.grid.grid_model, now.row(), now.column()))

    def _order_of(self, hit: Hit) -> tuple[int, int, int]:
        grids = self._tables.searched_grids(everywhere=True)
        table = next(
            (at for at, grid in enumerate(grids) if grid.grid_model is hit.model), len(grids)
        )
        return table, hit.row, hit.column

    def _tell(self) -> None:
        """Say how many places there are, and which of them is current."""
        found = len(self._hits)
        order = [self._order_of(hit) for hit in self._hits]
        now = self._place_now()
        if not self.sought.text().strip():
            text = ""
        elif not found:
            text = self.tr("Not found")
        elif now in order:
            text = self.tr("{at} of {n}").format(at=order.index(now) + 1, n=found)
        else:
            text = self.tr("{n} found").format(n=found)
        self.count.setText(text)
        self.count.setProperty("tone", "loss" if text and not found else "secondary")
        self.count.style().polish(self.count)
        for button in (self.back, self.onward, self.replace_button, self.replace_all_button):
            button.setEnabled(bool(found))

    # Replacing.

    def replace(self) -> None:
        """Replace in the current place if it has what is sought, and go to the next one."""
        self._search()
        now = self._place_now()
        here = [hit for hit in self._hits if self._order_of(hit) == now]
        if here:
            self._replace(here)
        self.go(1)

    def replace_all(self) -> None:
        """Replace in every place, in one undo step; what is refused is listed."""
        self._search()
        self._replace(self._hits)
        self._search()

    def _replace(self, found: Sequence[Hit]) -> None:
        made = replacement(found, self.query, self.by.text())
        model = self._tables.grid.grid_model
        while (command := made.command(model)) is not None:
            problems = model.attempt(command)
            if not problems:
                break
            if not made.leave_out(problems):
                self._session.refuse(problems)
                return
        self.refusals.clear()
        for refusal in made.refusals:
            self.refusals.addItem(
                self.tr("{cell}: “{text}”. {why}").format(
                    cell=refusal.where, text=refusal.text, why=refusal.why
                )
            )
        self.refusals.setVisible(bool(made.refusals))
        said = self.tr("{n} replaced.").format(n=made.count)
        if made.refusals:
            said = self.tr("{n} replaced, {refused} refused:").format(
                n=made.count, refused=len(made.refusals)
            )
        self.outcome.setText(said)
        self.outcome.show()

    # Its parts.

    def _make_fields(self) -> None:
        self.sought, self.by = QLineEdit(), QLineEdit()
        self.sought.setPlaceholderText(self.tr("Find"))
        self.by.setPlaceholderText(self.tr("Replace by"))
        for line in (self.sought, self.by):
            line.setAccessibleName(line.placeholderText())
            line.setClearButtonEnabled(True)
        self.sought.textChanged.connect(self._typed)
        self.sought.returnPressed.connect(lambda: self.go(1))
        self.by.returnPressed.connect(self.replace)
        self.count, self.outcome = QLabel(), QLabel()
        self.outcome.setProperty("tone", "secondary")
        self.back = self._tool(self.tr("Previous (Shift+F3)"), lambda: self.go(-1))
        self.onward = self._tool(self.tr("Next (F3)"), lambda: self.go(1))
        self.more_button = self._tool(self.tr("Where and what to search"), self._toggle_options)
        self.more_button.setCheckable(True)
        self.close_button = self._tool(self.tr("Close (Esc)"), self.close_bar)
        self.replace_button = QPushButton(self.tr("Replace"))
        self.replace_all_button = QPushButton(self.tr("Replace all"))
        self.replace_button.clicked.connect(self.replace)
        self.replace_all_button.clicked.connect(self.replace_all)
        self.refusals = QListWidget()
        self.refusals.setAccessibleName(self.tr("Refused"))
        self.refusals.hide()

    def _make_options(self) -> None:
        self.scope, self.look_in = QComboBox(), QComboBox()
        self.scope.addItem(self.tr("This table"), False)
        self.scope.addItem(self.tr("All tables"), True)
        self.scope.setAccessibleName(self.tr("Where to search"))
        for look_in, text in (
            (LookIn.EVERYTHING, self.tr("Values and names")),
            (LookIn.SHOWN, self.tr("Values as shown")),
            (LookIn.EXACT, self.tr("Exact values")),
            (LookIn.NAMES, self.tr("Names of rows")),
            (LookIn.FORMULAS, self.tr("Formulas")),
        ):
            self.look_in.addItem(text, look_in)
        self.look_in.setAccessibleName(self.tr("What to search"))
        self.match_case = QCheckBox(self.tr("Match case"))
        self.whole_cell = QCheckBox(self.tr("Whole cell"))
        for box in (self.scope, self.look_in):
            box.currentIndexChanged.connect(self._typed)
        for check in (self.match_case, self.whole_cell):
            check.toggled.connect(self._typed)

    def _lay_out(self) -> None:
        self.options = QWidget()
        first, second = QHBoxLayout(), QHBoxLayout(self.options)
        second.setContentsMargins(0, 0, 0, 0)
        find, replace = QHBoxLayout(), QHBoxLayout()
        find.addWidget(self.sought, 1)
        for part in (self.count, self.back, self.onward):
            find.addWidget(part)
        replace.addWidget(self.by, 1)
        for button in (self.replace_button, self.replace_all_button):
            replace.addWidget(button)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.addLayout(find, 1)
        self._both.addLayout(replace, 1)
        first.addLayout(self._both, 1)
        top = Qt.AlignmentFlag.AlignTop
        for part in (self.more_button, self.close_button):
            first.addWidget(part, 0, top)
        for option in (self.scope, self.look_in, self.match_case, self.whole_cell):
            second.addWidget(option)
        second.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self.options)
        column.addWidget(self.outcome)
        column.addWidget(self.refusals)
        # Where the tables are low, the table gives way rather than the bar.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Side by side the two would be too short to read what is typed into them.
        is_narrow = self.width() < theme.scaled(_ROOM_FOR_BOTH)
        way = QBoxLayout.Direction
        self._both.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)

    def _toggle_options(self) -> None:
        self.options.setVisible(self.more_button.isChecked())

    def _typed(self, *_: object) -> None:
        self.outcome.hide()
        self.refusals.hide()
        self.find_first()

    def _tool(self, text: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        for part in self.findChildren(QWidget):
            part.setFont(theme.font(theme.SMALL_PX if part is self.outcome else theme.BASE_PX))
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance("9,999 / 9,999"))
        self.refusals.setFixedHeight(_REFUSALS_SHOWN * theme.scaled(theme.ROW_HEIGHT))
        for button, name in (
            (self.back, "chevron-up"),
            (self.onward, "chevron-down"),
            (self.more_button, "more"),
            (self.close_button, "close"),
        ):
            icons.put_on(button, name)
