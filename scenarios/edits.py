"""Changes to a case, each giving a new checked case and leaving the old one as it was.

What a change does not touch is shared between the two: tables are the same
`Rows` objects, so that what was computed from them once stays valid.

A change that would leave the case wrong raises `CaseError` with every problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scenarios.case import Address, Case, Cells, Rows, Scenario
from scenarios.case_file import address_problem, row_cells
from scenarios.cells import RefusedError, Value, accepted, name_problem, row_name_problem, shown
from scenarios.consistency import consistency_problems
from scenarios.links import links_to, names_row_of, names_scenario, readdressed, relinked
from scenarios.problems import CaseError, Problem, suggestion
from scenarios.schema import PROJECT, TABLES, Field, Kind


class Reset:
    """Marks a cell as not given: a scenario's shows the base again, the base's the default."""

    def __repr__(self) -> str:
        return "RESET"


RESET: Final = Reset()


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell's new value; `RESET` takes it back to the base's or the default.

    Attributes:
        scenario: the scenario whose override it is; None for the base.
    """

    address: str
    value: Value
    scenario: str | None = None


# Cells


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
    base: dict[Address, Value] = {}
    overrides: dict[str, dict[str, Value]] = {}
    for edit in edits:
        if edit.scenario is not None and edit.scenario not in case.scenario_names:
            problems.append(_unknown_scenario(case, edit.scenario))
            continue
        if wrong := address_problem(case, edit.address):
            problems.append(replace(wrong, scenario=edit.scenario))
            continue
        address = Address.parse(edit.address)
        try:
            value = _new_value(edit, address.declaration)
        except RefusedError as refused:
            problems.append(Problem(edit.address, refused.what, refused.valid, edit.scenario))
            continue
        if edit.scenario is None:
            base[address] = value
        else:
            overrides.setdefault(edit.scenario, {})[edit.address] = value
    return _checked(_with_overrides(_with_base_cells(case, base), overrides), problems)


def _new_value(edit: CellEdit, declaration: Field) -> Value:
    if edit.value is not RESET:
        return accepted(declaration, edit.value)
    if edit.scenario is None and declaration.is_required:
        raise RefusedError("has no default.", f"Enter a value: {declaration.help}")
    return RESET


def _with_base_cells(case: Case, changes: Mapping[Address, Value]) -> Case:
    by_row: dict[tuple[str, str], dict[str, Value]] = {}
    for address, value in changes.items():
        by_row.setdefault((address.table, address.row), {})[address.field] = value
    project = case.project
    changed: dict[str, dict[str, Cells]] = {}
    for (table, row), cells in by_row.items():
        if table == PROJECT.name:
            project = _merged(project, cells)
        else:
            rows = changed.setdefault(table, dict(case.tables[table]))
            rows[row] = _merged(rows[row], cells)
    tables = {**case.tables, **{table: Rows(rows) for table, rows in changed.items()}}
    return replace(case, project=project, tables=tables)


def _with_overrides(case: Case, changes: Mapping[str, Mapping[str, Value]]) -> Case:
    scenarios = tuple(
        replace(scenario, set=_merged(scenario.set, changes[scenario.name]))
        if scenario.name in changes
        else scenario
        for scenario in case.scenarios
    )
    return replace(case, scenarios=scenarios)


def _merged(cells: Cells, changes: Cells) -> Cells:
    merged = {**cells, **changes}
    return {key: value for key, value in merged.items() if value is not RESET}


# Rows


def with_row(case: Case, table: str, name: str, cells: Cells, position: int | None = None) -> Case:
    """The case with one more row, at a position or last.

    Raises:
        CaseError: unknown table, name taken or not usable, cells refused or missing.
    """
    rows = _rows(case, table)
    problems = _new_row_name_problems(rows, table, name)
    checked = row_cells(TABLES[table], f"{table}/{name}", cells, problems)
    if problems:
        raise CaseError(problems)
    items = list(rows.items())
    items.insert(_place(position, len(items)), (name, checked))
    return _checked(_with_table(case, table, items))


def without_rows(case: Case, table: str, names: Sequence[str]) -> Case:
    """The case without some rows, their overrides and their ranges.

    Cells that named them become empty. The scope of a commitment stays: what is
    committed to a workload that is gone is still paid for.

    Raises:
        CaseError: a row that does not exist, or one that a cell which may not
            be empty still names.
    """
    rows = _rows(case, table)
    problems = [
        Problem(f"{table}/{name}", "is not a row.", suggestion(name, rows))
        for name in names
        if name not in rows
    ]
    gone = set(names)
    row_label = TABLES[table].row_label
    problems += [
        Problem(
            link.address,
            f"needs “{link.name}”.",
            f"Name another {row_label} there first, or delete that row too.",
            link.scenario,
        )
        for link in links_to(case, table, gone)
        if not link.declaration.nullable and link.declaration.kind is Kind.ROW
    ]
    if problems:
        raise CaseError(problems)
    follow = dict.fromkeys(names)
    kept = [(name, cells) for name, cells in rows.items() if name not in gone]
    case = readdressed(_with_table(case, table, kept), table, follow)

    def is_link(field: Field) -> bool:
        return field.kind is Kind.ROW and names_row_of(field, table)

    return _checked(relinked(case, is_link, follow))


