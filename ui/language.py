"""The window in the reader's language: `tr()` asks the same catalogue as everything else."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from scenarios import words
from whatif_app.language import LANGUAGES, language_of, speak


class CatalogueTranslator(QTranslator):
    """Qt's question for a translation, handed to the catalogue in force.

    A text is looked up as it is said in its context, and else as it is said anywhere; what no
    catalogue knows is left to Qt's own translation of its dialogs and buttons.
    """

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> Any:
        # A null string tells Qt to ask the next translator; "" would be taken for the answer.
        if not text:
            return None
        if words.catalogue() is words.ENGLISH:
            return None
        said = words.say_in(context, text)
        return None if said == text else said


#: Of spin boxes and calendars, whose numbers Qt writes: a locale with each choice of separators.
_LOCALES = {"point": "en_US", "comma": "de_DE", "space": "fr_FR", "apostrophe": "de_CH"}


def speak_in(app: QApplication, choice: str, separators: str = "") -> list[QTranslator]:
    """Show everything that is made from now on in a language.

    Args:
        choice: a code of `LANGUAGES`, or "system".
        separators: how numbers are written, by name; "" as the language does.

    Returns:
        The translators installed, the last one asked first.
    """
    language = language_of(choice, QLocale.system().name())
    speak(language, separators)
    QLocale.setDefault(QLocale(_LOCALES.get(separators, language.code)))
    if language is LANGUAGES[0]:
        return []
    of_qt, ours = QTranslator(app), CatalogueTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # Where it was not shipped, Qt's few buttons stay English.
    of_qt.load(f"qtbase_{language.code}", folder)
    for translator in (of_qt, ours):
        app.installTranslator(translator)
    return [of_qt, ours]
