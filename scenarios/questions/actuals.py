"""Actuals: what a month really cost against what the model forecast, and why they differ.

A cost is volume × use per unit × price: the on-demand equivalent of what runs, times the
effective price paid for it. Each variance is split along these, as cost accountants do:

    volume = (equivalent forecast at the actual volume − equivalent forecast) × price forecast
    usage  = (actual equivalent − equivalent forecast at the actual volume) × price forecast
    rate   = (actual price − price forecast) × actual equivalent

The three add up to the variance. The equivalent at the actual volume is the model's own: fixed
share, elasticity, migrations and cliffs included.

Source: docs/model.md, "Actuals".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array, beyond_floats
from scenarios.cliffs import held, steps_taken
from scenarios.demand import demand, gross_demand
from scenarios.inputs import Inputs
from scenarios.results import Results

Kind = Literal["workload", "new", "cliffs", "shortfall"]

#: A part below this share of what it is a part of is what rounding left.
ROUNDING = 1e-12

#: Rows of the forecast that no workload bears; a name is only ever taken together with its kind.
SHARED_CLIFFS, SHORTFALL, TOTAL = "Shared cliffs", "Agreement shortfall", "Total"


@dataclass(frozen=True)
class Actuals:
    """What happened in some months of a horizon; money per month in the case's currency.

    Attributes:
        months: offsets of the months that are known, ascending.
        cost: amortized cost by workload, also of names that the case does not know; shape (M,).
        equivalent: by the same names, what ran at the on-demand prices that the case is in; NaN
            where it is not known; shape (M,). A name left out is not known in any month.
        volume: actual volume by unit; NaN where it is not known; shape (M,).
    """

    months: tuple[int, ...]
    cost: Mapping[str, Array]
    equivalent: Mapping[str, Array]
    volume: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Variance:
    """Actual against forecast of one workload, or of all, over one or several months.

    Attributes:
        kind: "workload"; "new" for a name that the case does not know; "cliffs" and "shortfall"
            for what the forecast holds beside the workloads, whose actual cost is in theirs.
        volume, rate: parts of the variance; None where they could not be told in any month.
        usage: the rest, so that the three add up.
        lacking: which of "volume" and "rate" could not be told somewhere and are within usage.
    """

    name: str
    kind: Kind
    forecast: float
    actual: float
    volume: float | None
    rate: float | None
    usage: float
    lacking: frozenset[str] = frozenset()

    @property
    def amount(self) -> float:
        """Actual less forecast: positive where more was spent."""
        return self.actual - self.forecast

    @property
    def share(self) -> float | None:
        """The variance as a share of the forecast; None where nothing was forecast."""
        return self.amount / self.forecast if self.forecast else None


@dataclass(frozen=True)
class Comparison:
    """Every known month's variances.

    Attributes:
        months: offsets.
        rows: by month, in the order of `months`: the workloads in table order, then what else.
    """

    months: tuple[int, ...]
    rows: tuple[tuple[Variance, ...], ...]

    def total(self, month: int) -> Variance:
        """All rows of one month, by its offset, added up."""
        return added(self.rows[self.months.index(month)], TOTAL)

    def to_date(self) -> tuple[Variance, ...]:
        """Each row over all known months, in the rows' order."""
        found: dict[tuple[str, Kind], list[Variance]] = {}
        for month in self.rows:
            for row in month:
                found.setdefault((row.name, row.kind), []).append(row)
        return tuple(added(parts, name, kind) for (name, kind), parts in found.items())


def added(parts: Iterable[Variance], name: str, kind: Kind = "workload") -> Variance:
    """Several variances as one: what could be told is summed, the rest is usage."""
    rows = tuple(parts)
    volume, rate = (_sum_known([getattr(row, part) for row in rows]) for part in ("volume", "rate"))
    forecast = math.fsum(row.forecast for row in rows)
    actual = math.fsum(row.actual for row in rows)
    usage = _rest(actual, forecast, volume, rate)
    lacking = frozenset[str]().union(*(row.lacking for row in rows))
    return Variance(name, kind, forecast, actual, volume, rate, usage, lacking)


def _rest(actual: float, forecast: float, volume: float | None, rate: float | None) -> float:
    """What neither volume nor rate explains; what floats leave of nothing is nothing."""
    rest = actual - forecast - (volume or 0.0) - (rate or 0.0)
    largest = max(abs(actual), abs(forecast), abs(volume or 0.0), abs(rate or 0.0))
    return 0.0 if abs(rest) <= ROUNDING * largest else rest


def _sum_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if known or not values else None


@beyond_floats()
def compare(results: Results, actuals: Actuals) -> Comparison:
    """Split the variance of each workload in each known month.

    Args:
        results: the forecast.

    Raises:
        IndexError: a month beyond the horizon.
    """
    forecast = _Forecast(results, actuals)
    return Comparison(
        actuals.months,
        tuple(
            tuple(forecast.rows(position, month)) for position, month in enumerate(actuals.months)
        ),
    )


