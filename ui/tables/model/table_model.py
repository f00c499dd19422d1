"""One table of the case: its rows and fields, with the values in effect for a scenario."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from scenarios.case import Address, CaseView
from scenarios.cells import RefusedError
from scenarios.problems import CaseError, Problem
from scenarios.schema import RATES, Field, Kind, Table
from scenarios.words import keep, say
from ui.session import Session
from ui.tables.model.block_reading import Outcome, RefusedBlock, Spot
from ui.tables.model.cell_ref import CellLook, CellRef, Tone, is_right_aligned
from ui.tables.model.cell_text import problem_sentence, shown_text
from ui.tables.model.grid_model import GridModel
from ui.tables.model.new_rows import NewRow, adding, starter_row
from ui.tables.model.pasted_rows import NAME, PastedRows, Target
from ui.tables.model.snapshot import Snapshot
from whatif_app.cell_text import unit_text
from whatif_app.clipboard import Block
from whatif_app.commands import RenameRow, Several

NAME_COLUMN = 0
CURRENCY = "currency"


class TableModel(GridModel):
    """A table by its declaration: names in the first column, then one column per field.

    Shows the selected scenario's values; writes to that scenario, or to the base
    where none is selected. The row after the last adds a row.
    """

    can_arrange = True

    def __init__(self, session: Session, table: Table, parent: QObject | None = None) -> None:
        self.table = table
        self.row_label = say(table.row_label)
        super().__init__(session, table.name, parent)
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

    def ref_of(self, key: str, head: str) -> CellRef | None:
        if head == NAME:
            return None
        return CellRef(Address(self.table.name, key, head), self.session.selected or None)

    def is_writable(self, row: int, column: int) -> bool:
        return self.case is not None

    def title(self, head: str) -> str:
        field = self.table.by_name[head]
        currency = str(self.case.project.get("currency", "USD")) if self.case else "USD"
        unit = unit_text(field, currency)
        if field.in_row_currency and CURRENCY in self.full.heads:
            named = self.full.columns[self.full.heads.index(CURRENCY)]
            # The cells show their own signs: this one would be wrong above some of them.
            unit = unit if not any(named) else say("a month")
        # A month's cells already say that they are months.
        return f"{say(field.label)}\n{unit if field.kind is not Kind.MONTH else ''}"

    def is_right(self, column: int) -> bool:
        return column != NAME_COLUMN and is_right_aligned(self._field(column))

    def look(self, row: int, column: int) -> CellLook:
        if self.is_placeholder(row):
            text = say("+ Add {row}", row=self.row_label) if column == NAME_COLUMN else ""
            return CellLook(text, tone=Tone.QUIET)
        value = self.value(row, column)
        field = self._field(column)
        if column == NAME_COLUMN or self.case is None:
            return CellLook(str(value), tone=Tone.NAME)
        checked = value if isinstance(value, bool) and field.kind is Kind.BOOLEAN else None
        ref = self.cell(row, column)
        return CellLook(
            shown_text(self.case, field, value, self.currency_of(ref)),
            is_right_aligned(field),
            Tone.NORMAL,
            self.is_overridden(row, column),
            checked,
            ref is not None and self.formula(ref) is not None,
        )

    def exact_text(self, row: int, column: int) -> str:
        return "" if self.is_placeholder(row) else super().exact_text(row, column)

    def spoken(self, row: int, column: int) -> str:
        if self.is_placeholder(row):
            return self.look(row, NAME_COLUMN).text.removeprefix("+ ")
        return super().spoken(row, column)

    def explanation(self, row: int, column: int) -> str:
        return "" if self.is_placeholder(row) else super().explanation(row, column)

    def _field(self, column: int) -> Field:
        return self.table.by_name[self.shown.heads[column]]

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

    def try_block(
        self,
        top: int,
        left: int,
        block: Block,
        verb: str,
        skipped: frozenset[Spot] = frozenset(),
        merge_key: str = "",
    ) -> Outcome:
        document = self.session.document
        if not block or document is None or not self._changes_rows(top, left, block):
            return super().try_block(top, left, block, verb, skipped, merge_key)
        heads, names = self.shown.heads[left:], self.shown.keys[top:]
        target = Target(self.table, heads, names, self.session.selected or None, skipped)
        pasted = PastedRows(target, block, self.read)
        elsewhere: list[Problem] = []
        if not pasted.reading.refusals:
            label = _pasted_label(len(block), self.table)
            try:
                command = Several(label, pasted.commands(document.case), merge_key)
                elsewhere = pasted.refuse(self.attempt(command))
            except CaseError as error:
                elsewhere = pasted.refuse(error.problems)
        at = RefusedBlock(top, left, block, verb, skipped)
        return pasted.reading.outcome(at, elsewhere)

    def _changes_rows(self, top: int, left: int, block: Block) -> bool:
        """Whether a block pasted here gives rows other names, or needs more of them."""
        if top + len(block) > len(self.shown.keys):
            return True
        if left != NAME_COLUMN:
            return False
        names = [texts[0].strip() for texts in block]
        return tuple(names) != tuple(self.shown.keys[top : top + len(block)])

    def _add_typed(self, column: int, text: str) -> bool:
        """Typing into the last line adds a row that holds what was typed."""
        row = self._starter()
        if row is None:
            return False
        if column == NAME_COLUMN:
            return self._add(replace(row, name=text.strip()))
        field = self._field(column)
        try:
            value = self.read(CellRef(Address(self.table.name, row.name, field.name)), text)
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
        commands = adding(self.session.selected or None, row)
        return self.do(commands[0] if len(commands) == 1 else Several(commands[0].label, commands))


def _pasted_label(rows: int, table: Table) -> str:
    """What undo calls a paste that names or adds rows."""
    if rows == 1:
        return keep(lambda: say("Paste a {row}", row=say(table.row_label)))
    return keep(lambda: say("Paste {n} rows of {table}", n=rows, table=say(table.label)))
