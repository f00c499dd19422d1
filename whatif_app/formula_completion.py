"""What may come next where a formula is typed: tables, then rows, then fields; and what is near.

Offered step by step, as one types: `=wo` → `workloads/` → `workloads/'Video encoder'/` → a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scenarios.address import Address
from scenarios.case import Case
from scenarios.formula import BASE, FUNCTIONS, quoted
from scenarios.formula_graph import may_be_computed
from scenarios.schema import PROJECT, TABLES

_BEGINNING = re.compile(r"(?<![\w/'])([^\W\d]\w*)/")
_ROW_AND_FIELD = re.compile(r"(?:'((?:[^']|'')*)'|([^/']*))/(\w*)")
_ROW = re.compile(r"'?([^/]*)")
_WORD = re.compile(r"(?<!\w)(?:[^\W\d]\w*)?$")


@dataclass(frozen=True, slots=True)
class Completions:
    """Words that may stand from a place on up to the caret.

    Attributes:
        start: where in the text the word begins that they complete.
        words: the likeliest first; one that ends with “/” or “(” goes on.
    """

    start: int
    words: tuple[str, ...] = ()


def completions(case: Case, home: Address, scenario: str | None, before: str) -> Completions:
    """What may complete a formula that is being typed.

    Args:
        home: the cell that it is typed in.
        before: the text up to the caret, with its equals sign.
    """
    for begun in reversed([*_BEGINNING.finditer(before)]):
        if begun[1].lower() in (PROJECT.name, *TABLES):
            table, rest = begun[1].lower(), before[begun.end() :]
            words = tuple(_of_table(case, table, rest))
            if words:
                return _unless_whole(before, begun.start(), words)
            break
    found = _WORD.search(before)
    if found is None:
        return Completions(len(before))
    words = tuple(_near(found[0], _of_word(case, home, scenario)))
    return _unless_whole(before, found.start(), words)


def _unless_whole(before: str, start: int, words: tuple[str, ...]) -> Completions:
    """Nothing, where what is typed is all that there is."""
    return Completions(start, () if words == (before[start:],) else words)


def _of_table(case: Case, table: str, rest: str) -> Iterator[str]:
    """Addresses in a table, after its name and the stroke behind it."""
    if table == PROJECT.name:
        if re.fullmatch(r"\w*", rest):
            yield from (f"{table}/{name}" for name in _near(rest, _fields(table)))
    elif (found := _ROW_AND_FIELD.fullmatch(rest)) is not None:
        row = found[2] if found[1] is None else found[1].replace("''", "'")
        if row in case.tables[table]:
            fields = _near(found[3], _fields(table))
            yield from (f"{table}/{quoted(row)}/{name}" for name in fields)
    elif (found := _ROW.fullmatch(rest)) is not None:
        rows = _near(found[1].replace("''", "'"), case.tables[table])
        yield from (f"{table}/{quoted(row)}/" for row in rows)


def _of_word(case: Case, home: Address, scenario: str | None) -> Iterator[str]:
    """What a formula may begin with, or go on with after a sign."""
    if scenario is not None:
        yield BASE
    yield from (name for name in _fields(home.table) if name != home.field)
    yield from (f"{table}/" for table, rows in case.tables.items() if rows)
    yield f"{PROJECT.name}/"
    yield from (f"{name}(" for name in FUNCTIONS)


def _fields(table: str) -> Iterator[str]:
    declared = PROJECT if table == PROJECT.name else TABLES[table]
    return (field.name for field in declared.fields if may_be_computed(field))


def _near(typed: str, words: Iterable[str]) -> list[str]:
    """The words that begin with what is typed, then those that hold it."""
    folded = typed.casefold()
    found = [word for word in words if folded in word.casefold()]
    return sorted(found, key=lambda word: not word.casefold().startswith(folded))
