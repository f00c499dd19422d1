"""Axes: round numbers to read values by, and months to read time by.

Ticks are ours rather than pyqtgraph's: its axes find and lay out their ticks anew with every
change of range, at some 10 ms a plot, which is the whole budget of an edit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count

from scenarios.months import calendar_month, month_index
from whatif_app import formatting
from whatif_app.digits import MINUS
from whatif_app.number_style import THIN, style

_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600)
_NOISE = 1e-9


class Measure(Enum):
    """What a value axis counts."""

    MONEY = "money"
    UNIT_MONEY = "unit money"
    SHARE = "share"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    text: str


def round_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Round numbers, evenly spaced, from one at or below `low` to one at or above `high`.

    Args:
        most: at most so many spaces between ticks; at least 2, since zero is always a tick
            where it lies between the ends.
    """
    # What rounding leaves of a constant is no movement.
    if high - low <= max(abs(low), abs(high)) * _NOISE:
        room = abs(low) * 0.1 or 1.0
        low, high = low - room, high + room
    # What float arithmetic leaves beyond a round number is no reason for one more tick.
    slack = (high - low) * 1e-9
    for step in _round_steps((high - low) / max(most, 2)):
        first = math.floor((low + slack) / step)
        last = math.ceil((high - slack) / step)
        if last - first <= max(most, 2):
            break
    return tuple(step * place for place in range(first, last + 1))


def _round_steps(least: float) -> Iterator[float]:
    """Round steps from one at or above `least` upwards, without end."""
    scale = 10.0 ** math.floor(math.log10(least))
    for power in count():
        for step in _ROUND_STEPS:
            if step * scale * 10.0**power >= least * (1 - 1e-9):
                yield step * scale * 10.0**power


def value_ticks(
    low: float, high: float, most: int, measure: Measure, currency: str
) -> tuple[Tick, ...]:
    """Ticks of a value axis, all in one unit, with as few decimals as tell them apart."""
    places = round_ticks(low, high, most)
    write = {
        Measure.MONEY: _money_texts,
        Measure.UNIT_MONEY: _unit_money_texts,
        Measure.SHARE: _share_texts,
        Measure.QUANTITY: _quantity_texts,
    }[measure]
    return tuple(map(Tick, places, write(places, currency)))


def _money_texts(places: Sequence[float], currency: str) -> list[str]:
    largest = max(map(abs, places))
    steps = zip(formatting.SCALES, style().scales, strict=True)
    scale, suffix = next((pair for pair in steps if largest >= pair[0]), (1.0, ""))
    return _texts(places, scale, suffix, currency)


def _unit_money_texts(places: Sequence[float], currency: str) -> list[str]:
    cents = formatting.unit_money(0.01, currency)
    if max(map(abs, places)) < 1.0 and cents[0].isdigit():
        return _texts(places, 0.01, cents.lstrip("0123456789.,"))
    return _texts(places, 1.0, "", currency)


def _share_texts(places: Sequence[float], _currency: str) -> list[str]:
    return _texts(places, 0.01, THIN + "%")


def _quantity_texts(places: Sequence[float], _currency: str) -> list[str]:
    return _money_texts(places, "")


def _texts(places: Sequence[float], scale: float, after: str, currency: str = "") -> list[str]:
    step = (places[1] - places[0]) / scale
    decimals = next((d for d in range(9) if abs(round(step, d) - step) < step * 1e-6), 9)

    def text(place: float) -> str:
        if abs(place) <= step * scale * 1e-6:
            # Zero needs neither decimals nor a unit of thousands: "$0", not "$0.0k".
            return formatting.with_symbol("0" if after in style().scales else f"0{after}", currency)
        digits = formatting.amount(abs(place / scale), decimals)
        written = formatting.with_symbol(digits + after, currency)
        return MINUS + written if place < 0 else written

    return [text(place) for place in places]


def month_ticks(start_month: str, horizon: int, least: float) -> tuple[Tick, ...]:
    """Ticks of the time axis at month starts, on calendar months that people count in.

    Args:
        horizon: months shown; ticks lie within 0 … horizon − 1.
        least: months between two ticks, so that their texts do not touch.
    """
    first = month_index(start_month)
    for step in _MONTH_STEPS:
        places = range(-first % step, horizon, step)
        if step >= least and len(places) > 0:
            return tuple(
                Tick(place, formatting.month_label(calendar_month(place, start_month)))
                for place in places
            )
    return (Tick(0.0, formatting.month_label(start_month)),)
