"""Keys in a table, as hands know them from a spreadsheet; and the map that tells of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QShortcut

from tests.ui.hands import ALT, CTRL, SHIFT, Hands, Key
from ui.keyboard_map import sections

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_the_current_cell_stays_where_the_selection_began(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.extend(Key.Key_Down, 3)
    assert hands.place == ("Checkout API", "fixed_share")

    # Shift goes on from where it last reached, and typing goes to the current cell.
    hands.extend(Key.Key_Up)
    assert len(list(hands.grid.selected_cells())) == 3
    hands.type("15")
    hands.press(Key.Key_Return)
    assert hands.overrides == {"workloads/Checkout API/fixed_share": 0.15}


def test_enter_and_tab_go_round_within_the_selection(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.extend(Key.Key_Down)
    hands.extend(Key.Key_Right)
    visited = []
    for key in (Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Tab):
        hands.press(key)
        visited.append(hands.place)

    assert visited == [
        ("Checkout on Arm", "fixed_share"),
        ("Checkout API", "elasticity"),
        ("Checkout on Arm", "elasticity"),
        ("Checkout API", "fixed_share"),
        ("Checkout API", "elasticity"),
    ]
    assert len(list(hands.grid.selected_cells())) == 4
    hands.press(Key.Key_Escape)
    assert len(list(hands.grid.selected_cells())) == 1


def test_arrows_leave_what_was_typed_and_move_the_caret_after_f2(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.type("1")
    hands.press(Key.Key_Right)
    assert hands.grid.open_cell_editor is None
    assert hands.place == ("Checkout API", "elasticity")
    assert hands.overrides == {"workloads/Checkout API/fixed_share": 0.01}

    hands.at("Checkout API", "on_demand_cost")
    hands.press(Key.Key_F2)
    hands.press(Key.Key_Left)
    assert hands.grid.open_cell_editor is not None
    # F2 once more, and arrows leave.
    hands.press(Key.Key_F2)
    hands.press(Key.Key_Right)
    assert hands.grid.open_cell_editor is None


def test_arrows_stay_within_a_formula(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    hands.type("=2*3")
    hands.press(Key.Key_Left)

    editor = hands.grid.open_cell_editor
    assert editor is not None and editor.cursorPosition() == 3


def test_a_typed_formula_is_shown_computed_and_edited_as_itself(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    hands.type("=3*2*2500")
    hands.press(Key.Key_Return)
    hands.at("Checkout API", "on_demand_cost")

    now = hands.grid.currentIndex()
    assert now.data() == "$15,000"
    hands.press(Key.Key_F2)
    editor = hands.grid.open_cell_editor
    assert editor is not None and editor.text() == "=3*2*2500"
    hands.press(Key.Key_Escape)
    assert "computed by =3*2*2500" in now.data(Qt.ItemDataRole.AccessibleTextRole)
    # Excel gets the number; here the formula is pasted again.
    hands.press(Key.Key_C, CTRL)
    hands.at("Checkout on Arm", "on_demand_cost")
    hands.press(Key.Key_V, CTRL)
    row = hands.grid.currentIndex().row()
    assert hands.grid.grid_model.exact_text(row, now.column()) == "=3*2*2500"


def test_end_goes_to_the_last_row_of_data_and_pages_go_by_screens(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.press(Key.Key_End, CTRL)
    assert hands.place == (hands.grid.grid_model.shown.keys[-1], "currency")
    hands.press(Key.Key_PageUp, ALT)
    assert hands.place[1] != "currency"
    hands.press(Key.Key_Home)
    hands.press(Key.Key_PageUp)
    assert hands.place == ("Checkout API", "name")
    hands.press(Key.Key_End, CTRL | SHIFT)
    columns = hands.grid.grid_model.columnCount()
    assert len(list(hands.grid.selected_cells())) == 10 * columns


def test_alt_and_down_open_the_choices_of_a_cell(hands: Hands) -> None:
    hands.at("Checkout API", "unit")
    hands.press(Key.Key_Down, ALT)

    editor = hands.grid.open_cell_editor
    assert editor is not None and editor.completer() is not None
    hands.press(Key.Key_Escape)


def test_tables_are_turned_by_their_keys(hands: Hands) -> None:
    hands.panel.turn(1)
    assert hands.panel.shown_table == "commitments"
    hands.panel.turn(-1)
    assert hands.panel.shown_table == "workloads"


def test_several_rows_are_duplicated_and_deleted_in_one_step(hands: Hands) -> None:
    hands.at("Search index", "fixed_share")
    hands.extend(Key.Key_Down)
    before = hands.grid.grid_model.shown.keys

    hands.press(Key.Key_D, CTRL | SHIFT)
    keys = hands.grid.grid_model.shown.keys
    assert keys[3:7] == ("Search index", "Search index copy", "Orders DB", "Orders DB copy")
    assert hands.undo_label == "Duplicate 2 rows of Workloads"
    hands.session.undo()
    assert hands.grid.grid_model.shown.keys == before


def test_rows_that_others_need_are_deleted_with_them_only_when_asked(hands: Hands) -> None:
    hands.panel.show_table("units")
    hands.at("Orders", "volume")

    hands.press(Key.Key_Minus, CTRL)

    offers = hands.panel.card.offers
    assert offers.isVisibleTo(hands.panel)
    said = offers.words.text().splitlines()
    assert said[0].startswith("Unit of ") and said[0].endswith(": needs “Orders”.")
    assert "Orders" in hands.grid.grid_model.shown.keys
    assert hands.session.case is not None
    cliffs = len(hands.session.case.tables["cliffs"])
    offers.buttons[0].click()
    assert "Orders" not in hands.grid.grid_model.shown.keys
    assert len(hands.session.case.tables["cliffs"]) < cliffs
    assert hands.undo_label == "Delete unit “Orders”"
    hands.session.undo()
    assert len(hands.session.case.tables["cliffs"]) == cliffs


# The map


_TABLE_SECTIONS = (
    "Moving in a table",
    "Selecting",
    "Editing a cell",
    "Blocks of cells",
    "Rows",
    "Finding, sorting and filtering",
)


def key_sequences() -> list[str]:
    """Every key of the table sections that is written as Qt writes keys."""
    arrows = {"↑": "Up", "↓": "Down", "←": "Left", "→": "Right"}
    found = []
    for title, keys in sections().items():
        for written in keys if title in _TABLE_SECTIONS else ():
            for part in written.split(" / "):
                key = part.split(" ")[0] if "↑ ↓" in part else part
                if "+" not in key and "Shift+Home" in written:
                    key = "Shift+" + key
                for arrow, name in arrows.items():
                    key = key.replace(arrow, name)
                key = key.replace("Page Up", "PgUp").replace("Page Down", "PgDown")
                found.append(key)
    return found


def test_the_table_hears_every_key_of_the_map(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    shortcuts = {each.key().toString() for each in hands.panel.findChildren(QShortcut)}
    in_menus = {"Ctrl+F", "Ctrl+H", "F3", "Shift+F3"}
    written = set(key_sequences()) - {"any character", "=3*2*25000", "Menu key"} - in_menus
    assert len(written) > 30

    for key in written:
        sequence = QKeySequence(key)
        assert sequence.count() == 1, key
        code, held = sequence[0].key(), sequence[0].keyboardModifiers()
        event = QKeyEvent(QEvent.Type.KeyPress, code, held, "")
        is_tab = code in (Key.Key_Tab, Key.Key_Backtab)
        assert hands.grid.keys.wants(event) or sequence.toString() in shortcuts or is_tab, key


def test_a_menu_asked_for_by_key_opens_at_the_current_cell(hands: Hands) -> None:
    asked: list[QPoint] = []
    hands.grid.menu_asked.connect(asked.append)
    hands.at("Video encoder", "fixed_share")
    cell = hands.grid.visualRect(hands.grid.currentIndex())
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())

    hands.grid.contextMenuEvent(event)

    assert asked == [hands.grid.viewport().mapToGlobal(cell.bottomLeft())]
    # Names stay in sight while the rest is scrolled, and so does their menu.
    hands.press(Key.Key_End)
    hands.grid.go_to(2, 0)
    hands.grid.contextMenuEvent(event)
    assert hands.grid.mapFromGlobal(asked[1]).x() >= 0
    hands.press(Key.Key_Home)
    assert hands.grid.horizontalScrollBar().value() == 0
    hands.grid.menu_asked.disconnect(asked.append)
