"""The pages of a presentation are part of the project: kept, undone, followed, told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case import Case
from whatif_app.commands import RenameRow, RenameScenario, SetPart
from whatif_app.document import Document
from whatif_app.ledger import Ledger, part_from_json
from whatif_app.presentation.pages import Page, PageKind, Presentation

CASE = {
    "project": {"start_month": "2027-01"},
    "workloads": [{"name": "encoder", "on_demand_cost": 20000}],
    "scenarios": [{"name": "Spot", "set": {"workloads/encoder/spot_target": 0.8}}],
}
PAGES = Presentation((
    Page(PageKind.VERDICT, notes="Say it first."),
    Page(PageKind.CUMULATIVE, scenarios=("Spot",)),
    Page(PageKind.LEVER, lever="workloads/encoder/spot_target"),
    Page(PageKind.TEXT, title="What we ask", text="Two engineers\nOne month"),
))  # fmt: skip


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = Document(Case.from_json(CASE), Ledger(), journal_folder=tmp_path / "journals")
    made.do(SetPart("Choose pages", "presentation", PAGES))
    return made


def test_chosen_pages_are_saved_and_read_back(document: Document, tmp_path: Path) -> None:
    document.save(tmp_path / "p.whatif")

    assert Document.open(tmp_path / "p.whatif").ledger.presentation == PAGES


def test_choosing_pages_is_one_step_that_can_be_undone(document: Document) -> None:
    document.undo()
    assert document.ledger.presentation is None
    document.redo()
    assert document.ledger.presentation == PAGES


def test_pages_follow_a_renamed_scenario_in_the_same_step(document: Document) -> None:
    document.do(RenameScenario("Spot", "Spot first"))

    assert document.ledger.presentation is not None
    assert document.ledger.presentation.pages[1].scenarios == ("Spot first",)
    document.undo()
    assert document.ledger.presentation == PAGES


def test_a_spotlight_follows_its_renamed_row(document: Document) -> None:
    document.do(RenameRow("workloads", "encoder", "Video encoder"))

    assert document.ledger.presentation is not None
    lever = document.ledger.presentation.pages[2].lever
    assert lever == "workloads/Video encoder/spot_target"


def test_a_rename_of_what_no_page_names_leaves_the_pages_as_they_are(document: Document) -> None:
    before = document.ledger
    assert before.with_row_renamed("units", "encoder", "orders") is before
    assert before.with_scenario_renamed("Other", "Another") is before


def test_the_audit_trail_tells_of_each_page(document: Document) -> None:
    told = {change.address: change.new for change in document.audit[-1].changes}

    assert told["presentation/page 1"] == "verdict; notes: Say it first."
    assert told["presentation/page 3"] == "lever, workloads/encoder/spot_target"


def test_pages_are_moved_replaced_added_and_removed() -> None:
    kinds = [page.kind for page in PAGES.with_moved(0, 2).pages]
    assert kinds == [PageKind.CUMULATIVE, PageKind.LEVER, PageKind.VERDICT, PageKind.TEXT]
    assert PAGES.without(1).pages == (PAGES.pages[0], *PAGES.pages[2:])
    assert PAGES.with_page(Page(PageKind.MARGIN), 1).pages[1].kind is PageKind.MARGIN
    assert PAGES.with_replaced(0, Page(PageKind.MARGIN)).pages[0].kind is PageKind.MARGIN


@pytest.mark.parametrize(
    "damaged",
    [
        {"pages": {}},
        {"pages": [{"kind": "dance"}]},
        {"pages": [{"title": "no kind"}]},
        {"pages": [{"kind": "text", "text": 3}]},
        {"pages": [{"kind": "text", "scenarios": "Spot"}]},
        {"pages": ["text"]},
        [],
    ],
)
def test_damaged_pages_are_refused_as_a_damaged_part(damaged: object) -> None:
    with pytest.raises(ValueError):
        part_from_json("presentation", damaged)
