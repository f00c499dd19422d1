"""A table view over a grid of cells: what is selected in it, and where keys lead.

As in a spreadsheet, the current cell stays where a selection began while the
selection is stretched, and Enter and Tab go round within a selection of several cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from ui.tables.model.grid_model import GridModel

Hint = QAbstractItemDelegate.EndEditHint
Index = QModelIndex | QPersistentModelIndex
Place = tuple[int, int]
_Select = QItemSelectionModel.SelectionFlag


class Grid(QTableView):
    """Selection and movement; what a cell's editor, keys and menus need of the view they are on."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid_model = model
        self.setModel(model)
        model.setParent(self)
        # The corner that a stretched selection reaches to; the current cell is the other one.
        self._reach = QPersistentModelIndex()
        self._tab_origin: int | None = None

    # What the whole grid does; here for the parts that stand on it.

    def open_editor(self, index: Index, typed: QKeyEvent | None = None) -> None:
        """Edit a place; what is typed replaces what it holds."""
        raise NotImplementedError

    def settle_editor(self) -> bool:
        """Commit the open editor, if any; False where it stays open, refused."""
        raise NotImplementedError

    def may_close(self, editor: QWidget, hint: Hint) -> bool:
        """Whether an editor may close: not while what it holds is refused, unless by Escape."""
        raise NotImplementedError

    def show_menu(self, place: QPoint) -> None:
        """Open the context menu at a point of the screen."""
        raise NotImplementedError

    def scroll_names(self, index: Index, hint: QAbstractItemView.ScrollHint) -> None:
        """Bring a place of the frozen column into view."""
        raise NotImplementedError

    def mouse_pressed(self, index: Index, event: QMouseEvent) -> None:
        """A press on a place of the grid or its frozen column."""
        raise NotImplementedError

    def mouse_released(self, index: Index, event: QMouseEvent) -> None:
        """A release on a place of the grid or its frozen column."""
        raise NotImplementedError

    # Where the selection is.

    def parts(self) -> list[QItemSelectionRange]:
        """The rectangles of places that are selected."""
        selection = self.selectionModel().selection()
        return [selection.at(at) for at in range(selection.count())]

    def selected_cells(self) -> Iterator[Place]:
        """Every selected place of a row that exists, block by block."""
        last = len(self.grid_model.shown.keys) - 1
        for part in self.parts():
            rows = range(part.top(), min(part.bottom(), last) + 1)
            yield from product(rows, range(part.left(), part.right() + 1))

    def selected_rectangle(self) -> QRect | None:
        """The selection as one rectangle of (column, row), the current cell where there is none.

        None where what is selected is not one rectangle.
        """
        parts = self.parts()
        if not parts:
            now = self.currentIndex()
            return QRect(now.column(), now.row(), 1, 1) if now.isValid() else None
        around = QRect()
        area = 0
        for part in parts:
            rect = QRect(part.left(), part.top(), part.width(), part.height())
            around = around.united(rect)
            area += rect.width() * rect.height()
        return around if area == around.width() * around.height() else None

    def selected_size(self) -> int:
        """How many places are selected."""
        return sum(part.width() * part.height() for part in self.parts())

    def is_single_selected(self) -> bool:
        """Whether no more than one cell is selected."""
        return self.selected_size() <= 1

    # Moving.

    @property
    def reach(self) -> QModelIndex:
        """The place that Shift and a key go on from."""
        if self._reach.isValid():
            return self.grid_model.index(self._reach.row(), self._reach.column())
        return self.currentIndex()

    def go_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a place current, or stretch the selection from the current one to it."""
        row = max(0, min(row, self.grid_model.rowCount() - 1))
        column = max(0, min(column, self.grid_model.columnCount() - 1))
        target = self.grid_model.index(row, column)
        if not target.isValid():
            return
        self._tab_origin = None
        selection, now = self.selectionModel(), self.currentIndex()
        if extend and now.isValid():
            selection.select(QItemSelection(now, target), _Select.ClearAndSelect)
        else:
            selection.setCurrentIndex(target, _Select.ClearAndSelect)
        self._reach = QPersistentModelIndex(target)
        self.scrollTo(target)

    def select_block(self, rect: QRect, *, keep_current: bool = False) -> None:
        """Select a rectangle of (column, row).

        Args:
            keep_current: leave the current cell where it is rather than make the first one current.
        """
        top = self.grid_model.index(rect.top(), rect.left())
        bottom = self.grid_model.index(
            min(rect.bottom(), self.grid_model.rowCount() - 1), rect.right()
        )
        if not keep_current:
            self.selectionModel().setCurrentIndex(top, _Select.NoUpdate)
        self.selectionModel().select(QItemSelection(top, bottom), _Select.ClearAndSelect)
        self._reach = QPersistentModelIndex(bottom)

    def go_enter(self, step: int) -> None:
        """Down or up; after a run of tabs, under the column where the run began."""
        if self._go_round(step, by_columns=True):
            return
        now = self.currentIndex()
        column = self._tab_origin if self._tab_origin is not None else now.column()
        self.go_to(now.row() + step, column)

    def go_tab(self, step: int) -> bool:
        """Right or left, on to the next row at the end of one; False past the last cell."""
        if self._go_round(step, by_columns=False):
            return True
        now = self.currentIndex()
        columns = self.grid_model.columnCount()
        place = now.row() * columns + now.column() + step
        if not 0 <= place < self.grid_model.rowCount() * columns:
            return False
        origin = self._tab_origin if self._tab_origin is not None else now.column()
        self.go_to(*divmod(place, columns))
        self._tab_origin = origin
        return True

    def _go_round(self, step: int, *, by_columns: bool) -> bool:
        """On to the next cell of a selection of several, and from its last one to its first."""
        if self.is_single_selected():
            return False
        places: list[Place] = []
        for part in self.parts():
            rows = range(part.top(), part.bottom() + 1)
            columns = range(part.left(), part.right() + 1)
            if by_columns:
                places += [(row, column) for column in columns for row in rows]
            else:
                places += product(rows, columns)
        now = self.currentIndex()
        here = (now.row(), now.column())
        at = places.index(here) + step if here in places else 0
        target = self.grid_model.index(*places[at % len(places)])
        self.selectionModel().setCurrentIndex(target, _Select.NoUpdate)
        self.scrollTo(target)
        return True

    def end_tab_run(self) -> None:
        """Let the next Enter go straight down."""
        self._tab_origin = None

    def leave(self, forward: bool) -> bool:
        """Give the focus to what comes after, or before, the grid."""
        return QWidget.focusNextPrevChild(self, forward)

    def hold_current(self, index: Index) -> None:
        """Keep a place current while the mouse stretches the selection from it."""
        here = self.currentIndex()
        if index.isValid() and here != index:
            self.selectionModel().setCurrentIndex(
                self.grid_model.index(index.row(), index.column()), _Select.NoUpdate
            )
            self._reach = QPersistentModelIndex(here)

    # Scrolling.

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.column() == 0:
            self.scroll_names(index, hint)
            return
        super().scrollTo(index, hint)
        if index.isValid():
            self._align(index.column())

    def _align(self, column: int) -> None:
        """Scroll on to whole columns, so that none stands half under the frozen one."""
        bar, starts = self.horizontalScrollBar(), self._column_starts()
        wanted = min(bar.value(), starts[column - 1])
        # A default even where one is sure: Qt does not survive a StopIteration within a call back.
        bar.setValue(next((start for start in starts if start >= wanted), wanted))

    def reach_whole_columns(self, _least: int, most: int) -> None:
        """Let the last page too begin with a whole column, though room is left at its right."""
        if most > 0:
            start = next((at for at in self._column_starts() if at >= most), most)
            self.horizontalScrollBar().setMaximum(start)

    def _column_starts(self) -> list[int]:
        """How far to scroll for each column to stand first beside the frozen one."""
        header, frozen = self.horizontalHeader(), self.columnWidth(0)
        return [header.sectionPosition(at) - frozen for at in range(1, header.count())]
