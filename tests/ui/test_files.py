"""Files that do not do as they should: each is told in the notice bar, with what to do about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from ui import file_dialogs
from ui.files import Files
from ui.lost_list import LostList
from ui.panels.notices import NoticeBar
from ui.preferences import Preferences
from ui.session import Session
from whatif_app.commands import set_cells
from whatif_app.document import Document
from whatif_app.file_claim import FileClaim, claim_path
from whatif_app.run_mark import HardEnd

VOLUME = "units/orders/volume"


class Desk:
    """A window's files with nothing else of the window."""

    def __init__(self, qtbot: QtBot, settings: QSettings) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.notices = NoticeBar(self.window)
        self.session = Session(self.window, evaluate=lambda *_: {}, evaluate_base=lambda *_: None)
        self.files = Files(self.window, self.session, Preferences(settings), self.notices)

    @property
    def said(self) -> str:
        return self.notices.words.text()

    @property
    def buttons(self) -> list[str]:
        return [button.text() for button in self.notices.buttons]

    def press(self, text: str) -> None:
        next(button for button in self.notices.buttons if button.text() == text).click()

    def set_volume(self, value: float) -> None:
        assert self.session.case is not None
        assert self.session.do(set_cells(self.session.case, None, {VOLUME: value}))

    def volume(self) -> object:
        assert self.session.case is not None
        return self.session.case.tables["units"]["orders"]["volume"]


@pytest.fixture
def desk(
    dressed: QApplication,
    qtbot: QtBot,
    settings: QSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    monkeypatch.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "discard")
    # What other tests left behind is none of these windows' business.
    for home in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(home, str(tmp_path / "data"))
    made = Desk(qtbot, settings)
    yield made
    made.files.leave()


@pytest.fixture
def project(tmp_path: Path, small_case: Case) -> Path:
    path = tmp_path / "shop.whatif"
    Document(small_case).save(path)
    return path


def volume_in(path: Path) -> object:
    return Document.open(path).case.tables["units"]["orders"]["volume"]


def by_somebody_else(path: Path, volume: float) -> None:
    document = Document.open(path)
    document.do(set_cells(document.case, None, {VOLUME: volume}))
    document.save()


def test_a_file_changed_by_another_program_is_kept_until_it_is_said_which_counts(
    desk: Desk, project: Path
) -> None:
    desk.files.open(project)
    desk.set_volume(1)
    by_somebody_else(project, 2)

    assert not desk.files.save()

    assert volume_in(project) == 2
    assert "changed by another program" in desk.said
    assert desk.buttons == ["Save as…", "Overwrite it", "Open it anew"]
    desk.press("Overwrite it")
    assert volume_in(project) == 1


def test_a_file_changed_by_another_program_may_be_opened_anew(desk: Desk, project: Path) -> None:
    desk.files.open(project)
    desk.set_volume(1)
    by_somebody_else(project, 2)
    desk.files.save()

    desk.press("Open it anew")

    assert desk.volume() == 2
    assert desk.session.document is not None
    assert not desk.session.document.is_modified


def test_opening_the_open_file_again_after_saving_it_shows_what_was_saved(
    desk: Desk, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.files.open(project)
    desk.set_volume(7)
    monkeypatch.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "save")

    assert desk.files.open(project)

    assert desk.volume() == 7
    desk.set_volume(8)
    assert desk.files.save()


def test_coming_back_to_the_window_a_file_changed_meanwhile_is_told_once(
    desk: Desk, project: Path
) -> None:
    desk.files.open(project)
    back = Qt.ApplicationState.ApplicationActive
    desk.files._look_at_file(back)
    assert desk.notices.isHidden()
    by_somebody_else(project, 2)

    desk.files._look_at_file(back)

    assert "changed by another program or by a sync" in desk.said
    desk.notices.hide()
    desk.files._look_at_file(back)
    assert desk.notices.isHidden()


def test_a_file_only_touched_by_a_sync_is_not_told_of(desk: Desk, project: Path) -> None:
    desk.files.open(project)
    os.utime(project, (1, 1))

    desk.files._look_at_file(Qt.ApplicationState.ApplicationActive)

    assert desk.notices.isHidden()
    desk.set_volume(1)
    assert desk.files.save()


def test_a_second_window_gets_a_copy_and_is_told_who_has_the_project(
    desk: Desk, project: Path, qtbot: QtBot, settings: QSettings
) -> None:
    desk.files.open(project)
    second = Desk(qtbot, settings)

    assert second.files.open(project)

    document = second.session.document
    assert document is not None
    assert (document.path, document.is_modified) == (None, False)
    assert second.files.title == "shop (copy)"
    assert "is open in another window, for" in second.said
    assert second.buttons == ["Save as…"]
    # The second one saves elsewhere, and never over the first.
    assert not second.files._save(project, overwrite=True)
    assert "choose another name" in second.said
    assert second.files._save(project.with_name("mine.whatif"), overwrite=False)
    second.files.leave()

    desk.files.close()
    third = Desk(qtbot, settings)
    third.files.open(project)
    assert third.session.document is not None
    assert third.session.document.path == project
    third.files.leave()


