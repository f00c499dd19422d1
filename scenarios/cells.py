"""Cell values: what a field accepts, and what is wrong with what it does not.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping

from scenarios.months import is_calendar_day, is_calendar_month
from scenarios.problems import suggestion
from scenarios.schema import Field, Kind

_CURRENCY_CODE = re.compile(r"[A-Z]{3}")

#: A cell's value, in the form that the case file writes it.
Value = object


class RefusedError(ValueError):
    """A value that a field does not accept: what is wrong, and what would be valid."""

    def __init__(self, what: str, valid: str = "") -> None:
        super().__init__(f"{what} {valid}".strip())
        self.what = what
        self.valid = valid


def shown(value: Value) -> str:
    """A value as it appears inside a message, cut where it is long."""
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _is_unwritable(text: str) -> bool:
    """Whether text holds a control character, or half of a surrogate pair, which no file takes."""
    return any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


def name_problem(name: Value) -> str | None:
    """Why a value cannot name a row or a scenario; None where it can."""
    if not isinstance(name, str) or not name.strip():
        return "a name is needed."
    if _is_unwritable(name):
        return f"{shown(name)} holds a control character."
    return None


def row_name_problem(name: Value) -> str | None:
    """Why a value cannot name a row; None where it can."""
    if isinstance(name, str) and "/" in name:
        return f"{shown(name)} holds “/”, which separates the parts of an address."
    return name_problem(name)


def is_currency_code(text: str) -> bool:
    """Whether a text has the form of an ISO 4217 code, such as EUR."""
    return _CURRENCY_CODE.fullmatch(text) is not None


def accepted(field: Field, raw: Value) -> Value:
    """A field's value in its canonical form.

    Whole numbers written 12.0 become 12 where the field counts; lists and
    mappings are copied. References to rows are not looked up here.

    Raises:
        RefusedError: what is wrong, and what would be valid.
    """
    if raw is None:
        if field.nullable:
            return None
        raise RefusedError("is empty.", bounds_sentence(field))
    return _READERS[field.kind](field, raw)


def bounds_sentence(field: Field) -> str:
    """What a field accepts, as a sentence: "Enter 0 % to 100 %."."""
    if field.choices:
        return "Valid: " + ", ".join(f"“{choice}”" for choice in field.choices) + "."
    share = field.kind in (Kind.SHARE, Kind.RATE)

    def bound(value: float) -> str:
        return f"{value * 100:g} %" if share else f"{value:g}"

    if field.minimum is not None and field.maximum is not None:
        return f"Enter {bound(field.minimum)} to {bound(field.maximum)}."
    if field.minimum is not None:
        return f"Enter {bound(field.minimum)} or more."
    if field.above is not None:
        return f"Enter more than {bound(field.above)}."
    hints = {
        Kind.MONTH: "Enter a whole number of months from the start, or YYYY-MM.",
        Kind.CALENDAR_MONTH: "Write it YYYY-MM, e.g. 2027-04.",
        Kind.DATE: "Write it YYYY-MM-DD, e.g. 2026-09-30.",
        Kind.BOOLEAN: "Valid: true, false.",
        Kind.SEASON: "Enter 12 factors above 0, January first.",
        Kind.EVENTS: "Enter a list of {month, uplift}.",
        Kind.PLAN: "Enter {month: volume}.",
        Kind.YEARS: "Enter one amount per contract year.",
        Kind.HOUR_CLASSES: "Enter a list of {name, hours}; the hours sum to 168.",
        Kind.SHAPE: "Enter one multiplier per hour class; their mean over the week is 1.",
    }
    return hints.get(field.kind, "Enter a number." if field.is_numeric else "Enter text.")


def _number(field: Field, raw: Value) -> int | float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise RefusedError(f"{shown(raw)} is not a number.", bounds_sentence(field))
    if not math.isfinite(raw):
        raise RefusedError(f"{raw} is not a finite number.", bounds_sentence(field))
    share = field.kind in (Kind.SHARE, Kind.RATE)
    said = f"{raw * 100:g} %" if share else f"{raw:g}"
    if field.minimum is not None and raw < field.minimum:
        raise RefusedError(f"{said} is below the minimum.", bounds_sentence(field))
    if field.maximum is not None and raw > field.maximum:
        raise RefusedError(f"{said} is above the maximum.", bounds_sentence(field))
    if field.above is not None and raw <= field.above:
        raise RefusedError(f"{said} is too low.", bounds_sentence(field))
    return raw


def _count(field: Field, raw: Value) -> int:
    number = _number(field, raw)
    if number != int(number):
        raise RefusedError(f"{number:g} is not a whole number.", bounds_sentence(field))
    return int(number)


def _month(field: Field, raw: Value) -> int | str:
    if isinstance(raw, str):
        if not is_calendar_month(raw):
            raise RefusedError(f"{shown(raw)} is not a month.", bounds_sentence(field))
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw // 1:
        raise RefusedError(f"{shown(raw)} is not a month.", bounds_sentence(field))
    if abs(raw) > 12_000:
        raise RefusedError(f"{raw:g} months is out of reach.", bounds_sentence(field))
    return int(raw)


def _calendar_month(field: Field, raw: Value) -> str:
    if not is_calendar_month(raw):
        raise RefusedError(f"{shown(raw)} is not a month.", bounds_sentence(field))
    return str(raw)


def _date(field: Field, raw: Value) -> str:
    if not is_calendar_day(raw):
        raise RefusedError(f"{shown(raw)} is not a day of the calendar.", bounds_sentence(field))
    return str(raw)


def _boolean(field: Field, raw: Value) -> bool:
    if not isinstance(raw, bool):
        raise RefusedError(f"{shown(raw)} is neither true nor false.", bounds_sentence(field))
    return raw


def _text(field: Field, raw: Value) -> str:
    if not isinstance(raw, str):
        raise RefusedError(f"{shown(raw)} is not text.")
    if _is_unwritable(raw):
        raise RefusedError(f"{shown(raw)} holds a control character.")
    return raw


def _scope(field: Field, raw: Value) -> str:
    scope = _text(field, raw)
    if not scope.strip():
        raise RefusedError("is empty.", "Enter “*” for all, a family, or a workload.")
    return scope


def _choice(field: Field, raw: Value) -> str:
    if raw not in field.choices:
        raise RefusedError(
            f"{shown(raw)} is not one of the choices.", suggestion(str(raw), field.choices)
        )
    return str(raw)


def _season(field: Field, raw: Value) -> list[int | float]:
    if not isinstance(raw, list | tuple) or len(raw) != 12:
        raise RefusedError("a season has 12 factors.", bounds_sentence(field))
    return [_number(field, factor) for factor in raw]


def _events(field: Field, raw: Value) -> list[dict[str, Value]]:
    if not isinstance(raw, list | tuple):
        raise RefusedError("is not a list of events.", bounds_sentence(field))
    events: list[dict[str, Value]] = []
    for event in raw:
        if not isinstance(event, Mapping) or set(event) != {"month", "uplift"}:
            raise RefusedError(f"{shown(event)} is not an event.", bounds_sentence(field))
        uplift = event["uplift"]
        if isinstance(uplift, bool) or not isinstance(uplift, int | float) or uplift < -1:
            raise RefusedError(f"uplift {shown(uplift)} is not a number of -100 % or more.")
        if not math.isfinite(uplift):
            raise RefusedError(f"uplift {uplift} is not a finite number.")
        events.append({"month": _month(field, event["month"]), "uplift": uplift})
    return events


def _plan(field: Field, raw: Value) -> dict[str, Value]:
    if not isinstance(raw, Mapping):
        raise RefusedError("is not a plan.", bounds_sentence(field))
    plan: dict[str, Value] = {}
    for month, volume in raw.items():
        key = str(month)
        if not (is_calendar_month(key) or key.lstrip("-").isdigit()):
            raise RefusedError(f"{shown(key)} is not a month.", bounds_sentence(field))
        plan[key] = _number(field, volume)
    return plan


def _years(field: Field, raw: Value) -> list[int | float]:
    if not isinstance(raw, list | tuple) or len(raw) > 50:
        raise RefusedError("is not a list of amounts.", bounds_sentence(field))
    return [_number(field, amount) for amount in raw]


def _hour_classes(field: Field, raw: Value) -> list[dict[str, Value]]:
    if not isinstance(raw, list | tuple) or not raw:
        raise RefusedError("is not a list of hour classes.", bounds_sentence(field))
    classes: list[dict[str, Value]] = []
    for item in raw:
        if not isinstance(item, Mapping) or set(item) != {"name", "hours"}:
            raise RefusedError(f"{shown(item)} is not an hour class.", bounds_sentence(field))
        if problem := name_problem(item["name"]):
            raise RefusedError(problem)
        hours = item["hours"]
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= 168:
            raise RefusedError(
                f"{shown(hours)} hours is not within 0 to 168.", bounds_sentence(field)
            )
        classes.append({"name": item["name"], "hours": hours})
    if len({item["name"] for item in classes}) != len(classes):
        raise RefusedError("two hour classes have the same name.")
    total = math.fsum(float(str(item["hours"])) for item in classes)
    if abs(total - 168) > 1e-6:
        raise RefusedError(f"the hours sum to {total:g}.", bounds_sentence(field))
    return classes


def _shape(field: Field, raw: Value) -> list[int | float] | dict[str, Value]:
    if isinstance(raw, Mapping):
        return {str(name): _number(field, level) for name, level in raw.items()}
    if not isinstance(raw, list | tuple):
        raise RefusedError("is not a shape.", bounds_sentence(field))
    return [_number(field, level) for level in raw]


_READERS: Mapping[Kind, Callable[[Field, Value], Value]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.COUNT: _count,
    Kind.SHARE: _number,
    Kind.RATE: _number,
    Kind.MONEY: _number,
    Kind.MONTH: _month,
    Kind.CALENDAR_MONTH: _calendar_month,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.ROW: _text,
    Kind.SCENARIO: _text,
    Kind.SCOPE: _scope,
    Kind.SEASON: _season,
    Kind.EVENTS: _events,
    Kind.PLAN: _plan,
    Kind.YEARS: _years,
    Kind.HOUR_CLASSES: _hour_classes,
    Kind.SHAPE: _shape,
}
