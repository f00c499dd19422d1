"""One table with all that belongs to it: its grid, how it is arranged, menus and previews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scenarios.problems import Problem
from scenarios.words import say_count
from ui.tables.column_choice import ColumnChoice
from ui.tables.column_menu import ColumnMenu
from ui.tables.filling.fill_question import FillQuestion, Take
from ui.tables.filling.selection_fill import SelectionFill
from ui.tables.grid_menu import GridMenu
from ui.tables.grid_view import GridView
from ui.tables.model.arrangement import Arrangement
from ui.tables.model.block_reading import RefusedBlock
from ui.tables.model.cell_text import where_and_why
from ui.tables.model.grid_model import GridModel
from ui.tables.model.table_model import TableModel
from ui.tables.offer_bar import OfferBar
from ui.tables.paste_preview import PastePreview
from whatif_app.commands import Command

if TYPE_CHECKING:
    from ui.tables.teaching import Teaching

_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class TableCard(QWidget):
    """A grid, what it says of itself, and what opens over it.

    Signals:
        find_asked: something is to be found in the tables.
    """

    find_asked = Signal()

    def __init__(self, model: GridModel, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.model = model
        self.grid = GridView(model, label, self)
        self.menu = GridMenu(self.grid, self)
        self.arranged, self.offers = OfferBar(), OfferBar()
        self.preview: PastePreview | None = None
        self.fill = SelectionFill(self.grid, self.grid.blocks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for part in (self.arranged, self.grid, self.offers):
            layout.addWidget(part)
        self.teaching: Teaching | None = None
        self._listen()
        self._tell_arrangement()
        self._teach()

    def _listen(self) -> None:
        model, grid = self.model, self.grid
        model.arranged.connect(self._tell_arrangement)
        model.rows_changed.connect(self._tell_arrangement)
        model.rows_changed.connect(self.offers.hide)
        model.rows_changed.connect(self._teach)
        model.session.document_replaced.connect(self.close_preview)
        model.block_refused.connect(self._preview)
        grid.menu_asked.connect(self._show_menu)
        for header in (grid.header, grid.frozen.header):
            header.menu_asked.connect(self._show_column_menu)
        if grid.rows is not None:
            grid.rows.deletion_offered.connect(self._offer_deletion)
        grid.keys.add(_CTRL_SHIFT, Qt.Key.Key_L, self.open_column_menu)

    # What the menus offer.

    def fill_series(self) -> None:
        """Ask for a step, and fill the selection by it."""
        self._ask(self.tr("Step from one cell to the next"), "1", self.fill.by_step)

    def fill_growth(self) -> None:
        """Ask for a percentage, and fill the selection by it."""
        self._ask(self.tr("Growth from one cell to the next, in percent"), "2", self.fill.by_growth)

    def open_column_menu(self) -> None:
        """Sort and filter by the current column."""
        now = self.grid.currentIndex()
        if now.isValid():
            self._show_column_menu(now.column())

    def choose_columns(self) -> None:
        """Choose which columns are shown."""
        choice = ColumnChoice(self.model, self)
        choice.show_at(self.grid.mapToGlobal(QPoint(self.grid.columnWidth(0), 8)), choice.list)

    def show_all(self) -> None:
        """Show every row and column, in the case's order."""
        self.model.arrange(Arrangement())

    def open_find(self) -> None:
        """Find something in the tables."""
        self.find_asked.emit()

    def ask_help(self) -> None:
        """Say what the current cell's field means."""
        self.model.session.help_asked.emit(self.grid.help_topic())

    def close_preview(self) -> None:
        """Give up a paste of which something was refused."""
        if self.preview is not None:
            self.preview.close()

    # What opens over the grid.

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _show_column_menu(self, column: int) -> None:
        if not self.model.can_arrange:
            return
        menu = ColumnMenu(self.model, self.model.shown.heads[column], self.grid)
        header = self.grid.header
        left = header.sectionViewportPosition(column) if column else 0
        below = self.grid.mapToGlobal(QPoint(left, header.height() + 1))
        menu.show_at(below, menu.chosen_sort())

    def _ask(self, title: str, first: str, take: Take) -> None:
        question = FillQuestion(title, first, take, self.grid)
        question.show_at(self.grid.below(self.grid.currentIndex()), question.line)

    def _preview(self, refused: RefusedBlock) -> None:
        self.close_preview()
        self.preview = PastePreview(self.model, refused, self.grid)
        self.preview.closed.connect(self._forget_preview)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.preview is not None:
            self.preview.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._teach()
        # What was being mended waits for its table to be shown again.
        if self.preview is not None:
            self.preview.show()

    def _forget_preview(self) -> None:
        self.preview = None

    def _offer_deletion(self, problems: Sequence[Problem], along: Command) -> None:
        """Say what needs the rows, and let go of it as well where that is wanted."""

        def delete() -> None:
            self.offers.hide()
            self.model.do(along)

        said = "\n".join(where_and_why(problem) for problem in problems)
        offers = [(self.tr("Delete these too"), delete), (self.tr("Keep"), self.offers.hide)]
        self.offers.say(said, "loss", offers)

    # What it says of itself.

    def _teach(self) -> None:
        """Say what belongs into the table while nothing is in it."""
        model = self.model
        is_empty = isinstance(model, TableModel) and model.case is not None and not model.full.keys
        if is_empty and self.isVisible():
            self._show_teaching()
        elif self.teaching is not None and not is_empty:
            self.teaching.hide()

    def _show_teaching(self) -> None:
        # Made when it is first seen: most tables have rows.
        if self.teaching is None and isinstance(self.model, TableModel):
            from ui.tables.teaching import Teaching

            self.teaching = Teaching(self.grid, self.model)
        if self.teaching is not None:
            self.teaching.place()
            self.teaching.show()

    def _tell_arrangement(self) -> None:
        """Say that rows are sorted, kept back or hidden, and offer to show all."""
        model, wanted = self.model, self.model.arrangement
        hidden = wanted.hidden & set(model.full.heads)
        if model.case is None or not (wanted.moves_rows or hidden):
            self.arranged.hide()
            return
        said: list[str] = []
        if wanted.sort_by in model.full.heads:
            column = model.title(wanted.sort_by).partition("\n")[0]
            by = (
                self.tr("Sorted by {column}, descending.")
                if wanted.is_descending
                else self.tr("Sorted by {column}.")
            )
            said.append(by.format(column=column))
        if wanted.filters:
            shown, rows = len(model.shown.keys), len(model.full.keys)
            said.append(self.tr("{shown} of {rows} rows shown.").format(shown=shown, rows=rows))
        if hidden:
            said.append(say_count("{n} column hidden.", "{n} columns hidden.", len(hidden)))
        offers = [(self.tr("Show all"), self.show_all)]
        if wanted.moves_rows:
            offers.insert(0, (self.tr("Sort and filter again"), self.sort_again))
        self.arranged.say(" ".join(said), "secondary", offers)

    def sort_again(self) -> None:
        """Put the rows in order by what they hold now."""
        self.model.arrange(self.model.arrangement)
