"""Unit economics: cost per unit, margin, and the marginal cost of the next units."""

from __future__ import annotations

import numpy as np

from scenarios import units
from scenarios.arrays import Array
from scenarios.cliffs import steps_taken
from scenarios.demand import demand, gross_demand, migrated
from scenarios.purchasing import Purchase, buy
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.cliffs import steps_template
from whatif_app.workbook.calculation.demand import gross_template, moved_amounts, write_flows
from whatif_app.workbook.calculation.purchasing import (
    hour_classes,
    in_scope_vector,
    left_after,
    stretches_of,
    write_carried,
)
from whatif_app.workbook.calculation.slots import Applied, order_of


def write_unit_costs(calc: CalcSheet) -> None:
    """Unit cost and margin, of each unit and of the case."""
    count, workloads = calc.inputs.count("units"), calc.inputs.count("workloads")
    result = calc.run.results
    calc.block("Unit cost", "Loaded cost of a unit’s workloads and its descendants’ ÷ volume.")
    loaded = f"{calc.at('amortized')}*(1+{calc.inputs.cell('project', 'overhead')})"
    calc.series("loaded_total", "All loaded cost", loaded, calc.run.run.loaded_total)
    primary = volume = '""'
    values = np.full(calc.horizon, np.nan)
    if count:
        chosen = volume = (
            f"INDEX({calc.down('volume', count)},{calc.inputs.cell('units', 'primary')})"
        )
        values = calc.run.run.volume[calc.run.inputs.structure.primary_unit]
        primary = f'IF({chosen}=0,"",{calc.at("loaded_total")}/{chosen})'
    form = calc.styles.unit_money
    calc.series(
        "primary_volume", "Volume of the primary unit", volume, values, calc.styles.quantity
    )
    calc.series(
        "unit_cost",
        "Fully loaded unit cost",
        primary,
        result.series["unit_cost"],
        form,
        name="unit_cost",
        look="total",
    )
    for unit in range(count):
        name, cell = calc.name_of("units", unit)
        total = "0"
        if workloads:
            under = calc.inputs.column("workloads", f"under/{unit}")
            total = f"SUMPRODUCT({under},{calc.down('loaded', workloads)})"
        template = f'IF({calc.at(f"volume/{unit}")}=0,"",{total}/{calc.at(f"volume/{unit}")})'
        values = result.series[f"unit_cost/{name}"]
        calc.series(
            f"unit_cost/{unit}",
            name,
            template,
            values,
            form,
            label_cell=cell,
            name=f"unit_cost/{name}",
        )
    calc.block("Margin", "(Revenue − loaded cost) ÷ revenue; none without revenue.")
    earned = calc.sum_down("revenue", count)
    template = f'IF({earned}=0,"",({earned}-{calc.at("loaded_total")})/{earned})'
    calc.series(
        "margin", "Margin", template, result.series["margin"], "0.0%", name="margin", look="total"
    )
    for unit in range(count):
        name, cell = calc.name_of("units", unit)
        under = calc.inputs.column("units", f"under/{unit}")
        revenue = f"SUMPRODUCT({under},{calc.down('revenue', count)})"
        cost = "0"
        if workloads:
            under = calc.inputs.column("workloads", f"under/{unit}")
            cost = f"SUMPRODUCT({under},{calc.down('loaded', workloads)})"
        template = f'IF({revenue}=0,"",({revenue}-{cost})/{revenue})'
        values = result.series[f"margin/{name}"]
        calc.series(
            f"margin/{unit}", name, template, values, "0.0%", label_cell=cell, name=f"margin/{name}"
        )


