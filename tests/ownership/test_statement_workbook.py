"""The showback workbook: every total a live formula, the whole the bill to the cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import ironcalc
import openpyxl
import pytest

from tests.conftest import LibreOffice
from tests.ownership.bills import bill, line
from tests.workbook.recalculation import poison
from whatif_app.costs.baseline import Baseline
from whatif_app.errors import UserError
from whatif_app.ownership.allocation_key import AllocationKey, Weight
from whatif_app.ownership.bill import bill_of
from whatif_app.ownership.even_split import against_even
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.sharing import LINES, UNALLOCATED, Sharing, Source, Split
from whatif_app.ownership.statement import statement
from whatif_app.ownership.statement_workbook import write_statement
from whatif_app.volumes.history import Coverage, UsageHistory
from whatif_app.workbook.sheet_names import LONGEST, sheet_names

FORMULA = '=HYPERLINK("http://x","y")'
SHARING = Sharing(
    (
        Split(
            "Cluster", Source(LINES, "EKS", "service"), "weight", "cores", platform="Platform",
            top=2,
        ),
        Split("Support", Source(UNALLOCATED), "surcharge", platform="Platform", rate=0.02),
    ),
    (
        AllocationKey(
            "cores",
            "cores",
            tuple(Weight(name, Decimal(3), name) for name in ("Shop", "Pay", FORMULA)),
            Decimal(1),
        ),
    ),
    units={"Shop": "orders"},
)  # fmt: skip


def tricky() -> Baseline:
    """Teams whose names are no sheet names, thirds of cents, a refund, a month before."""
    return bill(
        line("600.004", "Shop", service="EC2"),
        line("10.333", "Shop", service="=1+1"),
        line("-50.005", "Shop", service="Refunds"),
        line("200.333", "Pay", service="EC2"),
        line("99.999", "pay/[1]:*?\\'", service="EC2"),
        line("1.111", FORMULA, service="EC2"),
        line("30", "history", service="S3"),
        line("5", "summary", service="S3"),
        line("300", "Platform", service="EKS"),
        line("40.001", service="Support"),
        line("100", "Shop", service="EC2", month="2026-11"),
        line("7", "Gone", service="EC2", month="2026-11"),
        tags=("team",),
    )


@pytest.fixture(params=[("2026-12",), ("2026-11", "2026-12")], ids=["month", "two months"])
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    months: tuple[str, ...] = request.param
    return written(months, tmp_path / "showback.xlsx")


@pytest.fixture
def december(tmp_path: Path) -> Path:
    return written(("2026-12",), tmp_path / "showback.xlsx")


def written(months: tuple[str, ...], path: Path) -> Path:
    baseline, ownership = tricky(), Ownership()
    usage = [UsageHistory("orders", {"2026-12": 1000.0}, {"2026-12": Coverage(31, 31)})]
    found = statement(baseline, ownership, SHARING, months, usage=usage)
    pieces = bill_of(baseline, ownership, months).pieces(SHARING)
    write_statement(path, found, SHARING, against_even(pieces, SHARING))
    return path


def cached(path: Path) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas(path: Path) -> set[tuple[str, str]]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_the_summary_adds_up_to_the_bill_and_says_so(december: Path) -> None:
    summary = openpyxl.load_workbook(december, data_only=True)["Summary"]
    rows = {row[0]: row for row in summary.iter_rows(min_row=6, values_only=True) if row[0]}

    # 600.004 + 10.333 - 50.005 + 200.333 + 99.999 + 1.111 + 30 + 5 + 300 + 40.001 = 1,236.776
    assert rows["All teams"][4] == rows["The bill, summed from its lines"][4] == 1236.78
    assert rows["Check"][4] == "Reconciles to the cent"
    assert rows["Gone"][4:8] == (0, 0, 7, -7)
    assert rows["All teams"][6] == 107
    assert rows["Unallocated"][4] == 0


def test_each_team_has_a_sheet_and_no_text_is_a_formula(december: Path) -> None:
    book = openpyxl.load_workbook(december)

    assert book.sheetnames[0] == "Summary"
    assert "summary (2)" in book.sheetnames and "history (2)" in book.sheetnames
    assert "pay--1-----" in book.sheetnames
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(cell.value == FORMULA and cell.data_type == "s" for cell in texts)
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in texts)
    assert not any(cell.data_type == "f" and cell.value.startswith("=HYPERLINK") for cell in texts)


def test_ironcalc_recalculates_every_formula_to_its_cached_value(
    workbook: Path, tmp_path: Path
) -> None:
    wanted = cached(workbook)
    model = ironcalc.load_from_xlsx(str(poison(workbook, tmp_path / "p.xlsx")), "en", "UTC", "en")
    model.evaluate()
    names = openpyxl.load_workbook(workbook).sheetnames

    for sheet, cell in formulas(workbook):
        row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
        value = model.get_cell_value(names.index(sheet), row, column)
        assert same(value, wanted.get((sheet, cell))), f"{sheet}!{cell}: {value!r}"


@pytest.mark.slow
def test_libreoffice_recalculates_every_formula_to_its_cached_value(
    december: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    wanted = cached(december)
    (tmp_path / "out").mkdir()
    poisoned = poison(december, tmp_path / "poisoned.xlsx")

    found = cached(libreoffice.recalculate(poisoned, tmp_path / "out"))

    assert len(formulas(december)) > 80
    for place in formulas(december):
        assert same(found.get(place), wanted.get(place)), place


def same(value: object, wanted: object) -> bool:
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        return abs(value - wanted) < 1e-6
    return (value or "") == (wanted or "")


def test_a_changed_share_no_longer_reconciles(december: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(december)
    sheet = book["Pay"]
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "EC2")
    cell.value = 1_000_000
    book.save(tmp_path / "changed.xlsx")

    model = ironcalc.load_from_xlsx(str(tmp_path / "changed.xlsx"), "en", "UTC", "en")
    model.evaluate()
    checks = [model.get_cell_value(0, row, 5) for row in range(1, 40)]

    assert "DOES NOT RECONCILE" in checks


def test_more_teams_than_one_can_look_through_are_refused(tmp_path: Path) -> None:
    many = bill(*(line("1", f"team {n}") for n in range(300)), tags=("team",))
    found = statement(many, Ownership(), Sharing(), ["2026-12"])

    with pytest.raises(UserError, match="300 teams"):
        write_statement(tmp_path / "many.xlsx", found, Sharing())
    assert list(tmp_path.iterdir()) == []


def test_sheet_names_are_short_legal_and_each_their_own() -> None:
    long = "The team that looks after every checkout in Europe"
    texts = [long, long + "!", "a/b", "A-B", "'x'", "", "\x00", "=cmd", "🙂" * 40, "History"]

    names = sheet_names(texts, ["Summary"])

    assert names["a/b"] == "a-b"
    assert names["A-B"] == "A-B (2)"
    assert names["'x'"] == "x"
    assert names["=cmd"] == "cmd"
    assert (names[""], names["\x00"]) == ("Team", "Team (2)")
    assert names["History"] == "History (2)"
    folded = {name.casefold() for name in names.values()}
    assert len(folded) == len(texts)
    assert all(len(name.encode("utf-16-le")) <= 2 * LONGEST for name in names.values())
