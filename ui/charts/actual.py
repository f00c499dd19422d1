"""Actual cost as the charts draw it: a solid line that runs into the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from scenarios.months import calendar_month, month_index
from ui.charts.picture import Array, Line, Mark, Shown
from ui.charts.words import say

#: Months of history drawn before the forecast, as a share of its horizon, and at most.
HISTORY_SHARE, HISTORY_MOST = 1 / 3, 12


@dataclass(frozen=True)
class Actual:
    """Actual figures on the time axis of a chart that begins with some history.

    Attributes:
        history: months before month 0.
        start_month: of the forecast.
        cost: amortized; NaN where nothing is known; shape (history + H,).
        unit_cost: of the primary unit, with overhead; likewise.
    """

    history: int
    start_month: str
    cost: Array
    unit_cost: Array

    @property
    def months(self) -> tuple[str, ...]:
        """Calendar months of the time axis."""
        span = range(-self.history, self.cost.size - self.history)
        return tuple(calendar_month(offset, self.start_month) for offset in span)

    def padded(self, values: Array) -> Array:
        """A forecast's values on this time axis: nothing during the history."""
        return np.concatenate([np.full(self.history, np.nan), values])


def actual_of(shown: Shown) -> Actual | None:
    """What the charts draw of the actual costs; None where there is no line to draw."""
    costs, results = shown.actual_costs, shown.selected_results
    if costs is None or costs.currency not in (results.currency, "unknown"):
        return None
    offsets = np.array(
        [month_index(month) - month_index(results.start_month) for month in costs.months]
    )
    earliest = -min(int(results.horizon * HISTORY_SHARE), HISTORY_MOST)
    kept = (offsets >= earliest) & (offsets < results.horizon)
    # One month alone is no line, and the month that the case was made of says nothing new.
    if np.count_nonzero(kept) < 2:
        return None
    history = max(0, -int(offsets[kept].min()))
    places = offsets[kept] + history
    cost, unit_cost = (np.full(history + results.horizon, np.nan) for _ in range(2))
    cost[places] = costs.total[kept]
    volume = costs.volume.get(shown.primary_unit)
    if volume is not None:
        overhead = float(cast("float", results.evaluated.view.project("overhead")))
        known = np.where(volume[kept] > 0.0, volume[kept], np.nan)
        unit_cost[places] = cost[places] * (1.0 + overhead) / known
    return Actual(history, results.start_month, cost, unit_cost)


def actual_line(values: Array) -> Line:
    """The line of what was."""
    return Line("", say("charts", "Actual"), None, values, values, "", is_actual=True)


def actual_mark(values: Array, forecast: Array, *, is_step: bool = False) -> tuple[Mark, ...]:
    """The name of the actual line, at its last value, on the side away from the forecast."""
    known = np.flatnonzero(np.isfinite(values))
    if known.size == 0:
        return ()
    last = int(known[-1])
    place = last + (0.5 if is_step else 0.0)
    is_above = bool(values[last] > forecast[last])
    mark = Mark(
        place,
        float(values[last]),
        say("charts", "Actual"),
        None,
        minor=True,
        ends_line=True,
        is_above=is_above,
    )
    return (mark,)
