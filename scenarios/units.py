"""Unit economics: unit cost, margin, marginal cost and the next cliff.

Source: docs/model.md, "Unit economics".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Array, ratio
from scenarios.cliffs import new_highs, steps_taken
from scenarios.demand import demand, gross_demand
from scenarios.inputs import Inputs
from scenarios.purchasing import buy
from scenarios.run import Run


@dataclass(frozen=True)
class NextCliff:
    """The next step of a cliff: how far, when, and what it adds.

    Attributes:
        units_away: volume still to come before the step, from month 0.
        month: in which volume crosses it; None beyond the horizon.
        monthly_cost_added: run cost of one step, before any agreement.
        unit_cost_added: that per unit of the month it is crossed in (of the
            threshold's volume where it is not crossed).
    """

    name: str
    unit: str
    units_away: float
    month: int | None
    monthly_cost_added: float
    unit_cost_added: float


@dataclass(frozen=True)
class Marginal:
    """What the next `marginal_step` units of one unit cost; shape (…, H) each.

    Attributes:
        unit_cost: per unit, amortized, without shortfall, allocation, overhead.
        one_time: one-time cliff cost that the step would bring, in all.
    """

    unit_cost: Array
    one_time: Array


def unit_totals(inputs: Inputs, by_workload: Array) -> Array:
    """Sum over each unit's workloads and its descendants'; (…, W, H) → (…, U, H)."""
    structure = inputs.structure
    linked = np.zeros((structure.count("units"), structure.count("workloads")))
    for workload, unit in enumerate(structure.unit_of_workload):
        if unit >= 0:
            linked[:, workload] = structure.descends_from[:, unit]
    totals: Array = np.matmul(linked, by_workload)
    return totals


def with_descendants(inputs: Inputs, by_unit: Array) -> Array:
    """Each unit's own plus its descendants'; (…, U, H) → (…, U, H)."""
    totals: Array = np.matmul(inputs.structure.descends_from.astype(np.float64), by_unit)
    return totals


def unit_cost(inputs: Inputs, run: Run) -> Array:
    """Loaded cost of a unit's workloads per unit of volume; shape (…, U, H)."""
    return ratio(unit_totals(inputs, run.loaded), run.volume)


def unit_margin(inputs: Inputs, run: Run) -> Array:
    """Margin of each unit, NaN without revenue; shape (…, U, H)."""
    revenue = with_descendants(inputs, run.revenue)
    return ratio(revenue - unit_totals(inputs, run.loaded), revenue)


def case_unit_cost(inputs: Inputs, run: Run) -> Array:
    """All loaded cost per unit of the primary unit; NaN without one; shape (…, H)."""
    primary = inputs.structure.primary_unit
    if primary < 0:
        return np.full_like(run.loaded_total, np.nan)
    return ratio(run.loaded_total, run.volume[..., primary, :])


def case_margin(run: Run) -> Array:
    """All revenue against all loaded cost; NaN without revenue; shape (…, H)."""
    revenue = run.revenue.sum(axis=-2)
    return ratio(revenue - run.loaded_total, revenue)


def marginal_cost(inputs: Inputs, run: Run, unit: int) -> Marginal:
    """Cost of the next `marginal_step` units, in each month by itself.

    The unit's volume alone is raised; earlier highs of sticky cliffs, tranche
    sizes, `V(0)` and `n(0)` are held.
    """
    step = inputs.scalar("marginal_step")
    horizon = inputs.structure.horizon
    raised = run.volume.copy()
    shape = np.broadcast_shapes(raised.shape[:-2], step.shape[:-1])
    raised = np.broadcast_to(raised, (*shape, *raised.shape[-2:])).copy()
    raised[..., unit, :] += step
    wanted = demand(inputs, gross_demand(inputs, raised, first_volume=run.volume[..., 0]))
    bought = buy(inputs, wanted, sizes=run.purchase.commitments.size)
    more = (bought.spot_cost + bought.on_demand).sum(axis=-2)
    more = more - (run.purchase.spot_cost + run.purchase.on_demand).sum(axis=-2)

    taken = steps_taken(inputs, raised)
    enabled = inputs.column("cliffs", "enabled")[..., None]
    sticky = inputs.column("cliffs", "sticky")[..., None] != 0.0
    in_force = np.maximum.accumulate(run.cliffs.taken, axis=-1)[..., :horizon]
    now = run.cliffs.taken[..., :horizon]
    change = np.where(sticky, np.maximum(taken, in_force) - in_force, taken - now)
    cliff_cost = inputs.column("cliffs", "monthly_cost")[..., None] * change * enabled
    new_high = np.maximum(taken - in_force, 0.0) * enabled
    one_time = inputs.column("cliffs", "one_time_cost")[..., None] * new_high
    return Marginal(
        unit_cost=(more + cliff_cost.sum(axis=-2)) * run.factor / step,
        one_time=one_time.sum(axis=-2),
    )


def next_cliffs(inputs: Inputs, run: Run) -> tuple[NextCliff, ...]:
    """The next step of each enabled cliff, nearest in time first.

    Args:
        inputs, run: of a single run.
    """
    found = []
    highs = new_highs(run.cliffs.taken)
    for cliff, name in enumerate(inputs.structure.rows["cliffs"]):
        unit = inputs.structure.unit_of_cliff[cliff]
        threshold = float(inputs.column("cliffs", "threshold")[cliff])
        every = float(inputs.column("cliffs", "every")[cliff])
        taken = float(run.cliffs.taken[cliff, 0])
        if not inputs.column("cliffs", "enabled")[cliff] or (taken and not every):
            continue
        at = threshold + taken * every
        crossed = np.flatnonzero(highs[cliff, : inputs.structure.horizon] > 0)
        month = int(crossed[0]) if crossed.size else None
        volume = float(run.volume[unit, month]) if month is not None else at
        added = float(inputs.column("cliffs", "monthly_cost")[cliff])
        found.append(
            NextCliff(
                name=name,
                unit=inputs.structure.rows["units"][unit],
                units_away=at - float(run.volume[unit, 0]),
                month=month,
                monthly_cost_added=added,
                unit_cost_added=added / volume if volume else float("nan"),
            )
        )
    horizon = inputs.structure.horizon
    return tuple(sorted(found, key=lambda cliff: horizon if cliff.month is None else cliff.month))
