"""The input tables: one sheet each, one row per row, every cell an input.

Row names are what links point at; they are text and are never formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from scenarios.case import Address, Case
from scenarios.cells import Value
from scenarios.schema import PROJECT, REQUIRED, TABLES, Field, Kind, Table
from whatif_app.workbook.book import Book
from whatif_app.workbook.cell_formulas import excel_formula, given_default
from whatif_app.workbook.effective import month_index_of, offset_of_cell
from whatif_app.workbook.lists import Widths, headings, parts_of
from whatif_app.workbook.sheet import Cached, Sheet
from whatif_app.workbook.validation import validation_of

FIRST_ROW = 5
_HEADER = 3
_TAB = "#D9A300"


class InputSheets:
    """Writes the base tables and knows where their rows are named."""

    def __init__(self, book: Book, case: Case, widths: Widths) -> None:
        self._book = book
        self._case = case
        self._widths = widths
        self._base = case.view()
        self._sheets: dict[str, Sheet] = {}
        #: Writes a computed cell, once the cells that it names have their places.
        self._computed: list[Callable[[], None]] = []

    def write(self) -> None:
        """The project's sheet, then one for each table that has rows."""
        used = [table for table in TABLES.values() if self._case.tables[table.name]]
        self._sheets[PROJECT.name] = self._book.sheet(PROJECT.label, _TAB)
        for table in used:
            self._sheets[table.name] = self._book.sheet(table.label, _TAB)
            if table.name == "units":
                self._sheets["plan"] = self._book.sheet("Plan", _TAB)
        self._write_project()
        for table in used:
            self._write_table(table)
        for write in self._computed:
            write()

    def names_range(self, table: str) -> str | None:
        """The cells that name a table's rows; None where it has none."""
        rows = len(self._case.tables[table]) if table in self._case.tables else 0
        if not rows or table not in self._sheets:
            return None
        return self._sheets[table].range(FIRST_ROW, 0, FIRST_ROW + rows - 1, 0)

    def name_cell(self, table: str, row: int) -> str:
        """The cell that names a row."""
        return self._sheets[table].reference(FIRST_ROW + row, 0)

    def links_of(self, field: Field) -> str | None:
        """The range that a link may be picked from."""
        if field.kind is Kind.SCOPE:
            return self.names_range("workloads")
        return self.names_range(field.table) if field.kind is Kind.ROW else None

    def _write_project(self) -> None:
        sheet = self._sheets[PROJECT.name]
        _title(sheet, PROJECT)
        sheet.worksheet.set_column(0, 0, 24)
        sheet.worksheet.set_column(1, 1, 18)
        sheet.worksheet.set_column(2, 2, 12)
        sheet.worksheet.set_column(3, 3, 90)
        for column, text in enumerate(("Field", "Value", "Unit", "Meaning")):
            sheet.text(_HEADER, column, text, "header")
        row = _HEADER + 1
        for field in PROJECT.fields:
            if field.is_composite:
                continue
            sheet.text(row, 0, field.label)
            self._input(
                sheet, row, 1, field, f"project/{field.name}", self._base.project(field.name)
            )
            sheet.text(row, 2, self._book.unit_of(field), "small")
            sheet.text(row, 3, field.help + _extent(field), "small")
            horizon = int(cast("int", self._base.project("horizon")))
            most = horizon if field.name == "horizon" else None
            names = self._project_names(field)
            sheet.worksheet.data_validation(row, 1, row, 1, validation_of(field, names, most))
            row += 1
        self._write_hour_classes(sheet, row + 1)
        sheet.worksheet.freeze_panes(_HEADER + 1, 1)

    def _project_names(self, field: Field) -> str | None:
        return self.names_range("units") if field.name == "primary_unit" else None

    def _write_hour_classes(self, sheet: Sheet, row: int) -> None:
        field = PROJECT.by_name["hour_classes"]
        value = self._base.project("hour_classes")
        sheet.text(row, 0, field.label, "header")
        sheet.text(row, 1, "Hours a week", "header")
        sheet.text(row, 3, field.help, "small")
        names = [heading.split(": ", 1)[1] for heading in headings(field, self._base, self._widths)]
        for offset, part in enumerate(parts_of(field, value, self._base, self._widths), 1):
            sheet.text(row + offset, 0, names[offset - 1])
            sheet.value(row + offset, 1, cast("Cached", part.value), "input")
            self._book.record(sheet, row + offset, 1, "project/hour_classes", part.name)

    def _write_table(self, table: Table) -> None:
        sheet = self._sheets[table.name]
        _title(sheet, table)
        names = self._base.names(table.name)
        last = FIRST_ROW + len(names) - 1
        sheet.text(_HEADER, 0, table.row_label.capitalize(), "header")
        sheet.text(_HEADER + 1, 0, "", "header")
        for row, name in enumerate(names, FIRST_ROW):
            sheet.text(row, 0, name, "strong", "@")
        column = 1
        for field in table.fields:
            if field.name == "name":
                continue
            if field.kind is Kind.PLAN:
                self._write_plan(field)
                continue
            if field.is_composite:
                column = self._write_lists(sheet, table, field, column)
                continue
            self._head(sheet, column, field.label, self._book.unit_of(field), field.help)
            for row, (name, value) in enumerate(
                zip(names, self._base.column(table.name, field.name), strict=True), FIRST_ROW
            ):
                self._input(sheet, row, column, field, f"{table.name}/{name}/{field.name}", value)
            most = self._widths.most_lead if field.name == "lead_months" else None
            rule = validation_of(field, self.links_of(field), most)
            sheet.worksheet.data_validation(FIRST_ROW, column, last, column, rule)
            column += 1
        self._dress(sheet, column)

    def _dress(self, sheet: Sheet, columns: int) -> None:
        sheet.worksheet.set_column(0, 0, 26)
        sheet.worksheet.set_column(1, max(columns, 1), 13)
        sheet.worksheet.set_row(_HEADER, 30)
        sheet.worksheet.freeze_panes(FIRST_ROW, 1)
        sheet.spread_over_pages(columns)

    def _write_plan(self, field: Field) -> None:
        """The planned volumes, a column for each month, on a sheet of their own."""
        sheet, units = self._sheets["plan"], TABLES["units"]
        sheet.text(0, 0, "Plan", "title")
        words = "An empty month takes the computed volume. Months count from the first column."
        sheet.text(1, 0, f"{field.help} {words}", "words")
        sheet.text(_HEADER, 0, units.row_label.capitalize(), "header")
        for row, name in enumerate(self._base.names(units.name)):
            sheet.formula(FIRST_ROW + row, 0, self.name_cell(units.name, row), name, "strong")
        self._dress(sheet, self._write_lists(sheet, units, field, 1))

    def _write_lists(self, sheet: Sheet, table: Table, field: Field, column: int) -> int:
        """The cells of a list-holding field, to the right of the others; the next free column."""
        form = self._book.styles.of_field(field)
        titles = headings(field, self._base, self._widths)
        for offset, title in enumerate(titles):
            self._head(sheet, column + offset, title, self._book.unit_of(field), field.help)
        values = self._base.column(table.name, field.name)
        for row, (name, value) in enumerate(
            zip(self._base.names(table.name), values, strict=True), FIRST_ROW
        ):
            parts = parts_of(field, value, self._base, self._widths)
            for offset, part in enumerate(parts):
                kept = (
                    form
                    if isinstance(part.value, int | float) and "month" not in titles[offset]
                    else ""
                )
                sheet.value(row, column + offset, cast("Cached", part.value), "input", kept)
                address = f"{table.name}/{name}/{field.name}"
                self._book.record(sheet, row, column + offset, address, part.name)
        return column + len(titles)

    def _head(self, sheet: Sheet, column: int, label: str, unit: str, help_text: str) -> None:
        sheet.text(_HEADER, column, label, "header")
        sheet.text(_HEADER + 1, column, unit, "small")
        sheet.worksheet.write_comment(
            _HEADER, column, help_text, {"x_scale": 1.6, "author": "What-If"}
        )

    def _input(
        self, sheet: Sheet, row: int, column: int, field: Field, address: str, value: Value
    ) -> None:
        given = None if value is REQUIRED else cast("Cached", value)
        form = self._book.styles.of_field(field)
        self._book.record(sheet, row, column, address)
        text = self._case.formulas.get(address)
        if text is None:
            sheet.value(row, column, given, "input", form)
            return
        self._computed.append(
            lambda: sheet.formula(
                row, column, excel_formula(text, address, self.number), given, "input", form
            )
        )

    def number(self, key: str, start: str = "") -> str:
        """The base's number at an address, as formulas of any sheet name it; months are offsets.

        Args:
            start: cell with the index of the month to count from; the base's start month if "".
        """
        field, cell = Address.parse(key).declaration, self._book.input(key)
        first = self._book.input("project/start_month")
        assert cell is not None, key  # every cell of every table has its place
        assert first is not None
        if field.kind is Kind.MONTH:
            return f"({offset_of_cell(cell, start or f'({month_index_of(first)})')})"
        return given_default(field, cell)


def _title(sheet: Sheet, table: Table) -> None:
    sheet.text(0, 0, table.label, "title")
    sheet.text(1, 0, f"{table.help} Yellow cells are inputs; all else follows from them.", "words")


def _extent(field: Field) -> str:
    if field.name == "horizon":
        return " This workbook can shorten it; for a longer one, export again."
    if field.name == "reference":
        return " For another reference, export again."
    return ""
