"""What commitments cost: amortized, in cash, unused, and at the horizon's end."""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from scenarios.purchasing import CommitmentCost
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.purchasing import in_scope_vector
from whatif_app.workbook.calculation.slots import order_of, slot_series


def write_commitment_cost(calc: CalcSheet) -> None:
    """What commitments cost, after the agreement's factor; needs the row "factor"."""
    slots = calc.inputs.count("commitments")
    if not slots:
        return
    order = order_of(calc)
    run, paid = calc.run.run.purchase.commitments, calc.run.run.commitment_cost
    size = run.size[order]
    calc.block(
        "Commitments: cost of 1 on demand",
        "(1 − discount) × the agreement’s factor, the upfront part at that of its payment.",
    )
    active = np.broadcast_to(run.tranches.active, run.size.shape)
    rates = np.where(active[order] > 0.0, np.broadcast_to(paid.rate, run.size.shape)[order], 0.0)
    for slot in range(slots):
        first, price, upfront = (
            calc.at(f"first/{slot}"),
            calc.inputs.cell("slots", "price", slot),
            calc.inputs.cell("slots", "upfront", slot),
        )
        factor = calc.at("factor")
        then = f"IF({first}<0,{factor},INDEX({calc.whole('factor')},{first}+1))"
        template = f'IF({first}="",0,{price}*({upfront}*{then}+(1-{upfront})*{factor}))'
        slot_series(calc, f"rate/{slot}", slot, None, template, rates[slot], "0.0000")
    calc.block("Commitments: cash paid", "Upfront in a tranche’s first month, and monthly.")
    cash = np.broadcast_to(paid.upfront + paid.monthly, run.size.shape)[order]
    for slot in range(slots):
        first, term = calc.at(f"first/{slot}"), calc.inputs.cell("slots", "term", slot)
        price, upfront = (calc.inputs.cell("slots", key, slot) for key in ("price", "upfront"))
        once = f"IF({first}=@$5,{upfront}*{term},0)"
        template = f"{calc.at(f'size/{slot}')}*{price}*(1-{upfront}+{once})*{calc.at('factor')}"
        slot_series(calc, f"paid/{slot}", slot, None, template, cash[slot])
    calc.block("Commitments: unused", "(Size − used) × cost of 1 on demand.")
    unused = (size - run.used[order]) * rates
    for slot in range(slots):
        left = f"({calc.at(f'size/{slot}')}-{calc.at(f'used/{slot}')})"
        template = f"{left}*{calc.at(f'rate/{slot}')}"
        slot_series(calc, f"lost/{slot}", slot, None, template, unused[slot])
    _write_attribution(calc, slots, order, unused)
    _write_end(calc, slots, order, paid)


def _write_attribution(calc: CalcSheet, slots: int, order: list[int], unused: Array) -> None:
    """How unused commitment falls on the workloads in scope."""
    workloads = calc.inputs.count("workloads")
    if not workloads:
        return
    calc.block(
        "Commitments: unused, borne by each unit of demand in scope",
        "Unused ÷ demand in scope; a second row where that is nothing: ÷ workloads in scope.",
    )
    demand = calc.run.run.demand
    scope = calc.run.run.purchase.commitments.in_scope
    for slot in range(slots):
        members = np.broadcast_to(scope[order[slot]], demand.shape)
        members = members + (members.sum(axis=0) == 0.0)
        total, number = (demand * members).sum(axis=0), members.sum(axis=0)
        zero = total == 0.0
        per_demand = np.where(zero, 0.0, unused[slot] / np.where(zero, 1.0, total))
        evenly = np.where(zero, unused[slot] / number, 0.0)
        vector = f"({in_scope_vector(calc, slot)}+{calc.inputs.cell('slots', 'empty', slot)})"
        in_all = f"SUMPRODUCT({calc.down('demand', workloads)}*{vector})"
        lost = calc.at(f"lost/{slot}")
        template = f"IF({in_all}=0,0,{lost}/{in_all})"
        slot_series(calc, f"per_demand/{slot}", slot, None, template, per_demand, "0.0000")
        template = f"IF({in_all}=0,{lost}/SUMPRODUCT({vector}*1),0)"
        slot_series(calc, f"evenly/{slot}", slot, None, template, evenly)


def _write_end(calc: CalcSheet, slots: int, order: list[int], paid: CommitmentCost) -> None:
    """What is prepaid and in use, and still to be paid, when the horizon ends."""
    calc.block(
        "Commitments at the horizon’s end",
        "Upfront paid within the horizon, not amortized yet, × used ÷ size; payments to come.",
    )
    run = calc.run.run.purchase.commitments
    last = calc.inputs.cell("project", "months")

    def at_end(key: str) -> str:
        return f"INDEX({calc.whole(key)},{last})"

    for slot in range(slots):
        row = order[slot]
        name = str(calc.inputs.values("slots", "name")[slot])
        first, term = at_end(f"first/{slot}"), calc.inputs.cell("slots", "term", slot)
        price, upfront = (calc.inputs.cell("slots", key, slot) for key in ("price", "upfront"))
        size = at_end(f"size/{slot}")
        left = f"MAX(0,{first}+{term}-{last})"
        then = f"INDEX({calc.whole('factor')},{first}+1)"
        # Written used × price …, since used ÷ size × size × … is the same money.
        prepaid = f"{upfront}*{at_end(f'used/{slot}')}*{price}*{then}*{left}"
        guarded = f'IF({first}="",0,IF({first}<0,0,{prepaid}))'
        value = paid.prepaid[row, -1] * (
            run.used[row, -1] / run.size[row, -1] if run.size[row, -1] else 0.0
        )
        cell = calc.inputs.cell("slots", "name", slot)
        calc.scalar(f"prepaid/{slot}", name, guarded, float(value), unit="prepaid", label_cell=cell)
        monthly = f"(1-{upfront})*{size}*{price}*{at_end('factor')}*{left}"
        value = float(paid.to_come[row, -1])
        owed = f'IF({first}="",0,{monthly})'
        calc.scalar(f"to_come/{slot}", name, owed, value, unit="to come", label_cell=cell)
