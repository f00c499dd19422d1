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
from scenarios.words import figure, say

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
        return say("a name is needed.")
    if _is_unwritable(name):
        return say("{name} holds a control character.", name=shown(name))
    return None


def row_name_problem(name: Value) -> str | None:
    """Why a value cannot name a row; None where it can."""
    if isinstance(name, str) and "/" in name:
        return say("{name} holds “/”, which separates the parts of an address.", name=shown(name))
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
        raise RefusedError(say("is empty."), bounds_sentence(field))
    return _READERS[field.kind](field, raw)


def bounds_sentence(field: Field) -> str:
    """What a field accepts, as a sentence: "Enter 0 % to 100 %."."""
    if field.choices:
        return say("Valid: {words}.", words=", ".join(f"“{choice}”" for choice in field.choices))
    share = field.kind in (Kind.SHARE, Kind.RATE)

    def bound(value: float) -> str:
        return f"{figure(value * 100)} %" if share else figure(value)

    if field.minimum is not None and field.maximum is not None:
        return say(
            "Enter {bound} to {bound2}.", bound=bound(field.minimum), bound2=bound(field.maximum)
        )
    if field.minimum is not None:
        return say("Enter {bound} or more.", bound=bound(field.minimum))
    if field.above is not None:
        return say("Enter more than {bound}.", bound=bound(field.above))
    hints = {
        Kind.MONTH: say("Enter a whole number of months from the start, or YYYY-MM."),
        Kind.CALENDAR_MONTH: say("Write it YYYY-MM, e.g. 2027-04."),
        Kind.DATE: say("Write it YYYY-MM-DD, e.g. 2026-09-30."),
        Kind.BOOLEAN: say("Valid: true, false."),
        Kind.SEASON: say("Enter 12 factors above 0, January first."),
        Kind.EVENTS: say("Enter a list of {month, uplift}."),
        Kind.PLAN: say("Enter {month: volume}."),
        Kind.YEARS: say("Enter one amount per contract year."),
        Kind.HOUR_CLASSES: say("Enter a list of {name, hours}; the hours sum to 168."),
        Kind.SHAPE: say("Enter one multiplier per hour class; their mean over the week is 1."),
    }
    return hints.get(field.kind, say("Enter a number.") if field.is_numeric else say("Enter text."))


def _number(field: Field, raw: Value) -> int | float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise RefusedError(say("{raw} is not a number.", raw=shown(raw)), bounds_sentence(field))
    if not math.isfinite(raw):
        raise RefusedError(say("{raw} is not a finite number.", raw=raw), bounds_sentence(field))
    if field.minimum is not None and raw < field.minimum:
        what = say("{said} is below the minimum.", said=_figure_of(field, raw))
    elif field.maximum is not None and raw > field.maximum:
        what = say("{said} is above the maximum.", said=_figure_of(field, raw))
    elif field.above is not None and raw <= field.above:
        what = say("{said} is too low.", said=_figure_of(field, raw))
    else:
        return raw
    raise RefusedError(what, bounds_sentence(field))


def _figure_of(field: Field, raw: int | float) -> str:
    """A number as a refusal says it; worked out only then, since most numbers are taken."""
    is_share = field.kind in (Kind.SHARE, Kind.RATE)
    return f"{figure(raw * 100)} %" if is_share else figure(raw)


def _count(field: Field, raw: Value) -> int:
    number = _number(field, raw)
    if number != int(number):
        raise RefusedError(
            say("{number} is not a whole number.", number=figure(number)), bounds_sentence(field)
        )
    return int(number)


def _month(field: Field, raw: Value) -> int | str:
    if isinstance(raw, str):
        if not is_calendar_month(raw):
            raise RefusedError(say("{raw} is not a month.", raw=shown(raw)), bounds_sentence(field))
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw // 1:
        raise RefusedError(say("{raw} is not a month.", raw=shown(raw)), bounds_sentence(field))
    if abs(raw) > 12_000:
        raise RefusedError(
            say("{raw} months is out of reach.", raw=figure(raw)), bounds_sentence(field)
        )
    return int(raw)


def _calendar_month(field: Field, raw: Value) -> str:
    if not is_calendar_month(raw):
        raise RefusedError(say("{raw} is not a month.", raw=shown(raw)), bounds_sentence(field))
    return str(raw)


def _date(field: Field, raw: Value) -> str:
    if not is_calendar_day(raw):
        raise RefusedError(
            say("{raw} is not a day of the calendar.", raw=shown(raw)), bounds_sentence(field)
        )
    return str(raw)


