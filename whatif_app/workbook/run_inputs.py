"""A run's inputs in effect: every cell as this run sees it, and what derives from them.

Here links become row numbers, months offsets, and levers the shares and first
months that the calculation works with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from scenarios.case import Address, CaseView
from scenarios.cells import Value
from scenarios.formula import BASE
from scenarios.inputs import number_of
from scenarios.months import month_index, offset_of
from scenarios.schema import PROJECT, TABLES, Field, Kind
from whatif_app.workbook.book import NONE_MARK, Book
from whatif_app.workbook.cell_formulas import (
    Cell,
    Following,
)
from whatif_app.workbook.computed_cells import ComputedCells
from whatif_app.workbook.effective import (
    effective,
    effective_part,
    month_index_of,
    offset_of_cell,
    position_of,
)
from whatif_app.workbook.input_sheets import InputSheets
from whatif_app.workbook.lists import Part, Widths, parts_of
from whatif_app.workbook.runs import SheetRun
from whatif_app.workbook.sheet import Cached, Sheet, cell_name

_TAB = "#8A97AB"
_PROJECT_ROW = 3


class RunInputs:
    """The sheet "Inputs n": cells in effect, derived columns, and their places.

    Columns are added table by table; `cell`, `column` and `values` then find
    them by name for the calculation.
    """

    def __init__(
        self,
        book: Book,
        base: InputSheets,
        run: SheetRun,
        widths: Widths,
        title: str | None,
        upstream: Callable[[str], RunInputs | None],
    ) -> None:
        """
        Args:
            title: cell with the scenario's name; None where there is none.
            upstream: the sheet of a scenario's own run, so that a reference
                run follows what is typed over there.
        """
        self.sheet: Sheet = book.sheet(f"Inputs {run.number}", _TAB)
        self.run = run
        self._book = book
        self._base = base
        self._widths = widths
        self._upstream = upstream
        self._view: CaseView = run.results.evaluated.view
        self.following = Following(self._view.case)
        self.computed = ComputedCells(self, book)
        self._row = _PROJECT_ROW
        self._first: dict[str, int] = {}
        self._header: dict[str, int] = {}
        self._width: dict[str, int] = {}
        self._columns: dict[tuple[str, str], int] = {}
        self._values: dict[tuple[str, str], list[Cached]] = {}
        self._write_title(title)

    # Finding cells

    def cell(self, table: str, key: str, row: int = 0) -> str:
        """A cell, as formulas of other sheets name it."""
        return self.sheet.reference(self._first[table] + row, self._columns[table, key])

    def column(self, table: str, key: str) -> str:
        """All rows of a column, as formulas of other sheets name it."""
        column, first = self._columns[table, key], self._first[table]
        return self.sheet.range(first, column, first + self.count(table) - 1, column)

    def across(self, table: str, keys: Sequence[str], row: int) -> str:
        """A row's cells in neighbouring columns, as formulas of other sheets name them."""
        line = self._first[table] + row
        return self.sheet.range(
            line, self._columns[table, keys[0]], line, self._columns[table, keys[-1]]
        )

    def here(self, table: str, key: str, row: int = 0) -> str:
        """A cell, as formulas of this sheet name it."""
        return cell_name(self._first[table] + row, self._columns[table, key])

    def column_here(self, table: str, key: str) -> str:
        """All rows of a column, as formulas of this sheet name it."""
        column, first = self._columns[table, key], self._first[table]
        return f"{cell_name(first, column)}:{cell_name(first + self.count(table) - 1, column)}"

    def values(self, table: str, key: str) -> list[Cached]:
        """What a column's formulas come to."""
        return self._values[table, key]

    def numbers(self, table: str, key: str) -> np.ndarray:
        """What a column of numbers comes to."""
        return np.array(self._values[table, key], dtype=np.float64)

    def has(self, table: str, key: str) -> bool:
        """Whether there is a column of that key."""
        return (table, key) in self._columns

    def first_row(self, table: str) -> int:
        """A table's first row, counted from 0."""
        return self._first[table]

    def names_here(self, table: str) -> list[str]:
        """The cells with a table's row names, as formulas of this sheet name them."""
        first = self._first[table]
        return [cell_name(first + row, 0) for row in range(self.count(table))]

    def offset(self, cell: str) -> str:
        """Offset of a month cell that lies on another sheet than this."""
        return offset_of_cell(cell, self.cell(PROJECT.name, "start_index"))

    def count(self, table: str) -> int:
        """Rows of a table; slots are commitments in their order."""
        if table == PROJECT.name:
            return 1
        return self.run.inputs.structure.count("commitments" if table == "slots" else table)

    # Writing columns

    def start_table(self, table: str, label: str, names: Sequence[str] | None = None) -> None:
        """Begin a table below the last one; row names are taken from its input sheet."""
        self._row += 1
        self.sheet.text(self._row, 0, label, "block")
        self._header[table] = self._row + 1
        self._first[table] = self._row + 2
        self._width[table] = 1
        count = self.count(table)
        for row in range(count):
            if names is not None:
                self.sheet.text(self._first[table] + row, 0, names[row])
            else:
                cell = self._base.name_cell(table, row)
                name = self._view.names(table)[row]
                self.sheet.formula(self._first[table] + row, 0, cell, name)
        self._row = self._first[table] + count

    def add(
        self,
        table: str,
        key: str,
        label: str,
        formula: Callable[[int], str],
        values: Sequence[Cached],
        form: str = "",
    ) -> None:
        """Add a column: a formula and a value for each row."""
        column = self._width[table]
        self._width[table] += 1
        self._columns[table, key] = column
        self._values[table, key] = list(values)
        self.sheet.text(self._header[table], column, label, "header")
        for row, value in enumerate(values):
            self.sheet.formula(self._first[table] + row, column, formula(row), value, "value", form)

    def add_field(self, table: str, field: Field) -> None:
        """Add a plain field's column: its values in effect."""
        names = self._view.names(table) if table != PROJECT.name else ("",)
        start = self.here(PROJECT.name, "start_index") if table != PROJECT.name else "0"
        text = str(self._view.project("start_month"))

        def formula(row: int) -> str:
            return self._in_effect(table, names[row], field, start)

        given = (
            self._view.column(table, field.name)
            if table != PROJECT.name
            else [self._view.project(field.name)]
        )
        values = [_in_effect_value(field, value, text) for value in given]
        form = self._book.styles.of_field(field)
        self.add(table, field.name, field.label, formula, values, "" if form == "@" else form)
        for row, value in enumerate(values):
            place = (self._first[table] + row, self._columns[table, field.name])
            self.computed.note(str(Address(table, names[row], field.name)), place, value, form)

    def naming(self, home: str, *, is_here: bool = False) -> Cell:
        """How a formula in a cell of this run names other cells, as they are in effect here.

        Args:
            is_here: whether it stands on this sheet.
        """
        of_table = self.here if is_here else self.cell
        start = of_table(PROJECT.name, "start_index")

        def cell(key: str) -> str:
            if key == BASE:
                return self._base.number(home, start)
            address = Address.parse(key)
            names = self._view.names(address.table) if address.row else ("",)
            return of_table(address.table, address.field, names.index(address.row))

        return cell

    def above(self, address: str) -> str | None:
        """The cell of the scenario's own run that a reference run follows; None for none."""
        source = self.source(address)
        above = self._upstream(source) if source and not self.run.is_scenario else None
        return None if above is None else above.naming(address)(address)

    def _in_effect(self, table: str, row: str, field: Field, start: str) -> str:
        address = str(Address(table, row, field.name))
        if (above := self.above(address)) is not None:
            return above
        source = self.source(address)
        base = self._book.input(address)
        assert base is not None, address  # every cell of every table has been written
        override = self._book.input(address, "", source) if source else None
        return effective(field, base, override, start)

    def source(self, address: str) -> str:
        """The scenario whose cell is in effect; "" for the base."""
        if self.run.is_scenario or not self.following.follows(address):
            return self.run.scenario
        return self.run.volumes

    # Lists

    def add_list(self, table: str, field: Field, empty: str) -> list[str]:
        """Add a list-holding field's columns, one for each of its cells.

        Args:
            empty: what an empty cell means, as it stands in a formula.

        Returns:
            The keys of the columns.
        """
        names = self._view.names(table)
        by_row = [
            parts_of(field, self._view.value(table, name, field.name), self._view, self._widths)
            for name in names
        ]
        keys = [f"{field.name}/{part.name}" for part in by_row[0]] if by_row else []
        for position, key in enumerate(keys):
            part = by_row[0][position].name
            is_month = field.kind is Kind.EVENTS and part.startswith("month")

            def formula(row: int, part: str = part, is_month: bool = is_month) -> str:
                return self.part(table, names[row], field, part, empty, is_month)

            values = [self._part_value(parts[position], empty, is_month) for parts in by_row]
            self.add(table, key, f"{field.label}: {part}", formula, values)
        return keys

    def part(
        self, table: str, row: str, field: Field, part: str, empty: str, is_month: bool = False
    ) -> str:
        """The value in effect of one cell of a list."""
        address = "/".join(piece for piece in (table, row, field.name) if piece)
        source = self.source(address)
        base = self._book.input(address, part)
        override = self._book.input(address, part, source) if source else None
        every = self.all_of_list(address, source) if override is not None else ""
        if not is_month:
            return effective_part(base, override, every, empty)
        start = self.here(PROJECT.name, "start_index")
        chosen = f'IF({base}="",{empty},{offset_of_cell(base, start)})' if base else empty
        if override is None:
            return chosen
        read = offset_of_cell(override, start)
        mark = f'OR({override}="",{override}="{NONE_MARK}")'
        return f"IF(COUNTA({every})=0,{chosen},IF({mark},{empty},{read}))"

    def all_of_list(self, address: str, source: str) -> str:
        """The range of a scenario's list."""
        cells = [
            place
            for place in self._book.places
            if place.address == address and place.scenario == source
        ]
        return f"'{cells[0].sheet}'!{cells[0].cell}:{cells[-1].cell}"

    def _part_value(self, part: Part, empty: str, is_month: bool) -> Cached:
        if part.value is None:
            return "" if empty == '""' else float(empty)
        if is_month:
            start = str(self._view.project("start_month"))
            return float(offset_of(cast("int | str", part.value), start))
        return cast("Cached", part.value)

    # The project

    def _write_title(self, title: str | None) -> None:
        kind = "scenario" if self.run.is_scenario else "reference run"
        self.sheet.text(0, 0, f"Inputs of {kind}", "small")
        if title is not None:
            self.sheet.formula(1, 0, title, self.run.title, "title")
        else:
            self.sheet.text(1, 0, self.run.title, "title", "@")
        self.sheet.text(
            2,
            0,
            "Every cell as this run sees it: the scenario’s value where it sets one, else the "
            "base’s. Months count from the start month; true is 1. Derived columns follow.",
            "words",
        )
        self.sheet.worksheet.set_column(0, 0, 26)
        self.sheet.worksheet.set_column(1, 90, 11)
        self.sheet.worksheet.freeze_panes(3, 1)
        self.sheet.spread_over_pages(40)

    def write_project(self) -> None:
        """The project's row, with the calendar and the hour classes."""
        table = PROJECT.name
        self.start_table(table, "Project", ["In effect"])
        for field in PROJECT.fields:
            if not field.is_composite:
                self.add_field(table, field)
        start = self.here(table, "start_month")
        index = month_index(str(self._view.project("start_month")))
        self.add(
            table,
            "start_index",
            "Start, months since year 0",
            lambda _: month_index_of(start),
            [index],
        )
        columns = self.run.inputs.structure.horizon
        horizon = self.here(table, "horizon")
        self.add(
            table, "months", "Months calculated", lambda _: f"MIN({horizon},{columns})", [columns]
        )
        rate = self.here(table, "discount_rate")
        monthly = (1.0 + float(cast("float", self._view.project("discount_rate")))) ** (1 / 12) - 1
        self.add(
            table, "monthly_rate", "Discount a month", lambda _: f"(1+{rate})^(1/12)-1", [monthly]
        )
        field = PROJECT.by_name["hour_classes"]
        parts = parts_of(field, self._view.project(field.name), self._view, self._widths)
        for number, part in enumerate(parts):
            formula = f"({self.part(table, '', field, part.name, '0')})/168"
            share = float(cast("float", part.value)) / 168.0
            self._add_one(
                table, f"hours/{number}", f"Share of the week, {part.name}", formula, share
            )

    def _add_one(self, table: str, key: str, label: str, formula: str, value: Cached) -> None:
        self.add(table, key, label, lambda _: formula, [value])

    # Tables

    def write_plain(self, table: str) -> None:
        """Begin a table and add its plain fields."""
        self.start_table(table, TABLES[table].label)
        for field in TABLES[table].fields:
            if field.name != "name" and not field.is_composite:
                self.add_field(table, field)

    def add_link(self, table: str, key: str, label: str, field: str, target: str) -> None:
        """Add the row number that a link names, 0 where it names none."""
        names = self.run.inputs.structure.rows[target]
        cells = [self._base.name_cell(target, row) for row in range(len(names))]
        every = self._base.names_range(target) or ""
        linked = self._values[table, field]
        index = {name: position for position, name in enumerate(names, 1)}

        def formula(row: int) -> str:
            return position_of(self.here(table, field, row), cells, every)

        self.add(table, key, label, formula, [index.get(str(name), 0) for name in linked])


def _in_effect_value(field: Field, value: Value, start_month: str) -> Cached:
    if value is None:
        return ""
    if field.kind in (Kind.MONTH, Kind.BOOLEAN):
        return number_of(field, value, start_month)
    return cast("Cached", value)
