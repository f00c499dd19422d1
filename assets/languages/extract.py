"""Bring the translators' files up to date: `python -m assets.languages.extract`.

New texts of the sources are added to each `.po` without a translation, texts that nobody says any
more are dropped, and what is translated becomes the `.mo` that the program reads.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from assets.languages.sources import Source, sources

FOLDER = Path(__file__).resolve().parent
#: Babel dates each file; without a date of today the same texts are the same file.
_ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
_HEADER = """\
# {name} of What-If. How to translate: docs/translating.md
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def languages() -> list[str]:
    """The codes of the languages that there are translations into."""
    return sorted(path.stem for path in FOLDER.glob("*.po"))


def read(code: str) -> Catalog:
    """The translators' file of a language."""
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def brought_up_to_date(old: Catalog, said: Iterable[Source]) -> Catalog:
    """A catalogue of exactly what is said now, with the translations that the old one has.

    A text has one translation wherever it is said, save where the translator gave it one more for
    one context (`msgctxt`), which stays as long as that context says it.
    """
    new = Catalog(locale=old.locale, fuzzy=False, creation_date=_ALWAYS, revision_date=_ALWAYS)
    for source in said:
        _add(new, old, source, None)
        if source.context and _message(old, source, source.context) is not None:
            _add(new, old, source, source.context)
    return new


def _message(catalogue: Catalog, source: Source, context: str | None) -> Message | None:
    found: Message | None = catalogue.get(source.texts[0], context)
    return found


def _add(new: Catalog, old: Catalog, source: Source, context: str | None) -> None:
    is_plural = len(source.texts) > 1
    there = new.get(source.texts[0], context)
    if there is not None and there.pluralizable and not is_plural:
        return
    known = _message(old, source, context)
    string = known.string if known is not None and known.pluralizable == is_plural else ""
    new.add(
        source.texts if is_plural else source.texts[0],
        string or (("", "") if is_plural else ""),
        [(source.place, 0)],
        context=context,
    )


def po_text(catalogue: Catalog) -> bytes:
    """A catalogue as the translators' file."""
    file = io.BytesIO()
    # Unbroken: a sentence is one line, and its change one line too.
    write_po(file, catalogue, width=0, omit_header=True, include_lineno=False)
    locale = catalogue.locale
    header = _HEADER.format(
        name=locale.get_language_name("en"), code=locale, plurals=catalogue.plural_forms
    )
    return header.encode() + file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that a language does not have yet."""
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    """Write every language's files anew, and tell what is still to be translated."""
    said = list(sources())
    for code in languages():
        catalogue = brought_up_to_date(read(code), said)
        (FOLDER / f"{code}.po").write_bytes(po_text(catalogue))
        (FOLDER / f"{code}.mo").write_bytes(mo_bytes(catalogue))
        missing = untranslated(catalogue)
        sys.stdout.write(f"{code}: {len(catalogue)} texts, {len(missing)} without a translation\n")
        sys.stdout.writelines(f"  {text!r}\n" for text in missing)
    return 0


if __name__ == "__main__":
    sys.exit(main())
