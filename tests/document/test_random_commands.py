"""State laws that hold after any commands: undo, redo, save and recovery lose nothing."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.differences import is_same
from scenarios.problems import CaseError
from tests.document.random_commands import commands
from tests.document.shop import shop
from whatif_app.document import Document
from whatif_app.journal import recoverable
from whatif_app.recovery import recovered

ACTIONS = st.sampled_from(["do"] * 6 + ["undo"] * 2 + ["redo", "save"])


def work(data: st.DataObject, document: Document, path: Path | None) -> None:
    """Some minutes of somebody's work."""
    for _ in range(data.draw(st.integers(1, 12), label="actions")):
        match data.draw(ACTIONS):
            case "do":
                with contextlib.suppress(CaseError):
                    document.do(data.draw(commands(document.case)))
            case "undo":
                document.undo()
            case "redo":
                document.redo()
            case "save" if path is not None:
                document.save(path, overwrite=True)


def same(one: Case, other: Case) -> bool:
    return is_same(one, other) and one.to_json() == other.to_json()


@pytest.mark.slow
@settings(max_examples=80)
@given(st.data())
def test_undoing_everything_gives_the_start_and_redoing_everything_the_end(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = Document(shop(), journal_folder=Path(folder))
        start = document.case
        work(data, document, None)
        while document.can_redo:
            document.redo()
        end, steps = document.case, 0

        while document.can_undo:
            document.undo()
            steps += 1
        assert document.case is start
        assert not document.is_modified
        for _ in range(steps):
            document.redo()
        assert document.case is end
        assert not document.can_redo
        document.close()


@pytest.mark.slow
@settings(max_examples=40)
@given(st.data())
def test_every_case_on_the_way_passes_the_checks_of_a_case_file(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = Document(shop(), journal_folder=Path(folder))
        for _ in range(6):
            work(data, document, None)
            assert same(Case.from_json(document.case.to_json()), document.case)
        document.close()


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_opening_what_was_saved_gives_the_same(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.whatif")
        document = Document(shop(), journal_folder=Path(folder))
        work(data, document, None)
        document.save(path)

        again = Document.open(path)
        assert same(again.case, document.case)
        assert again.audit == document.audit


@pytest.mark.slow
@settings(max_examples=80)
@given(st.data())
def test_replaying_the_journal_gives_the_same_also_after_saves_and_recoveries(
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = Document(shop(), journal_folder=folder)
        for _ in range(3):
            work(data, document, folder / "a.whatif")
            case, audit, is_modified = document.case, document.audit, document.is_modified
            labels = (document.undo_label, document.redo_label)
            had_journal = document._journal is not None
            if document._journal is not None:
                document._journal.leave()  # the process is gone

            found = recoverable(folder)
            if not had_journal:
                assert found == []
                continue
            document = recovered(found[0], journal_folder=folder)
            assert same(document.case, case)
            assert document.audit == audit
            assert document.is_modified or not is_modified
            # What the journal does not hold (steps before a save) cannot be undone any more.
            assert document.undo_label in (labels[0], "")
            assert document.redo_label in (labels[1], "")
        document.close()
