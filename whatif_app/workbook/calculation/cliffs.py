"""Cliffs: steps taken by volume, their run cost, and one-time cost when it falls due."""

from __future__ import annotations

import numpy as np

from scenarios.cliffs import steps_taken
from scenarios.volume import volumes
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.volume import inputs_seen


def write_cliffs(calc: CalcSheet) -> None:
    """Steps, run cost and one-time cost of every cliff."""
    count = calc.inputs.count("cliffs")
    if not count:
        return
    inputs = inputs_seen(calc.run.inputs, calc)
    taken = steps_taken(inputs, volumes(inputs))
    highest = np.maximum.accumulate(taken, axis=-1)
    units = calc.inputs.count("units")
    calc.block("Cliffs: steps", "0 below the threshold, then 1, and 1 more every so many units.")
    for cliff in range(count):
        name, cell = calc.name_of("cliffs", cliff)
        template = steps_template(
            calc, cliff, f"INDEX({calc.down('volume', units)},{_unit(calc, cliff)})"
        )
        calc.series(f"steps/{cliff}", name, template, taken[cliff], "0", label_cell=cell)
    calc.block("Cliffs: highest step so far", "The running maximum of the steps.")
    for cliff in range(count):
        name, cell = calc.name_of("cliffs", cliff)
        here = calc.at(f"steps/{cliff}")
        template = f"MAX({here},~{calc.next_row() + 1})"
        calc.series(
            f"highest/{cliff}", name, template, highest[cliff], "0", label_cell=cell, first=here
        )
    calc.block(
        "Cliffs: run cost",
        "Monthly cost × steps since month 0, highest ones held where sticky; before agreements.",
    )
    for cliff in range(count):
        name, cell = calc.name_of("cliffs", cliff)
        cost, sticky, enabled = (
            calc.inputs.cell("cliffs", key, cliff) for key in ("monthly_cost", "sticky", "enabled")
        )
        steps, high = calc.at(f"steps/{cliff}"), calc.at(f"highest/{cliff}")
        first = calc.first_month(f"steps/{cliff}")
        template = f"{cost}*(IF({sticky}<>0,{high},{steps})-{first})*{enabled}"
        values = calc.run.run.cliffs.monthly[cliff]
        calc.series(f"cliff/{cliff}", name, template, values, label_cell=cell)
    _write_one_time(calc, count)


def _unit(calc: CalcSheet, cliff: int) -> str:
    return calc.inputs.cell("cliffs", "unit_number", cliff)


def steps_template(calc: CalcSheet, cliff: int, volume: str) -> str:
    """Steps that a volume takes, before stickiness."""
    threshold, every = (calc.inputs.cell("cliffs", key, cliff) for key in ("threshold", "every"))
    further = f"IF({every}>0,INT(({volume}-{threshold})/{every}),0)"
    return f"IF({volume}>={threshold},1+{further},0)"


def _write_one_time(calc: CalcSheet, count: int) -> None:
    calc.block(
        "Cliffs: one-time cost",
        "One-time cost × steps of a new high, its lead time ahead; overdue ones in month 0.",
    )
    for cliff in range(count):
        name, cell = calc.name_of("cliffs", cliff)
        cost, lead, enabled = (
            calc.inputs.cell("cliffs", key, cliff)
            for key in ("one_time_cost", "lead_months", "enabled")
        )
        whole = calc.whole(f"highest/{cliff}", calc.seen)
        first = calc.first_month(f"highest/{cliff}")
        paid_for = f"INDEX({whole},@$5+{lead}+1)"
        template = f"{cost}*({paid_for}-INDEX({whole},@$5+{lead}))*{enabled}"
        overdue = f"{cost}*(INDEX({whole},{lead}+1)-{first})*{enabled}"
        values = calc.run.run.cliffs.one_time[cliff]
        calc.series(f"once/{cliff}", name, template, values, label_cell=cell, first=overdue)
