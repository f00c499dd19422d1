"""Agreements: enterprise discount for a yearly spend commitment, with marketplace draw-down.

Source: docs/model.md, "Buying it", "Agreement".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Array
from scenarios.inputs import Inputs


@dataclass(frozen=True)
class ContractYears:
    """The contract years of each agreement; shape (…, A, Y).

    Attributes:
        start: first month; may be negative.
        within: share of its twelve months up to the horizon's end, where the
            horizon cuts it short; else 1.
        commitment: what is to be spent, cut to that share; 0 for no year.
        counts: whether the year overlaps the horizon.
    """

    start: Array
    within: Array
    commitment: Array
    counts: Array


def years_listed(inputs: Inputs) -> Array:
    """Contract years of each agreement; shape (…, A)."""
    counted: Array = (~np.isnan(inputs.year_commitments)).sum(axis=-1).astype(np.float64)
    return counted


def active_months(inputs: Inputs) -> Array:
    """1 where an enabled agreement runs: twelve months per listed commitment; (…, A, H)."""
    months = inputs.structure.months
    start = inputs.column("agreements", "start")[..., None]
    enabled = inputs.column("agreements", "enabled")[..., None]
    length = 12.0 * years_listed(inputs)[..., None]
    return ((months >= start) & (months < start + length)) * enabled


def discount_factor(inputs: Inputs) -> Array:
    """What the agreements leave of a cloud cost in each month; shape (…, H).

    1 where none is active; several multiply.
    """
    discount = inputs.column("agreements", "discount")[..., None]
    factor: Array = np.prod(1.0 - discount * active_months(inputs), axis=-2)
    return factor


def marketplace_spend(inputs: Inputs) -> Array:
    """Marketplace spend of each agreement while it is active; shape (…, A, H)."""
    return inputs.column("agreements", "marketplace_monthly")[..., None] * active_months(inputs)


def marketplace_as_cost(inputs: Inputs) -> Array:
    """Marketplace spend that would not be spent otherwise; shape (…, H)."""
    new = inputs.column("agreements", "marketplace_new")[..., None]
    total: Array = (marketplace_spend(inputs) * new).sum(axis=-2)
    return total


def contract_years(inputs: Inputs) -> ContractYears:
    """The contract years, cut to the horizon."""
    horizon = inputs.structure.horizon
    amounts = inputs.year_commitments
    number = np.arange(amounts.shape[-1], dtype=np.float64)
    start = inputs.column("agreements", "start")[..., None] + 12.0 * number
    within = np.clip((horizon - start) / 12.0, 0.0, 1.0)
    enabled = inputs.column("agreements", "enabled")[..., None] != 0.0
    counts = enabled & ~np.isnan(amounts) & (start + 12.0 > 0.0) & (start < horizon)
    commitment = np.where(counts, np.nan_to_num(amounts) * within, 0.0)
    return ContractYears(start, within, commitment, counts.astype(np.float64))


def _months_of(years: ContractYears, months: Array) -> Array:
    """1 where a month belongs to a contract year; shape (…, A, Y, H)."""
    start = years.start[..., None]
    inside = (months >= start) & (months < start + 12.0)
    return inside * years.counts[..., None]


def shortfalls(inputs: Inputs, invoiced: Array) -> tuple[Array, Array]:
    """What is owed for contract years whose commitment is not met.

    Args:
        invoiced: cloud cost in cash, double running included; shape (…, H).

    Returns:
        In cash, due in each year's last month; and accrued evenly over the
        year's months within the horizon. Both of shape (…, H).
    """
    months = inputs.structure.months
    years = contract_years(inputs)
    belongs = _months_of(years, months)

    def agreement(field: str) -> Array:
        return inputs.column("agreements", field)[..., None]

    counted = (belongs * invoiced[..., None, None, :]).sum(axis=-1)
    # The year running at month 0 has a past, which the inputs tell.
    counted = counted + agreement("counted_so_far") * (years.start <= 0.0) * years.counts
    marketplace = (belongs * marketplace_spend(inputs)[..., None, :]).sum(axis=-1)
    counted = counted + np.minimum(
        agreement("marketplace_counts") * marketplace,
        agreement("marketplace_cap") * years.commitment,
    )
    owed = np.maximum(years.commitment - counted, 0.0)[..., None]
    last = np.minimum(years.start + 11.0, inputs.structure.horizon - 1.0)[..., None]
    length = belongs.sum(axis=-1, keepdims=True)
    in_cash = (owed * (months == last)).sum(axis=(-3, -2))
    accrued = (owed * belongs / np.maximum(length, 1.0)).sum(axis=(-3, -2))
    return in_cash, accrued
