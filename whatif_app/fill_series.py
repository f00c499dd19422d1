"""Cells that go on from others: copied, by the same step, or by the same percentage.

Steps are worked out in fractions, so that 0.1, 0.2 goes on with 0.3 and not with its
nearest neighbour. Two or more numbers go on along the straight line nearest to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

from scenarios.cells import Value
from scenarios.months import calendar_month, is_calendar_day, is_calendar_month, month_index
from scenarios.schema import Field, Kind
from whatif_app.typed_numbers import as_value

_NUMBERS = frozenset({Kind.NUMBER, Kind.COUNT, Kind.SHARE, Kind.RATE, Kind.MONEY})
_MONTHS = frozenset({Kind.MONTH, Kind.CALENDAR_MONTH})
_NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
# A float holds some 16 digits; the last of them are dust of the division.
_DIGITS = Context(prec=15)
_GROWN, _POWERS = Context(prec=12, traps=[]), Context(prec=30, traps=[])
# More than may be typed: where a series leaves all numbers, writing it is refused with that reason.
_TOO_LARGE = Decimal("1e301")
_LAST_DAY = date.max.toordinal()


class Fill(StrEnum):
    """How cells go on from others."""

    COPY = "copy"
    SERIES = "series"
    GROWTH = "growth"


def usual_fill(field: Field, values: Sequence[Value]) -> Fill:
    """What dragging does before anybody chooses: one cell is copied, several go on; months count.

    Args:
        values: of the cells that are dragged, in the direction of the drag.
    """
    if field.kind in (*_MONTHS, Kind.DATE) and can_fill(field, values, Fill.SERIES):
        return Fill.SERIES
    several = len(values) > 1 and field.kind in _NUMBERS
    return Fill.SERIES if several and can_fill(field, values, Fill.SERIES) else Fill.COPY


def can_fill(field: Field, values: Sequence[Value], how: Fill) -> bool:
    """Whether cells can go on from these values in this way."""
    if how is Fill.COPY:
        return True
    if how is Fill.GROWTH:
        return field.kind in _NUMBERS and _ratio(values) is not None
    if field.kind is Kind.TEXT:
        return all(isinstance(value, str) and _NUMBERED.fullmatch(value) for value in values)
    return all(_position(field, value) is not None for value in values)


def filled(
    field: Field, values: Sequence[Value], count: int, how: Fill, *, backward: bool = False
) -> list[Value]:
    """The next values after some.

    Args:
        values: of the cells that are filled from, in order; at least one.
        count: how many cells follow.
        how: one that `can_fill` allows.
        backward: up or to the left, where a single value is counted down from.
    """
    if how is Fill.COPY:
        return [values[at % len(values)] for at in range(count)]
    if how is Fill.GROWTH:
        return grown(field, values[-1], (_ratio(values) or Fraction(1)) - 1, count)
    if field.kind is Kind.TEXT:
        return _counted_on(str(values[-1]), -count if backward else count)
    positions = [at for value in values if (at := _position(field, value)) is not None]
    own = -_own_step(field) if backward else _own_step(field)
    step = _step(positions) if len(positions) > 1 else own
    mean = sum(positions, Fraction(0)) / len(positions)
    middle = Fraction(len(positions) - 1, 2)
    return [
        _value(field, mean + step * (len(positions) + at - middle), values[-1])
        for at in range(count)
    ]


def stepped(field: Field, first: Value, step: Value, count: int) -> list[Value]:
    """The values after a first one, each by a step more than the one before.

    Args:
        step: a number; of months or days where the field counts time.
    """
    origin, by = _position(field, first), _exact(step)
    if origin is None or by is None:
        return [first] * count
    return [_value(field, origin + by * at, first) for at in range(1, count + 1)]


def grown(field: Field, first: Value, rate: Value, count: int) -> list[Value]:
    """The values after a first one, each by a share more than the one before (0.02 is 2 %)."""
    origin, by = _exact(first), rate if isinstance(rate, Fraction) else _exact(rate)
    if not origin or by is None:
        return [first] * count
    begun, factor = _decimal(origin, _DIGITS), _decimal(1 + by, _DIGITS)
    powers = (_POWERS.power(factor, at) for at in range(1, count + 1))
    return [_number(field, _GROWN.multiply(begun, power)) for power in powers]


def _step(positions: Sequence[Fraction]) -> Fraction:
    """The slope of the straight line nearest to some positions, one apart."""
    middle = Fraction(len(positions) - 1, 2)
    offsets = [Fraction(at) - middle for at in range(len(positions))]
    weight = sum((offset * offset for offset in offsets), Fraction(0))
    rise = sum((a * b for a, b in zip(offsets, positions, strict=True)), Fraction(0))
    return rise / weight


def _own_step(field: Field) -> Fraction:
    """The step from a single value: one of what the table shows."""
    return Fraction(1, 100) if field.kind in (Kind.SHARE, Kind.RATE) else Fraction(1)


def _ratio(values: Sequence[Value]) -> Fraction | None:
    """By what each value is the one before, multiplied, on average; None where that is nothing."""
    exact = [_exact(value) for value in values]
    if len(exact) < 2 or any(number is None or number == 0 for number in exact):
        return None
    first, last = exact[0], exact[-1]
    assert first is not None and last is not None
    if any((number or 0) * first < 0 for number in exact):
        return None
    whole = last / first
    if len(exact) == 2:
        return whole
    root = _POWERS.power(_decimal(whole, _POWERS), _decimal(Fraction(1, len(exact) - 1), _POWERS))
    return Fraction(root).limit_denominator(10**12)


def _position(field: Field, value: Value) -> Fraction | None:
    """A value as a number to count on from: itself, its month, or its day."""
    if field.kind in _MONTHS and is_calendar_month(value):
        return Fraction(month_index(str(value)))
    if field.kind is Kind.DATE and is_calendar_day(value):
        return Fraction(date.fromisoformat(str(value)).toordinal())
    if field.kind in _NUMBERS or field.kind is Kind.MONTH:
        return _exact(value)
    return None


def _value(field: Field, position: Fraction, like: Value) -> Value:
    """A position as a value of the form that another one has."""
    if field.kind in _MONTHS and isinstance(like, str):
        return calendar_month(round(position) - month_index("0001-01"), "0001-01")
    if field.kind is Kind.DATE:
        return _day(round(position))
    return _number(field, _decimal(position, _DIGITS))


def _day(ordinal: int) -> str:
    """A day of the calendar; beyond its ends, what is none, so that writing it is refused."""
    if ordinal < 1:
        return "0000-12-31"
    return date.fromordinal(ordinal).isoformat() if ordinal <= _LAST_DAY else "10000-01-01"


def _number(field: Field, exact: Decimal) -> int | float:
    value = as_value(max(-_TOO_LARGE, min(exact, _TOO_LARGE)))
    return round(value) if field.kind in (Kind.COUNT, Kind.MONTH) else value


def _exact(value: Value) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(Decimal(repr(value)))


def _decimal(number: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))


def _counted_on(text: str, count: int) -> list[Value]:
    """A text that ends in a number, counted on or, by a negative count, down.

    "db-09" is followed by "db-10"; below zero there is nothing to count down to.
    """
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return [text] * abs(count)
    words, digits = found.groups()
    step = 1 if count > 0 else -1
    numbers = [max(0, int(digits) + step * at) for at in range(1, abs(count) + 1)]
    return [f"{words}{number:0{len(digits)}d}" for number in numbers]
