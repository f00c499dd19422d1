"""One table of the case: its rows and fields, with the values in effect for a scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from scenarios.case import Address, Case, CaseView
from scenarios.cells import RefusedError
from scenarios.problems import CaseError
from scenarios.schema import RATES, Kind, Table
from ui.session import Session
from ui.tables.cell_ref import CellLook, CellRef, Tone, is_right_aligned
from ui.tables.cell_text import problem_sentence, shown_text, spoken_cell, tooltip
from ui.tables.grid_model import GridModel, Snapshot
from ui.tables.new_rows import NewRow, starter_row, with_new_row, with_pasted_rows
from whatif_app.clipboard import Block
from whatif_app.commands import AddRow, RenameRow, ReplaceCase
from whatif_app.formatting import unit_text
from whatif_app.typed_values import parse_typed

NAME_COLUMN = 0
CURRENCY = "currency"


class TableModel(GridModel):
    """A table by its declaration: names in the first column, then one column per field.

    Shows the selected scenario's values; writes to that scenario, or to the base
    where none is selected. The row after the last adds a row.
    """

    def __init__(self, session: Session, table: Table, parent: QObject | None = None) -> None:
        self.table = table
        self.row_label = table.row_label
        super().__init__(session, parent)
        self.reload()

    # What is shown.

    def take_snapshot(self) -> Snapshot:
        heads = tuple(field.name for field in self.table.fields)
        case = self.case
        if case is None:
            return Snapshot((), heads, tuple(() for _ in heads), tuple(frozenset() for _ in heads))
        view = case.view(self.session.selected or None)
        names = case.tables[self.table.name].names
        columns = tuple(view.column(self.table.name, head) for head in heads[1:])
        marked: dict[str, set[str]] = {}
        for key in view.overrides:
            address = Address.parse(key)
            if address.table == self.table.name:
                marked.setdefault(address.field, set()).add(address.row)
        context = (
            self.session.selected,
            case.project.get("currency"),
            case.project.get("start_month"),
            self._currencies(view),
        )
        marks = tuple(frozenset(marked.get(head, ())) for head in heads)
        return Snapshot(names, heads, (names, *columns), marks, context)

    def _currencies(self, view: CaseView) -> tuple[object, ...]:
        """What the rows say of the currency of their amounts; nothing where none says anything."""
        if CURRENCY not in self.table.by_name or not view.case.tables[RATES.name]:
            return ()
        return tuple(view.column(self.table.name, CURRENCY))

    def extra_rows(self) -> int:
        return 0 if self.case is None else 1

    def is_placeholder(self, row: int) -> bool:
        """Whether a row is the one that adds a row."""
        return row >= len(self.shown.keys)

    def cell(self, row: int, column: int) -> CellRef | None:
        if column == NAME_COLUMN or self.is_placeholder(row):
            return None
        address = Address(self.table.name, self.shown.keys[row], self.shown.heads[column])
        return CellRef(address, self.session.selected or None)

    def is_writable(self, row: int, column: int) -> bool:
        return self.case is not None

    def head(self, column: int) -> str:
        field = self.table.fields[column]
        currency = str(self.case.project.get("currency", "USD")) if self.case else "USD"
        unit = unit_text(field, currency)
        if field.in_row_currency and CURRENCY in self.shown.heads:
            named = self.shown.columns[self.shown.heads.index(CURRENCY)]
            # The cells show their own signs: this one would be wrong above some of them.
            unit = unit if not any(named) else "a month"
        # A month's cells already say that they are months.
        return f"{field.label}\n{unit if field.kind is not Kind.MONTH else ''}"

    def is_right(self, column: int) -> bool:
        return column != NAME_COLUMN and is_right_aligned(self.table.fields[column])

    def look(self, row: int, column: int) -> CellLook:
        if self.is_placeholder(row):
            text = f"+ Add {self.row_label}" if column == NAME_COLUMN else ""
            return CellLook(text, tone=Tone.QUIET)
        value = self.value(row, column)
        field = self.table.fields[column]
        if column == NAME_COLUMN or self.case is None:
            return CellLook(str(value), tone=Tone.NAME)
        checked = value if isinstance(value, bool) and field.kind is Kind.BOOLEAN else None
        return CellLook(
            shown_text(self.case, field, value, self.currency(row, column)),
            is_right_aligned(field),
            Tone.NORMAL,
            self.is_overridden(row, column),
            checked,
        )

    def exact_text(self, row: int, column: int) -> str:
        return "" if self.is_placeholder(row) else super().exact_text(row, column)

    def explanation(self, row: int, column: int) -> str:
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return "" if self.is_placeholder(row) else str(self.value(row, column))
        overridden = self.is_overridden(row, column)
        return tooltip(self.case, ref.address, self.value(row, column), overridden)

    def spoken(self, row: int, column: int) -> str:
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            text = self.look(row, NAME_COLUMN).text
            return text.removeprefix("+ ") if self.is_placeholder(row) else text
        text = self.look(row, column).text
        return spoken_cell(self.case, ref.address, text, self.is_overridden(row, column))

    # What is written.

    def write_text(self, row: int, column: int, text: str) -> bool:
        if self.is_placeholder(row):
            return not text.strip() or self._add_typed(column, text)
        if column == NAME_COLUMN:
            return self.do(RenameRow(self.table.name, self.shown.keys[row], text.strip()))
        return super().write_text(row, column, text)

    def add_row(self) -> str:
        """Add a row with sensible cells; its name, or "" where that is refused."""
        row = self._starter()
        return row.name if row is not None and self._add(row) else ""

    def write_block(self, top: int, left: int, block: Block, verb: str = "Paste") -> bool:
        if left != NAME_COLUMN or not block:
            return super().write_block(top, left, block, verb)
        names = [texts[0].strip() for texts in block]
        if tuple(names) == tuple(self.shown.keys[top : top + len(block)]):
            cells = [texts[1:] for texts in block]
            return not cells[0] or super().write_block(top, left + 1, cells, verb)
        return self._paste_rows(top, block, verb)

    def _add_typed(self, column: int, text: str) -> bool:
        """Typing into the last line adds a row that holds what was typed."""
        row = self._starter()
        if row is None:
            return False
        if column == NAME_COLUMN:
            return self._add(replace(row, name=text.strip()))
        field = self.table.fields[column]
        try:
            value = parse_typed(field, text, self.names_for(field))
        except RefusedError as refused:
            self.refusal = str(refused)
            return False
        return self._add(replace(row, cells={**row.cells, field.name: value}))

    def _starter(self) -> NewRow | None:
        if self.case is None:
            return None
        try:
            return starter_row(self.case, self.table)
        except CaseError as error:
            self.session.refuse(error.problems)
            self.refusal = " ".join(problem_sentence(problem) for problem in error.problems)
            return None

    def _add(self, row: NewRow) -> bool:
        scenario = self.session.selected or None
        if scenario is None or "enabled" not in self.table.by_name:
            return self.do(AddRow(self.table.name, row.name, row.cells))
        label = f"Add {self.row_label} “{row.name}”"
        return self._replace(label, lambda case: with_new_row(case, scenario, row))

    def _paste_rows(self, top: int, block: Block, verb: str) -> bool:
        if len(block[0]) > self.columnCount():
            return super().write_block(top, NAME_COLUMN, block, verb)
        scenario = self.session.selected or None
        rows = f"{len(block)} {self.row_label}s" if len(block) > 1 else f"a {self.row_label}"
        return self._replace(
            f"{verb} {rows}",
            lambda case: with_pasted_rows(case, self.table, scenario, block, top, self.names_for),
        )

    def _replace(self, label: str, change: Callable[[Case], Case]) -> bool:
        """Do what takes several edits as one command."""
        document = self.session.document
        if document is None:
            return False
        try:
            changed = change(document.case)
        except CaseError as error:
            self.session.refuse(error.problems)
            self.refusal = " ".join(problem_sentence(problem) for problem in error.problems)
            return False
        return self.do(ReplaceCase(label, changed))
