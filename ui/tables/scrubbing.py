"""Scrubbing: a number moved by the wheel or by dragging, in steps that suit it."""

from __future__ import annotations

import math
from decimal import Decimal

from scenarios.cells import Value
from scenarios.schema import Field, Kind
from whatif_app.typed_numbers import as_value

_STEPS = {
    Kind.SHARE: Decimal("0.01"),
    Kind.RATE: Decimal("0.001"),
    Kind.COUNT: Decimal(1),
    Kind.MONTH: Decimal(1),
}


def can_scrub(field: Field, value: Value) -> bool:
    """Whether a cell holds, or may hold, a number to move."""
    if field.kind not in (*_STEPS, Kind.NUMBER, Kind.MONEY):
        return False
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def step_of(field: Field, value: Value) -> Decimal:
    """One notch: 1 % of a share, 0.1 % of a rate, one month; else about a hundredth of the number.

    The latter is 1, 2 or 5 times a power of ten, so that scrubbed numbers stay round.
    """
    if field.kind in _STEPS:
        return _STEPS[field.kind]
    size = abs(float(value)) if isinstance(value, int | float) else 0.0
    if size == 0.0:
        return Decimal(1)
    if field.unit in ("months", "people") and size < 100:
        return Decimal("0.5")
    hundredth = size / 100
    power = math.floor(math.log10(hundredth))
    leading = hundredth / 10.0**power
    factor = 1 if leading < 2 else 2 if leading < 5 else 5
    return Decimal(factor).scaleb(power)


def scrubbed(field: Field, start: Value, notches: int, factor: Decimal = Decimal(1)) -> Value:
    """The value so many notches from where the gesture began, within the field's bounds.

    Args:
        start: the value when the gesture began; None counts as the minimum, or 0.
        factor: makes the step coarser (10) or finer (0.1).
    """
    step = step_of(field, start) * factor
    if field.kind in (Kind.COUNT, Kind.MONTH):
        step = max(step, Decimal(1))
    origin = Decimal(repr(start)) if isinstance(start, int | float) else _floor(field)
    moved = origin + step * notches
    # Onto the step's own grid, so that 21,437 becomes 21,600 rather than 21,637.
    if notches:
        moved = (moved / step).to_integral_value() * step
    if field.minimum is not None:
        moved = max(moved, Decimal(repr(field.minimum)))
    if field.maximum is not None:
        moved = min(moved, Decimal(repr(field.maximum)))
    if field.above is not None:
        moved = max(moved, Decimal(repr(field.above)) + step)
    return as_value(moved)


def _floor(field: Field) -> Decimal:
    return Decimal(repr(field.minimum)) if field.minimum is not None else Decimal(0)
