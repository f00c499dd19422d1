"""A sentence that a project keeps: in English in its files, in the reader's language on screen."""

from __future__ import annotations

from decimal import Decimal
from string import Formatter
from typing import Any

from scenarios.words import Kept, in_english, say
from whatif_app.formatting import amount, count


class Note(Kept):
    """A sentence and what fills its fields; as a string, the whole of it in English.

    Whole numbers are written with their thousands apart, other ones as amounts.
    """

    __slots__ = ("sentence", "values")
    sentence: str
    values: dict[str, object]

    def __new__(cls, sentence: str, /, **values: object) -> Note:
        def said() -> str:
            return say(sentence, **{name: _written(value) for name, value in values.items()})

        with in_english():
            note = super().__new__(cls, said())
        note.again, note.sentence, note.values = said, sentence, values
        return note

    def __reduce__(self) -> tuple[Any, ...]:
        return note_from_json, (note_to_json(self),)


def as_note(sentence: str) -> Note:
    """A sentence without values as a note; a note as it is."""
    return sentence if isinstance(sentence, Note) else Note(sentence)


def _written(value: object) -> str:
    if isinstance(value, int):
        return count(value)
    return amount(float(value)) if isinstance(value, float | Decimal) else str(value)


def note_to_json(note: str) -> Any:
    """A note as plain data: its sentence, with its values where it has any."""
    if not isinstance(note, Note) or not note.values:
        return str(note)
    values = {name: _plain(value) for name, value in note.values.items()}
    return {"sentence": note.sentence, "values": values}


def _plain(value: object) -> int | float | str:
    """A value as JSON has it; an amount stays a number, so that it is written alike again."""
    if isinstance(value, int | float):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def note_from_json(data: Any) -> Note:
    """The note that `note_to_json` described; projects of earlier versions hold plain sentences.

    Raises:
        ValueError: it is none.
    """
    if isinstance(data, str):
        # What was written without values may hold braces of its own.
        return Note(data)
    try:
        sentence, values = str(data["sentence"]), dict(data["values"])
        is_plain = all(isinstance(value, int | float | str) for value in values.values())
        if is_plain and _fields(sentence) == values.keys():
            return Note(sentence, **values)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("a note has something amiss") from error
    raise ValueError("a note is not filled with the numbers and texts that it names")


def _fields(sentence: str) -> set[str]:
    """The names of a sentence's fields.

    Raises:
        ValueError: a field is more than a name. A file from elsewhere could ask for a width of
            gigabytes.
    """
    found = set()
    for _, name, spec, conversion in Formatter().parse(sentence):
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise ValueError(f"the field “{name}” is more than a name")
        found |= {name} if name else set()
    return found
