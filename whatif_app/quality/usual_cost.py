"""What a service usually costs on each day: its level, its weekdays, its days of the month.

Cost = level × weekday, plus what falls due on the same day of each month. Everything is estimated
by medians, so that the days which are asked about do not answer for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from whatif_app.quality.levels import Array, drifting_level, sigma, steps

#: Fewer days say nothing about weekdays: four of each are the least.
DAYS_NEEDED = 28

_WEEK = 7
_LEVEL_WEEKS, _STEP_WEEKS = 5, 2
#: Levels need some values, also of a job that runs on one day a week.
_LEAST_WINDOW, _LEAST_SPAN = 7, 6
#: Weekdays that cost less than this part of the level tell nothing of it.
_TELLING = 0.2
#: A charge is monthly if it comes in so many of the months, about as large each time.
_MONTHLY_SHARE, _MONTHLY_ALIKE = 0.75, 0.25
_MONTHS_NEEDED = 2
#: It stands out of the noise, and is worth so much of the level.
_MONTHLY_SIGMAS, _MONTHLY_LEAST = 5.0, 0.1
#: Days of one weekday that are enough to tell how far they scatter.
_SCATTER_DAYS = 8


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A day from which a service costs more, or less, for good.

    Attributes:
        at: index of the first day.
        ratio: the new level as a multiple of the old one.
    """

    at: int
    ratio: float


@dataclass(frozen=True)
class UsualCost:
    """A service's usual cost, day by day.

    Attributes:
        expected: shape (days,).
        noise: the standard deviation of the difference from it; shape (days,).
        level: the cost of a usual weekday; shape (days,).
        changes: where the level changed for good, ascending.
    """

    expected: Array
    noise: Array
    level: Array
    changes: tuple[LevelChange, ...]


def usual_cost(cost: Array, first: date, share: float) -> UsualCost | None:
    """What a series of daily costs usually is; None where it has no pattern to speak of.

    Args:
        cost: each day's cost, without gaps; shape (days,), at least `DAYS_NEEDED`.
        first: the first day.
        share: the least lasting change that counts as a new level.
    """
    weekdays = (np.arange(cost.size) + first.weekday()) % _WEEK
    factor = _weekday_factors(cost, weekdays)
    is_telling = factor[weekdays] >= _TELLING
    per_week = int(np.sum(factor >= _TELLING))
    # A service that costs something once in a while has no usual day.
    if per_week == 0:
        return None
    bare = cost[is_telling] / factor[weekdays][is_telling]
    span = max(_LEAST_SPAN, _STEP_WEEKS * per_week)
    window = max(_LEAST_WINDOW, _LEVEL_WEEKS * per_week)
    changes = steps(bare, span, share)
    level_of_bare = _level(bare, window, changes)
    places = np.flatnonzero(is_telling)
    level: Array = np.interp(np.arange(cost.size), places, level_of_bare)
    # Between the last day of one level and the first of the next there is no in between.
    for change in changes:
        level[places[change - 1] + 1 : places[change]] = level_of_bare[change - 1]
    if not np.all(level > 0):
        return None
    expected = level * factor[weekdays]
    expected = expected + _due_monthly(cost - expected, level, first)
    changed = tuple(
        LevelChange(int(places[at]), _median(bare[at : at + span]) / _median(bare[at - span : at]))
        for at in changes
    )
    return UsualCost(expected, _noise(cost, expected, level, weekdays), level, changed)


def _median(values: Array) -> float:
    return float(np.median(values))


def _level(bare: Array, window: int, changes: list[int]) -> Array:
    parts = np.split(bare, changes)
    return np.concatenate([drifting_level(part, window) for part in parts])


def _noise(cost: Array, expected: Array, level: Array, weekdays: NDArray[np.intp]) -> Array:
    """How far usual days scatter, in money: in proportion to what is expected of the day, and on
    weekdays that scatter more than the others, more."""
    scale = np.maximum(expected, _TELLING * level)
    off = (cost - expected) / scale
    is_telling = expected >= _TELLING * level
    noise = np.full(cost.size, sigma(off[is_telling]))
    for weekday in range(_WEEK):
        own = weekdays == weekday
        if own.sum() >= _SCATTER_DAYS:
            noise[own] = np.maximum(noise[own], sigma(off[own]))
    noise *= scale
    return noise


def _weekday_factors(cost: Array, weekdays: NDArray[np.intp]) -> Array:
    """Each weekday's cost as a share of the average day's around it; shape (7,), Monday first."""
    week = np.convolve(cost, np.full(_WEEK, 1 / _WEEK), mode="valid")
    level = drifting_level(week, _LEVEL_WEEKS * _WEEK)
    edge = (_WEEK - 1) // 2
    around = np.pad(level, (edge, cost.size - level.size - edge), mode="edge")
    is_known = around > 0
    factors = np.zeros(_WEEK)
    for weekday in range(_WEEK):
        ratios = (cost / np.where(is_known, around, 1.0))[is_known & (weekdays == weekday)]
        factors[weekday] = max(0.0, float(np.median(ratios))) if ratios.size else 0.0
    return factors


def _due_monthly(residual: Array, level: Array, first: date) -> Array:
    """What comes on the same day of each month, beyond the usual; shape (days,).

    Days are counted from the month's first, and those after the 28th from its last.
    """
    due = np.zeros(residual.size)
    shares = residual / level
    least = max(_MONTHLY_SIGMAS * sigma(shares), _MONTHLY_LEAST)
    places = _places_in_month(first, residual.size)
    for place in np.unique(places[np.abs(shares) > least]):
        days = places == place
        usual = float(np.median(shares[days]))
        alike = np.abs(shares[days] - usual) <= _MONTHLY_ALIKE * abs(usual)
        is_often = days.sum() >= _MONTHS_NEEDED and alike.mean() >= _MONTHLY_SHARE
        if is_often and abs(usual) > least:
            due[days] = usual * level[days]
    return due


def _places_in_month(first: date, count: int) -> NDArray[np.intp]:
    """Each day's place: 1 to 28 from the month's first day, and below 0 from its last."""
    days = np.datetime64(first) + np.arange(count)
    months = days.astype("datetime64[M]")
    from_first = (days - months.astype("datetime64[D]")).astype(np.intp) + 1
    to_next = ((months + 1).astype("datetime64[D]") - days).astype(np.intp)
    return np.where(from_first <= _WEEK * 4, from_first, -to_next)
