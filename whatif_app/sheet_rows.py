"""A sheet of an Excel workbook as rows of text, as its CSV would hold them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.words import say
from whatif_app.errors import InvalidFileError
from whatif_app.sheet_package import is_workbook, safe_package

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["SheetRows", "cell_text", "is_workbook", "opened_workbook", "read_sheet_rows"]


@dataclass(frozen=True)
class SheetRows:
    """One sheet.

    Attributes:
        sheets: names of all sheets of the workbook, in its order.
        name: this sheet's.
        rows: its cells as text, from the first row; empty cells are empty texts, and all rows are
            equally long. Numbers have their shortest exact digits and a decimal point, dates are
            ISO, truth values `true` and `false`. Formulas show the value they were saved with.
    """

    sheets: tuple[str, ...]
    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheet_rows(path: Path, sheet: str | None = None) -> SheetRows:
    """One sheet of a workbook (.xlsx, .xlsm).

    Args:
        sheet: its name; the first that is not empty by default.

    Raises:
        UserError: the file cannot be opened, is no such workbook, is encrypted or damaged, asks
            for more memory than such a sheet may take, or has no sheet of that name.
    """
    with opened_workbook(path) as book:
        sheets = tuple(book.sheet_names)
        if sheet is not None:
            return SheetRows(sheets, sheet, _rows(_named(book, sheet, path.name)))
        return _first_filled(book, sheets)


@contextmanager
def opened_workbook(path: Path) -> Iterator[CalamineWorkbook]:
    """A workbook that is safe to read whole; what is wrong with it inside the block is worded too.

    Raises:
        UserError: as for `read_sheet_rows`.
    """
    # The wheel that holds it takes a while to load.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(safe_package(path)) as book:
            yield book
    except CalamineError as error:
        raise _unreadable(path.name) from error
    except BaseException as error:
        # A fault inside the library arrives as a "PanicException", which has no importable name.
        if type(error).__name__ == "PanicException":
            raise _unreadable(path.name) from error
        raise


def _named(book: CalamineWorkbook, sheet: str, file: str) -> CalamineSheet:
    if sheet not in book.sheet_names:
        raise InvalidFileError(
            say("{file}: there is no sheet “{sheet}”.", file=file, sheet=sheet),
            say(
                "The sheets are {names}.",
                names=", ".join(f"“{each}”" for each in book.sheet_names[:20]),
            ),
        )
    return book.get_sheet_by_name(sheet)


def _first_filled(book: CalamineWorkbook, sheets: Sequence[str]) -> SheetRows:
    for name in sheets:
        rows = _rows(book.get_sheet_by_name(name))
        if rows:
            return SheetRows(tuple(sheets), name, rows)
    return SheetRows(tuple(sheets), sheets[0] if sheets else "", ())


def _rows(sheet: CalamineSheet) -> tuple[tuple[str, ...], ...]:
    # Empty rows and columns before the first value would only push everything aside.
    return tuple(tuple(map(cell_text, row)) for row in sheet.to_python(skip_empty_area=True))


def cell_text(value: object) -> str:
    """A cell's value as its CSV would hold it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):  # hours beyond a day, as a fraction of days in Excel
        return _number(value / timedelta(days=1))
    return str(value)


def _number(value: float) -> str:
    is_whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    return str(int(value)) if is_whole else repr(value)


def _unreadable(name: str) -> InvalidFileError:
    return InvalidFileError(
        say(
            "{name}: the workbook cannot be read; it is damaged or of a kind not known.", name=name
        ),
        say("Open it in Excel, save it again as .xlsx or CSV, and choose that."),
    )
