"""JSON read without leniency: what is lost or ambiguous in it is named, never guessed.

The standard reader keeps the last of two equal keys, reads NaN, and lets a deep
file end the program; a cell lost that way would be a wrong figure later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scenarios.problems import CaseError, Problem
from scenarios.words import say
from whatif_app.errors import InvalidFileError

#: No case nests deeper than a handful; a file that does is not one.
MOST_DEPTH = 50
#: A whole number with more digits is beyond a float, and long ones take Python long to read.
MOST_DIGITS = 300


def read_json(content: bytes, name: str) -> Any:
    """The JSON value in the content of a file.

    NaN and infinite numbers (also "1e999") come back as such floats, so that
    whoever checks the cells can refuse them with their address.

    Args:
        name: what messages call the file.

    Raises:
        InvalidFileError: not UTF-8, not JSON, or nested too deeply.
        CaseError: keys that stand twice, each at its address.
    """
    text = _text(content, name)
    if text.startswith("\x00") or not text.strip():
        raise InvalidFileError(
            say("{name} is empty.", name=name), say("Choose another file, or a copy of this one.")
        )
    try:
        value = json.loads(text, object_pairs_hook=_Object, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise InvalidFileError(
            say(
                "{name}, line {lineno}, column {colno}: this is not JSON ({msg}).",
                name=name,
                lineno=error.lineno,
                colno=error.colno,
                msg=error.msg,
            ),
            say("Correct the file there, or export it again."),
        ) from None
    except RecursionError:
        raise _too_deep(name) from None
    problems = list(_problems(value, name))
    if problems:
        raise CaseError(problems)
    return value


def read_stored_json(content: bytes, name: str) -> Any:
    """The JSON value in a file that the program wrote itself, as `read_json`.

    Raises:
        ValueError: it is not as it was written; in words.
    """
    try:
        return read_json(content, name)
    except InvalidFileError as error:
        raise ValueError(error.what.rstrip(".")) from error
    except CaseError as error:
        first = error.problems[0]
        raise ValueError(f"in {name}, “{first.address}” {first.what.rstrip('.')}") from error


def write_json(value: Any) -> str:
    """A value as readable JSON text; NaN and infinities are a bug, not text.

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen and key not in self.repeated:
                    self.repeated.append(key)
                seen.add(key)


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidFileError(
            say(
                "{name}, line {line}: this is not UTF-8 text (byte {start}).",
                name=name,
                line=line,
                start=error.start + 1,
            ),
            say("Save the file as UTF-8."),
        ) from None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def _problems(value: Any, name: str) -> Iterator[Problem]:
    """Keys that stand twice and text that no file can hold, by address."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    while waiting:
        item, path = waiting.pop()
        if len(path) > MOST_DEPTH:
            raise _too_deep(name)
        if isinstance(item, str) and not _is_writable(item):
            yield _problem(
                path, say("holds half of a surrogate pair."), say("Write the character whole.")
            )
        if isinstance(item, _Object):
            for key in item.repeated:
                yield _problem((*path, key), say("is given twice."), say("Keep one of the two."))
            unwritable = [key for key in item if not _is_writable(key)]
            if unwritable:
                yield _problem(path, say("has a key with half of a surrogate pair."))
            # Last in, first out: reversed, so that problems come in the order of the file.
            waiting += [
                (part, (*path, key))
                for key, part in reversed(item.items())
                if key not in unwritable
            ]
        elif isinstance(item, list):
            waiting += [
                (part, (*path, _row_name(part, position)))
                for position, part in reversed(list(enumerate(item, start=1)))
            ]


def _row_name(row: Any, position: int) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    return name if isinstance(name, str) and name and _is_writable(name) else str(position)


def _problem(path: tuple[str, ...], what: str, valid: str = "") -> Problem:
    if len(path) > 3 and path[0] == "scenarios" and path[2] == "set":
        return Problem("/".join(path[3:]), what, valid, scenario=path[1])
    return Problem("/".join(path) or "case", what, valid)


def _is_writable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _too_deep(name: str) -> InvalidFileError:
    return InvalidFileError(
        say("{name} is nested too deeply to be a case.", name=name),
        say("Choose a file that holds a case."),
    )
