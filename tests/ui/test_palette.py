"""The command palette: everything can be found by typing, and the likeliest comes first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scenarios.case import Case
from ui.palette.palette import CommandPalette
from ui.palette.ranking import candidate, marks, ranked
from ui.window import Window
from whatif_app.document import Document

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow


def order(query: str, titles: list[str], lately: tuple[str, ...] = ()) -> list[str]:
    entries = [candidate(title, title, title, "File") for title in titles]
    return ranked(entries, query, lately)


# Ranking


def test_the_beginning_of_a_word_comes_before_its_middle() -> None:
    assert order("port", ["Export to Excel", "Portfolio"]) == ["Portfolio", "Export to Excel"]


def test_words_may_be_typed_in_any_order_and_cut_short() -> None:
    titles = ["Spot start · Video encoder", "Spot target · Video encoder"]

    assert order("vid spot tar", titles)[0] == "Spot target · Video encoder"


def test_initials_find_an_entry() -> None:
    assert order("ete", ["Delete", "Open", "Export to Excel"]) == ["Export to Excel", "Delete"]


def test_scattered_letters_find_an_entry_where_nothing_better_is() -> None:
    assert order("exxl", ["Export to Excel", "Open"]) == ["Export to Excel"]


def test_every_word_typed_must_fit() -> None:
    assert order("export pdf", ["Export to Excel"]) == []


def test_the_menu_counts_less_than_the_title() -> None:
    beside = [candidate("Save", "a", "Save", "File"), candidate("Profile", "b", "File it", "Edit")]

    assert ranked(beside, "file") == ["Profile", "Save"]


def test_what_was_used_lately_comes_first_among_what_fits() -> None:
    titles = ["Zoom in", "Zoom out"]

    assert order("zoom", titles) == titles
    assert order("zoom", titles, lately=("Zoom out",)) == ["Zoom out", "Zoom in"]


def test_a_better_fit_is_not_pushed_aside_by_an_old_use() -> None:
    lately = ("a", "b", "c", "Save as")

    assert order("save", ["Save", "Save as"], lately)[0] == "Save"


def test_typed_words_are_marked_in_the_title() -> None:
    assert marks("Spot target · Video", "vid spot") == [(14, 3), (0, 4)]


# In the window


@pytest.fixture
def window(shared_window: Window) -> Window:
    return shared_window


@pytest.fixture
def palette(window: Window, small_case: Case) -> Iterator[CommandPalette]:
    window.preferences.forget_commands()
    window.session.replace_document(Document(small_case))
    window.session.select("Spot")
    window.findChild(QAction, "help.palette").trigger()
    found = window.findChild(CommandPalette)
    yield found
    found.dismiss()


def menu_actions(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        if isinstance(action.menu(), QMenu):
            yield from menu_actions(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_action_of_the_menus_has_a_name_and_is_in_the_palette(
    palette: CommandPalette, window: Window
) -> None:
    menus = [action.menu() for action in window.menuBar().actions()]
    actions = [action for menu in menus for action in menu_actions(menu)]
    names = [action.objectName() for action in actions]
    palette.line.setText("")
    offered = {each.key for each in palette.candidates}

    assert [action.text() for action in actions if not action.objectName()] == []
    assert len(set(names)) == len(names)
    assert set(names) - offered == set()


def test_a_cell_is_found_by_its_field_and_row(palette: CommandPalette, window: Window) -> None:
    QTest.keyClicks(palette.line, "spot target enc")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)

    grid = window.workspace.tables.grid
    ref = grid.grid_model.cell(grid.currentIndex().row(), grid.currentIndex().column())
    assert ref is not None
    assert str(ref.address) == "workloads/encoder/spot_target"
    assert not palette.isVisible()


def test_a_command_is_used_and_comes_first_the_next_time(
    palette: CommandPalette, window: Window
) -> None:
    QTest.keyClicks(palette.line, "duplicate")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    palette.open()

    assert window.session.case is not None
    assert len(window.session.case.scenario_names) == 3
    assert palette.shown[0].key == "scenario.duplicate"


def test_what_cannot_be_done_now_says_why_and_does_nothing(
    palette: CommandPalette, window: Window
) -> None:
    palette.dismiss()
    window.session.select("")
    palette.open()
    palette.line.setText("rename")
    entry = palette.current
    QTest.keyClick(palette.line, Qt.Key.Key_Return)

    assert entry is not None
    assert (entry.key, entry.is_usable) == ("scenario.rename", False)
    assert palette.hint.text() == "Select a scenario first; the base is selected."
    assert palette.isVisible()


def test_scenarios_pages_figures_and_help_can_be_gone_to(palette: CommandPalette) -> None:
    first = {}
    for query in ("do nothing", "data quality", "npv", "model every formula", "workloads", "dark"):
        palette.line.setText(query)
        first[query] = palette.shown[0].key

    assert first == {
        "do nothing": "scenario:Do nothing",
        "data quality": "page:quality",
        "npv": "figure:npv",
        "model every formula": "help:model",
        "workloads": "table:workloads",
        "dark": "view.theme.dark",
    }


def test_what_a_chart_offers_is_found_by_its_name(palette: CommandPalette) -> None:
    palette.line.setText("copy data cumul")
    entry = palette.current

    assert entry is not None
    assert (entry.title, entry.where) == ("Copy data", "Cumulative net cash")


def test_rows_of_the_table_shown_are_worked_on_from_the_palette(
    palette: CommandPalette, window: Window
) -> None:
    palette.dismiss()
    window.workspace.tables.show_table("workloads")
    window.session.cell_focused.emit("workloads/encoder/spot_target")
    palette.open()
    palette.line.setText("duplicate workload")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)

    case = window.session.case
    assert case is not None
    assert len(case.tables["workloads"]) == 3


def test_arrows_choose_and_go_around_the_ends(palette: CommandPalette) -> None:
    palette.line.setText("zoom")
    QTest.keyClick(palette.line, Qt.Key.Key_Up)
    last = palette.current
    QTest.keyClick(palette.line, Qt.Key.Key_Down)

    assert last == palette.shown[-1]
    assert palette.current == palette.shown[0]


def test_escape_closes_and_gives_the_focus_back(palette: CommandPalette, window: Window) -> None:
    palette.dismiss()
    window.workspace.tables.grid.setFocus()
    palette.open()
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)

    assert not palette.isVisible()
    assert QApplication.focusWidget() is window.workspace.tables.grid


def test_letters_that_mean_nothing_say_so(palette: CommandPalette) -> None:
    palette.line.setText("qqqq zzzz")

    assert palette.shown == []
    assert "Nothing is called so" in palette.hint.text()