def write_marginal_costs(calc: CalcSheet) -> None:
    """What the next units cost, in each month by itself, sizes of tranches held."""
    count, workloads = calc.inputs.count("units"), calc.inputs.count("workloads")
    if not count:
        return
    raised = _raised(calc)
    if workloads:
        calc.block("Marginal: demand added", "Demand with the unit’s volume raised, less demand.")
        step = f"+{calc.inputs.cell('project', 'marginal_step')}"
        before = "gross" if calc.has("gross/0") else "demand"
        gross = calc.run.run.gross
        for workload in range(workloads):
            name, cell = calc.name_of("workloads", workload)
            template = f"{gross_template(calc, workload, step)}-{calc.at(f'{before}/{workload}')}"
            unit = calc.run.inputs.structure.unit_of_workload[workload]
            values = (
                np.zeros(calc.horizon)
                if unit < 0
                else raised[unit].gross[workload] - gross[workload]
            )
            calc.series(f"added/{workload}", name, template, values, label_cell=cell)
    _write_cliff_steps(calc)
    for unit in range(count):
        _write_unit(calc, unit, raised[unit])


class _Raised:
    """Demand and purchase with one unit's volume raised."""

    def __init__(self, calc: CalcSheet, unit: int) -> None:
        inputs, run = calc.run.inputs, calc.run.run
        self.volume: Array = run.volume.copy()
        self.volume[unit] += inputs.project["marginal_step"]
        self.gross = gross_demand(inputs, self.volume, first_volume=run.volume[:, 0])
        self.demand = demand(inputs, self.gross)
        self.bought: Purchase = buy(inputs, self.demand, sizes=run.purchase.commitments.size)


def _raised(calc: CalcSheet) -> list[_Raised]:
    return [_Raised(calc, unit) for unit in range(calc.inputs.count("units"))]


def _write_cliff_steps(calc: CalcSheet) -> None:
    count = calc.inputs.count("cliffs")
    if not count:
        return
    inputs, run = calc.run.inputs, calc.run.run
    step = calc.inputs.cell("project", "marginal_step")
    raised = steps_taken(inputs, run.volume + inputs.project["marginal_step"])
    taken = run.cliffs.taken[:, : calc.horizon]
    highest = np.maximum.accumulate(run.cliffs.taken, axis=-1)[:, : calc.horizon]
    sticky = inputs.column("cliffs", "sticky")[:, None] != 0.0
    change = np.where(sticky, np.maximum(raised, highest) - highest, raised - taken)
    values = (
        change
        * (inputs.column("cliffs", "monthly_cost") * inputs.column("cliffs", "enabled"))[:, None]
    )
    calc.block("Marginal: cliffs", "Run cost of the steps that the raised volume would add.")
    for cliff in range(count):
        name, cell = calc.name_of("cliffs", cliff)
        unit = calc.inputs.cell("cliffs", "unit_number", cliff)
        volume = f"(INDEX({calc.down('volume', calc.inputs.count('units'))},{unit})+{step})"
        steps = steps_template(calc, cliff, volume)
        high, now = calc.at(f"highest/{cliff}"), calc.at(f"steps/{cliff}")
        cost, sticks, enabled = (
            calc.inputs.cell("cliffs", key, cliff) for key in ("monthly_cost", "sticky", "enabled")
        )
        template = f"{cost}*{enabled}*IF({sticks}<>0,MAX({steps},{high})-{high},{steps}-{now})"
        calc.series(f"step_cost/{cliff}", name, template, values[cliff], label_cell=cell)


def _write_unit(calc: CalcSheet, unit: int, raised: _Raised) -> None:
    workloads, slots = calc.inputs.count("workloads"), calc.inputs.count("commitments")
    name, _ = calc.name_of("units", unit)
    added = _added(calc, unit, raised) if workloads else "0"
    run = f"+{unit}"
    if workloads and slots:
        _write_parts(calc, unit, added, raised, run)
    else:
        calc.block(
            f"Marginal cost {unit + 1}", "Cost added ÷ units added, after the agreement’s factor."
        )
    more = "0"
    if workloads:
        share = calc.down("spot_share", workloads)
        rate, eligible = (
            calc.inputs.column("workloads", key) for key in ("spot/rate", "commit_eligible")
        )
        besides = f"SUMPRODUCT({added}*({share}*{rate}+(1-{share})*(1-{eligible})))"
        left = "+".join(
            f"{calc.inputs.cell('project', f'hours/{each}')}*SUMPRODUCT({_eligible(calc, added)}"
            f"*{left_after(calc, each, slots, run)})"
            for each in hour_classes(calc)
        )
        more = f"{besides}+{left}-{calc.at('uncovered')}"
    cliffs = calc.inputs.count("cliffs")
    if cliffs:
        links = calc.inputs.column("cliffs", "unit_number")
        more += f"+SUMIF({links},{unit + 1},{calc.down('step_cost', cliffs)})"
    step = calc.inputs.cell("project", "marginal_step")
    values = units.marginal_cost(calc.run.inputs, calc.run.run, unit).unit_cost
    _, cell = calc.name_of("units", unit)
    calc.series(
        f"marginal_cost/{unit}",
        name,
        f"({more})*{calc.at('factor')}/{step}",
        values,
        calc.styles.unit_money,
        label_cell=cell,
        name=f"marginal_cost/{name}",
        look="total",
    )


