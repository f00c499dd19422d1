"""The tour: it points at the real thing, goes on when a task is done, and is never in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.session import Session
from ui.tour.bubble import place_beside
from ui.tour.steps import CELL, SCENARIO
from ui.tour.tour import Tour
from ui.window import Window
from whatif_app.commands import set_cells

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow


@pytest.fixture
def tour(shared_window: Window) -> Iterator[Tour]:
    made = Tour(shared_window, seen_ms=0)
    shared_window.resize(1440, 900)
    assert made.begin()
    yield made
    made.end()
    shared_window.files.close()


def go_to(tour: Tour, name: str) -> None:
    while tour.step is not None and tour.step.name != name:
        tour.go_on()


def set_target(session: Session, share: float) -> None:
    case = session.case
    assert case is not None
    assert session.do(set_cells(case, SCENARIO, {CELL: share}))


def test_every_step_points_at_something_that_is_seen(tour: Tour, shared_window: Window) -> None:
    names, bright = [], []
    while tour.step is not None:
        QApplication.processEvents()
        names.append(tour.step.name)
        bright.append(tour.spotlight.hole)
        assert shared_window.rect().contains(tour.bubble.geometry())
        tour.go_on()

    assert 7 <= len(names) <= 9
    assert [name for name, hole in zip(names, bright, strict=True) if hole.isEmpty()] == []


def test_the_tour_goes_on_when_the_cell_was_edited(
    tour: Tour, shared_window: Window, qtbot: QtBot
) -> None:
    go_to(tour, "edit")
    grid = shared_window.workspace.tables.grid
    assert shared_window.session.selected == SCENARIO
    assert QApplication.focusWidget() is grid
    QTest.keyClicks(grid, "6")
    editor = grid.open_cell_editor
    assert editor is not None
    QTest.keyClicks(editor, "0")
    QTest.keyClick(editor, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: tour.step is not None and tour.step.name == "scrub")
    case = shared_window.session.case
    assert case is not None
    assert case.scenario(SCENARIO).set[CELL] == pytest.approx(0.6)


def test_turning_the_number_goes_on_once_the_verdict_is_a_go_again(
    tour: Tour, shared_window: Window, qtbot: QtBot
) -> None:
    go_to(tour, "scrub")
    session = shared_window.session
    # The explanation of the sample's scenario says from where on it is a Go: 75.8 %.
    for share in (0.6, 0.7):
        set_target(session, share)
        session.recompute()
        assert tour.step is not None and tour.step.name == "scrub"
    set_target(session, 0.8)
    session.recompute()

    qtbot.waitUntil(lambda: tour.step is not None and tour.step.name == "charts")


def test_arrow_keys_move_and_escape_leaves(tour: Tour, shared_window: Window) -> None:
    QTest.keyClick(tour.bubble, Qt.Key.Key_Right)
    second = tour.step
    QTest.keyClick(tour.bubble, Qt.Key.Key_Left)
    first = tour.step
    QTest.keyClick(tour.bubble, Qt.Key.Key_Escape)

    assert second is not None and first is not None
    assert (first.name, second.name) == ("verdict", "scenarios")
    assert tour.step is None
    assert not tour.bubble.isVisible() and not tour.spotlight.isVisible()
    assert shared_window.session.document is not None


def test_escape_leaves_from_a_table_as_well(tour: Tour, shared_window: Window) -> None:
    go_to(tour, "edit")
    QTest.keyClick(shared_window.workspace.tables.grid, Qt.Key.Key_Escape)

    assert tour.step is None


@pytest.mark.slow
def test_the_spotlight_follows_the_window(tour: Tour, shared_window: Window, qtbot: QtBot) -> None:
    go_to(tour, "explain")
    before = tour.spotlight.hole
    shared_window.resize(1100, 700)

    qtbot.waitUntil(lambda: tour.spotlight.hole != before)
    explain = shared_window.workspace.explain
    there = explain.mapTo(shared_window, explain.rect().topLeft())
    assert tour.spotlight.hole.topLeft() == there
    assert tour.spotlight.size() == shared_window.size()


@pytest.mark.slow
def test_a_panel_that_was_put_away_is_opened_for_its_step(
    tour: Tour, shared_window: Window
) -> None:
    dock = {dock.objectName(): dock for _, dock in shared_window.panels()}["charts"]
    dock.set_open(False)
    go_to(tour, "charts")
    QApplication.processEvents()

    assert dock.isVisible()
    assert not tour.spotlight.hole.isEmpty()


@pytest.mark.slow
def test_a_panel_put_away_under_way_leaves_the_bubble_in_the_middle(
    tour: Tour, shared_window: Window, qtbot: QtBot
) -> None:
    go_to(tour, "charts")
    dock = {dock.objectName(): dock for _, dock in shared_window.panels()}["charts"]
    dock.set_open(False)

    qtbot.waitUntil(lambda: tour.spotlight.hole.isEmpty())
    middle = tour.bubble.geometry().center() - shared_window.rect().center()
    dock.set_open(True)
    assert middle.manhattanLength() <= 4


@pytest.mark.slow
def test_another_project_ends_the_tour(tour: Tour, shared_window: Window) -> None:
    shared_window.files.new_from_example("checkout-2027")

    assert tour.step is None


@pytest.mark.slow
def test_the_tour_survives_a_change_of_theme(tour: Tour, shared_window: Window) -> None:
    shared_window.choose_theme("dark")
    tour.go_on()
    assert tour.bubble.isVisible()
    assert theme.DARK.card.lower() in tour.bubble.styleSheet().lower()
    shared_window.choose_theme("light")


def test_the_offer_is_made_until_the_tour_was_taken_or_declined(shared_window: Window) -> None:
    shared_window.preferences.is_tour_offered = True
    shared_window.refresh()
    start = shared_window.start
    assert start.tour.isVisible()
    start.tour.decline.click()

    assert not start.tour.isVisible()
    assert not shared_window.preferences.is_tour_offered
    assert shared_window.findChild(QAction, "help.tour").isEnabled()


# Where the bubble stands


def test_the_bubble_never_hides_what_it_tells_of_where_there_is_room() -> None:
    room, box = QRect(0, 0, 1000, 800), QRect(0, 0, 300, 200)

    for hole in (QRect(0, 0, 200, 800), QRect(700, 100, 300, 600), QRect(0, 0, 1000, 150)):
        place = place_beside(hole, box, room)
        assert room.contains(place)
        assert not place.intersects(hole)


def test_a_target_as_large_as_the_window_has_the_bubble_in_its_corner() -> None:
    room, box = QRect(0, 0, 1000, 800), QRect(0, 0, 300, 200)

    assert place_beside(room, box, room).bottomRight() == room.bottomRight()
