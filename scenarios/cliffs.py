"""Cliffs: volumes at which cost jumps instead of bending.

Source: docs/model.md, "Cliffs".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array
from scenarios.inputs import Inputs


@dataclass(frozen=True)
class Crossing:
    """A new high of a cliff: when volume crosses it, and when its cost falls due.

    Attributes:
        month, due: offsets from the start month.
        late_by: months by which the lead time is missed; 0 where it is kept.
    """

    name: str
    month: int
    due: int
    late_by: int


@dataclass(frozen=True)
class CliffRun:
    """What the cliffs of a batch of runs cost.

    Attributes:
        taken: steps taken by volume alone; shape (…, C, T).
        change: steps since month 0, sticky ones held; shape (…, C, H).
        monthly: run cost before any agreement; shape (…, C, H).
        one_time: one-time cost in the month it falls due; shape (…, C, H).
    """

    taken: Array
    change: Array
    monthly: Array
    one_time: Array


def steps_taken(inputs: Inputs, volume: Array) -> Array:
    """Steps that a volume takes, before stickiness.

    Args:
        volume: shape (…, U, T).

    Returns:
        Shape (…, C, T).
    """
    seen = volume[..., list(inputs.structure.unit_of_cliff), :]
    threshold = inputs.column("cliffs", "threshold")[..., None]
    every = inputs.column("cliffs", "every")[..., None]
    further = np.floor((seen - threshold) / np.where(every == 0.0, np.inf, every))
    return np.where(seen >= threshold, 1.0 + np.maximum(further, 0.0), 0.0)


def held(inputs: Inputs, taken: Array) -> Array:
    """Steps in force: a sticky cliff's running maximum, another's own; shape (…, C, T)."""
    sticky = inputs.column("cliffs", "sticky")[..., None] != 0.0
    return np.where(sticky, np.maximum.accumulate(taken, axis=-1), taken)


def cliff_costs(inputs: Inputs, volume: Array) -> CliffRun:
    """Run cost and one-time cost of the cliffs that a volume crosses.

    Args:
        volume: shape (…, U, T), lead times past the horizon included.
    """
    horizon = inputs.structure.horizon
    taken = steps_taken(inputs, volume)
    in_force = held(inputs, taken)
    change = (in_force - in_force[..., :1])[..., :horizon]
    enabled = inputs.column("cliffs", "enabled")[..., None]
    monthly = inputs.column("cliffs", "monthly_cost")[..., None] * change * enabled
    one_time = _one_time(inputs, taken) * enabled
    return CliffRun(taken, change, monthly, one_time)


def new_highs(taken: Array) -> Array:
    """Steps by which each month exceeds every month before; 0 in month 0; shape (…, C, T)."""
    highest = np.maximum.accumulate(taken, axis=-1)
    return np.diff(highest, axis=-1, prepend=highest[..., :1])


def _one_time(inputs: Inputs, taken: Array) -> Array:
    cost = inputs.column("cliffs", "one_time_cost")[..., None] * new_highs(taken)
    lead = inputs.column("cliffs", "lead_months")[..., None].astype(np.intp)
    # A crossing in month t is paid in t - lead; those due before month 0, in month 0.
    paid_for = np.arange(inputs.structure.horizon) + lead
    paid_for, cost = _same_batch(paid_for, cost)
    due = np.take_along_axis(cost, paid_for, axis=-1)
    overdue = np.take_along_axis(np.cumsum(cost, axis=-1), paid_for[..., :1], axis=-1)
    return np.concatenate([overdue, due[..., 1:]], axis=-1)


def _same_batch(index: NDArray[np.intp], cost: Array) -> tuple[NDArray[np.intp], Array]:
    batch = np.broadcast_shapes(index.shape[:-1], cost.shape[:-1])
    return (
        np.broadcast_to(index, (*batch, index.shape[-1])),
        np.broadcast_to(cost, (*batch, cost.shape[-1])),
    )


def crossings(inputs: Inputs, taken: Array) -> tuple[Crossing, ...]:
    """Each new high of each enabled cliff that falls due within the horizon.

    Args:
        inputs, taken: of a single run; shape (C, T).
    """
    found = []
    highs = new_highs(taken)
    lead = inputs.column("cliffs", "lead_months")
    enabled = inputs.column("cliffs", "enabled")
    for cliff, name in enumerate(inputs.structure.rows["cliffs"]):
        if not enabled[cliff]:
            continue
        for month in np.flatnonzero(highs[cliff] > 0):
            ahead = int(month) - int(lead[cliff])
            if ahead < inputs.structure.horizon:
                found.append(Crossing(name, int(month), max(ahead, 0), max(-ahead, 0)))
    return tuple(found)
