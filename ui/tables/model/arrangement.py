"""How the rows and columns of a table are looked at: sorted, filtered, hidden. The case stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from scenarios.cells import RefusedError, Value
from scenarios.months import is_calendar_month, offset_of
from scenarios.schema import Field, Kind
from scenarios.words import in_english
from ui.tables.model.snapshot import Snapshot
from whatif_app.edit_text import edit_text
from whatif_app.typed_values import parse_typed

_DIGITS = re.compile(r"(\d+)")

#: A cell of the table by row key, column head and value, as the table shows it.
TextOf = Callable[[str, str, Value], str]
#: The declaration of a cell by row key and column head; None where none is shown.
FieldOf = Callable[[str, str], Field | None]


class Condition(StrEnum):
    """What a filter may ask of a cell."""

    NONE = ""
    CONTAINS = "contains"
    LACKS = "lacks"
    EQUALS = "equals"
    DIFFERS = "differs"
    ABOVE = "above"
    BELOW = "below"
    BLANK = "blank"
    FILLED = "filled"

    @property
    def needs_operand(self) -> bool:
        """Whether it compares with something that is typed."""
        return self not in (Condition.NONE, Condition.BLANK, Condition.FILLED)


_OF_TEXTS = (Condition.EQUALS, Condition.DIFFERS)
#: What is shown is searched for what is typed, number or not.
_OF_PARTS = (Condition.CONTAINS, Condition.LACKS)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows one column lets through: those for which every part holds.

    Numbers and texts are in English, so that a kept filter is the same for every reader.

    Attributes:
        operand: what the condition compares with, as `kept_operand` writes it.
        values: the texts let through; None for all.
        only_overridden: whether the cell must be one that the scenario changes.
    """

    condition: Condition = Condition.NONE
    operand: str = ""
    values: frozenset[str] | None = None
    only_overridden: bool = False

    @property
    def lets_all_through(self) -> bool:
        """Whether it asks for nothing."""
        return self == Filter() or (
            self.values is None
            and not self.only_overridden
            and (not self.condition or (self.condition.needs_operand and not self.operand.strip()))
        )


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How one table is looked at; remembered with the document, never a change of the case.

    Attributes:
        sort_by: the head of the column that orders the rows; "" for the case's own order.
        filters: by head.
        hidden: the heads of the columns that are not shown.
    """

    sort_by: str = ""
    is_descending: bool = False
    filters: Mapping[str, Filter] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    @property
    def moves_rows(self) -> bool:
        """Whether rows stand elsewhere than in the case, or not at all."""
        return bool(self.sort_by or self.filters)

    def with_filter(self, head: str, wanted: Filter) -> Arrangement:
        """The arrangement with another filter of a column."""
        others = {name: kept for name, kept in self.filters.items() if name != head}
        return replace(
            self, filters=others if wanted.lets_all_through else {**others, head: wanted}
        )

    def to_json(self) -> dict[str, Any]:
        """As the document's view state keeps it."""
        filters = {
            head: {
                "condition": str(kept.condition),
                "operand": kept.operand,
                "values": None if kept.values is None else sorted(kept.values),
                "only_overridden": kept.only_overridden,
            }
            for head, kept in self.filters.items()
        }
        return {
            "sort_by": self.sort_by,
            "is_descending": self.is_descending,
            "filters": filters,
            "hidden": sorted(self.hidden),
        }

    @classmethod
    def from_json(cls, data: object) -> Arrangement:
        """What `to_json` described; anything else is no arrangement at all."""
        if not isinstance(data, dict):
            return cls()
        stored = data.get("filters")
        filters = stored.items() if isinstance(stored, dict) else ()
        hidden = data.get("hidden")
        return cls(
            str(data.get("sort_by") or ""),
            data.get("is_descending") is True,
            {str(head): _filter(kept) for head, kept in filters if isinstance(kept, dict)},
            frozenset(map(str, hidden)) if isinstance(hidden, list) else frozenset(),
        )


def _filter(data: Mapping[str, Any]) -> Filter:
    condition, values = data.get("condition"), data.get("values")
    known = condition if condition in set(Condition) else Condition.NONE
    return Filter(
        Condition(known),
        str(data.get("operand") or ""),
        frozenset(map(str, values)) if isinstance(values, list) else None,
        data.get("only_overridden") is True,
    )


