"""A table of no known format, as far as it is seen before anyone says what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from whatif_app.costs.files.head import Head
from whatif_app.costs.files.header_row import likely_header
from whatif_app.costs.mapped.cell_shapes import is_number
from whatif_app.costs.mapped.mapping import ColumnMapping, fingerprint, readable_names
from whatif_app.costs.mapped.mapping_proposal import proposal

#: How much of a column must be numbers to make it a column of numbers.
_MOST = 0.6

_SAYS_COST = re.compile("(?i)cost|spend|charge|kosten|ausgaben|betrag")


@dataclass(frozen=True, slots=True)
class TableLook:
    """What is seen of the table.

    Attributes:
        head: of the file, at the header.
        names: of the columns, each once.
        rows: the first ones that hold cells, each as long as the header.
        row_numbers: where each of them stands in the file, from 1.
        proposed: the mapping that its headings and cells suggest.
    """

    head: Head
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]
    proposed: ColumnMapping

    @classmethod
    def of(cls, head: Head) -> TableLook:
        """The table that a file's head shows."""
        names = readable_names(head.columns.names)
        below = list(enumerate(head.records[head.header_at + 1 :], start=head.header_at + 2))
        filled = [(number, record) for number, record in below if any(record)]
        rows = tuple(_as_long(record, len(names)) for _, record in filled)
        numbers = tuple(number for number, _ in filled)
        # Only of text are columns read as rows.
        guess = proposal(names, rows, may_be_wide=head.container == "csv")
        return cls(head, names, rows, numbers, guess)

    @property
    def fingerprint(self) -> str:
        """Tells this header from others, as `mapping.fingerprint` does."""
        return fingerprint(self.names)

    @property
    def header_row(self) -> int:
        """The row, from 1, in which the header stands."""
        return self.head.header_at + 1

    @property
    def is_whole(self) -> bool:
        """Whether the rows are all that the table has."""
        return len(self.head.records) > self.head.rows_expected

    @property
    def has_dates(self) -> bool:
        """Whether some column, or its headings, seem to tell months or days."""
        mapping = self.proposed
        return bool(mapping.date or mapping.year or mapping.months_across)

    @property
    def is_mappable(self) -> bool:
        """Whether it can be a table of costs: some column holds numbers, and another dates or at
        least a heading speaks of costs."""
        has_numbers = any(map(_are_numbers, self._columns()))
        says_cost = _SAYS_COST.search(self.proposed.cost) is not None
        return has_numbers and (self.has_dates or says_cost)

    def _columns(self) -> list[list[str]]:
        return [[row[at] for row in self.rows if row[at]] for at in range(len(self.names))]


def best_table(heads: Sequence[Head], header_row: int | None = None) -> TableLook | None:
    """The table among the sheets of a file that looks most like costs; None where none does.

    Args:
        header_row: where its header stands, from 1; None to find it.
    """
    looks = []
    for head in heads:
        if not head.records:
            continue
        if head.container != "csv":
            looks.append(TableLook.of(head))
            continue
        at = likely_header(head.records) if header_row is None else header_row - 1
        if at < len(head.records):
            looks.append(TableLook.of(head.with_header(at, ())))
    mappable = [look for look in looks if look.is_mappable]
    return max(mappable, key=_worth, default=None)


def _worth(look: TableLook) -> tuple[int, int]:
    return len(look.proposed.columns) + 3 * look.proposed.months_across, len(look.rows)


def _are_numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(is_number, cells)) >= _MOST * len(cells)


def _as_long(row: Sequence[str], width: int) -> tuple[str, ...]:
    cells = tuple(cell.strip() for cell in row[:width])
    return cells + ("",) * (width - len(cells))