def _added(calc: CalcSheet, unit: int, raised: _Raised) -> str:
    """Demand added to each workload by raising a unit's volume, as an array in a formula."""
    workloads, moves = calc.inputs.count("workloads"), calc.inputs.count("migrations")
    links = calc.inputs.column("workloads", "unit_number")
    own = f"({links}={unit + 1})*{calc.down('added', workloads)}"
    if not moves:
        return f"({own})"
    inputs = calc.run.inputs
    share = np.broadcast_to(migrated(inputs), (moves, calc.horizon))
    rise = np.where(
        (np.array(inputs.structure.unit_of_workload) == unit)[:, None],
        raised.gross - calc.run.run.gross,
        0.0,
    )
    left, arrived = moved_amounts(calc, rise, share)
    # A single source's demand is looked up, so the array is narrowed to its row there.
    write_flows(calc, f"{unit}+", calc.down("added", workloads), left, arrived, unit + 1)
    numbers = calc.inputs.column("workloads", "number")
    for move in range(moves):
        source, target = (
            calc.inputs.cell("migrations", key, move) for key in ("from_number", "to_number")
        )
        own += f"+({numbers}={target})*{calc.at(f'{unit}+arriving/{move}')}"
        own += f"-({numbers}={source})*{calc.at(f'{unit}+leaving/{move}')}"
    return f"({own})"


def _eligible(calc: CalcSheet, added: str) -> str:
    workloads = calc.inputs.count("workloads")
    share = calc.down("spot_share", workloads)
    part = calc.inputs.column("workloads", "commit_eligible")
    return f"({calc.down('eligible', workloads)}+{added}*(1-{share})*{part})"


def _write_parts(calc: CalcSheet, unit: int, added: str, raised: _Raised, run: str) -> None:
    """The part that commitments of the same sizes take of the raised demand."""
    slots = calc.inputs.count("commitments")
    order = order_of(calc)
    sizes = calc.run.run.purchase.commitments.size[order]
    applied = Applied(calc, raised.bought.eligible, sizes)
    available, parts = applied.available
    starts = {stretch.start: number for number, stretch in enumerate(stretches_of(calc)) if number}
    calc.block(
        f"Marginal cost {unit + 1}",
        "Demand in scope of each commitment, and the part taken, with the volume raised; then "
        "cost added ÷ units added, after the agreement’s factor.",
    )
    for slot in range(slots):
        if slot in starts:
            write_carried(calc, starts[slot], applied.carried(slot), run)
        cell = calc.inputs.cell("slots", "name", slot)
        label = str(calc.inputs.values("slots", "name")[slot])
        for each in hour_classes(calc):
            found = (
                f"SUMPRODUCT({_eligible(calc, added)}"
                f"*{in_scope_vector(calc, slot)}*{left_after(calc, each, slot, run)})"
            )
            key = f"found+{unit}/{slot}/{each}"
            calc.series(key, label, found, available[slot, each], label_cell=cell)
            size = calc.at(f"size/{slot}")
            template = f"IF({calc.at(key)}>0,MIN({size},{calc.at(key)})/{calc.at(key)},0)"
            calc.series(
                f"part{run}/{slot}/{each}",
                label,
                template,
                parts[slot, each],
                "0.0%",
                label_cell=cell,
            )
