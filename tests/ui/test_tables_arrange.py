"""Sorting, filtering and hiding: another way to look at a table, never another case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.ui.hands import ALT, CTRL, SHIFT, Hands, Key
from ui.tables.column_choice import ColumnChoice, columns_without_entries
from ui.tables.column_menu import ColumnMenu
from ui.tables.model.arrangement import Arrangement, Condition, Filter
from whatif_app.document import Document
from whatif_app.language import LANGUAGES, language_of, speak

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

COST = "on_demand_cost"


def rows(hands: Hands) -> tuple[str, ...]:
    return hands.grid.grid_model.shown.keys


def arrange(hands: Hands, **wanted: object) -> None:
    hands.grid.grid_model.arrange(Arrangement(**wanted))  # type: ignore[arg-type]


def filtered(hands: Hands, head: str, wanted: Filter) -> tuple[str, ...]:
    arrange(hands, filters={head: wanted})
    return rows(hands)


def test_rows_are_sorted_by_number_and_the_case_stays(hands: Hands) -> None:
    before = hands.session.case
    arrange(hands, sort_by=COST, is_descending=True)

    assert rows(hands)[:4] == ("Checkout API", "Video encoder", "Orders DB", "Search index")
    assert hands.session.case is before
    assert hands.panel.card.arranged.words.text() == "Sorted by On-demand cost, descending."
    arrange(hands, sort_by=COST)
    assert rows(hands)[0] == "Checkout on Arm"
    hands.panel.card.show_all()
    assert rows(hands) == before.tables["workloads"].names  # type: ignore[union-attr]
    assert not hands.panel.card.arranged.isVisibleTo(hands.panel)


def test_what_is_typed_and_pasted_goes_to_the_rows_as_they_stand(hands: Hands) -> None:
    arrange(hands, sort_by=COST, is_descending=True)
    hands.at("Video encoder", "fixed_share")
    hands.clipboard("11%\r\n12%\r\n")

    hands.press(Key.Key_V, CTRL)

    # Below the video encoder now stands the orders database.
    assert hands.overrides == {
        "workloads/Video encoder/fixed_share": 0.11,
        "workloads/Orders DB/fixed_share": 0.12,
    }


def test_a_row_stays_where_it_is_while_its_cells_are_edited(hands: Hands) -> None:
    arrange(hands, sort_by=COST)
    order = rows(hands)

    hands.at("Checkout on Arm", COST)
    hands.type("99999")
    hands.press(Key.Key_Return)
    assert rows(hands) == order

    hands.panel.card.sort_again()
    assert rows(hands)[-1] == "Checkout on Arm"


def test_blanks_come_last_whichever_way_is_sorted(hands: Hands) -> None:
    hands.session.select("Spot + plan")
    for descending in (False, True):
        arrange(hands, sort_by="spot_target", is_descending=descending)
        assert rows(hands)[0] == "Video encoder"


@pytest.mark.parametrize(
    ("head", "wanted", "shown"),
    [
        (COST, Filter(Condition.ABOVE, "$8k"), ("Checkout API", "Video encoder")),
        (COST, Filter(Condition.EQUALS, "8,000"), ("Orders DB",)),
        ("name", Filter(Condition.CONTAINS, "CHECKOUT"), ("Checkout API", "Checkout on Arm")),
        ("fixed_share", Filter(values=frozenset({"70\u202f%"})), ("Orders DB",)),
        ("shared", Filter(values=frozenset({"Yes"})), ("Logs & metrics", "Network & other")),
        ("spot_target", Filter(Condition.FILLED), ("Video encoder",)),
        ("spot_target", Filter(only_overridden=True), ("Video encoder",)),
    ],
)
def test_a_filter_keeps_rows_back(
    hands: Hands, head: str, wanted: Filter, shown: tuple[str, ...]
) -> None:
    hands.session.select("Spot refactor")

    assert filtered(hands, head, wanted) == shown
    said = hands.panel.card.arranged.words.text()
    assert said == f"{len(shown)} of 10 rows shown."


def test_a_filter_on_what_is_changed_follows_the_scenario(hands: Hands) -> None:
    hands.session.select("Spot refactor")
    assert filtered(hands, "spot_target", Filter(only_overridden=True)) == ("Video encoder",)

    hands.session.select("Do nothing")
    assert rows(hands) == ()
    hands.session.select("Spot refactor")
    assert rows(hands) == ("Video encoder",)


def test_a_new_and_a_renamed_row_stay_in_sight(hands: Hands) -> None:
    filtered(hands, "name", Filter(Condition.CONTAINS, "checkout"))

    hands.at("Checkout API", "name")
    hands.press(Key.Key_F2)
    hands.press(Key.Key_A, CTRL)
    hands.type("Basket")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Plus, CTRL)
    hands.press(Key.Key_Escape)

    assert rows(hands) == ("Basket", "Checkout on Arm", "New workload")


def test_rows_are_not_moved_while_the_table_is_sorted(hands: Hands) -> None:
    arrange(hands, sort_by=COST)
    hands.at("Orders DB", COST)
    before = hands.session.case

    hands.press(Key.Key_Down, ALT | SHIFT)

    assert hands.session.case is before
    assert hands.notices == ["Rows cannot be moved while the table is sorted or filtered."]
    entries = {each.text(): each for each in hands.panel.card.menu.menu().actions()}
    assert not entries["Move up"].isEnabled()


def test_hidden_columns_are_passed_over_and_come_back(hands: Hands) -> None:
    arrange(hands, hidden=frozenset({"elasticity"}))
    hands.at("Checkout API", "fixed_share")
    hands.press(Key.Key_Right)
    assert hands.place == ("Checkout API", "rate_change")
    assert "1 column hidden." in hands.panel.card.arranged.words.text()

    hands.session.cell_focused.emit("workloads/Orders DB/elasticity")
    assert hands.place == ("Orders DB", "elasticity")


def test_a_cell_asked_for_elsewhere_is_shown_in_spite_of_a_filter(hands: Hands) -> None:
    filtered(hands, "name", Filter(Condition.CONTAINS, "checkout"))

    hands.session.cell_focused.emit("workloads/Data lake/fixed_share")

    assert hands.place == ("Data lake", "fixed_share")


def test_a_new_row_is_shown_with_its_hidden_column_in_spite_of_a_filter(hands: Hands) -> None:
    model = hands.grid.grid_model
    wanted = Filter(Condition.CONTAINS, "checkout")
    arrange(hands, filters={"name": wanted}, hidden=frozenset({"elasticity"}))
    hands.press(Key.Key_Plus, CTRL)
    hands.press(Key.Key_Escape)
    assert rows(hands)[-1] == "New workload"

    # Showing the column filters anew, which would keep the new row back.
    hands.session.cell_focused.emit("workloads/New workload/elasticity")

    assert hands.place == ("New workload", "elasticity")
    assert not model.arrangement.filters


def test_columns_without_entries_are_folded_by_one_click(hands: Hands) -> None:
    model = hands.grid.grid_model
    choice = ColumnChoice(model, hands.panel)

    choice.hide_columns(columns_without_entries(model))

    assert "currency" not in model.shown.heads
    assert COST in model.shown.heads and "spot_share" in model.shown.heads
    item = choice.list.item(0)
    item.setCheckState(Qt.CheckState.Unchecked)
    assert item.data(Qt.ItemDataRole.UserRole) not in model.shown.heads
    choice.close()


def test_the_menu_of_a_header_sorts_filters_and_hides(hands: Hands) -> None:
    model = hands.grid.grid_model
    menu = ColumnMenu(model, COST, hands.grid)
    menu.descending.click()
    assert rows(hands)[0] == "Checkout API"

    menu = ColumnMenu(model, COST, hands.grid)
    assert menu.descending.isChecked()
    # Amounts are listed by size, not by their first digit.
    assert [menu.values.item(at).text() for at in range(3)] == ["$1,200", "$2,500", "$3,600"]
    menu.search.setText("19")
    menu.apply()
    assert rows(hands) == ("Checkout API",)

    menu = ColumnMenu(model, COST, hands.grid)
    menu.clear()
    menu = ColumnMenu(model, "elasticity", hands.grid)
    menu.hide_column()
    assert "elasticity" not in model.shown.heads and len(rows(hands)) == 10


def test_an_arrangement_is_kept_with_the_project(hands: Hands, tmp_path: Path) -> None:
    wanted = Arrangement(COST, True, {"name": Filter(Condition.LACKS, "x")}, frozenset({"shape"}))
    hands.grid.grid_model.arrange(wanted)
    document = hands.session.document
    assert document is not None and not document.can_undo
    document.save(tmp_path / "kept.whatif")

    hands.session.replace_document(Document.open(tmp_path / "kept.whatif"))

    assert hands.grid.grid_model.arrangement == wanted
    assert rows(hands)[0] == "Checkout API"
    assert "Video encoder" in rows(hands) and "Search index" not in rows(hands)


def test_a_filter_kept_in_one_language_lets_the_same_rows_through_in_another(hands: Hands) -> None:
    model = hands.grid.grid_model
    try:
        speak(language_of("de", ""))
        menu = ColumnMenu(model, "shared", hands.grid)
        menu.check_all(False)
        (item,) = menu.values.findItems("Ja", Qt.MatchFlag.MatchExactly)
        item.setCheckState(Qt.CheckState.Checked)
        menu.apply()
        assert rows(hands) == ("Logs & metrics", "Network & other")
        menu = ColumnMenu(model, COST, hands.grid)
        menu.condition.setCurrentIndex(menu.condition.findData(Condition.BELOW))
        menu.operand.setText("8.000,5")
        menu.apply()
        in_german = rows(hands)
        assert len(in_german) == 2
    finally:
        speak(LANGUAGES[0])
    model.arrange(Arrangement.from_json(model.arrangement.to_json()))

    assert rows(hands) == in_german
    menu = ColumnMenu(model, COST, hands.grid)
    assert menu.operand.text() == "8000.5"
    menu.apply()
    assert rows(hands) == in_german


def test_what_is_no_arrangement_is_none(hands: Hands) -> None:
    for data in (None, [], "x", {"filters": 3, "hidden": "x", "sort_by": None}, {"sort_by": "?"}):
        found = Arrangement.from_json(data)
        assert replace(found, sort_by="") == Arrangement()
    assert Arrangement.from_json({"filters": {"a": {"condition": "odd"}}}).filters["a"] == Filter()


def test_the_sum_is_of_the_rows_that_are_shown(hands: Hands) -> None:
    filtered(hands, "name", Filter(Condition.CONTAINS, "checkout"))
    hands.at("Checkout API", COST)
    with hands.qtbot.waitSignal(hands.panel.selection_summary) as told:
        hands.press(Key.Key_Space, CTRL)

    assert told.args[0].startswith("Sum $20,200 · Average $10,100 · Count 2")


def test_a_width_that_was_dragged_is_kept_with_the_project(hands: Hands, tmp_path: Path) -> None:
    column = hands.grid.grid_model.shown.heads.index("elasticity")
    hands.grid.setColumnWidth(column, 177)
    document = hands.session.document
    assert document is not None
    document.save(tmp_path / "wide.whatif")

    hands.session.replace_document(Document.open(tmp_path / "wide.whatif"))
    assert hands.grid.columnWidth(column) == 177

    # A double-click on its edge forgets it.
    hands.grid.header.sectionHandleDoubleClicked.emit(column)
    assert hands.grid.columnWidth(column) < 177
    document = hands.session.document
    assert document.view_state["column_widths"]["workloads"] == {}
