"""Presenting: keys lead through the pages, numbers move on stage, and nothing gets lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from ui.menus.present_menu import PresentMenu
from ui.presentation.fitted_text import FittedText
from ui.presentation.lever_body import LeverBody
from ui.presentation.presenting import screens_for
from ui.presentation.stage import Stage
from ui.presentation.subject import subject_of
from ui.presentation.turning_body import TurningBody
from ui.session import BASE, Session
from ui.window import Window
from whatif_app.commands import DeleteScenario
from whatif_app.document import Document
from whatif_app.presentation.content import content_of
from whatif_app.presentation.pages import Page, PageKind

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

Key = Qt.Key
SPOT = "workloads/encoder/spot_target"
PAGES = (
    Page(PageKind.VERDICT, notes="Say it first."),
    Page(PageKind.LEVER, lever=SPOT),
    Page(PageKind.SIDE_BY_SIDE),
    Page(PageKind.CUMULATIVE, scenarios=("Spot",)),
)
LEVER = 1


@pytest.fixture
def session(small_case: Case, tmp_path: Path) -> Session:
    made = Session()
    made.replace_document(Document(small_case, journal_folder=tmp_path))
    made.select("Spot")
    return made


@pytest.fixture
def stage(session: Session, dressed: QApplication, qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(session, PAGES)
    made.resize(1280, 720)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(stage: Stage, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(stage, key)


def overrides(session: Session) -> object:
    assert session.case is not None
    return session.case.scenario("Spot").set.get(SPOT)


def test_keys_lead_through_the_pages_and_stop_at_the_ends(stage: Stage) -> None:
    places = []
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_End, Key.Key_Space, Key.Key_PageUp):
        press(stage, key)
        places.append(stage.position)
    press(stage, Key.Key_Home)

    assert [*places, stage.position] == [0, 1, 3, 3, 2, 0]
    assert stage.accessibleName().startswith("Page 1 of 4: “Spot” pays back in ")


def test_number_keys_switch_the_scenario_on_the_page_shown(stage: Stage) -> None:
    press(stage, Key.Key_1)
    assert stage.session.selected == "Do nothing"
    assert stage.view.title.text == "“Do nothing” changes nothing"
    press(stage, Key.Key_0)
    assert (stage.session.selected, stage.view.title.text) == (BASE, "What all scenarios share")
    press(stage, Key.Key_9)
    assert stage.session.selected == BASE


def test_black_covers_everything_until_the_next_key(stage: Stage) -> None:
    press(stage, Key.Key_B)
    assert stage.cover.isVisible() and stage.cover.geometry() == stage.rect()
    press(stage, Key.Key_Right)
    assert not stage.cover.isVisible() and stage.position == 0
    press(stage, Key.Key_B, Key.Key_B)
    assert not stage.cover.isVisible()


def test_escape_puts_the_keys_away_before_it_leaves(stage: Stage, qtbot: QtBot) -> None:
    press(stage, Key.Key_Question)
    assert stage.keys.isVisible()
    press(stage, Key.Key_Escape)
    assert not stage.keys.isVisible() and stage.isVisible()
    with qtbot.waitSignal(stage.left):
        press(stage, Key.Key_Escape)


def test_arrows_move_the_number_in_the_spotlight_in_one_undo_step(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.show_page(LEVER)
    press(stage, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    qtbot.waitUntil(lambda: overrides(stage.session) == 0.77)
    qtbot.waitUntil(lambda: stage.view.content.lever.value.startswith("77"))  # type: ignore[union-attr]

    stage.show_page(0)
    stage.session.undo()

    assert overrides(stage.session) == 0.8
    assert stage.session.document is not None and not stage.session.document.can_undo


def test_the_number_is_dragged_with_the_mouse(stage: Stage) -> None:
    stage.show_page(LEVER)
    body = stage.view.body
    assert isinstance(body, LeverBody)
    dial, start = body.dial, QPoint(20, 20)
    assert dial.cursor().shape() == Qt.CursorShape.SizeHorCursor

    QTest.mousePress(dial, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(dial, start + QPoint(14, 0))
    QTest.mouseMove(dial, start + QPoint(-70, 0))
    QTest.mouseRelease(dial, Qt.MouseButton.LeftButton, pos=start + QPoint(-70, 0))

    # 14 pixels a notch of 1 %: five notches down.
    assert overrides(stage.session) == 0.75
    assert not stage.session.is_in_gesture


def test_where_no_number_is_in_the_spotlight_up_and_down_turn_pages(stage: Stage) -> None:
    press(stage, Key.Key_Down)
    assert stage.position == 1
    stage.show_page(2)
    press(stage, Key.Key_Up)
    assert stage.position == 1


def test_a_page_whose_scenario_goes_says_so(stage: Stage, qtbot: QtBot) -> None:
    stage.show_page(3)
    stage.session.do(DeleteScenario("Spot"))
    qtbot.waitUntil(lambda: "“Spot” is no longer a scenario" in stage.view.problem.text)
    assert stage.view.problem.isVisible()


def test_every_page_grows_with_the_screen(stage: Stage) -> None:
    heights = []
    for size in ((640, 360), (1280, 720), (3840, 2160)):
        stage.resize(*size)
        for place in range(len(PAGES)):
            stage.show_page(place)
            assert stage.view.width() == size[0]
        heights.append(stage.view.title.height())

    # Designed for 1280×720: half of it, and three times as much.
    assert heights[0] * 2 == pytest.approx(heights[1], abs=2)
    assert heights[2] == pytest.approx(heights[1] * 3, abs=4)


def test_the_audience_has_the_screen_that_the_window_is_not_on() -> None:
    assert screens_for("laptop", ["laptop", "beamer"]) == ("beamer", "laptop")
    assert screens_for("beamer", ["laptop", "beamer"]) == ("laptop", "beamer")
    assert screens_for("laptop", ["laptop"]) == ("laptop", None)


@pytest.fixture
def menu(window: Window, small_case: Case) -> PresentMenu:
    window.session.replace_document(Document(small_case))
    window.session.select("Spot")
    found = window.findChild(PresentMenu)
    assert isinstance(found, PresentMenu)
    return found


def test_what_was_tried_on_stage_can_be_put_back_afterwards(
    menu: PresentMenu, window: Window, qtbot: QtBot
) -> None:
    menu.choose_pages()
    menu.presenting.start()
    stage = menu.presenting.stage
    assert stage is not None and not window.isVisible() and not menu.editor.isVisible()
    stage.show_page(next(i for i, page in enumerate(stage.pages) if page.lever))
    press(stage, Key.Key_Up)
    qtbot.waitUntil(lambda: overrides(window.session) == 0.81)
    press(stage, Key.Key_N)
    assert stage.notes.isVisible()  # one screen: the notes are at its foot
    press(stage, Key.Key_Escape)

    assert window.isVisible() and menu.editor.isVisible() and menu.presenting.stage is None
    assert window.notices.words.text() == "1 cell was changed while presenting."
    window.notices.buttons[0].click()
    assert overrides(window.session) == 0.8
    window.session.undo()
    assert overrides(window.session) == 0.81


def test_pages_are_chosen_ordered_and_worded_by_commands(
    menu: PresentMenu, window: Window, qtbot: QtBot
) -> None:
    menu.choose_pages()
    editor, session = menu.editor, window.session
    assert session.ledger is not None and session.ledger.presentation is None
    suggested = [page.kind for page in editor.presentation.pages]

    editor.list.setCurrentRow(0)
    QTest.keyClick(editor.list, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    moved = [page.kind for page in editor.presentation.pages]
    assert moved[:2] == [suggested[1], suggested[0]] and editor.list.currentRow() == 1
    editor.form.title.setText("In short")
    editor.form.notes.setPlainText("Smile.")
    editor.form.take()
    editor.add_page(PageKind.TEXT)
    QTest.keyClick(editor.list, Key.Key_Delete)

    chosen = session.ledger.presentation
    assert chosen is not None and [page.kind for page in chosen.pages] == moved
    assert (chosen.pages[1].title, chosen.pages[1].notes) == ("In short", "Smile.")
    assert editor.list.item(1).text() == "2  In short"
    for _ in range(4):
        session.undo()
    assert session.ledger.presentation is None
    assert [page.kind for page in editor.presentation.pages] == suggested
    editor.close()


def test_a_scenario_ticked_for_a_page_counts_also_where_another_page_is_chosen_at_once(
    menu: PresentMenu, window: Window
) -> None:
    menu.choose_pages()
    editor = menu.editor
    compared = [page.kind for page in editor.presentation.pages].index(PageKind.CUMULATIVE)
    editor.list.setCurrentRow(compared)
    name = editor.form.scenarios.item(1).text()
    editor.form.scenarios.item(1).setCheckState(Qt.CheckState.Checked)
    editor.list.setCurrentRow(0)

    ledger = window.session.ledger
    assert ledger is not None and ledger.presentation is not None
    assert ledger.presentation.pages[compared].scenarios == (name,)
    assert ledger.presentation.pages[0].scenarios == ()
    editor.close()


def test_nothing_is_looked_for_where_a_scenario_changes_nothing(
    session: Session, dressed: QApplication, qtbot: QtBot
) -> None:
    body = TurningBody(session)
    qtbot.addWidget(body)
    page = Page(PageKind.TURNING_POINTS)
    for name in ("Spot", "Do nothing"):
        session.select(name)
        subject = subject_of(session)
        assert subject is not None
        body.show_content(content_of(page, subject))

    said = [text.text for text in body.findChildren(FittedText)]
    assert "Looking for what would turn it…" not in said
    assert "Nothing among its levers would turn it by itself." in said


@pytest.mark.slow
def test_every_page_of_the_editor_gets_a_picture(menu: PresentMenu, qtbot: QtBot) -> None:
    menu.choose_pages()
    drawn: list[int] = []
    menu.editor.thumbnails.drawn.connect(lambda place, _: drawn.append(place))
    last = len(menu.editor.presentation.pages) - 1
    qtbot.waitUntil(lambda: last in drawn, timeout=20000)
    assert not menu.editor.list.item(last).icon().isNull()
    menu.editor.close()
