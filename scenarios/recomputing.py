"""Formulas taken into a case, and their cells brought up to date: after reading, after each edit.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from scenarios.address import Address
from scenarios.case import Case, Cells, Rows, Scenario
from scenarios.cells import RefusedError, Value
from scenarios.formula import Reference, is_formula
from scenarios.formula_graph import may_be_computed, reached, readers
from scenarios.formula_reading import is_too_long, read_formula
from scenarios.formulas import InEffect, Workings
from scenarios.problems import Problem
from scenarios.schema import PROJECT, Field
from scenarios.words import say


def kept_formula(case: Case, text: str) -> str:
    """A formula as it is kept, its rows named as the case writes them.

    A row named in another case is taken for the only one it matches, as everywhere.

    Raises:
        RefusedError: it cannot be read.
    """

    def as_named(reference: Reference) -> Reference:
        rows = case.tables.get(reference.table)
        if rows is None or reference.row in rows:
            return reference
        alike = [name for name in rows if name.casefold() == reference.row.casefold()]
        return replace(reference, row=alike[0]) if len(alike) == 1 else reference

    kept = read_formula(text).renamed(as_named)
    if is_too_long(kept):  # by quotes around names that were written without
        raise RefusedError(say("The formula is too long."))
    return kept


def accepted_formula(case: Case, declaration: Field, raw: Value) -> str:
    """A formula for a cell of a field, as it is kept.

    Raises:
        RefusedError: the field takes none, or it cannot be read.
    """
    if not isinstance(raw, str) or not is_formula(raw):
        raise RefusedError(say("is not a formula."), say("Write it like =units/orders/volume*0.1."))
    if not may_be_computed(declaration):
        what = say("“{field}” takes no formula.", field=declaration.label)
        raise RefusedError(what, say("Amounts, shares, rates, counts and months do."))
    return kept_formula(case, raw)


def parted(fields: Mapping[str, Field], cells: Cells) -> tuple[dict[str, Value], dict[str, str]]:
    """Cells of one row without its formulas, and the formulas by field."""
    formulas = {
        name: str(value)
        for name, value in cells.items()
        if is_formula(value) and name in fields and may_be_computed(fields[name])
    }
    return {name: value for name, value in cells.items() if name not in formulas}, formulas


def recomputed(case: Case, changed: Collection[str] | None = None) -> tuple[Case, list[Problem]]:
    """The case with every computed cell brought up to date, and what has no value.

    What has none keeps its last value. A case without formulas is returned as it is.

    Args:
        changed: the base's cells that were given something else since all was up to date; None
            where more than cells was changed.
    """
    if not case.formulas and not any(scenario.formulas for scenario in case.scenarios):
        return case, []
    case, problems = _with_base(case, changed)
    known = {(problem.address, problem.what) for problem in problems}
    effects = [case.in_effect(scenario.given) for scenario in case.scenarios]
    for scenario, effect in zip(case.scenarios, effects, strict=True):
        for problem in effect.problems:
            # What is wrong in the base is said once, not for each scenario.
            if (problem.address, problem.what) not in known:
                problems.append(replace(problem, scenario=scenario.name))
    return _with_effects(case, effects), problems


def _with_effects(case: Case, effects: Sequence[InEffect]) -> Case:
    scenarios = tuple(
        _with_values(scenario, effect.cells)
        for scenario, effect in zip(case.scenarios, effects, strict=True)
    )
    made = replace(case, scenarios=scenarios)
    for scenario, effect in zip(scenarios, effects, strict=True):
        # They are given the same as before, so that it comes to the same.
        made.remember(scenario.given, effect)
    return made


def _with_base(case: Case, changed: Collection[str] | None) -> tuple[Case, list[Problem]]:
    workings = Workings(case, {})
    formulas = workings.formulas
    wanted: Collection[str] = formulas
    if changed is not None:
        moved = reached(changed, readers(formulas.values())) if changed else set()
        wanted = moved | (formulas.keys() & changed)
    new: dict[str, dict[str, dict[str, Value]]] = {}
    for key, value in workings.work_out(wanted).items():
        address = Address.parse(key)
        cells = case.tables[address.table][address.row] if address.row else case.project
        if address.field not in cells or cells[address.field] != value:
            rows = new.setdefault(address.table, {})
            rows.setdefault(address.row, {})[address.field] = value
    # What does not change is the same object still: what was computed from it stays valid.
    in_project = new.pop(PROJECT.name, {}).get("", {})
    project = {**case.project, **in_project} if in_project else case.project
    tables = dict(case.tables)
    for table, rows in new.items():
        merged = {row: {**cells, **rows.get(row, {})} for row, cells in tables[table].items()}
        tables[table] = Rows(merged)
    return replace(case, project=project, tables=tables), workings.problems


def _with_values(scenario: Scenario, cells: Cells) -> Scenario:
    """A scenario whose computed cells hold what they come to; itself where they do already."""
    values = {key: cells[key] for key in scenario.formulas}
    if all(key in scenario.set and scenario.set[key] == value for key, value in values.items()):
        return scenario
    return replace(scenario, set={**scenario.set, **values})


def too_long(case: Case) -> Iterator[Problem]:
    """Formulas that could not be read back, as the new name of a row in them makes them so long."""
    for scenario, home, text in every_formula(case):
        if is_too_long(text):
            what = say("has a formula that would be too long.")
            valid = say("Choose a shorter name, or shorten the formula first.")
            yield Problem(home, what, valid, scenario)


def every_formula(case: Case) -> Iterator[tuple[str | None, str, str]]:
    """Each formula of a case: its scenario (None for the base), its cell, and its text."""
    yield from ((None, key, text) for key, text in case.formulas.items())
    for scenario in case.scenarios:
        yield from ((scenario.name, key, text) for key, text in scenario.formulas.items())
