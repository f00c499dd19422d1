"""Columns of a run's workloads that follow from its inputs: links, levers, Spot, allocation."""

from __future__ import annotations

import numpy as np

from scenarios.allocation import shared_workloads
from scenarios.arrays import Array, share_within
from scenarios.demand import lever_start, levers_on
from scenarios.schema import TABLES
from whatif_app.workbook.derived_rates import write_converted
from whatif_app.workbook.run_inputs import RunInputs


def write_workloads(sheet: RunInputs) -> None:
    """The workloads with everything derived from their cells."""
    inputs = sheet.run.inputs
    structure = inputs.structure
    count = structure.count("workloads")

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    sheet.write_plain("workloads")
    sheet.add("workloads", "number", "Row", lambda row: str(row + 1), range(1, count + 1))
    sheet.add_link("workloads", "unit_number", "Unit, row", "unit", "units")
    sheet.add_link("workloads", "initiative_number", "Initiative, row", "initiative", "initiatives")
    write_converted(sheet, "workloads", "on_demand_cost")
    _write_levers(sheet)
    for unit in range(structure.count("units")):
        under = sheet.column_here("units", f"under/{unit}")

        def member(row: int, under: str = under) -> str:
            link = here("unit_number", row)
            return f"IF({link}=0,0,INDEX({under},{link}))"

        links = structure.unit_of_workload
        values = [float(link >= 0 and structure.descends_from[unit, link]) for link in links]
        sheet.add("workloads", f"under/{unit}", f"In unit {unit + 1}", member, values)
    _write_allocation(sheet)
    sheet.add_list("workloads", TABLES["workloads"].by_name["shape"], "1")


def _write_levers(sheet: RunInputs) -> None:
    inputs = sheet.run.inputs
    column = inputs.column
    works = bool(inputs.structure.count("initiatives"))

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    def through(key: str, row: int, without: str) -> str:
        link = here("initiative_number", row)
        if not works:
            return without
        return f"IF({link}=0,{without},INDEX({sheet.column_here('initiatives', key)},{link}))"

    on = levers_on(inputs)
    sheet.add(
        "workloads", "on", "Levers work", lambda row: through("enabled", row, "1"), on.tolist()
    )
    target = column("workloads", "spot_target")
    for lever in ("efficiency", "spot"):
        start, ramp = f"{lever}_start", f"{lever}_ramp"

        def begins(row: int, start: str = start) -> str:
            own = here(start, row)
            return f"MAX({own},{through('done', row, own)})"

        starts = lever_start(inputs, lever)
        sheet.add(
            "workloads", f"{lever}/begins", f"{lever.capitalize()} begins", begins, starts.tolist()
        )
        lengths = np.maximum(column("workloads", ramp), 1.0)
        sheet.add(
            "workloads",
            f"{lever}/over",
            f"{lever.capitalize()} over months",
            lambda row, ramp=ramp: f"MAX({here(ramp, row)},1)",  # type: ignore[misc]
            lengths.tolist(),
        )
        pulled = on != 0.0
        if lever == "efficiency":
            pulled = pulled & (column("workloads", "efficiency_target") != 0.0)
            condition = "{on}*({target}<>0)"
        else:
            pulled = pulled & ~np.isnan(target)
            condition = '{on}*({target}<>"")'

        def full(row: int, lever: str = lever, condition: str = condition) -> str:
            cell = condition.format(on=here("on", row), target=here(f"{lever}_target", row))
            begin, over = here(f"{lever}/begins", row), here(f"{lever}/over", row)
            return f"IF({cell}<>0,-INT(-({begin}+{over}-1-1E-9)),0)"

        values = np.where(pulled, np.ceil(starts + lengths - 1.0 - 1e-9), 0.0)
        sheet.add(
            "workloads", f"{lever}/full", f"{lever.capitalize()} full in", full, values.tolist()
        )
    efficiency = column("workloads", "efficiency_target") * on
    sheet.add(
        "workloads",
        "efficiency",
        "Efficiency in force",
        lambda row: f"{here('efficiency_target', row)}*{here('on', row)}",
        efficiency.tolist(),
    )
    _write_spot(sheet, on, target)


def _write_spot(sheet: RunInputs, on: Array, target: Array) -> None:
    column = sheet.run.inputs.column

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    def change(row: int) -> str:
        cell = here("spot_target", row)
        reachable = f"MIN({cell},{here('spot_eligible', row)})-{here('spot_share', row)}"
        return f'IF({here("on", row)}=0,0,IF({cell}="",0,{reachable}))'

    waits = np.isnan(target) | (on == 0.0)
    reached = np.minimum(target, column("workloads", "spot_eligible"))
    changed = np.where(waits, 0.0, reached - column("workloads", "spot_share"))
    sheet.add("workloads", "spot/change", "Spot share to gain", change, changed.tolist())

    def rate(row: int) -> str:
        discount, fallback = here("spot_discount", row), here("spot_fallback", row)
        return f"(1+{here('spot_overhead', row)})*((1-{fallback})*(1-{discount})+{fallback})"

    fallback = column("workloads", "spot_fallback")
    rates = (1.0 + column("workloads", "spot_overhead")) * (
        (1.0 - fallback) * (1.0 - column("workloads", "spot_discount")) + fallback
    )
    sheet.add("workloads", "spot/rate", "Spot cost of 1 on demand", rate, rates.tolist())


def _write_allocation(sheet: RunInputs) -> None:
    inputs = sheet.run.inputs
    shared = sheet.column_here("workloads", "shared")
    count = sheet.count("workloads")

    def here(key: str, row: int) -> str:
        return sheet.here("workloads", key, row)

    takers = 1.0 - shared_workloads(inputs)
    sheet.add(
        "workloads",
        "taker",
        "Bears its own cost",
        lambda row: f"IF(SUM({shared})={count},1,1-{here('shared', row)})",
        np.broadcast_to(takers, count).tolist(),
    )
    weight = inputs.column("workloads", "weight")
    shares = share_within(weight, takers, axis=-1)

    def by_weight(row: int) -> str:
        taker, weights = (
            sheet.column_here("workloads", "taker"),
            sheet.column_here("workloads", "weight"),
        )
        total = f"SUMPRODUCT({taker},{weights})"
        own = here("taker", row)
        return f"IF({total}=0,{own}/SUM({taker}),{own}*{here('weight', row)}/{total})"

    sheet.add("workloads", "by_weight", "Share by weight", by_weight, shares.tolist())
