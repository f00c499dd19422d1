"""Reading a case: every mistake is found before anything is refused.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from scenarios.address_problems import address_problem
from scenarios.case import Address, Case, Rows, Scenario
from scenarios.cells import RefusedError, Value, accepted, name_problem, row_name_problem, shown
from scenarios.consistency import consistency_problems
from scenarios.problems import CaseError, Problem, suggestion
from scenarios.recomputing import accepted_formula, recomputed
from scenarios.schema import PROJECT, RANGE_SHAPES, TABLES, Table
from scenarios.words import say

_PARTS = (PROJECT.name, *TABLES, "scenarios", "ranges", "formulas")
_SCENARIO_PARTS = ("name", "set", "formulas")


def read_case(document: object) -> Case:
    """The case that a parsed `case.json` describes.

    Raises:
        CaseError: with every problem found.
    """
    if not isinstance(document, Mapping):
        raise CaseError(
            [Problem("case", say("is not a JSON object."), say("Expected {“project”: …}."))]
        )
    problems = [
        Problem(str(part), say("is not a part of a case."), suggestion(str(part), _PARTS))
        for part in document
        if part not in _PARTS
    ]
    project = _project(document.get(PROJECT.name, {}), problems)
    tables = {
        table.name: _rows(table, document.get(table.name, []), problems)
        for table in TABLES.values()
    }
    case = Case(project, tables)
    scenarios = _scenarios(case, document.get("scenarios", []), problems)
    ranges = _ranges(case, document.get("ranges", {}), problems)
    formulas = _formulas(case, document.get("formulas", {}), problems)
    case, without_value = recomputed(Case(project, tables, scenarios, ranges, formulas))
    problems += without_value
    # A cell that is wrong by itself would only be reported twice.
    wrong = {problem.address for problem in problems}
    problems += [found for found in consistency_problems(case) if found.address not in wrong]
    if problems:
        raise CaseError(problems)
    return case


def row_cells(
    table: Table,
    prefix: str,
    raw: Mapping[str, Value],
    problems: list[Problem],
    computed: Collection[str] = (),
) -> dict[str, Value]:
    """The cells of one row (or of the project) that stand; `problems` gains the others.

    Args:
        prefix: the row's address, `table/row` or `project`.
        computed: fields that formulas will fill.
    """
    cells: dict[str, Value] = {}
    for name, value in raw.items():
        if name == "name" and table is not PROJECT:
            continue
        address = f"{prefix}/{name}"
        if name not in table.by_name:
            valid = [field.name for field in table.fields if field.name != "name"]
            problems.append(Problem(address, say("is not a field."), suggestion(str(name), valid)))
            continue
        try:
            cells[name] = accepted(table.by_name[name], value)
        except RefusedError as refused:
            problems.append(Problem(address, refused.what, refused.valid))
    for field in table.fields:
        is_given = field.name in raw or field.name in computed or field.name == "name"
        if field.is_required and not is_given:
            problems.append(Problem(f"{prefix}/{field.name}", say("is missing."), field.help))
    return cells


def _project(raw: Value, problems: list[Problem]) -> dict[str, Value]:
    if not isinstance(raw, Mapping):
        problems.append(Problem(PROJECT.name, say("is not a JSON object.")))
        return {}
    return row_cells(PROJECT, PROJECT.name, raw, problems)


def _rows(table: Table, raw: Value, problems: list[Problem]) -> Rows:
    if not isinstance(raw, list | tuple):
        problems.append(
            Problem(table.name, say("is not a list of rows."), "Expected [{“name”: …}, …].")
        )
        return Rows()
    rows: dict[str, Mapping[str, Value]] = {}
    for position, row in enumerate(raw, start=1):
        if not isinstance(row, Mapping):
            problems.append(
                Problem(table.name, say("row {position} is not a JSON object.", position=position))
            )
            continue
        name = row.get("name")
        if wrong := row_name_problem(name):
            problems.append(Problem(f"{table.name}/{position}/name", wrong))
            name = str(position)
        cells = row_cells(table, f"{table.name}/{name}", row, problems)
        if name in rows:
            problems.append(
                Problem(
                    f"{table.name}/{name}/name",
                    say("row {position} has the name of an earlier row.", position=position),
                    say("Row names are unique in a table."),
                )
            )
            continue
        rows[str(name)] = cells
    return Rows(rows)


def _scenarios(case: Case, raw: Value, problems: list[Problem]) -> tuple[Scenario, ...]:
    if not isinstance(raw, list | tuple):
        problems.append(Problem("scenarios", say("is not a list.")))
        return ()
    scenarios: list[Scenario] = []
    for position, item in enumerate(raw, start=1):
        where = f"scenarios/{position}"
        if not isinstance(item, Mapping):
            problems.append(Problem(where, say("is not a JSON object.")))
            continue
        for key in item:
            if key not in _SCENARIO_PARTS:
                valid = suggestion(str(key), _SCENARIO_PARTS)
                problems.append(Problem(f"{where}/{key}", say("is not part of a scenario."), valid))
        name = item.get("name")
        if wrong := name_problem(name):
            problems.append(Problem(f"{where}/name", wrong))
            continue
        if any(scenario.name == name for scenario in scenarios):
            problems.append(
                Problem(
                    f"{where}/name", say("{name} is taken by an earlier one.", name=shown(name))
                )
            )
            continue
        cells = _overrides(case, str(name), item.get("set", {}), problems)
        formulas = _formulas(case, item.get("formulas", {}), problems, str(name))
        scenarios.append(Scenario(str(name), cells, formulas))
    return tuple(scenarios)


def _overrides(case: Case, scenario: str, raw: Value, problems: list[Problem]) -> dict[str, Value]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("set", say("is not a JSON object."), "", scenario))
        return {}
    cells: dict[str, Value] = {}
    for text, value in raw.items():
        if wrong := address_problem(case, str(text)):
            problems.append(Problem(wrong.address, wrong.what, wrong.valid, scenario))
            continue
        try:
            cells[str(text)] = accepted(Address.parse(str(text)).declaration, value)
        except RefusedError as refused:
            problems.append(Problem(str(text), refused.what, refused.valid, scenario))
    return cells


def _formulas(
    case: Case, raw: Value, problems: list[Problem], scenario: str | None = None
) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("formulas", say("is not a JSON object."), "", scenario))
        return {}
    formulas: dict[str, str] = {}
    for text, formula in raw.items():
        if wrong := address_problem(case, str(text)):
            problems.append(replace(wrong, scenario=scenario))
            continue
        try:
            declaration = Address.parse(str(text)).declaration
            formulas[str(text)] = accepted_formula(case, declaration, formula)
        except RefusedError as refused:
            problems.append(Problem(str(text), refused.what, refused.valid, scenario))
    return formulas


def _ranges(case: Case, raw: Value, problems: list[Problem]) -> dict[str, dict[str, Value]]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("ranges", say("is not a JSON object.")))
        return {}
    ranges: dict[str, dict[str, Value]] = {}
    for text, item in raw.items():
        if wrong := address_problem(case, str(text)):
            problems.append(Problem(f"ranges/{wrong.address}", wrong.what, wrong.valid))
            continue
        checked = _range(case, str(text), item, problems)
        if checked is not None:
            ranges[str(text)] = checked
    return ranges


def _range(case: Case, text: str, raw: Value, problems: list[Problem]) -> dict[str, Value] | None:
    where = f"ranges/{text}"
    declaration = Address.parse(text).declaration
    if not declaration.is_numeric or declaration.choices:
        problems.append(Problem(where, say("is not a number, so it has no range.")))
        return None
    if not isinstance(raw, Mapping):
        problems.append(
            Problem(where, say("is not a JSON object."), say("Expected {low, mode, high, shape}."))
        )
        return None
    cells: dict[str, Value] = {}
    for key, value in raw.items():
        if key == "shape":
            if value not in RANGE_SHAPES:
                problems.append(
                    Problem(
                        f"{where}/shape",
                        say("{shown} is unknown.", shown=shown(value)),
                        suggestion(str(value), RANGE_SHAPES),
                    )
                )
            cells["shape"] = value
        elif key in ("low", "mode", "high"):
            try:
                cells[key] = accepted(declaration, value)
            except RefusedError as refused:
                problems.append(Problem(f"{where}/{key}", refused.what, refused.valid))
        else:
            valid = suggestion(str(key), ("low", "mode", "high", "shape"))
            problems.append(Problem(f"{where}/{key}", say("is not part of a range."), valid))
    problems += [
        Problem(f"{where}/{key}", say("is missing.")) for key in ("low", "high") if key not in raw
    ]
    order = [cells[key] for key in ("low", "mode", "high") if key in cells]
    numbers = [value for value in order if isinstance(value, int | float)]
    if len(numbers) == len(order) and numbers != sorted(numbers):
        problems.append(Problem(where, say("is out of order."), say("low ≤ mode ≤ high.")))
    return cells
