"""A block pasted over names, or past a table's end: rows are renamed and added as it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from scenarios.case import Address, Case
from scenarios.cells import RefusedError, Value
from scenarios.edits import RESET
from scenarios.problems import Problem
from scenarios.schema import Table
from scenarios.words import say
from ui.tables.model.block_reading import BlockReading, Spot
from ui.tables.model.cell_ref import CellRef
from ui.tables.model.new_rows import NewRow, adding, free_name, starter_name, starter_row
from whatif_app.clipboard import Block
from whatif_app.commands import CellEdit, Command, RenameRow, SetCells

NAME = "name"
Read = Callable[[CellRef, str], Value]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block is pasted.

    Attributes:
        heads: the columns it covers and those after them, in order.
        names: the rows shown from its first on.
        scenario: whose cells are written; None for the base.
        skipped: places of the block that are left as they are.
    """

    table: Table
    heads: Sequence[str]
    names: Sequence[str]
    scenario: str | None
    skipped: Collection[Spot] = ()


@dataclass
class PastedRows:
    """What a block means for the rows that it covers or adds."""

    target: Target
    block: Block
    read: Read
    reading: BlockReading = field(default_factory=BlockReading)
    renames: list[tuple[str, str]] = field(default_factory=list)
    added: list[tuple[str, dict[str, Value]]] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = enumerate(self.block)
        if _repeats_the_labels(self.target, self.block[0]):
            next(rows)
        for place, (at, texts) in enumerate(rows):
            if any(text.strip() for text in texts):
                self._read_row(place, at, texts)

    def commands(self, case: Case) -> list[Command]:
        """What makes the block so.

        Raises:
            CaseError: a row cannot be added, since it must name rows that there are none of.
        """
        target = self.target
        made: list[Command] = []
        edits = [CellEdit(str(ref.address), value, ref.scenario) for ref, value in self._edits()]
        if edits:
            made.append(SetCells("", tuple(edits)))
        made += [RenameRow(target.table.name, old, new) for old, new in self.renames]
        taken: set[str] = set()
        for name, cells in self.added:
            starter = starter_row(case, target.table)
            kept = {key: value for key, value in starter.cells.items() if _is_kept(key, cells)}
            given = {key: value for key, value in cells.items() if value is not RESET}
            wanted = name or _free(case, target.table, taken)
            taken.add(wanted)
            row = NewRow(target.table.name, wanted, {**kept, **given})
            made += adding(target.scenario, row)
        return made

    def refuse(self, problems: Collection[Problem]) -> list[Problem]:
        """Note what the case refuses at its place in the block; the problems that lie elsewhere."""
        elsewhere = []
        for problem in problems:
            spot = self._spot_of(problem.address)
            if spot is None:
                elsewhere.append(problem)
            else:
                row, column = spot
                head = self.target.heads[column]
                self.reading.refuse(spot, self._where(row, head), self.block[row][column], problem)
        return elsewhere

    def _edits(self) -> list[tuple[CellRef, Value]]:
        known = set(self.target.names)
        return [cell for cell in self.reading.cells if cell[0].address.row in known]

    def _read_row(self, place: int, at: int, texts: Sequence[str]) -> None:
        target = self.target
        has_names = target.heads[0] == NAME
        is_new = place >= len(target.names)
        name = texts[0].strip() if has_names and (at, 0) not in target.skipped else ""
        row = (name or say("row {n}", n=at + 1)) if is_new else target.names[place]
        if name:
            self.reading.names.append((at, 0))
        self._rows |= {row: at, (name or row): at}
        cells: dict[str, Value] = {}
        for step, text in enumerate(texts):
            if (has_names and step == 0) or (at, step) in target.skipped:
                continue
            if (value := self._read_text((at, step), row, text)) is not None:
                cells[target.heads[step]] = value[0]
        if is_new:
            self.added.append((name, cells))
        elif name and name != row:
            self.renames.append((row, name))

    def _read_text(self, spot: Spot, row: str, text: str) -> tuple[Value] | None:
        """A text's value, within a tuple since None is one; None where it is refused."""
        target, step = self.target, spot[1]
        if step >= len(target.heads):
            problem = Problem(target.table.name, say("is past the table’s last column."))
            self.reading.refuse(spot, row, text, problem)
            return None
        # A row that does not exist yet has no scenario's cells.
        scenario = target.scenario if row in target.names else None
        ref = CellRef(Address(target.table.name, row, target.heads[step]), scenario)
        try:
            value = self.read(ref, text)
        except RefusedError as refused:
            problem = Problem(str(ref.address), refused.what, refused.valid)
            self.reading.refuse(spot, self._where(spot[0], target.heads[step]), text, problem)
            return None
        self.reading.accept(spot, ref, value)
        return (value,)

    def _where(self, at: int, head: str) -> str:
        row = next((name for name, place in self._rows.items() if place == at), "")
        label = say(self.target.table.by_name[head].label)
        return say("{field} of {row}", field=label, row=row)

    def _spot_of(self, address: str) -> Spot | None:
        """The place in the block that an address means; None where it lies elsewhere."""
        table, _, rest = address.partition("/")
        row, _, head = rest.partition("/")
        if table != self.target.table.name or row not in self._rows:
            return None
        head = head or NAME
        if head not in self.target.heads:
            return None
        column = list(self.target.heads).index(head)
        at = self._rows[row]
        return (at, column) if column < len(self.block[at]) else None


def _free(case: Case, table: Table, taken: Collection[str]) -> str:
    """A starter's name that neither a row nor another new one has."""
    wanted = starter_name(case, table)
    name, number = free_name(case, table.name, wanted), 2
    while name in taken:
        name, number = free_name(case, table.name, f"{wanted} {number}"), number + 1
    return name


def _is_kept(key: str, pasted: Collection[str] | dict[str, Value]) -> bool:
    """Whether a starter's cell stays: not pasted, and no other size of a commitment was."""
    is_sized = isinstance(pasted, dict) and pasted.get("commit") is not None
    return key not in pasted and not (key == "coverage" and is_sized)


def _repeats_the_labels(target: Target, texts: Sequence[str]) -> bool:
    """Whether a block's first row is the table's header, copied along."""
    by_name = target.table.by_name
    labels = [say(by_name[head].label).casefold() for head in target.heads]
    first = [text.partition("\n")[0].strip().casefold() for text in texts]
    return first == labels[: len(first)]
