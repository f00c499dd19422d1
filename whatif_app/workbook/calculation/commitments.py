"""Commitments in their order: active tranche, size, use, and cost.

One row per commitment holds whichever of its tranches is active, since they
never overlap. Rows stand in the order of application, which follows the cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.agreement import discount_factor
from scenarios.arrays import Array
from scenarios.purchasing import CommitmentCost
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.purchasing import (
    hour_classes,
    in_scope_vector,
    left_after,
    stretches_of,
    write_carried,
)


@dataclass(frozen=True)
class Applied:
    """The figures of a run's commitments in order of application; arrays (K, …, H).

    Attributes:
        eligible: demand that a commitment may cover; shape (W, H).
        sizes: of each place; shape (K, H).
    """

    calc: CalcSheet
    eligible: Array
    sizes: Array

    @cached_property
    def order(self) -> list[int]:
        """Rows of the commitments, in order of application."""
        rows = self.calc.inputs.values("slots", "row")
        return [int(row or 0) - 1 for row in rows]

    def members(self, slot: int) -> Array:
        """1 where a workload is in scope; shape (W, H)."""
        in_scope = self.calc.run.run.purchase.commitments.in_scope
        each: Array = np.broadcast_to(in_scope[self.order[slot]], self.eligible.shape)
        return each

    @cached_property
    def available(self) -> tuple[Array, Array]:
        """Demand in scope, and the part of it that is taken; shapes (K, h, H)."""
        inputs = self.calc.run.inputs
        left = self.eligible[None] * inputs.shape.T[:, :, None]  # (h, W, H)
        available, part = [], []
        for slot, size in enumerate(self.sizes):
            reachable = left * self.members(slot)
            found = reachable.sum(axis=1)
            use = np.minimum(size, found)
            share = np.divide(use, found, out=np.zeros_like(use), where=found > 0.0)
            left = left - reachable * share[:, None, :]
            available.append(found)
            part.append(share)
        return np.array(available), np.array(part)

    def carried(self, slots: int) -> Array:
        """What the first places leave of each unit of eligible demand; shape (h, W, H)."""
        shape = self.calc.run.inputs.shape.T[:, :, None]
        left = np.repeat(shape, self.eligible.shape[-1], axis=-1)
        for slot in range(slots):
            left = left * (1.0 - self.members(slot) * self.available[1][slot][:, None, :])
        return left


def write_commitments(calc: CalcSheet) -> None:
    """Everything about commitments up to what they use."""
    slots = calc.inputs.count("commitments")
    if not slots:
        return
    run = calc.run.run.purchase.commitments
    order = [int(row or 0) - 1 for row in calc.inputs.values("slots", "row")]
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
            _slot_series(
                calc, f"available/{slot}/{each}", slot, each, template, available[slot, each]
            )
    if len(classes) > 1:
        _write_corners(calc, slots, classes, available)
    _write_sizes(calc, slots, classes, run.size[order])
    calc.block("Commitments: part taken", "Use ÷ demand in scope, in each hour class.")
    for slot in range(slots):
        for each in classes:
            found = calc.at(f"available/{slot}/{each}")
            template = f"IF({found}>0,MIN({calc.at(f'size/{slot}')},{found})/{found},0)"
            _slot_series(
                calc, f"part/{slot}/{each}", slot, each, template, part[slot, each], "0.0%"
            )
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
        _slot_series(calc, f"used/{slot}", slot, None, template, run.used[order][slot])


def _slot_series(
    calc: CalcSheet,
    key: str,
    slot: int,
    hour_class: int | None,
    template: str,
    values: Array,
    form: str = "",
    first: str | None = None,
) -> None:
    """A row of one place in the order, labelled by the commitment that stands there."""
    name = str(calc.inputs.values("slots", "name")[slot])
    cell = calc.inputs.cell("slots", "name", slot)
    classes = calc.run.inputs.structure.hour_classes
    unit = classes[hour_class] if hour_class is not None and len(classes) > 1 else ""
    calc.series(key, name, template, values, form, label_cell=cell, unit=unit, first=first)


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
        _slot_series(calc, f"first/{slot}", slot, None, template, values, "0")


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
            name, _ = calc.name_of("migrations", move)
            _slot_series(calc, f"follows/{slot}/{move}", slot, None, template, follows, "0")


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


def _write_corners(calc: CalcSheet, slots: int, classes: list[int], available: Array) -> None:
    """Size that coverage asks for, were the demand's corner at each class the one that decides.

    Use is concave in the size, with a corner at each class's demand, so the
    size wanted is the largest of the sizes that its straight pieces give.
    """
    calc.block(
        "Commitments: size for coverage, by the piece below each class",
        "Demand of the class − (use at that size − coverage × all) ÷ hours at or above it.",
    )
    share = calc.run.inputs.hour_share
    hours = [calc.inputs.cell("project", f"hours/{each}") for each in classes]
    for slot in range(slots):
        wanted = calc.inputs.values("slots", "coverage")[slot]
        coverage = calc.inputs.cell("slots", "coverage", slot)
        found = [calc.at(f"available/{slot}/{each}") for each in classes]
        everything = "+".join(f"{p}*{x}" for p, x in zip(hours, found, strict=True))
        for each in classes:
            own = found[each]
            use = "+".join(f"{p}*MIN({own},{x})" for p, x in zip(hours, found, strict=True))
            above = "+".join(f"{p}*({x}>={own})" for p, x in zip(hours, found, strict=True))
            piece = f"{own}-({use}-{coverage}*({everything}))/({above})"
            template = f'IF({coverage}="",0,IF(({above})=0,0,{piece}))'
            values = np.zeros(calc.horizon)
            if wanted != "":
                values = _corner(available[slot], each, share, float(wanted or 0.0))
            _slot_series(calc, f"corner/{slot}/{each}", slot, each, template, values)


def _corner(available: Array, each: int, share: Array, coverage: float) -> Array:
    own = available[each]
    use = (share[:, None] * np.minimum(own, available)).sum(axis=0)
    above = (share[:, None] * (available >= own)).sum(axis=0)
    surplus = use - coverage * (share[:, None] * available).sum(axis=0)
    piece = own - np.divide(surplus, above, out=np.zeros_like(own), where=above > 0.0)
    return np.where(above > 0.0, piece, 0.0)


def _write_sizes(calc: CalcSheet, slots: int, classes: list[int], sizes: Array) -> None:
    calc.block(
        "Commitments: size",
        "The amount committed; or, in a tranche’s first month, what covers the share wanted, "
        "kept for its term.",
    )
    for slot in range(slots):
        first, coverage = calc.at(f"first/{slot}"), calc.inputs.cell("slots", "coverage", slot)
        commit = calc.inputs.cell("slots", "commit", slot)
        if len(classes) > 1:
            pieces = ",".join(calc.at(f"corner/{slot}/{each}") for each in classes)
            wanted = f"MAX(0,{pieces})"
        else:
            hours = calc.inputs.cell("project", "hours/0")
            del hours
            wanted = f"{coverage}*{calc.at(f'available/{slot}/0')}"
        kept = f"~{calc.next_row() + 1}"

        def template(before: str, wanted: str = wanted, first: str = first) -> str:
            now = f"IF(@$5=MAX({first},0),{wanted},{before})"
            return f'IF({first}="",0,IF({coverage}="",{commit},{now}))'  # noqa: B023

        _slot_series(
            calc, f"size/{slot}", slot, None, template(kept), sizes[slot], first=template("0")
        )


def write_commitment_cost(calc: CalcSheet) -> None:
    """What commitments cost, after the agreement's factor; needs the row "factor"."""
    slots = calc.inputs.count("commitments")
    if not slots:
        return
    order = [int(row or 0) - 1 for row in calc.inputs.values("slots", "row")]
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
        _slot_series(calc, f"rate/{slot}", slot, None, template, rates[slot], "0.0000")
    calc.block("Commitments: cash paid", "Upfront in a tranche’s first month, and monthly.")
    cash = np.broadcast_to(paid.upfront + paid.monthly, run.size.shape)[order]
    for slot in range(slots):
        first, term = calc.at(f"first/{slot}"), calc.inputs.cell("slots", "term", slot)
        price, upfront = (calc.inputs.cell("slots", key, slot) for key in ("price", "upfront"))
        once = f"IF({first}=@$5,{upfront}*{term},0)"
        template = f"{calc.at(f'size/{slot}')}*{price}*(1-{upfront}+{once})*{calc.at('factor')}"
        _slot_series(calc, f"paid/{slot}", slot, None, template, cash[slot])
    calc.block("Commitments: unused", "(Size − used) × cost of 1 on demand.")
    unused = (size - run.used[order]) * rates
    for slot in range(slots):
        left = f"({calc.at(f'size/{slot}')}-{calc.at(f'used/{slot}')})"
        template = f"{left}*{calc.at(f'rate/{slot}')}"
        _slot_series(calc, f"lost/{slot}", slot, None, template, unused[slot])
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
        _slot_series(calc, f"per_demand/{slot}", slot, None, template, per_demand, "0.0000")
        template = f"IF({in_all}=0,{lost}/SUMPRODUCT({vector}*1),0)"
        _slot_series(calc, f"evenly/{slot}", slot, None, template, evenly)


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


_ = discount_factor
