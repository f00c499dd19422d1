"""A cell that holds a list, as the rows of a small grid and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from scenarios.case import Case
from scenarios.cells import RefusedError, Value, accepted
from scenarios.consistency import hour_shares
from scenarios.schema import Field, Kind
from scenarios.words import say, say_in
from whatif_app.formatting import month_names, percent, plain
from whatif_app.typed_numbers import as_value, read_number
from whatif_app.typed_values import parse_typed


@dataclass(frozen=True)
class ListRows:
    """The rows of a list editor.

    Attributes:
        heads: column headers.
        rows: the texts, one list per row.
        is_fixed: whether rows may neither come nor go.
        given: the columns that cannot be written.
        hint: one sentence on what is expected.
    """

    heads: tuple[str, ...]
    rows: list[list[str]]
    is_fixed: bool
    hint: str
    given: tuple[int, ...] = ()


def rows_of(case: Case, field: Field, value: Value, scenario: str | None) -> ListRows:
    """A composite cell's value as rows to edit."""
    given: Any = value or ()
    if field.kind is Kind.SEASON:
        factors = [plain(factor) for factor in given] or ["1"] * 12
        rows = [[name, factor] for name, factor in zip(month_names(), factors, strict=True)]
        heads = (say("Month"), say("Factor"))
        return ListRows(heads, rows, True, say("Only ratios to the first month count."), (0,))
    if field.kind is Kind.EVENTS:
        rows = [[str(item["month"]), percent(item["uplift"])] for item in given]
        return ListRows(
            (say("From month"), say("Uplift")), rows, False, say("Each multiplies the volume.")
        )
    if field.kind is Kind.YEARS:
        rows = [[plain(amount)] for amount in given]
        heads = (say("Committed"),)
        return ListRows(heads, rows, False, say("One row per contract year."))
    if field.kind is Kind.HOUR_CLASSES:
        rows = [[item["name"], plain(item["hours"])] for item in given] or [["all", "168"]]
        return ListRows(
            (say("Class"), say("Hours a week")), rows, False, say("The hours sum to 168.")
        )
    classes = hour_shares(case.view(scenario))
    levels = _levels(given, tuple(classes))
    rows = [[name, level] for name, level in zip(classes, levels, strict=True)]
    level_heads = (say("Class"), say_in("shape", "Level"))
    hint = say("Weighted by hours, the levels average 1.")
    return ListRows(level_heads, rows, True, hint, (0,))


def value_of(field: Field, rows: Sequence[Sequence[str]]) -> Value:
    """The value that edited rows mean; blank rows are left out, and no rows are blank.

    Raises:
        RefusedError: what is wrong, with the row where one is.
    """
    filled = [list(row) for row in rows if any(text.strip() for text in row)]
    if field.kind in (Kind.HOUR_CLASSES, Kind.SHAPE):
        return _named(field, filled)
    if field.kind in (Kind.SEASON, Kind.YEARS):
        return parse_typed(field, "\n".join(row[-1] for row in filled))
    for row in filled:
        if not all(text.strip() for text in row):
            half = " ".join(row).strip()
            raise RefusedError(say("“{text}” is half a row.", text=half), say("Fill both columns."))
    return parse_typed(field, "\n".join("\t".join(row) for row in filled))


def _levels(value: Any, names: tuple[str, ...]) -> list[str]:
    if isinstance(value, Mapping):
        return [plain(value[name]) if name in value else "1" for name in names]
    levels = [plain(level) for level in cast("Sequence[float]", value)]
    return levels if len(levels) == len(names) else ["1"] * len(names)


def _named(field: Field, rows: Sequence[Sequence[str]]) -> Value:
    """Pairs whose names may hold any character."""
    if not rows:
        return parse_typed(field, "")
    pairs = [(name.strip(), as_value(read_number(number).value)) for name, number in rows]
    if field.kind is Kind.HOUR_CLASSES:
        return accepted(field, [{"name": name, "hours": hours} for name, hours in pairs])
    return accepted(field, dict(pairs))