class _Forecast:
    """A run beside the equivalents it would have had at the actual volumes."""

    def __init__(self, results: Results, actuals: Actuals) -> None:
        self._inputs, self._run = results.inputs, results.run
        self._actuals = actuals
        structure = self._inputs.structure
        if any(not 0 <= month < structure.horizon for month in actuals.months):
            raise IndexError(f"months {actuals.months} are not all within the horizon")
        self._workloads = structure.rows["workloads"]
        self._known = self._known_volumes()
        run, first = self._run, self._run.volume[:, 0]
        volume = self._volume()
        gross = gross_demand(self._inputs, volume, first_volume=first)
        self._equivalent, self._cliffs = _equivalents(self._inputs, run.demand, run.cliffs.monthly)
        self._at_volume, self._cliffs_at_volume = _equivalents(
            self._inputs, demand(self._inputs, gross), _cliffs_at(self._inputs, volume, first)
        )

    def _volume(self) -> Array:
        """The forecast's volumes, with the actual ones where they are known; shape (U, H)."""
        volume = self._run.volume.copy()
        months = list(self._actuals.months)
        for unit, name in enumerate(self._inputs.structure.rows["units"]):
            if name in self._actuals.volume:
                actual = self._actuals.volume[name]
                volume[unit, months] = np.where(np.isfinite(actual), actual, volume[unit, months])
        return volume

    def _known_volumes(self) -> NDArray[np.bool_]:
        """Whether a unit's actual volume is known; shape (U, M)."""
        units = self._inputs.structure.rows["units"]
        known = np.zeros((len(units), len(self._actuals.months)), dtype=np.bool_)
        for unit, name in enumerate(units):
            if name in self._actuals.volume:
                known[unit] = np.isfinite(self._actuals.volume[name])
        return known

    def rows(self, position: int, month: int) -> Iterable[Variance]:
        """Every row of one month: the workloads, what the case does not know, and what is shared.

        Args:
            position, month: of the month among those known, and in the horizon.
        """
        for workload, name in enumerate(self._workloads):
            unit = self._inputs.structure.unit_of_workload[workload]
            yield _split(
                name,
                forecast=float(self._run.workload[workload, month]),
                actual=_at(self._actuals.cost, name, position, 0.0),
                equivalent=float(self._equivalent[workload, month]),
                at_volume=float(self._at_volume[workload, month])
                if unit < 0 or self._known[unit, position]
                else None,
                actual_equivalent=_at(self._actuals.equivalent, name, position, float("nan")),
            )
        for name in self._actuals.cost:
            if name not in self._workloads:
                amount = _at(self._actuals.cost, name, position, 0.0)
                yield Variance(name, "new", 0.0, amount, 0.0, 0.0, amount)
        yield from self._shared(month)

    def _shared(self, month: int) -> Iterable[Variance]:
        """What the forecast holds beside the workloads; its actual cost is somewhere in theirs."""
        factor = float(self._run.factor[month])
        cliffs, at_volume = (
            float(each[month]) * factor for each in (self._cliffs, self._cliffs_at_volume)
        )
        if cliffs or at_volume:
            more = at_volume - cliffs
            yield Variance(SHARED_CLIFFS, "cliffs", cliffs, 0.0, more, 0.0, -at_volume)
        shortfall = float(self._run.shortfall_accrued[month])
        if shortfall:
            yield Variance(SHORTFALL, "shortfall", shortfall, 0.0, 0.0, 0.0, -shortfall)


def _split(
    name: str,
    *,
    forecast: float,
    actual: float,
    equivalent: float,
    at_volume: float | None,
    actual_equivalent: float,
) -> Variance:
    """One workload's month.

    Args:
        equivalent, at_volume: what the model says ran, at its own and at the actual volume; None
            where that is not known.
        actual_equivalent: NaN where it is not known.
    """
    # Where nothing was forecast to run there is no price that volume or rate could be told by.
    price = forecast / equivalent if equivalent > 0.0 else None
    volume: float | None = 0.0
    rate: float | None = 0.0
    lacking = set()
    if at_volume is None:
        volume = None
        lacking.add("volume")
    elif price is not None:
        volume = (at_volume - equivalent) * price
    if math.isnan(actual_equivalent):
        rate = None
        lacking.add("rate")
    elif price is not None:
        rate = _rest(actual, price * actual_equivalent, None, None)
    usage = _rest(actual, forecast, volume, rate)
    return Variance(name, "workload", forecast, actual, volume, rate, usage, frozenset(lacking))


def _equivalents(inputs: Inputs, wanted: Array, cliffs: Array) -> tuple[Array, Array]:
    """On-demand equivalent of each workload, its own cliffs included, and of the shared cliffs.

    Args:
        wanted: demand; shape (W, H).
        cliffs: run cost of each cliff; shape (C, H).
    """
    equivalent = wanted.copy()
    shared = np.zeros(wanted.shape[-1])
    for cliff, workload in enumerate(inputs.structure.workload_of_cliff):
        if workload >= 0:
            equivalent[workload] += cliffs[cliff]
        else:
            shared += cliffs[cliff]
    return equivalent, shared


def _cliffs_at(inputs: Inputs, volume: Array, first_volume: Array) -> Array:
    """Run cost of the cliffs at other volumes, counted from the forecast's month 0; (C, H).

    Args:
        volume: shape (U, H).
        first_volume: the forecast's volume of month 0; shape (U,).
    """
    taken = steps_taken(inputs, np.concatenate([first_volume[:, None], volume], axis=-1))
    in_force = held(inputs, taken)
    change = (in_force - in_force[:, :1])[:, 1:]
    each = inputs.column("cliffs", "monthly_cost") * inputs.column("cliffs", "enabled")
    monthly: Array = each[:, None] * change
    return monthly


def _at(values: Mapping[str, Array], name: str, position: int, default: float) -> float:
    found = values.get(name)
    return default if found is None else float(found[position])
