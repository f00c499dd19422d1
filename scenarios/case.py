"""A case: base tables, scenarios that override some of their cells, and addresses.

Every input cell has one address, `table/row/field` (`project/field` for the
project). A scenario is a name and a sparse set of overridden cells. A cell may
be computed: its formula is kept beside the value that it comes to. A `Case`
never changes: `scenarios.edits` makes new ones from it.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenarios.address import Address
from scenarios.cells import Value
from scenarios.formula_graph import is_computed
from scenarios.formulas import InEffect, in_effect, pinned
from scenarios.problems import CaseError, Problem
from scenarios.schema import PROJECT, REQUIRED, TABLES, Field, field_at

__all__ = ["Address", "Case", "CaseError", "CaseView", "Problem", "Rows", "Scenario"]

Cells = Mapping[str, Value]


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


@dataclass(frozen=True)
class Scenario:
    """A name and the cells it overrides, by address; nothing else.

    Attributes:
        set: values; of a computed cell, what its formula comes to.
        formulas: texts of the computed ones among them.
    """

    name: str
    set: Cells = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def given(self) -> Cells:
        """What each cell was given: its formula where it has one, else its value."""
        return {**self.set, **self.formulas} if self.formulas else self.set

    def to_json(self) -> dict[str, Value]:
        """The scenario in the form of `case.json`."""
        document: dict[str, Value] = {"name": self.name, "set": dict(self.set)}
        return document | {"formulas": dict(self.formulas)} if self.formulas else document


@dataclass(frozen=True)
class Case:
    """Base tables, scenarios and ranges; checked when made by `from_json` or an edit.

    Attributes:
        formulas: texts of the base's computed cells, whose values are in `project` and `tables`.
    """

    project: Cells
    tables: Mapping[str, Rows]
    scenarios: tuple[Scenario, ...] = ()
    ranges: Mapping[str, Cells] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)

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
        document["scenarios"] = [scenario.to_json() for scenario in self.scenarios]
        document["ranges"] = {address: dict(cells) for address, cells in self.ranges.items()}
        if self.formulas:
            document["formulas"] = dict(self.formulas)
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
            chosen, key = self.scenario(scenario), str(address)
            if key in chosen.set:
                return chosen.set[key]
            if self.formulas and key in (cells := self.in_effect(chosen.given).cells):
                return cells[key]
        return self.base_value(address)

    def formula(self, address: Address, scenario: str | None = None) -> str | None:
        """The formula by which a cell is computed in a scenario; None where it is not."""
        key = str(address)
        if scenario is not None and key in (chosen := self.scenario(scenario)).set:
            return chosen.formulas.get(key)
        return self.formulas.get(key)

    def given(self, address: Address, scenario: str | None = None) -> Value:
        """What a cell was given: its formula where it is computed, else its value in effect."""
        formula = self.formula(address, scenario)
        return self.value(address, scenario) if formula is None else formula

    def in_effect(self, given: Cells) -> InEffect:
        """What some cells given in place of the base's come to, and what follows from them.

        Args:
            given: values and formulas by address, as a scenario's.
        """
        if not self.formulas and not any(is_computed(*item) for item in given.items()):
            return InEffect(given)
        known = self._effects.get(id(given))
        if known is not None:
            return known[1]
        effect = in_effect(self, given)
        if any(scenario.given is given for scenario in self.scenarios):
            self.remember(given, effect)  # asked for with every cell that is shown
        return effect

    def remember(self, given: Cells, effect: InEffect) -> None:
        """Keep what given cells come to, for as long as the case itself."""
        # With the mapping itself: the id of one that is gone may come to mean another.
        self._effects[id(given)] = (given, effect)

    @cached_property
    def _effects(self) -> dict[int, tuple[Cells, InEffect]]:
        return {}

    def reference_of(self, own: Cells) -> tuple[str | None, Cells]:
        """What a scenario is held against: the reference's name, and what its run is given.

        The reference's levers, with volumes, rates and project fields as they are in effect
        in this scenario; levers that are computed from these are computed anew.

        Args:
            own: what the scenario's overridden cells are given.
        """
        known = self._references.get(id(own))
        if known is not None:
            return known[1]
        reference = self._reference_of(own)
        given = reference[1]
        if self.formulas and any(scenario.given is own for scenario in self.scenarios):
            self._references[id(own)] = (own, reference)
            self.remember(given, in_effect(self, given))
        return reference

    @cached_property
    def _references(self) -> dict[int, tuple[Cells, tuple[str | None, Cells]]]:
        return {}

    def _reference_of(self, own: Cells) -> tuple[str | None, Cells]:
        name = own.get("project/reference", self.project.get("reference"))
        levers = self.scenario(str(name)).given if name is not None else {}
        merged = {
            key: value for key, value in levers.items() if not Address.parse(key).follows_scenario
        }
        cells = self.in_effect(own).cells
        merged |= {
            key: value for key, value in cells.items() if Address.parse(key).follows_scenario
        }
        if self.formulas:
            merged |= pinned(self, merged)
        return (None if name is None else str(name)), merged

    def view(self, scenario: str | None = None) -> CaseView:
        """The tables as one scenario sees them (None for the base)."""
        return CaseView(self, self.scenario(scenario).given if scenario is not None else {})


class CaseView:
    """The tables with some cells given in place of the base's, and what follows from them.

    The same for a scenario, for a reference run (the reference's cells with
    another scenario's volumes) and for the base (nothing overridden).

    Attributes:
        given: values and formulas by address.
        overrides: what these come to; cells that only follow are not among them.
        problems: formulas that have no value here; the cells keep the base's.
    """

    def __init__(self, case: Case, given: Cells) -> None:
        self.case = case
        self.given = given
        effect = case.in_effect(given)
        self.problems = effect.problems
        self.overrides: Cells = {key: effect.cells[key] for key in given}
        self._by_column: dict[tuple[str, str], dict[str, Value]] = {}
        for key, value in effect.cells.items():
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
        """The cells of a column that are not as in the base, by row name."""
        return self._by_column.get((table, name), {})

    def overrides_column(self, table: str, name: str) -> bool:
        """Whether any cell of a column is overridden, or follows one that is."""
        return (table, name) in self._by_column

    @property
    def overridden_columns(self) -> Set[tuple[str, str]]:
        """Every (table, field) of which some cell is overridden, or follows one that is."""
        return self._by_column.keys()
