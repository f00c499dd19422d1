"""What each key does in a grid."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent

from ui.tables.block_actions import BlockActions
from ui.tables.grid import Grid
from ui.tables.navigation import edge
from ui.tables.row_actions import RowActions
from whatif_app.formatting import NOTHING

Key = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_PLAIN = Qt.KeyboardModifier.NoModifier
_MODIFIERS = _CTRL | _SHIFT | _ALT | Qt.KeyboardModifier.MetaModifier
_ARROWS = {
    Key.Key_Up: (-1, 0),
    Key.Key_Down: (1, 0),
    Key.Key_Left: (0, -1),
    Key.Key_Right: (0, 1),
}
_PAGES = (Key.Key_PageUp, Key.Key_PageDown)
_MOVES = frozenset({*_ARROWS, *_PAGES, Key.Key_Home, Key.Key_End})


class GridKeys:
    """Moves, selects, edits and writes for the keys pressed in one grid."""

    def __init__(self, grid: Grid, blocks: BlockActions, rows: RowActions | None) -> None:
        self._grid = grid
        self._blocks = blocks
        self._rows = rows
        self._actions: dict[tuple[Qt.KeyboardModifier, int], Callable[[], object]] = {
            (_CTRL, Key.Key_C): blocks.copy,
            (_CTRL, Key.Key_Insert): blocks.copy,
            (_CTRL | _SHIFT, Key.Key_C): blocks.copy_as_shown,
            (_CTRL, Key.Key_X): blocks.cut,
            (_SHIFT, Key.Key_Delete): blocks.cut,
            (_CTRL, Key.Key_V): blocks.paste,
            (_SHIFT, Key.Key_Insert): blocks.paste,
            (_CTRL, Key.Key_D): blocks.fill_down,
            (_CTRL, Key.Key_R): blocks.fill_right,
            (_PLAIN, Key.Key_Delete): blocks.clear,
            (_PLAIN, Key.Key_Backspace): blocks.clear,
            (_CTRL, Key.Key_A): self._select_all,
            (_CTRL, Key.Key_Space): self._select_columns,
            (_SHIFT, Key.Key_Space): self._select_rows,
            (_PLAIN, Key.Key_Space): self._space,
            (_PLAIN, Key.Key_F2): lambda: grid.open_editor(grid.currentIndex()),
            (_ALT, Key.Key_Down): lambda: grid.open_editor(grid.currentIndex()),
            (_PLAIN, Key.Key_Escape): self._let_go,
            (_CTRL, Key.Key_Return): blocks.fill_selection,
            (_CTRL, Key.Key_Enter): blocks.fill_selection,
            (_PLAIN, Key.Key_Return): self._enter,
            (_PLAIN, Key.Key_Enter): self._enter,
            (_SHIFT, Key.Key_Return): lambda: grid.go_enter(-1),
            (_SHIFT, Key.Key_Enter): lambda: grid.go_enter(-1),
        }
        if rows is not None:
            self._actions |= {
                (_CTRL, Key.Key_Minus): rows.delete,
                (_CTRL, Key.Key_Plus): rows.add,
                (_CTRL | _SHIFT, Key.Key_Plus): rows.add,
                (_CTRL | _SHIFT, Key.Key_D): rows.duplicate,
                (_ALT | _SHIFT, Key.Key_Up): lambda: rows.move(-1),
                (_ALT | _SHIFT, Key.Key_Down): lambda: rows.move(1),
            }

    def add(self, modifiers: Qt.KeyboardModifier, key: Qt.Key, act: Callable[[], object]) -> None:
        """Have one more key do something."""
        self._actions[(modifiers, key)] = act

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the grid takes a key that the window's menus might take as well."""
        key, modifiers = _pressed(event)
        if (modifiers, key) in self._actions:
            return True
        if key in _MOVES:
            return self._moves(key, modifiers)
        return self._types(event)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False where it asks for nothing here."""
        key, modifiers = _pressed(event)
        action = self._actions.get((modifiers, key))
        # Without a current cell the grid is empty.
        if not self._grid.currentIndex().isValid():
            return False
        if action is not None:
            action()
            return True
        if key in _MOVES and self._moves(key, modifiers):
            self._move(Key(key), modifiers)
            return True
        if key in (Key.Key_Tab, Key.Key_Backtab):
            back = bool(modifiers & _SHIFT) or key == Key.Key_Backtab
            return self._tab(back) if not modifiers & _CTRL else False
        if self._types(event):
            self._grid.open_editor(self._grid.currentIndex(), event)
            return True
        return False

    def _moves(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the grid goes somewhere: not to another table, which is the panel's to show."""
        if key in _PAGES:
            return not modifiers & _CTRL
        return not modifiers & _ALT

    def _enter(self) -> None:
        """Down; on the line that adds a row, add one."""
        now = self._grid.currentIndex()
        if self._rows is not None and now.column() == 0 and self._rows.is_placeholder(now.row()):
            self._rows.add()
        else:
            self._grid.go_enter(1)

    def _let_go(self) -> None:
        """One cell is selected: the current one."""
        now = self._grid.currentIndex()
        self._grid.go_to(now.row(), now.column())

    def _tab(self, back: bool) -> bool:
        """To the cell beside; out of the grid past its first or last one."""
        return self._grid.go_tab(-1 if back else 1) or self._grid.leave(not back)

    def _types(self, event: QKeyEvent) -> bool:
        text = event.text()
        held = event.modifiers() & (_CTRL | _ALT | Qt.KeyboardModifier.MetaModifier)
        # AltGr arrives as Ctrl and Alt on Windows, and types.
        return bool(text) and text.isprintable() and (not held or held == (_CTRL | _ALT))

    def _move(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        grid, model = self._grid, self._grid.grid_model
        control, extend = bool(modifiers & _CTRL), bool(modifiers & _SHIFT)
        now = grid.reach if extend else grid.currentIndex()
        row, column = now.row(), now.column()
        if key == Key.Key_Home:
            row, column = (0 if control else row), 0
        elif key == Key.Key_End:
            # The line that adds a row holds nothing to go to the end of.
            last = max(0, len(model.shown.keys) - 1)
            row, column = (last if control else row), model.columnCount() - 1
        elif key in _PAGES:
            step = 1 if key == Key.Key_PageDown else -1
            if modifiers & _ALT:
                column = self._screen_across(column, step)
            else:
                row += step * self._screen_down(row)
        else:
            down, right = _ARROWS[key]
            if control:
                row, column = self._edge(row, column, down, right)
            else:
                row, column = row + down, column + right
        grid.go_to(row, column, extend=extend)
        if key == Key.Key_Home:
            # The first column is always in sight; what is beside it comes back too.
            grid.horizontalScrollBar().setValue(0)

    def _screen_down(self, row: int) -> int:
        """How many rows a screen holds."""
        grid = self._grid
        return max(1, grid.viewport().height() // max(1, grid.rowHeight(row)) - 1)

    def _screen_across(self, column: int, step: int) -> int:
        """The column a screen to the right or left."""
        grid = self._grid
        room = grid.viewport().width() - grid.columnWidth(0)
        last = grid.grid_model.columnCount() - 1
        while 0 <= column + step <= last and room > 0:
            column += step
            room -= grid.columnWidth(column)
        return column

    def _edge(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        model = self._grid.grid_model

        def filled(at_row: int, at_column: int) -> bool:
            return model.look(at_row, at_column).text not in ("", NOTHING)

        if down:
            last = max(0, len(model.shown.keys) - 1)
            return edge(lambda at: filled(at, column), min(row, last), last, down), column
        return row, edge(lambda at: filled(row, at), column, model.columnCount() - 1, right)

    def _select_all(self) -> None:
        model = self._grid.grid_model
        self._select(QRect(0, 0, model.columnCount(), self._rows_of_data()))

    def _select_columns(self) -> None:
        rect = self._blocks.rectangle()
        if rect is not None:
            self._select(QRect(rect.left(), 0, rect.width(), self._rows_of_data()))

    def _select_rows(self) -> None:
        rect = self._blocks.rectangle()
        if rect is not None:
            columns = self._grid.grid_model.columnCount()
            self._select(QRect(0, rect.top(), columns, rect.height()))

    def _select(self, rect: QRect) -> None:
        self._grid.select_block(rect, keep_current=True)

    def _rows_of_data(self) -> int:
        return max(1, len(self._grid.grid_model.shown.keys))

    def _space(self) -> None:
        now = self._grid.currentIndex()
        if self._grid.grid_model.look(now.row(), now.column()).checked is not None:
            self._blocks.toggle()
        else:
            self._grid.open_editor(now)


def _pressed(event: QKeyEvent) -> tuple[int, Qt.KeyboardModifier]:
    """The key and the modifiers that count; the number pad is no modifier."""
    return event.key(), event.modifiers() & _MODIFIERS
