"""What is done to rows: add, duplicate, rename, move, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.tables.new_rows import free_name
from ui.tables.table_model import NAME_COLUMN, TableModel
from whatif_app.commands import DeleteRows, DuplicateRow, MoveRow

if TYPE_CHECKING:
    from ui.tables.grid_view import GridView


class RowActions(QObject):
    """Changes the rows of one table's grid; each action is one undo step."""

    def __init__(self, grid: GridView, model: TableModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model

    def add(self) -> None:
        """Add a row, and open its name for typing."""
        name = self._model.add_row()
        if name:
            self._show(name)
            self.rename()

    def is_placeholder(self, row: int) -> bool:
        """Whether a row is the line that adds one."""
        return self._model.is_placeholder(row)

    def add_if_placeholder(self, row: int) -> None:
        """Add a row where the line that says so was clicked."""
        if self.is_placeholder(row):
            # The click's own handling must end before the rows change under it.
            QTimer.singleShot(0, self, self.add)

    def duplicate(self) -> None:
        """Put a twin of the current row below it."""
        name = self._current()
        case = self._model.case
        if not name or case is None:
            return
        twin = free_name(case, self._model.table.name, f"{name} copy")
        if self._model.do(DuplicateRow(self._model.table.name, name, twin)):
            self._show(twin)

    def rename(self) -> None:
        """Edit the current row's name."""
        now = self._grid.currentIndex()
        if now.isValid():
            self._grid.go_to(now.row(), NAME_COLUMN)
            self._grid.open_editor(self._grid.currentIndex())

    def move(self, step: int) -> None:
        """Move the current row up or down by one."""
        name = self._current()
        names = self._model.shown.keys
        if not name or not 0 <= names.index(name) + step < len(names):
            return
        column = self._grid.currentIndex().column()
        position = names.index(name) + step
        if self._model.do(MoveRow(self._model.table.name, name, position)):
            self._grid.go_to(position, column)

    def delete(self) -> None:
        """Delete every row that a selected cell is in."""
        rows = sorted({row for row, _ in self._grid.selected_cells()})
        names = [self._model.shown.keys[row] for row in rows]
        if names and self._model.do(DeleteRows(self._model.table.name, tuple(names))):
            now = self._grid.currentIndex()
            self._grid.go_to(min(rows[0], self._model.rowCount() - 1), max(0, now.column()))

    def add_to(self, menu: QMenu) -> None:
        """The row actions as menu entries."""
        label = self._model.row_label
        has_row = bool(self._current())
        for text, keys, action, needs_row in (
            (f"Add {label}", "Ctrl++", self.add, False),
            (f"Duplicate {label}", "Ctrl+Shift+D", self.duplicate, True),
            (f"Rename {label}", "", self.rename, True),
            ("Move up", "Alt+Up", lambda: self.move(-1), True),
            ("Move down", "Alt+Down", lambda: self.move(1), True),
            (f"Delete {label}", "Ctrl+-", self.delete, True),
        ):
            entry = menu.addAction(text)
            entry.setShortcut(QKeySequence(keys))
            entry.setEnabled(has_row or not needs_row)
            entry.triggered.connect(action)

    def _current(self) -> str:
        """The current row's name; "" on the line that adds a row."""
        now = self._grid.currentIndex()
        if not now.isValid() or self._model.is_placeholder(now.row()):
            return ""
        return self._model.shown.keys[now.row()]

    def _show(self, name: str) -> None:
        self._grid.go_to(self._model.shown.keys.index(name), NAME_COLUMN)
