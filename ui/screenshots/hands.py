"""A user's hands at the window: going to a cell, typing, dragging, choosing from a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from ui.tables.grid_view import GridView
from ui.window import Window


def grid_of(window: Window) -> GridView:
    """The table shown."""
    return window.workspace.tables.grid


def go_to(window: Window, address: str) -> None:
    """Make a cell current, by its address."""
    window.session.cell_focused.emit(address)
    grid_of(window).setFocus()


def type_text(window: Window, text: str, *then: Qt.Key) -> None:
    """Type a text into the current cell, letter by letter, and keys after it."""
    grid = grid_of(window)
    for letter in text:
        QTest.keyClicks(grid.open_cell_editor or grid, letter)
    for key in then:
        QTest.keyClick(grid.open_cell_editor or grid, key)


def drag_corner(grid: GridView, last: int, to: int, column: int) -> None:
    """Drag the corner of a selection down its column, from its last row to another."""
    view, button = grid.viewport(), Qt.MouseButton.LeftButton
    corner = grid.visualRect(grid.model().index(last, column)).bottomRight()
    there = grid.visualRect(grid.model().index(to, column)).center()
    QTest.mousePress(view, button, Qt.KeyboardModifier.NoModifier, corner - QPoint(1, 1))
    QTest.mouseMove(view, there - QPoint(0, 4))
    QTest.mouseMove(view, there)
    QTest.mouseRelease(view, button, Qt.KeyboardModifier.NoModifier, there)


def trigger(window: Window, name: str) -> None:
    """Choose an entry of the menus by its name."""
    window.findChild(QAction, name).trigger()
