"""Service-days that are off their own baseline: spikes, dips, missing days, and lasting shifts.

A day counts only where all three hold: it is off by more than the chosen share, it stands out of
the service's own noise, and it is worth looking at in money. What lasts is one finding, not thirty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from whatif_app.quality.anomaly import (
    ALWAYS,
    CENT,
    DAY,
    DIP,
    MISSING,
    NOISE_SIGMAS,
    SHIFT,
    SPIKE,
    Anomaly,
    Thresholds,
    largest,
    ranked,
)
from whatif_app.quality.daily_series import DailySeries, daily_series
from whatif_app.quality.usual_cost import DAYS_NEEDED, UsualCost, usual_cost

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.quality.levels import Array

#: Below this part of the usual cost a day is missing rather than low.
_NOTHING_LEFT = 0.02
_WEEK = 7
#: Days of silence after which a service has ended, rather than gone missing.
_LASTING = 14
#: A level that goes back within so many days has not changed for good.
_SOON = 62


@dataclass(frozen=True)
class DailyFindings:
    """What the days of a baseline show.

    Attributes:
        anomalies: the largest first.
        irregular: services that cost something now and then, of which no day is usual.
        usual: by service and currency, its days and what they usually cost.
    """

    anomalies: tuple[Anomaly, ...]
    irregular: tuple[str, ...]
    usual: Mapping[tuple[str, str], tuple[tuple[DailySeries, UsualCost], ...]]


def daily_anomalies(baseline: Baseline, thresholds: Thresholds | None = None) -> DailyFindings:
    """Every service's days against its own usual cost.

    Args:
        baseline: with `days`; an export that has none gives no findings.
        thresholds: the usual ones by default.
    """
    limits = thresholds or Thresholds()
    every = daily_series(baseline)
    month_costs = _month_costs(every)
    found: list[Anomaly] = []
    irregular: list[str] = []
    usual: dict[tuple[str, str], tuple[tuple[DailySeries, UsualCost], ...]] = {}
    for series in every:
        if _end(series) < DAYS_NEEDED:
            continue
        pattern = usual_cost(series.cost[: _end(series)], series.first, limits.share)
        if pattern is None:
            irregular.append(series.service)
            continue
        key = (series.service, series.currency)
        usual[key] = (*usual.get(key, ()), (series, pattern))
        found += _runs(series, pattern, limits, month_costs)
        found += _shifts(series, pattern, limits, month_costs)
        found += _ended(series, pattern, limits, month_costs)
    judged = {service for service, _ in usual}
    return DailyFindings(
        tuple(ranked(found)),
        tuple(sorted({service for service in irregular if service not in judged})),
        usual,
    )


def _month_costs(every: Sequence[DailySeries]) -> dict[tuple[str, str], float]:
    """What all services cost together, by currency and month."""
    costs: dict[tuple[str, str], float] = {}
    for series in every:
        for month, places in series.months(0, series.cost.size):
            key = (series.currency, month)
            costs[key] = costs.get(key, 0.0) + float(series.cost[places].sum())
    return costs


def _runs(
    series: DailySeries,
    usual: UsualCost,
    limits: Thresholds,
    month_costs: Mapping[tuple[str, str], float],
) -> list[Anomaly]:
    """Runs of days off to the same side."""
    cost = series.cost[: usual.expected.size]
    off = cost - usual.expected
    is_missing = _missing(cost, usual)
    is_beyond = (np.abs(off) > limits.share * usual.expected) & (usual.expected > 0)
    is_off = is_missing | (is_beyond & (np.abs(off) > NOISE_SIGMAS * usual.noise))
    # The days beside one that is clearly off belong to it sooner than others are off on their own.
    is_near = is_off | (is_beyond & (np.abs(off) > NOISE_SIGMAS / 2 * usual.noise))
    signs = np.where(is_near, np.sign(off), 0.0)
    edges = np.flatnonzero(np.diff(signs, prepend=0.0, append=0.0))
    found = []
    for start, stop in pairwise(edges.tolist()):
        if signs[start] == 0 or not is_off[start:stop].any():
            continue
        kind = SPIKE if signs[start] > 0 else MISSING if is_missing[start:stop].all() else DIP
        made = _anomaly(series, kind, start, stop, usual.expected)
        if abs(made.excess) >= limits.floor(_cost_around(made, month_costs)):
            found.append(made)
    return found


def _missing(cost: Array, usual: UsualCost) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Days without cost, of a service that always costs on such days."""
    is_due = usual.expected > _NOTHING_LEFT * usual.level
    is_missing = is_due & (np.abs(cost) <= _NOTHING_LEFT * usual.expected)
    if is_missing.sum() > (1 - ALWAYS) * is_due.sum():
        is_missing[:] = False
    return np.asarray(is_missing)


