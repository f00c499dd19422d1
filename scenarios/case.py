"""A case: base tables, scenarios that override some of their cells, and addresses.

Every input cell has one address, `table/row/field` (`project/field` for the
project). A scenario is a name and a sparse set of overridden cells. A `Case`
never changes: `scenarios.edits` makes new ones from it.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenarios.cells import Value
from scenarios.problems import CaseError, Problem
from scenarios.schema import (
    PROJECT,
    RATES,
    REQUIRED,
    TABLES,
    UNITS,
    VOLUME_FIELDS,
    Field,
    field_at,
)

__all__ = ["Address", "Case", "CaseError", "CaseView", "Problem", "Rows", "Scenario"]

Cells = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Address:
    """Where an input cell is; `row` is "" for the project's."""

    table: str
    row: str
    field: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address written `table/row/field` or `project/field`.

        Raises:
            ValueError: not of either form.
        """
        parts = text.split("/")
        if len(parts) == 2 and parts[0] == PROJECT.name:
            return cls(parts[0], "", parts[1])
        if len(parts) == 3 and parts[0] != PROJECT.name:
            return cls(parts[0], parts[1], parts[2])
        raise ValueError(f"“{text}” is not an address of the form table/row/field")

    def __str__(self) -> str:
        parts = (self.table, self.row, self.field) if self.row else (self.table, self.field)
        return "/".join(parts)

    @property
    def follows_scenario(self) -> bool:
        """Whether a reference run takes this cell from the scenario it is held against.

        Volumes, exchange rates and project fields are the scenario's in both
        runs, so that growth and a currency's swing are in both and only the
        levers differ.
        """
        return self.table in (PROJECT.name, RATES.name) or (
            self.table == UNITS.name and self.field in VOLUME_FIELDS
        )

    @property
    def declaration(self) -> Field:
        """The field's declaration in the schema."""
        return field_at(self.table, self.field)


class Rows(Mapping[str, Cells]):
    """The rows of one table, by name and in order: the cells that were given."""

    def __init__(self, rows: Mapping[str, Cells] | None = None) -> None:
        self._rows: dict[str, Cells] = dict(rows or {})
        self._columns: dict[str, tuple[Value, ...]] = {}

        self._numbers: dict[tuple[str, str], NDArray[np.float64]] = {}

    def __getitem__(self, name: str) -> Cells:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"Rows({self._rows!r})"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Row names, in order."""
        return tuple(self._rows)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each row name."""
        return {name: position for position, name in enumerate(self._rows)}

    def column(self, declaration: Field) -> tuple[Value, ...]:
        """One value per row, the default where none was given (made once, then kept)."""
        column = self._columns.get(declaration.name)
        if column is None:
            name, default = declaration.name, declaration.default
            column = tuple(cells.get(name, default) for cells in self._rows.values())
            self._columns[name] = column
        return column

    def numbers(
        self, declaration: Field, start_month: str, read: Callable[[Field, Value, str], float]
    ) -> NDArray[np.float64]:
        """A numeric column as floats; shape (N,), read-only (made once, then kept)."""
        key = (declaration.name, start_month)
        numbers = self._numbers.get(key)
        if numbers is None:
            column = self.column(declaration)
            numbers = np.array([read(declaration, value, start_month) for value in column])
            numbers = numbers.astype(np.float64)
            numbers.flags.writeable = False
            self._numbers[key] = numbers
        return numbers


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name and the cells it overrides, by address; nothing else."""

    name: str
    set: Cells = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Base tables, scenarios and ranges; checked when made by `from_json` or an edit."""

    project: Cells
    tables: Mapping[str, Rows]
    scenarios: tuple[Scenario, ...] = ()
    ranges: Mapping[str, Cells] = field(default_factory=dict)

    @classmethod
    def from_json(cls, document: object) -> Case:
        """The case that a parsed `case.json` describes.

        Raises:
            CaseError: with every problem found, each at its address.
        """
        from scenarios.case_file import read_case

        return read_case(document)

    def to_json(self) -> dict[str, Value]:
        """The case in the form of `case.json`; only cells that were given."""
        document: dict[str, Value] = {"project": dict(self.project)}
        for name, rows in self.tables.items():
            if not rows and not TABLES[name].is_written_empty:
                continue
            document[name] = [{"name": row, **cells} for row, cells in rows.items()]
        document["scenarios"] = [
            {"name": scenario.name, "set": dict(scenario.set)} for scenario in self.scenarios
        ]
        document["ranges"] = {address: dict(cells) for address, cells in self.ranges.items()}
        return document

    @cached_property
    def scenario_names(self) -> tuple[str, ...]:
        """Names of the scenarios, in order."""
        return tuple(scenario.name for scenario in self.scenarios)

    def scenario(self, name: str) -> Scenario:
        """The scenario of that name.

        Raises:
            KeyError: there is none.
        """
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        raise KeyError(name)

    def has_cell(self, address: Address) -> bool:
        """Whether an address names a field of an existing row."""
        if address.table == PROJECT.name:
            return address.field in PROJECT.by_name
        table = TABLES.get(address.table)
        return (
            table is not None
            and address.row in self.tables[address.table]
            and address.field in table.by_name
            and address.field != "name"
        )

    def base_value(self, address: Address) -> Value:
        """A cell's value in the base, the field's default where none was given."""
        cells = (
            self.project
            if address.table == PROJECT.name
            else self.tables[address.table][address.row]
        )
        return cells.get(address.field, address.declaration.default)

    def value(self, address: Address, scenario: str | None = None) -> Value:
        """A cell's value in effect in a scenario (None for the base)."""
        if scenario is not None:
            overrides = self.scenario(scenario).set
            key = str(address)
            if key in overrides:
                return overrides[key]
        return self.base_value(address)

    def reference_of(self, own: Cells) -> tuple[str | None, Cells]:
        """What a scenario is held against: the reference's name, and its run's overrides.

        Args:
            own: the scenario's overridden cells.
        """
        name = own.get("project/reference", self.project.get("reference"))
        levers = self.scenario(str(name)).set if name is not None else {}
        merged = {
            key: value for key, value in levers.items() if not Address.parse(key).follows_scenario
        }
        merged |= {key: value for key, value in own.items() if Address.parse(key).follows_scenario}
        return (None if name is None else str(name)), merged

    def view(self, scenario: str | None = None) -> CaseView:
        """The tables as one scenario sees them (None for the base)."""
        return CaseView(self, self.scenario(scenario).set if scenario is not None else {})


