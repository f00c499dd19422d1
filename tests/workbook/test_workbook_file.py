"""The file itself: safe texts, readable values, names, and failures to write it."""

import errno
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.library import load
from tests.workbook.recalculation import Recalculated, Stored, differences, errors, poison
from tests.workbook.rich_case import RICH_CASE
from whatif_app.costs.problem import Cancelled
from whatif_app.errors import UserError
from whatif_app.workbook import export_workbook

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

HOSTILE = [
    "=cmd|'-c calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "'quoted",
    '"double"',
    "[Book1]Sheet1!A1",
    "{=1}",
    "mailto:x@example.test",
    "a*b?c~d",
    "Ünïcode 😀",
    "x" * 200,
    "  spaces  ",
    "TRUE",
    "1e5",
    "#1",
    "name",
    "NAME",
]


def hostile_case() -> Case:
    """Every text that a user or an export may give, at its worst."""
    units: list[dict[str, Any]] = [
        {"name": text, "volume": 10 + n} for n, text in enumerate(HOSTILE)
    ]
    workloads = [
        {"name": text, "unit": text, "family": text[::-1], "on_demand_cost": 100.0 + n}
        for n, text in enumerate(HOSTILE)
    ]
    commitments = [
        {"name": text, "scope": text, "discount": 0.2, "commit": 30.0} for text in HOSTILE[:8]
    ]
    scenarios = [
        {"name": text, "set": {f"workloads/{text}/on_demand_cost": 55.0}} for text in HOSTILE[:4]
    ]
    project = {"start_month": "2026-01", "horizon": 3, "currency": '=1"+2', "primary_unit": "NAME"}
    return Case.from_json(
        {
            "project": project,
            "units": units,
            "workloads": workloads,
            "commitments": commitments,
            "scenarios": scenarios,
        }
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hostile.xlsx"
    export_workbook(hostile_case(), path)
    return path


def test_no_text_of_a_user_stands_in_a_formula(hostile: Path) -> None:
    with zipfile.ZipFile(hostile) as file:
        formulas = [
            formula
            for name in file.namelist()
            if name.startswith("xl/worksheets/sheet")
            for formula in re.findall(r"<f[^>]*>(.*?)</f>", file.read(name).decode(), re.DOTALL)
        ]

    assert formulas
    assert not [f for f in formulas for text in ("cmd", "SUM(A1)", "Book1", "xxxx") if text in f]


def test_hostile_names_are_kept_letter_for_letter(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile)

    sheet = book["Workloads"]
    cells = [sheet.cell(row, 1) for row in range(6, 6 + len(HOSTILE))]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.slow
def test_hostile_names_are_told_apart_by_the_formulas(hostile: Path, tmp_path: Path) -> None:
    book = Recalculated(poison(hostile, tmp_path / "poisoned.xlsx"))

    assert list(errors(book)) == []
    assert differences(book, hostile_case()) == []


def test_defined_names_are_legal_and_lead_to_their_cells(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile)
    pattern = re.compile(r"[A-Za-z_\\][\w.\\]{0,254}")

    assert len(book.defined_names) > 400
    assert all(pattern.fullmatch(name) for name in book.defined_names)
    lowered = [name.lower() for name in book.defined_names]
    assert len(set(lowered)) == len(lowered)


@pytest.mark.slow
def test_a_defined_name_reads_like_the_address(tmp_path: Path) -> None:
    export_workbook(Case.from_json(load("checkout-2027").case), tmp_path / "case.xlsx")

    book = openpyxl.load_workbook(tmp_path / "case.xlsx")

    where = book.defined_names["workloads.Video_encoder.spot_discount"].attr_text
    sheet, cell = where.rsplit("!", 1)
    assert book[sheet.strip("'")][cell.replace("$", "")].value == 0.68
    where = book.defined_names["scenario_2.workloads.Video_encoder.spot_target"].attr_text
    sheet, cell = where.rsplit("!", 1)
    assert book[sheet.strip("'")][cell.replace("$", "")].value == 0.85


@pytest.mark.slow
def test_readers_that_cannot_calculate_see_the_program_s_figures(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    export_workbook(case, tmp_path / "case.xlsx")
    wanted = evaluate(case)["Spot + plan"].kpis.npv

    assert differences(Stored(tmp_path / "case.xlsx"), case) == []
    rows = CalamineWorkbook.from_path(tmp_path / "case.xlsx").get_sheet_by_name("Summary")
    npv = next(row for row in rows.to_python() if row and row[0] == "NPV")
    assert npv[3] == pytest.approx(wanted, rel=1e-12)


def test_a_scenario_without_rows_and_a_case_without_scenarios_have_workbooks(
    tmp_path: Path,
) -> None:
    bare = {"project": {"start_month": "2026-01", "horizon": 2}}
    unit = {**bare, "units": [{"name": "u", "volume": 5}]}
    workload = {**bare, "workloads": [{"name": "w", "on_demand_cost": 5}]}
    commitment = {**bare, "commitments": [{"name": "c", "discount": 0.2, "commit": 7}]}
    for number, document in enumerate((bare, unit, workload, commitment)):
        case = Case.from_json(document)
        path = tmp_path / f"{number}.xlsx"

        export_workbook(case, path)

        book = Recalculated(poison(path, tmp_path / f"poisoned{number}.xlsx"))
        assert list(errors(book)) == []
        assert differences(book, case) == []


@pytest.mark.slow
def test_charts_are_native(tmp_path: Path) -> None:
    export_workbook(Case.from_json(load("checkout-2027").case), tmp_path / "case.xlsx")

    with zipfile.ZipFile(tmp_path / "case.xlsx") as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]

    assert len(charts) == 4


def test_progress_rises_to_one_and_names_its_stages(tmp_path: Path) -> None:
    seen: list[tuple[float, str]] = []

    export_workbook(
        Case.from_json(load("spot-refactor").case),
        tmp_path / "case.xlsx",
        progress=lambda done, stage: seen.append((done, stage)),
    )

    fractions = [done for done, _ in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert all(stage for _, stage in seen)


def test_a_cancelled_export_leaves_the_earlier_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "case.xlsx"
    target.write_bytes(b"earlier")
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 200

    with pytest.raises(Cancelled):
        export_workbook(Case.from_json(RICH_CASE), target, cancelled=cancelled)

    assert target.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xlsxwriter.workbook import Workbook

    def full(self: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Workbook, "_store_workbook", full)
    target = tmp_path / "case.xlsx"

    with pytest.raises(UserError, match="disk is full"):
        export_workbook(Case.from_json(load("spot-refactor").case), target)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    case = Case.from_json(load("spot-refactor").case)

    with pytest.raises(UserError, match="could not be saved"):
        export_workbook(case, tmp_path / "missing" / "case.xlsx")


@pytest.mark.slow
def test_a_hundred_commitments_keep_every_formula_within_excel_s_limits(tmp_path: Path) -> None:
    scopes = ("*", "f1", "w1", "w2")
    kinds = ("standard_ri", "convertible_ri", "savings_plan", "cud")
    case = Case.from_json(
        {
            "project": {
                "start_month": "2026-01",
                "horizon": 4,
                "hour_classes": [{"name": "a", "hours": 100}, {"name": "b", "hours": 68}],
            },
            "units": [{"name": "u", "volume": 10, "growth": 0.05}],
            "workloads": [
                {"name": f"w{n}", "unit": "u", "family": f"f{n % 2}", "on_demand_cost": 9000.0 * n}
                for n in range(1, 5)
            ],
            "migrations": [{"name": "m", "from": "w1", "to": "w2", "start": 1, "ramp": 4}],
            "commitments": [
                {
                    "name": f"c{n}",
                    "kind": kinds[n % 4],
                    "scope": scopes[n // 2 % 4],
                    "discount": 0.2 + 0.001 * n,
                    "commit": 300.0 + n,
                }
                for n in range(100)
            ],
        }
    )
    export_workbook(case, tmp_path / "case.xlsx")

    with zipfile.ZipFile(tmp_path / "case.xlsx") as file:
        longest = max(
            len(formula)
            for name in file.namelist()
            if name.startswith("xl/worksheets/sheet")
            for formula in re.findall(r"<f>(.*?)</f>", file.read(name).decode())
        )
    # Excel reads 8,192 characters; what is escaped in the file counts once.
    assert 1000 < longest < 8192
    book = Recalculated(poison(tmp_path / "case.xlsx", tmp_path / "poisoned.xlsx"))
    assert list(errors(book)) == []
    assert differences(book, case) == []