def test_a_project_open_on_another_machine_may_be_opened_all_the_same(
    desk: Desk, project: Path
) -> None:
    claim_path(project).write_text(
        '{"who": "ada", "machine": "elsewhere", "since": "2027-01-05T12:00:00+00:00"}'
    )

    desk.files.open(project)
    assert "open on elsewhere, for ada since 5 Jan 2027, 12:00" in desk.said
    desk.press("Open it all the same")

    assert desk.session.document is not None
    assert desk.session.document.path == project


def test_a_claim_that_nobody_can_have_written_stands_in_nobodys_way(
    desk: Desk, project: Path
) -> None:
    claim_path(project).write_text("[" * 4000)

    assert desk.files.open(project)

    assert desk.session.document is not None
    assert desk.session.document.path == project


def test_saving_under_another_name_lets_the_first_one_go(
    desk: Desk, project: Path, tmp_path: Path
) -> None:
    desk.files.open(project)

    assert desk.files._save(tmp_path / "other.whatif", overwrite=False)

    claim = FileClaim.of(project)
    assert claim is not None
    claim.release()
    assert claim_path(tmp_path / "other.whatif").exists()
    desk.files.close()
    assert not claim_path(tmp_path / "other.whatif").exists()


def test_a_drive_that_is_gone_is_told_and_saving_works_once_it_is_back(
    desk: Desk, project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    desk.files.open(project)
    assert desk.files._save(folder / "shop.whatif", overwrite=False)
    desk.set_volume(7)
    (folder / "shop.whatif").rename(tmp_path / "kept")
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()

    assert not desk.files.save()

    assert "is not there any more" in desk.said
    assert "Connect its drive again" in desk.said
    folder.mkdir()
    (tmp_path / "kept").rename(folder / "shop.whatif")
    desk.press("Try again")
    assert volume_in(folder / "shop.whatif") == 7


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_read_only_file_is_told_with_a_way_to_save_elsewhere(desk: Desk, project: Path) -> None:
    before = project.read_bytes()
    desk.files.open(project)
    desk.set_volume(7)
    project.chmod(0o444)

    assert not desk.files.save()

    assert "read-only" in desk.said
    assert desk.buttons == ["Try again", "Save as…"]
    assert project.read_bytes() == before


def test_a_damaged_project_opens_as_far_as_it_can_be_read_in_a_copy(
    desk: Desk, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = project.read_bytes()[:-40]
    project.write_bytes(damaged)

    assert not desk.files.open(project)
    assert desk.session.document is None
    assert "is damaged: it ends too early" in desk.said
    desk.press("Open what can be read")

    document = desk.session.document
    assert document is not None
    assert (document.path, document.is_modified) == (None, True)
    assert desk.files.title == "shop (recovered)"
    assert desk.volume() == 100000
    assert "stays as it is" in desk.said
    assert project.read_bytes() == damaged
    desk.press("Show the list")
    (shown,) = desk.window.findChildren(LostList)
    assert "some may be missing" in shown.details.toPlainText()
    shown.close()


def test_a_case_with_mistakes_may_be_opened_without_them(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"project": {"start_month": "2027-01", "horizn": 3}}')

    desk.files.open(path)
    assert "one mistake in it" in desk.said
    desk.press("Open what can be read")

    assert desk.session.case is not None
    assert "project/horizn" in desk.said


def test_where_nothing_can_be_read_nothing_is_offered(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.whatif"
    path.write_bytes(b"PK no zip")

    desk.files.open(path)

    assert desk.notices.level == "error"
    assert desk.buttons == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_file_whose_name_is_no_text_is_opened_edited_and_saved(desk: Desk, project: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(str(project.parent)) + b"/caf\xe9 \n\xff.whatif"))
    project.rename(odd)

    assert desk.files.open(odd)
    desk.set_volume(7)
    assert desk.files.save()

    assert volume_in(odd) == 7


def left_behind(project: Path, volume: float) -> None:
    """Edit a project in a process that dies before it saves."""
    document = Document.open(project)
    document.do(set_cells(document.case, None, {VOLUME: volume}))
    assert document._journal is not None
    document._journal.leave()


def test_a_program_that_died_says_so_at_the_next_start_and_brings_the_work_back(
    desk: Desk, project: Path, tmp_path: Path
) -> None:
    left_behind(project, 7)
    report = tmp_path / "crash.txt"

    desk.files.tell_of_hard_end(HardEnd(datetime(2027, 1, 5, 12, 0, tzinfo=UTC), report))

    assert "The program ended unexpectedly at 5 Jan 2027, 12:00" in desk.said
    assert "your work in “shop.whatif” was recovered" in desk.said
    assert desk.buttons == ["Open it", "Show the report"]
    desk.press("Open it")
    assert desk.volume() == 7
    desk.files.save()


def test_a_program_that_died_with_everything_saved_says_that_too(desk: Desk) -> None:
    desk.files.tell_of_hard_end(HardEnd(datetime(2027, 1, 5, 12, 0, tzinfo=UTC), None))

    assert "everything was saved" in desk.said
    assert desk.buttons == []


def test_opening_a_file_whose_edits_were_left_behind_offers_them(desk: Desk, project: Path) -> None:
    left_behind(project, 7)

    desk.files.open(project)
    assert desk.volume() == 100000
    assert "were not saved when the program ended" in desk.said
    desk.press("Open them instead")

    assert desk.volume() == 7
    desk.files.save()
    assert volume_in(project) == 7
