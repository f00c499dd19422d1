"""Workbooks of costs: the right sheet, the right row, each cell as it is; and packed tables."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from tests.costs.exports import cur, cur_row, refusal, totals
from whatif_app.costs.export import ExportError, Peek, peek, read_export
from whatif_app.costs.format import Choices
from whatif_app.costs.mapped.mapping import ColumnMapping
from whatif_app.costs.mapped.mapping_preview import preview
from whatif_app.costs.mapped.table_look import TableLook

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

MAPPED = ColumnMapping(date="Date", cost="Cost", service="Service", fixed_currency="USD")


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook with these rows in these sheets."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def look(seen: Peek) -> TableLook:
    assert seen.table is not None, seen.problems
    return seen.table


def test_a_sheet_of_costs_below_a_title_is_read(tmp_path: Path) -> None:
    # 0.1 + 0.2 = 0.3; the total and the empty rows are no charges. 46054 is 2026-02-01.
    path = workbook(
        tmp_path / "costs.xlsx",
        Notes=[["Written by the platform team"]],
        Costs=[
            ["Cloud costs"],
            [],
            ["Date", "Service", "Account", "Cost"],
            [date(2026, 1, 31), "EC2", 123456789012, 0.1],
            [46054, "S3", 123456789012, 0.2],
            [],
            ["Total", "", "", 0.3],
        ],
    )
    seen = look(peek([path]))

    assert (seen.head.sheet, seen.header_row) == ("Costs", 3)
    assert seen.names == ("Date", "Service", "Account", "Cost")
    baseline = read_export([path], choices=Choices(mapping=seen.proposed))
    assert baseline.currencies == ("unknown",)
    assert totals(baseline, "unknown").billed == Decimal("0.3")
    assert baseline.months == ("2026-01", "2026-02")
    assert {line.account for line in baseline.lines} == {"123456789012"}
    account = baseline.reconciliation
    assert account.set_aside == {"subtotal": 1}
    assert account.agrees
    assert any("sheet “Costs” was read; “Notes” were not" in note for note in account.notes)


def test_another_sheet_and_another_header_row_can_be_chosen(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "costs.xlsx",
        Jan=[["Date", "Service", "Cost"], ["2026-01-01", "EC2", 1]],
        Feb=[["x", "y", "z"], ["Date", "Service", "Cost"], ["2026-02-01", "EC2", 2]],
    )

    of_february = Choices(sheet="Feb", mapping=MAPPED)
    assert totals(read_export([path], choices=of_february)).billed == 2
    assert totals(read_export([path], choices=Choices(mapping=MAPPED))).billed == 1
    assert look(peek([path], Choices(sheet="Feb", header_row=2))).header_row == 2
    with pytest.raises(ExportError, match=r"no sheet “Mar” with cells\. It has “Jan”, “Feb”"):
        read_export([path], choices=Choices(sheet="Mar", mapping=MAPPED))


def test_a_known_export_saved_as_a_workbook_is_read_by_its_own_reader(tmp_path: Path) -> None:
    header = ["BilledCost", "EffectiveCost", "ChargeCategory", "ChargePeriodStart", "ServiceName"]
    header += ["BillingCurrency", "ListCost"]
    rows = [
        [1.5, 1.25, "Usage", datetime(2026, 12, 1), "EC2", "USD", 2],
        [-0.5, -0.5, "Credit", datetime(2026, 12, 2, 3, 4), "EC2", "USD", 0],
    ]
    path = workbook(tmp_path / "focus.xlsx", About=[["FOCUS"]], Data=[["A title"], header, *rows])

    seen = peek([path])
    baseline = read_export([path])

    assert seen.format is not None and seen.format.startswith("FOCUS")
    assert (seen.sheet, seen.sheets) == ("Data", ("About", "Data"))
    assert (totals(baseline).billed, totals(baseline).amortized) == (1, Decimal("0.75"))
    assert baseline.months == ("2026-12",)
    assert baseline.reconciliation.agrees


def test_cells_that_cannot_be_read_are_counted_by_excels_own_row(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Costs")
        sheet.write_row(0, 0, ["Date", "Service", "Cost"])
        sheet.write_row(1, 0, ["2026-01-01", "two\nlines", 1])
        sheet.write_row(2, 0, ["2026-01-01", "EC2"])
        sheet.write_formula(2, 2, "=NA()", None, "#N/A")
        sheet.write_row(3, 0, ["2026-01-01", "EC2"])
        sheet.write_formula(3, 2, "=1+1", None, 2)
    seen = look(peek([path]))

    baseline = read_export([path], choices=Choices(mapping=MAPPED))
    shown = preview(seen, MAPPED)

    # 1, and 2 as the formula was last computed; #N/A is no amount.
    assert totals(baseline).billed == 3
    assert baseline.reconciliation.set_aside == {"unreadable_cost": 1}
    assert [(row.number, row.reason) for row in shown.rows] == [
        (2, ""),
        (3, "unreadable_cost"),
        (4, ""),
    ]
    assert "two lines" in {line.service for line in baseline.lines}


def test_months_as_dates_across_a_sheet_become_rows(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, month = book.add_worksheet("Plan"), book.add_format({"num_format": "mmm yyyy"})
        sheet.write(0, 0, "Service")
        for place in (1, 2):
            sheet.write_datetime(0, place, datetime(2026, place, 1), month)
        sheet.write_row(1, 0, ["EC2", 10, 20])
        sheet.write_row(2, 0, ["S3", 1])
    seen = look(peek([path]))

    baseline = read_export([path], choices=Choices(mapping=seen.proposed))

    assert seen.proposed.months_across
    assert {m: t["unknown"].billed for m, t in baseline.reconciliation.months.items()} == {
        "2026-01": 11,
        "2026-02": 20,
    }


def test_hidden_sheets_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        shown, hidden = book.add_worksheet("Shown"), book.add_worksheet("Hidden")
        for sheet, cost in ((shown, 1), (hidden, 2)):
            sheet.write_row(0, 0, ["Date", "Service", "Cost"])
            sheet.write_row(1, 0, ["2026-01-01", "EC2", cost])
        hidden.hide()

    assert totals(read_export([path], choices=Choices(mapping=MAPPED))).billed == 1
    assert look(peek([path])).head.sheets == ("Shown",)


def test_workbooks_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path = tmp_path / "a.xlsx"
    for content, said in (
        (old + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (old, "workbook of an old kind"),
        (workbook(tmp_path / "b.xlsx", Costs=[["a"]]).read_bytes()[:-40], "damaged"),
        (workbook(tmp_path / "c.xlsx", Costs=[]).read_bytes(), "holds no cells"),
    ):
        path.write_bytes(content)
        assert said in refusal(path)


def test_a_zip_archive_of_one_table_is_read(tmp_path: Path) -> None:
    plain = cur(tmp_path / "cur.csv", cur_row(), cur_row(UnblendedCost="0.5"))
    path = tmp_path / "cur.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "report/cur-1.csv")

    baseline = read_export([path])

    assert totals(baseline).billed == Decimal("1.5")
    assert baseline.sources[0].name == "cur.zip"


def test_a_damaged_zip_archive_is_refused(tmp_path: Path) -> None:
    plain = cur(tmp_path / "cur.csv", *(cur_row(UsageAmount=str(n)) for n in range(200)))
    path = tmp_path / "cur.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "cur-1.csv")
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)

    assert "damaged" in refusal(path)


def test_a_file_compressed_with_zstandard_is_read(tmp_path: Path) -> None:
    plain = cur(tmp_path / "cur.csv", cur_row(), cur_row(ProductCode="Größe"))
    path = tmp_path / "cur.csv.zst"
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{plain}', all_varchar = true)) "
        f"TO '{path}' (FORMAT csv, HEADER, COMPRESSION zstd)"
    )

    baseline = read_export([path])

    assert totals(baseline).billed == 2
    assert {line.service for line in baseline.lines} == {"AmazonEC2", "Größe"}
    for cut in (1, 30):
        path.write_bytes(path.read_bytes()[:-cut])
        assert "Zstandard file is damaged or cut off" in refusal(path)
