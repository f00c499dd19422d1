"""Language and numbers, in the View menu: what the window speaks, and how it writes figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from whatif_app.language import LANGUAGES, SYSTEM
from whatif_app.number_style import SEPARATORS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from ui.menus.menu import Menu

#: The choice of separators that goes with the language.
_OF_LANGUAGE = ""


class LanguageMenu(QObject):
    """Chooses for the next start: what is on screen was said already."""

    def __init__(self, menu: Menu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._preferences = menu.window.preferences
        self._make_languages()
        self._make_numbers()

    def _make_languages(self) -> None:
        named = {SYSTEM: self.tr("As the &system")}
        named |= {language.code: language.name for language in LANGUAGES}
        self._offer(
            "view.language",
            self.tr("Lan&guage"),
            self.tr("Choose the language of the whole program."),
            named,
            self._preferences.language,
            self._speak,
        )

    def _make_numbers(self) -> None:
        self._offer(
            "view.numbers",
            self.tr("N&umbers"),
            self.tr("Choose how numbers are written and read on screen; files stay as they are."),
            {_OF_LANGUAGE: self.tr("As the &language"), **SEPARATORS},
            self._preferences.numbers,
            self._write,
        )

    def _offer(
        self,
        name: str,
        title: str,
        tip: str,
        choices: dict[str, str],
        chosen: str,
        choose: Callable[[str, str], None],
    ) -> None:
        """A menu of choices, of which one is ticked."""
        menu: QMenu = self._menu.add_menu(name, title)
        group = self._menu.choice()
        for value, label in choices.items():
            action = self._menu.add(
                f"{name}.{value or 'language'}",
                label,
                lambda _=False, value=value, label=label: choose(value, label.replace("&", "")),
                tip=tip,
                to=menu,
            )
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)

    def _speak(self, code: str, label: str) -> None:
        self._preferences.language = code
        self._tell(self.tr("Language: {choice}. It is in force from the next start."), label)

    def _write(self, separators: str, label: str) -> None:
        self._preferences.numbers = separators
        self._tell(self.tr("Numbers: {choice}. It is in force from the next start."), label)

    def _tell(self, sentence: str, choice: str) -> None:
        self._menu.session.notice.emit(sentence.format(choice=choice), "info")
