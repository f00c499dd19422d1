"""A calculation sheet: one row per figure, one column per month, found again by key.

Templates are written for one month: `@` stands for its column, `~` for the one
before; the sheet repeats them along the horizon.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.arrays import Array
from whatif_app.workbook.book import Book
from whatif_app.workbook.run_inputs import RunInputs
from whatif_app.workbook.runs import SheetRun
from whatif_app.workbook.sheet import Cached, Sheet, cell_name, column_name

#: Columns: label, unit, name of the series or figure, total or figure, then months.
LABEL, UNIT, NAME, FIGURE, FIRST_MONTH = 0, 1, 2, 3, 4
_TAB = "#0B6B5C"
_REFERENCE_TAB = "#8A97AB"


class CalcSheet:
    """The sheet "Calc n" of one run."""

    def __init__(
        self, book: Book, run: SheetRun, inputs: RunInputs, seen: int, title: str | None
    ) -> None:
        self.sheet: Sheet = book.sheet(
            f"Calc {run.number}", _TAB if run.is_scenario else _REFERENCE_TAB
        )
        self.book = book
        self.run = run
        self.inputs = inputs
        self.seen = seen
        self.styles = book.styles
        self.horizon = run.inputs.structure.horizon
        self._row = 5
        self._rows: dict[str, int] = {}
        self._series: dict[str, Array] = {}
        self._figures: dict[str, Cached] = {}
        self._write_head(title)

    # Finding cells

    def at(self, key: str) -> str:
        """A row's cell in a template's month."""
        return f"@{self._rows[key] + 1}"

    def before(self, key: str) -> str:
        """A row's cell in the month before a template's."""
        return f"~{self._rows[key] + 1}"

    def down(self, group: str, count: int) -> str:
        """The cells of a group of rows `group/0 …` in a template's month."""
        first, last = self._rows[f"{group}/0"], self._rows[f"{group}/{count - 1}"]
        return f"@{first + 1}:@{last + 1}"

    def sum_down(self, group: str, count: int) -> str:
        """The sum of a group of rows in a template's month; 0 of no rows."""
        return f"SUM({self.down(group, count)})" if count else "0"

    def whole(self, key: str, months: int | None = None) -> str:
        """A row's cells of every month."""
        row = self._rows[key] + 1
        last = column_name(FIRST_MONTH + (months or self.horizon) - 1)
        return f"${column_name(FIRST_MONTH)}${row}:${last}${row}"

    def figure(self, key: str) -> str:
        """A figure's cell."""
        return cell_name(self._rows[key], FIGURE)

    def at_elsewhere(self, key: str) -> str:
        """A row's cell in a template's month, as another sheet names it."""
        return f"{self.sheet.quoted}!@{self._rows[key] + 1}"

    def whole_elsewhere(self, key: str) -> str:
        """A row's cells of every month, as another sheet names them."""
        return f"{self.sheet.quoted}!{self.whole(key)}"

    def block_elsewhere(self, group: str, count: int) -> str:
        """The cells of a group of rows in every month, as another sheet names them."""
        first = self.whole(f"{group}/0").split(":")[0]
        last = self.whole(f"{group}/{count - 1}").split(":")[1]
        return f"{self.sheet.quoted}!{first}:{last}"

    def figure_elsewhere(self, key: str) -> str:
        """A figure's cell, as another sheet names it."""
        return f"{self.sheet.quoted}!{self.figure(key)}"

    def row_of(self, key: str) -> int:
        """A row's number, counted from 0."""
        return self._rows[key]

    def values(self, key: str) -> Array:
        """What a row's formulas come to."""
        return self._series[key]

    def figure_value(self, key: str) -> Cached:
        """What a figure comes to."""
        return self._figures[key]

    def has(self, key: str) -> bool:
        """Whether there is a row of that key."""
        return key in self._rows

    # Writing rows

    def block(self, title: str, words: str) -> None:
        """Begin a block: its title, and its formula in words."""
        self._row += 1
        self.sheet.text(self._row, LABEL, title, "block")
        for column in (UNIT, NAME, FIGURE):
            self.sheet.text(self._row, column, "", "block")
        self.sheet.text(self._row + 1, LABEL, words, "words")
        self._row += 2

    def series(
        self,
        key: str,
        label: str,
        template: str,
        values: Sequence[float] | Array,
        form: str = "",
        *,
        label_cell: str | None = None,
        name: str = "",
        unit: str = "",
        look: str = "value",
        first: str | None = None,
    ) -> None:
        """Write one row of months.

        Args:
            label_cell: cell whose text is the label, where that is a user's.
            name: of the series in the headless results.
            first: template of the first month, where it differs.
        """
        array = np.asarray(values, dtype=np.float64)
        row = self._begin(key, label, label_cell, name, unit, look)
        self._series[key] = array
        self.sheet.months(
            row, FIRST_MONTH, template, array.tolist(), look, form or self.styles.money, first
        )

    def scalar(
        self,
        key: str,
        label: str,
        formula: str,
        value: Cached,
        form: str = "",
        *,
        name: str = "",
        unit: str = "",
        look: str = "value",
        label_cell: str | None = None,
    ) -> None:
        """Write one figure."""
        row = self._begin(key, label, label_cell, f"kpis/{name}" if name else "", unit, look)
        self._figures[key] = value
        self.sheet.formula(row, FIGURE, formula, value, look, form or self.styles.money)

    def _begin(
        self, key: str, label: str, label_cell: str | None, name: str, unit: str, look: str
    ) -> int:
        row = self._row
        self._row += 1
        assert self._rows.get(key, row) == row, f"{key} is not where it was said to be"
        self._rows[key] = row
        bold = "total" if look == "total" else "label"
        if label_cell is not None:
            self.sheet.formula(row, LABEL, label_cell, label, bold)
        else:
            self.sheet.text(row, LABEL, label, bold)
        if unit:
            self.sheet.text(row, UNIT, unit, "small")
        if name:
            self.sheet.text(row, NAME, name, "small", "@")
        return row

    def next_row(self) -> int:
        """The row that is written next, counted from 0."""
        return self._row

    def reserve(self, key: str, row: int) -> None:
        """Tell where a row will be, so that rows above it can refer to it."""
        self._rows[key] = row

    def first_month(self, key: str) -> str:
        """A row's cell of month 0."""
        return f"${column_name(FIRST_MONTH)}${self._rows[key] + 1}"

    def skip_rows(self, count: int) -> int:
        """Leave rows for a small table of its own; its first row."""
        row = self._row
        self._row += count
        return row

    def name_of(self, table: str, row: int) -> tuple[str, str]:
        """A row's name, and the cell that holds it on this run's input sheet."""
        text = self.run.inputs.structure.rows[table][row]
        line = self.inputs.first_row(table) + row
        return text, self.inputs.sheet.reference(line, 0)

    def _write_head(self, title: str | None) -> None:
        kind = "Scenario" if self.run.is_scenario else "Reference run"
        self.sheet.text(0, LABEL, kind, "small")
        if title is not None:
            self.sheet.formula(1, LABEL, title, self.run.title, "title")
        else:
            self.sheet.text(1, LABEL, self.run.title, "title", "@")
        for column, text in ((LABEL, "Month"), (UNIT, "Unit"), (NAME, "Name"), (FIGURE, "Figure")):
            self.sheet.text(3, column, text, "header")
        worksheet = self.sheet.worksheet
        worksheet.set_column(LABEL, LABEL, 38)
        worksheet.set_column(UNIT, UNIT, 11)
        worksheet.set_column(NAME, NAME, 17)
        worksheet.set_column(FIGURE, FIRST_MONTH + self.seen, 12)
        worksheet.freeze_panes(5, 1)
        self.sheet.spread_over_pages(FIRST_MONTH + self.horizon)
        worksheet.repeat_rows(3, 4)

    def write_months(self, calendar: Sequence[str], start_index: int) -> None:
        """The two header rows: calendar months, and months from the start."""
        start = self.inputs.cell("project", "start_index")
        months = range(self.seen)
        self._rows["t"] = 4
        self.sheet.text(4, LABEL, "Months from the start", "label")
        for t in months:
            column = FIRST_MONTH + t
            here = column_name(column)
            index = f"({start}+{here}$5)"
            text = f'INT({index}/12)&"-"&RIGHT("0"&(MOD({index},12)+1),2)'
            self.sheet.formula(3, column, text, calendar[t], "heading")
            previous = f"{column_name(column - 1)}$5+1"
            self.sheet.formula(4, column, "0" if t == 0 else previous, t, "small", "0")
        self._series["t"] = np.arange(self.seen, dtype=np.float64)
