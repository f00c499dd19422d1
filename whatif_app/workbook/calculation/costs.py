"""Costs: each workload's, the totals in every basis, and full allocation."""

from __future__ import annotations

import numpy as np

from scenarios.agreement import marketplace_as_cost
from scenarios.allocation import shared_workloads
from scenarios.arrays import Array
from scenarios.run import flows_of
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.purchasing import hour_classes, in_scope_of, shape_key


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
    run, flows = calc.run.run, flows_of(calc.run.inputs, calc.run.run)
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
        calc.block(
            "Unused commitment borne",
            "By the workloads in scope, in proportion to demand (evenly where there is none).",
        )
        for workload in range(count):
            name, cell = calc.name_of("workloads", workload)
            demand = calc.at(f"demand/{workload}")
            terms = [
                f"({in_scope_of(calc, slot, workload)}+{calc.inputs.cell('slots', 'empty', slot)})"
                f"*({demand}*{calc.at(f'per_demand/{slot}')}+{calc.at(f'evenly/{slot}')})"
                for slot in range(slots)
            ]
            values = run.unused_commitment[workload]
            calc.series(f"borne/{workload}", name, "+".join(terms), values, label_cell=cell)
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
    covered = "+".join(
        f"{calc.inputs.cell('project', f'hours/{each}')}*{cell(shape_key(calc, each))}"
        f"*({_cost_of_eligible(calc, workload, each, slots)})"
        for each in hour_classes(calc)
    )
    terms = [bought, f"{eligible}*({covered})"]
    if slots:
        terms.append(calc.at(f"borne/{workload}"))
    cliffs = calc.inputs.count("cliffs")
    if cliffs:
        links = calc.inputs.column("cliffs", "workload_number")
        terms.append(f"SUMIF({links},{workload + 1},{calc.down('cliff', cliffs)})*{factor}")
    return "+".join(terms)


def _cost_of_eligible(calc: CalcSheet, workload: int, hour_class: int, slots: int) -> str:
    """What 1 of eligible demand costs: each commitment takes its part, the rest is on demand."""
    cost = calc.at("factor")
    for slot in reversed(range(slots)):
        taken = f"{in_scope_of(calc, slot, workload)}*{calc.at(f'part/{slot}/{hour_class}')}"
        cost = f"{taken}*{calc.at(f'rate/{slot}')}+(1-{taken})*({cost})"
    return cost


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
    everything = f"({calc.at('taken_own')}+{calc.at('given/cost')}+{calc.at('given/even')}+{calc.at('given/weight')})"
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
