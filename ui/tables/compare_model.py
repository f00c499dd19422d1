"""Scenarios side by side: one row per cell that differs from the base in any of them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from scenarios.case import Address
from scenarios.schema import PROJECT, TABLES
from ui.session import Session
from ui.tables.cell_ref import CellLook, CellRef, Tone
from ui.tables.cell_text import label_of, shown_text, spoken_cell, tooltip
from ui.tables.grid_model import GridModel, Snapshot

_BASE = 1
_FIRST_SCENARIO = 2
_TABLE_ORDER = {name: place for place, name in enumerate((PROJECT.name, *TABLES))}


class CompareModel(GridModel):
    """The cell, the base's value, then one column per scenario; all but the first editable."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.reload()

    def take_snapshot(self) -> Snapshot:
        case = self.case
        if case is None:
            return Snapshot((), ("Cell",), ((),), (frozenset(),))
        changed = {key for scenario in case.scenarios for key in scenario.set}
        order = {
            (table, name): place
            for table, rows in case.tables.items()
            for place, name in enumerate(rows.names)
        }
        addresses = sorted(
            (Address.parse(key) for key in changed),
            key=lambda at: (
                _TABLE_ORDER[at.table],
                order.get((at.table, at.row), 0),
                _field_place(at),
            ),
        )
        keys = tuple(str(address) for address in addresses)
        columns: list[tuple[object, ...]] = [tuple(label_of(address) for address in addresses)]
        columns.append(tuple(case.base_value(address) for address in addresses))
        marked: list[frozenset[str]] = [frozenset(), frozenset()]
        for scenario in case.scenarios:
            base = columns[_BASE]
            columns.append(
                tuple(scenario.set.get(key, value) for key, value in zip(keys, base, strict=True))
            )
            marked.append(frozenset(scenario.set))
        heads = ("Cell", "Base", *(f"= {name}" for name in case.scenario_names))
        context = (case.project.get("currency"), case.project.get("start_month"))
        return Snapshot(keys, heads, tuple(columns), tuple(marked), context)

    def cell(self, row: int, column: int) -> CellRef | None:
        if column < _BASE or self.case is None:
            return None
        scenario = None if column == _BASE else self.shown.heads[column].removeprefix("= ")
        return CellRef(Address.parse(self.shown.keys[row]), scenario)

    def head(self, column: int) -> str:
        return self.shown.heads[column].removeprefix("= ") + "\n"

    def look(self, row: int, column: int) -> CellLook:
        value = self.value(row, column)
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return CellLook(str(value), tone=Tone.NAME)
        text = shown_text(self.case, ref.field, value, self.currency(row, column))
        overridden = self.is_overridden(row, column)
        quiet = column >= _FIRST_SCENARIO and not overridden
        return CellLook(text, True, Tone.QUIET if quiet else Tone.NORMAL, overridden)

    def explanation(self, row: int, column: int) -> str:
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return str(self.value(row, column))
        overridden = self.is_overridden(row, column)
        return tooltip(self.case, ref.address, self.value(row, column), overridden)

    def spoken(self, row: int, column: int) -> str:
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return str(self.value(row, column))
        text = self.look(row, column).text
        spoken = spoken_cell(self.case, ref.address, text, self.is_overridden(row, column))
        return f"{ref.scenario or 'Base'}, {spoken}"


def _field_place(address: Address) -> int:
    table = PROJECT if address.table == PROJECT.name else TABLES[address.table]
    return list(table.by_name).index(address.field)
