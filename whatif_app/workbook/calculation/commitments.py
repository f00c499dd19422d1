"""Commitments in their order: active tranche, demand in scope, size and use.

One row per commitment holds whichever of its tranches is active, since they
never overlap. Rows stand in the order of application, which follows the cells.
"""

from __future__ import annotations

import numpy as np

from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.commitment_sizes import write_corners, write_sizes
from whatif_app.workbook.calculation.purchasing import (
    hour_classes,
    in_scope_vector,
    left_after,
    stretches_of,
    write_carried,
)
from whatif_app.workbook.calculation.slots import Applied, order_of, slot_series


def write_commitments(calc: CalcSheet) -> None:
    """Everything about commitments up to what they use."""
    slots = calc.inputs.count("commitments")
    if not slots:
        return
    run = calc.run.run.purchase.commitments
    order = order_of(calc)
    applied = Applied(calc, calc.run.run.purchase.eligible, run.size[order])
    _write_tranches(calc, slots, order)
    _write_following(calc, slots, applied)
    calc.block(
        "Commitments: demand in scope",
        "Eligible demand in scope that the commitments before leave, in each hour class.",
    )
    workloads = calc.inputs.count("workloads")
    available, part = applied.available if workloads else (np.zeros((slots, 1, calc.horizon)),) * 2
    # Sizes and use refer to one another's rows; the rows are laid out before they are written.
    classes = list(hour_classes(calc))
    if not workloads:
        available = np.zeros((slots, len(classes), calc.horizon))
        part = available
    top = calc.next_row()
    block = 3
    size_top = top + slots * len(classes) + block
    if len(classes) > 1:
        size_top += slots * len(classes) + block
    part_top = size_top + slots + block
    for slot in range(slots):
        for each in classes:
            calc.reserve(f"part/{slot}/{each}", part_top + slot * len(classes) + each)
    stretches = range(1, len(stretches_of(calc)) if workloads else 1)
    row = part_top + slots * len(classes) + block
    for stretch in stretches:
        for each in classes:
            for workload in range(workloads):
                calc.reserve(f"carried/{stretch}/{each}/{workload}", row)
                row += 1
    for slot in range(slots):
        for each in classes:
            template = "0"
            if workloads:
                template = (
                    f"SUMPRODUCT({calc.down('eligible', workloads)}"
                    f"*{in_scope_vector(calc, slot)}*{left_after(calc, each, slot)})"
                )
            slot_series(
                calc, f"available/{slot}/{each}", slot, each, template, available[slot, each]
            )
    if len(classes) > 1:
        write_corners(calc, slots, classes, available)
    write_sizes(calc, slots, classes, run.size[order])
    calc.block("Commitments: part taken", "Use ÷ demand in scope, in each hour class.")
    for slot in range(slots):
        for each in classes:
            found = calc.at(f"available/{slot}/{each}")
            template = f"IF({found}>0,MIN({calc.at(f'size/{slot}')},{found})/{found},0)"
            slot_series(calc, f"part/{slot}/{each}", slot, each, template, part[slot, each], "0.0%")
    if stretches:
        calc.block(
            "Commitments: left for those that follow",
            "Of each unit of eligible demand, where many commitments apply.",
        )
    for stretch in stretches:
        write_carried(calc, stretch, applied.carried(stretches_of(calc)[stretch].start))
    calc.block(
        "Commitments: used", "The smaller of size and demand in scope, over the hour classes."
    )
    for slot in range(slots):
        template = "+".join(
            f"{calc.inputs.cell('project', f'hours/{each}')}"
            f"*MIN({calc.at(f'size/{slot}')},{calc.at(f'available/{slot}/{each}')})"
            for each in classes
        )
        slot_series(calc, f"used/{slot}", slot, None, template, run.used[order][slot])


def _write_tranches(calc: CalcSheet, slots: int, order: list[int]) -> None:
    calc.block(
        "Commitments: first month of the active tranche",
        "Start, or with renewal the last multiple of the term since; empty while none is active.",
    )
    tranches = calc.run.run.purchase.commitments.tranches
    for slot in range(slots):
        start, term, renew, enabled = (
            calc.inputs.cell("slots", key, slot) for key in ("start", "term", "renew", "enabled")
        )
        renewed = f"{start}+{term}*INT((@$5-{start})/{term})"
        once = f'IF(@$5<{start}+{term},{start},"")'
        template = f'IF({enabled}=0,"",IF(@$5<{start},"",IF({renew}<>0,{renewed},{once})))'
        row = order[slot]
        active = np.broadcast_to(tranches.active, (slots, calc.horizon))[row]
        first = np.broadcast_to(tranches.first, (slots, calc.horizon))[row]
        values = np.where(active > 0.0, first, np.nan)
        slot_series(calc, f"first/{slot}", slot, None, template, values, "0")


def _write_following(calc: CalcSheet, slots: int, applied: Applied) -> None:
    """Which migrations a convertible RI has followed by each month."""
    moves = calc.inputs.count("migrations")
    if not moves:
        return
    calc.block(
        "Convertible RIs: migrations followed",
        "1 from the month in which a migration out of the scope starts.",
    )
    structure = calc.run.inputs.structure
    months = structure.months
    column = calc.run.inputs.column
    moving = column("migrations", "enabled") * column("migrations", "target") > 0.0
    started = moving[:, None] & (months >= column("migrations", "start")[:, None])
    kinds = calc.inputs.values("slots", "kind_rank")
    for slot in range(slots):
        named = calc.inputs.numbers("workloads", f"scope/{slot}")
        reached = np.repeat(named[:, None], calc.horizon, axis=1)
        for move in range(moves):
            source = structure.migration_from[move]
            follows = reached[source] * started[move] * float(kinds[slot] == 2.0)
            target = structure.migration_to[move]
            reached[target] = np.maximum(reached[target], follows)
            template = _following(calc, slot, move)
            slot_series(calc, f"follows/{slot}/{move}", slot, None, template, follows, "0")


def _following(calc: CalcSheet, slot: int, move: int) -> str:
    source = calc.inputs.cell("migrations", "from_number", move)
    start = calc.inputs.cell("migrations", "start", move)
    moved = calc.inputs.cell("migrations", "moved", move)
    named = f"INDEX({calc.inputs.column('workloads', f'scope/{slot}')},{source})"
    if move:
        first = calc.row_of(f"follows/{slot}/0") + 1
        links = "+".join(
            f"({calc.inputs.cell('migrations', 'to_number', other)}={source})*@{first + other}"
            for other in range(move)
        )
        named = f"({named}+{links})"
    kind = calc.inputs.cell("slots", "kind_rank", slot)
    return f"IF(AND({kind}=2,{moved}>0,@$5>={start},{named}>0),1,0)"
