"""The window in German: its menus, its numbers, and what is typed into it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMenu

from scenarios.address import Address
from scenarios.case import Case
from tests.ui.conftest import SMALL
from ui import file_dialogs
from ui.copied_cells import let_go
from ui.language import CatalogueTranslator, speak_in
from ui.preferences import Preferences
from ui.window import Window
from whatif_app.document import Document
from whatif_app.language import LANGUAGES, speak


@pytest.fixture(scope="module")
def german(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One German window with a small case, for every test here."""
    translators = speak_in(qapp, "de")
    settings = tmp_path_factory.mktemp("settings") / "s.ini"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "discard")
        window = Window(Preferences(QSettings(str(settings), QSettings.Format.IniFormat)))
        window.show()
        window.session.replace_document(Document(Case.from_json(SMALL), journal_folder=None))
        yield window
        let_go()
        window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for translator in translators:
        qapp.removeTranslator(translator)
    speak(LANGUAGES[0])
    QLocale.setDefault(QLocale.c())


def entries(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if not action.isSeparator()]


def menus(menu: QMenu) -> Iterator[QMenu]:
    yield menu
    for action in entries(menu):
        if isinstance(inner := action.menu(), QMenu):
            yield from menus(inner)


def test_no_two_entries_of_a_menu_are_reached_by_the_same_key(german: Window) -> None:
    bar = [action.text() for action in german.menuBar().actions()]
    lists = [bar] + [
        [action.text() for action in entries(menu)]
        for top in german.menuBar().actions()
        if isinstance(top.menu(), QMenu)
        for menu in menus(top.menu())
    ]
    twice = {}
    for texts in lists:
        keys = [
            text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", "")
        ]
        if len(set(keys)) < len(keys):
            twice[texts[0]] = sorted(key for key in keys if keys.count(key) > 1)

    assert twice == {}


def test_the_window_speaks_german_to_its_last_button(german: Window) -> None:
    assert [a.text().replace("&", "") for a in german.menuBar().actions()][:2] == [
        "Datei",
        "Bearbeiten",
    ]
    # Qt's own buttons, from Qt's own translation.
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.buttons()[0].text().replace("&", "") == "Abbrechen"


def test_a_translator_leaves_what_it_does_not_know_to_qt(german: Window) -> None:
    translator = CatalogueTranslator()

    assert translator.translate("Window", "no such text anywhere") is None
    assert translator.translate("Window", "") is None
    assert translator.translate("ActualsPage", "Rate") == "Preis"
    assert translator.translate("elsewhere", "Rate") == "Kurs"


def test_a_chosen_language_is_remembered_for_the_next_start(german: Window) -> None:
    said: list[str] = []
    german.session.notice.connect(lambda text, _level: said.append(text))
    english, spaces = (
        german.findChild(QAction, name) for name in ("view.language.en", "view.numbers.space")
    )

    english.trigger()
    spaces.trigger()

    assert (german.preferences.language, german.preferences.numbers) == ("en", "space")
    assert said[0] == "Sprache: English. Gilt ab dem nächsten Start."
    assert english.isChecked() and spaces.isChecked()


def test_what_is_typed_and_edited_has_a_decimal_comma(german: Window) -> None:
    address = "workloads/encoder/on_demand_cost"
    german.show_model()
    german.session.cell_focused.emit(address)
    grid = german.workspace.tables.grid
    grid.setFocus()

    QTest.keyClick(grid, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("1.234,5")
    QTest.keyClick(editor, Qt.Key.Key_Return)

    case = german.session.case
    assert case is not None
    assert case.value(Address.parse(address), german.session.selected) == 1234.5
    german.session.cell_focused.emit(address)
    assert grid.currentIndex().data() == "1.234,50\u202f$"
    grid.blocks.copy()
    assert QApplication.clipboard().text().strip() == "1234,5"
