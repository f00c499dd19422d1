"""The notice bar: what happened, what to do, and the work goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.panels.notices import NoticeBar


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
