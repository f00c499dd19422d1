"""One run of the model: from input cells to cost, in the order of the contract.

Source: docs/model.md; each line of `run` is one of its sections.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios import agreement, cliffs, demand, initiatives, purchasing, volume
from scenarios.allocation import allocated
from scenarios.arrays import Array, ratio
from scenarios.inputs import Inputs
from scenarios.value import Flows


@dataclass(frozen=True)
class Run:
    """Everything a batch of runs computes; money per month in the case's currency.

    Attributes:
        volume, volume_seen: units; shapes (…, U, H) and (…, U, T).
        revenue: own revenue of each unit; shape (…, U, H).
        gross: demand before migrations; shape (…, W, H).
        demand: D, on-demand-equivalent cost; shape (…, W, H).
        purchase: how demand is bought, before any agreement.
        cliffs: steps and their cost, before any agreement.
        initiatives: cost of the work.
        factor: what agreements leave of a cloud cost; shape (…, H).
        commitment_cost: what commitments cost after it.
        used_commitment, unused_commitment: by workload; shape (…, W, H).
        workload: each workload's amortized cost, own cliffs included; (…, W, H).
        loaded: after full allocation and overhead; shape (…, W, H).
        loaded_total: all loaded cost; shape (…, H).
        spot, committed, unused, on_demand, cliff_cost: after the agreement's
            factor, summed over workloads; shape (…, H).
        invoiced: cloud cost in cash, double running included; shape (…, H).
        shortfall, shortfall_accrued: agreement shortfall; shape (…, H).
        amortized, cash, on_demand_basis: total cost in each basis; (…, H).
    """

    volume_seen: Array
    volume: Array
    revenue: Array
    gross: Array
    demand: Array
    purchase: purchasing.Purchase
    cliffs: cliffs.CliffRun
    initiatives: initiatives.InitiativeRun
    factor: Array
    commitment_cost: purchasing.CommitmentCost
    used_commitment: Array
    unused_commitment: Array
    workload: Array
    loaded: Array
    loaded_total: Array
    spot: Array
    committed: Array
    unused: Array
    on_demand: Array
    cliff_cost: Array
    invoiced: Array
    shortfall: Array
    shortfall_accrued: Array
    amortized: Array
    cash: Array
    on_demand_basis: Array


def run(inputs: Inputs) -> Run:
    """Evaluate a batch of runs."""
    volume_seen = volume.volumes(inputs)
    units = volume_seen[..., : inputs.structure.horizon]
    revenue = volume.revenues(inputs, units)
    gross = demand.gross_demand(inputs, units)
    needed = demand.demand(inputs, gross)
    steps = cliffs.cliff_costs(inputs, volume_seen)
    bought = purchasing.buy(inputs, needed)
    work = initiatives.initiative_costs(inputs, needed)
    factor = agreement.discount_factor(inputs)
    paid = purchasing.commitment_cost(inputs, bought.commitments, factor)

    spot, on_demand = (
        bought.spot_cost * factor[..., None, :],
        bought.on_demand * factor[..., None, :],
    )
    used = purchasing.used_by_workload(bought.commitments, paid)
    unused = purchasing.unused_by_workload(inputs, bought.commitments, paid, needed)
    cliff_cost = steps.monthly * factor[..., None, :]
    own_cliffs, shared_cliffs = _cliffs_by_bearer(inputs, cliff_cost)
    workload = spot + used + unused + on_demand + own_cliffs

    committed = _total(bought.commitments.size * paid.rate)
    bills = _total(spot) + _total(on_demand) + _total(cliff_cost)
    in_cash = bills + _total(paid.upfront) + _total(paid.monthly)
    invoiced = in_cash + _total(work.double_running) * factor
    shortfall, accrued = agreement.shortfalls(inputs, invoiced)
    amortized = bills + committed + accrued
    overhead = 1.0 + inputs.scalar("overhead")
    loaded = allocated(inputs, workload, shared_cliffs + accrued) * overhead[..., None, :]
    return Run(
        volume_seen=volume_seen,
        volume=units,
        revenue=revenue,
        gross=gross,
        demand=needed,
        purchase=bought,
        cliffs=steps,
        initiatives=work,
        factor=factor,
        commitment_cost=paid,
        used_commitment=used,
        unused_commitment=unused,
        workload=workload,
        loaded=loaded,
        loaded_total=amortized * overhead,
        spot=_total(spot),
        committed=committed,
        unused=_total((bought.commitments.size - bought.commitments.used) * paid.rate),
        on_demand=_total(on_demand),
        cliff_cost=_total(cliff_cost),
        invoiced=invoiced,
        shortfall=shortfall,
        shortfall_accrued=accrued,
        amortized=amortized,
        cash=in_cash + shortfall,
        on_demand_basis=_total(needed) + _total(steps.monthly),
    )


def _total(rows: Array) -> Array:
    """Sum over rows; (…, N, H) → (…, H)."""
    total: Array = rows.sum(axis=-2)
    return total


def _cliffs_by_bearer(inputs: Inputs, cost: Array) -> tuple[Array, Array]:
    """Cliff cost borne by each workload, and what is shared; (…, W, H) and (…, H)."""
    bearers = inputs.structure.workload_of_cliff
    bears = np.zeros((inputs.structure.count("workloads"), len(bearers)))
    for cliff, workload in enumerate(bearers):
        if workload >= 0:
            bears[workload, cliff] = 1.0
    shared = np.array([1.0 if workload < 0 else 0.0 for workload in bearers])
    return np.matmul(bears, cost), (cost * shared[:, None]).sum(axis=-2)


def flows_of(inputs: Inputs, result: Run) -> Flows:
    """What a run pays and earns, for comparison with another."""
    work, paid = result.initiatives, result.commitment_cost
    double = work.double_running * result.factor[..., None, :]
    direct = work.labour + work.other
    kept = 1.0 - inputs.column("initiatives", "capitalizable_share")[..., None]
    commitments = result.purchase.commitments
    in_use = np.nan_to_num(ratio(commitments.used[..., -1], commitments.size[..., -1]))
    return Flows(
        cash=result.cash,
        amortized=result.amortized,
        shortfall_accrued=result.shortfall_accrued,
        one_time=_total(result.cliffs.one_time),
        ongoing=_total(work.ongoing),
        marketplace=agreement.marketplace_as_cost(inputs),
        revenue=_total(result.revenue),
        investment=_total(direct + double),
        operating=_total(direct * kept + double),
        amortization=_total(work.amortization),
        prepaid=(paid.prepaid[..., -1] * in_use).sum(axis=-1),
        obligations=paid.to_come[..., -1].sum(axis=-1),
        full_from=full_from(inputs),
    )


def full_from(inputs: Inputs) -> Array:
    """First month in which every lever is full and everything enabled has begun; shape (…).

    A lever that changes nothing is none; without any, month 0.
    """

    def latest(months: Array, counts: Array) -> Array:
        last: Array = np.where(counts, months, 0.0).max(axis=-1, initial=0.0)
        return last

    def ramped(table: str, start: Array, ramp: str) -> Array:
        full = np.maximum(inputs.column(table, ramp), 1.0)
        return np.ceil(start + full - 1.0 - 1e-9)

    on = demand.levers_on(inputs) != 0.0
    efficient = on & (inputs.column("workloads", "efficiency_target") != 0.0)
    on_spot = on & ~np.isnan(inputs.column("workloads", "spot_target"))
    moved = inputs.column("migrations", "enabled") * inputs.column("migrations", "target") != 0.0
    begun = [
        latest(
            ramped("workloads", demand.lever_start(inputs, "efficiency"), "efficiency_ramp"),
            efficient,
        ),
        latest(ramped("workloads", demand.lever_start(inputs, "spot"), "spot_ramp"), on_spot),
        latest(ramped("migrations", inputs.column("migrations", "start"), "ramp"), moved),
        latest(demand.completions(inputs), inputs.column("initiatives", "enabled") != 0.0),
        latest(
            inputs.column("commitments", "start"), inputs.column("commitments", "enabled") != 0.0
        ),
        latest(inputs.column("agreements", "start"), inputs.column("agreements", "enabled") != 0.0),
    ]
    last_of_all: Array = np.maximum.reduce(np.broadcast_arrays(*begun))
    return last_of_all
