"""Reading a case: every mistake is found before anything is refused.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.case import Address, Case, Rows, Scenario
from scenarios.cells import RefusedError, Value, accepted, name_problem, row_name_problem, shown
from scenarios.consistency import consistency_problems
from scenarios.problems import CaseError, Problem, suggestion
from scenarios.schema import PROJECT, RANGE_SHAPES, TABLES, Table

_PARTS = (PROJECT.name, *TABLES, "scenarios", "ranges")


def read_case(document: object) -> Case:
    """The case that a parsed `case.json` describes.

    Raises:
        CaseError: with every problem found.
    """
    if not isinstance(document, Mapping):
        raise CaseError([Problem("case", "is not a JSON object.", "Expected {“project”: …}.")])
    problems = [
        Problem(str(part), "is not a part of a case.", suggestion(str(part), _PARTS))
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
    case = Case(project, tables, scenarios, ranges)
    # A cell that is wrong by itself would only be reported twice.
    wrong = {problem.address for problem in problems}
    problems += [found for found in consistency_problems(case) if found.address not in wrong]
    if problems:
        raise CaseError(problems)
    return case


def row_cells(
    table: Table, prefix: str, raw: Mapping[str, Value], problems: list[Problem]
) -> dict[str, Value]:
    """The cells of one row (or of the project) that stand; `problems` gains the others.

    Args:
        prefix: the row's address, `table/row` or `project`.
    """
    cells: dict[str, Value] = {}
    for name, value in raw.items():
        if name == "name" and table is not PROJECT:
            continue
        address = f"{prefix}/{name}"
        if name not in table.by_name:
            valid = [field.name for field in table.fields if field.name != "name"]
            problems.append(Problem(address, "is not a field.", suggestion(str(name), valid)))
            continue
        try:
            cells[name] = accepted(table.by_name[name], value)
        except RefusedError as refused:
            problems.append(Problem(address, refused.what, refused.valid))
    for field in table.fields:
        if field.is_required and field.name not in raw and field.name != "name":
            problems.append(Problem(f"{prefix}/{field.name}", "is missing.", field.help))
    return cells


def _project(raw: Value, problems: list[Problem]) -> dict[str, Value]:
    if not isinstance(raw, Mapping):
        problems.append(Problem(PROJECT.name, "is not a JSON object."))
        return {}
    return row_cells(PROJECT, PROJECT.name, raw, problems)


def _rows(table: Table, raw: Value, problems: list[Problem]) -> Rows:
    if not isinstance(raw, list | tuple):
        problems.append(Problem(table.name, "is not a list of rows.", "Expected [{“name”: …}, …]."))
        return Rows()
    rows: dict[str, Mapping[str, Value]] = {}
    for position, row in enumerate(raw, start=1):
        if not isinstance(row, Mapping):
            problems.append(Problem(table.name, f"row {position} is not a JSON object."))
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
                    f"row {position} has the name of an earlier row.",
                    "Row names are unique in a table.",
                )
            )
            continue
        rows[str(name)] = cells
    return Rows(rows)


def address_problem(case: Case, text: str) -> Problem | None:
    """Why a text is not the address of a cell of this case, with the nearest valid one."""
    parts = text.split("/")
    if parts[0] not in (PROJECT.name, *TABLES):
        valid = suggestion(parts[0], (PROJECT.name, *TABLES))
        return Problem(text, f"“{parts[0]}” is not a table.", valid)
    try:
        address = Address.parse(text)
    except ValueError:
        form = "project/field" if parts[0] == PROJECT.name else "table/row/field"
        return Problem(text, "is not an address.", f"Write it {form}.")
    if case.has_cell(address):
        return None
    if address.table != PROJECT.name and address.row not in case.tables[address.table]:
        names = case.tables[address.table].names
        return Problem(
            text,
            f"“{address.row}” is not a row of {address.table}.",
            suggestion(address.row, names),
        )
    table = PROJECT if address.table == PROJECT.name else TABLES[address.table]
    fields = [field.name for field in table.fields if field.name != "name"]
    return Problem(text, f"“{address.field}” is not a field.", suggestion(address.field, fields))


def _scenarios(case: Case, raw: Value, problems: list[Problem]) -> tuple[Scenario, ...]:
    if not isinstance(raw, list | tuple):
        problems.append(Problem("scenarios", "is not a list."))
        return ()
    scenarios: list[Scenario] = []
    for position, item in enumerate(raw, start=1):
        where = f"scenarios/{position}"
        if not isinstance(item, Mapping):
            problems.append(Problem(where, "is not a JSON object."))
            continue
        for key in item:
            if key not in ("name", "set"):
                valid = suggestion(str(key), ("name", "set"))
                problems.append(Problem(f"{where}/{key}", "is not part of a scenario.", valid))
        name = item.get("name")
        if wrong := name_problem(name):
            problems.append(Problem(f"{where}/name", wrong))
            continue
        if any(scenario.name == name for scenario in scenarios):
            problems.append(Problem(f"{where}/name", f"{shown(name)} is taken by an earlier one."))
            continue
        cells = _overrides(case, str(name), item.get("set", {}), problems)
        scenarios.append(Scenario(str(name), cells))
    return tuple(scenarios)


def _overrides(case: Case, scenario: str, raw: Value, problems: list[Problem]) -> dict[str, Value]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("set", "is not a JSON object.", "", scenario))
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


def _ranges(case: Case, raw: Value, problems: list[Problem]) -> dict[str, dict[str, Value]]:
    if not isinstance(raw, Mapping):
        problems.append(Problem("ranges", "is not a JSON object."))
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
        problems.append(Problem(where, "is not a number, so it has no range."))
        return None
    if not isinstance(raw, Mapping):
        problems.append(
            Problem(where, "is not a JSON object.", "Expected {low, mode, high, shape}.")
        )
        return None
    cells: dict[str, Value] = {}
    for key, value in raw.items():
        if key == "shape":
            if value not in RANGE_SHAPES:
                problems.append(
                    Problem(
                        f"{where}/shape",
                        f"{shown(value)} is unknown.",
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
            problems.append(Problem(f"{where}/{key}", "is not part of a range.", valid))
    problems += [
        Problem(f"{where}/{key}", "is missing.") for key in ("low", "high") if key not in raw
    ]
    order = [cells[key] for key in ("low", "mode", "high") if key in cells]
    numbers = [value for value in order if isinstance(value, int | float)]
    if len(numbers) == len(order) and numbers != sorted(numbers):
        problems.append(Problem(where, "is out of order.", "low ≤ mode ≤ high."))
    return cells
