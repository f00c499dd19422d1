"""What a person typed or pasted into a cell, as the value the cell holds.

Shared by typing in a table, pasting a block and reading a workbook back, so
that the same text means the same everywhere. In a column of percentages a bare
number means percent ("15" is 15 %); a formula gives the fraction itself, as in
Excel ("=1/3" is 33.3 %). A formula stays one: the cell keeps it, and holds what it comes to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from scenarios.arithmetic import constant
from scenarios.cells import RefusedError, Value, accepted, bounds_sentence, shown
from scenarios.edits import RESET
from scenarios.formula import is_formula
from scenarios.formula_graph import may_be_computed
from scenarios.formula_reading import read_formula
from scenarios.formulas import as_cell
from scenarios.months import is_calendar_month
from scenarios.schema import Field, Kind
from scenarios.words import marked, say
from whatif_app.cell_text import choice_text
from whatif_app.formatting import NOTHING, month_label
from whatif_app.number_style import style
from whatif_app.typed_dates import month_of_name, parse_date
from whatif_app.typed_numbers import TypedNumber, as_value, read_number

_TRUE: Final = frozenset("true yes on y 1 x ✓ ✔ wahr ja ein j".split())
_FALSE: Final = frozenset("false no off n 0 ✗ falsch nein aus".split())
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,9})\.?[\s,'’/-]*(\d{4}|\d{2})")
_NUMBERED_MONTH = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})(?:[-/.]\d{1,2}(?:[T ].*)?)?")
#: A bare whole number in this range is a year that lost its month, not an offset.
_YEARS = range(1900, 2200)


def parse_typed(field: Field, text: str, names: Collection[str] = ()) -> Value:
    """The value that a text means in a field, in the form of the case file.

    Args:
        names: rows or scenarios that may be named; a name typed in another case is
            taken for the one it matches. What matches none is left to the case's check.

    Returns:
        An accepted value, or a formula as it is kept, which begins with “=”. Blank is the
        empty value where the field has one (null, "", no events, no plan), and otherwise
        `RESET`: back to the base's value or the default.

    Raises:
        RefusedError: what is wrong with the text, and what would be valid.
    """
    typed = text.strip()
    if typed in ("", NOTHING):
        return _blank(field)
    if field.is_composite:
        return accepted(field, _composite(field, typed))
    if is_formula(typed) and may_be_computed(field):
        return _formula(field, typed)
    reader = _READERS.get(field.kind)
    if reader is not None:
        return accepted(field, reader(field, typed))
    if field.kind in (Kind.ROW, Kind.SCENARIO, Kind.SCOPE):
        return accepted(field, matching(typed, names))
    return accepted(field, typed)


def _formula(field: Field, typed: str) -> str:
    """A formula; what names no cell is worked out, so that it is refused at once."""
    formula = read_formula(typed, style().decimal, style().group)
    if formula.is_constant:
        as_cell(field, constant(formula))
    return formula.text


def matching(typed: str, names: Collection[str]) -> str:
    """The name that a text means: itself, or the only one that differs in case alone."""
    if typed in names:
        return typed
    folded = typed.casefold()
    alike = [name for name in names if name.casefold() == folded]
    return alike[0] if len(alike) == 1 else typed


def parse_month(text: str) -> int | str | None:
    """An offset, or a calendar month "YYYY-MM": "3", "Apr 2027", "4/2027"; None for neither."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _calendar(int(found[1]), int(found[2]))
    if found := _NUMBERED_MONTH.fullmatch(text):
        return _calendar(int(found[2]), int(found[1]))
    if found := _NAMED_MONTH.fullmatch(text):
        return _named_month(found[1], found[2])
    if re.fullmatch(r"[+−-]?\d{1,5}", text):
        return int(text.replace("−", "-"))
    return None


def _blank(field: Field) -> Value:
    if field.nullable:
        return None
    empty: Mapping[Kind, Value] = {Kind.EVENTS: [], Kind.PLAN: {}}
    if field.kind is Kind.TEXT and field.default == "":
        return ""
    return empty.get(field.kind, RESET)


def _number(field: Field, typed: str) -> Value:
    number = _read(field, typed)
    if number.is_percent and field.kind is not Kind.NUMBER and not number.is_formula:
        raise RefusedError(
            say("{text} is a percentage.", text=shown(typed)), bounds_sentence(field)
        )
    return as_value(number.value)


def _share(field: Field, typed: str) -> Value:
    number = _read(field, typed)
    is_fraction = number.is_percent or number.is_formula
    # A fraction stays a float even where it is whole, as the case file writes it.
    return as_value(number.value if is_fraction else number.value.scaleb(-2))


