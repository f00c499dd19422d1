"""What a grid shows at one moment, and what differs between two such moments."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace

from scenarios.cells import Value


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a grid shows at one moment.

    Attributes:
        keys: what each row is, in order; unique.
        heads: what each column is, in order; the first names the rows.
        columns: the values of each column, one per row.
        marked: for each column, the keys of the rows that are overridden in it.
        context: whatever else texts depend on, e.g. the currency.
    """

    keys: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    columns: tuple[Sequence[Value], ...] = ()
    marked: tuple[frozenset[str], ...] = ()
    context: Hashable = None

    def without(self, first: int, last: int) -> Snapshot:
        """The snapshot without the rows from first up to, not including, last."""
        return self.with_rows([*range(first), *range(last, len(self.keys))])

    def with_rows(self, rows: Sequence[int]) -> Snapshot:
        """The snapshot with these rows alone, in this order."""
        return replace(
            self,
            keys=tuple(self.keys[row] for row in rows),
            columns=tuple(tuple(column[row] for row in rows) for column in self.columns),
        )

    def without_heads(self, hidden: Collection[str]) -> Snapshot:
        """The snapshot without these columns."""
        shown = [at for at, head in enumerate(self.heads) if head not in hidden]
        return replace(
            self,
            heads=tuple(self.heads[at] for at in shown),
            columns=tuple(self.columns[at] for at in shown),
            marked=tuple(self.marked[at] for at in shown),
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """The rows between what two snapshots have in common at their beginning and end."""

    start: int
    gone: int
    come: int


def shift_between(old: Sequence[str], new: Sequence[str]) -> Shift:
    """Which rows to take out, and how many to put in, to come from one list to another."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return Shift(start, len(old) - start - end, len(new) - start - end)


def changed_block(old: Snapshot, new: Snapshot) -> tuple[int, int, int, int] | None:
    """The first and last row and column around all that differs, as top, left, bottom, right.

    Both have the same rows and columns. None where nothing differs.
    """
    columns: list[int] = []
    rows: list[int] = []
    for column in range(len(new.heads)):
        changed = _changed_rows(old, new, column)
        if changed:
            columns.append(column)
            rows += (changed[0], changed[-1])
    return (min(rows), columns[0], max(rows), columns[-1]) if columns else None


def _changed_rows(old: Snapshot, new: Snapshot, column: int) -> list[int]:
    before, after = old.columns[column], new.columns[column]
    marks = (old.marked[column] ^ new.marked[column]) if new.marked else frozenset()
    if before is after and not marks:
        return []
    pairs = enumerate(zip(before, after, strict=True))
    return [row for row, (a, b) in pairs if a != b or new.keys[row] in marks]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
