"""Scenarios side by side: one row per cell that differs from the base in any of them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from scenarios.case import Address
from scenarios.schema import PROJECT, TABLES
from scenarios.words import marked, say
from ui.session import Session
from ui.tables.model.cell_ref import CellLook, CellRef, Tone
from ui.tables.model.cell_text import label_of, shown_text
from ui.tables.model.grid_model import GridModel
from ui.tables.model.snapshot import Snapshot

#: What the panel and the document's view state call this table.
COMPARE = "compare"
_BASE = 1
_CELL, _BASE_HEAD = marked("Cell"), marked("Base")
# A scenario may be called "Base" as well.
_OF_SCENARIO = "= "
_TABLE_ORDER = {name: place for place, name in enumerate((PROJECT.name, *TABLES))}


class CompareModel(GridModel):
    """The cell, the base's value, then one column per scenario; all but the first editable."""

    can_arrange = True

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, COMPARE, parent)
        self.reload()

    def take_snapshot(self) -> Snapshot:
        case = self.case
        if case is None:
            return Snapshot((), (_CELL,), ((),), (frozenset(),))
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
        changes: list[frozenset[str]] = [frozenset(), frozenset()]
        for scenario in case.scenarios:
            columns.append(tuple(case.value(address, scenario.name) for address in addresses))
            changes.append(frozenset(scenario.set))
        heads = (_CELL, _BASE_HEAD, *(_OF_SCENARIO + name for name in case.scenario_names))
        context = (case.project.get("currency"), case.project.get("start_month"))
        return Snapshot(keys, heads, tuple(columns), tuple(changes), context)

    def ref_of(self, key: str, head: str) -> CellRef | None:
        if head == _CELL or self.case is None:
            return None
        scenario = head.removeprefix(_OF_SCENARIO) if head.startswith(_OF_SCENARIO) else None
        return CellRef(Address.parse(key), scenario)

    def title(self, head: str) -> str:
        is_own = head.startswith(_OF_SCENARIO)
        return (head.removeprefix(_OF_SCENARIO) if is_own else say(head)) + "\n"

    def look(self, row: int, column: int) -> CellLook:
        value = self.value(row, column)
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return CellLook(str(value), tone=Tone.NAME)
        text = shown_text(self.case, ref.field, value, self.currency_of(ref))
        overridden = self.is_overridden(row, column)
        quiet = ref.scenario is not None and not overridden
        tone = Tone.QUIET if quiet else Tone.NORMAL
        return CellLook(text, True, tone, overridden, None, self.formula(ref) is not None)

    def spoken(self, row: int, column: int) -> str:
        ref, said = self.cell(row, column), super().spoken(row, column)
        if ref is None:
            return said
        return say("{scenario}, {cell}", scenario=ref.scenario or say(_BASE_HEAD), cell=said)


def _field_place(address: Address) -> int:
    table = PROJECT if address.table == PROJECT.name else TABLES[address.table]
    return list(table.by_name).index(address.field)
