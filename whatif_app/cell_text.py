"""Cells as a table shows them: rounded, with their units, lists in brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from scenarios.cells import Value
from scenarios.months import calendar_month, is_calendar_month
from scenarios.schema import Field, Kind
from scenarios.words import say
from whatif_app.digits import grouped, signed, trimmed
from whatif_app.formatting import (
    NOTHING,
    day_label,
    decimals_of,
    in_months,
    is_nothing,
    money,
    month_label,
    number,
    quantity,
    symbol,
    with_symbol,
)
from whatif_app.number_style import THIN, style

_ACRONYMS: Mapping[str, str] = {"ri": "RI", "cud": "CUD"}


def unit_text(field: Field, currency: str) -> str:
    """What a field's numbers count, as a header says it: "$/month", "% a month"."""
    sign = symbol(currency).strip(THIN) or currency
    return say(field.unit).replace("{currency}", sign)


def cell_text(field: Field, value: Value, currency: str, start_month: str) -> str:
    """A cell as the table shows it: "$21,400", "85 %", "Apr 2027", "4 mo"; "–" for none."""
    if is_nothing(value):
        return NOTHING
    writer = _CELLS.get(field.kind)
    if writer is not None:
        return writer(cast(Any, value), currency, start_month)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return in_months(number(value)) if field.unit == "months" else number(value)
    return choice_text(str(value)) if field.choices else str(value)


def choice_text(choice: str) -> str:
    """One of a field's choices in words: "standard_ri" is "Standard RI"."""
    words = [_ACRONYMS.get(word, word) for word in choice.split("_")]
    return say(" ".join([words[0][:1].upper() + words[0][1:], *words[1:]]))


def _cell_money(value: float, currency: str, _start: str) -> str:
    size = abs(value)
    if size == int(size):
        text = f"{size:,.0f}"
    elif size >= 1:
        # A price of ¥12.5 has a half; a cost of ¥12,345.67 is observed and has none worth seeing.
        text = grouped(size, 2 if size < 1000 else decimals_of(currency))
    else:
        text = trimmed(size, 4)
    text = style().written(text)
    return signed(with_symbol(text, currency), value, text)


def _cell_share(value: float, _currency: str, _start: str) -> str:
    # What is observed on a bill has any number of decimals; two are read, all are in the tooltip.
    text = style().written(trimmed(abs(value) * 100, 2))
    return signed(f"{text}{THIN}%", value, text)


def _cell_month(value: int | str, _currency: str, start: str) -> str:
    if isinstance(value, str):
        return month_label(value)
    return month_label(calendar_month(value, start)) if is_calendar_month(start) else str(value)


def _cell_season(value: Iterable[float], _currency: str, _start: str) -> str:
    factors = list(value)
    return f"{number(min(factors))} … {number(max(factors))}"


def _listed(items: list[str], most: int = 3) -> str:
    """The first few, and how many more there are."""
    more = f" +{len(items) - most}" if len(items) > most else ""
    return (" · ".join(items[:most]) + more) or NOTHING


def _cell_events(value: Iterable[Mapping[str, Any]], currency: str, start: str) -> str:
    return _listed([
        f"{_cell_month(item['month'], currency, start)} "
        f"{'+' if item['uplift'] >= 0 else ''}{_cell_share(item['uplift'], currency, start)}"
        for item in value
    ], 2)  # fmt: skip


def _cell_plan(value: Mapping[str, float], currency: str, start: str) -> str:
    return _listed([
        f"{_cell_month(_month_key(month), currency, start)} {quantity(volume)}"
        for month, volume in value.items()
    ], 2)  # fmt: skip


def _month_key(month: str) -> int | str:
    return month if is_calendar_month(month) else int(month)


def _cell_years(value: Iterable[float], currency: str, _start: str) -> str:
    return _listed([money(amount, currency) for amount in value])


def _cell_hours(value: Iterable[Mapping[str, Any]], _currency: str, _start: str) -> str:
    return _listed([f"{item['name']} {number(item['hours'])}{THIN}h" for item in value])


def _cell_shape(value: Iterable[float] | Mapping[str, float], _currency: str, _start: str) -> str:
    levels = value.values() if isinstance(value, Mapping) else value
    return _listed([number(level) for level in levels])


_CELLS: Mapping[Kind, Callable[[Any, str, str], str]] = {
    Kind.MONEY: _cell_money,
    Kind.SHARE: _cell_share,
    Kind.RATE: _cell_share,
    Kind.MONTH: _cell_month,
    Kind.CALENDAR_MONTH: _cell_month,
    Kind.DATE: lambda value, _currency, _start: day_label(value),
    Kind.BOOLEAN: lambda value, _currency, _start: say("Yes") if value else say("No"),
    Kind.SEASON: _cell_season,
    Kind.EVENTS: _cell_events,
    Kind.PLAN: _cell_plan,
    Kind.YEARS: _cell_years,
    Kind.HOUR_CLASSES: _cell_hours,
    Kind.SHAPE: _cell_shape,
}
