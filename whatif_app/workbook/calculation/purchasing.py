"""Buying: Spot first, then commitments in their order, the rest on demand."""

from __future__ import annotations

from scenarios.arrays import Array
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.calendar import ramp_template


def write_spot(calc: CalcSheet) -> None:
    """Share of each workload on Spot, and what a commitment may cover."""
    count = calc.inputs.count("workloads")
    if not count:
        return
    bought = calc.run.run.purchase
    calc.block("Spot share", "Today’s share, plus the share to gain × how far the ramp is.")
    for workload in range(count):
        name, cell = calc.name_of("workloads", workload)
        today, change, begins, over = (
            calc.inputs.cell("workloads", key, workload)
            for key in ("spot_share", "spot/change", "spot/begins", "spot/over")
        )
        template = f"{today}+{change}*{ramp_template(begins, over)}"
        values = bought.spot_share[workload]
        calc.series(f"spot_share/{workload}", name, template, values, "0.0%", label_cell=cell)
    calc.block(
        "Eligible demand", "Demand × (1 − Spot share) × the share that a commitment may cover."
    )
    for workload in range(count):
        name, cell = calc.name_of("workloads", workload)
        rest = f"{calc.at(f'demand/{workload}')}*(1-{calc.at(f'spot_share/{workload}')})"
        template = f"{rest}*{calc.inputs.cell('workloads', 'commit_eligible', workload)}"
        values = bought.eligible[workload]
        calc.series(f"eligible/{workload}", name, template, values, label_cell=cell)


def hour_classes(calc: CalcSheet) -> range:
    """Positions of the hour classes."""
    return range(len(calc.run.inputs.structure.hour_classes))


def shape_key(calc: CalcSheet, hour_class: int) -> str:
    """Key of the column that holds the workloads' level in an hour class."""
    return f"shape/class {hour_class + 1}"


def in_scope_vector(calc: CalcSheet, slot: int) -> str:
    """Which workloads a commitment covers in a template's month, as an array in a formula.

    A convertible RI follows what migrations take out of its scope.
    """
    named = calc.inputs.column("workloads", f"scope/{slot}")
    moves = calc.inputs.count("migrations")
    if not moves:
        return named
    numbers = calc.inputs.column("workloads", "number")
    reached = "".join(
        f"+({numbers}={calc.inputs.cell('migrations', 'to_number', move)})"
        f"*{calc.at(f'follows/{slot}/{move}')}"
        for move in range(moves)
    )
    return f"(({named}{reached})>0)"


def in_scope_of(calc: CalcSheet, slot: int, workload: int) -> str:
    """1 where a commitment covers a workload in a template's month."""
    named = calc.inputs.cell("workloads", f"scope/{slot}", workload)
    moves = calc.inputs.count("migrations")
    if not moves:
        return named
    links = calc.inputs.column("migrations", "to_number")
    follows = "@{}:@{}".format(
        calc.row_of(f"follows/{slot}/0") + 1, calc.row_of(f"follows/{slot}/{moves - 1}") + 1
    )
    return f"MIN(1,{named}+SUMIF({links},{workload + 1},{follows}))"


def links_a_formula(calc: CalcSheet) -> int:
    """How many commitments one formula may follow, so that Excel's 8,192 characters suffice."""
    workloads = calc.inputs.count("workloads")
    if not workloads or not calc.inputs.count("commitments"):
        return 1
    by_workload = 2 * len(in_scope_of(calc, 0, 0)) + _SIGNS
    by_array = len(in_scope_vector(calc, 0)) + _SIGNS
    classes = len(hour_classes(calc))
    return max(1, _LENGTH // max(by_workload * classes, by_array))


#: Characters of a formula left to commitments, and those around each of them.
_LENGTH, _SIGNS = 4_000, 40


def stretches_of(calc: CalcSheet) -> list[range]:
    """The commitments in order, cut into stretches that one formula may follow."""
    slots, size = calc.inputs.count("commitments"), links_a_formula(calc)
    return [range(first, min(first + size, slots)) for first in range(0, slots, size)]


def left_after(calc: CalcSheet, hour_class: int, slots: int, run: str = "") -> str:
    """What the first commitments leave of each unit of eligible demand, as an array in a formula.

    Args:
        run: "" for the demand itself; "+0" … for demand raised by a unit's volume.
    """
    every = calc.inputs.count("commitments")
    size = links_a_formula(calc)
    stretch = slots // size if slots < every else max(every - 1, 0) // size
    taken = "".join(
        f"*(1-{in_scope_vector(calc, slot)}*{calc.at(f'part{run}/{slot}/{hour_class}')})"
        for slot in range(stretch * size, slots)
    )
    return f"{_carried(calc, stretch, hour_class, run)}{taken}"


def _carried(calc: CalcSheet, stretch: int, hour_class: int, run: str) -> str:
    if not stretch:
        return calc.inputs.column("workloads", shape_key(calc, hour_class))
    group = f"carried{run}/{stretch}/{hour_class}"
    return calc.down(group, calc.inputs.count("workloads"))


def carried_of(calc: CalcSheet, stretch: int, hour_class: int, workload: int, run: str = "") -> str:
    """What reaches a stretch of commitments of one unit of a workload's eligible demand."""
    if not stretch:
        return calc.inputs.cell("workloads", shape_key(calc, hour_class), workload)
    return calc.at(f"carried{run}/{stretch}/{hour_class}/{workload}")


def write_carried(calc: CalcSheet, stretch: int, values: Array, run: str = "") -> None:
    """What the stretches before leave of each unit of a workload's eligible demand.

    Args:
        values: shape (h, W, H).
    """
    before = stretches_of(calc)[stretch - 1]
    for each in hour_classes(calc):
        for workload in range(calc.inputs.count("workloads")):
            name, cell = calc.name_of("workloads", workload)
            template = carried_of(calc, stretch - 1, each, workload, run) + "".join(
                f"*(1-{in_scope_of(calc, slot, workload)}*{calc.at(f'part{run}/{slot}/{each}')})"
                for slot in before
            )
            key = f"carried{run}/{stretch}/{each}/{workload}"
            calc.series(key, name, template, values[each, workload], "0.0%", label_cell=cell)


def write_left(calc: CalcSheet) -> None:
    """Eligible demand that no commitment covers."""
    slots = calc.inputs.count("commitments")
    workloads = calc.inputs.count("workloads")
    terms = ["0"]
    if workloads:
        terms = [
            f"{calc.inputs.cell('project', f'hours/{each}')}*SUMPRODUCT("
            f"{calc.down('eligible', workloads)}"
            f"*{left_after(calc, each, slots)})"
            for each in hour_classes(calc)
        ]
    values = calc.run.run.purchase.commitments.uncovered.sum(axis=0)
    calc.block("Uncovered", "Eligible demand that every commitment leaves, over all hour classes.")
    calc.series("uncovered", "Uncovered eligible demand", "+".join(terms), values)
