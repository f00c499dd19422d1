"""The open document: undo, redo, what counts as modified, the audit trail, who is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scenarios.case import Address
from scenarios.differences import Change
from scenarios.edits import RESET
from scenarios.problems import CaseError
from tests.document.shop import shop
from whatif_app.commands import (
    AddScenario,
    Command,
    DeleteScenario,
    MoveRow,
    RenameRow,
    ReplaceCase,
    set_cells,
)
from whatif_app.document import Document

NOON = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)
SPOT = "workloads/encoder/spot_target"


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return Document(shop(), author="ada", clock=lambda: NOON, journal_folder=tmp_path / "journals")


def scrub(document: Document, value: float, key: str = "scrub") -> Command:
    return set_cells(document.case, "spot", {SPOT: value}, merge_key=key)


def spot_target(document: Document) -> object:
    return document.case.scenario("spot").set[SPOT]


def test_undo_and_redo_step_through_the_very_same_cases(document: Document) -> None:
    start = document.case
    document.do(AddScenario("a"))
    middle = document.case
    document.do(RenameRow("units", "orders", "sales"))
    end = document.case

    assert document.undo_label == "Rename unit “orders” to “sales”"
    document.undo()
    assert document.case is middle
    document.undo()
    assert document.case is start
    assert (document.can_undo, document.can_redo) == (False, True)
    assert document.redo_label == "Add scenario “a”"
    document.redo()
    document.redo()
    assert document.case is end


def test_a_refused_command_changes_nothing_and_keeps_what_may_be_redone(
    document: Document,
) -> None:
    document.do(AddScenario("a"))
    document.undo()
    before = (document.case, document.revision, document.audit)

    with pytest.raises(CaseError):
        document.do(DeleteScenario("no such"))

    assert (document.case, document.revision, document.audit) == before
    assert document.redo_label == "Add scenario “a”"


def test_a_command_that_changes_nothing_leaves_no_trace(document: Document) -> None:
    document.do(scrub(document, 0.7))
    document.do(MoveRow("workloads", "web", 0))

    assert not document.can_undo
    assert not document.is_modified
    assert document.audit == ()


def test_scrubbing_is_one_step_and_one_entry_with_the_first_and_the_last_value(
    document: Document,
) -> None:
    for value in (0.6, 0.5, 0.4):
        document.do(scrub(document, value))

    assert document.undo_label == "Set Spot target of encoder to 40\u202f%"
    assert [entry.changes for entry in document.audit] == [(Change(SPOT, 0.7, 0.4, "spot"),)]
    document.undo()
    assert spot_target(document) == 0.7


def test_scrubbing_back_to_the_start_is_no_step_and_no_modification(document: Document) -> None:
    document.do(scrub(document, 0.6))
    document.do(scrub(document, 0.7))

    assert not document.can_undo
    assert not document.is_modified
    assert document.audit == ()


def test_two_gestures_are_two_steps(document: Document) -> None:
    document.do(scrub(document, 0.6, "first"))
    document.do(scrub(document, 0.5, "second"))
    document.undo()

    assert spot_target(document) == 0.6


def test_a_gesture_does_not_go_on_after_an_undo_or_a_save(
    document: Document, tmp_path: Path
) -> None:
    document.do(scrub(document, 0.6))
    document.save(tmp_path / "a.whatif")
    document.do(scrub(document, 0.5))
    document.undo()
    assert spot_target(document) == 0.6
    assert not document.is_modified

    document.redo()
    document.do(scrub(document, 0.4))
    document.undo()
    assert spot_target(document) == 0.5


def test_modified_means_different_from_the_file_also_through_undo_and_redo(
    document: Document, tmp_path: Path
) -> None:
    assert not document.is_modified
    document.do(AddScenario("a"))
    assert document.is_modified
    document.save(tmp_path / "a.whatif")
    assert not document.is_modified
    document.undo()
    assert document.is_modified
    document.redo()
    assert not document.is_modified
    document.undo()
    document.do(AddScenario("a"))
    assert document.is_modified


def test_the_audit_says_what_who_when_and_why(document: Document) -> None:
    document.do(scrub(document, 0.5), why="measured in the trial")
    document.undo()

    done, undone = document.audit
    assert (done.who, done.when, done.why) == ("ada", NOON, "measured in the trial")
    assert done.changes == (Change(SPOT, 0.7, 0.5, "spot"),)
    assert undone.label == "Undo: Set Spot target of encoder to 50\u202f%"
    assert undone.changes == (Change(SPOT, 0.5, 0.7, "spot"),)


def test_the_audit_of_a_rename_and_of_a_move_is_one_line(document: Document) -> None:
    document.do(RenameRow("workloads", "encoder", "video"))
    document.do(MoveRow("workloads", "video", 0))

    assert [entry.changes for entry in document.audit] == [
        (Change("workloads/encoder/name", "encoder", "video"),),
        (Change("workloads/video/position", 1, 0),),
    ]


def test_a_new_scenario_is_in_the_audit_with_what_it_sets(document: Document) -> None:
    document.do(AddScenario("a", {SPOT: 0.1}))

    assert document.audit[0].changes == (Change("scenarios/a", RESET, {SPOT: 0.1}),)


def test_listeners_hear_of_each_change_until_they_unsubscribe(document: Document) -> None:
    heard: list[int] = []
    unsubscribe = document.subscribe(lambda: heard.append(document.revision))

    document.do(AddScenario("a"))
    document.undo()
    unsubscribe()
    document.redo()

    assert heard == [1, 2]
    assert document.revision == 3


def test_replacing_the_case_is_undone_like_any_change(document: Document) -> None:
    other = document.case
    document.do(AddScenario("a"))

    document.do(ReplaceCase("New from export", other))
    assert document.case is other
    document.undo()

    assert "a" in document.case.scenario_names


def test_a_default_of_the_schema_may_be_set_as_a_value(document: Document) -> None:
    plan = document.case.base_value(Address.parse("units/orders/plan"))

    document.do(set_cells(document.case, "spot", {"units/orders/plan": plan}))

    assert document.case.scenario("spot").set["units/orders/plan"] == {}


def test_text_that_no_file_can_hold_is_refused_before_it_is_in_the_case(
    document: Document,
) -> None:
    for command in (AddScenario("\ud800"), RenameRow("units", "orders", "a\udfff")):
        with pytest.raises(CaseError):
            document.do(command)
