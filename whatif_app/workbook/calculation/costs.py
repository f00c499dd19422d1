"""Costs: each workload's, the totals in every basis, and full allocation."""

from __future__ import annotations

import numpy as np

from scenarios.agreement import marketplace_as_cost
from scenarios.allocation import shared_workloads
from scenarios.arrays import Array
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.purchasing import (
    carried_of,
    hour_classes,
    in_scope_of,
    stretches_of,
)
from whatif_app.workbook.calculation.slots import order_of


def write_totals(calc: CalcSheet) -> None:
    """Cloud cost by how it is bought, after the agreement's factor, and what is invoiced."""
    run = calc.run.run
    workloads, slots = calc.inputs.count("workloads"), calc.inputs.count("commitments")
    factor = calc.at("factor")
    calc.block(
        "Cost by how it is bought", "After the agreement’s factor; unused is part of committed."
    )
    spot = left = "0"
    if workloads:
        demand, share = calc.down("demand", workloads), calc.down("spot_share", workloads)
        eligible = calc.inputs.column("workloads", "commit_eligible")
        spot = f"{spot_terms(calc)[1]}*{factor}"
        rest = f"SUMPRODUCT({demand}*(1-{share})*(1-{eligible}))"
        left = f"({calc.at('uncovered')}+{rest})*{factor}"
    committed = unused = paid = "0"
    if slots:
        size, rate = calc.down("size", slots), calc.down("rate", slots)
        committed = f"SUMPRODUCT({size},{rate})"
        unused, paid = calc.sum_down("lost", slots), calc.sum_down("paid", slots)
    calc.series("spot", "Spot", spot, run.spot, name="spot")
    calc.series(
        "committed", "Committed, unused included", committed, run.committed, name="committed"
    )
    calc.series("unused", "Of it, unused", unused, run.unused, name="unused")
    used = f"{calc.at('committed')}-{calc.at('unused')}"
    calc.series("committed_used", "Of it, used", used, run.committed - run.unused)
    calc.series("on_demand", "On demand", left, run.on_demand, name="on_demand")
    cliffs = f"{calc.sum_down('cliff', calc.inputs.count('cliffs'))}*{factor}"
    calc.series("cliffs", "Cliffs’ run cost", cliffs, run.cliff_cost, name="cliffs")
    payments = run.commitment_cost.upfront + run.commitment_cost.monthly
    calc.series("payments", "Commitments, cash paid", paid, payments.sum(axis=0))
    double = f"{calc.sum_down('double', calc.inputs.count('initiatives'))}*{factor}"
    doubled = run.initiatives.double_running.sum(axis=0) * run.factor
    calc.series("doubled", "Double running", double, doubled)
    bills = "+".join(calc.at(key) for key in ("spot", "on_demand", "cliffs", "payments", "doubled"))
    calc.series("invoiced", "Invoiced, double running included", bills, run.invoiced, look="total")


def spot_terms(calc: CalcSheet) -> tuple[str, str]:
    """Spot demand and what it costs before the agreement, over all workloads."""
    workloads = calc.inputs.count("workloads")
    demand, share = calc.down("demand", workloads), calc.down("spot_share", workloads)
    rate = calc.inputs.column("workloads", "spot/rate")
    return f"SUMPRODUCT({demand},{share})", f"SUMPRODUCT({demand},{share},{rate})"


