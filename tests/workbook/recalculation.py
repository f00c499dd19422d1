"""Recalculating an exported workbook by engines of other people, and reading it by series name.

Cached values are poisoned first, so that a value that agrees was recalculated.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
from openpyxl.utils import coordinate_to_tuple

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.results import Kpis, Results

POISON = "-98765.4321"
Value = float | str | bool | None


def poison(workbook: Path, into: Path) -> Path:
    """A copy in which every formula's cached value is wrong."""
    formula = re.compile(rb'(<c [^>]*?)( t="\w+")?(>)(<f>.*?</f>)<v>[^<]*</v>', re.DOTALL)
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(into, "w") as target:
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename.startswith("xl/worksheets/sheet"):
                poisoned = b"\\1\\3\\4<v>" + POISON.encode() + b"</v>"
                content = formula.sub(poisoned, content)
            target.writestr(item, content)
    return into


class Recalculated:
    """A workbook that ironcalc calculates, and recalculates after each change."""

    def __init__(self, workbook: Path) -> None:
        self.model = ironcalc.load_from_xlsx(str(workbook), "en", "UTC", "en")
        book = openpyxl.load_workbook(workbook)
        self.sheets: dict[str, int] = {name: n for n, name in enumerate(book.sheetnames)}
        self.size = {name: (book[name].max_row, book[name].max_column) for name in book.sheetnames}
        self.places = input_places(book)
        self.formulas = {
            (name, cell.row, cell.column)
            for name in book.sheetnames
            for row in book[name].iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        self.texts = {
            name: {
                (cell.row, cell.column): cell.value
                for row in book[name].iter_rows(max_col=3)
                for cell in row
                if cell.value is not None
            }
            for name in book.sheetnames
            if name.startswith("Calc")
        }
        self.model.evaluate()

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's value; rows and columns from 1."""
        found: Value = self.model.get_cell_value(self.sheets[sheet], row, column)
        return None if found == "" else found

    def set(self, changes: Mapping[tuple[str, str, str], Value]) -> None:
        """Change input cells by scenario, address and part, then recalculate."""
        for (scenario, address, part), value in changes.items():
            sheet, cell = self.places[scenario, address, part]
            row, column = coordinate_to_tuple(cell.replace("$", ""))
            self.put(sheet, row, column, value)
        self.model.evaluate()

    def put(self, sheet: str, row: int, column: int, value: Value) -> None:
        """Write a constant into a cell."""
        index = self.sheets[sheet]
        if value is None:
            self.model.clear_cell_contents(index, row, column)
        elif isinstance(value, bool):
            self.model.update_cell_with_bool(index, row, column, value)
        elif isinstance(value, str):
            self.model.update_cell_with_text(index, row, column, value)
        else:
            self.model.update_cell_with_number(index, row, column, float(value))


class Stored:
    """A workbook's cached values, as any reader of the file sees them."""

    def __init__(self, workbook: Path) -> None:
        values = openpyxl.load_workbook(workbook, data_only=True)
        formulas = openpyxl.load_workbook(workbook)
        self._values = values
        self.texts = {
            name: {
                (cell.row, cell.column): cell.value
                for row in formulas[name].iter_rows(max_col=3)
                for cell in row
                if cell.value is not None
            }
            for name in formulas.sheetnames
            if name.startswith("Calc")
        }
        self.formulas = {
            (name, cell.row, cell.column)
            for name in formulas.sheetnames
            for row in formulas[name].iter_rows()
            for cell in row
            if cell.data_type == "f"
        }

    def value(self, sheet: str, row: int, column: int) -> Value:
        """A cell's cached value."""
        found: Value = self._values[sheet].cell(row, column).value
        return None if found == "" else found


def input_places(book: Any) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Sheet and cell of every input, by scenario, address and part."""
    return {
        (row[0] or "", row[1], row[2] or ""): (row[3], row[4])
        for row in book["Addresses"].iter_rows(min_row=2, values_only=True)
    }


def differences(book: Recalculated | Stored, case: Case, tolerance: float = 1e-9) -> list[str]:
    """Every figure of every scenario in which the workbook and the program differ."""
    found = []
    for number, (name, results) in enumerate(evaluate(case).items(), 1):
        sheet = f"Calc {number}"
        rows = {text: row for (row, column), text in book.texts[sheet].items() if column == 3}
        scale = _scales(results)
        for key, values in results.series.items():
            if key in ("esr", "coverage", "utilization"):
                continue
            if key not in rows:
                found.append(f"{name}: {key} is missing")
                continue
            for month, value in enumerate(values.tolist()):
                cell = book.value(sheet, rows[key], 5 + month)
                if not agrees(cell, value, tolerance, scale(key)):
                    found.append(f"{name}: {key}[{month}] is {cell!r}, not {value!r}")
        for field in fields(Kpis):
            cell = book.value(sheet, rows[f"kpis/{field.name}"], 4)
            value = getattr(results.kpis, field.name)
            if not agrees(cell, value, tolerance, scale(field.name)):
                found.append(f"{name}: {field.name} is {cell!r}, not {value!r}")
    return found


def _scales(results: Results) -> Any:
    """What rounding is measured against: a small difference keeps the large amounts' rounding."""
    cost = float(
        abs(results.series["cost/cash"]).max() + abs(results.reference.series["cost/cash"]).max()
    )
    cost += float(abs(results.series["cost/on_demand"]).max())
    step = float(results.inputs.project["marginal_step"])

    def scale(key: str) -> float:
        if key.startswith("marginal_cost"):
            return cost * 1e-5 / step
        if key in ("roi", "irr", "esr", "coverage", "utilization", "margin") or key.startswith(
            "margin/"
        ):
            return 1e-3
        if key in ("payback", "simple_payback", "first_breakeven", "discounted_payback"):
            return 1e-3
        if key.startswith(("volume", "unit_cost")):
            return 0.0
        return cost * 1e-3

    return scale


def agrees(cell: Value, value: float | str | None, tolerance: float, scale: float) -> bool:
    """Whether a cell holds a figure, an empty one where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return cell is None
    if isinstance(value, str) or isinstance(cell, str) or cell is None:
        return cell == value
    return abs(float(cell) - value) <= tolerance * max(abs(value), scale)


def errors(book: Recalculated) -> Iterator[str]:
    """Every cell that holds an error."""
    for sheet, row, column in sorted(book.formulas):
        value = book.value(sheet, row, column)
        if (
            isinstance(value, str)
            and value.startswith("#")
            and value.endswith(("!", "?", "A", "0"))
        ):
            yield f"{sheet} row {row} column {column}: {value}"
