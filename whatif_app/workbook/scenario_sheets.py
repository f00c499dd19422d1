"""The scenarios: one row per cell that any of them sets, one column per scenario.

An empty cell means "as in the base". Lists that a scenario sets lie on a sheet
of their own, a row each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from scenarios.case import Address, Case, Scenario
from scenarios.cells import Value
from scenarios.schema import PROJECT, TABLES
from whatif_app.workbook.book import NONE_MARK, Book
from whatif_app.workbook.cell_formulas import Cell, Following, excel_formula
from whatif_app.workbook.input_sheets import InputSheets
from whatif_app.workbook.lists import Widths, parts_of
from whatif_app.workbook.sheet import Cached, Sheet
from whatif_app.workbook.validation import validation_of

_HEADER, _FIRST_ROW, _FIRST_COLUMN = 4, 5, 5
_TAB = "#3157D5"


class ScenarioSheets:
    """Writes what the scenarios override."""

    def __init__(self, book: Book, case: Case, widths: Widths, inputs: InputSheets) -> None:
        self._book = book
        self._case = case
        self._widths = widths
        self._inputs = inputs
        self._plain: Sheet | None = None
        self._lists: Sheet | None = None
        self._following = Following(case)
        self._computed: dict[str, list[Callable[[Callable[[str], Cell]], None]]] = {}

    def create(self) -> None:
        """Make the sheets, in their place among the others."""
        if self._case.scenarios:
            self._plain = self._book.sheet("Scenarios", _TAB)
            if any(Address.parse(a).declaration.is_composite for a in self._addresses()):
                self._lists = self._book.sheet("Scenario lists", _TAB)

    def write(self) -> None:
        """Write every override, beside the base's value."""
        if self._plain is not None:
            self._write_plain(self._plain)
        if self._lists is not None:
            self._write_lists(self._lists)

    def name_cell(self, position: int) -> str | None:
        """The cell that holds a scenario's name."""
        if self._plain is None:
            return None
        return self._plain.reference(_HEADER, _FIRST_COLUMN + position)

    def _addresses(self) -> list[str]:
        """Every overridden address, in the order of the tables."""
        tables = [PROJECT.name, *TABLES]
        found = {key: Address.parse(key) for each in self._case.scenarios for key in each.set}

        def place(key: str) -> tuple[int, int, int]:
            address = found[key]
            table = tables.index(address.table)
            if address.table == PROJECT.name:
                return table, 0, list(PROJECT.by_name).index(address.field)
            row = self._case.tables[address.table].index[address.row]
            return table, row, list(TABLES[address.table].by_name).index(address.field)

        return sorted(found, key=place)

    def _write_plain(self, sheet: Sheet) -> None:
        sheet.text(0, 0, "Scenarios", "title")
        sheet.text(
            1,
            0,
            "Blue cells are inputs. An empty one takes the base’s value; "
            f"{NONE_MARK} empties a cell that the base fills. To override a further cell, type "
            "over its formula on the scenario’s Inputs sheet.",
            "words",
        )
        for column, text in enumerate(("Table", "Row", "Field", "Unit", "Base")):
            sheet.text(_HEADER, column, text, "header")
        for position, scenario in enumerate(self._case.scenarios):
            sheet.text(_HEADER, _FIRST_COLUMN + position, scenario.name, "header", "@")
        row = _FIRST_ROW
        for key in self._addresses():
            if not Address.parse(key).declaration.is_composite:
                self._write_row(sheet, row, key)
                row += 1
        if row == _FIRST_ROW:
            sheet.text(row, 0, "No scenario overrides a single cell.", "words")
        sheet.worksheet.set_column(0, 2, 22)
        sheet.worksheet.set_column(3, 3, 13)
        sheet.worksheet.set_column(4, _FIRST_COLUMN + len(self._case.scenarios), 18)
        sheet.worksheet.freeze_panes(_FIRST_ROW, _FIRST_COLUMN)

    def _write_row(self, sheet: Sheet, row: int, key: str) -> None:
        address = Address.parse(key)
        field = address.declaration
        form = self._book.styles.of_field(field)
        self._describe(sheet, row, address)
        sheet.text(row, 3, self._book.unit_of(field), "small")
        base = self._book.input(key)
        value = cast("Cached", self._case.base_value(address))
        sheet.formula(row, 4, f'IF({base}="","",{base})', value, "value", form)
        for position, scenario in enumerate(self._case.scenarios):
            column = _FIRST_COLUMN + position
            if key not in scenario.set and self._following.follows(key):
                # Its reference run shares the base's volumes, so it may not differ here.
                sheet.text(row, column, "", "small")
                continue
            self._write_override(sheet, (row, column), scenario, key, form)
            most = self._most(address, scenario)
            rule = validation_of(field, self._inputs.links_of(field), most)
            sheet.worksheet.data_validation(row, column, row, column, rule)
            self._book.record(
                sheet, row, column, key, "", scenario.name, f"scenario_{position + 1}"
            )

    def _write_override(
        self, sheet: Sheet, place: tuple[int, int], scenario: Scenario, key: str, form: str
    ) -> None:
        """A scenario's value; a formula is written once its run's cells have their places."""
        value, text = self._shown(scenario.set, key), scenario.formulas.get(key)
        if text is None:
            sheet.value(*place, value, "override", form)
            return

        def write(naming: Callable[[str], Cell]) -> None:
            formula = excel_formula(text, key, naming(key))
            sheet.formula(*place, formula, value, "override", form)

        self._computed.setdefault(scenario.name, []).append(write)

    def write_formulas(self, scenario: str, naming: Callable[[str], Cell]) -> None:
        """Write a scenario's computed cells over the cells in effect in its run.

        Args:
            naming: how a formula in the cell of an address names other cells.
        """
        for write in self._computed.get(scenario, ()):
            write(naming)

    def _most(self, address: Address, scenario: Scenario) -> float | None:
        """A bound of this workbook: its sheets have so many months."""
        if address.field == "lead_months":
            return self._widths.most_lead
        if address.field == "horizon":
            view = self._case.view(scenario.name)
            return float(cast("float", view.project("horizon")))
        return None

    def _shown(self, cells: object, key: str) -> Cached:
        overrides = cast("dict[str, Value]", cells)
        if key not in overrides:
            return None
        value = overrides[key]
        return NONE_MARK if value is None or value == "" else cast("Cached", value)

    def _describe(self, sheet: Sheet, row: int, address: Address) -> None:
        table = PROJECT if address.table == PROJECT.name else TABLES[address.table]
        sheet.text(row, 0, table.label)
        sheet.text(row, 1, address.row or table.label, "strong", "@")
        sheet.text(row, 2, address.declaration.label)

    def _write_lists(self, sheet: Sheet) -> None:
        sheet.text(0, 0, "Lists that scenarios set", "title")
        sheet.text(
            1,
            0,
            "Seasons, events, plans, contract years, shapes and hour classes, a cell for each "
            "entry, headed as in the input tables. A row left empty takes the base’s list.",
            "words",
        )
        for column, text in enumerate(("Table", "Row", "Field", "Scenario")):
            sheet.text(_HEADER, column, text, "header")
        row = _FIRST_ROW
        for position, scenario in enumerate(self._case.scenarios):
            for key in (key for key in self._addresses() if key in scenario.set):
                if Address.parse(key).declaration.is_composite:
                    self._write_list(sheet, row, position, key)
                    row += 2
        sheet.worksheet.set_column(0, 3, 20)
        sheet.worksheet.set_column(4, 4 + self._widths.months, 11)
        sheet.worksheet.freeze_panes(_FIRST_ROW, 4)

    def _write_list(self, sheet: Sheet, row: int, position: int, key: str) -> None:
        scenario = self._case.scenarios[position]
        address = Address.parse(key)
        self._describe(sheet, row, address)
        sheet.text(row, 3, scenario.name, "label", "@")
        value = scenario.set[key]
        parts = parts_of(address.declaration, value, self._case.view(scenario.name), self._widths)
        # An empty list needs a mark: a row without one takes the base's list.
        is_empty = all(part.value is None for part in parts)
        for offset, part in enumerate(parts):
            column = 4 + offset
            sheet.text(row, column, part.name, "small")
            shown = NONE_MARK if is_empty and offset == 0 else cast("Cached", part.value)
            sheet.value(row + 1, column, shown, "override")
            prefix = f"scenario_{position + 1}"
            self._book.record(sheet, row + 1, column, key, part.name, scenario.name, prefix)
