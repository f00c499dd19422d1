"""What all pages of the Baseline view share: waiting until seen, and room for large text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui import theme
from ui.baseline.page_frame import PageFrame


class Counting(PageFrame):
    """Counts how often it showed what there is."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0
        self.left, self.right = QLabel("left"), QLabel("right")
        self.set_title("Title", "A sentence on what the page is for.")
        self.add_button("A button with a long label")
        self.add_beside(self.left, self.right, height=100)

    def show_now(self) -> None:
        self.shown += 1


@pytest.fixture
def page(qtbot: QtBot, dressed: object) -> Counting:
    made = Counting()
    qtbot.addWidget(made)
    made.resize(1200, 700)
    return made


def test_a_page_that_nobody_sees_waits_until_it_is_seen(page: Counting) -> None:
    page.refresh()
    page.refresh()
    assert page.shown == 0

    page.show()
    assert page.shown == 1
    page.hide()
    page.show()
    assert page.shown == 1


def test_parts_stand_below_each_other_where_the_page_is_narrow(page: Counting) -> None:
    page.show()
    assert page.left.y() == page.right.y()

    page.resize(700, 700)
    QApplication.processEvents()
    assert page.left.x() == page.right.x() and page.left.y() < page.right.y()


def test_pictures_are_higher_where_the_text_is_larger(page: Counting) -> None:
    page.show()
    assert page.left.height() == 100
    theme.set_zoom(2.0)
    try:
        theme.changes().changed.emit()
        assert page.left.height() == 200
    finally:
        theme.set_zoom(1.0)
        theme.changes().changed.emit()
