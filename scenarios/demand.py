"""Demand: what each workload would cost on demand, after growth, efficiency and migrations.

Source: docs/model.md, "Demand".
"""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array, ramp
from scenarios.inputs import MONTH_TOLERANCE, Inputs
from scenarios.rates import in_project_currency


def completions(inputs: Inputs) -> Array:
    """Month from which each initiative is complete, `ceil(start + months)`; shape (…, I)."""
    work = inputs.column("initiatives", "start") + inputs.column("initiatives", "months")
    return np.ceil(work - MONTH_TOLERANCE)


def levers_on(inputs: Inputs) -> Array:
    """1 where a workload's levers work, 0 where they wait for an initiative that is off.

    Returns:
        Shape (…, W).
    """
    enabled = inputs.column("initiatives", "enabled")
    # A last entry stands for "no initiative", which index -1 then finds.
    padded = np.concatenate([enabled, np.ones((*enabled.shape[:-1], 1))], axis=-1)
    on: Array = padded[..., list(inputs.structure.initiative_of_workload)]
    return on


def lever_start(inputs: Inputs, lever: str) -> Array:
    """First month of a workload's ramp, no earlier than its initiative completes.

    Args:
        lever: "efficiency" or "spot".

    Returns:
        Shape (…, W).
    """
    done = completions(inputs)
    padded = np.concatenate([done, np.full((*done.shape[:-1], 1), -np.inf)], axis=-1)
    floor: Array = padded[..., list(inputs.structure.initiative_of_workload)]
    return np.maximum(inputs.column("workloads", f"{lever}_start"), floor)


def _volume_effect(inputs: Inputs, volume: Array, first_volume: Array) -> Array:
    """`(V(t)/V(0))^elasticity` of each workload; 1 without a unit; shape (…, W, H)."""
    linked = list(inputs.structure.unit_of_workload)
    start = first_volume[..., None]
    growth = volume / np.where(start == 0.0, 1.0, start)
    growth = np.concatenate([growth, np.ones((*growth.shape[:-2], 1, growth.shape[-1]))], axis=-2)
    effect: Array = growth[..., linked, :]
    elasticity = inputs.column("workloads", "elasticity")
    # Powers are by far the dearest arithmetic here, and 1 is by far the commonest.
    if np.all(elasticity == 1.0):
        return effect
    return np.power(effect, elasticity[..., None])


def gross_demand(inputs: Inputs, volume: Array, first_volume: Array | None = None) -> Array:
    """On-demand-equivalent cost of each workload before migrations.

    Args:
        volume: shape (…, U, H).
        first_volume: volume of month 0 that growth is measured against, where
            it is not `volume`'s own (marginal cost holds it); shape (…, U).

    Returns:
        Shape (…, W, H).
    """
    months = inputs.structure.months
    first = volume[..., 0] if first_volume is None else first_volume

    def column(field: str) -> Array:
        return inputs.column("workloads", field)[..., None]

    # What rarely varies over a batch comes first, so that it is worked out once.
    cost = in_project_currency(inputs, "workloads", "on_demand_cost")[..., None]
    today = cost * (1.0 + column("rate_change")) ** (months / 12.0)
    target = inputs.column("workloads", "efficiency_target") * levers_on(inputs)
    if np.any(target):
        length = inputs.column("workloads", "efficiency_ramp")
        today = today * (
            1.0 - target[..., None] * ramp(months, lever_start(inputs, "efficiency"), length)
        )
    fixed = column("fixed_share")
    effect = _volume_effect(inputs, volume, first)
    return today * fixed + today * (1.0 - fixed) * effect


def migrated(inputs: Inputs) -> Array:
    """Share of its source's demand that each migration has moved; shape (…, G, H)."""
    pulled = ramp(
        inputs.structure.months,
        inputs.column("migrations", "start"),
        inputs.column("migrations", "ramp"),
    )
    target = inputs.column("migrations", "target") * inputs.column("migrations", "enabled")
    return target[..., None] * pulled


def demand(inputs: Inputs, gross: Array) -> Array:
    """On-demand-equivalent cost of each workload after migrations, in table order.

    Args:
        gross: shape (…, W, H).

    Returns:
        Shape (…, W, H).
    """
    structure = inputs.structure
    if not structure.migration_from:
        return gross
    moved = migrated(inputs)
    ratios = inputs.column("migrations", "cost_ratio")[..., None]
    shape = np.broadcast_shapes(gross.shape[:-2], moved.shape[:-2], ratios.shape[:-2])
    result = np.broadcast_to(gross, (*shape, *gross.shape[-2:])).copy()
    links = zip(structure.migration_from, structure.migration_to, strict=True)
    for migration, (source, target) in enumerate(links):
        share = moved[..., migration, :]
        result[..., target, :] += result[..., source, :] * share * ratios[..., migration, :]
        result[..., source, :] *= 1.0 - share
    return result
