"""Each service's cost day by day, without gaps, on the basis that spreads commitments.

A commitment's fee falls on the first of the month and what was paid upfront on one day in three
years; amortized cost has neither, so it is looked at wherever it can be computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.daily import DayCost
    from whatif_app.quality.levels import Array

#: The last days of a month that is not complete are still filling up.
STILL_FILLING = 2

_ONE_DAY = timedelta(days=1)
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class DailySeries:
    """A service's cost on each day from the first that it cost anything, in one currency.

    Attributes:
        basis: `amortized`, or `billed` where that cannot be computed for every day.
        first: the first day.
        cost: to float precision; shape (days,).
        exact: the same, exactly.
    """

    service: str
    currency: str
    basis: str
    first: date
    cost: Array
    exact: tuple[Decimal, ...]

    def day(self, index: int) -> date:
        """The day of a place in the series."""
        return self.first + timedelta(days=index)

    def months(self, start: int, stop: int) -> list[tuple[str, slice]]:
        """The months from one place in the series to before another, and the places of each."""
        days = np.datetime64(self.first) + np.arange(start, stop)
        months = days.astype("datetime64[M]")
        begins = np.flatnonzero(months[1:] != months[:-1]) + 1
        edges = [start, *(begins + start).tolist(), stop]
        return [(str(months[begin - start]), slice(begin, end)) for begin, end in pairwise(edges)]


def daily_series(baseline: Baseline) -> list[DailySeries]:
    """The daily costs of every service; of several, where a whole month is missing in between.

    A day on which the export shows nothing for a service counts as zero, if the service's provider
    covers the day. Days before a service's first cost are left out, and so are the last two days of
    a history that ends within a month.
    """
    by_provider: dict[tuple[str, str], dict[str, list[DayCost]]] = {}
    for cost in baseline.days:
        services = by_provider.setdefault((cost.currency, cost.provider), {})
        services.setdefault(cost.service, []).append(cost)
    found = []
    for (currency, _), services in sorted(by_provider.items()):
        days = {cost.day for costs in services.values() for cost in costs}
        stretches = _stretches(_covered(days, baseline))
        for service, costs in sorted(services.items()):
            basis, amounts = _amounts(costs)
            for stretch in stretches:
                series = _series(service, currency, basis, amounts, stretch)
                if series is not None:
                    found.append(series)
    return found


def _covered(seen: set[str], baseline: Baseline) -> list[date]:
    """The days that an export covers which has costs on these, ascending."""
    months: dict[str, list[str]] = {}
    for day in sorted(seen):
        months.setdefault(day[:7], []).append(day)
    covered: list[date] = []
    is_complete = True
    for month, days in months.items():
        state = baseline.calendar.get(month)
        is_complete = state is not None and state.is_complete
        first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
        covered += _days(*_whole(first)) if is_complete else _days(first, last)
    return covered if is_complete else covered[:-STILL_FILLING]


def _whole(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - _ONE_DAY


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _stretches(days: Sequence[date]) -> list[list[date]]:
    """Days in runs without a gap."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _amounts(costs: Sequence[DayCost]) -> tuple[str, dict[str, Decimal]]:
    """The basis that all days have, and what each day cost on it, all bills together."""
    is_amortized = all(cost.amortized is not None for cost in costs)
    amounts: dict[str, Decimal] = {}
    for cost in costs:
        amount = (cost.amortized if is_amortized else cost.billed) or _NOTHING
        amounts[cost.day] = amounts.get(cost.day, _NOTHING) + amount
    return "amortized" if is_amortized else "billed", amounts


def _series(
    service: str, currency: str, basis: str, amounts: Mapping[str, Decimal], days: Sequence[date]
) -> DailySeries | None:
    exact = [amounts.get(day.isoformat(), _NOTHING) for day in days]
    start = next((at for at, amount in enumerate(exact) if amount), None)
    if start is None:
        return None
    kept = tuple(exact[start:])
    cost = np.array([float(amount) for amount in kept])
    return DailySeries(service, currency, basis, days[start], cost, kept)
