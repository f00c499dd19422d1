"""Exchange rates in the workbook: an input like any other, that every figure follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from tests.workbook.recalculation import Recalculated, differences, errors, poison
from tests.workbook.rich_case import RICH_CASE
from whatif_app.workbook import export_workbook


def with_rates() -> Case:
    """The rich case, with a workload and a commitment in euro and one in yen."""

    def in_currency(rows: list[dict[str, Any]], codes: dict[str, str]) -> list[dict[str, Any]]:
        return [
            row | ({"currency": codes[row["name"]]} if row["name"] in codes else {}) for row in rows
        ]

    dear = {"name": "dear euro", "set": {"rates/EUR/rate": 1.4, "workloads/net/currency": "JPY"}}
    return Case.from_json(
        {
            **RICH_CASE,
            "workloads": in_currency(RICH_CASE["workloads"], {"db": "EUR", "logs": "JPY"}),
            "commitments": in_currency(RICH_CASE["commitments"], {"convertible": "EUR"}),
            "rates": [
                {"name": "EUR", "rate": 1.08, "date": "2026-01-30", "source": "central bank"},
                {"name": "JPY", "rate": 0.0067, "date": "2026-01-30"},
            ],
            "scenarios": [*RICH_CASE["scenarios"], dear],
        }
    )


@pytest.mark.slow
def test_rates_are_live_cells_of_the_workbook(tmp_path: Path) -> None:
    case = with_rates()
    export_workbook(case, tmp_path / "case.xlsx")
    book = Recalculated(poison(tmp_path / "case.xlsx", tmp_path / "poisoned.xlsx"))
    assert list(errors(book)) == []
    assert differences(book, case) == []

    book.set(
        {
            ("", "rates/EUR/rate", ""): 1.25,
            ("dear euro", "rates/EUR/rate", ""): 2.0,
            ("", "workloads/web/currency", ""): "JPY",
            ("", "commitments/convertible/currency", ""): None,
        }
    )

    edited = with_edits(
        case,
        [
            CellEdit("rates/EUR/rate", 1.25),
            CellEdit("rates/EUR/rate", 2.0, "dear euro"),
            CellEdit("workloads/web/currency", "JPY"),
            CellEdit("commitments/convertible/currency", None),
        ],
    )
    assert list(errors(book)) == []
    assert differences(book, edited) == []


def small(**parts: Any) -> Case:
    project = {"start_month": "2027-01", "horizon": 2}
    return Case.from_json({"project": project, **parts})


def test_the_sheet_of_rates_shows_each_with_its_date(tmp_path: Path) -> None:
    rate = {"name": "EUR", "rate": 1.08, "date": "2026-01-30", "source": "central bank"}
    workload = {"name": "data", "on_demand_cost": 2000, "currency": "EUR"}

    export_workbook(small(rates=[rate], workloads=[workload]), tmp_path / "case.xlsx")

    book = load_workbook(tmp_path / "case.xlsx")
    assert [cell.value for cell in book["Exchange rates"][6]] == list(rate.values())
    # An amount carries no sign that would be wrong for its row.
    sheet = book["Workloads"]
    column = next(cell.column for cell in sheet[4] if cell.value == "On-demand cost")
    assert sheet.cell(5, column).value == "a month, in the row’s currency"
    assert "$" not in sheet.cell(6, column).number_format


def test_a_workbook_without_rates_has_no_sheet_of_them(tmp_path: Path) -> None:
    export_workbook(
        small(workloads=[{"name": "a", "on_demand_cost": 2000}]), tmp_path / "case.xlsx"
    )

    book = load_workbook(tmp_path / "case.xlsx")
    assert "Exchange rates" not in book.sheetnames
    assert "$" in book["Workloads"].cell(6, 4).number_format
