"""The languages of the program: which there are, and which one it speaks.

A language is a catalogue of sentences (`assets/languages`) and a style of writing numbers and
dates. Both are for the reader alone: whatever goes into a file is said in English, with points
for decimals, so that files are the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios import words
from whatif_app.number_style import STYLES, use_style, with_separators

#: The choice that follows the system's language.
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Language:
    """One language that the program speaks.

    Attributes:
        code: of ISO 639-1, such as "de".
        name: what its speakers call it.
    """

    code: str
    name: str


LANGUAGES = (Language("en", "English"), Language("de", "Deutsch"))


def language_of(choice: str, system: str) -> Language:
    """The language that a choice means.

    Args:
        choice: a code, or `SYSTEM`.
        system: the system's language, such as "de_AT".
    """
    wanted = (system if choice == SYSTEM else choice).replace("_", "-").split("-")[0].lower()
    return next((language for language in LANGUAGES if language.code == wanted), LANGUAGES[0])


def speak(language: Language, separators: str = "") -> None:
    """Say everything in this language from now on.

    Args:
        separators: a name of `SEPARATORS` for numbers; those of the language for any other.
    """
    use_style(with_separators(STYLES[language.code], separators))
    words.use(words.ENGLISH if language.code == "en" else _catalogue(language.code))


def _catalogue(code: str) -> words.Catalogue:
    """A shipped catalogue."""
    import gettext

    from assets import asset_path

    with asset_path(f"languages/{code}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
