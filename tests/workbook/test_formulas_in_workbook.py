"""Formulas of cells go into the workbook as formulas: finance changes an input, and they follow."""

from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from tests.conftest import LibreOffice
from tests.random_formulas import computed_cases
from tests.workbook.computed_case import COMPUTED_CASE
from tests.workbook.recalculation import (
    Recalculated,
    Stored,
    differences,
    errors,
    input_places,
    poison,
)
from whatif_app.workbook import export_workbook
from whatif_app.workbook.cell_formulas import excel_formula

#: Cells of the base and of scenarios, and values that they may be changed to.
CHANGES: dict[tuple[str, str], tuple[float | str, ...]] = {
    ("", "units/orders/volume"): (700.0, 1800.5),
    ("", "project/discount_rate"): (0.05, 0.2),
    ("", "initiatives/port/start"): (0, 3, "2026-05"),
    ("", "workloads/batch/spot_ramp"): (1, 2),
    ("", "workloads/batch/spot_target"): (0.1, 0.45),
    ("", "workloads/batch/on_demand_cost"): (100.0, 900.0),
    # Computed cells typed over: they no longer follow.
    ("", "workloads/db/on_demand_cost"): (7000.0,),
    ("", "units/it's =1+1/volume"): (8000.0,),
    ("levers", "workloads/batch/on_demand_cost"): (2500.0,),
    ("levers", "commitments/plan/commit"): (3000.0,),
    ("levers", "units/orders/price"): (99.0,),
    ("growth", "units/orders/volume"): (600.0, 2100.0),
    ("against levers", "workloads/batch/spot_target"): (0.3,),
}


def exported(folder: Path) -> tuple[Case, Path]:
    case = Case.from_json(COMPUTED_CASE)
    export_workbook(case, folder / "case.xlsx")
    return case, poison(folder / "case.xlsx", folder / "poisoned.xlsx")


@pytest.mark.slow
def test_computed_cells_recalculate_and_follow_inputs_changed_in_the_file(tmp_path: Path) -> None:
    case, workbook = exported(tmp_path)
    book = Recalculated(workbook)

    assert list(errors(book)) == []
    assert differences(book, case) == []

    random = Random(4)
    for scenario, address in random.sample(list(CHANGES), len(CHANGES)):
        value = random.choice(CHANGES[scenario, address])
        case = with_edits(case, [CellEdit(address, value, scenario or None)])
        book.set({(scenario, address, ""): value})

        assert list(errors(book)) == [], (scenario, address, value)
        assert differences(book, case) == [], (scenario, address, value)


@pytest.mark.slow
def test_libreoffice_follows_formulas_as_the_program_does(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    case, workbook = exported(tmp_path)
    edits = {"units/orders/volume": 1240.0, "workloads/db/on_demand_cost": 8000.0}
    book = openpyxl.load_workbook(workbook)
    for address, value in edits.items():
        sheet, cell = input_places(book)["", address, ""]
        book[sheet][cell.replace("$", "")].value = value
    book.save(tmp_path / "edited.xlsx")
    (tmp_path / "out").mkdir()

    stored = Stored(libreoffice.recalculate(tmp_path / "edited.xlsx", tmp_path / "out"))

    changed = with_edits(case, [CellEdit(key, value) for key, value in edits.items()])
    assert differences(stored, changed) == []


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(document=computed_cases())
def test_computed_cells_of_any_case_recalculate_to_the_program_s_figures(
    document: dict[str, object], tmp_path: Path
) -> None:
    case = Case.from_json(document)
    export_workbook(case, tmp_path / "case.xlsx")
    book = Recalculated(poison(tmp_path / "case.xlsx", tmp_path / "poisoned.xlsx"))

    assert list(errors(book)) == []
    assert differences(book, case) == []


def test_a_formula_is_written_by_cells_alone_so_that_no_name_can_become_one(
    tmp_path: Path,
) -> None:
    case = Case.from_json(COMPUTED_CASE)
    export_workbook(case, tmp_path / "case.xlsx")
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    places = input_places(book)

    def written(scenario: str, address: str) -> str:
        sheet, cell = places[scenario, address, ""]
        return str(book[sheet][cell.replace("$", "")].value)

    assert written("", "units/it's =1+1/volume") == "='Units'!$D$6*9"
    assert written("", "workloads/db/on_demand_cost") == "='Workloads'!$D$6*0.4"
    assert written("", "commitments/plan/term") == "=ROUND(0.1*120,9)"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=-2^2", "-(2^2)"),  # Excel's minus would go first
        ("=2^3^2", "2^(3^2)"),  # Excel's powers go from the left
        ("=1-(2-3)*4/(5*6)", "1-(2-3)*4/(5*6)"),
        ("=2*-3", "2*(-3)"),
        ("=(1+2)%", "(1+2)/100"),
        ("=round(2.5)+min(1;2)", "ROUND(2.5,0)+MIN(1,2)"),
    ],
)
def test_signs_bind_in_the_workbook_as_they_do_in_the_program(text: str, written: str) -> None:
    assert excel_formula(text, "units/orders/volume", lambda _key: "A1") == written
