"""A grid that is written to: typed texts, pasted blocks and values become commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from scenarios.case import Case
from scenarios.cells import RefusedError, Value
from scenarios.problems import CaseError, Problem
from scenarios.words import say
from ui.session import Session
from ui.tables.model.block_reading import BlockReading, Outcome, RefusedBlock, Spot
from ui.tables.model.cell_grid import CellGrid
from ui.tables.model.cell_ref import VALUE_ROLE, CellRef
from ui.tables.model.cell_text import label_of, problem_sentence
from whatif_app.cell_labels import label_of_several
from whatif_app.clipboard import Block
from whatif_app.commands import CellEdit, Command, SetCells, set_cells
from whatif_app.typed_values import parse_typed

Index = QModelIndex | QPersistentModelIndex

_EDIT = int(Qt.ItemDataRole.EditRole)
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_WRITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable
_NONE: frozenset[Spot] = frozenset()


class GridModel(CellGrid):
    """A grid of cells over the session's case, to look at and to edit.

    Attributes:
        refusal: why the last `setData` changed nothing, as a sentence for beside the cell.

    Signals:
        block_refused: a `RefusedBlock`, of which nothing was written.
    """

    block_refused = Signal(object)

    def __init__(self, session: Session, key: str, parent: QObject | None = None) -> None:
        super().__init__(session, key, parent)
        self.refusal = ""
        self._is_in_editor = False

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _WRITABLE if self.is_writable(index.row(), index.column()) else _READABLE

    def is_writable(self, row: int, column: int) -> bool:
        """Whether an editor may open at a place."""
        return self.cell(row, column) is not None

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:
        """Write what was typed, or a list editor's value; False, and `refusal`, where refused."""
        # An editor says beside its cell what is wrong; a notice would say it twice, and stay on
        # after it was mended.
        self._is_in_editor = True
        try:
            return self._write_value(index, value, role)
        finally:
            self._is_in_editor = False

    def _write_value(self, index: Index, value: object, role: int) -> bool:
        self.refusal = ""
        if role not in (_EDIT, VALUE_ROLE) or not index.isValid():
            return False
        row, column = index.row(), index.column()
        if role == _EDIT:
            if str(value) == self.exact_text(row, column):
                return True
            return self.write_text(row, column, str(value))
        ref = self.cell(row, column)
        return ref is not None and self.write([(ref, value)])

    def write_text(self, row: int, column: int, text: str) -> bool:
        """Write a typed text at one place."""
        ref = self.cell(row, column)
        if ref is None:
            return False
        try:
            value = self.read(ref, text)
        except RefusedError as refused:
            self.refusal = str(refused)
            return False
        return self.write([(ref, value)])

    # Writing cells.

    def read(self, ref: CellRef, text: str) -> Value:
        """What a text means in a cell.

        Raises:
            RefusedError: it means nothing there.
        """
        return parse_typed(ref.field, text, self.names_for(ref.field))

    def write(
        self, cells: Sequence[tuple[CellRef, Value]], verb: str = "Set", merge_key: str = ""
    ) -> bool:
        """Give cells new values in one step; refused as a whole or done as a whole."""
        if self.case is None or not cells:
            return False
        return self.do(cells_command(self.case, cells, verb, merge_key))

    def do(self, command: Command) -> bool:
        """Send a command to the document, keeping why it was refused for beside the cell."""
        problems = self.attempt(command)
        self.refusal = " ".join(problem_sentence(problem) for problem in problems)
        if problems and not self._is_in_editor:
            self.session.refuse(problems)
        return not problems

    def attempt(self, command: Command) -> tuple[Problem, ...]:
        """Send a command to the document; why nothing was changed, or nothing where it was."""
        document = self.session.document
        if document is None:
            return (Problem(self.key, say("there is no project open.")),)
        try:
            document.do(command)
        except CaseError as error:
            return error.problems
        return ()

    def write_texts(self, cells: Sequence[tuple[CellRef, str]], verb: str) -> bool:
        """Write texts to cells that form no block, whole or not at all."""
        problems: list[Problem] = []
        values: list[tuple[CellRef, Value]] = []
        for ref, text in cells:
            try:
                values.append((ref, self.read(ref, text)))
            except RefusedError as refused:
                problems.append(
                    Problem(str(ref.address), refused.what, refused.valid, ref.scenario)
                )
        if problems:
            self.session.refuse(problems)
            return False
        return self.write(values, verb)

    def write_block(
        self,
        top: int,
        left: int,
        block: Block,
        verb: str = "Paste",
        skipped: frozenset[Spot] = _NONE,
        merge_key: str = "",
    ) -> bool:
        """Write texts over a block of places, whole or not at all.

        Where some texts are refused, `block_refused` tells of all of them, and nothing is written.

        Args:
            skipped: places of the block to leave as they are.
        """
        outcome = self.try_block(top, left, block, verb, skipped, merge_key)
        if outcome.refused is not None:
            self.block_refused.emit(outcome.refused)
        if outcome.elsewhere:
            self.session.refuse(outcome.elsewhere)
        for sentence in outcome.doubts:
            self.session.notice.emit(sentence, "warn")
        return outcome.is_done

    def write_accepted(self, refused: RefusedBlock) -> bool:
        """Write what fits of a block, and leave out whatever the case refuses of it."""
        outcome = Outcome(refused=refused)
        skipped = refused.skipped
        while outcome.refused is not None and outcome.refused.accepted:
            skipped |= {refusal.spot for refusal in outcome.refused.refusals}
            block = refused.block
            outcome = self.try_block(refused.top, refused.left, block, refused.verb, skipped)
        if outcome.elsewhere:
            self.session.refuse(outcome.elsewhere)
        return outcome.is_done

    def try_block(
        self,
        top: int,
        left: int,
        block: Block,
        verb: str,
        skipped: frozenset[Spot] = _NONE,
        merge_key: str = "",
    ) -> Outcome:
        """Write a block if all of it fits, and otherwise say what does not."""
        reading = self.read_block(top, left, block, skipped)
        elsewhere: Sequence[Problem] = ()
        if reading.cells and not reading.refusals and self.case is not None:
            command = cells_command(self.case, reading.cells, verb, merge_key)
            elsewhere = reading.refuse_cells(self.attempt(command), block)
        at = RefusedBlock(top, left, block, verb, skipped)
        return reading.outcome(at, elsewhere)

    def read_block(
        self, top: int, left: int, block: Block, skipped: frozenset[Spot] = _NONE
    ) -> BlockReading:
        """What a block of texts means for the places it covers."""
        reading = BlockReading()
        rows, columns = self.rowCount(), self.columnCount()
        for offset, texts in enumerate(block):
            for step, text in enumerate(texts):
                if (offset, step) in skipped:
                    continue
                row, column = top + offset, left + step
                inside = row < rows and column < columns
                ref = self.cell(row, column) if inside else None
                if ref is not None:
                    self._read_into(reading, (offset, step), ref, text)
                # A read-only place pasted over with its own text is no attempt to change it.
                elif not inside or text.strip() != self.exact_text(row, column):
                    why = self._closed(row, column)
                    reading.refuse((offset, step), self._where(row, column), text, why)
        return reading

    def _read_into(self, reading: BlockReading, spot: Spot, ref: CellRef, text: str) -> None:
        try:
            reading.accept(spot, ref, self.read(ref, text))
        except RefusedError as refused:
            problem = Problem(str(ref.address), refused.what, refused.valid, ref.scenario)
            reading.refuse(spot, label_of(ref.address), text, problem)

    def _where(self, row: int, column: int) -> str:
        if column >= self.columnCount():
            return say("Row {row}, beside the table", row=row + 1)
        head = self.head(column).partition("\n")[0]
        return say("{column}, row {row}", column=head, row=row + 1)

    def _closed(self, row: int, column: int) -> Problem:
        """Why nothing can be written at a place."""
        if column >= self.columnCount():
            return Problem(self.key, say("is past the table’s last column."))
        if row >= self.rowCount():
            return Problem(self.key, say("is past the table’s last row."))
        return Problem(self.key, say("cannot be changed here."))


def cells_command(
    case: Case, cells: Sequence[tuple[CellRef, Value]], verb: str, merge_key: str = ""
) -> SetCells:
    """One command for cells of any number of scenarios."""
    by_scenario: dict[str | None, dict[str, Value]] = {}
    for ref, value in cells:
        by_scenario.setdefault(ref.scenario, {})[str(ref.address)] = value
    made = [
        set_cells(case, scenario, values, verb=verb, merge_key=merge_key)
        for scenario, values in by_scenario.items()
    ]
    if len(made) == 1:
        return made[0]
    edits: list[CellEdit] = [edit for command in made for edit in command.edits]
    return SetCells(label_of_several(verb, len(cells)), tuple(edits), merge_key)
