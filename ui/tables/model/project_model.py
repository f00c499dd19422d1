"""The project's fields as a form: one row per field, with its value and what it means."""

from __future__ import annotations

from PySide6.QtCore import QObject

from scenarios.case import Address
from scenarios.schema import PROJECT, REQUIRED, Kind
from scenarios.words import marked, say
from ui.session import Session
from ui.tables.model.cell_ref import CellLook, CellRef, Tone
from ui.tables.model.cell_text import shown_text
from ui.tables.model.grid_model import GridModel
from ui.tables.model.snapshot import Snapshot

_VALUE = 1
_HEADS = (marked("Field"), marked("Value"), marked("Meaning"))


class ProjectModel(GridModel):
    """Three columns: the field, its value in effect, and its help."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, PROJECT.name, parent)
        self.reload()

    def take_snapshot(self) -> Snapshot:
        case = self.case
        if case is None:
            return Snapshot((), _HEADS, ((), (), ()), (frozenset(),) * 3)
        fields = PROJECT.fields
        view = case.view(self.session.selected or None)
        values = tuple(view.project(field.name) for field in fields)
        keys = tuple(field.name for field in fields)
        labels = tuple(say(field.label) for field in fields)
        changed = frozenset(key for key in keys if f"project/{key}" in view.overrides)
        context = (self.session.selected, view.project("currency"), view.project("start_month"))
        helps = tuple(say(field.help) for field in fields)
        none: frozenset[str] = frozenset()
        return Snapshot(keys, _HEADS, (labels, values, helps), (none, changed, none), context)

    def ref_of(self, key: str, head: str) -> CellRef | None:
        if head != _HEADS[_VALUE]:
            return None
        return CellRef(Address("project", "", key), self.session.selected or None)

    def title(self, head: str) -> str:
        return f"{say(head)}\n"

    def is_right(self, column: int) -> bool:
        return False

    def look(self, row: int, column: int) -> CellLook:
        value = self.value(row, column)
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return CellLook(str(value), tone=Tone.QUIET if column > _VALUE else Tone.NAME)
        field = ref.field
        text = shown_text(self.case, field, value)
        if field.kind is Kind.NUMBER and field.unit != "months":
            text = f"{text} {say(field.unit)}".strip()
        elif (value is None or value is REQUIRED) and field.blank:
            text = f"– {say(field.blank)}"
        return CellLook(
            text,
            is_overridden=self.is_overridden(row, column),
            is_computed=self.formula(ref) is not None,
        )
