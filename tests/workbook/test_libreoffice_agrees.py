"""LibreOffice, made to recalculate poisoned workbooks, comes to the program's figures."""

from pathlib import Path

import openpyxl
import pytest

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from scenarios.library import load
from tests.conftest import LibreOffice
from tests.workbook.recalculation import Stored, differences, input_places, poison
from tests.workbook.rich_case import RICH_CASE
from whatif_app.workbook import export_workbook

pytestmark = pytest.mark.slow


def recalculated(case: Case, folder: Path, libreoffice: LibreOffice) -> Stored:
    export_workbook(case, folder / "case.xlsx")
    poisoned = poison(folder / "case.xlsx", folder / "poisoned.xlsx")
    (folder / "out").mkdir()
    return Stored(libreoffice.recalculate(poisoned, folder / "out"))


def failures(stored: Stored) -> list[tuple[str, int, int]]:
    return [
        place
        for place in stored.formulas
        if isinstance(value := stored.value(*place), str) and value.startswith("#")
    ]


@pytest.mark.parametrize("name", ["checkout-2027", "rich"])
def test_libreoffice_recalculates_to_the_program_s_figures(
    name: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    case = Case.from_json(RICH_CASE if name == "rich" else load(name).case)

    stored = recalculated(case, tmp_path, libreoffice)

    assert failures(stored) == []
    assert differences(stored, case) == []


def test_cells_edited_in_the_file_give_what_the_program_gives(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    case = Case.from_json(RICH_CASE)
    export_workbook(case, tmp_path / "case.xlsx")
    edits = {
        "workloads/web/spot_target": 0.55,
        "commitments/plan/coverage": 0.5,
        "commitments/convertible/kind": "standard_ri",
        "agreements/second/start": "2026-09",
        "initiatives/rewrite/months": 3.5,
        "cliffs/shard/every": 250.5,
        "units/orders/growth": 0.04,
    }
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    places = input_places(book)
    for address, value in edits.items():
        sheet, cell = places["", address, ""]
        book[sheet][cell.replace("$", "")] = value
    # openpyxl keeps no cached values, so whatever is found was calculated by LibreOffice.
    book.save(tmp_path / "edited.xlsx")
    (tmp_path / "out").mkdir()

    stored = Stored(libreoffice.recalculate(tmp_path / "edited.xlsx", tmp_path / "out"))

    edited = with_edits(case, [CellEdit(address, value, None) for address, value in edits.items()])
    assert differences(stored, edited) == []