class CaseView:
    """The tables with a set of overridden cells in effect.

    The same for a scenario, for a reference run (the reference's cells with
    another scenario's volumes) and for the base (nothing overridden).
    """

    def __init__(self, case: Case, overrides: Cells) -> None:
        self.case = case
        self.overrides = overrides
        self._by_column: dict[tuple[str, str], dict[str, Value]] = {}
        for key, value in overrides.items():
            address = Address.parse(key)
            self._by_column.setdefault((address.table, address.field), {})[address.row] = value

    def project(self, name: str) -> Value:
        """A project field in effect."""
        changed = self._by_column.get((PROJECT.name, name))
        if changed is not None:
            return changed[""]
        value = self.case.project.get(name, PROJECT.by_name[name].default)
        return None if value is REQUIRED else value

    def names(self, table: str) -> tuple[str, ...]:
        """Row names of a table."""
        return self.case.tables[table].names

    def column(self, table: str, name: str) -> Sequence[Value]:
        """One value in effect per row of a table."""
        rows = self.case.tables[table]
        base = rows.column(field_at(table, name))
        changed = self._by_column.get((table, name))
        if changed is None:
            return base
        column = list(base)
        for row, value in changed.items():
            column[rows.index[row]] = value
        return column

    def value(self, table: str, row: str, name: str) -> Value:
        """One cell in effect."""
        changed = self._by_column.get((table, name))
        if changed is not None and row in changed:
            return changed[row]
        return self.case.tables[table][row].get(name, field_at(table, name).default)

    def changed(self, table: str, name: str) -> Mapping[str, Value]:
        """The overridden cells of a column, by row name."""
        return self._by_column.get((table, name), {})

    def overrides_column(self, table: str, name: str) -> bool:
        """Whether any cell of a column is overridden."""
        return (table, name) in self._by_column

    @property
    def overridden_columns(self) -> Set[tuple[str, str]]:
        """Every (table, field) of which some cell is overridden."""
        return self._by_column.keys()
