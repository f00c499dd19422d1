"""Purchasing: what demand costs, bought on Spot, by commitments and on demand.

Source: docs/model.md, "Buying it".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Array, ramp
from scenarios.commitments import CommitmentRun, apply_commitments, upfront_share
from scenarios.demand import lever_start, levers_on
from scenarios.inputs import Inputs


@dataclass(frozen=True)
class Purchase:
    """How a batch's demand is bought, before any agreement; arrays are (…, W, H).

    Attributes:
        spot_share: share of demand on Spot.
        spot_demand: on-demand equivalent of what runs on Spot.
        spot_cost: what that costs.
        eligible: demand that a commitment may cover.
        on_demand: what is left, at full rate.
        commitments: what commitments cover.
    """

    spot_share: Array
    spot_demand: Array
    spot_cost: Array
    eligible: Array
    on_demand: Array
    commitments: CommitmentRun


def spot_shares(inputs: Inputs) -> Array:
    """Share of each workload's demand on Spot; shape (…, W, H)."""
    today = inputs.column("workloads", "spot_share")
    target = inputs.column("workloads", "spot_target")
    waits = np.isnan(target) | (levers_on(inputs) == 0.0)
    reachable = np.minimum(target, inputs.column("workloads", "spot_eligible"))
    change = np.where(waits, 0.0, reachable - today)
    pulled = ramp(
        inputs.structure.months,
        lever_start(inputs, "spot"),
        inputs.column("workloads", "spot_ramp"),
    )
    return today[..., None] + change[..., None] * pulled


def buy(inputs: Inputs, demand: Array, sizes: Array | None = None) -> Purchase:
    """Buy demand: Spot first, then commitments in their order, the rest on demand.

    Args:
        demand: shape (…, W, H).
        sizes: tranche sizes to hold (marginal cost); shape (…, K, H).
    """

    def column(field: str) -> Array:
        return inputs.column("workloads", field)[..., None]

    share = spot_shares(inputs)
    on_spot = demand * share
    fallback = column("spot_fallback")
    rate = (1.0 + column("spot_overhead")) * (
        (1.0 - fallback) * (1.0 - column("spot_discount")) + fallback
    )
    rest = demand - on_spot
    eligible = rest * column("commit_eligible")
    commitments = apply_commitments(inputs, eligible, sizes)
    return Purchase(
        spot_share=share,
        spot_demand=on_spot,
        spot_cost=on_spot * rate,
        eligible=eligible,
        on_demand=commitments.uncovered + (rest - eligible),
        commitments=commitments,
    )


@dataclass(frozen=True)
class CommitmentCost:
    """What commitments cost once the agreement's factor is on; arrays are (…, K, H).

    Attributes:
        rate: cost of one on-demand-equivalent of commitment, amortized: the
            upfront part at the factor of the month it was paid in.
        upfront: cash paid for a tranche in its first month.
        monthly: cash paid each month.
        prepaid: upfront cash of the active tranche not yet amortized at the
            end of each month, for tranches bought within the horizon.
        to_come: payments on the active tranche after each month, at that
            month's factor.
    """

    rate: Array
    upfront: Array
    monthly: Array
    prepaid: Array
    to_come: Array


def commitment_cost(inputs: Inputs, run: CommitmentRun, factor: Array) -> CommitmentCost:
    """Amortized rate and cash payments of each commitment's active tranche.

    Args:
        factor: what agreements leave of each month's cloud cost; shape (…, H).
    """
    months = inputs.structure.months
    first = run.tranches.first
    bought_within = first >= 0.0
    now = factor[..., None, :]
    batch = np.broadcast_shapes(now.shape[:-2], first.shape[:-2])
    shape = (*batch, *first.shape[-2:])
    at_payment = np.take_along_axis(
        np.broadcast_to(now, shape), np.broadcast_to(run.tranches.sized, shape), axis=-1
    )
    at_payment = np.where(bought_within, at_payment, now)
    price = (1.0 - inputs.column("commitments", "discount"))[..., None]
    prepaid_part = upfront_share(inputs)[..., None]
    term = inputs.column("commitments", "term")[..., None]
    left = np.maximum(first + term - months - 1.0, 0.0)  # months of the term after this one
    amount = run.size * price
    upfront_rate, monthly_rate = prepaid_part * amount * at_payment, (1.0 - prepaid_part) * amount
    return CommitmentCost(
        rate=price * (prepaid_part * at_payment + (1.0 - prepaid_part) * now),
        upfront=upfront_rate * term * (months == first) * bought_within,
        monthly=monthly_rate * now,
        prepaid=upfront_rate * left * bought_within,
        to_come=monthly_rate * now * left,
    )


def unused_by_workload(
    inputs: Inputs, run: CommitmentRun, cost: CommitmentCost, demand: Array
) -> Array:
    """Unused commitment in money, borne by the workloads in scope in proportion to demand.

    Evenly where none of them has demand; a scope that holds no workload
    counts as all.

    Returns:
        Shape (…, W, H).
    """
    unused = (run.size - run.used) * cost.rate
    members = run.in_scope.sum(axis=-2, keepdims=True)
    scope = np.where(members == 0.0, 1.0, run.in_scope)
    in_scope_demand = _summed(scope, demand)  # (…, K, H)
    nothing = in_scope_demand == 0.0
    per_demand = np.where(nothing, 0.0, unused / np.where(nothing, 1.0, in_scope_demand))
    borne = _spread(scope, per_demand) * demand
    if not nothing.any():
        return borne
    each = np.where(nothing, unused / np.maximum(scope.sum(axis=-2), 1.0), 0.0)
    return borne + _spread(scope, each)


def _summed(scope: Array, demand: Array) -> Array:
    """Demand in each commitment's scope; (…, W, H) → (…, K, H)."""
    if scope.shape[-1] == 1:
        summed: Array = np.matmul(scope[..., 0], demand)
        return summed
    return np.asarray(np.einsum("...kwh,...wh->...kh", scope, demand))


def _spread(scope: Array, amount: Array) -> Array:
    """What the commitments give each workload in their scope; (…, K, H) → (…, W, H)."""
    if scope.shape[-1] == 1:
        given: Array = np.matmul(np.swapaxes(scope[..., 0], -1, -2), amount)
        return given
    return np.asarray(np.einsum("...kwh,...kh->...wh", scope, amount))


def used_by_workload(run: CommitmentRun, cost: CommitmentCost) -> Array:
    """Cost of the commitment that each workload uses; shape (…, W, H)."""
    total = np.zeros_like(run.uncovered)
    for commitment, taken in enumerate(run.taken):
        if taken is not None:
            total = total + taken * cost.rate[..., None, commitment, :]
    return total
