"""The months: what they are called, and which of them lie within the horizon."""

from __future__ import annotations

import numpy as np

from scenarios.months import calendar_month, month_index
from whatif_app.workbook.calculation.calc_sheet import CalcSheet


def write_calendar(calc: CalcSheet) -> None:
    """Months in the heading, then the year fraction, the month of the year and the horizon."""
    start = calc.run.inputs.structure.start_month
    index = month_index(start)
    calc.write_months([calendar_month(t, start) for t in range(calc.seen)], index)
    months = np.arange(calc.seen, dtype=np.float64)
    calc.block("Calendar", "Years since the start; 1 in months within the horizon.")
    calc.series("years", "Years from the start", "@$5/12", months / 12.0, "0.00")
    cell = calc.inputs.cell("project", "start_index")
    calc.series(
        "month", "Month of the year", f"MOD({cell}+@$5,12)+1", (index + months) % 12 + 1, "0"
    )
    until = calc.inputs.cell("project", "months")
    within = (months < calc.horizon).astype(np.float64)
    calc.series("within", "Within the horizon", f"IF(@$5<{until},1,0)", within, "0")


def ramp_template(start: str, over: str) -> str:
    """How far a lever has been pulled in a month, 0 to 1."""
    return f"MAX(0,MIN(1,(@$5-{start}+1)/{over}))"
