"""Service-months that are off their own baseline: against the robust trend of the other months.

Where two years are known, the same month of other years tells of the season: a month is off only
if neither the trend nor the season accounts for it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from scenarios.months import month_index
from whatif_app.quality.anomaly import (
    ALWAYS,
    CENT,
    DIP,
    MISSING,
    MONTH,
    NOISE_SIGMAS,
    SHIFT,
    SPIKE,
    Anomaly,
    Thresholds,
    largest,
    ranked,
)
from whatif_app.quality.basis import Basis, month_costs
from whatif_app.quality.charges import CREDITS, ONE_OFFS
from whatif_app.quality.levels import drifting_level, sigma, slope, steps

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.quality.levels import Array

#: Fewer months have no trend to be off from; fewer than two years no season.
MONTHS_NEEDED, SEASON_NEEDED = 6, 24

_YEAR = 12
_WINDOW, _SPAN = 7, 3
#: A month without cost counts as this part of the usual one where growth is looked at.
_LEAST = 1e-3


@dataclass(frozen=True)
class _Series:
    """A service's complete months in a row; costs per day, since months differ in length."""

    service: str
    currency: str
    basis: str
    months: tuple[str, ...]
    days: Array
    per_day: Array
    exact: tuple[Decimal, ...]


@dataclass(frozen=True)
class MonthlyFindings:
    """What the months of a baseline show.

    Attributes:
        anomalies: the largest first.
        judged: the services with months enough to tell.
    """

    anomalies: tuple[Anomaly, ...]
    judged: frozenset[str]


def monthly_anomalies(baseline: Baseline, thresholds: Thresholds | None = None) -> MonthlyFindings:
    """Every service's complete months against its own trend and season.

    Credits, refunds and one-offs are left out: they are told of by themselves.

    Args:
        thresholds: the usual ones by default.
    """
    limits = thresholds or Thresholds()
    basis = Basis.of(baseline.lines)
    floors = {
        key: limits.floor(float(cost)) for key, cost in month_costs(baseline.lines, basis).items()
    }
    found: list[Anomaly] = []
    judged: set[str] = set()
    for series in _all_series(baseline, basis):
        if series.per_day.size >= MONTHS_NEEDED:
            judged.add(series.service)
            found += _worth_it(_anomalies(series, limits.share), floors)
    return MonthlyFindings(tuple(ranked(found)), frozenset(judged))


def _worth_it(found: Sequence[Anomaly], floors: Mapping[tuple[str, str], float]) -> list[Anomaly]:
    return [
        each
        for each in found
        if largest(each)
        >= max(floors.get((each.currency, month), 0.0) for month, _ in each.by_month)
    ]


def _all_series(baseline: Baseline, basis: Basis) -> list[_Series]:
    costs: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    for line in baseline.lines:
        seen.setdefault((line.currency, line.provider), set()).add(line.month)
        if line.kind not in CREDITS and line.kind not in ONE_OFFS:
            months = costs.setdefault((line.currency, line.provider, line.service), {})
            months[line.month] = months.get(line.month, Decimal(0)) + basis.cost(line)
    complete = {month for month, state in baseline.calendar.items() if state.is_complete}
    found = []
    for (currency, provider, service), known in sorted(costs.items()):
        shown = sorted(seen[currency, provider] & complete)
        for run in _in_a_row(shown):
            since = [month for month in run if month >= min(known)]
            if any(month in known for month in since):
                found.append(_series(service, currency, since, known, basis))
    return found