def keys_in_order(
    arrangement: Arrangement, full: Snapshot, text_of: TextOf, field_of: FieldOf, start: str
) -> list[str]:
    """The keys of the rows that the filters let through, sorted.

    Args:
        full: every row and column.
        start: the month that offsets count from.
    """
    rows = list(range(len(full.keys)))
    for head, wanted in arrangement.filters.items():
        if head in full.heads:
            test = _Test(wanted, full, full.heads.index(head), text_of, field_of)
            rows = [row for row in rows if test.passes(row)]
    if arrangement.sort_by not in full.heads:
        return [full.keys[row] for row in rows]
    head = arrangement.sort_by
    column = full.columns[full.heads.index(head)]

    def order(row: int) -> tuple[object, ...]:
        declared = field_of(full.keys[row], head)
        text = text_of(full.keys[row], head, column[row])
        return _sort_key(declared, column[row], text, start)

    filled = [row for row in rows if not _is_blank(column[row])]
    blank = [row for row in rows if _is_blank(column[row])]
    # What is blank comes last either way, as in Excel.
    ordered = sorted(filled, key=order, reverse=arrangement.is_descending)
    return [full.keys[row] for row in (*ordered, *blank)]


class _Test:
    """One filter over one column."""

    def __init__(
        self, wanted: Filter, full: Snapshot, column: int, text_of: TextOf, field_of: FieldOf
    ) -> None:
        self._wanted = wanted
        self._full = full
        self._column = column
        self._text_of = text_of
        self._field_of = field_of

    def passes(self, row: int) -> bool:
        wanted, full = self._wanted, self._full
        key, head = full.keys[row], full.heads[self._column]
        if wanted.only_overridden and key not in full.marked[self._column]:
            return False
        value = full.columns[self._column][row]
        if wanted.values is not None and self._in_english(key, head, value) not in wanted.values:
            return False
        return self._meets(value, self._text_of(key, head, value), self._field_of(key, head))

    def _in_english(self, key: str, head: str, value: Value) -> str:
        with in_english():
            return self._text_of(key, head, value)

    def _meets(self, value: Value, text: str, declared: Field | None) -> bool:
        condition, operand = self._wanted.condition, self._wanted.operand.strip()
        if condition in (Condition.BLANK, Condition.FILLED):
            return _is_blank(value) is (condition is Condition.BLANK)
        if not condition or not operand:
            return True
        if condition in _OF_PARTS:
            found = folded(operand) in folded(text)
            return found is (condition is Condition.CONTAINS)
        with in_english():
            sought = _number_of(declared, operand)
        if sought is None or not isinstance(value, int | float):
            same = folded(operand) == folded(text)
            return same is (condition is Condition.EQUALS) and condition in _OF_TEXTS
        return {
            Condition.EQUALS: value == sought,
            Condition.DIFFERS: value != sought,
            Condition.ABOVE: value > sought,
            Condition.BELOW: value < sought,
        }[condition]


def folded(text: str) -> str:
    """A text for comparing as people do: case and kinds of spaces make no difference."""
    return " ".join(text.split()).casefold()


def kept_operand(declared: Field | None, condition: Condition, typed: str) -> str:
    """What is typed beside a condition, as a filter keeps it: a number of the column exactly."""
    if not condition.needs_operand:
        return ""
    number = None if condition in _OF_PARTS else _number_of(declared, typed)
    if number is None or declared is None:
        return typed
    with in_english():
        return edit_text(declared, number)


def shown_operand(declared: Field | None, kept: Filter) -> str:
    """A filter's operand as the reader writes it."""
    with in_english():
        number = None if kept.condition in _OF_PARTS else _number_of(declared, kept.operand)
    return kept.operand if number is None or declared is None else edit_text(declared, number)


def _is_blank(value: Value) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple | dict) and not value)


def _number_of(declared: Field | None, operand: str) -> int | float | None:
    """What is typed beside a condition, read as the column reads it; None where no number."""
    if declared is None or not declared.is_numeric or declared.choices:
        return None
    # A bound may lie where no cell can: "below 120 %" is every share.
    free = replace(declared, minimum=None, maximum=None, above=None)
    try:
        value = parse_typed(free, operand)
    except RefusedError:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def _sort_key(declared: Field | None, value: Value, text: str, start: str) -> tuple[object, ...]:
    """Numbers by size, months by time, words by alphabet with numbers in them by size."""
    if declared is not None and declared.kind is Kind.MONTH and is_calendar_month(value):
        return (0, offset_of(str(value), start))
    if isinstance(value, int | float):
        return (0, value)
    parts: Sequence[str] = _DIGITS.split(folded(str(value) if declared is None else text))
    return (1, *((0, int(part)) if part.isdecimal() else (1, part) for part in parts if part))
