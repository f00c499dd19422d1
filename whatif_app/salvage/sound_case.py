"""A case out of cells of which some are wrong: what is wrong is left out until the rest is sound.

The case's own checks say what is wrong, each at its address; what remains has passed all of them.
"""

from __future__ import annotations

from typing import Any

from scenarios.case import Case
from scenarios.cells import row_name_problem
from scenarios.problems import CaseError, Problem
from scenarios.schema import PROJECT, TABLES
from scenarios.words import say

_START = f"{PROJECT.name}/start_month"


def sound_case(document: Any, month: str) -> tuple[Case, list[Problem]]:
    """The case that a parsed `case.json` describes, without what is wrong in it.

    Args:
        document: changed on the way.
        month: for `project/start_month`, where that is lost: a case has to begin some time.

    Returns:
        The case, and each thing left out, at its address.
    """
    left_out: list[Problem] = []
    if not isinstance(document, dict):
        document = {}
    while True:
        try:
            return Case.from_json(document), left_out
        except CaseError as error:
            left_out += _without(document, error.problems, month)


def _without(document: dict[str, Any], problems: tuple[Problem, ...], month: str) -> list[Problem]:
    """Take out what problems are about; those that are gone with another one come again."""
    taken = []
    places = _Places(document)
    for problem in problems:
        took = _take_out(document, places, problem, month)
        if took:
            taken.append(Problem(problem.address, problem.what, took, problem.scenario))
    _close_gaps(document)
    if not taken:
        # What cannot be mended by leaving a piece out is a case of its own making: all of it goes.
        document.clear()
        first = problems[0]
        taken.append(Problem("case", say("Nothing of it can be used: {why}", why=str(first))))
    return taken


class _Places:
    """Where the rows of each name are; gaps are closed only when all problems were gone through."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._tables: dict[str, dict[str, list[int]]] = {}

    def of(self, table: str, name: str) -> list[int]:
        """The places of the rows of this name."""
        if table not in self._tables:
            found: dict[str, list[int]] = {}
            for at, row in enumerate(self._document[table]):
                if isinstance(row, dict) and isinstance(row.get("name"), str):
                    found.setdefault(row["name"], []).append(at)
            self._tables[table] = found
        return self._tables[table].get(name, [])


def _take_out(document: dict[str, Any], places: _Places, problem: Problem, month: str) -> str:
    """Leave out the piece that a problem names; says what was done, "" where nothing was."""
    if problem.address == _START and problem.scenario is None:
        project = document.setdefault(PROJECT.name, {})
        if not isinstance(project, dict) or project.get("start_month") == month:
            return ""
        project["start_month"] = month
        return say("{month} was put in its place.", month=month)
    parts = problem.address.split("/")
    if problem.scenario is not None:
        return _from_scenario(document, problem)
    if parts[0] == "scenarios" and len(parts) > 1:
        return _from_scenarios(document["scenarios"], parts)
    if parts[0] == "ranges" and len(parts) > 1:
        return _range(document["ranges"], problem.address.removeprefix("ranges/"))
    if len(parts) > 1 and (took := _formula(document, problem.address)):
        return took
    if parts[0] == PROJECT.name and len(parts) > 1:
        return _cell(document.get(PROJECT.name), parts[1])
    if parts[0] in TABLES:
        return _from_table(document, places, parts)
    return _whole(document, parts[0])


def _whole(holder: dict[str, Any], key: str) -> str:
    if key not in holder:
        return ""
    del holder[key]
    return say("It is left out.")


def _cell(cells: Any, field: str) -> str:
    if not isinstance(cells, dict) or field not in cells:
        return ""
    del cells[field]
    return say("The cell is left empty.")


def _formula(holder: dict[str, Any], address: str) -> str:
    formulas = holder.get("formulas")
    if not isinstance(formulas, dict) or address not in formulas:
        return ""
    del formulas[address]
    return say("The formula is left out; the value that it had is kept.")


def _from_table(document: dict[str, Any], places: _Places, parts: list[str]) -> str:
    table, rows = parts[0], document.get(parts[0])
    if not isinstance(rows, list):
        return _whole(document, table)
    if len(parts) < 3:
        found = next((at for at, row in enumerate(rows) if not isinstance(row, dict)), None)
        return _row(rows, found)
    row, field = parts[1], parts[2]
    named = [at for at in places.of(table, row) if rows[at] is not _GAP]
    if field == "name":
        return _row(rows, named[-1] if len(named) > 1 else _place(rows, row))
    if not named:
        return _row(rows, _place(rows, row))
    declaration = TABLES[table].by_name.get(field)
    is_needed = declaration is not None and declaration.is_required
    took = "" if is_needed else _cell(rows[named[0]], field)
    return took or _row(rows, named[0])


def _place(rows: list[Any], number: str) -> int | None:
    """Which row is called by its number, since its name is none; None where that is not so."""
    at = int(number) - 1 if number.isdecimal() else -1
    if not 0 <= at < len(rows) or not isinstance(rows[at], dict):
        return None
    return at if row_name_problem(rows[at].get("name")) else None


def _row(rows: list[Any], at: int | None) -> str:
    if at is None or rows[at] is _GAP:
        return ""
    rows[at] = _GAP
    return say("The row is left out.")


def _from_scenarios(scenarios: Any, parts: list[str]) -> str:
    """Leave out a scenario, or a part of it that is none."""
    at = int(parts[1]) - 1 if parts[1].isdecimal() else -1
    if not isinstance(scenarios, list) or not 0 <= at < len(scenarios) or scenarios[at] is _GAP:
        return ""
    if len(parts) > 2 and parts[2] != "name":
        return _cell(scenarios[at], "/".join(parts[2:])) and say("It is left out.")
    scenarios[at] = _GAP
    return say("The scenario is left out.")


def _from_scenario(document: dict[str, Any], problem: Problem) -> str:
    """Leave out an override; where the fault lies elsewhere, the whole scenario."""
    scenarios: list[Any] = document["scenarios"]
    for at, scenario in enumerate(scenarios):
        if not isinstance(scenario, dict) or scenario.get("name") != problem.scenario:
            continue
        if problem.address in ("set", "formulas"):
            return _whole(scenario, problem.address)
        if took := _formula(scenario, problem.address):
            return took
        if _cell(scenario.get("set"), problem.address):
            return say("The scenario takes what the base has.")
        scenarios[at] = _GAP
        return say("The scenario is left out.")
    return ""


def _range(ranges: Any, address: str) -> str:
    """Leave out a range, which a problem may name with a part of it."""
    if not isinstance(ranges, dict):
        return ""
    key = address if address in ranges else address.rpartition("/")[0]
    return _whole(ranges, key)


#: Where something was left out of a list: the others are called by their numbers until all is done.
_GAP: Any = ()


def _close_gaps(document: dict[str, Any]) -> None:
    for key, value in document.items():
        if isinstance(value, list):
            document[key] = [each for each in value if each is not _GAP]
