"""Exports and decisions in a document: undone, saved, recovered and told of like every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case import Address, Case
from tests.costs.exports import cur, cur_row
from whatif_app.commands import LoadExport, RemoveExport, RenameRow, SetPart, set_cells
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import read_export
from whatif_app.document import Document
from whatif_app.journal import recoverable
from whatif_app.ledger import Ledger, of_export
from whatif_app.rebasing import following
from whatif_app.recovery import recovered

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

EC2 = Address("workloads", "AmazonEC2", "on_demand_cost")
S3 = Address("workloads", "AmazonS3", "on_demand_cost")


def december(path: Path, ec2: str, s3: str = "40", *, payer: str = "1") -> Baseline:
    """A December of EC2 and S3."""
    last = {"UsageStartDate": "2026-12-31T23:00:00Z", "UsageEndDate": "2027-01-01T00:00:00Z"}
    rows = [
        cur_row(UnblendedCost=ec2, publicOnDemandCost=ec2, PayerAccountId=payer),
        cur_row(
            **last,
            UnblendedCost=s3,
            publicOnDemandCost=s3,
            PayerAccountId=payer,
            ProductCode="AmazonS3",
            UsageType="TimedStorage",
        ),
    ]
    return read_export([cur(path, *rows)])


@pytest.fixture
def document(tmp_path: Path) -> Document:
    export = december(tmp_path / "first.csv", "100")
    started = starting_case(export)
    return Document(
        Case.from_json(started.case),
        of_export(export, started.grouping),
        journal_folder=tmp_path / "journals",
    )


def load(document: Document, export: Baseline) -> None:
    """Load an export as the window does, the case following."""
    after = LoadExport(export).changed(document.ledger)
    edits = following(document.case, document.ledger, after).edits
    document.do(LoadExport(export, edits))


def test_a_new_delivery_moves_the_cells_it_gave_and_undo_takes_all_back(
    document: Document, tmp_path: Path
) -> None:
    load(document, december(tmp_path / "final.csv", "130"))

    assert document.case.base_value(EC2) == pytest.approx(130)
    assert document.case.base_value(S3) == pytest.approx(40)
    assert document.baseline is not None
    assert [source.name for source in document.baseline.sources] == ["final.csv"]

    document.undo()

    assert document.case.base_value(EC2) == pytest.approx(100)
    assert [source.name for source in document.baseline.sources] == ["first.csv"]


def test_a_cell_that_somebody_edited_stays_and_is_named(document: Document, tmp_path: Path) -> None:
    document.do(set_cells(document.case, None, {str(EC2): 111.0}))
    after = Ledger((december(tmp_path / "final.csv", "130", "44"),), document.ledger.parts)

    found = following(document.case, document.ledger, after)

    assert [edit.address for edit in found.edits] == [str(S3)]
    assert found.kept == (str(EC2),)
    assert found.in_words() == (
        "1 cell of the case follows the baseline.",
        f"Edited by hand, and so unchanged: {EC2}.",
    )


def test_loading_the_same_file_again_leaves_no_trace(document: Document, tmp_path: Path) -> None:
    before = document.revision

    document.do(LoadExport(read_export([tmp_path / "first.csv"])))

    assert document.revision == before
    assert not document.can_undo


def test_an_export_of_another_payer_is_added_and_can_be_removed(
    document: Document, tmp_path: Path
) -> None:
    load(document, december(tmp_path / "other.csv", "7", payer="2"))
    assert len(document.ledger.exports) == 2

    document.do(RemoveExport("Remove other.csv", 1))

    assert [export.name for export in document.ledger.exports] == ["first.csv"]
    document.undo()
    assert len(document.ledger.exports) == 2


def test_the_audit_trail_tells_of_the_export_and_of_the_cells(
    document: Document, tmp_path: Path
) -> None:
    load(document, december(tmp_path / "final.csv", "130"))

    changes = {change.address: change for change in document.audit[-1].changes}

    assert changes[str(EC2)].new == pytest.approx(130)
    assert any(address.startswith("exports/final.csv") for address in changes)
    assert any(address.startswith("exports/first.csv") for address in changes)
    assert document.audit[-1].label == "Load final.csv"


def test_a_ledger_survives_saving_and_opening(document: Document, tmp_path: Path) -> None:
    load(document, december(tmp_path / "other.csv", "7", payer="2"))
    document.save(tmp_path / "a.whatif")

    again = Document.open(tmp_path / "a.whatif")

    assert [export.lines for export in again.ledger.exports] == [
        export.lines for export in document.ledger.exports
    ]
    assert again.ledger.grouping == document.ledger.grouping


def test_a_ledger_is_recovered_after_a_crash(document: Document, tmp_path: Path) -> None:
    document.protect()
    load(document, december(tmp_path / "final.csv", "130"))
    document.undo()
    document.redo()
    before = document.ledger
    # The process ends here without closing: what it held is let go, the journal stays.
    assert document._journal is not None
    document._journal.leave()

    (found,) = recoverable(tmp_path / "journals")
    again = recovered(found)

    assert again.ledger == before
    assert again.case.base_value(EC2) == pytest.approx(130)
    assert [entry.label for entry in again.audit][-1] == "Redo: Load final.csv"


def test_renaming_a_workload_keeps_its_lines(document: Document) -> None:
    document.do(RenameRow("workloads", "AmazonEC2", "Servers"))

    grouping = document.ledger.grouping
    assert grouping is not None
    assert grouping.names["AmazonEC2"] == "Servers"
    document.undo()
    assert document.ledger.grouping is not None
    assert document.ledger.grouping.names["AmazonEC2"] == "AmazonEC2"


def test_a_part_can_be_taken_away_and_comes_back_with_undo(document: Document) -> None:
    document.do(SetPart("Forget the grouping", "grouping", None))
    assert document.ledger.grouping is None

    document.undo()
    assert document.ledger.grouping is not None


def test_nothing_follows_where_the_month_of_the_case_is_gone(document: Document) -> None:
    found = following(document.case, document.ledger, Ledger((), document.ledger.parts))

    assert found.edits == ()
