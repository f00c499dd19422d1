"""The notice bar and the crash report: what happened, what to do, and the work goes on."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from ui.crash_report import CrashReports
from ui.panels.notices import NoticeBar
from ui.window import Window


@pytest.fixture
def bar(dressed: QApplication, qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    made.resize(600, 40)
    return made


def test_an_error_stays_until_it_is_closed_and_good_news_leaves(bar: NoticeBar) -> None:
    timer = bar.findChild(QTimer)

    bar.show_notice("The file could not be saved.", "error")
    assert bar.isVisible()
    assert not timer.isActive()

    bar.show_notice("Saved.", "good")
    assert timer.isActive()
    timer.timeout.emit()
    assert not bar.isVisible()


def test_a_button_acts_once_and_closes_the_notice(bar: NoticeBar) -> None:
    done: list[int] = []
    bar.show_notice("Deleted.", "undo", [("Undo", lambda: done.append(1))])

    bar.buttons[0].click()

    assert done == [1]
    assert not bar.isVisible()


def test_markup_in_a_message_is_shown_as_it_is(bar: NoticeBar) -> None:
    bar.show_notice("<b>tag</b> & more", "warn")

    assert bar.words.text() == "<b>tag</b> & more"
    assert bar.words.textFormat() == bar.words.textFormat().PlainText


def test_a_bug_is_reported_once_and_the_project_stays_open(
    example: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    saved: list[int] = []
    reports = CrashReports(example, lambda: saved.append(1))
    try:
        raise ZeroDivisionError("first")
    except ZeroDivisionError as error:
        first = error
    reports.report(type(first), first, first.__traceback__)
    dialog = reports.dialog
    assert dialog is not None
    reports.report(KeyError, KeyError("second"), None)

    assert reports.dialog is dialog
    assert "ZeroDivisionError: first" in dialog.details.toPlainText()
    assert "KeyError: 'second'" in dialog.details.toPlainText()
    assert example.session.document is not None
    dialog.accept()
    assert reports.dialog is None


def test_a_bug_in_a_slot_reaches_the_report(example: Window, qtbot: QtBot) -> None:
    reports = CrashReports(example, lambda: None)

    def fail() -> None:
        raise ZeroDivisionError("in a slot")

    with capture_exceptions():
        reports.install()
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: reports.dialog is not None)
        reports.remove()

    assert sys.excepthook != reports.report
    assert "in a slot" in reports.dialog.details.toPlainText()
    reports.dialog.accept()
