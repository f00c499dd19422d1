"""Rows that come into a table, with cells that make sense at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.case import Address, Case
from scenarios.cells import Value
from scenarios.problems import CaseError, Problem
from scenarios.schema import RATES, TABLES, Field, Kind, Table
from scenarios.words import say
from whatif_app.commands import AddRow, CellEdit, Command, SetCells

#: Codes that a new exchange rate may begin with; people type over them.
_CODES = (
    "USD EUR GBP JPY INR CNY CHF CAD AUD SEK NOK DKK PLN CZK BRL MXN SGD HKD KRW ZAR NZD ILS AED"
).split()

#: Cells of a new row that are more telling than the smallest value allowed.
_SENSIBLE: Mapping[str, Mapping[str, Value]] = {
    "units": {"volume": 1000},
    "workloads": {"on_demand_cost": 1000},
    "commitments": {"discount": 0.3, "coverage": 0.5},
    "initiatives": {"engineers": 2, "months": 3, "loaded_cost": 15_000},
    "cliffs": {"monthly_cost": 1000},
    "agreements": {"discount": 0.05, "commitments": [1_000_000]},
}


@dataclass(frozen=True)
class NewRow:
    """A row about to be added to a table."""

    table: str
    name: str
    cells: Mapping[str, Value]


def starter_row(case: Case, table: Table) -> NewRow:
    """A row that the case accepts as it is.

    Raises:
        CaseError: the row must name rows of a table that has too few.
    """
    cells = dict(_SENSIBLE.get(table.name, {}))
    named: dict[str, int] = {}
    for field in table.fields:
        if field.kind is not Kind.ROW or not field.is_required:
            continue
        names, taken = case.tables[field.table].names, named.get(field.table, 0)
        if taken >= len(names):
            raise CaseError([_too_few(table, field, taken + 1)])
        cells[field.name] = names[taken]
        named[field.table] = taken + 1
    if table.name == "cliffs":
        cells["threshold"] = _ahead(case, str(cells["unit"]))
    return NewRow(table.name, free_name(case, table.name, starter_name(case, table)), cells)


def starter_name(case: Case, table: Table) -> str:
    """What a new row is called until somebody types over it."""
    return _free_code(case) if table is RATES else say("New {row}", row=say(table.row_label))


def _free_code(case: Case) -> str:
    """A currency that has no rate yet; what it is, and its rate, are for the user to say."""
    taken = {*case.tables[RATES.name], str(case.view().project("currency"))}
    return next((code for code in _CODES if code not in taken), _CODES[0])


def free_name(case: Case, table: str, wanted: str) -> str:
    """The wanted name, with a number behind it where it is taken."""
    taken = case.tables[table]
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def adding(scenario: str | None, row: NewRow) -> list[Command]:
    """The commands that add a row.

    Added while a scenario is looked at, a proposal is off in the base and on in
    that scenario, so that the others stay as they are.
    """
    if scenario is None or "enabled" not in TABLES[row.table].by_name or "enabled" in row.cells:
        return [AddRow(row.table, row.name, row.cells)]
    switch = CellEdit(f"{row.table}/{row.name}/enabled", True, scenario)
    return [
        AddRow(row.table, row.name, {**row.cells, "enabled": False}),
        SetCells(switch.address, (switch,)),
    ]


def _ahead(case: Case, unit: str) -> float:
    """A threshold that growth will reach rather than one passed already."""
    volume = case.value(Address("units", unit, "volume"))
    return round(float(volume) * 1.5) if isinstance(volume, int | float) else 0.0


def _too_few(table: Table, field: Field, needed: int) -> Problem:
    other = TABLES[field.table]
    label, there = say(field.label), say(other.label)
    if needed == 1:
        what = say("needs a {row} for “{field}”.", row=say(other.row_label), field=label)
        valid = say("Add a {row} in {table} first.", row=say(other.row_label), table=there)
    else:
        what = say("needs {n} rows of {table} for “{field}”.", n=needed, table=there, field=label)
        valid = say("Add rows in {table} first.", table=there)
    return Problem(say(table.label), what, valid)
