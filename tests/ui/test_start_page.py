"""The start page: examples that teach, recent files, and what a crash left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from scenarios.library import entries
from ui.panels.start_page import StartPage
from whatif_app.journal import Recovery


@pytest.fixture
def page(dressed: QApplication, qtbot: QtBot) -> StartPage:
    made = StartPage()
    qtbot.addWidget(made)
    made.resize(1440, 860)
    made.show()
    return made


def test_every_example_has_a_card_that_says_what_it_teaches(page: StartPage) -> None:
    said = [(card.accessibleName(), card.accessibleDescription()) for card in page.cards]

    assert said == [(entry.title, entry.teaches) for entry in entries()]


def test_no_card_cuts_its_text(page: StartPage) -> None:
    for width in (1440, 1000):
        page.resize(width, 860)
        QApplication.processEvents()
        cut = [
            label.text()
            for card in page.cards
            for label in card.findChildren(QLabel)
            if label.height() < label.heightForWidth(label.width())
        ]
        assert cut == []


def test_recent_files_are_offered_and_chosen(page: StartPage, tmp_path: Path) -> None:
    chosen: list[Path] = []
    page.recent_chosen.connect(chosen.append)
    page.offer([tmp_path / "plan.whatif"], [])

    page.recent.buttons[0].click()

    assert page.recent.buttons[0].text() == "plan.whatif"
    assert chosen == [tmp_path / "plan.whatif"]


def test_unsaved_work_is_offered_with_its_edits(page: StartPage, tmp_path: Path) -> None:
    recovery = Recovery(tmp_path / "j", tmp_path / "plan.whatif", datetime.now(UTC), 7)
    chosen: list[Recovery] = []
    page.recovery_chosen.connect(chosen.append)
    page.offer([], [recovery])

    page.recoveries.buttons[0].click()

    assert page.recoveries.isVisible()
    assert any(
        label.text().startswith("7 edits not saved")
        for label in page.recoveries.findChildren(QLabel)
    )
    assert chosen == [recovery]


def test_many_unsaved_projects_leave_room_for_the_rest(page: StartPage, tmp_path: Path) -> None:
    when = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
    left = [Recovery(tmp_path / f"{n}.journal", None, when, n) for n in range(1, 8)]

    page.offer([], left)
    shown = [button.text() for button in page.recoveries.buttons]
    page.recoveries.buttons[-1].click()

    assert len(shown) == 5
    assert shown[-1] == "Show 3 more"
    assert len(page.recoveries.buttons) == 7


def test_nothing_is_offered_where_there_is_nothing(page: StartPage) -> None:
    assert not page.recoveries.isVisible()
    assert not page.recent.isVisible()


def test_the_sample_project_is_offered_before_the_examples(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.sample_chosen):
        page.sample.click()

    assert page.sample.pos().x() < page.cards[0].pos().x()
    assert page.sample.pos().y() == page.cards[0].pos().y()
