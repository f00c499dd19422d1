"""The recovery journal: what a process that was killed leaves behind, and what is made of it."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scenarios.case import Case
from scenarios.differences import is_same
from scenarios.problems import CaseError
from tests.document.editor import edit
from tests.document.shop import shop
from whatif_app.commands import DeleteScenario, set_cells
from whatif_app.document import Document
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.journal import VERSION, Recovery, recoverable
from whatif_app.recovery import recovered

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journals"


def crash(document: Document) -> None:
    """Let go of a document as the end of its process does."""
    assert document._journal is not None
    document._journal.leave()


def only(folder: Path) -> Recovery:
    (found,) = recoverable(folder)
    return found


def volume(document: Document) -> object:
    return document.case.tables["units"]["orders"]["volume"]


def set_volume(document: Document, value: float) -> None:
    document.do(set_cells(document.case, None, {"units/orders/volume": value}))


def test_a_document_without_edits_has_no_journal(folder: Path) -> None:
    Document(shop(), journal_folder=folder)

    assert not folder.exists()


def test_an_unsaved_document_is_recovered_whole_with_its_undo_and_audit(folder: Path) -> None:
    document = Document(shop(), author="ada", journal_folder=folder)
    set_volume(document, 1)
    set_volume(document, 2)
    document.undo()
    crash(document)

    recovery = only(folder)
    assert (recovery.path, recovery.edits) == (None, 3)
    again = recovered(recovery, author="bob", journal_folder=folder)

    assert again.case == document.case
    assert again.audit == document.audit
    assert (again.undo_label, again.redo_label) == (document.undo_label, document.redo_label)
    assert again.is_modified
    assert again.path is None


def test_a_saved_document_is_recovered_with_its_path(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.whatif"
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    document.save(path)
    set_volume(document, 2)
    crash(document)

    again = recovered(only(folder), journal_folder=folder)

    assert (volume(again), again.path, again.is_modified) == (2, path, True)
    again.undo()
    assert not again.is_modified
    again.redo()
    again.save()
    assert volume(Document.open(path)) == 2


def test_steps_before_a_save_that_were_undone_after_it_are_recovered(
    folder: Path, tmp_path: Path
) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    set_volume(document, 2)
    document.save(tmp_path / "a.whatif")
    document.undo()
    document.undo()
    document.redo()
    crash(document)

    assert volume(recovered(only(folder), journal_folder=folder)) == 1


def test_a_file_that_changed_or_went_is_not_needed_but_a_new_name_is(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.whatif"
    document = Document(shop(), journal_folder=folder)
    document.save(path)
    set_volume(document, 2)
    crash(document)
    path.write_bytes(b"something else")

    again = recovered(only(folder), journal_folder=folder)

    assert (volume(again), again.path, again.is_modified) == (2, None, True)
    with pytest.raises(UserError):
        again.save()
    again.undo()
    assert again.is_modified


def test_an_import_is_protected_before_its_first_edit(folder: Path) -> None:
    document = Document(shop(), journal_folder=folder, is_saved=False)
    document.protect()
    crash(document)

    assert recovered(only(folder), journal_folder=folder).case == document.case


def test_saving_and_closing_leave_no_journal(folder: Path, tmp_path: Path) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    document.save(tmp_path / "a.whatif")
    assert os.listdir(folder) == []

    set_volume(document, 2)
    document.close()
    assert os.listdir(folder) == []


def test_the_journal_of_an_open_document_is_not_offered(folder: Path) -> None:
    one, two = (Document(shop(), journal_folder=folder) for _ in range(2))
    set_volume(one, 1)
    set_volume(two, 2)

    assert recoverable(folder) == []
    crash(one)
    recovery = only(folder)
    again = recovered(recovery, journal_folder=folder)
    assert volume(again) == 1
    assert recoverable(folder) == []
    with pytest.raises(UserError, match="another window"):
        recovered(recovery, journal_folder=folder)


def test_a_recovered_document_that_crashes_again_loses_nothing(folder: Path) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    crash(document)
    again = recovered(only(folder), journal_folder=folder)
    set_volume(again, 2)
    crash(again)

    third = recovered(only(folder), journal_folder=folder)

    assert volume(third) == 2
    third.undo()
    assert volume(third) == 1


def test_given_up_edits_are_not_offered_again(folder: Path) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    crash(document)

    only(folder).discard()

    assert recoverable(folder) == []


@pytest.mark.parametrize("tail", [b'{"do": {"comm', b"\x00" * 40, b"\xff\n", b"[]\n", b"{}"])
def test_what_follows_the_last_whole_edit_is_ignored_and_cut_off(folder: Path, tail: bytes) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    crash(document)
    journal = only(folder).journal
    journal.write_bytes(journal.read_bytes() + tail)

    again = recovered(only(folder), journal_folder=folder)
    assert volume(again) == 1
    set_volume(again, 2)
    crash(again)

    assert volume(recovered(only(folder), journal_folder=folder)) == 2


def test_at_every_byte_a_cut_journal_offers_the_edits_before_it(folder: Path) -> None:
    document = Document(shop(), journal_folder=folder)
    for value in (1, 2, 3):
        set_volume(document, value)
    crash(document)
    journal = only(folder).journal
    whole = journal.read_bytes()
    first = whole.index(b"\n") + 1

    for length in range(first, len(whole) + 1, 7):
        journal.write_bytes(whole[:length])
        edits = whole[:length].count(b"\n") - 1
        again = recovered(only(folder), journal_folder=folder)
        assert volume(again) == (1000, 1, 2, 3)[edits]
        crash(again) if again._journal else None


@pytest.mark.parametrize(
    "record",
    [
        {"who": "ada"},
        {"who": "ada", "when": "yesterday", "undo": True},
        {"who": "ada", "when": "2027-01-05T12:00:00+00:00", "redo": True},
        {"who": "ada", "when": "2027-01-05T12:00:00+00:00", "do": {"command": "Burn"}, "why": ""},
        {"who": "ada", "when": "2027-01-05T12:00:00+00:00", "do": {"command": "AddRow"}, "why": ""},
    ],
)
def test_a_record_that_is_no_edit_is_told_and_the_journal_kept(
    folder: Path, record: dict[str, Any]
) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    crash(document)
    recovery = only(folder)
    with recovery.journal.open("a") as file:
        file.write(json.dumps(record) + "\n")

    with pytest.raises(InvalidFileError, match="is not an edit"):
        recovered(recovery, journal_folder=folder)

    assert only(folder).journal == recovery.journal


def test_a_journal_of_a_newer_version_is_left_alone(folder: Path) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    crash(document)
    journal = only(folder).journal
    lines = journal.read_text().splitlines(keepends=True)
    lines[0] = json.dumps({**json.loads(lines[0]), "version": VERSION + 1}) + "\n"
    journal.write_text("".join(lines))

    assert recoverable(folder) == []
    assert journal.exists()


def test_a_full_disk_does_not_stop_the_work_but_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        set_volume(document, 2)

    assert volume(document) == 2
    assert document.journal_problem is not None
    assert "the disk is full" in document.journal_problem.what
    document.save(tmp_path / "a.whatif")
    assert document.journal_problem is None
    set_volume(document, 3)
    crash(document)
    assert volume(recovered(only(folder), journal_folder=folder)) == 3


def test_a_refused_command_is_not_in_the_journal(folder: Path) -> None:
    document = Document(shop(), journal_folder=folder)
    set_volume(document, 1)
    with pytest.raises(CaseError):
        document.do(DeleteScenario("no such"))
    crash(document)

    assert only(folder).edits == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("edits", [1, 6, 8, 24, 25, 26, 60, 120])
def test_a_process_killed_amid_its_work_loses_at_most_the_edit_in_flight(
    edits: int, folder: Path, tmp_path: Path
) -> None:
    project = tmp_path / "a.whatif"
    last = last_edit_before_a_kill(edits, folder, project)

    found = recoverable(folder)
    # A kill between saving and the next edit leaves nothing that the file does not hold.
    document = recovered(found[0], journal_folder=folder) if found else Document.open(project)

    done, in_flight = cases_after(last, last + 1, folder=tmp_path / "other")
    assert is_same(document.case, done) or is_same(document.case, in_flight)
    assert document.path == (project if project.exists() else None)
    document.close()


def last_edit_before_a_kill(edits: int, folder: Path, project: Path) -> int:
    """Kill the editor somewhere after so many edits; the number of the last that it told."""
    command = [sys.executable, "-m", "tests.document.editor", str(folder), str(project)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(edits)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().splitlines(keepends=True)
    return int([line for line in told if line.endswith("\n")][-1])


def cases_after(*numbers: int, folder: Path) -> list[Case]:
    """The cases that the editor has after these edits."""
    folder.mkdir()
    document = Document(shop(), journal_folder=folder)
    cases = []
    for number in range(1, max(numbers) + 1):
        edit(document, number, folder / "a.whatif")
        if number in numbers:
            cases.append(document.case)
    return cases
