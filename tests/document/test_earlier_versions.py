"""What was saved by every earlier version of the program opens, with all that was in it."""

from __future__ import annotations

import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from scenarios.engine import evaluate
from tests.samples.make_projects import FOLDER, FORMULA
from whatif_app import journal
from whatif_app.commands import AddScenario
from whatif_app.document import Document
from whatif_app.errors import InvalidFileError
from whatif_app.journal import recoverable
from whatif_app.project_file import VERSION, read_project
from whatif_app.recovery import recovered

PROJECTS = sorted(FOLDER.glob("*.whatif"))
JOURNALS = sorted(FOLDER.glob("*.journal"))


def version_of(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return int(json.loads(archive.read("whatif.json"))["version"])


def journal_version(path: Path) -> int:
    return int(json.loads(path.read_bytes().split(b"\n")[0])["version"])


def test_there_is_a_sample_of_every_version() -> None:
    assert {version_of(path) for path in PROJECTS} == set(range(1, VERSION + 1))
    assert {journal_version(path) for path in JOURNALS} == set(range(1, journal.VERSION + 1))


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.name)
def test_a_project_of_any_version_opens_computes_and_is_saved_as_one_of_today(
    path: Path, tmp_path: Path
) -> None:
    before = path.read_bytes()
    document = Document.open(path, journal_folder=tmp_path)

    assert evaluate(document.case)
    assert document.audit
    document.do(AddScenario("today"))
    document.save(tmp_path / "again.whatif")

    again = read_project(tmp_path / "again.whatif")[0]
    assert again.case == document.case
    assert again.ledger == document.ledger
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["v1-case-only.whatif", "v2-case-only.whatif"])
def test_what_was_in_an_early_project_is_in_it(name: str) -> None:
    project, _ = read_project(FOLDER / name)

    assert project.case.scenario_names == ("as is", "spot", "against spot", "later")
    assert project.case.scenario("later").set == {"workloads/web/spot_target": 0.4}
    assert project.case.tables["workloads"].names == ("web", "video")
    assert [entry.why for entry in project.audit] == ["asked by finance", "", ""]
    assert project.view_state == {"hidden_scenarios": ["spot"]}


def test_the_one_export_of_a_project_of_version_1_is_in_its_ledger() -> None:
    project, _ = read_project(FOLDER / "v1-with-export.whatif")

    (export,) = project.ledger.exports
    # The service shows that a cell which a spreadsheet would compute comes back as it was.
    assert [(line.billed, line.service) for line in export.lines] == [
        (Decimal("1.25"), "=AmazonEC2")
    ]


def test_every_part_of_a_project_of_version_2_is_in_its_ledger() -> None:
    project, _ = read_project(FOLDER / "v2-every-part.whatif")

    assert len(project.ledger.exports) == 2
    assert set(project.ledger.parts) == {
        "adjustments",
        "grouping",
        "ownership",
        "sharing",
        "usage",
    }


def test_formulas_and_pages_of_version_3_are_kept() -> None:
    project, _ = read_project(FOLDER / "v3-formulas-and-pages.whatif")

    assert project.case.formulas == {"workloads/web/on_demand_cost": FORMULA}
    # 1,000 orders at half a dollar.
    assert project.case.tables["workloads"]["web"]["on_demand_cost"] == 500
    assert project.ledger.presentation is not None
    assert len(project.ledger.presentation.pages) == 2


def test_what_an_older_program_knows_is_written_so_that_it_opens_there(tmp_path: Path) -> None:
    plain = Document.open(FOLDER / "v2-every-part.whatif")
    plain.save(tmp_path / "plain.whatif")
    assert version_of(tmp_path / "plain.whatif") == 2

    # And what it would lose is not opened there at all.
    newest = Document.open(FOLDER / "v3-formulas-and-pages.whatif")
    newest.save(tmp_path / "newest.whatif")
    assert version_of(tmp_path / "newest.whatif") == 3


@pytest.mark.parametrize(
    ("name", "edits", "volume", "exports"),
    [
        ("v1-saved-project.journal", 1, 7, 0),
        ("v1-unsaved-import.journal", 4, 1, 1),
        ("v2-unsaved.journal", 4, 1000, 1),
        ("journal-v2-unsaved.journal", 5, 1000, 1),
    ],
)
def test_edits_left_behind_by_any_version_are_recovered(
    name: str, edits: int, volume: float, exports: int, tmp_path: Path
) -> None:
    shutil.copyfile(FOLDER / name, tmp_path / "left.journal")

    (found,) = recoverable(tmp_path)
    document = recovered(found, journal_folder=tmp_path)

    assert found.edits == edits
    assert document.case.tables["units"]["orders"]["volume"] == volume
    assert len(document.ledger.exports) == exports
    assert document.is_modified
    document.close()


def test_a_newer_file_is_refused_kindly_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "newer.whatif"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "whatif.json", json.dumps({"format": "what-if project", "version": VERSION + 1})
        )
        archive.writestr("case.json", "in a form of the future")
    before = path.read_bytes()

    with pytest.raises(InvalidFileError) as error:
        Document.open(path)

    assert f"format {VERSION + 1}, this one reads up to {VERSION}" in error.value.what
    assert "Update the program" in error.value.what_to_do
    assert path.read_bytes() == before
