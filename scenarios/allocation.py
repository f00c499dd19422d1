"""Full allocation: shared workloads, shared cliffs and shortfalls reach the others.

Nothing is lost: what is allocated sums to what was there.

Source: docs/model.md, "Full allocation".
"""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array, share_within
from scenarios.inputs import Inputs
from scenarios.schema import field_at

_CHOICES = field_at("workloads", "allocation").choices
_COST, _WEIGHT = float(_CHOICES.index("cost")), float(_CHOICES.index("weight"))


def shared_workloads(inputs: Inputs) -> Array:
    """1 where a workload is spread over the others; none where all are shared; (…, W)."""
    shared = inputs.column("workloads", "shared")
    every = np.all(shared != 0.0, axis=-1, keepdims=True)
    return np.where(every, 0.0, shared)


def allocated(inputs: Inputs, cost: Array, common: Array) -> Array:
    """Cost of each workload with what the shared ones and common costs give it.

    Args:
        cost: each workload's own amortized cost; shape (…, W, H).
        common: shared cliffs and accrued shortfall; shape (…, H).

    Returns:
        Shape (…, W, H); 0 for a shared workload.
    """
    shared = shared_workloads(inputs)[..., None]
    if not np.any(shared) and not np.any(common):
        return cost
    takers = 1.0 - shared
    method = inputs.column("workloads", "allocation")[..., None]
    weight = inputs.column("workloads", "weight")[..., None]
    own = cost * takers
    if np.any(shared):
        given = cost * shared
        by_cost = share_within(cost, takers, axis=-2)
        by_weight = share_within(weight, takers, axis=-2)
        evenly = share_within(np.zeros_like(weight), takers, axis=-2)

        def total(chosen: Array) -> Array:
            summed: Array = (given * chosen).sum(axis=-2, keepdims=True)
            return summed

        own = (
            own
            + total(method == _COST) * by_cost
            + total(method == _WEIGHT) * by_weight
            + total((method != _COST) & (method != _WEIGHT)) * evenly
        )
    return own + common[..., None, :] * share_within(own, takers, axis=-2)