def _read(field: Field, typed: str) -> TypedNumber:
    try:
        return read_number(typed)
    except RefusedError as refused:
        raise RefusedError(refused.what, refused.valid or bounds_sentence(field)) from None


def _month(field: Field, typed: str) -> Value:
    month = parse_month(typed)
    if month is None:
        raise RefusedError(
            say("{text} is not a month.", text=shown(typed)),
            say(
                "Enter a month such as {example}, or whole months from the start.",
                example=month_label("2027-04"),
            ),
        )
    if field.kind is Kind.MONTH and isinstance(month, int) and month in _YEARS:
        raise RefusedError(
            say("{year} is a year without its month.", year=month),
            say("Write {month}.", month=month_label(f"{month}-01")),
        )
    return month


def _calendar(year: int, month: int) -> str | None:
    text = f"{year:04d}-{month:02d}"
    return text if is_calendar_month(text) else None


def _named_month(name: str, year: str) -> str | None:
    number = month_of_name(name)
    if number is None:
        return None
    return _calendar(int(year) if len(year) == 4 else 2000 + int(year), number)


def _boolean(field: Field, typed: str) -> Value:
    word = typed.casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise RefusedError(
        say("{text} is neither yes nor no.", text=shown(typed)), say("Enter yes or no.")
    )


def _choice(field: Field, typed: str) -> Value:
    def plain(word: str) -> str:
        return re.sub(r"[\s_-]+", "", word).casefold()

    for choice in field.choices:
        if plain(typed) in (plain(choice), plain(choice_text(choice))):
            return choice
    return typed


_READERS: Mapping[Kind, Callable[[Field, str], Value]] = {
    Kind.NUMBER: _number,
    Kind.COUNT: _number,
    Kind.MONEY: _number,
    Kind.SHARE: _share,
    Kind.RATE: _share,
    Kind.MONTH: _month,
    Kind.CALENDAR_MONTH: _month,
    Kind.DATE: lambda _field, typed: parse_date(typed),
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}

_ITEM: Final = Field("item", "", Kind.NUMBER, "")
_UPLIFT: Final = Field("uplift", "", Kind.RATE, "")
_WHEN: Final = Field("month", "", Kind.MONTH, "")


def _composite(field: Field, typed: str) -> Value:
    """A list or mapping written "a; b", "name: a; name: b", or as JSON."""
    if typed[0] in "[{":
        try:
            parsed: Value = json.loads(typed)
        except (json.JSONDecodeError, RecursionError):
            refused = say("{text} cannot be read.", text=shown(typed))
            raise RefusedError(refused, bounds_sentence(field)) from None
        return parsed
    # Pairs pasted from two columns have a row each, and may hold any other character.
    divider = r"\n" if "\t" in typed else r"[;\n]"
    items = [item.strip() for item in re.split(divider, typed) if item.strip()]
    if field.kind in (Kind.SEASON, Kind.YEARS) or (
        field.kind is Kind.SHAPE and not any(":" in item for item in items)
    ):
        return [_number(_ITEM, item) for item in items]
    return _of_pairs(field, [_pair(field, item) for item in items])


def _of_pairs(field: Field, pairs: list[tuple[str, str]]) -> Value:
    if field.kind is Kind.EVENTS:
        return [
            {"month": _month(_WHEN, when), "uplift": _share(_UPLIFT, uplift)}
            for when, uplift in pairs
        ]
    if field.kind is Kind.HOUR_CLASSES:
        return [{"name": name, "hours": _number(_ITEM, hours)} for name, hours in pairs]
    if field.kind is Kind.PLAN:
        pairs = [(str(_month(_WHEN, when)), volume) for when, volume in pairs]
    mapping: dict[str, Value] = {}
    for name, number in pairs:
        if name in mapping:
            raise RefusedError(
                say("{text} is given twice.", text=shown(name)), say("Give each once.")
            )
        mapping[name] = _number(_ITEM, number)
    return mapping


def _pair(field: Field, item: str) -> tuple[str, str]:
    name, divider, number = item.rpartition("\t" if "\t" in item else ":")
    if not divider:
        raise RefusedError(
            say("{text} lacks its “:”.", text=shown(item)), say(_PAIRS_LOOK[field.kind])
        )
    return name.strip(), number.strip()


_PAIRS_LOOK: Mapping[Kind, str] = {
    Kind.EVENTS: marked("Write it like: 2027-09: 8%; 2027-12: 3%."),
    Kind.PLAN: marked("Write it like: 2027-03: 120000; 2027-04: 130000."),
    Kind.HOUR_CLASSES: marked("Write it like: peak: 60; day: 60; night: 48."),
    Kind.SHAPE: marked("Write it like: peak: 1.3; night: 0.6."),
}