def write_bases(calc: CalcSheet) -> None:
    """Total cost in every basis, and what else is paid; nothing beyond the horizon."""
    run, flows = calc.run.run, calc.run.run.flows
    within = calc.at("within")
    initiatives = calc.inputs.count("initiatives")

    def total(*keys: str) -> str:
        return f"({'+'.join(calc.at(key) for key in keys)})*{within}"

    calc.block("Total cost", "Amortized, in cash, and at on-demand rates; one-time costs apart.")
    amortized = total("spot", "on_demand", "cliffs", "committed", "shortfall_accrued")
    cash = total("spot", "on_demand", "cliffs", "payments", "shortfall")
    demand = calc.sum_down("demand", calc.inputs.count("workloads"))
    raw = f"({demand}+{calc.sum_down('cliff', calc.inputs.count('cliffs'))})*{within}"
    calc.series(
        "amortized",
        "Cost, amortized",
        amortized,
        run.amortized,
        name="cost/amortized",
        look="total",
    )
    calc.series("cash", "Cost, cash", cash, run.cash, name="cost/cash", look="total")
    calc.series(
        "list_price",
        "Cost, on demand",
        raw,
        run.on_demand_basis,
        name="cost/on_demand",
        look="total",
    )
    calc.block("Beside it", "One-time cliff costs, and what initiatives cost.")

    def line(key: str, label: str, template: str, values: Array, name: str = "") -> None:
        calc.series(key, label, f"({template})*{within}", values, name=name)

    line(
        "one_time",
        "One-time cliff costs",
        calc.sum_down("once", calc.inputs.count("cliffs")),
        flows.one_time,
        "one_time",
    )
    line(
        "ongoing",
        "Ongoing cost of initiatives",
        calc.sum_down("ongoing", initiatives),
        flows.ongoing,
    )
    line(
        "new_spend",
        "New marketplace spend",
        calc.at("marketplace_new"),
        marketplace_as_cost(calc.run.inputs),
    )
    line("revenue", "Revenue", calc.sum_down("revenue", calc.inputs.count("units")), flows.revenue)
    direct = calc.sum_down("direct", initiatives)
    line(
        "investment", "Investment", f"{direct}+{calc.at('doubled')}", flows.investment, "investment"
    )
    kept = "0"
    if initiatives:
        share = calc.inputs.column("initiatives", "capitalizable_share")
        kept = f"SUMPRODUCT({calc.down('direct', initiatives)}*(1-{share}))"
    line("operating", "Of it, operating expense", f"{kept}+{calc.at('doubled')}", flows.operating)
    line("written", "Amortization", calc.sum_down("written_off", initiatives), flows.amortization)


def write_workloads(calc: CalcSheet) -> None:
    """Each workload's amortized cost, before allocation."""
    count, slots = calc.inputs.count("workloads"), calc.inputs.count("commitments")
    if not count:
        return
    run = calc.run.run
    if slots:
        _write_borne(calc, count)
        _write_bought(calc, count)
    calc.block(
        "Workload cost",
        "Spot, on demand and cliffs after the agreement’s factor, commitments used and unused.",
    )
    for workload in range(count):
        name, cell = calc.name_of("workloads", workload)
        calc.series(
            f"workload/{workload}",
            name,
            _workload(calc, workload, slots),
            run.workload[workload],
            label_cell=cell,
            name=f"workload/{name}",
        )


def _workload(calc: CalcSheet, workload: int, slots: int) -> str:
    def cell(key: str) -> str:
        return calc.inputs.cell("workloads", key, workload)

    factor, share = calc.at("factor"), calc.at(f"spot_share/{workload}")
    outside = f"(1-{share})*(1-{cell('commit_eligible')})"
    bought = f"{calc.at(f'demand/{workload}')}*({share}*{cell('spot/rate')}+{outside})*{factor}"
    eligible = calc.at(f"eligible/{workload}")
    covered = "+".join(calc.at(f"bought/{n}/{workload}") for n in range(len(stretches_of(calc))))
    if not slots:
        covered = _cost_of_eligible(calc, workload, 0)
    terms = [bought, f"{eligible}*({covered})"]
    if slots:
        terms += [calc.at(f"borne/{n}/{workload}") for n in range(len(stretches_of(calc)))]
    cliffs = calc.inputs.count("cliffs")
    if cliffs:
        links = calc.inputs.column("cliffs", "workload_number")
        terms.append(f"SUMIF({links},{workload + 1},{calc.down('cliff', cliffs)})*{factor}")
    return "+".join(terms)


