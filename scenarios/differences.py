"""What differs between two cases, cell by cell: for the audit trail and for comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios.case import Address, Case, Cells
from scenarios.cells import Value
from scenarios.edits import RESET
from scenarios.schema import PROJECT


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, row or scenario that differs.

    Attributes:
        address: `table/row/field`; `table/row` for a whole row, `scenarios/name`
            for a whole scenario, `ranges/address` for a range.
        old, new: what was and is given, a computed cell's formula; `RESET` for nothing.
            A row's or a scenario's is the mapping of its cells.
        scenario: the scenario whose override it is; None for the base.
    """

    address: str
    old: Value
    new: Value
    scenario: str | None = None


def differences(before: Case, after: Case) -> tuple[Change, ...]:
    """Everything given in one case and not alike in the other; order of rows aside."""
    return tuple(_all(before, after))


def is_same(before: Case, after: Case) -> bool:
    """Whether two cases give the same cells, rows and scenarios in the same order."""
    if before is after:
        return True
    same_order = before.scenario_names == after.scenario_names and all(
        rows is after.tables[table] or rows.names == after.tables[table].names
        for table, rows in before.tables.items()
    )
    return same_order and next(_all(before, after), None) is None


def _all(before: Case, after: Case) -> Iterator[Change]:
    old_given, new_given = _ByTable(before), _ByTable(after)
    yield from _cells(PROJECT.name, old_given.project(), new_given.project())
    for table, rows in before.tables.items():
        if rows is not after.tables[table] or before.formulas is not after.formulas:
            yield from _rows(table, old_given.rows(table), new_given.rows(table))
    old = {scenario.name: scenario.given for scenario in before.scenarios}
    new = {scenario.name: scenario.given for scenario in after.scenarios}
    for name in [*old, *(name for name in new if name not in old)]:
        if name in old and name in new:
            yield from _overrides(name, old[name], new[name])
        else:
            yield Change(f"scenarios/{name}", old.get(name, RESET), new.get(name, RESET))
    yield from _cells("ranges", before.ranges, after.ranges)


class _ByTable:
    """What the base's cells were given: formulas where they are computed, else values."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._formulas: dict[str, dict[str, dict[str, str]]] = {}
        for key, text in case.formulas.items():
            address = Address.parse(key)
            rows = self._formulas.setdefault(address.table, {})
            rows.setdefault(address.row, {})[address.field] = text

    def project(self) -> Cells:
        """The project's cells."""
        return {**self._case.project, **self._formulas.get(PROJECT.name, {}).get("", {})}

    def rows(self, table: str) -> Mapping[str, Cells]:
        """A table's rows; itself where none is computed."""
        rows, formulas = self._case.tables[table], self._formulas.get(table)
        if not formulas:
            return rows
        return {row: {**cells, **formulas.get(row, {})} for row, cells in rows.items()}


def _rows(table: str, old: Mapping[str, Cells], new: Mapping[str, Cells]) -> Iterator[Change]:
    for row in [*old, *(row for row in new if row not in old)]:
        if row in old and row in new:
            yield from _cells(f"{table}/{row}", old[row], new[row])
        else:
            yield Change(f"{table}/{row}", old.get(row, RESET), new.get(row, RESET))


def _cells(prefix: str, old: Cells, new: Cells) -> Iterator[Change]:
    if old is new:
        return
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(name, RESET), new.get(name, RESET)
        if before != after:
            yield Change(f"{prefix}/{name}", before, after)


def _overrides(scenario: str, old: Cells, new: Cells) -> Iterator[Change]:
    if old is new:
        return
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key, RESET), new.get(key, RESET)
        if before != after:
            yield Change(key, before, after, scenario)
