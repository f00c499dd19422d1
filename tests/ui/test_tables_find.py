"""Finding and replacing in the tables: while one types, in every table, in one undo step."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from tests.ui.hands import Hands, Key
from ui.tables.finding.find_bar import FindBar
from ui.tables.finding.finding import LookIn, Query
from ui.window import Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def bar(hands: Hands) -> FindBar:
    """The bar, open to find and replace in the workloads."""
    hands.panel.open_replace()
    found = hands.panel.find_bar
    found.scope.setCurrentIndex(0)
    found.look_in.setCurrentIndex(0)
    found.match_case.setChecked(False)
    found.whole_cell.setChecked(False)
    found.sought.clear()
    found.by.clear()
    return found


def look_in(bar: FindBar, what: LookIn) -> None:
    bar.look_in.setCurrentIndex(bar.look_in.findData(what))


def test_the_next_place_is_found_while_one_types(hands: Hands, bar: FindBar) -> None:
    hands.at("Video encoder", "fixed_share")

    bar.sought.setText("checkout")
    # After the last place comes the first one.
    assert hands.place == ("Checkout API", "name")
    assert bar.count.text() == "1 of 2"
    bar.go(1)
    assert hands.place == ("Checkout on Arm", "name")
    bar.go(1)
    bar.go(-1)
    assert hands.place == ("Checkout on Arm", "name")
    bar.sought.setText("nowhere")
    assert bar.count.text() == "Not found"


@pytest.mark.parametrize(
    ("query", "text", "finds"),
    [
        (Query("85 %"), "85\u202f%", True),  # a thin space is a space
        (Query("API"), "Checkout api", True),
        (Query("API", match_case=True), "Checkout api", False),
        (Query("20", whole_cell=True), "200", False),
        (Query("20", whole_cell=True), " 20 ", True),
        (Query("(x)"), "a (x) b", True),  # nothing is a pattern
    ],
)
def test_texts_are_compared_as_people_do(query: Query, text: str, finds: bool) -> None:
    assert query.finds(text) is finds


def test_all_tables_are_searched(hands: Hands, bar: FindBar) -> None:
    bar.scope.setCurrentIndex(1)
    bar.sought.setText("Compute plan")

    assert hands.panel.shown_table == "commitments"
    assert hands.place == ("Compute plan", "name")


def test_what_is_found_follows_the_table_shown(hands: Hands, bar: FindBar) -> None:
    bar.sought.setText("Compute")
    assert bar.count.text() == "Not found"

    hands.panel.turn(1)

    hands.qtbot.waitUntil(lambda: bar.count.text() != "Not found")


def test_exact_values_and_shown_ones_are_told_apart(hands: Hands, bar: FindBar) -> None:
    look_in(bar, LookIn.SHOWN)
    bar.sought.setText("19,000")
    assert bar.count.text() == "1 of 1"
    look_in(bar, LookIn.EXACT)
    assert bar.count.text() == "Not found"
    bar.sought.setText("19000")
    assert bar.count.text() == "1 of 1"


def test_formulas_are_found_by_what_they_say(hands: Hands, bar: FindBar) -> None:
    hands.at("Orders DB", "on_demand_cost")
    hands.type("=2*4000")
    hands.press(Key.Key_Return)
    look_in(bar, LookIn.FORMULAS)

    bar.sought.setText("4000")

    assert hands.place == ("Orders DB", "on_demand_cost")
    assert bar.count.text() == "1 of 1"


def test_replacing_all_is_one_undo_step_of_names_and_cells(hands: Hands, bar: FindBar) -> None:
    bar.scope.setCurrentIndex(1)
    bar.sought.setText("Orders DB")
    bar.by.setText("Ledger")
    bar.replace_all()

    case = hands.session.case
    assert case is not None
    assert "Ledger" in case.tables["workloads"] and "Orders DB" not in case.tables["workloads"]
    assert "Ledger: sharding" in case.tables["cliffs"]
    assert hands.undo_label.startswith("Replace in ")
    hands.session.undo()
    assert hands.session.case is not None
    assert "Orders DB" in hands.session.case.tables["workloads"]
    assert hands.session.document is not None and not hands.session.document.can_undo


def test_what_is_refused_is_listed_and_the_rest_replaced(hands: Hands, bar: FindBar) -> None:
    look_in(bar, LookIn.EXACT)
    bar.whole_cell.setChecked(True)
    bar.sought.setText("20%")
    bar.by.setText("130%")
    bar.replace_all()

    assert hands.overrides == {}
    listed = [bar.refusals.item(at).text() for at in range(bar.refusals.count())]
    assert (
        "Fixed share of Checkout API: “20\u202f%”. 130 % is above the maximum. Enter 0 % to 100 %."
        in listed
    )
    assert bar.outcome.text().startswith("0 replaced, ")


def test_one_place_is_replaced_and_the_next_one_found(hands: Hands, bar: FindBar) -> None:
    look_in(bar, LookIn.EXACT)
    bar.whole_cell.setChecked(True)
    hands.at("Checkout API", "elasticity")
    bar.sought.setText("1")
    assert hands.place == ("Checkout API", "elasticity")
    bar.by.setText("2")

    bar.replace()

    assert hands.overrides == {"workloads/Checkout API/elasticity": 2}
    assert hands.place != ("Checkout API", "elasticity")


def test_a_rounded_text_is_not_replaced_by_what_it_shows(hands: Hands, bar: FindBar) -> None:
    hands.at("Orders DB", "fixed_share")
    hands.type("20.2987")
    hands.press(Key.Key_Return)
    look_in(bar, LookIn.SHOWN)
    bar.sought.setText("20.3")
    bar.by.setText("21")
    bar.replace_all()

    assert hands.overrides == {"workloads/Orders DB/fixed_share": 0.202987}
    assert "Look in exact values" in bar.refusals.item(0).text()


def test_escape_closes_the_bar(hands: Hands, bar: FindBar) -> None:
    hands.qtbot.keyClick(bar.sought, Qt.Key.Key_Escape)

    assert not bar.isVisible()


@pytest.mark.slow
def test_finding_is_an_entry_of_the_edit_menu_with_its_key(example: Window) -> None:
    action = example.findChild(QAction, "edit.find")
    assert action is not None and action.shortcut().toString() == "Ctrl+F"
    example.show_baseline()

    action.trigger()

    tables = example.workspace.tables
    assert tables.isVisible() and tables.find_bar.isVisible()


def test_every_entry_of_a_table_s_menu_does_something(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, done = hands.panel.card, []
    for name in ("fill_series", "fill_growth", "open_column_menu", "choose_columns", "show_all"):
        monkeypatch.setattr(card, name, partial(lambda name, *_: done.append(name), name))
    hands.session.help_asked.connect(done.append)
    hands.at("Checkout API", "fixed_share")
    hands.extend(Key.Key_Down)
    hands.panel.find_bar.hide()

    for entry in card.menu.menu().actions():
        if entry.text() in (
            "Find and replace…",
            "Fill series…",
            "Fill growth…",
            "Sort and filter this column…",
            "Columns…",
            "What is this?",
        ):
            entry.trigger()

    assert hands.panel.find_bar.isVisible()
    assert done == [
        "fill_series",
        "fill_growth",
        "open_column_menu",
        "choose_columns",
        "field:workloads/fixed_share",
    ]
    hands.session.help_asked.disconnect(done.append)