def with_row_renamed(case: Case, table: str, old: str, new: str) -> Case:
    """The case with a row under another name, followed wherever it is named.

    Raises:
        CaseError: no such row, or the new name is taken or not usable.
    """
    rows = _rows(case, table)
    _require_row(rows, table, old)
    if new == old:
        return case
    problems = _new_row_name_problems(rows, table, new)
    if problems:
        raise CaseError(problems)
    items = [(new if name == old else name, cells) for name, cells in rows.items()]
    case = readdressed(_with_table(case, table, items), table, {old: new})
    return _checked(relinked(case, lambda field: names_row_of(field, table), {old: new}))


def with_row_moved(case: Case, table: str, name: str, position: int) -> Case:
    """The case with a row at another place in its table, counted from 0.

    Raises:
        CaseError: no such row.
    """
    rows = _rows(case, table)
    _require_row(rows, table, name)
    items = [item for item in rows.items() if item[0] != name]
    items.insert(_place(position, len(items)), (name, rows[name]))
    return _checked(_with_table(case, table, items))


def with_row_duplicated(case: Case, table: str, name: str, new_name: str) -> Case:
    """The case with a twin of a row below it: the same cells, in every scenario, and ranges.

    Raises:
        CaseError: no such row, or the new name is taken or not usable.
    """
    rows = _rows(case, table)
    _require_row(rows, table, name)
    problems = _new_row_name_problems(rows, table, new_name)
    if problems:
        raise CaseError(problems)
    items = list(rows.items())
    items.insert(rows.index[name] + 1, (new_name, rows[name]))
    twin_scenarios = readdressed(case, table, {name: new_name})
    scenarios = tuple(
        replace(mine, set={**mine.set, **twin.set}) if twin is not mine else mine
        for mine, twin in zip(case.scenarios, twin_scenarios.scenarios, strict=True)
    )
    ranges = {**case.ranges, **twin_scenarios.ranges}
    made = replace(_with_table(case, table, items), scenarios=scenarios, ranges=ranges)
    return _checked(made)


def _with_table(case: Case, table: str, items: Iterable[tuple[str, Cells]]) -> Case:
    return replace(case, tables={**case.tables, table: Rows(dict(items))})


def _rows(case: Case, table: str) -> Rows:
    if table not in TABLES:
        raise CaseError([Problem(table, "is not a table with rows.", suggestion(table, TABLES))])
    return case.tables[table]


def _require_row(rows: Rows, table: str, name: str) -> None:
    if name not in rows:
        problem = Problem(f"{table}/{name}", "is not a row.", suggestion(name, rows))
        raise CaseError([problem])


def _new_row_name_problems(rows: Rows, table: str, name: str) -> list[Problem]:
    if wrong := row_name_problem(name):
        return [Problem(f"{table}/name", wrong)]
    if name in rows:
        what = "has the name of another row."
        return [Problem(f"{table}/{name}", what, "Row names are unique in a table.")]
    return []


# Scenarios


def with_scenario(case: Case, name: str, cells: Cells, position: int | None = None) -> Case:
    """The case with one more scenario and what it sets, at a position or last.

    Raises:
        CaseError: name taken or not usable, or what it sets is refused.
    """
    _require_new_scenario(case, name)
    scenarios = list(case.scenarios)
    scenarios.insert(_place(position, len(scenarios)), Scenario(name))
    return with_cells(replace(case, scenarios=tuple(scenarios)), name, cells)


def without_scenario(case: Case, name: str) -> Case:
    """The case without a scenario; a reference to it becomes empty.

    Raises:
        CaseError: there is no such scenario.
    """
    _require_scenario(case, name)
    scenarios = tuple(scenario for scenario in case.scenarios if scenario.name != name)
    return _checked(relinked(replace(case, scenarios=scenarios), names_scenario, {name: None}))


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
    return _checked(relinked(replace(case, scenarios=scenarios), names_scenario, {old: new}))


def with_scenario_moved(case: Case, name: str, position: int) -> Case:
    """The case with a scenario at another place in the list, counted from 0.

    Raises:
        CaseError: there is no such scenario.
    """
    _require_scenario(case, name)
    scenarios = [scenario for scenario in case.scenarios if scenario.name != name]
    scenarios.insert(_place(position, len(scenarios)), case.scenario(name))
    return _checked(replace(case, scenarios=tuple(scenarios)))


def with_scenario_duplicated(case: Case, name: str, new_name: str) -> Case:
    """The case with a twin of a scenario after it.

    Raises:
        CaseError: no such scenario, or the new name is taken or not usable.
    """
    _require_scenario(case, name)
    position = case.scenario_names.index(name) + 1
    return with_scenario(case, new_name, case.scenario(name).set, position)


def _unknown_scenario(case: Case, name: str) -> Problem:
    valid = suggestion(name, case.scenario_names)
    return Problem("scenarios", f"{shown(name)} is not a scenario.", valid)


def _require_scenario(case: Case, name: str) -> None:
    if name not in case.scenario_names:
        raise CaseError([_unknown_scenario(case, name)])


def _require_new_scenario(case: Case, name: str) -> None:
    if wrong := name_problem(name):
        raise CaseError([Problem("scenarios/name", wrong)])
    if name in case.scenario_names:
        what = f"{shown(name)} is the name of another scenario."
        raise CaseError([Problem("scenarios/name", what, "Scenario names are unique.")])


def _place(position: int | None, last: int) -> int:
    return last if position is None else max(0, min(position, last))


def _checked(case: Case, problems: Sequence[Problem] = ()) -> Case:
    # A cell that is wrong by itself would only be reported twice.
    wrong = {problem.address for problem in problems}
    found = [problem for problem in consistency_problems(case) if problem.address not in wrong]
    if problems or found:
        raise CaseError([*problems, *found])
    return case
