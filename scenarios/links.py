"""Where a case names its own rows and scenarios, so that a rename or a deletion is followed.

A row may be named by cells of other tables, by overrides of scenarios and, as
a part of an address, by the keys of overrides and ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from scenarios.case import Address, Case, Cells, Rows, Scenario
from scenarios.cells import Value
from scenarios.schema import PROJECT, TABLES, Field, Kind

#: What a link becomes: another name, or None for an empty cell.
Follow = Mapping[str, str | None]


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
    """The case with overrides and ranges of renamed rows moved along, of deleted rows left out."""

    def moved(cells: Mapping[str, Value]) -> Mapping[str, Value]:
        if not any(_row_of(key, table) in follow for key in cells):
            return cells
        kept: dict[str, Value] = {}
        for key, value in cells.items():
            row = _row_of(key, table)
            if row not in follow:
                kept[key] = value
            elif (new := follow[row]) is not None:
                kept[str(replace(Address.parse(key), row=new))] = value
        return kept

    def moved_scenario(scenario: Scenario) -> Scenario:
        cells = moved(scenario.set)
        return scenario if cells is scenario.set else replace(scenario, set=cells)

    scenarios = tuple(moved_scenario(scenario) for scenario in case.scenarios)
    ranges: Mapping[str, Cells] = moved(case.ranges)  # type: ignore[assignment]
    return replace(case, scenarios=scenarios, ranges=ranges)


def _row_of(key: str, table: str) -> str:
    """The row that an address lies in; "" where it lies in another table."""
    address = Address.parse(key)
    return address.row if address.table == table else ""
