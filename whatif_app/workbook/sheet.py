"""Writing cells: every formula goes in together with its value, every text as text.

A formula without a cached value shows 0 in previews and in Excel's Protected
View; a text handed to a general writer may become a formula. Neither can
happen through this class.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from whatif_app.workbook.styles import Styles

#: A cell of Excel holds no more characters.
LONGEST_TEXT = 32_767

_COLUMNS_A_PAGE = 16

Cached = float | int | str | bool | None


@cache
def column_name(column: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Absolute name of a cell counted from 0: `$C$5`."""
    return f"${column_name(column)}${row + 1}"


def cached(value: Cached) -> Cached:
    """A value as it is stored beside a formula; what does not exist is an empty text."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    # A row may be called "#N/A"; stored beside a formula that would be read as an error.
    if isinstance(value, str) and value.startswith("#"):
        return ""
    return value


class Sheet:
    """One worksheet, with rows and columns counted from 0."""

    def __init__(self, worksheet: Any, styles: Styles, tick: Callable[[], None]) -> None:
        self.worksheet = worksheet
        self.styles = styles
        self.name: str = worksheet.get_name()
        self.quoted = "'" + self.name.replace("'", "''") + "'"
        self._tick = tick

    def text(self, row: int, column: int, text: str, look: str = "label", form: str = "") -> None:
        """A text, whatever it begins with."""
        cut = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
        if cut:
            self.worksheet.write_string(row, column, cut, self.styles.get(look, form))
        else:
            self.worksheet.write_blank(row, column, None, self.styles.get(look, form))

    def number(
        self, row: int, column: int, number: float, look: str = "value", form: str = ""
    ) -> None:
        """A number; the smallest and largest floats are kept as they are."""
        self.worksheet.write_number(row, column, number, self.styles.get(look, form))

    def value(
        self, row: int, column: int, value: Cached, look: str = "value", form: str = ""
    ) -> None:
        """A constant of whichever kind; None leaves an empty cell."""
        if value is None:
            self.worksheet.write_blank(row, column, None, self.styles.get(look, form))
        elif isinstance(value, bool):
            self.worksheet.write_boolean(row, column, value, self.styles.get(look, form))
        elif isinstance(value, str):
            self.text(row, column, value, look, form)
        else:
            self.number(row, column, value, look, form)

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        value: Cached,
        look: str = "value",
        form: str = "",
    ) -> None:
        """A formula (without its equals sign) and the value it comes to."""
        self.worksheet.write_formula(
            row, column, "=" + formula, self.styles.get(look, form), cached(value)
        )

    def months(
        self,
        row: int,
        first_column: int,
        template: str,
        values: Sequence[float],
        look: str = "value",
        form: str = "",
        first_template: str | None = None,
    ) -> None:
        """One formula per month.

        Args:
            template: with `@` for the month's column and `~` for the one before.
            values: what the formulas come to; NaN where there is nothing.
            first_template: for the first month, where it differs.
        """
        self._tick()
        style = self.styles.get(look, form)
        write = self.worksheet.write_formula
        before = column_name(first_column - 1)
        text = template if first_template is None else first_template
        for column, value in enumerate(values, first_column):
            here = column_name(column)
            formula = text.replace("@", here).replace("~", before)
            # NaN is the one number that differs from itself.
            write(row, column, "=" + formula, style, value if value == value else "")
            before, text = here, template

    def spread_over_pages(self, columns: int) -> None:
        """Print so many columns over as many pages as keep them readable, names repeated."""
        self.worksheet.fit_to_pages(max(1, round(columns / _COLUMNS_A_PAGE)), 0)
        self.worksheet.repeat_columns(0)

    def reference(self, row: int, column: int) -> str:
        """A cell of this sheet, as formulas of other sheets name it."""
        return f"{self.quoted}!{cell_name(row, column)}"

    def range(self, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
        """A range of this sheet, as formulas of other sheets name it."""
        first, last = cell_name(first_row, first_column), cell_name(last_row, last_column)
        return f"{self.quoted}!{first}:{last}"
