"""Changes to a case, each giving a new checked case and leaving the old one as it was.

What a change does not touch is shared between the two: tables are the same
`Rows` objects, so that what was computed from them once stays valid.

Cells are changed here, rows in `row_edits`, scenarios in `scenario_edits`.
A change that would leave the case wrong raises `CaseError` with every problem.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scenarios.address_problems import address_problem
from scenarios.case import Address, Case, Cells, Rows, Scenario
from scenarios.cells import RefusedError, Value, accepted, shown
from scenarios.consistency import consistency_problems
from scenarios.formula_graph import is_computed
from scenarios.problems import CaseError, Problem, suggestion
from scenarios.recomputing import accepted_formula, recomputed, too_long
from scenarios.schema import PROJECT, Field
from scenarios.words import say


class Reset:
    """Marks a cell as not given: a scenario's shows the base again, the base's the default."""

    def __repr__(self) -> str:
        return "RESET"


RESET: Final = Reset()


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell's new value; `RESET` takes it back to the base's or the default.

    Attributes:
        value: in a cell of numbers, a text that begins with “=” is the formula it is computed by.
        scenario: the scenario whose override it is; None for the base.
    """

    address: str
    value: Value
    scenario: str | None = None


def with_cells(case: Case, scenario: str | None, cells: Mapping[str, Value]) -> Case:
    """The case with cells of the base (None) or of one scenario set to new values.

    Raises:
        CaseError: every refused value, unknown address and misfit.
    """
    return with_edits(case, [CellEdit(key, value, scenario) for key, value in cells.items()])


def with_edits(case: Case, edits: Iterable[CellEdit]) -> Case:
    """The case with any number of cells changed, in the base and in several scenarios at once.

    Raises:
        CaseError: every refused value, unknown address or scenario, and misfit.
    """
    problems: list[Problem] = []
    base: dict[str, Value] = {}
    overrides: dict[str, dict[str, Value]] = {}
    for edit in edits:
        if edit.scenario is not None and edit.scenario not in case.scenario_names:
            problems.append(unknown_scenario(case, edit.scenario))
            continue
        if wrong := address_problem(case, edit.address):
            problems.append(replace(wrong, scenario=edit.scenario))
            continue
        try:
            value = _new_value(case, edit, Address.parse(edit.address).declaration)
        except RefusedError as refused:
            problems.append(Problem(edit.address, refused.what, refused.valid, edit.scenario))
            continue
        if edit.scenario is None:
            base[edit.address] = value
        else:
            overrides.setdefault(edit.scenario, {})[edit.address] = value
    made = _with_overrides(_with_base_cells(case, base), overrides)
    return checked(made, problems, base.keys())


def _new_value(case: Case, edit: CellEdit, declaration: Field) -> Value:
    if is_computed(edit.address, edit.value):
        return accepted_formula(case, declaration, edit.value)
    if edit.value is not RESET:
        return accepted(declaration, edit.value)
    if edit.scenario is None and declaration.is_required:
        raise RefusedError(
            say("has no default."), say("Enter a value: {help}", help=declaration.help)
        )
    return RESET


def _with_base_cells(case: Case, changes: Cells) -> Case:
    formulas = _formulas_after(case.formulas, changes)
    by_row: dict[tuple[str, str], dict[str, Value]] = {}
    for key, value in changes.items():
        if key in formulas:
            continue  # it holds what it held, until it is worked out
        address = Address.parse(key)
        by_row.setdefault((address.table, address.row), {})[address.field] = value
    project = case.project
    changed: dict[str, dict[str, Cells]] = {}
    for (table, row), cells in by_row.items():
        if table == PROJECT.name:
            project = _merged(project, cells)
        else:
            if table not in changed:
                changed[table] = dict(case.tables[table])
            changed[table][row] = _merged(changed[table][row], cells)
    tables = {**case.tables, **{table: Rows(rows) for table, rows in changed.items()}}
    return replace(case, project=project, tables=tables, formulas=formulas)


def _with_overrides(case: Case, changes: Mapping[str, Mapping[str, Value]]) -> Case:
    scenarios = tuple(
        _changed(scenario, changes[scenario.name]) if scenario.name in changes else scenario
        for scenario in case.scenarios
    )
    return replace(case, scenarios=scenarios)


def _changed(scenario: Scenario, changes: Cells) -> Scenario:
    formulas = _formulas_after(scenario.formulas, changes)
    values = {key: value for key, value in changes.items() if key not in formulas}
    return replace(scenario, set=_merged(scenario.set, values), formulas=formulas)


def _formulas_after(formulas: Mapping[str, str], changes: Cells) -> Mapping[str, str]:
    """Formulas once cells are changed: a value, or a reset, takes the place of a formula."""
    computed = {key: str(value) for key, value in changes.items() if is_computed(key, value)}
    if not computed and formulas.keys().isdisjoint(changes):
        return formulas
    kept = {key: text for key, text in formulas.items() if key not in changes}
    return {**kept, **computed}


def _merged(cells: Cells, changes: Cells) -> Cells:
    merged = {**cells, **changes}
    return {key: value for key, value in merged.items() if value is not RESET}


def unknown_scenario(case: Case, name: str) -> Problem:
    """That a name is no scenario of the case, with the nearest one that is."""
    valid = suggestion(name, case.scenario_names)
    return Problem("scenarios", say("{name} is not a scenario.", name=shown(name)), valid)


def place(position: int | None, last: int) -> int:
    """Where a new or moved item goes: a position within the list, or its end."""
    return last if position is None else max(0, min(position, last))


def checked(
    case: Case, problems: Sequence[Problem] = (), changed: Collection[str] | None = None
) -> Case:
    """The case with its computed cells brought up to date, if its cells fit together.

    Args:
        problems: found on the way to it.
        changed: the base's cells that were changed, where nothing else of the base was.

    Raises:
        CaseError: every problem.
    """
    if unreadable := list(too_long(case)):
        raise CaseError([*problems, *unreadable])
    case, without_value = recomputed(case, changed)
    problems = [*problems, *without_value]
    # A cell that is wrong by itself would only be reported twice.
    wrong = {problem.address for problem in problems}
    found = [problem for problem in consistency_problems(case) if problem.address not in wrong]
    if problems or found:
        raise CaseError([*problems, *found])
    return case
