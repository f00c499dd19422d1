"""Internal rate of return: the sheet on which each scenario's is found.

The worth of the net flows is laid out over all rates from −99.99 % to
+1,000,000 % a year; where its sign changes exactly once, Newton's steps close
in on the rate.
"""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from scenarios.irr import HIGHEST, LOWEST
from whatif_app.workbook.book import Book
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.sheet import Sheet, cell_name

_GRID = 721
_STEPS = 14
_FIRST_STEP = 6
_FIRST_GRID = _FIRST_STEP + _STEPS + 3


class IrrSheet:
    """The sheet "IRR", a column for each scenario."""

    def __init__(self, book: Book) -> None:
        self.sheet: Sheet = book.sheet("IRR", "#8A97AB")
        self._grid = np.linspace(np.log(LOWEST), np.log(HIGHEST), _GRID) / 12.0
        self._column = 1
        sheet = self.sheet
        sheet.text(0, 0, "Internal rate of return", "title")
        sheet.text(
            1,
            0,
            "The rate at which the net flows are worth nothing, if exactly one exists between "
            "−99.99 % and +1,000,000 % a year. Rates are logarithms of growth a month.",
            "words",
        )
        labels = ("Scenario", "Sign changes", "Change after row", "", *("Step",) * _STEPS)
        for row, label in enumerate(labels, 2):
            sheet.text(row, 0, label, "label")
        sheet.text(_FIRST_STEP + _STEPS, 0, "IRR a year", "strong")
        sheet.text(_FIRST_GRID - 1, 0, "Rate", "header")
        for row, rate in enumerate(self._grid.tolist(), _FIRST_GRID):
            sheet.number(row, 0, rate, "small", "0.0000")
        sheet.worksheet.set_column(0, 0, 18)
        sheet.worksheet.set_column(1, 60, 16)
        sheet.worksheet.freeze_panes(3, 1)

    def add(self, calc: CalcSheet, title: str | None) -> str:
        """Find a scenario's IRR in the next column; the cell that holds it."""
        column, self._column = self._column, self._column + 1
        sheet = self.sheet
        if title is not None:
            sheet.formula(2, column, title, calc.run.title, "header")
        else:
            sheet.text(2, column, calc.run.title, "header", "@")
        net, months = calc.whole_elsewhere("net"), calc.whole_elsewhere("t")
        flows = calc.run.results.series["net"]
        t = np.arange(len(flows), dtype=np.float64)
        worth = flows @ np.exp(-t[:, None] * self._grid)
        for offset, value in enumerate(worth.tolist()):
            row = _FIRST_GRID + offset
            formula = f"SUMPRODUCT({net},EXP(-{months}*$A${row + 1}))"
            sheet.formula(row, column, formula, value, "small", "0.00E+00")
        self._write_bracket(column, worth)
        self._write_steps(column, net, months, flows, worth)
        self._write_result(calc, column)
        return sheet.reference(_FIRST_STEP + _STEPS, column)

    def _write_bracket(self, column: int, worth: Array) -> None:
        last = _FIRST_GRID + _GRID - 1
        upper = f"{cell_name(_FIRST_GRID, column)}:{cell_name(last - 1, column)}"
        lower = f"{cell_name(_FIRST_GRID + 1, column)}:{cell_name(last, column)}"
        changes = f"(({upper}>0)*({lower}<0)+({upper}<0)*({lower}>0))"
        count, position = _sign_changes(worth)
        self.sheet.formula(3, column, f"SUMPRODUCT({changes})", count, "value", "0")
        numbers = f"(ROW({upper})-{_FIRST_GRID})"
        formula = f"IF({cell_name(3, column)}=1,SUMPRODUCT({changes}*{numbers}),1)"
        self.sheet.formula(4, column, formula, position, "value", "0")

    def _write_steps(self, column: int, net: str, months: str, flows: Array, worth: Array) -> None:
        """Newton's steps from the middle of the bracket, kept within it."""
        grid = f"$A${_FIRST_GRID + 1}:$A${_FIRST_GRID + _GRID}"
        position = cell_name(4, column)
        low, high = f"INDEX({grid},{position})", f"INDEX({grid},{position}+1)"
        _, at = _sign_changes(worth)
        bottom, top = float(self._grid[at - 1]), float(self._grid[at])
        rate = 0.5 * (bottom + top)
        self.sheet.formula(_FIRST_STEP, column, f"({low}+{high})/2", rate, "value", "0.000000000")
        t = np.arange(len(flows), dtype=np.float64)
        for step in range(1, _STEPS):
            here = cell_name(_FIRST_STEP + step - 1, column)
            present = f"EXP(-{months}*{here})"
            slope = f"SUMPRODUCT({net},{months},{present})"
            newton = f"{here}+SUMPRODUCT({net},{present})/{slope}"
            formula = f"IF({slope}=0,{here},MAX({low},MIN({high},{newton})))"
            discounted = flows * np.exp(-t * rate)
            steep = float((discounted * t).sum())
            if steep != 0.0:
                rate = max(bottom, min(top, rate + float(discounted.sum()) / steep))
            self.sheet.formula(_FIRST_STEP + step, column, formula, rate, "value", "0.000000000")

    def _write_result(self, calc: CalcSheet, column: int) -> None:
        last = cell_name(_FIRST_STEP + _STEPS - 1, column)
        annual = f"(EXP(12*{last})-1)"
        rate = calc.inputs.cell("project", "discount_rate")
        npv, level = calc.figure_elsewhere("npv"), calc.figure_elsewhere("zero")
        against = f"OR(AND({annual}>{rate},{npv}<-{level}),AND({annual}<{rate},{npv}>{level}))"
        moves = calc.whole_elsewhere("net")
        nothing = f"SUMPRODUCT(({moves}>{level})+({moves}<-{level}))=0"
        exists = f"AND({cell_name(3, column)}=1,NOT({nothing}),NOT({against}))"
        value = calc.run.results.kpis.irr
        formula = f'IF({exists},{annual},"")'
        self.sheet.formula(_FIRST_STEP + _STEPS, column, formula, value, "strong", "0.0%")


def _sign_changes(worth: Array) -> tuple[int, int]:
    """How often the worth changes sign, and the row (from 1) after which it does if once."""
    changes = worth[1:] * worth[:-1] < 0.0
    count = int(changes.sum())
    return count, int(np.argmax(changes)) + 1 if count == 1 else 1
