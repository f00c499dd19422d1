"""The sheets of a workbook as rows of text: their first rows to look at, the whole as a CSV copy.

Row for row the copy is the sheet, so that a line of it is a row in Excel.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from whatif_app.costs.files.sources import Source
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.errors import UserError
from whatif_app.sheet_rows import cell_text, opened_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ROWS_BETWEEN_CHECKS = 2000


@dataclass(frozen=True, slots=True)
class SheetStart:
    """What a sheet begins with.

    Attributes:
        name: of the sheet.
        rows: in all.
        records: the first ones, from row 1; empty rows are empty records.
    """

    name: str
    rows: int
    records: tuple[tuple[str, ...], ...]


def sheet_starts(source: Source, most: int) -> list[SheetStart]:
    """The first rows of each sheet that holds cells; visible sheets where any is.

    Raises:
        ExportError: where the workbook is encrypted, damaged, or too large to be read.
    """
    from python_calamine import SheetVisibleEnum

    with _opened(source) as book:
        visible = [
            about.name
            for about in book.sheets_metadata
            if about.visible == SheetVisibleEnum.Visible
        ]
        starts = []
        for name in visible or book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            records = tuple(islice(_records(sheet), most))
            if any(records):
                starts.append(SheetStart(name, sheet.total_height, records))
        return starts


def write_as_csv(
    source: Source, sheet: str, target: Path, progress: Callable[[float], None]
) -> None:
    """Write a whole sheet as CSV.

    Args:
        progress: called with the share that is done; may raise to stop.

    Raises:
        ExportError: as for `sheet_starts`.
    """
    with _opened(source) as book, target.open("w", newline="", encoding="utf-8") as file:
        found = book.get_sheet_by_name(sheet)
        writer = csv.writer(file, lineterminator="\n")
        for number, record in enumerate(_records(found)):
            if number % _ROWS_BETWEEN_CHECKS == 0:
                progress(number / max(found.total_height, 1))
            writer.writerow(record)


@contextmanager
def _opened(source: Source) -> Iterator[CalamineWorkbook]:
    try:
        with opened_workbook(source.path) as book:
            yield book
    except UserError as error:
        what = error.what.removeprefix(f"{source.path.name}: ")
        what = what[:1].upper() + what[1:]
        raise ExportError([Problem(source.name, None, None, what, error.what_to_do)]) from error


def _records(sheet: CalamineSheet) -> Iterator[tuple[str, ...]]:
    """Every row as text; line breaks within a cell become spaces, an empty row an empty record."""
    for row in sheet.iter_rows():
        record = tuple(" ".join(cell_text(cell).split()) for cell in row)
        yield record if any(record) else ()