def _in_a_row(months: Sequence[str]) -> list[list[str]]:
    runs: list[list[str]] = []
    for month in months:
        if runs and month_index(month) == month_index(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _series(
    service: str, currency: str, months: list[str], known: Mapping[str, Decimal], basis: Basis
) -> _Series:
    exact = tuple(known.get(month, Decimal(0)) for month in months)
    days = np.array([monthrange(int(month[:4]), int(month[5:]))[1] for month in months], float)
    measures = {basis.measure(currency, month) for month in months}
    return _Series(
        service,
        currency,
        "amortized" if measures == {"amortized"} else "billed",
        tuple(months),
        days,
        np.array([float(amount) for amount in exact]) / days,
        exact,
    )


def _anomalies(series: _Series, share: float) -> list[Anomaly]:
    cost = series.per_day
    season = _season(cost, month_index(series.months[0]))
    bare = np.divide(cost, season, out=np.zeros_like(cost), where=season > 0)
    plainly = steps(cost, _SPAN, share)
    changes = [at for at in steps(bare, _SPAN, share) if any(abs(at - p) <= 1 for p in plainly)]
    level = _level(bare, changes)
    plain = _level(cost, changes)
    if not (np.all(level > 0) and np.all(plain > 0)):
        return []
    expected = level * season
    found = _shifts(series, changes, bare)
    is_off = _off(cost, expected, share) & _off(cost, plain, share)
    # Of the two accounts, the nearer one is what the month is compared with.
    nearer = np.where(np.abs(cost - plain) < np.abs(cost - expected), plain, expected)
    is_always = np.count_nonzero(cost) >= ALWAYS * cost.size
    for at in np.flatnonzero(is_off | ((cost == 0) & is_always)).tolist():
        kind = SPIKE if cost[at] > nearer[at] else DIP if cost[at] else MISSING
        found.append(_anomaly(series, kind, at, at + 1, nearer))
    return found


def _level(values: Array, changes: list[int]) -> Array:
    """The level of each month; growth by the same share each month is a straight line."""
    middle = float(np.median(values))
    if middle <= 0:
        return np.zeros(values.size)
    shares = np.log(np.maximum(values / middle, _LEAST))
    parts = np.split(shares, changes)
    level: Array = middle * np.exp(
        np.concatenate([drifting_level(part, _WINDOW) for part in parts])
    )
    return level


def _off(cost: Array, expected: Array, share: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    off = (cost - expected) / expected
    return np.asarray(np.abs(off) > max(share, NOISE_SIGMAS * sigma(off)))


def _season(cost: Array, first: int) -> Array:
    """Each month's season as other years show it; 1 where there are not two years.

    A month's own year is not asked, so that no month accounts for itself.
    """
    season = np.ones(cost.size)
    if cost.size < SEASON_NEEDED:
        return season
    year = np.convolve(cost, np.full(_YEAR, 1 / _YEAR), mode="valid")
    if not np.all(year > 0):
        return season
    # Half a year at both ends has no year around it; there, growth goes on as it is.
    at_ends = np.clip(np.arange(cost.size) - (_YEAR - 1) / 2, 0, year.size - 1)
    beyond = np.arange(cost.size) - (_YEAR - 1) / 2 - at_ends
    around = np.interp(at_ends, np.arange(year.size), np.log(year)) + slope(np.log(year)) * beyond
    ratios = cost / np.exp(around)
    of_year = (np.arange(cost.size) + first) % _YEAR
    for at in range(cost.size):
        others = (of_year == of_year[at]) & (np.arange(cost.size) != at)
        season[at] = np.median(ratios[others]) if others.any() else 1.0
    return season


def _shifts(series: _Series, changes: list[int], bare: Array) -> list[Anomaly]:
    found = []
    for start, stop in pairwise([*changes, series.per_day.size]):
        before = float(np.median(bare[start - _SPAN : start]))
        after = float(np.median(bare[start : start + _SPAN]))
        found.append(_anomaly(series, SHIFT, start, stop, series.per_day * (before / after)))
    return found


def _anomaly(series: _Series, kind: str, start: int, stop: int, per_day: Array) -> Anomaly:
    due = [
        Decimal(repr(float(amount))).quantize(CENT)
        for amount in (per_day * series.days)[start:stop]
    ]
    by_month = tuple(
        (month, actual - usual)
        for month, actual, usual in zip(
            series.months[start:stop], series.exact[start:stop], due, strict=True
        )
    )
    return Anomaly(
        service=series.service,
        currency=series.currency,
        basis=series.basis,
        grain=MONTH,
        kind=kind,
        first=series.months[start],
        last=series.months[stop - 1],
        expected=sum(due, Decimal(0)),
        actual=sum(series.exact[start:stop], Decimal(0)),
        by_month=by_month,
        is_open=stop == len(series.months),
    )
