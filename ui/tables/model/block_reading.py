"""A block of texts read for the cells it covers: what fits, what is refused, and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from scenarios.cells import Value
from scenarios.problems import Problem
from scenarios.schema import Kind
from scenarios.words import say
from ui.tables.model.cell_ref import CellRef
from ui.tables.model.cell_text import label_of, problem_sentence
from whatif_app.clipboard import Block
from whatif_app.number_style import style

#: A place within a block: row and column, counted from 0.
Spot = tuple[int, int]

_FRACTION = re.compile(r"0?\.\d*[1-9]\d*")
_DOTTED = re.compile(r"[+-]?\d+\.\d+")
_GROUP_OR_FRACTION = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One text of a block that cannot be written.

    Attributes:
        where: the cell in words.
        text: what was to be written there.
        why: what is wrong and what would be valid, as a sentence.
    """

    spot: Spot
    where: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class RefusedBlock:
    """A block of which nothing was written, since some of it is refused.

    Attributes:
        top, left: where its first text was to go.
        verb: what was being done.
        skipped: places left out of it already.
        refusals: every text that does not fit.
        accepted: how many of its texts do.
        doubts: sentences on what may have been meant otherwise.
    """

    top: int
    left: int
    block: Block
    verb: str
    skipped: frozenset[Spot] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    accepted: int = 0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a block that was to be written.

    Attributes:
        refused: why nothing was written; None where no text was to blame.
        elsewhere: what the case refuses that lies in none of the block's cells.
        doubts: what was written and may have been meant otherwise, as sentences.
    """

    is_done: bool = False
    refused: RefusedBlock | None = None
    elsewhere: tuple[Problem, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class BlockReading:
    """What a block of texts means for the cells that it covers.

    Attributes:
        cells, spots: what fits, and where in the block it stands.
        names: places of the block that name rows.
    """

    cells: list[tuple[CellRef, Value]] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    names: list[Spot] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def accept(self, spot: Spot, ref: CellRef, value: Value) -> None:
        """A text that fits."""
        self.cells.append((ref, value))
        self.spots.append(spot)

    def refuse(self, spot: Spot, where: str, text: str, problem: Problem) -> None:
        """A text that does not."""
        self.refusals.append(Refusal(spot, where, text, problem_sentence(problem)))

    def refuse_cells(self, problems: Collection[Problem], block: Block) -> list[Problem]:
        """Take what the case refuses out of what fits; the problems that lie elsewhere."""
        at = {
            (str(ref.address), ref.scenario): (spot, ref)
            for spot, (ref, _) in zip(self.spots, self.cells, strict=True)
        }
        elsewhere = []
        for problem in problems:
            found = at.get((problem.address, problem.scenario))
            if found is None:
                elsewhere.append(problem)
                continue
            (row, column), ref = found
            self.refuse((row, column), label_of(ref.address), block[row][column], problem)
        return elsewhere

    def outcome(self, at: RefusedBlock, elsewhere: Collection[Problem]) -> Outcome:
        """What became of the block, once all that fits was tried on the case."""
        unsure = tuple(doubts(self, at.block))
        if self.refusals:
            gone = {refusal.spot for refusal in self.refusals}
            accepted = sum(spot not in gone for spot in (*self.spots, *self.names))
            refused = replace(at, refusals=tuple(self.refusals), accepted=accepted, doubts=unsure)
            return Outcome(refused=refused)
        if elsewhere or not (self.spots or self.names):
            return Outcome(elsewhere=tuple(elsewhere))
        return Outcome(is_done=True, doubts=unsure)


def doubts(reading: BlockReading, block: Block) -> Iterator[str]:
    """What a block may have meant otherwise than it was read, as sentences."""
    pairs = [
        (ref, text.strip())
        for (ref, _), (row, column) in zip(reading.cells, reading.spots, strict=True)
        if style().decimal in (text := block[row][column])
    ]
    neutral = style().neutral
    for ref, text in pairs:
        if ref.field.kind in (Kind.SHARE, Kind.RATE) and _FRACTION.fullmatch(neutral(text)):
            yield say(
                "In percent columns a bare number is percent: {number} was read as {number} %. "
                "Copy cells formatted as percent to paste fractions.",
                number=text,
            )
            break
    # Where every number has three digits behind its point, points may well divide thousands.
    dotted = [text for _, text in pairs if _DOTTED.fullmatch(text)]
    if (
        style().decimal == "."
        and dotted
        and all(_GROUP_OR_FRACTION.fullmatch(text) for text in dotted)
    ):
        yield say(
            "“{number}” was read with a decimal point, not as {other}.",
            number=dotted[0],
            other=dotted[0].replace(".", ","),
        )
