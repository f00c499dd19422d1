"""Volume and own revenue of each unit."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np

from scenarios.arrays import Array
from scenarios.inputs import Inputs
from scenarios.months import offset_of
from scenarios.schema import TABLES
from scenarios.volume import volumes
from whatif_app.formatting import MONTH_NAMES
from whatif_app.workbook.calculation.calc_sheet import CalcSheet


def write_volume(calc: CalcSheet) -> None:
    """Planned volumes, then volumes, then revenue."""
    count = calc.inputs.count("units")
    if not count:
        return
    seen = inputs_seen(calc.run.inputs, calc)
    volume = volumes(seen)
    calc.block(
        "Plan", "A month named in a unit’s plan takes the planned volume instead, that month only."
    )
    for unit in range(count):
        _write_plan(calc, unit, seen.plan[unit])
    calc.block(
        "Volume",
        "Volume × (1 + growth)^t × the season’s factor against month 0’s × (1 + uplift) of each "
        "event so far.",
    )
    for unit in range(count):
        name, cell = calc.name_of("units", unit)
        calc.series(
            f"volume/{unit}",
            name,
            _volume(calc, unit),
            volume[unit],
            calc.styles.quantity,
            label_cell=cell,
            name=f"volume/{name}",
            unit="units",
        )
    calc.block("Revenue", "Volume × price × (1 + price change)^(t/12).")
    for unit in range(count):
        name, cell = calc.name_of("units", unit)
        price, change = (calc.inputs.cell("units", key, unit) for key in ("price", "price_change"))
        template = f"{calc.at(f'volume/{unit}')}*{price}*(1+{change})^{calc.at('years')}"
        calc.series(
            f"revenue/{unit}",
            name,
            template,
            calc.run.run.revenue[unit],
            label_cell=cell,
            name=f"revenue/{name}",
        )


def _write_plan(calc: CalcSheet, unit: int, planned: Array) -> None:
    name, cell = calc.name_of("units", unit)
    field = TABLES["units"].by_name["plan"]
    address = f"units/{name}/{field.name}"
    source = calc.inputs.source(address)
    chosen = _planned(calc, address, "")
    if source and calc.book.input(address, "first month", source):
        every = calc.inputs.all_of_list(address, source)
        chosen = f"IF(COUNTA({every})=0,{chosen},{_planned(calc, address, source)})"
    calc.series(
        f"plan/{unit}", name, chosen, planned, calc.styles.quantity, label_cell=cell, unit="units"
    )


def _planned(calc: CalcSheet, address: str, scenario: str) -> str:
    """The planned volume of a month, "" where there is none."""
    places = [p for p in calc.book.places if p.address == address and p.scenario == scenario]
    sheet = f"'{places[0].sheet}'!"
    first = calc.inputs.offset(sheet + places[0].cell)
    cells = f"{sheet}{places[1].cell}:{places[-1].cell}"
    position = f"(@$5-({first})+1)"
    found = f"INDEX({cells},MAX(1,MIN({len(places) - 1},{position})))"
    outside = f"OR({position}<1,{position}>{len(places) - 1})"
    return f'IF({outside},"",IF(ISNUMBER({found}),{found},""))'


def _volume(calc: CalcSheet, unit: int) -> str:
    inputs = calc.inputs
    cell = inputs.cell
    seasons = inputs.across("units", [f"season/{name}" for name in MONTH_NAMES], unit)
    month = calc.at("month")
    first = f"$E${month.lstrip('@')}"
    terms = [
        cell("units", "volume", unit),
        f"(1+{cell('units', 'growth', unit)})^@$5",
        f"(INDEX({seasons},{month})/INDEX({seasons},{first}))",
    ]
    number = 1
    while inputs.has("units", f"events/month {number}"):
        begins = cell("units", f"events/month {number}", unit)
        uplift = cell("units", f"events/uplift {number}", unit)
        terms.append(f"IF(@$5>={begins},1+{uplift},1)")
        number += 1
    planned = calc.at(f"plan/{unit}")
    return f'IF({planned}="",{"*".join(terms)},{planned})'


def inputs_seen(inputs: Inputs, calc: CalcSheet) -> Inputs:
    """The inputs with events and plans as far ahead as this sheet's columns go."""
    view, months = calc.run.results.evaluated.view, calc.seen
    start = inputs.structure.start_month
    units = inputs.structure.count("units")
    uplift = np.ones((units, months))
    plan = np.full((units, months), np.nan)
    for unit, events in enumerate(view.column("units", "events")):
        for event in cast("list[dict[str, float]]", events):
            uplift[unit, max(offset_of(event["month"], start), 0) :] *= 1.0 + event["uplift"]
    for unit, planned in enumerate(view.column("units", "plan")):
        for month, amount in cast("dict[str, float]", planned).items():
            offset = offset_of(month, start)
            if 0 <= offset < months:
                plan[unit, offset] = amount
    return replace(inputs, uplift=uplift, plan=plan)
