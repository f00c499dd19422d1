"""Where in the tables a text stands, and what the cells become when it is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from scenarios.cells import RefusedError, Value
from scenarios.problems import Problem
from scenarios.schema import Kind
from scenarios.words import keep, say, say_count
from ui.tables.model.block_reading import Refusal
from ui.tables.model.cell_ref import CellRef
from ui.tables.model.cell_text import label_of, problem_sentence
from ui.tables.model.grid_model import GridModel
from ui.tables.model.table_model import NAME_COLUMN, TableModel
from whatif_app.commands import CellEdit, Command, RenameRow, SetCells, Several

_NAMING = (Kind.ROW, Kind.SCOPE)


class LookIn(StrEnum):
    """What of a cell is searched."""

    EVERYTHING = "everything"
    SHOWN = "shown"
    EXACT = "exact"
    NAMES = "names"
    FORMULAS = "formulas"


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought."""

    text: str
    look_in: LookIn = LookIn.EVERYTHING
    match_case: bool = False
    whole_cell: bool = False

    def pattern(self) -> re.Pattern[str]:
        """The text as it is found: any space stands for any other."""
        words = r"\s+".join(re.escape(word) for word in self.text.split())
        # What begins or ends with a space is sought with it.
        before = r"\s" if self.text[:1].isspace() and words else ""
        after = r"\s" if self.text[-1:].isspace() and words else ""
        whole = rf"\s*{words}\s*" if self.whole_cell else f"{before}{words}{after}"
        return re.compile(whole, re.NOFLAG if self.match_case else re.IGNORECASE)

    def finds(self, text: str) -> bool:
        """Whether a text has what is sought."""
        pattern = self.pattern()
        return bool(pattern.fullmatch(text) if self.whole_cell else pattern.search(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of a grid that has what is sought."""

    model: GridModel
    row: int
    column: int


def hits(model: GridModel, query: Query) -> Iterator[Hit]:
    """Every place of a grid that has what is sought, row by row; nothing is sought in nothing."""
    if not query.text.strip():
        return
    finds = query.finds
    for row in range(len(model.shown.keys)):
        for column in range(model.columnCount()):
            if any(finds(text) for text in _texts(model, row, column, query.look_in)):
                yield Hit(model, row, column)


def _texts(model: GridModel, row: int, column: int, look_in: LookIn) -> Iterable[str]:
    """The texts of a place that are searched."""
    if model.cell(row, column) is None:
        # Names, labels and results: there is nothing behind what is shown.
        is_name = look_in is LookIn.NAMES and column == NAME_COLUMN
        is_shown = look_in in (LookIn.EVERYTHING, LookIn.SHOWN)
        return (model.look(row, column).text,) if is_name or is_shown else ()
    exact = model.exact_text(row, column)
    if look_in is LookIn.FORMULAS:
        return (exact,) if exact.startswith("=") else ()
    if look_in is LookIn.NAMES:
        return ()
    shown = model.look(row, column).text
    return {LookIn.SHOWN: (shown,), LookIn.EXACT: (exact,)}.get(look_in, (shown, exact))


@dataclass
class Replacement:
    """What replacing comes to: new values and names, and what cannot be replaced."""

    cells: list[tuple[CellRef, Value]] = field(default_factory=list)
    renames: list[RenameRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many cells and names become others."""
        return len(self.cells) + len(self.renames)

    def command(self, model: GridModel) -> Command | None:
        """All of it as one step; None where there is nothing to do."""
        case = model.case
        if case is None or not self.count:
            return None
        commands: list[Command] = list(self.renames)
        names = {rename.new for rename in self.renames}
        # A cell that names a renamed row follows by itself.
        cells = [
            (self._renamed(ref), value)
            for ref, value in self.cells
            if not (ref.field.kind in _NAMING and value in names)
        ]
        if cells:
            edits = tuple(CellEdit(str(ref.address), value, ref.scenario) for ref, value in cells)
            commands.append(SetCells("", edits))
        n = self.count
        label = keep(lambda: say_count("Replace in {n} cell", "Replace in {n} cells", n))
        return Several(label, commands)

    def leave_out(self, problems: Sequence[Problem]) -> bool:
        """Take out what the case refuses; whether any of it was to blame."""
        by_address = {(problem.address, problem.scenario): problem for problem in problems}
        kept = []
        for ref, value in self.cells:
            problem = by_address.get((str(self._renamed(ref).address), ref.scenario))
            if problem is None:
                kept.append((ref, value))
            else:
                self._refuse(label_of(ref.address), str(value), problem)
        kept_names = []
        for rename in self.renames:
            at = {
                f"{rename.table}/{rename.new}",
                f"{rename.table}/{rename.old}/name",
                f"{rename.table}/name",
            }
            found = [problem for problem in problems if problem.address in at]
            if found:
                self._refuse(rename.old, rename.new, found[0])
            else:
                kept_names.append(rename)
        changed = len(kept) + len(kept_names) < self.count
        self.cells, self.renames = kept, kept_names
        return changed

    def _renamed(self, ref: CellRef) -> CellRef:
        """A cell where it lies once the rows have their new names."""
        for rename in self.renames:
            if (rename.table, rename.old) == (ref.address.table, ref.address.row):
                return replace(ref, address=replace(ref.address, row=rename.new))
        return ref

    def _refuse(self, where: str, text: str, problem: Problem) -> None:
        self.refusals.append(Refusal((0, 0), where, text, problem_sentence(problem)))


def replacement(found: Iterable[Hit], query: Query, by: str) -> Replacement:
    """What replacing the text by another comes to at each place where it was found."""
    made = Replacement()
    for hit in found:
        _replace(made, hit, query, by)
    return made


def _replace(made: Replacement, hit: Hit, query: Query, by: str) -> None:
    model, row, column = hit.model, hit.row, hit.column
    ref, pattern = model.cell(row, column), query.pattern()
    if ref is None:
        if isinstance(model, TableModel) and column == NAME_COLUMN:
            name = model.shown.keys[row]
            new = pattern.sub(lambda _: by, name).strip()
            made.renames.append(RenameRow(model.table.name, name, new))
        else:
            text = model.look(row, column).text
            where = model.head(column).partition("\n")[0]
            made.refusals.append(Refusal((0, 0), where, text, say("Cannot be changed here.")))
        return
    try:
        text = _new_text(model, hit, ref, pattern, by)
        made.cells.append((ref, model.read(ref, text)))
    except RefusedError as refused:
        problem = Problem(str(ref.address), refused.what, refused.valid)
        shown = model.look(row, column).text
        made.refusals.append(
            Refusal((0, 0), label_of(ref.address), shown, problem_sentence(problem))
        )


def _new_text(model: GridModel, hit: Hit, ref: CellRef, pattern: re.Pattern[str], by: str) -> str:
    """The text of a cell with the one that was found replaced.

    Raises:
        RefusedError: it was found only in what the table shows rounded.
    """
    exact = model.exact_text(hit.row, hit.column)
    if pattern.search(exact):
        return pattern.sub(lambda _: by, exact)
    shown = model.look(hit.row, hit.column).text
    if model.read(ref, shown) != model.value(hit.row, hit.column):
        raise RefusedError(
            say("is shown rounded: its exact text is “{text}”.", text=exact),
            say("Look in exact values to replace in it."),
        )
    return pattern.sub(lambda _: by, shown)
