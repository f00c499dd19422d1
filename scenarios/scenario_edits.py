"""Scenarios added, deleted, renamed, moved and duplicated, with references followed."""

from __future__ import annotations

from dataclasses import replace

from scenarios.case import Case, Cells, Scenario
from scenarios.cells import name_problem, shown
from scenarios.edits import checked, place, unknown_scenario, with_cells
from scenarios.links import names_scenario, relinked
from scenarios.problems import CaseError, Problem
from scenarios.words import say


def with_scenario(case: Case, name: str, cells: Cells, position: int | None = None) -> Case:
    """The case with one more scenario and what it sets, at a position or last.

    Raises:
        CaseError: name taken or not usable, or what it sets is refused.
    """
    _require_new_scenario(case, name)
    scenarios = list(case.scenarios)
    scenarios.insert(place(position, len(scenarios)), Scenario(name))
    return with_cells(replace(case, scenarios=tuple(scenarios)), name, cells)


def without_scenario(case: Case, name: str) -> Case:
    """The case without a scenario; a reference to it becomes empty.

    Raises:
        CaseError: there is no such scenario.
    """
    _require_scenario(case, name)
    scenarios = tuple(scenario for scenario in case.scenarios if scenario.name != name)
    return checked(relinked(replace(case, scenarios=scenarios), names_scenario, {name: None}))


def with_scenario_renamed(case: Case, old: str, new: str) -> Case:
    """The case with a scenario under another name; references follow.

    Raises:
        CaseError: no such scenario, or the new name is taken or not usable.
    """
    _require_scenario(case, old)
    if new == old:
        return case
    _require_new_scenario(case, new)
    scenarios = tuple(
        replace(scenario, name=new) if scenario.name == old else scenario
        for scenario in case.scenarios
    )
    return checked(relinked(replace(case, scenarios=scenarios), names_scenario, {old: new}))


def with_scenario_moved(case: Case, name: str, position: int) -> Case:
    """The case with a scenario at another place in the list, counted from 0.

    Raises:
        CaseError: there is no such scenario.
    """
    _require_scenario(case, name)
    scenarios = [scenario for scenario in case.scenarios if scenario.name != name]
    scenarios.insert(place(position, len(scenarios)), case.scenario(name))
    return checked(replace(case, scenarios=tuple(scenarios)))


def with_scenario_duplicated(case: Case, name: str, new_name: str) -> Case:
    """The case with a twin of a scenario after it.

    Raises:
        CaseError: no such scenario, or the new name is taken or not usable.
    """
    _require_scenario(case, name)
    position = case.scenario_names.index(name) + 1
    return with_scenario(case, new_name, case.scenario(name).given, position)


def _require_scenario(case: Case, name: str) -> None:
    if name not in case.scenario_names:
        raise CaseError([unknown_scenario(case, name)])


def _require_new_scenario(case: Case, name: str) -> None:
    if wrong := name_problem(name):
        raise CaseError([Problem("scenarios/name", wrong)])
    if name in case.scenario_names:
        what = say("{name} is the name of another scenario.", name=shown(name))
        raise CaseError([Problem("scenarios/name", what, say("Scenario names are unique."))])
