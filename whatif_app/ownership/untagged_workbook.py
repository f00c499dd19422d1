"""The untagged list as a workbook to send out: one sheet to work through, one that reconciles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.words import in_english
from whatif_app.atomic_file import replacing
from whatif_app.ownership.compliance import WHAT_IS_TAGGABLE, Compliance, TagCompliance
from whatif_app.ownership.untagged import UntaggedList, headers, texts, to_csv
from whatif_app.workbook.closing import close_workbook
from whatif_app.workbook.sheet import Sheet, cell_name
from whatif_app.workbook.styles import Styles

if TYPE_CHECKING:
    from typing import Any

_WIDTHS = (26, 18, 15, 32, 10, 18, 22, 30, 10, 18)
_ROWS, _COST = 8, 9
_SHARE = "0.0%"


@in_english()
def write_untagged(path: Path, untagged: UntaggedList, compliance: Compliance) -> None:
    """Write the list, as a workbook or, where the name says so, as CSV.

    Args:
        compliance: of the same assignment, for the sheet that sums up; CSV has none.

    Raises:
        UserError: it cannot be written; an older file is as it was.
    """
    if path.suffix.lower() == ".csv":
        with replacing(path) as temporary:
            temporary.write_bytes(to_csv(untagged))
        return
    import xlsxwriter

    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary))
        styles = Styles(book, untagged.currency, in_cents=True)
        total = _write_list(_sheet(book, "Untagged", styles), untagged)
        _write_summary(_sheet(book, "Reconciliation", styles), untagged, compliance, total)
        close_workbook(book)


def _sheet(book: Any, name: str, styles: Styles) -> Sheet:
    worksheet = book.add_worksheet(name)
    worksheet.hide_gridlines(2)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    return Sheet(worksheet, styles, lambda: None)


def _write_list(sheet: Sheet, untagged: UntaggedList) -> str:
    """Write the lines under a header that stays, and return the cell of their total."""
    money = sheet.styles.money
    for column, (name, width) in enumerate(zip(headers(untagged), _WIDTHS, strict=True)):
        sheet.text(0, column, name, "heading" if column >= _ROWS else "header")
        sheet.worksheet.set_column(column, column, width)
    sheet.worksheet.freeze_panes(1, 1)
    for row, line in enumerate(untagged.lines, start=1):
        for column, text in enumerate(texts(line)):
            sheet.text(row, column, text)
        sheet.number(row, _ROWS, line.rows, form="#,##0")
        sheet.number(row, _COST, float(line.cost), form=money)
    last = len(untagged.lines)
    sheet.worksheet.autofilter(0, 0, max(last, 1), _COST)
    sheet.worksheet.repeat_rows(0)
    return _write_total(sheet, untagged, last)


def _write_total(sheet: Sheet, untagged: UntaggedList, last: int) -> str:
    """The total, one row below the list so that no filter hides or sorts it."""
    row = last + 2
    for column in range(_ROWS):
        sheet.text(row, column, "Total" if column == 0 else "", "total")
    for column, value, form in (
        (_ROWS, float(untagged.rows), "#,##0"),
        (_COST, float(untagged.cost), sheet.styles.money),
    ):
        summed = f"{cell_name(1, column)}:{cell_name(max(last, 1), column)}"
        sheet.formula(row, column, f"SUM({summed})", value, "total", form)
    return sheet.reference(row, _COST)


def _write_summary(
    sheet: Sheet, untagged: UntaggedList, compliance: Compliance, total: str
) -> None:
    """How the list is a part of the bill, and how each tag fares."""
    money = sheet.styles.money
    sheet.worksheet.set_column(0, 0, 34)
    sheet.worksheet.set_column(1, 4, 18)
    sheet.text(0, 0, "How the list fits the bill", "title")
    sheet.text(1, 0, WHAT_IS_TAGGABLE, "words")
    usage, bill = float(untagged.taggable), float(untagged.bill)
    sheet.text(3, 0, "Usage on this list")
    sheet.formula(3, 1, total, float(untagged.cost), form=money)
    sheet.text(4, 0, "Usage tagged as required")
    sheet.number(4, 1, float(untagged.taggable - untagged.cost), form=money)
    sheet.text(5, 0, "Cannot be tagged")
    sheet.number(5, 1, float(untagged.bill - untagged.taggable), form=money)
    sheet.text(6, 0, f"Bill, {untagged.currency}", "total")
    sheet.formula(6, 1, "SUM(B4:B6)", bill, "total", money)
    sheet.text(7, 0, "Share of usage on this list")
    share = float(untagged.cost) / usage if usage > 0 else None
    sheet.formula(7, 1, 'IF(B4+B5>0,B4/(B4+B5),"")', share, form=_SHARE)
    _write_tags(sheet, compliance)


def _write_tags(sheet: Sheet, compliance: Compliance) -> None:
    names = ("Tag", "Cost with a value", "with an allowed value", "Rows with a value", "allowed")
    for column, name in enumerate(names):
        sheet.text(10, column, name, "heading" if column else "header")
    for row, each in enumerate(compliance.tags, start=11):
        sheet.text(row, 0, each.tag.key)
        for column, value in enumerate(_shares(each), start=1):
            if each.is_kept:
                sheet.value(row, column, value, form=_SHARE)
            else:
                sheet.text(row, column, "not kept")


def _shares(tag: TagCompliance) -> tuple[float | None, ...]:
    return (
        tag.tagged_share,
        tag.allowed_share,
        tag.tagged_rows_share,
        tag.allowed_rows_share,
    )
