"""Where a case names its own rows and scenarios, so that a rename or a deletion is followed.

A row may be named by cells of other tables, by overrides of scenarios, by formulas
and, as a part of an address, by the keys of overrides, ranges and formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from scenarios.case import Address, Case, Cells, Rows, Scenario
from scenarios.cells import Value
from scenarios.formula import Reference
from scenarios.formula_reading import read_formula
from scenarios.recomputing import every_formula
from scenarios.schema import PROJECT, TABLES, Field, Kind

#: What a link becomes: another name, or None for an empty cell.
Follow = Mapping[str, str | None]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that names a row or a scenario."""

    address: str
    declaration: Field
    name: str
    scenario: str | None = None


def names_row_of(field: Field, table: str) -> bool:
    """Whether a field's value may be the name of a row of a table."""
    if field.kind is Kind.SCOPE:
        return table == "workloads"
    return field.kind is Kind.ROW and field.table == table


def names_scenario(field: Field) -> bool:
    """Whether a field's value is the name of a scenario."""
    return field.kind is Kind.SCENARIO


def links_to(case: Case, table: str, names: set[str]) -> Iterator[Link]:
    """Every cell, in the base and in scenarios, that names one of these rows of a table."""
    columns = [(PROJECT.name, field) for field in PROJECT.fields if names_row_of(field, table)]
    for prefix, field in columns:
        if (value := case.project.get(field.name)) in names:
            yield Link(f"{prefix}/{field.name}", field, str(value))
    for other in TABLES.values():
        for field in other.fields:
            if not names_row_of(field, table):
                continue
            for row, cells in case.tables[other.name].items():
                if (value := cells.get(field.name)) in names:
                    yield Link(f"{other.name}/{row}/{field.name}", field, str(value))
    for scenario in case.scenarios:
        for key, value in scenario.set.items():
            if isinstance(value, str) and value in names:
                declaration = Address.parse(key).declaration
                if names_row_of(declaration, table):
                    yield Link(key, declaration, value, scenario.name)


def relinked(case: Case, names: Callable[[Field], bool], follow: Follow) -> Case:
    """The case with every link to one of these names replaced by what it becomes.

    Tables in which nothing is replaced are reused as they are.

    Args:
        names: tells the fields whose values are such links.
        follow: what each name becomes.
    """

    def followed(cells: Cells, declarations: Mapping[str, Field]) -> Cells:
        changed = {
            name: follow[value]
            for name, value in cells.items()
            if isinstance(value, str) and value in follow and names(declarations[name])
        }
        return {**cells, **changed} if changed else cells

    tables = {}
    for table, rows in case.tables.items():
        declarations = TABLES[table].by_name
        linked = [field.name for field in TABLES[table].fields if names(field)]
        made = {row: followed(cells, declarations) for row, cells in rows.items()} if linked else {}
        untouched = all(made[row] is cells for row, cells in rows.items()) if linked else True
        tables[table] = rows if untouched else Rows(made)
    scenarios = tuple(_relinked_scenario(scenario, names, follow) for scenario in case.scenarios)
    project = followed(case.project, PROJECT.by_name)
    return replace(case, project=project, tables=tables, scenarios=scenarios)


def _relinked_scenario(
    scenario: Scenario, names: Callable[[Field], bool], follow: Follow
) -> Scenario:
    changed: dict[str, Value] = {
        key: follow[value]
        for key, value in scenario.set.items()
        if isinstance(value, str) and value in follow and names(Address.parse(key).declaration)
    }
    return replace(scenario, set={**scenario.set, **changed}) if changed else scenario


def readdressed(case: Case, table: str, follow: Follow) -> Case:
    """The case with what is kept by address moved along with renamed rows, or left out of deleted.

    Overrides, ranges and formulas are; what formulas name is renamed by `renamed_in_formulas`.
    """

    def moved(cells: Mapping[str, Kept]) -> Mapping[str, Kept]:
        if not any(_row_of(key, table) in follow for key in cells):
            return cells
        kept: dict[str, Kept] = {}
        for key, value in cells.items():
            row = _row_of(key, table)
            if row not in follow:
                kept[key] = value
            elif (new := follow[row]) is not None:
                kept[str(replace(Address.parse(key), row=new))] = value
        return kept

    def moved_scenario(scenario: Scenario) -> Scenario:
        cells = moved(scenario.set)
        if cells is scenario.set:
            return scenario
        return replace(scenario, set=cells, formulas=moved(scenario.formulas))

    scenarios = tuple(moved_scenario(scenario) for scenario in case.scenarios)
    ranges, formulas = moved(case.ranges), moved(case.formulas)
    return replace(case, scenarios=scenarios, ranges=ranges, formulas=formulas)


def formulas_naming(
    case: Case, table: str, rows: Collection[str]
) -> Iterator[tuple[str | None, str, str]]:
    """Formulas of other cells that name one of these rows: scenario, address, and the row named."""
    for scenario, home, text in every_formula(case):
        if _row_of(home, table) in rows:
            continue
        for reference in read_formula(text).references:
            if reference.table == table and reference.row in rows:
                yield scenario, home, reference.row
                break


def renamed_in_formulas(case: Case, table: str, old: str, new: str) -> Case:
    """The case with every formula that names a row naming another instead."""
    if not any(True for _ in every_formula(case)):
        return case
    scenarios = tuple(
        replace(scenario, formulas=_renamed(scenario.formulas, table, old, new))
        for scenario in case.scenarios
    )
    formulas = _renamed(case.formulas, table, old, new)
    return replace(case, formulas=formulas, scenarios=scenarios)


def formulas_of_twin(
    formulas: Mapping[str, str], table: str, name: str, twin: str
) -> dict[str, str]:
    """A row's formulas as its twin has them: what names the row itself names the twin."""
    own = {key: text for key, text in formulas.items() if _row_of(key, table) == name}
    moved = {str(replace(Address.parse(key), row=twin)): text for key, text in own.items()}
    return _renamed(moved, table, name, twin)


def _renamed(formulas: Mapping[str, str], table: str, old: str, new: str) -> dict[str, str]:
    def change(reference: Reference) -> Reference:
        is_meant = reference.table == table and reference.row == old
        return replace(reference, row=new) if is_meant else reference

    return {key: read_formula(text).renamed(change) for key, text in formulas.items()}


def _row_of(key: str, table: str) -> str:
    """The row that an address lies in; "" where it lies in another table."""
    address = Address.parse(key)
    return address.row if address.table == table else ""
