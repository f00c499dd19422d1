"""What a history proposes for a unit: growth, season and the volume in the case's first month.

The fit is a line through the logarithms, log volume = a + b·month (+ season of the month's name),
by medians, so that a launch week or a missing feed does not turn it. The slope is Theil and Sen's:
the median over pairs of months; where there is a season, over pairs that are whole years apart,
in which it cancels out (Hirsch, Slack, Smith 1982).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Array
from scenarios.months import calendar_month, month_index
from whatif_app.formatting import MONTH_NAMES, month_label
from whatif_app.volumes.history import UsageHistory

#: Complete months needed for a growth, and for a season beside it.
LEAST_MONTHS, SEASON_MONTHS = 3, 24


@dataclass(frozen=True)
class Proposal:
    """Growth and season of a history, with how well they fit.

    Attributes:
        start_month: the case's first month.
        volume: in that month: as counted where the month is complete, as fitted elsewhere.
        is_counted: which of the two.
        growth: a month, 0.02 for 2 %.
        season: factors for January to December with the mean 1; None where only growth was fitted.
        fitted: the fit, by month, from the first month counted to the later of the last one and the
            start month.
        used: the months that it was fitted to.
        r_squared: share of the variation of log volume that the fit explains; None where the
            volume never varies.
        mape: mean absolute error of the fit, as a share of the volume.
        notes: what the reader should know, as sentences.
    """

    start_month: str
    volume: float
    is_counted: bool
    growth: float
    season: tuple[float, ...] | None
    fitted: Mapping[str, float]
    used: tuple[str, ...]
    r_squared: float | None
    mape: float
    notes: tuple[str, ...]

    def at(self, month: str) -> float:
        """The fit in a month, inside the history or beyond it."""
        known = self.fitted[self.used[0]]
        steps = month_index(month) - month_index(self.used[0])
        factors = self.season or (1.0,) * 12
        here, there = factors[int(month[5:]) - 1], factors[int(self.used[0][5:]) - 1]
        return known * (1.0 + self.growth) ** steps * here / there


def propose(history: UsageHistory, start_month: str) -> Proposal | str:
    """The growth and season that a history proposes, or why it proposes none, as a sentence.

    Args:
        start_month: "YYYY-MM", of the case.
    """
    used = [month for month in history.complete_months if history.months[month] > 0.0]
    if len(used) < LEAST_MONTHS:
        return (
            f"{history.name} has {_count(len(used), 'complete month')} above zero; a growth needs "
            f"at least {LEAST_MONTHS}."
        )
    index = np.array([month_index(month) for month in used], dtype=np.float64)
    logs = np.log(np.array([history.months[month] for month in used], dtype=np.float64))
    has_season = _has_season(used)
    slope = _slope(index, logs, whole_years=has_season)
    season, intercept = _season(index, logs - slope * index, has_season)
    factors = np.exp(season) / np.exp(season).mean()
    intercept += math.log(float(np.exp(season).mean()))

    def fit(months: Sequence[str]) -> Array:
        at = np.array([month_index(month) for month in months])
        values: Array = np.exp(intercept + slope * at) * factors[at % 12]
        return values

    shown = _months_between(min(history.months), max(*history.months, start_month))
    fitted = dict(zip(shown, fit(shown).tolist(), strict=True))
    is_counted = start_month in used
    return Proposal(
        start_month=start_month,
        volume=history.months[start_month] if is_counted else float(fit([start_month])[0]),
        is_counted=is_counted,
        growth=math.expm1(slope),
        season=tuple(factors.tolist()) if has_season else None,
        fitted=fitted,
        used=tuple(used),
        r_squared=_r_squared(logs, np.log(fit(used))),
        mape=float(np.mean(np.abs(fit(used) / np.exp(logs) - 1.0))),
        notes=tuple(_notes(history, used, start_month, has_season)),
    )


def _has_season(months: Sequence[str]) -> bool:
    """Whether there are two years of months, with each month's name among them."""
    return len(months) >= SEASON_MONTHS and len({month[5:] for month in months}) == 12


def _slope(index: Array, logs: Array, *, whole_years: bool) -> float:
    """The median change a month over all pairs of months, or those whole years apart."""
    one, two = np.triu_indices(len(index), k=1)
    apart = index[two] - index[one]
    slopes = (logs[two] - logs[one]) / apart
    if whole_years:
        slopes = slopes[apart % 12 == 0]
    return float(np.median(slopes))


def _season(index: Array, rest: Array, has_season: bool) -> tuple[Array, float]:
    """Log factors of January to December around zero, and the level that they are around."""
    if not has_season:
        return np.zeros(12), float(np.median(rest))
    names = (index % 12).astype(int)
    by_name = np.array([np.median(rest[names == name]) for name in range(12)])
    return by_name - by_name.mean(), float(by_name.mean())


def _r_squared(logs: Array, fitted: Array) -> float | None:
    spread = float(np.sum((logs - logs.mean()) ** 2))
    # What rounding leaves of a constant is no variation.
    if spread <= 1e-18 * max(1.0, float(np.sum(logs**2))):
        return None
    return 1.0 - float(np.sum((logs - fitted) ** 2)) / spread


def _months_between(first: str, last: str) -> list[str]:
    return [calendar_month(n, first) for n in range(month_index(last) - month_index(first) + 1)]


def _notes(
    history: UsageHistory, used: Sequence[str], start_month: str, has_season: bool
) -> list[str]:
    notes = []
    if not has_season:
        lack = f"{_count(len(used), 'complete month')}; a season needs {SEASON_MONTHS}"
        also = ", with every month's name among them" if len(used) >= SEASON_MONTHS else ""
        notes.append(f"Growth alone: there are {lack}{also}.")
    names = [month[5:] for month in used]
    once = [MONTH_NAMES[int(name) - 1] for name in sorted(set(names)) if names.count(name) == 1]
    if has_season and once:
        notes.append(f"The season of {', '.join(once)} rests on a single year.")
    if len(used) < 12:
        notes.append("Less than a year: what looks like growth may be season.")
    left_out = len(history.months) - len(used)
    if left_out:
        notes.append(f"{_count(left_out, 'month')} left out: incomplete, or not above zero.")
    away = month_index(start_month) - month_index(used[-1])
    if away > 1:
        last = month_label(used[-1])
        notes.append(f"The volume is extrapolated by {away} months from the last one, {last}.")
    elif start_month < used[0]:
        notes.append(f"The case starts before the history, which begins in {month_label(used[0])}.")
    return notes


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
