"""JSON text that is broken somewhere: everything that stands before, beside and after the break.

The program writes each value on a line of its own, indented by its depth. So after a break reading
goes on with the next line of the same depth, and only what lies between is lost.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from scenarios.problems import CaseError
from scenarios.words import say
from whatif_app.errors import InvalidFileError
from whatif_app.strict_json import MOST_DEPTH, MOST_DIGITS, read_json

Path = tuple[str, ...]

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}
_LINE = re.compile(r"\n( *)([^ \r\n])")
_CLOSING = {"{": "}", "[": "]"}
_BEGINNINGS = frozenset('"{[}]-0123456789tfn')
# Two for each level, of which there are at most so many.
_MOST_INDENT = 2 * MOST_DEPTH + 2
#: What stands for bytes that are no text.
_NO_TEXT = "\ufffd"


@dataclass
class Remains:
    """What could be read of a text.

    Attributes:
        value: the JSON value, less what is lost.
        lost: for each piece that is lost, the way to it and why.
    """

    value: Any = None
    lost: list[tuple[Path, str]] = field(default_factory=list)


class _Broken(Exception):
    """Here the text is no JSON."""


def read_broken_json(content: bytes) -> Remains:
    """The JSON value in a text, as far as it can be read; None where not even its beginning can."""
    with contextlib.suppress(InvalidFileError, CaseError):
        return Remains(read_json(content, ""))
    text = content.decode("utf-8-sig", errors="replace")
    reader = _Reader(text)
    remains = Remains(lost=reader.lost)
    try:
        remains.value = reader.value(())
        reader.check_end()
    except _Broken as broken:
        reader.lost.append(((), str(broken)))
    return remains


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.lost: list[tuple[Path, str]] = []

    def value(self, path: Path) -> Any:
        sign = self._next()
        if len(path) > MOST_DEPTH:
            raise _Broken(say("It is nested too deeply."))
        if sign == "{":
            return self._object(path)
        if sign == "[":
            return self._list(path)
        if sign == '"':
            return self._string()
        for word, value in _WORDS.items():
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return value
        return self._number()

    def check_end(self) -> None:
        """Nothing may follow the whole value."""
        if self._next():
            raise _Broken(say("Something follows the end."))

    def _next(self) -> str:
        """The next sign that is no space; "" at the end."""
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _string(self) -> str:
        found = _STRING.match(self._text, self._at)
        if found is None:
            raise _Broken(say("A text is cut off, or holds what no text can."))
        text = str(json.loads(found[0]))
        if _NO_TEXT in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise _Broken(say("A text holds bytes that are none."))
        self._at = found.end()
        return text

    def _number(self) -> int | float:
        found = _NUMBER.match(self._text, self._at)
        if found is None or len(found[0]) > MOST_DIGITS:
            raise _Broken(_unreadable())
        self._at = found.end()
        number: int | float = json.loads(found[0])
        return number

    def _object(self, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        indent = self._open()
        while self._has_more("{", path, indent):
            inner, is_read = (*path, ""), False
            try:
                key = self._string()
                inner = (*path, key)
                if self._next() != ":":
                    raise _Broken(say("A name has no value."))
                self._at += 1
                value = self.value(inner)
                is_read = isinstance(value, dict | list)
                if key in made:
                    raise _Broken(say("It is given twice; the first one is kept."))
                made[key] = value
                self._check_end(key, made, is_read)
            except _Broken as broken:
                self.lost.append((inner if inner[-1] else path, str(broken)))
                self._go_on_at(indent)
        return made

    def _list(self, path: Path) -> list[Any]:
        made: list[Any] = []
        indent = self._open()
        number = 0
        while self._has_more("[", path, indent):
            number += 1
            inner, before = (*path, str(number)), len(self.lost)
            try:
                value = self.value(inner)
                made.append(value)
                self._name(value, path, before)
                self._check_end(-1, made, isinstance(value, dict | list))
            except _Broken as broken:
                self.lost.append((inner, str(broken)))
                self._go_on_at(indent)
        return made

    def _name(self, value: Any, path: Path, before: int) -> None:
        """Call a row by its name in what was lost of it."""
        name = value.get("name") if isinstance(value, dict) else None
        if isinstance(name, str) and name:
            depth = len(path)
            for index in range(before, len(self.lost)):
                inner, why = self.lost[index]
                self.lost[index] = ((*inner[:depth], name, *inner[depth + 1 :]), why)

    def _open(self) -> int | None:
        """Step into an object or a list; how far its lines are indented, None where it has none."""
        self._at += 1
        found = _LINE.match(self._text, self._at)
        return len(found[1]) if found else None

    def _has_more(self, opening: str, path: Path, indent: int | None) -> bool:
        """Go to the next element; False where the object or list has ended."""
        while sign := self._next():
            if sign == _CLOSING[opening]:
                self._at += 1
                return False
            if sign not in _BEGINNINGS:
                self.lost.append((path, _unreadable()))
                self._go_on_at(indent)
            elif (self._indent() or 0) < (indent or 0) and self._indent() is not None:
                # A line further out belongs to what is around: the bracket before it is lost.
                self.lost.append((path, say("Its end is missing.")))
                return False
            elif sign in "}]":
                self.lost.append((path, say("Its end is missing.")))
                return False
            else:
                return True
        if not self.lost or self.lost[-1][1] != _cut():
            self.lost.append((path, _cut()))
        return False

    def _indent(self) -> int | None:
        """How far the line here is indented; None in the midst of a line."""
        # Bounded, as text without a single line break would be gone through for every value.
        earliest = max(0, self._at - _MOST_INDENT)
        line = self._text.rfind("\n", earliest, self._at)
        is_start = line >= 0 and self._text[line : self._at].isspace()
        return self._at - line - 1 if is_start else None

    def _check_end(self, key: Any, made: Any, is_kept: bool) -> None:
        """What follows a value tells whether it is one: "5x0" is not 5."""
        sign = self._next()
        if sign == "," and not self._is_second_comma():
            self._at += 1
            return
        if sign in ("}", "]", ""):
            return
        if not is_kept:
            del made[key]
            raise _Broken(_unreadable())
        if self._indent() is None:
            self._at += 1
            raise _Broken(say("What follows it cannot be read."))

    def _is_second_comma(self) -> bool:
        """Whether nothing stands behind a comma: in "50,," a digit was damaged."""
        found = _SPACE.match(self._text, self._at + 1)
        after = found.end() if found else self._at + 1
        return self._text[after : after + 1] in (",", "}", "]")

    def _go_on_at(self, indent: int | None) -> None:
        """Go to the next line of this depth, or to where this object or list ends."""
        if indent is None:
            self._at = len(self._text)
            return
        while found := _LINE.search(self._text, self._at):
            depth, sign = len(found[1]), found[2]
            self._at = found.start(2)
            if depth < indent or (depth == indent and sign not in "}]"):
                return
        self._at = len(self._text)


def _unreadable() -> str:
    return say("What stands here is neither a number nor a text nor a list.")


def _cut() -> str:
    return say("The text is cut off here.")
