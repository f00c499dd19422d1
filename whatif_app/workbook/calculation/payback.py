"""Payback: when a cumulative flow recovers for good, and when it first does."""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.sheet import Cached


def write_recovery(
    calc: CalcSheet, flow: str, values: Array, zero: float, figures: tuple[str, ...]
) -> None:
    """Rows and figures that tell when a flow's sum recovers.

    Args:
        flow: key of the flow's row.
        zero: level within which a sum is not negative.
        figures: keys of the figures: recovered for good and, if two, first recovered.
    """
    cumulative = np.cumsum(values)
    below = (cumulative < -zero).astype(np.float64)
    months = np.arange(len(values), dtype=np.float64)
    level, within = calc.figure("zero"), calc.at("within")
    row = calc.next_row() + 1
    calc.series(
        f"{flow}/sum", "Cumulative", f"~{row}+{calc.at(flow)}", cumulative, first=calc.at(flow)
    )
    template = f"IF({calc.at(f'{flow}/sum')}<-{level},{within},0)"
    calc.series(f"{flow}/below", "Below zero", template, below, "0")
    last_below = f"{calc.at(f'{flow}/below')}*(@$5+1)"
    calc.series(f"{flow}/until", "Below zero until month", last_below, below * (months + 1), "0")
    _write_gains(calc, flow, values, zero, below)
    first_below = float(np.argmax(below))
    calc.scalar(
        f"{flow}/first_below",
        "First month below zero",
        f"IFERROR(MATCH(1,{calc.whole(f'{flow}/below')},0)-1,0)",
        first_below,
        "0",
    )
    start = calc.figure(f"{flow}/first_below")
    back = (below == 0.0) & (months > first_below)
    template = f"IF(@$5>{start},{within}*(1-{calc.at(f'{flow}/below')}),0)"
    calc.series(f"{flow}/back", "Not below zero, after", template, back.astype(np.float64), "0")
    _write_crossings(calc, flow, figures)


def _write_gains(calc: CalcSheet, flow: str, values: Array, zero: float, below: Array) -> None:
    """0 months where the sum is never negative and some month gains."""
    at_once: Cached = 0.0 if not below.any() and bool((values > zero).any()) else None
    never = f"SUM({calc.whole(f'{flow}/below')})=0"
    gains = f"SUMPRODUCT(({calc.whole(flow)}>{calc.figure('zero')})*1)>0"
    formula = f'IF(AND({never},{gains}),0,"")'
    calc.scalar(f"{flow}/at_once", "Never below zero, and gains", formula, at_once, "0")


def _write_crossings(calc: CalcSheet, flow: str, figures: tuple[str, ...]) -> None:
    months = calc.inputs.cell("project", "months")
    kpis = calc.run.results.kpis
    last = f"MAX({calc.whole(f'{flow}/until')})"
    for_good = f"IF(AND({last}>0,{last}<{months}),{last},-1)"
    found_first = f"IFERROR(MATCH(1,{calc.whole(f'{flow}/back')},0)-1,-1)"
    first = f"IF(SUM({calc.whole(f'{flow}/below')})=0,-1,{found_first})"
    for key, month in zip(figures, (for_good, first), strict=False):
        went = calc.values(f"{flow}/below").any()
        value = _crossing_month(calc, flow, key == figures[0]) if went else -1.0
        calc.scalar(f"{key}/month", "Month of the crossing", month, value, "0")
        at, begin = calc.figure(f"{key}/month"), calc.figure("begin")
        before = f"INDEX({calc.whole(f'{flow}/sum')},{at})"
        gain = f"INDEX({calc.whole(flow)},{at}+1)"
        found = f"{at}-{before}/{gain}-{begin}"
        formula = f"IF({at}<0,{calc.figure(f'{flow}/at_once')},{found})"
        calc.scalar(f"{key}/found", "Months until then", formula, getattr(kpis, key), "0.00")


def _crossing_month(calc: CalcSheet, flow: str, for_good: bool) -> float:
    if for_good:
        last = float(calc.values(f"{flow}/until").max())
        return last if last < calc.horizon else -1.0
    back = calc.values(f"{flow}/back")
    return float(np.argmax(back)) if back.any() else -1.0
