"""Commitments' sizes: the amount committed, or what covers the share wanted."""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.slots import slot_series


def write_sizes(calc: CalcSheet, slots: int, classes: list[int], sizes: Array) -> None:
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
            wanted = f"{coverage}*{calc.at(f'available/{slot}/0')}"
        kept = f"~{calc.next_row() + 1}"

        def template(before: str, wanted: str = wanted, first: str = first) -> str:
            now = f"IF(@$5=MAX({first},0),{wanted},{before})"
            return f'IF({first}="",0,IF({coverage}="",{commit},{now}))'  # noqa: B023

        slot_series(
            calc, f"size/{slot}", slot, None, template(kept), sizes[slot], first=template("0")
        )


def write_corners(calc: CalcSheet, slots: int, classes: list[int], available: Array) -> None:
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
            slot_series(calc, f"corner/{slot}/{each}", slot, each, template, values)


def _corner(available: Array, each: int, share: Array, coverage: float) -> Array:
    own = available[each]
    use = (share[:, None] * np.minimum(own, available)).sum(axis=0)
    above = (share[:, None] * (available >= own)).sum(axis=0)
    surplus = use - coverage * (share[:, None] * available).sum(axis=0)
    piece = own - np.divide(surplus, above, out=np.zeros_like(own), where=above > 0.0)
    return np.where(above > 0.0, piece, 0.0)