def _boolean(field: Field, raw: Value) -> bool:
    if not isinstance(raw, bool):
        raise RefusedError(
            say("{raw} is neither true nor false.", raw=shown(raw)), bounds_sentence(field)
        )
    return raw


def _text(field: Field, raw: Value) -> str:
    if not isinstance(raw, str):
        raise RefusedError(say("{raw} is not text.", raw=shown(raw)))
    if _is_unwritable(raw):
        raise RefusedError(say("{raw} holds a control character.", raw=shown(raw)))
    return raw


def _scope(field: Field, raw: Value) -> str:
    scope = _text(field, raw)
    if not scope.strip():
        raise RefusedError(say("is empty."), say("Enter “*” for all, a family, or a workload."))
    return scope


def _choice(field: Field, raw: Value) -> str:
    if raw not in field.choices:
        raise RefusedError(
            say("{raw} is not one of the choices.", raw=shown(raw)),
            suggestion(str(raw), field.choices),
        )
    return str(raw)


def _season(field: Field, raw: Value) -> list[int | float]:
    if not isinstance(raw, list | tuple) or len(raw) != 12:
        raise RefusedError(say("a season has 12 factors."), bounds_sentence(field))
    return [_number(field, factor) for factor in raw]


def _events(field: Field, raw: Value) -> list[dict[str, Value]]:
    if not isinstance(raw, list | tuple):
        raise RefusedError(say("is not a list of events."), bounds_sentence(field))
    events: list[dict[str, Value]] = []
    for event in raw:
        if not isinstance(event, Mapping) or set(event) != {"month", "uplift"}:
            raise RefusedError(
                say("{event} is not an event.", event=shown(event)), bounds_sentence(field)
            )
        uplift = event["uplift"]
        if isinstance(uplift, bool) or not isinstance(uplift, int | float) or uplift < -1:
            raise RefusedError(
                say("uplift {uplift} is not a number of -100 % or more.", uplift=shown(uplift))
            )
        if not math.isfinite(uplift):
            raise RefusedError(say("uplift {uplift} is not a finite number.", uplift=uplift))
        events.append({"month": _month(field, event["month"]), "uplift": uplift})
    return events


def _plan(field: Field, raw: Value) -> dict[str, Value]:
    if not isinstance(raw, Mapping):
        raise RefusedError(say("is not a plan."), bounds_sentence(field))
    plan: dict[str, Value] = {}
    for month, volume in raw.items():
        key = str(month)
        if not (is_calendar_month(key) or key.lstrip("-").isdigit()):
            raise RefusedError(say("{key} is not a month.", key=shown(key)), bounds_sentence(field))
        plan[key] = _number(field, volume)
    return plan


def _years(field: Field, raw: Value) -> list[int | float]:
    if not isinstance(raw, list | tuple) or len(raw) > 50:
        raise RefusedError(say("is not a list of amounts."), bounds_sentence(field))
    return [_number(field, amount) for amount in raw]


def _hour_classes(field: Field, raw: Value) -> list[dict[str, Value]]:
    if not isinstance(raw, list | tuple) or not raw:
        raise RefusedError(say("is not a list of hour classes."), bounds_sentence(field))
    classes: list[dict[str, Value]] = []
    for item in raw:
        if not isinstance(item, Mapping) or set(item) != {"name", "hours"}:
            raise RefusedError(
                say("{item} is not an hour class.", item=shown(item)), bounds_sentence(field)
            )
        if problem := name_problem(item["name"]):
            raise RefusedError(problem)
        hours = item["hours"]
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= 168:
            raise RefusedError(
                say("{hours} hours is not within 0 to 168.", hours=shown(hours)),
                bounds_sentence(field),
            )
        classes.append({"name": item["name"], "hours": hours})
    if len({item["name"] for item in classes}) != len(classes):
        raise RefusedError(say("two hour classes have the same name."))
    total = math.fsum(float(str(item["hours"])) for item in classes)
    if abs(total - 168) > 1e-6:
        raise RefusedError(
            say("the hours sum to {total}.", total=figure(total)), bounds_sentence(field)
        )
    return classes


def _shape(field: Field, raw: Value) -> list[int | float] | dict[str, Value]:
    if isinstance(raw, Mapping):
        return {str(name): _number(field, level) for name, level in raw.items()}
    if not isinstance(raw, list | tuple):
        raise RefusedError(say("is not a shape."), bounds_sentence(field))
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
