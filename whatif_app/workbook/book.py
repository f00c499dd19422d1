"""The workbook being written: its sheets, its styles, and where each input cell is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from scenarios.schema import Field
from whatif_app.cell_text import unit_text
from whatif_app.costs.problem import Cancelled
from whatif_app.workbook.names import DefinedNames
from whatif_app.workbook.sheet import Sheet, cell_name
from whatif_app.workbook.styles import Styles

#: Written in a scenario's cell to say "empty here, though the base is not".
NONE_MARK = "(none)"


@dataclass(frozen=True, slots=True)
class InputPlace:
    """Where an input is: its address and, of a list, which part of it.

    Attributes:
        scenario: name, or "" for the base.
        part: "" for a plain cell; "2", "month 2", "Jan", … for a part of a list.
    """

    scenario: str
    address: str
    part: str
    sheet: str
    cell: str
    name: str


@cache
def _plain_worksheet() -> Any:
    """A worksheet class that takes formulas as they are.

    XlsxWriter looks through every formula some thirty times for functions
    newer than Excel 2010, to prefix them. We use none, and this was four
    fifths of the whole export's time.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    return PlainWorksheet


class Book:
    """A workbook in the making."""

    def __init__(
        self,
        workbook: Any,
        currency: str,
        in_cents: bool,
        has_rates: bool,
        progress: Callable[[float, str], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.workbook = workbook
        self.styles = Styles(workbook, currency, in_cents, has_rates)
        self._currency = currency
        self._has_rates = has_rates
        self.names = DefinedNames()
        self.places: list[InputPlace] = []
        self._references: dict[tuple[str, str, str], str] = {}
        self._progress = progress
        self._cancelled = cancelled

    def sheet(self, name: str, tab: str = "") -> Sheet:
        """A new sheet at the end; `name` is one of ours, never a user's text."""
        worksheet = self.workbook.add_worksheet(name, _plain_worksheet())
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&L&8&A&R&8&P / &N")
        if tab:
            worksheet.set_tab_color(tab)
        return Sheet(worksheet, self.styles, self.check_cancelled)

    def unit_of(self, field: Field) -> str:
        """What a field's numbers count, as the line below its heading says it."""
        if field.in_row_currency and self._has_rates:
            return "a month, in the row’s currency"
        return unit_text(field, self._currency)

    def stage(self, done: float, stage: str) -> None:
        """Report how far the export is.

        Raises:
            Cancelled: on the caller's wish.
        """
        self.check_cancelled()
        if self._progress is not None:
            self._progress(done, stage)

    def check_cancelled(self) -> None:
        """Stop where the caller wants no more.

        Raises:
            Cancelled: on the caller's wish.
        """
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def record(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        address: str,
        part: str = "",
        scenario: str = "",
        prefix: str = "",
    ) -> None:
        """Note where an input is, and give its cell a defined name.

        Args:
            prefix: first part of the name of a scenario's cell.
        """
        name = self.names.unique(prefix, *address.split("/"), part)
        self.workbook.define_name(name, f"={sheet.reference(row, column)}")
        cell = cell_name(row, column)
        self.places.append(InputPlace(scenario, address, part, sheet.name, cell, name))
        self._references[scenario, address, part] = sheet.reference(row, column)

    def input(self, address: str, part: str = "", scenario: str = "") -> str | None:
        """The cell of an input, as formulas name it; None where it has none."""
        return self._references.get((scenario, address, part))
