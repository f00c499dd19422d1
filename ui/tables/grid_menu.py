"""The context menu of a table: what can be done to the cells and rows that are selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ui.tables.grid_view import GridView

Act = Callable[[], object]


class TableActions(Protocol):
    """What a table's menu offers beside the grid's own actions."""

    def fill_series(self) -> None:
        """Ask for a step, and fill the selection by it."""

    def fill_growth(self) -> None:
        """Ask for a percentage, and fill the selection by it."""

    def open_column_menu(self) -> None:
        """Sort and filter by the current column."""

    def choose_columns(self) -> None:
        """Choose which columns are shown."""

    def show_all(self) -> None:
        """Show every row, in the case's order."""

    def open_find(self) -> None:
        """Find something in the tables."""

    def ask_help(self) -> None:
        """Say what the current cell's field means."""


class GridMenu(QObject):
    """Makes the menu anew for what is selected."""

    def __init__(self, grid: GridView, table: TableActions) -> None:
        super().__init__(grid)
        self._grid = grid
        self._table = table

    def menu(self) -> QMenu:
        """The menu for what is selected now."""
        menu = QMenu(self._grid)
        self._add_clipboard(menu)
        menu.addSeparator()
        self._add_fills(menu)
        if self._grid.rows is not None:
            menu.addSeparator()
            self._add_rows(menu)
        menu.addSeparator()
        self._add_looking(menu)
        return menu

    def _add_clipboard(self, menu: QMenu) -> None:
        blocks, can_write = self._grid.blocks, self._grid.blocks.can_write()
        is_scenario = bool(self._grid.grid_model.session.selected)
        back = (
            self.tr("Back to the base’s value") if is_scenario else self.tr("Back to the default")
        )
        # On the line that adds a row a paste adds rows.
        can_paste = can_write or self._grid.rows is not None
        self._add(menu, self.tr("Cut"), "Ctrl+X", blocks.cut, can_write)
        self._add(menu, self.tr("Copy"), "Ctrl+C", blocks.copy)
        self._add(menu, self.tr("Copy as shown"), "Ctrl+Shift+C", blocks.copy_as_shown)
        self._add(menu, self.tr("Paste"), "Ctrl+V", blocks.paste, can_paste)
        menu.addSeparator()
        self._add(menu, back, "Del", blocks.clear, can_write)

    def _add_fills(self, menu: QMenu) -> None:
        blocks, can_write = self._grid.blocks, self._grid.blocks.can_write()
        several = can_write and not self._grid.is_single_selected()
        self._add(menu, self.tr("Fill down"), "Ctrl+D", blocks.fill_down, can_write)
        self._add(menu, self.tr("Fill right"), "Ctrl+R", blocks.fill_right, can_write)
        self._add(menu, self.tr("Fill series…"), "", self._table.fill_series, several)
        self._add(menu, self.tr("Fill growth…"), "", self._table.fill_growth, several)

    def _add_rows(self, menu: QMenu) -> None:
        rows = self._grid.rows
        if rows is None:
            return
        has_row = bool(rows.current())

        def worded(text: str) -> str:
            return text.format(row=rows.label)

        self._add(menu, worded(self.tr("Add {row}")), "Ctrl++", rows.add)
        self._add(menu, worded(self.tr("Duplicate {row}")), "Ctrl+Shift+D", rows.duplicate, has_row)
        self._add(menu, worded(self.tr("Rename {row}")), "", rows.rename, has_row)
        can_move = has_row and rows.can_move
        self._add(menu, self.tr("Move up"), "Alt+Shift+Up", lambda: rows.move(-1), can_move)
        self._add(menu, self.tr("Move down"), "Alt+Shift+Down", lambda: rows.move(1), can_move)
        self._add(menu, worded(self.tr("Delete {row}")), "Ctrl+-", rows.delete, has_row)

    def _add_looking(self, menu: QMenu) -> None:
        model, table = self._grid.grid_model, self._table
        self._add(menu, self.tr("Find and replace…"), "Ctrl+H", table.open_find)
        if model.can_arrange:
            self._add(
                menu,
                self.tr("Sort and filter this column…"),
                "Ctrl+Shift+L",
                table.open_column_menu,
            )
            self._add(menu, self.tr("Columns…"), "", table.choose_columns)
            is_arranged = model.arrangement.moves_rows or bool(model.arrangement.hidden)
            self._add(menu, self.tr("Show all"), "", table.show_all, is_arranged)
        self._add(menu, self.tr("What is this?"), "F1", table.ask_help)

    def _add(self, menu: QMenu, text: str, keys: str, act: Act, enabled: bool = True) -> None:
        entry = menu.addAction(text)
        # Shown beside the text; the grid itself hears the key.
        entry.setShortcut(QKeySequence(keys))
        entry.setEnabled(enabled)
        entry.triggered.connect(act)
