"""While a number is scrubbed the disk is not waited for, and yet nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scenarios.case import Case
from whatif_app.commands import set_cells
from whatif_app.document import Document
from whatif_app.journal import JournalText

CASE = {
    "project": {"start_month": "2027-01"},
    "workloads": [{"name": "encoder", "on_demand_cost": 20000}],
    "scenarios": [{"name": "Spot", "set": {}}],
}


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = Document(Case.from_json(CASE), journal_folder=tmp_path)
    scrub(made, 0.1, "before")
    return made


def scrub(document: Document, value: float, key: str = "scrub") -> None:
    cells = {"workloads/encoder/spot_target": value}
    document.do(set_cells(document.case, "Spot", cells, merge_key=key))


@pytest.fixture
def syncs(document: Document, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The handles that were waited for."""
    waited: list[int] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        waited.append(handle)
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return waited


def in_journal(folder: Path) -> list[float]:
    (path,) = folder.glob("*.journal")
    records = JournalText.parse(path.read_bytes()).records
    return [record["do"]["edits"][0]["value"] for record in records]


def test_the_disk_is_waited_for_once_at_the_end_of_a_gesture(
    document: Document, syncs: list[int]
) -> None:
    document.begin_gesture()
    for value in (0.2, 0.3, 0.4):
        scrub(document, value)
    assert syncs == []
    document.end_gesture()
    assert len(syncs) == 1
    scrub(document, 0.5, "after")
    assert len(syncs) == 2


def test_each_notch_is_in_the_journal_before_the_gesture_ends(
    document: Document, tmp_path: Path
) -> None:
    # What is written outlives the process, however it ends, without being waited for.
    document.begin_gesture()
    scrub(document, 0.2)
    scrub(document, 0.3)
    assert in_journal(tmp_path) == [0.1, 0.2, 0.3]


def test_a_save_in_the_middle_of_a_gesture_ends_it(
    document: Document, syncs: list[int], tmp_path: Path
) -> None:
    document.begin_gesture()
    scrub(document, 0.2)
    document.save(tmp_path / "p.whatif")
    scrub(document, 0.3, "after")
    waited = len(syncs)
    scrub(document, 0.4, "later")
    assert len(syncs) == waited + 1
