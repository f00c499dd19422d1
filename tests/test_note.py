"""Notes: kept in English in files, said in the reader's language on screen."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from decimal import Decimal

import pytest

from scenarios import words
from whatif_app.note import Note, as_note, note_from_json, note_to_json

SENTENCE = "{n} rows of {name} cost {amount}."


class Upside:
    """A language in which the one sentence here has its fields in another order."""

    def gettext(self, message: str, /) -> str:
        return "{amount} for {name}: {n}!" if message == SENTENCE else message

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        return one if n == 1 else many

    def pgettext(self, context: str, message: str, /) -> str:
        return message


@pytest.fixture
def another_language() -> Iterator[None]:
    words.use(Upside())
    yield
    words.use(words.ENGLISH)


def test_a_note_is_english_in_files_and_the_readers_language_on_screen(
    another_language: None,
) -> None:
    note = Note(SENTENCE, n=1234, name="EC2", amount=Decimal("56.5"))

    assert note == "1,234 rows of EC2 cost 56.50."
    assert words.spoken(note) == "56.50 for EC2: 1,234!"


def test_a_note_survives_a_file_with_what_fills_it(another_language: None) -> None:
    note = Note(SENTENCE, n=2, name="a {brace}", amount=1.5)

    again = note_from_json(json.loads(json.dumps(note_to_json(note))))

    assert again == note
    assert words.spoken(again) == "1.50 for a {brace}: 2!"


def test_an_amount_in_a_note_is_written_alike_after_a_file(another_language: None) -> None:
    note = Note(SENTENCE, n=2, name="EC2", amount=Decimal("1234.5"))

    again = note_from_json(json.loads(json.dumps(note_to_json(note))))

    assert again == note == "2 rows of EC2 cost 1,234.50."
    assert words.spoken(again) == "1,234.50 for EC2: 2!"


def test_a_plain_sentence_of_an_earlier_version_is_a_note_even_with_braces() -> None:
    assert note_from_json("Rows of {curly} names were left out.") == (
        "Rows of {curly} names were left out."
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        3,
        {},
        {"sentence": "{n} rows"},
        {"sentence": "{n} rows", "values": {"m": 1}},
        {"sentence": "{n} rows", "values": {"n": [1]}},
        {"sentence": "{n.__class__}", "values": {"n": 1}},
        {"sentence": "{n:>9999999999}", "values": {"n": 1}},
        {"sentence": "{n", "values": {"n": 1}},
    ],
)
def test_what_is_no_note_is_refused_in_words(data: object) -> None:
    with pytest.raises(ValueError, match="note"):
        note_from_json(data)


def test_a_note_stays_one_when_taken_for_one_and_when_sent_to_another_process() -> None:
    note = Note("{n} rows", n=3)

    assert as_note(note) is note
    assert as_note("No rows.") == "No rows."
    assert pickle.loads(pickle.dumps(note)).values == {"n": 3}
