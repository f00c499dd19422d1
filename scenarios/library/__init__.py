"""Worked cases: each a JSON file beside this one, with a sentence on what it teaches.

The start page, the tests and the documentation all read the cases from here. A file's number
sets its place in the list; its name without the number is the name that `load` takes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One worked case and what a reader should take from it.

    Attributes:
        name: short name, e.g. "checkout-2027"; unique in the library.
        title: what the start page calls it.
        teaches: one sentence.
        story: two or three sentences on the situation and what to try.
        text: the case as JSON text, in the form of a `case.json`.
    """

    name: str
    title: str
    teaches: str
    story: str
    text: str

    @property
    def case(self) -> dict[str, Any]:
        """The case as plain data, for `Case.from_json`; a fresh copy that may be changed."""
        data: dict[str, Any] = json.loads(self.text)
        return data


@cache
def entries() -> tuple[LibraryEntry, ...]:
    """All worked cases, in the order in which the start page lists them."""
    files = (item for item in resources.files(__name__).iterdir() if item.name.endswith(".json"))
    return tuple(
        _read(item.name, item.read_text(encoding="utf-8"))
        for item in sorted(files, key=lambda item: item.name)
    )


def load(name: str) -> LibraryEntry:
    """The worked case of this name.

    Raises:
        KeyError: there is none; the message lists those that exist.
    """
    for entry in entries():
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in entries())
    raise KeyError(f"No worked case is called {name!r}. There are: {known}.")


def _read(file_name: str, text: str) -> LibraryEntry:
    _, _, name = file_name.removesuffix(".json").partition("-")
    data = json.loads(text)
    return LibraryEntry(
        name=name,
        title=data["title"],
        teaches=data["teaches"],
        story=data["story"],
        text=json.dumps(data["case"], ensure_ascii=False),
    )
