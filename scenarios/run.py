"""One run of the model: from input cells to cost, in the order of the contract.

Source: docs/model.md; each line of `run` is one of its sections.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios import agreement, cliffs, demand, initiatives, purchasing, volume
from scenarios.allocation import allocated
from scenarios.arrays import Array, beyond_floats, ratio
from scenarios.inputs import Inputs
from scenarios.value import Flows


@dataclass(frozen=True)
class Run:
    """Everything a batch of runs computes; money per month in the case's currency.

    Totals are computed at once; what each workload bears is worked out when
    first asked for, since a sweep or a simulation rarely does.

    Attributes:
        inputs: the cells behind it.
        volume_seen, volume: units; shapes (…, U, T) and (…, U, H).
        revenue: own revenue of each unit; shape (…, U, H).
        gross: demand before migrations; shape (…, W, H).
        demand: D, on-demand-equivalent cost; shape (…, W, H).
        purchase: how demand is bought, before any agreement.
        cliffs: steps and their cost, before any agreement.
        initiatives: cost of the work.
        factor: what agreements leave of a cloud cost; shape (…, H).
        commitment_cost: what commitments cost after it.
        spot, committed, unused, on_demand, cliff_cost: after the agreement's
            factor, summed over workloads; shape (…, H).
        invoiced: cloud cost in cash, double running included; shape (…, H).
        shortfall, shortfall_accrued: agreement shortfall; shape (…, H).
        amortized, cash, on_demand_basis: total cost in each basis; (…, H).
        loaded_total: all amortized cost with overhead; shape (…, H).
    """

    inputs: Inputs
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
    loaded_total: Array

    @cached_property
    def used_commitment(self) -> Array:
        """Cost of the commitment each workload uses; shape (…, W, H)."""
        return purchasing.used_by_workload(self.purchase.commitments, self.commitment_cost)

    @cached_property
    def unused_commitment(self) -> Array:
        """Cost of unused commitment that each workload bears; shape (…, W, H)."""
        return purchasing.unused_by_workload(
            self.inputs, self.purchase.commitments, self.commitment_cost, self.demand
        )

    @cached_property
    def workload(self) -> Array:
        """Each workload's amortized cost, own cliffs included; shape (…, W, H)."""
        bought = self.purchase.spot_cost + self.purchase.on_demand
        own_cliffs = _borne(self.inputs, self.cliffs.monthly)
        at_discount = (bought + own_cliffs) * self.factor[..., None, :]
        return at_discount + self.used_commitment + self.unused_commitment

    @cached_property
    def loaded(self) -> Array:
        """Each workload's cost after full allocation and overhead; shape (…, W, H)."""
        shared = np.array([float(w < 0) for w in self.inputs.structure.workload_of_cliff])
        cliffs_in_common = _total(self.cliffs.monthly * shared[:, None]) * self.factor
        common = cliffs_in_common + self.shortfall_accrued
        overhead = 1.0 + self.inputs.scalar("overhead")
        return allocated(self.inputs, self.workload, common) * overhead[..., None, :]

    @cached_property
    def flows(self) -> Flows:
        """What the run pays and earns, for comparison with another."""
        work, paid = self.initiatives, self.commitment_cost
        double = work.double_running * self.factor[..., None, :]
        direct = work.labour + work.other
        kept = 1.0 - self.inputs.column("initiatives", "capitalizable_share")[..., None]
        commitments = self.purchase.commitments
        in_use = np.nan_to_num(ratio(commitments.used[..., -1], commitments.size[..., -1]))
        return Flows(
            cash=self.cash,
            amortized=self.amortized,
            shortfall_accrued=self.shortfall_accrued,
            one_time=_total(self.cliffs.one_time),
            ongoing=_total(work.ongoing),
            marketplace=agreement.marketplace_as_cost(self.inputs),
            revenue=_total(self.revenue),
            investment=_total(direct + double),
            operating=_total(direct * kept + double),
            amortization=_total(work.amortization),
            prepaid=(paid.prepaid[..., -1] * in_use).sum(axis=-1),
            obligations=paid.to_come[..., -1].sum(axis=-1),
            full_from=full_from(self.inputs),
        )


@beyond_floats()
def run(inputs: Inputs) -> Run:
    """Evaluate a batch of runs."""
    volume_seen = volume.volumes(inputs)
    units = volume_seen[..., : inputs.structure.horizon]
    gross = demand.gross_demand(inputs, units)
    needed = demand.demand(inputs, gross)
    steps = cliffs.cliff_costs(inputs, volume_seen)
    bought = purchasing.buy(inputs, needed)
    work = initiatives.initiative_costs(inputs, needed)
    factor = agreement.discount_factor(inputs)
    paid = purchasing.commitment_cost(inputs, bought.commitments, factor)

    spot, on_demand = _total(bought.spot_cost) * factor, _total(bought.on_demand) * factor
    cliff_cost = _total(steps.monthly) * factor
    commitments = bought.commitments
    committed = _total(commitments.size * paid.rate)
    bills = spot + on_demand + cliff_cost
    in_cash = bills + _total(paid.upfront) + _total(paid.monthly)
    invoiced = in_cash + _total(work.double_running) * factor
    shortfall, accrued = agreement.shortfalls(inputs, invoiced)
    amortized = bills + committed + accrued
    return Run(
        inputs=inputs,
        volume_seen=volume_seen,
        volume=units,
        revenue=volume.revenues(inputs, units),
        gross=gross,
        demand=needed,
        purchase=bought,
        cliffs=steps,
        initiatives=work,
        factor=factor,
        commitment_cost=paid,
        spot=spot,
        committed=committed,
        unused=_total((commitments.size - commitments.used) * paid.rate),
        on_demand=on_demand,
        cliff_cost=cliff_cost,
        invoiced=invoiced,
        shortfall=shortfall,
        shortfall_accrued=accrued,
        amortized=amortized,
        cash=in_cash + shortfall,
        on_demand_basis=_total(needed) + _total(steps.monthly),
        loaded_total=amortized * (1.0 + inputs.scalar("overhead")),
    )


def _total(rows: Array) -> Array:
    """Sum over rows; (…, N, H) → (…, H)."""
    total: Array = rows.sum(axis=-2)
    return total


def _borne(inputs: Inputs, cost: Array) -> Array:
    """Cliff cost that each workload bears by itself; (…, C, H) → (…, W, H)."""
    bearers = inputs.structure.workload_of_cliff
    bears = np.zeros((inputs.structure.count("workloads"), len(bearers)))
    for cliff, workload in enumerate(bearers):
        if workload >= 0:
            bears[workload, cliff] = 1.0
    borne: Array = np.matmul(bears, cost)
    return borne


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
