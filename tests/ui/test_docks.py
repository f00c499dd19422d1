"""Panels that move: layouts, what is remembered of them, and the way back onto a screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from ui.docks.layouts import DESIGNED, EXPLAIN_PX, SIDE_PX, panels_of
from ui.docks.on_screen import on_screen
from ui.docks.own_layouts import OwnLayouts
from ui.preferences import Preferences
from ui.window import Window
from whatif_app.document import Document

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

LAPTOP = QRect(0, 0, 1440, 900)
SECOND = QRect(1440, 0, 1920, 1080)


def test_a_place_that_a_screen_shows_is_left_as_it_is() -> None:
    wanted = QRect(1500, 100, 800, 600)

    assert on_screen(wanted, [LAPTOP, SECOND]) == wanted


def test_a_window_of_a_screen_that_is_gone_comes_back_whole() -> None:
    # It lay on the second screen; of the first nothing is covered, so it goes to its edge.
    assert on_screen(QRect(1500, 100, 800, 600), [LAPTOP]) == QRect(640, 100, 800, 600)


def test_a_window_larger_than_the_screen_is_made_to_fit() -> None:
    assert on_screen(QRect(-200, -50, 3000, 2000), [LAPTOP]) == LAPTOP


def test_a_window_whose_title_cannot_be_reached_is_moved_until_it_can() -> None:
    above = on_screen(QRect(200, -400, 800, 600), [LAPTOP])

    assert above.top() == 0 and above.left() == 200


def test_a_split_gives_fixed_parts_their_room_and_shares_the_rest() -> None:
    split = DESIGNED["designed"]

    # The side column takes 230 px, half as much again at 150 %, and never over a quarter.
    assert split.lengths(1440, 1.0) == [230, 1210]
    assert split.lengths(1440, 1.5) == [345, 1095]
    assert split.lengths(1440, 2.0) == [360, 1080]


@pytest.mark.parametrize("key", DESIGNED)
def test_every_designed_layout_has_every_panel_once(key: str, example: Window) -> None:
    board = example.workspace
    assert sorted(panels_of(DESIGNED[key])) == sorted(board.docks)

    example.use_layout(DESIGNED[key])
    QApplication.processEvents()

    rects = [dock.geometry() for dock in board.docks.values()]
    assert all(dock.isVisible() for dock in board.docks.values())
    assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])
    charts, tables = board.docks["charts"], board.docks["tables"]
    if key == "charts":
        assert charts.height() > 2 * tables.height()
    if key == "tables":
        assert tables.height() > 1.5 * charts.height()
    if key == "side_by_side":
        assert charts.x() > tables.x() and charts.y() == tables.y()


def test_side_and_explanation_keep_their_width_when_the_window_grows(example: Window) -> None:
    docks = example.workspace.docks
    QApplication.processEvents()
    assert (docks["scenarios"].width(), docks["explain"].width()) == (SIDE_PX, EXPLAIN_PX)
    charts = docks["charts"].width()

    example.resize(1920, 1080)
    QApplication.processEvents()

    assert docks["scenarios"].width() == pytest.approx(SIDE_PX, abs=4)
    assert docks["explain"].width() == pytest.approx(EXPLAIN_PX, abs=4)
    assert docks["charts"].width() == pytest.approx(charts + 480, abs=6)


def test_a_panel_floated_and_one_closed_are_so_at_the_next_start(
    example: Window, settings: QSettings, qtbot: QtBot
) -> None:
    docks = example.workspace.docks
    docks["explain"].setFloating(True)
    docks["baseline"].close()
    example.close()

    again = Window(Preferences(settings))
    qtbot.addWidget(again)
    again.show()
    again.files.new_from_example("checkout-2027")

    restored = again.workspace.docks
    assert restored["explain"].isFloating() and restored["explain"].isVisible()
    assert not restored["baseline"].isVisible()


def test_floating_panels_leave_with_the_model_and_come_back_with_it(example: Window) -> None:
    explain = example.workspace.docks["explain"]
    explain.setFloating(True)

    example.show_baseline()
    assert not explain.isVisible()

    example.show_model()
    assert explain.isVisible() and explain.isFloating()


def test_titles_show_while_panels_are_arranged_or_float(example: Window) -> None:
    dock = example.workspace.docks["tables"]
    assert dock.title.height() == 0

    example.arrange_panels(True)
    QApplication.processEvents()
    assert dock.title.height() > 0 and example.notices.isVisible()

    example.arrange_panels(False)
    QApplication.processEvents()
    assert dock.title.height() == 0 and not example.notices.isVisible()
    dock.title.float.click()
    QApplication.processEvents()
    assert dock.isFloating() and dock.title.height() > 0


def test_a_layout_is_kept_by_name_renamed_used_and_deleted(example: Window) -> None:
    example.use_layout(DESIGNED["side_by_side"])
    QApplication.processEvents()
    dialog = OwnLayouts(example.workspace, example.preferences, example)
    dialog.show()
    assert dialog.empty.isVisible() and not dialog.keep.isEnabled()

    QTest.keyClicks(dialog.name, "Board room")
    dialog.keep.click()
    example.use_layout(DESIGNED["designed"])
    assert list(example.preferences.layouts()) == ["Board room"]

    dialog.rename.click()
    editor = dialog.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Review")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert list(example.preferences.layouts()) == ["Review"]

    dialog.use.click()
    QApplication.processEvents()
    docks = example.workspace.docks
    assert docks["charts"].y() == docks["tables"].y()
    dialog.delete.click()
    assert example.preferences.layouts() == {}


def test_f6_leads_through_every_panel_and_back(example: Window) -> None:
    example.notices.hide()
    example.workspace.tables.grid.setFocus()
    panels = [dock.panel for _, dock in example.panels()]

    def holder() -> int:
        focused = QApplication.focusWidget()
        return next(i for i, p in enumerate(panels) if p is focused or p.isAncestorOf(focused))

    seen = []
    for _ in panels:
        seen.append(holder())
        example.go_to_panel(1)

    assert sorted(seen) == list(range(len(panels)))
    start = holder()
    example.go_to_panel(1)
    example.go_to_panel(-1)
    assert holder() == start


def test_a_chart_with_nothing_to_draw_leads_to_the_table_that_mends_it(example: Window) -> None:
    example.session.replace_document(
        Document(Case.from_json({"project": {"start_month": "2027-01"}}))
    )
    QApplication.processEvents()
    example.workspace.docks["tables"].close()
    chart = example.workspace.charts.unit_cost
    button = next(b for b in chart.findChildren(QPushButton) if b.isVisible())
    assert button.text() == "Go to Units"

    button.click()

    assert example.workspace.docks["tables"].isVisible()
    assert example.workspace.tables.shown_table == "units"
