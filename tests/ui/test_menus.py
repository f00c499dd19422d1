"""The menus: no key and no letter means two things, and every entry says what it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu

from ui.session import BASE
from ui.window import Window

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow


def entries(window: Window) -> Iterator[tuple[QAction, tuple[QMenu, ...]]]:
    return window.actions_of_menus.entries()


def letter(text: str) -> str:
    """The letter that "&" marks; "" for none."""
    _, marked, rest = text.replace("&&", "").partition("&")
    return rest[0].lower() if marked and rest else ""


def test_no_key_means_two_things(shared_window: Window) -> None:
    keys = Counter(
        key.toString()
        for action, _ in entries(shared_window)
        for key in action.shortcuts()
        if key != QKeySequence()
    )

    assert [key for key, count in keys.items() if count > 1] == []


def test_no_letter_leads_to_two_entries_of_a_menu(shared_window: Window) -> None:
    letters = Counter(
        (path[-1].title(), letter(action.text()))
        for action, path in entries(shared_window)
        if letter(action.text())
    )

    assert [found for found, count in letters.items() if count > 1] == []


def test_every_entry_has_a_name_of_its_own_and_a_tip(shared_window: Window) -> None:
    actions = [action for action, _ in entries(shared_window) if action.menu() is None]
    names = Counter(action.objectName() for action in actions)

    assert [name for name, count in names.items() if not name or count > 1] == []
    assert [action.objectName() for action in actions if not action.statusTip()] == []


def test_clearing_goes_to_text_that_is_edited_and_else_to_the_cells(shared_window: Window) -> None:
    shared_window.files.new_from_example("checkout-2027")
    clear = {action.objectName(): action for action, _ in entries(shared_window)}["edit.clear"]
    choices, line = QComboBox(shared_window), QLineEdit("typed", shared_window)
    choices.addItems(["one", "another"])
    for widget in (choices, line):
        widget.show()
        widget.setFocus()
        clear.trigger()

    assert (choices.count(), line.text()) == (2, "")
    for widget in (choices, line):
        widget.deleteLater()


def test_what_cannot_be_used_says_why(shared_window: Window) -> None:
    menus = shared_window.actions_of_menus
    by_name = {action.objectName(): action for action, _ in menus.entries()}
    shared_window.files.close()
    closed = menus.reason(by_name["file.save"])
    shared_window.files.new_from_example("checkout-2027")
    shared_window.session.select(BASE)

    assert closed == "Open or make a project first."
    assert menus.reason(by_name["scenario.delete"]).startswith("Select a scenario first")
    assert menus.reason(by_name["edit.undo"]) == "Nothing was changed yet."
    assert menus.reason(by_name["file.save"]) == ""
