"""The start page: examples that teach, recent files, and what a crash left behind."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from assets import make_thumbnails
from scenarios.library import entries
from ui.panels.start_page import StartPage
from whatif_app.journal import Recovery

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow


@pytest.fixture
def page(dressed: QApplication, qtbot: QtBot) -> StartPage:
    made = StartPage()
    qtbot.addWidget(made)
    made.resize(1440, 860)
    made.show()
    return made


def test_every_example_has_a_card_that_says_what_it_teaches(page: StartPage) -> None:
    said = [(card.accessibleName(), card.accessibleDescription()) for card in page.gallery.cards]

    assert [title for title, _ in said] == [entry.title for entry in entries()]
    for (_, described), entry in zip(said, entries(), strict=True):
        assert described.startswith(entry.teaches)


def test_no_card_cuts_its_text(page: StartPage, qtbot: QtBot) -> None:
    def cut() -> list[str]:
        return [
            label.text()
            for card in page.gallery.cards
            for label in card.findChildren(QLabel)
            if label.height() < label.heightForWidth(label.width())
        ]

    for width in (1440, 1000):
        page.resize(width, 860)
        qtbot.waitUntil(lambda: not cut(), timeout=1000)


def test_recent_files_are_offered_and_chosen(page: StartPage, tmp_path: Path) -> None:
    chosen: list[Path] = []
    page.recent_chosen.connect(chosen.append)
    page.offer([tmp_path / "R&D.whatif"], [])

    page.recent.buttons[0].click()

    assert page.recent.buttons[0].text() == "R&&D.whatif"  # shown with one “&”, which is no key
    assert page.recent.buttons[0].shortcut().isEmpty()
    assert chosen == [tmp_path / "R&D.whatif"]


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


def test_a_recent_file_says_when_it_was_saved(
    page: StartPage, tmp_path: Path, qtbot: QtBot
) -> None:
    there, gone = tmp_path / "plan.whatif", tmp_path / "lost.whatif"
    there.write_bytes(b"")
    os.utime(there, (0, datetime(2027, 2, 3, 14, 5).timestamp()))

    page.offer([there, gone], [])
    first, second = page.recent.links
    qtbot.waitUntil(lambda: not second.button.isEnabled(), timeout=5000)

    assert first.remark.text() == f"{tmp_path} · saved 3 Feb 2027, 14:05"
    assert first.button.isEnabled()
    assert second.remark.text().startswith(f"not found in {tmp_path}")


def test_a_recent_file_can_be_taken_off_the_list(page: StartPage, tmp_path: Path) -> None:
    forgotten: list[Path] = []
    page.recent_forgotten.connect(forgotten.append)
    page.offer([tmp_path / "plan.whatif"], [])

    remove = page.recent.links[0].findChildren(QPushButton)[1]
    remove.click()

    assert remove.text() == "Remove from the list"
    assert forgotten == [tmp_path / "plan.whatif"]


def test_the_tour_is_offered_where_it_is_wanted(page: StartPage, qtbot: QtBot) -> None:
    assert not page.tour.isVisible()

    page.offer([], [], is_tour_offered=True)
    with qtbot.waitSignals([page.tour_accepted, page.tour_declined]):
        page.tour.take.click()
        page.tour.decline.click()

    assert page.tour.isVisible()


def test_a_card_is_chosen_with_the_keyboard(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.example_chosen) as chosen:
        QTest.keyClick(page.gallery.cards[1], Qt.Key.Key_Return)

    assert chosen.args == [entries()[1].name]


def test_each_card_draws_how_its_scenarios_come_out(page: StartPage) -> None:
    # Of Checkout 2027's four scenarios one does nothing, two are a Go and one is a No-go.
    assert page.gallery.cards[0].thumbnail.described == "2 Go, 1 No-go"
    # Peanut butter divides a cost that stays what it is.
    peanut = next(card for card in page.gallery.cards if "Peanut" in card.text())
    assert peanut.thumbnail.described == "3 No change"


def test_the_drawings_are_those_of_the_examples_of_today() -> None:
    stored = json.loads(make_thumbnails.TARGET.read_text(encoding="utf-8"))
    made = make_thumbnails.thumbnails()

    assert list(stored) == list(made)
    for name, drawn in made.items():
        kept = stored[name]
        assert kept["verdicts"] == drawn["verdicts"]
        assert [curve["look"] for curve in kept["curves"]] == [
            curve["look"] for curve in drawn["curves"]
        ]
        # A height may be rounded the other way by another processor.
        for old, new in zip(kept["curves"], drawn["curves"], strict=True):
            assert old["heights"] == pytest.approx(new["heights"], abs=1)


def test_nothing_is_offered_where_there_is_nothing(page: StartPage) -> None:
    assert not page.recoveries.isVisible()
    assert not page.recent.isVisible()


def test_the_sample_project_is_offered_before_the_examples(page: StartPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.sample_chosen):
        page.gallery.sample.click()

    assert page.gallery.sample.pos().x() < page.gallery.cards[0].pos().x()
    assert page.gallery.sample.pos().y() == page.gallery.cards[0].pos().y()