def _cost_of_eligible(calc: CalcSheet, workload: int, stretch: int) -> str:
    """What 1 of eligible demand costs in a stretch of commitments: each takes its part.

    What is left after the last stretch is bought on demand.
    """
    costs = []
    stretches = stretches_of(calc)
    for each in hour_classes(calc):
        is_last = stretch + 1 >= len(stretches)
        cost = calc.at("factor") if is_last else "0"
        for slot in reversed(stretches[stretch] if stretches else range(0)):
            taken = f"{in_scope_of(calc, slot, workload)}*{calc.at(f'part/{slot}/{each}')}"
            cost = f"{taken}*{calc.at(f'rate/{slot}')}+(1-{taken})*({cost})"
        reaching = carried_of(calc, stretch, each, workload)
        costs.append(f"{calc.inputs.cell('project', f'hours/{each}')}*{reaching}*({cost})")
    return "+".join(costs)


def _write_borne(calc: CalcSheet, count: int) -> None:
    """Unused commitment that each workload bears."""
    calc.block(
        "Unused commitment borne",
        "By the workloads in scope, in proportion to demand (evenly where there is none).",
    )
    values = calc.run.run.unused_commitment
    for workload in range(count):
        name, cell = calc.name_of("workloads", workload)
        demand = calc.at(f"demand/{workload}")
        for number, stretch in enumerate(stretches_of(calc)):
            terms = [
                f"({in_scope_of(calc, slot, workload)}+{calc.inputs.cell('slots', 'empty', slot)})"
                f"*({demand}*{calc.at(f'per_demand/{slot}')}+{calc.at(f'evenly/{slot}')})"
                for slot in stretch
            ]
            key = f"borne/{number}/{workload}"
            part = (
                values[workload]
                if len(stretches_of(calc)) == 1
                else _borne(calc, stretch, workload)
            )
            calc.series(key, name, "+".join(terms), part, label_cell=cell)


def _borne(calc: CalcSheet, stretch: range, workload: int) -> Array:
    """Unused of some of the commitments that a workload bears; shape (H,)."""
    rows = order_of(calc)
    scope, demand = calc.run.run.purchase.commitments.in_scope, calc.run.run.demand
    total = np.zeros(calc.horizon)
    for slot in stretch:
        members = np.broadcast_to(scope[rows[slot]], demand.shape)
        mine = members[workload] + (members.sum(axis=0) == 0.0)
        per_demand, evenly = (calc.values(f"{key}/{slot}") for key in ("per_demand", "evenly"))
        total = total + mine * (demand[workload] * per_demand + evenly)
    return total


def _write_bought(calc: CalcSheet, count: int) -> None:
    """What 1 of eligible demand costs each workload, bought by commitments and on demand."""
    calc.block(
        "Cost of 1 of eligible demand",
        "Commitments used at their cost, in their order; what they leave, on demand.",
    )
    inputs = calc.run.inputs
    rows = order_of(calc)
    scope = calc.run.run.purchase.commitments.in_scope
    hours = inputs.hour_share[:, None, None]
    left = np.repeat(inputs.shape.T[:, :, None], calc.horizon, axis=-1)  # (h, W, H)
    for number, stretch in enumerate(stretches_of(calc)):
        cost = np.zeros((count, calc.horizon))
        for slot in stretch:
            members = np.broadcast_to(scope[rows[slot]], (count, calc.horizon))
            part = np.array([calc.values(f"part/{slot}/{each}") for each in hour_classes(calc)])
            taken = left * members * part[:, None, :]
            cost = cost + (taken * hours).sum(axis=0) * calc.values(f"rate/{slot}")
            left = left - taken
        if number + 1 == len(stretches_of(calc)):
            cost = cost + (left * hours).sum(axis=0) * calc.values("factor")
        for workload in range(count):
            name, cell = calc.name_of("workloads", workload)
            template = _cost_of_eligible(calc, workload, number)
            key = f"bought/{number}/{workload}"
            calc.series(key, name, template, cost[workload], "0.0000", label_cell=cell)


