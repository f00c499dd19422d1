"""The grid under a user's hands: keys, mouse, clipboard, editors, scrubbing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

from scenarios.case import Case
from scenarios.library import load
from scenarios.schema import TABLES
from tests.ui.hands import ALT, CTRL, SHIFT, Hands, Key
from ui.tables.cell_editor import CellMessage
from ui.tables.lists.list_editor import ListEditor
from ui.tables.teaching import EXAMPLES
from whatif_app.commands import DeleteRows
from whatif_app.document import Document

# Offscreen windows can neither be raised nor take the keyboard, which popups try.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_typing_replaces_and_enter_goes_down(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")

    hands.type("35")
    hands.press(Key.Key_Return)

    assert hands.overrides == {"workloads/Checkout API/fixed_share": 0.35}
    assert hands.place == ("Checkout on Arm", "fixed_share")


def test_f2_edits_what_is_there_and_escape_leaves_it(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    hands.press(Key.Key_F2)
    editor = hands.grid.open_cell_editor
    assert editor is not None and editor.text() == "19000"

    hands.type("9")
    hands.press(Key.Key_Escape)

    assert hands.grid.open_cell_editor is None
    assert hands.overrides == {}


def test_tab_goes_right_and_enter_returns_under_where_tabbing_began(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")

    hands.type("1k")
    hands.press(Key.Key_Tab)
    hands.type("10")
    hands.press(Key.Key_Tab)
    assert hands.place == ("Checkout API", "elasticity")
    hands.press(Key.Key_Return)

    assert hands.place == ("Checkout on Arm", "on_demand_cost")
    assert hands.overrides == {
        "workloads/Checkout API/on_demand_cost": 1000,
        "workloads/Checkout API/fixed_share": 0.1,
    }


def test_shift_tab_and_shift_enter_go_back(hands: Hands) -> None:
    hands.at("Checkout on Arm", "fixed_share")
    hands.press(Key.Key_Return, SHIFT)
    assert hands.place == ("Checkout API", "fixed_share")
    hands.press(Key.Key_Backtab, SHIFT)
    assert hands.place == ("Checkout API", "on_demand_cost")


def test_bad_input_keeps_the_editor_open_with_what_was_typed_and_why(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")

    hands.type("130")
    hands.press(Key.Key_Return)
    editor = hands.grid.open_cell_editor

    assert editor is not None and editor.text() == "130"
    assert editor.refusal == "130 % is above the maximum. Enter 0 % to 100 %."
    assert hands.place == ("Checkout API", "fixed_share")
    assert hands.overrides == {}
    # Clicking elsewhere does not lose it either.
    target = hands.grid.visualRect(hands.grid.grid_model.index(3, 3)).center()
    hands.qtbot.mouseClick(hands.grid.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert hands.grid.open_cell_editor is editor
    editor.setText("30")
    hands.press(Key.Key_Return)
    assert hands.overrides == {"workloads/Checkout API/fixed_share": 0.3}


def test_what_a_case_refuses_is_said_beside_the_cell_alone(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")

    hands.press(Key.Key_F2)
    editor = hands.grid.open_cell_editor
    assert editor is not None
    editor.setText("=fixed_share")
    hands.press(Key.Key_Return)

    assert "in a circle" in editor.refusal
    # A notice would outlive the mended formula.
    assert hands.refused == []
    hands.press(Key.Key_Escape)


def test_the_reason_beside_a_cell_leaves_the_screen_with_its_table(hands: Hands) -> None:
    hands.panel.show()
    hands.at("Checkout API", "fixed_share")
    hands.type("130")
    hands.press(Key.Key_Return)
    [message] = [each for each in hands.panel.findChildren(CellMessage) if each.isVisible()]

    hands.grid.hide()
    assert not message.isVisible()
    hands.grid.show()
    assert message.isVisible()

    hands.press(Key.Key_Escape)
    assert not message.isVisible()


def test_an_open_editor_survives_a_change_of_the_case(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.type("4")

    hands.session.select("Spot + plan")
    hands.session.recompute()
    hands.type("5")
    editor = hands.grid.open_cell_editor

    assert editor is not None and editor.text() == "45"
    hands.press(Key.Key_Return)
    assert hands.overrides["workloads/Checkout API/fixed_share"] == 0.45


def test_selection_and_scrolling_survive_a_change_of_values(hands: Hands) -> None:
    hands.at("Video encoder", "spot_discount")
    hands.extend(Key.Key_Down)
    scrolled = hands.grid.horizontalScrollBar().value()
    assert scrolled > 0

    hands.session.select("Spot + plan")
    hands.session.undo()

    assert hands.grid.horizontalScrollBar().value() == scrolled
    assert len(list(hands.grid.selected_cells())) == 2


def test_ctrl_arrows_go_to_the_edge_of_the_data(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")

    hands.press(Key.Key_Down, CTRL)
    assert hands.place == ("Network & other", "on_demand_cost")
    hands.press(Key.Key_Home, CTRL)
    assert hands.place == ("Checkout API", "name")
    # Everything up to the Spot target is filled; the target is blank.
    hands.press(Key.Key_Right, CTRL)
    assert hands.place == ("Checkout API", "spot_eligible")
    hands.press(Key.Key_End)
    assert hands.place == ("Checkout API", "currency")


def test_the_current_column_is_never_under_the_frozen_one(hands: Hands) -> None:
    hands.at("Checkout API", "initiative")
    hands.at("Checkout API", "unit")

    rect = hands.grid.visualRect(hands.grid.currentIndex())
    assert rect.left() >= hands.grid.columnWidth(0)
    assert hands.grid.frozen.isVisible()
    assert not hands.grid.frozen.isColumnHidden(0) and hands.grid.frozen.isColumnHidden(1)


@pytest.mark.parametrize("width", [500, 640, 777])
def test_scrolling_to_a_cell_leaves_no_column_half_under_the_frozen_one(
    hands: Hands, width: int
) -> None:
    hands.panel.resize(width, 300)
    heads = hands.grid.grid_model.shown.heads

    for head in (*heads[1:], *reversed(heads[1:])):
        hands.at("Checkout API", head)
        rect = hands.grid.visualRect(hands.grid.currentIndex())
        edge = hands.grid.columnWidth(0)
        lefts = [hands.grid.columnViewportPosition(at) for at in range(1, len(heads))]
        assert edge in lefts, head
        assert rect.left() >= edge
        assert rect.right() <= hands.grid.viewport().width()


def test_opening_begins_at_the_first_change_of_the_scenario(hands: Hands) -> None:
    case = Case.from_json(load("checkout-2027").case)

    hands.session.replace_document(Document(case))
    assert hands.place == ("Video encoder", "spot_target")

    # Who reads results goes on reading results.
    hands.panel.show_table("results")
    hands.session.replace_document(Document(case))
    assert hands.panel.shown_table == "results"


def test_whole_rows_columns_and_all_are_selected_by_their_keys(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.press(Key.Key_Space, CTRL)
    assert len(list(hands.grid.selected_cells())) == 10
    hands.at("Checkout API", "fixed_share")
    hands.press(Key.Key_Space, SHIFT)
    assert len(list(hands.grid.selected_cells())) == hands.grid.grid_model.columnCount()
    hands.press(Key.Key_A, CTRL)
    assert len(list(hands.grid.selected_cells())) == 10 * hands.grid.grid_model.columnCount()


def test_copied_cells_are_exact_and_paste_back_the_same(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    hands.extend(Key.Key_Right)
    hands.extend(Key.Key_Down)

    hands.press(Key.Key_C, CTRL)

    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "19000\t20%\r\n1200\t0%\r\n"
    assert "<td" in mime.html()
    hands.at("Search index", "on_demand_cost")
    hands.press(Key.Key_V, CTRL)
    assert hands.overrides == {
        "workloads/Search index/on_demand_cost": 19000,
        "workloads/Search index/fixed_share": 0.2,
        "workloads/Orders DB/on_demand_cost": 1200,
        "workloads/Orders DB/fixed_share": 0,
    }
    assert hands.undo_label == "Paste 4 cells"
    hands.session.undo()
    assert hands.overrides == {}


def test_one_value_pasted_over_a_selection_fills_it(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.extend(Key.Key_Down, 2)
    hands.clipboard("15%\r\n")

    hands.press(Key.Key_V, CTRL)

    assert list(hands.overrides.values()) == [0.15] * 3


def test_a_paste_with_a_refused_cell_writes_nothing_and_names_it(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.clipboard("10%\r\n1,5\r\n")

    hands.press(Key.Key_V, CTRL)

    assert hands.overrides == {}
    preview = hands.panel.card.preview
    assert preview is not None
    assert [(cell.where, cell.text, cell.why) for cell in preview.refused.refusals] == [
        (
            "Fixed share of Checkout on Arm",
            "1,5",
            "“1,5” may be meant with a decimal comma. Write 1.5 or 15.",
        )
    ]


def test_cut_copies_and_takes_back_to_the_base(hands: Hands) -> None:
    hands.session.select("Spot + plan")
    hands.at("Video encoder", "spot_target")

    hands.press(Key.Key_X, CTRL)

    assert QGuiApplication.clipboard().text() == "85%\r\n"
    assert "workloads/Video encoder/spot_target" not in hands.overrides
    assert hands.undo_label == "Reset Spot target of Video encoder"


def test_delete_goes_back_to_the_base_and_says_where_it_is_there_already(hands: Hands) -> None:
    hands.session.select("Spot + plan")
    hands.at("Video encoder", "spot_target")
    hands.press(Key.Key_Delete)
    assert "workloads/Video encoder/spot_target" not in hands.overrides

    hands.press(Key.Key_Delete)
    assert hands.notices == ["Nothing to take back: these cells have the base’s values."]


def test_ctrl_d_and_ctrl_r_fill(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.extend(Key.Key_Down, 2)
    hands.press(Key.Key_D, CTRL)
    assert hands.overrides == {
        "workloads/Checkout on Arm/fixed_share": 0.2,
        "workloads/Video encoder/fixed_share": 0.2,
    }
    assert hands.undo_label == "Fill 2 cells"
    hands.session.undo()
    # A single cell takes the one above, and with Ctrl+R the one before.
    hands.at("Checkout on Arm", "fixed_share")
    hands.press(Key.Key_D, CTRL)
    assert hands.overrides == {"workloads/Checkout on Arm/fixed_share": 0.2}
    hands.at("Video encoder", "spot_eligible")
    hands.press(Key.Key_R, CTRL)
    assert hands.overrides["workloads/Video encoder/spot_eligible"] == 0.2


def test_ctrl_enter_writes_to_the_whole_selection(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.extend(Key.Key_Down, 3)

    hands.type("33")
    hands.press(Key.Key_Return, CTRL)

    assert list(hands.overrides.values()) == [0.33] * 4
    assert hands.undo_label == "Fill 4 cells"


def test_space_turns_a_yes_or_no_over(hands: Hands) -> None:
    hands.at("Data lake", "shared")
    hands.press(Key.Key_Space)
    assert hands.overrides == {"workloads/Data lake/shared": True}
    hands.press(Key.Key_Space)
    assert hands.overrides == {"workloads/Data lake/shared": False}


def test_a_click_on_the_box_turns_it_over(hands: Hands) -> None:
    hands.at("Data lake", "shared")
    rect = hands.grid.visualRect(hands.grid.currentIndex())
    place = QPoint(rect.left() + 14, rect.center().y())

    hands.qtbot.mouseClick(hands.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert hands.overrides == {"workloads/Data lake/shared": True}


def test_part_of_a_name_chooses_it(hands: Hands) -> None:
    hands.at("Data lake", "initiative")
    hands.type("refac")
    hands.press(Key.Key_Return)

    assert hands.overrides == {"workloads/Data lake/initiative": "Spot refactor"}


def wheel(hands: Hands, notches: int) -> None:
    view = hands.grid.viewport()
    place = hands.grid.visualRect(hands.grid.currentIndex()).center()
    for _ in range(abs(notches)):
        event = QWheelEvent(
            QPointF(place),
            QPointF(view.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton,
            ALT,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, event)


def test_alt_and_the_wheel_scrub_in_one_undo_step(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")

    wheel(hands, 3)
    wheel(hands, -1)
    # What was turned while a frame was on its way makes the next one.
    hands.qtbot.waitUntil(lambda: hands.overrides == {"workloads/Checkout API/fixed_share": 0.22})
    hands.session.undo()
    assert hands.overrides == {}
    assert hands.session.document is not None and not hands.session.document.can_undo


def test_alt_and_dragging_scrub_and_two_gestures_are_two_steps(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    place = hands.grid.visualRect(hands.grid.currentIndex()).center()
    view, left = hands.grid.viewport(), Qt.MouseButton.LeftButton
    for pixels in (30, 12):
        hands.qtbot.mousePress(view, left, ALT, place)
        hands.qtbot.mouseMove(view, place + QPoint(pixels // 2, 0))
        hands.qtbot.mouseMove(view, place + QPoint(pixels, 0))
        hands.qtbot.mouseRelease(view, left, ALT, place + QPoint(pixels, 0))

    # 19,000 moves by 100 a notch of 6 pixels: 5 notches, then 2.
    assert hands.overrides == {"workloads/Checkout API/on_demand_cost": 19_700}
    hands.session.undo()
    assert hands.overrides == {"workloads/Checkout API/on_demand_cost": 19_500}


def test_the_status_line_adds_up_the_selection(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    with hands.qtbot.waitSignal(hands.panel.selection_summary) as told:
        hands.extend(Key.Key_Down)

    # 19,000 + 1,200
    assert told.args == ["Sum $20,200 · Average $10,100 · Count 2 · Min $1,200 · Max $19,000"]


def test_rows_are_added_duplicated_moved_renamed_and_deleted_by_keys(hands: Hands) -> None:
    hands.at("Data lake", "fixed_share")
    hands.press(Key.Key_Plus, CTRL)
    hands.press(Key.Key_A, CTRL)
    hands.type("Queue")
    hands.press(Key.Key_Return)
    assert hands.grid.grid_model.shown.keys[-1] == "Queue"

    hands.at("Queue", "name")
    hands.press(Key.Key_Up, ALT | SHIFT)
    assert hands.grid.grid_model.shown.keys[-2] == "Queue"
    hands.press(Key.Key_D, CTRL | SHIFT)
    assert hands.place == ("Queue copy", "name")
    hands.press(Key.Key_Minus, CTRL)
    assert "Queue copy" not in hands.grid.grid_model.shown.keys
    assert hands.undo_label == "Delete workload “Queue copy”"


def test_a_click_on_the_last_line_adds_a_row_and_opens_its_name(hands: Hands) -> None:
    hands.panel.show_table("units")
    frozen, model = hands.grid.frozen, hands.grid.grid_model
    place = frozen.visualRect(model.index(model.rowCount() - 1, 0)).center()

    hands.qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hands.qtbot.waitUntil(lambda: hands.grid.open_cell_editor is not None)

    assert model.shown.keys[-1] == "New unit"
    editor = hands.grid.open_cell_editor
    assert editor is not None and editor.text() == "New unit"


def test_a_list_is_edited_in_a_grid_of_its_own_as_one_change(hands: Hands) -> None:
    hands.panel.show_table("units")
    hands.at("TB stored", "events")
    hands.press(Key.Key_F2)
    editor = hands.grid.findChild(ListEditor)
    assert editor is not None

    hands.clipboard("Sep 2027\t8%\r\nDec 2027\t3%\r\n")
    editor.grid.paste()
    assert editor.finish()

    assert hands.overrides == {
        "units/TB stored/events": [
            {"month": "2027-09", "uplift": 0.08},
            {"month": "2027-12", "uplift": 0.03},
        ]
    }
    assert hands.undo_label.startswith("Set Events of TB stored")


def test_a_refused_list_stays_open_with_the_reason(hands: Hands) -> None:
    hands.panel.show_table("project")
    hands.grid.go_to(10, 1)
    hands.press(Key.Key_F2)
    editor = hands.grid.findChild(ListEditor)
    assert editor is not None

    editor.list_model.write(0, 0, [["peak", "60"], ["night", "60"]])

    assert not editor.finish()
    assert editor.message.text() == (
        "The hours sum to 120. Enter a list of {name, hours}; the hours sum to 168."
    )
    editor.list_model.write(1, 1, [["108"]])
    assert editor.finish()
    assert hands.overrides == {
        "project/hour_classes": [{"name": "peak", "hours": 60}, {"name": "night", "hours": 108}]
    }


def test_a_season_takes_twelve_pasted_factors(hands: Hands) -> None:
    hands.panel.show_table("units")
    hands.at("TB stored", "season")
    hands.press(Key.Key_F2)
    editor = hands.grid.findChild(ListEditor)
    assert editor is not None

    editor.list_model.write(0, 0, [[str(factor)] for factor in range(1, 13)])
    assert editor.finish()

    assert hands.overrides == {"units/TB stored/season": list(range(1, 13))}


def test_tabs_count_what_the_scenario_changes(hands: Hands) -> None:
    hands.session.select("Spot + plan")

    tabs = hands.panel.tabs
    counts = {tabs.tabText(at).strip(): str(tabs.count_of(at)) for at in range(tabs.count())}
    counts = {label: count for label, count in counts.items() if count != "0"}
    assert counts == {"Workloads": "2", "Commitments": "1", "Refactoring": "1"}
    assert tabs.accessibleTabName(2) == "Workloads, 2 changed"


def test_a_cell_asked_for_elsewhere_is_brought_into_view(hands: Hands) -> None:
    hands.session.cell_focused.emit("commitments/Compute plan/coverage")

    assert hands.panel.grid.accessibleName() == "Commitments"
    assert hands.place == ("Compute plan", "coverage")
    hands.session.cell_focused.emit("project/horizon")
    assert hands.panel.grid.currentIndex().row() == 2


def test_a_selection_that_is_no_rectangle_is_not_copied(hands: Hands) -> None:
    model = hands.grid.grid_model
    hands.grid.go_to(0, 3)
    flags = hands.grid.selectionModel().SelectionFlag
    hands.grid.selectionModel().select(model.index(4, 5), flags.Select)

    hands.press(Key.Key_C, CTRL)

    assert hands.notices == ["Select one rectangle of cells for this."]


def test_a_pasted_fraction_is_said_to_be_read_as_percent(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.clipboard("0.85\r\n")

    hands.press(Key.Key_V, CTRL)

    assert hands.overrides == {"workloads/Checkout API/fixed_share": 0.0085}
    assert hands.notices[0].startswith("In percent columns a bare number is percent: 0.85 was")


def test_enter_on_the_last_line_adds_a_row(hands: Hands) -> None:
    hands.grid.go_to(hands.grid.grid_model.rowCount() - 1, 0)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_A, CTRL)
    hands.type("A queue with quite a long name, longer than its column")
    hands.press(Key.Key_Return)

    assert hands.grid.grid_model.shown.keys[-1].startswith("A queue")
    # The column makes room for what was typed.
    assert hands.grid.columnWidth(0) == 260


def test_another_document_closes_the_open_editor_and_keys_go_on_working(
    hands: Hands, tmp_path: Path
) -> None:
    hands.at("Checkout API", "fixed_share")
    hands.type("12")

    case = Case.from_json(load("spot-refactor").case)
    hands.session.replace_document(Document(case, journal_folder=tmp_path))
    assert hands.grid.open_cell_editor is None
    hands.grid.go_to(0, 3)
    hands.type("7k")
    hands.press(Key.Key_Return)

    assert 7000 in hands.overrides.values()


def test_an_empty_grid_takes_every_key_without_harm(hands: Hands) -> None:
    hands.session.replace_document(None)

    for key in (Key.Key_Space, Key.Key_F2, Key.Key_Delete, Key.Key_Down, Key.Key_A, Key.Key_Return):
        hands.press(key)
    for key in (Key.Key_V, Key.Key_C, Key.Key_D, Key.Key_A, Key.Key_Plus, Key.Key_Minus):
        hands.press(key, CTRL)

    assert hands.grid.grid_model.rowCount() == 0
    assert hands.refused == []


def test_an_open_editor_goes_with_its_row(hands: Hands) -> None:
    hands.at("Data lake", "fixed_share")
    hands.type("4")

    hands.session.do(DeleteRows("workloads", ["Data lake"]))

    assert hands.grid.open_cell_editor is None
    assert "Data lake" not in hands.grid.grid_model.shown.keys


def test_the_menu_offers_what_can_be_done_to_the_selection(hands: Hands) -> None:
    hands.at("Data lake", "fixed_share")
    offered = {entry.text(): entry.isEnabled() for entry in hands.panel.card.menu.menu().actions()}
    assert offered["Back to the base’s value"] and offered["Delete workload"]

    hands.panel.show_table("results")
    hands.grid.go_to(1, 1)
    offered = {entry.text(): entry.isEnabled() for entry in hands.panel.card.menu.menu().actions()}
    assert offered["Copy"] and not offered["Paste"]
    assert "Delete workload" not in offered


def test_a_yes_or_no_turns_over_in_the_comparison_too(hands: Hands) -> None:
    hands.panel.show_table("compare")
    row = hands.grid.grid_model.shown.keys.index("commitments/Compute plan/enabled")
    hands.grid.go_to(row, 3)  # Spot refactor

    hands.press(Key.Key_F2)

    assert hands.session.case is not None
    changed = hands.session.case.scenario("Spot refactor").set
    assert changed["commitments/Compute plan/enabled"] is True
    assert hands.undo_label == "Switch Compute plan on"


def test_an_empty_table_says_what_belongs_into_it_until_it_has_a_row(hands: Hands) -> None:
    hands.panel.show_table("rates")
    card = hands.panel.card
    teaching = card.teaching
    assert teaching is not None and teaching.isVisible()
    assert teaching.words.text().startswith("Currencies other than")
    assert teaching.example.text().startswith("For example")

    teaching.add.click()

    assert len(card.model.full.keys) == 1
    assert not teaching.isVisible()
    hands.session.undo()
    assert teaching.isVisible()


def test_every_table_has_an_example_of_what_belongs_into_it() -> None:
    assert set(EXAMPLES) == set(TABLES)
