"""A mistake of the program's own, wherever it happens: one report, the work kept, nothing sent."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from ui import crash_report
from ui.crash_report import CrashDialog, CrashReports
from whatif_app import bug_report


class Desk:
    """A window that reports, and saves as it is told to."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.is_saved: bool | Exception = True
        self.reports = CrashReports(self.window, self.save)

    def save(self) -> bool:
        if isinstance(self.is_saved, Exception):
            raise self.is_saved
        return self.is_saved

    @property
    def dialog(self) -> CrashDialog:
        assert self.reports.dialog is not None
        return self.reports.dialog

    @property
    def text(self) -> str:
        return self.dialog.details.toPlainText()

    def press(self, text: str) -> None:
        found = self.dialog.findChildren(QPushButton)
        next(button for button in found if button.text() == text).click()


@pytest.fixture
def desk(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setattr(bug_report, "log_folder", lambda: tmp_path / "logs")
    made = Desk(qtbot)
    with capture_exceptions():
        made.reports.install()
        yield made
        made.reports.remove()
    if made.reports.dialog is not None:
        made.reports.dialog.accept()


def report(desk: Desk, error: Exception) -> None:
    desk.reports.report(type(error), error, error.__traceback__)


def test_a_second_mistake_joins_the_report_on_screen_and_in_the_file(
    desk: Desk, tmp_path: Path
) -> None:
    report(desk, ZeroDivisionError("first"))
    first = desk.dialog
    report(desk, KeyError("second"))

    assert desk.dialog is first
    assert "ZeroDivisionError: first" in desk.text
    assert "KeyError: 'second'" in desk.text
    (file,) = (tmp_path / "logs").iterdir()
    written = file.read_text(encoding="utf-8")
    assert "first" in written
    assert "second" in written
    assert "Python" in written
    first.accept()
    assert desk.reports.dialog is None


def test_the_same_mistake_again_and_again_is_only_counted(desk: Desk) -> None:
    for _ in range(300):
        report(desk, ZeroDivisionError("in every frame"))

    assert desk.text.count("in every frame") == 1
    assert "300 times" in desk.dialog.outcome.text()


def test_hundreds_of_different_mistakes_do_not_fill_the_memory(desk: Desk) -> None:
    for number in range(300):
        report(desk, ValueError(f"number {number}"))

    assert desk.text.count("ValueError") == crash_report._MOST_SHOWN


def test_a_mistake_in_a_slot_is_reported(desk: Desk, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError("in a slot")

    QTimer.singleShot(0, fail)

    qtbot.waitUntil(lambda: desk.reports.dialog is not None)
    assert "in a slot" in desk.text


def test_a_mistake_in_a_thread_is_reported_in_the_windows_thread(desk: Desk, qtbot: QtBot) -> None:
    def fail() -> None:
        raise ZeroDivisionError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: desk.reports.dialog is not None)
    assert "in a thread" in desk.text


def test_a_mistake_in_painting_is_reported_once_though_it_comes_with_every_frame(
    desk: Desk, qtbot: QtBot
) -> None:
    class Broken(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            raise ZeroDivisionError("in painting")

    broken = Broken()
    qtbot.addWidget(broken)
    broken.show()
    for _ in range(5):
        broken.repaint()

    qtbot.waitUntil(lambda: desk.reports.dialog is not None)
    assert desk.text.count("ZeroDivisionError: in painting") == 1


def test_saving_from_the_report_says_how_it_went(desk: Desk) -> None:
    report(desk, ZeroDivisionError())

    desk.press("Save the project")
    assert desk.dialog.outcome.text() == "The project is saved."

    desk.is_saved = False
    desk.press("Save the project")
    assert "Not saved" in desk.dialog.outcome.text()
    assert "recovery journal" in desk.dialog.outcome.text()


def test_a_mistake_within_saving_joins_the_report_and_says_that_it_is_not_saved(
    desk: Desk,
) -> None:
    report(desk, ZeroDivisionError())
    desk.is_saved = RuntimeError("while saving")

    desk.press("Save the project")

    assert "while saving" in desk.text
    assert "Not saved" in desk.dialog.outcome.text()


def test_used_up_memory_is_told_as_such_and_not_as_a_mistake_to_report(desk: Desk) -> None:
    report(desk, MemoryError())

    assert desk.dialog._title.text() == "The computer’s memory is used up"
    assert "close other programs" in desk.dialog._words.text()


def test_the_report_says_where_it_lies_that_nothing_is_sent_and_is_copied(
    desk: Desk, tmp_path: Path
) -> None:
    report(desk, ZeroDivisionError("to copy"))

    assert str(tmp_path / "logs") in desk.dialog._words.text()
    assert "nothing is sent" in desk.dialog._words.text()
    desk.press("Copy report")
    assert "to copy" in QGuiApplication.clipboard().text()


def test_where_no_report_can_be_written_the_mistake_is_shown_all_the_same(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logs").write_text("no folder")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "logs" / "none"))

    report(desk, ZeroDivisionError("shown"))

    assert "shown" in desk.text
    assert "Open its folder" not in [
        button.text() for button in desk.dialog.findChildren(QPushButton) if button.isVisible()
    ]


def test_only_the_latest_reports_are_kept(tmp_path: Path) -> None:
    for number in range(bug_report.MOST_REPORTS + 5):
        bug_report.write_report(f"number {number}", tmp_path)

    assert len(list(tmp_path.iterdir())) == bug_report.MOST_REPORTS


def test_a_report_is_written_also_where_old_ones_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(bug_report.MOST_REPORTS):
        bug_report.write_report(f"number {number}", tmp_path)

    def refused(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refused)
        written = bug_report.write_report("the latest", tmp_path)

    assert written is not None
    assert written.parent == tmp_path
    assert "the latest" in written.read_text()


def test_afterwards_errors_go_where_they_went_before(desk: Desk) -> None:
    desk.reports.remove()

    assert sys.excepthook != desk.reports.report
    assert threading.excepthook != desk.reports._report_thread