def write_allocation(calc: CalcSheet) -> None:
    """Loaded cost of each workload: with what shared ones and common costs give it."""
    count = calc.inputs.count("workloads")
    if not count:
        return
    inputs, run = calc.run.inputs, calc.run.run
    takers = np.broadcast_to(shared_workloads(inputs) == 0.0, count)[:, None]
    own = (run.workload * takers).sum(axis=0)
    method = inputs.column("workloads", "allocation")[:, None]
    given = run.workload * ~takers
    costs, taker = calc.down("workload", count), calc.inputs.column("workloads", "taker")
    allocation = calc.inputs.column("workloads", "allocation")
    calc.block(
        "Full allocation",
        "Shared workloads to the others by cost, evenly or by weight; then shared cliffs and the "
        "accrued shortfall, by cost including that.",
    )
    calc.series(
        "taken_own", "Cost of workloads that are not shared", f"SUMPRODUCT({costs},{taker})", own
    )
    for code, word in enumerate(("cost", "even", "weight")):
        values = (given * (method == code)).sum(axis=0)
        template = f'SUMPRODUCT({costs}*(1-{taker})*({allocation}="{word}"))'
        calc.series(f"given/{word}", f"Shared, spread by {word}", template, values)
    common = _common(calc)
    calc.series("common", "Shared cliffs and accrued shortfall", *common)
    keys = ("taken_own", "given/cost", "given/even", "given/weight")
    everything = "+".join(calc.at(key) for key in keys)
    calc.series("spread", "To be borne before common costs", everything, own + given.sum(axis=0))
    _write_loaded(calc, count, taker)


def write_loaded_sum(calc: CalcSheet) -> None:
    """All that workloads bear, for the check that nothing is lost."""
    count = calc.inputs.count("workloads")
    if not count:
        return
    first, last = (calc.whole(f"loaded/{row}").split(":") for row in (0, count - 1))
    within = calc.whole("within")
    value = float(calc.run.run.loaded.sum())
    calc.scalar(
        "loaded_sum", "All loaded cost", f"SUMPRODUCT({first[0]}:{last[1]}*{within})", value
    )


def _common(calc: CalcSheet) -> tuple[str, Array]:
    run, structure = calc.run.run, calc.run.inputs.structure
    shared = [cliff for cliff, bearer in enumerate(structure.workload_of_cliff) if bearer < 0]
    values = run.cliffs.monthly[shared].sum(axis=0) * run.factor + run.shortfall_accrued
    count = calc.inputs.count("cliffs")
    if not count:
        return calc.at("shortfall_accrued"), values
    links = calc.inputs.column("cliffs", "workload_number")
    cliffs = f"SUMIF({links},0,{calc.down('cliff', count)})*{calc.at('factor')}"
    return f"{cliffs}+{calc.at('shortfall_accrued')}", values


def _write_loaded(calc: CalcSheet, count: int, taker: str) -> None:
    calc.block("Loaded cost", "Cost with all that is allocated to it, × (1 + overhead).")
    own, spread, common = (calc.at(key) for key in ("taken_own", "spread", "common"))
    overhead = calc.inputs.cell("project", "overhead")
    number = f"SUM({taker})"
    by_cost, even, by_weight = (calc.at(f"given/{word}") for word in ("cost", "even", "weight"))
    for workload in range(count):
        name, cell = calc.name_of("workloads", workload)
        mine, bears = (
            calc.at(f"workload/{workload}"),
            calc.inputs.cell("workloads", "taker", workload),
        )
        weight = calc.inputs.cell("workloads", "by_weight", workload)
        proportional = f"IF({own}=0,{by_cost}/{number},{by_cost}*{mine}/{own})"
        received = f"({mine}+{proportional}+{even}/{number}+{by_weight}*{weight})"
        shared = f"IF({spread}=0,{common}/{number},{common}*{received}/{spread})"
        template = f"{bears}*({received}+{shared})*(1+{overhead})"
        calc.series(
            f"loaded/{workload}", name, template, calc.run.run.loaded[workload], label_cell=cell
        )
