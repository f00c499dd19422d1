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
from numpy.typing import NDArray

from scenarios.arrays import Array
from scenarios.months import calendar_month, month_index
from scenarios.words import say, say_count
from whatif_app.formatting import month_label, month_names
from whatif_app.volumes.history import UsageHistory

#: Complete months needed for a growth, and for a season beside it.
LEAST_MONTHS, SEASON_MONTHS = 3, 24

#: How many times as far apart as usual, and how far at least (a quarter, in logarithms), two months
#: of one name must be for one of them to be odd.
_ODD, _LEAST_ODD = 4.0, math.log(1.25)
_TOO_LARGE = 1e100


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
        return say_count(
            "{name} has 1 complete month above zero; a growth needs at least {least}.",
            "{name} has {n} complete months above zero; a growth needs at least {least}.",
            len(used),
            name=history.name,
            least=LEAST_MONTHS,
        )
    logs = np.log(np.array([history.months[month] for month in used], dtype=np.float64))
    fit = _fit(used, logs)
    shown = _months_between(min(*history.months, start_month), max(*history.months, start_month))
    with np.errstate(over="ignore"):
        fitted = dict(zip(shown, fit.at(shown).tolist(), strict=True))
    if max(fitted.values()) > _TOO_LARGE:
        return say(
            "{name} is too far from {month} to be extrapolated.",
            name=history.name,
            month=month_label(start_month),
        )
    is_counted = start_month in used
    return Proposal(
        start_month=start_month,
        volume=history.months[start_month] if is_counted else fitted[start_month],
        is_counted=is_counted,
        growth=math.expm1(fit.slope),
        season=tuple(fit.season.tolist()) if fit.season is not None else None,
        fitted=fitted,
        used=tuple(used),
        r_squared=_r_squared(logs, np.log(fit.at(used))),
        mape=float(np.mean(np.abs(fit.at(used) / np.exp(logs) - 1.0))),
        notes=tuple(_notes(history, used, start_month, fit)),
    )


@dataclass(frozen=True)
class _Fit:
    """A line through log volumes.

    Attributes:
        slope: of log volume, a month.
        level: log volume in year 0, before any season.
        season: factors with the mean 1; None for none.
        outliers: months that the season was taken without.
    """

    slope: float
    level: float
    season: Array | None
    outliers: tuple[str, ...] = ()

    def at(self, months: Sequence[str]) -> Array:
        """Volume in each month."""
        index = np.array([month_index(month) for month in months])
        factors = np.ones(len(months)) if self.season is None else self.season[index % 12]
        values: Array = np.exp(self.level + self.slope * index) * factors
        return values


def _fit(months: Sequence[str], logs: Array) -> _Fit:
    index = np.array([month_index(month) for month in months], dtype=np.float64)
    has_season = len(months) >= SEASON_MONTHS and len({month[5:] for month in months}) == 12
    slope = _slope(index, logs, whole_years=has_season)
    rest = logs - slope * index
    if not has_season:
        return _Fit(slope, float(np.median(rest)), None)
    is_odd = _odd_ones(index, rest)
    names = (index % 12).astype(int)
    by_name = np.array([np.median(rest[(names == name) & ~is_odd]) for name in range(12)])
    season = np.exp(by_name - by_name.mean())
    level = float(by_name.mean()) + math.log(float(season.mean()))
    odd = tuple(month for month, is_one in zip(months, is_odd, strict=True) if is_one)
    return _Fit(slope, level, season / season.mean(), odd)


def _slope(index: Array, logs: Array, *, whole_years: bool) -> float:
    """The median change a month over all pairs of months, or those whole years apart."""
    one, two = np.triu_indices(len(index), k=1)
    apart = index[two] - index[one]
    slopes = (logs[two] - logs[one]) / apart
    if whole_years:
        slopes = slopes[apart % 12 == 0]
    return float(np.median(slopes))


def _odd_ones(index: Array, rest: Array) -> NDArray[np.bool_]:
    """Of two months of one name that disagree by far more than such pairs do, the odd one.

    Of three and more the median needs no help. Which of two is odd, its neighbours tell: the one
    farther from the middle of the months before and after it.
    """
    is_odd = np.zeros(len(index), dtype=bool)
    pairs = [np.flatnonzero(index % 12 == name) for name in range(12)]
    spans = [float(np.ptp(rest[places])) for places in pairs if places.size == 2]
    usual = float(np.median(spans)) if spans else 0.0
    for places in pairs:
        if places.size == 2 and np.ptp(rest[places]) > max(_ODD * usual, _LEAST_ODD):
            near = [np.abs(index - index[place]) == 1.0 for place in places]
            if all(map(np.any, near)):
                off = [
                    abs(rest[place] - rest[others].mean())
                    for place, others in zip(places, near, strict=True)
                ]
                is_odd[places[int(np.argmax(off))]] = True
    return is_odd


def _r_squared(logs: Array, fitted: Array) -> float | None:
    spread = float(np.sum((logs - logs.mean()) ** 2))
    # What rounding leaves of a constant is no variation.
    if spread <= 1e-18 * max(1.0, float(np.sum(logs**2))):
        return None
    return 1.0 - float(np.sum((logs - fitted) ** 2)) / spread


def _months_between(first: str, last: str) -> list[str]:
    return [calendar_month(n, first) for n in range(month_index(last) - month_index(first) + 1)]


def _notes(history: UsageHistory, used: Sequence[str], start_month: str, fit: _Fit) -> list[str]:
    notes = []
    has_season = fit.season is not None
    if not has_season:
        notes.append(_no_season(len(used)))
    names = [month[5:] for month in used]
    once = [month_names()[int(name) - 1] for name in sorted(set(names)) if names.count(name) == 1]
    if has_season and once:
        notes.append(say("The season of {months} rests on a single year.", months=", ".join(once)))
    if fit.outliers:
        odd = ", ".join(map(month_label, fit.outliers))
        notes.append(
            say(
                "Out of line with the other year, and left out of the season: {months}.", months=odd
            )
        )
    if len(used) < 12:
        notes.append(say("Less than a year: what looks like growth may be season."))
    left_out = len(history.months) - len(used)
    if left_out:
        notes.append(
            say_count(
                "1 month left out: incomplete, or not above zero.",
                "{n} months left out: incomplete, or not above zero.",
                left_out,
            )
        )
    away = month_index(start_month) - month_index(used[-1])
    if away > 1:
        last = month_label(used[-1])
        notes.append(
            say(
                "The volume is extrapolated by {away} months from the last one, {last}.",
                away=away,
                last=last,
            )
        )
    elif start_month < used[0]:
        notes.append(
            say(
                "The case starts before the history, which begins in {month}.",
                month=month_label(used[0]),
            )
        )
    return notes


def _no_season(complete: int) -> str:
    if complete >= SEASON_MONTHS:
        return say(
            "Growth alone: there are {n} complete months; a season needs {least}, with every "
            "month's name among them.",
            n=complete,
            least=SEASON_MONTHS,
        )
    return say_count(
        "Growth alone: there are 1 complete month; a season needs {least}.",
        "Growth alone: there are {n} complete months; a season needs {least}.",
        complete,
        least=SEASON_MONTHS,
    )