def _shifts(
    series: DailySeries,
    usual: UsualCost,
    limits: Thresholds,
    month_costs: Mapping[tuple[str, str], float],
) -> list[Anomaly]:
    """Levels that changed for good, each with its first day."""
    found = []
    for kind, start, stop, ratio in _changed(usual, limits.share):
        # Had the level stayed, usual days would have cost in proportion. What was unusual on them
        # is a finding of its own, and not counted here as well.
        more = usual.expected * (1 - 1 / ratio)
        made = _anomaly(series, kind, start, stop, series.cost[: more.size] - more)
        if largest(made) >= limits.floor(_cost_around(made, month_costs)):
            found.append(made)
    return found


def _changed(usual: UsualCost, share: float) -> list[tuple[str, int, int, float]]:
    """Lasting changes: kind, first day, day after the last, new level by old.

    A level that soon goes back to what it was is a long spike, or a long dip, not two new levels.
    """
    found = []
    changes = list(usual.changes)
    while changes:
        change = changes.pop(0)
        stop = changes[0].at if changes else usual.expected.size
        kind = SHIFT
        if (
            changes
            and stop - change.at <= _SOON
            and abs(change.ratio * changes[0].ratio - 1) < (share / 2)
        ):
            changes.pop(0)
            kind = SPIKE if change.ratio > 1 else DIP
        found.append((kind, change.at, stop, change.ratio))
    return found


def _ended(
    series: DailySeries,
    usual: UsualCost,
    limits: Thresholds,
    month_costs: Mapping[tuple[str, str], float],
) -> list[Anomaly]:
    """The silence at the end of a service that always cost something."""
    start, stop = usual.expected.size, series.cost.size
    always = np.count_nonzero(series.cost[:start]) >= ALWAYS * start
    if start == stop or not always:
        return []
    expected = np.concatenate([usual.expected, np.resize(usual.expected[-_WEEK:], stop - start)])
    kind = MISSING if stop - start < _LASTING else SHIFT
    made = _anomaly(series, kind, start, stop, expected)
    is_worth = largest(made) >= limits.floor(_cost_around(made, month_costs))
    return [made] if is_worth else []


def _end(series: DailySeries) -> int:
    """The place after the last day that cost anything."""
    return int(np.flatnonzero(series.cost)[-1]) + 1


def _cost_around(anomaly: Anomaly, month_costs: Mapping[tuple[str, str], float]) -> float:
    """What everything cost in the dearest of the months that it touches."""
    return max(month_costs.get((anomaly.currency, month), 0.0) for month, _ in anomaly.by_month)


def _anomaly(series: DailySeries, kind: str, start: int, stop: int, expected: Array) -> Anomaly:
    usual, by_month = Decimal(0), []
    for month, places in series.months(start, stop):
        due = Decimal(repr(float(expected[places].sum()))).quantize(CENT)
        usual += due
        by_month.append((month, sum(series.exact[places], Decimal(0)) - due))
    return Anomaly(
        service=series.service,
        currency=series.currency,
        basis=series.basis,
        grain=DAY,
        kind=kind,
        first=series.day(start).isoformat(),
        last=series.day(stop - 1).isoformat(),
        expected=usual,
        actual=sum(series.exact[start:stop], Decimal(0)),
        by_month=tuple(by_month),
        is_open=stop == series.cost.size,
    )
