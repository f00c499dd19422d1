"""The session: what is looked at follows the document, and results follow once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from scenarios.problems import CaseError, Problem
from ui.session import Session
from whatif_app.ledger import Ledger


class Paper:
    """A document reduced to what a session asks of it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.ledger = Ledger()
        self.view_state: dict[str, Any] = {}
        self._callbacks: list[Callable[[], None]] = []

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def do(self, command: Callable[[Case], Case]) -> None:
        self.case = command(self.case)
        for callback in self._callbacks:
            callback()

    @property
    def listeners(self) -> int:
        return len(self._callbacks)


class Evaluations:
    """Stands for the engine and counts how often it was asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, case: Case, *_before: object) -> Mapping[str, Any]:
        self.count += 1
        return {name: (name, self.count) for name in case.scenario_names}


def renamed(old: str, new: str) -> Callable[[Case], Case]:
    def change(case: Case) -> Case:
        document = case.to_json()
        for scenario in document["scenarios"]:
            if scenario["name"] == old:
                scenario["name"] = new
        return Case.from_json(document)

    return change


def reordered(case: Case) -> Case:
    document = case.to_json()
    return Case.from_json({**document, "scenarios": document["scenarios"][::-1]})


def without_scenarios(case: Case) -> dict[str, Any]:
    document = case.to_json()
    return {**document, "project": {"start_month": "2027-01"}, "scenarios": []}


def refused(case: Case) -> Case:
    raise CaseError([Problem("workloads/api/fixed_share", "130 % is above 100 %.")])


@pytest.fixture
def engine() -> Evaluations:
    return Evaluations()


@pytest.fixture
def session(qtbot: QtBot, small_case: Case, engine: Evaluations) -> Session:
    made = Session(evaluate=engine)
    made.replace_document(Paper(small_case))
    return made


def test_opening_selects_the_first_scenario_that_changes_something(session: Session) -> None:
    assert session.selected == "Spot"
    assert session.reference_name == "Do nothing"
    assert session.visible == ["Do nothing", "Spot"]


def test_many_changes_in_a_row_are_computed_once(
    session: Session, engine: Evaluations, qtbot: QtBot
) -> None:
    before = engine.count
    with qtbot.waitSignal(session.results_replaced):
        for number in range(20):
            session.do(renamed("Spot" if number == 0 else f"S{number - 1}", f"S{number}"))
    qtbot.wait(5)

    assert engine.count == before + 1


def test_a_refused_change_says_why_and_changes_nothing(session: Session, qtbot: QtBot) -> None:
    case = session.case
    with qtbot.waitSignal(session.refused) as caught:
        assert not session.do(refused)

    assert caught.args[0][0].address == "workloads/api/fixed_share"
    assert session.case is case


def test_selection_colour_and_visibility_follow_a_renamed_scenario(session: Session) -> None:
    session.set_visible("Spot", False)
    colour = session.colour("Spot")

    session.do(renamed("Spot", "Spot 80"))

    assert session.selected == "Spot 80"
    assert session.visible == ["Do nothing"]
    assert session.colour("Spot 80") == colour


def test_reordering_recolours_nothing(session: Session) -> None:
    before = {name: session.colour(name) for name in ("Do nothing", "Spot")}

    session.do(reordered)

    assert {name: session.colour(name) for name in before} == before
    assert len(set(before.values())) == 2


def test_the_first_scenario_of_a_case_without_any_is_not_grey(
    qtbot: QtBot, small_case: Case, engine: Evaluations
) -> None:
    bare = Case.from_json(without_scenarios(small_case))
    session = Session(evaluate=engine, evaluate_base=lambda case: None)
    session.replace_document(Paper(bare))
    assert session.visible == ["Do nothing"]
    grey = session.colour("Do nothing")

    session.do(lambda case: Case.from_json({**case.to_json(), "scenarios": [{"name": "New"}]}))

    assert session.colour("New") != grey


def test_a_document_that_is_replaced_is_no_longer_listened_to(
    session: Session, small_case: Case
) -> None:
    first = session.document
    session.replace_document(Paper(small_case))

    assert first.listeners == 0
    assert session.document.listeners == 1


def test_with_nothing_open_there_are_no_results_not_even_the_base_s(session: Session) -> None:
    session.select("")
    assert session.selected_results is not None

    session.replace_document(None)

    assert session.selected_results is None


def test_selecting_a_scenario_that_does_not_exist_does_nothing(session: Session) -> None:
    session.select("Nowhere")

    assert session.selected == "Spot"
