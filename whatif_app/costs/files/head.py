"""What one file is, as found before it is read: container, encoding, dialect, columns.

DuckDB's own detection guesses silently; here each finding is explicit, so that the scan that
follows is told exactly what to expect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from whatif_app.costs.columns import Columns, key_of, keys_of
from whatif_app.costs.files.sources import Source
from whatif_app.costs.formats.nested import FlatColumn, json_line_column, tag_entries

#: Rows after the header in which a format may look for what its cells hold.
_FIRST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a file before it is read.

    Attributes:
        source: the file.
        container: `csv`, `json` (one object a line) or `parquet`.
        columns: its header, with the tag keys seen in the first rows.
        compression: `none`, `gzip`, `zstd` or `zip` (of CSV).
        encoding: `utf-8` or `utf-16` (of CSV).
        delimiter: of CSV.
        fields_per_row: of CSV, where all rows of the head have another number of fields than the
            header: that number; else None.
        cells: SQL of each column in the file's own terms; empty for CSV, where they are columns.
        records: the first records as text, of CSV those above the header too; an empty line is an
            empty record. None of JSON lines.
        header_at: records above the header.
        sheet, sheets: of a workbook, the sheet that is read (as CSV) and all that hold cells.
        width, kept, melted, grouped_by: where some columns are read as rows of their own: the
            file's columns; those that each such row keeps, by position; those read as rows, with
            the label of each; and what the first column's header says.
        rows_expected: rows in the file: exact for Parquet, extrapolated from the head for CSV.
    """

    source: Source
    container: str
    columns: Columns
    compression: str = "none"
    encoding: str = "utf-8"
    delimiter: str = ","
    rows_expected: int = 0
    fields_per_row: int | None = None
    records: tuple[tuple[str, ...], ...] = ()
    header_at: int = 0
    cells: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    width: int = 0
    kept: tuple[int, ...] = ()
    melted: tuple[tuple[int, str], ...] = ()
    grouped_by: str = ""

    @property
    def preamble(self) -> tuple[tuple[str, ...], ...]:
        """The records above the header."""
        return self.records[: self.header_at]

    @property
    def first_rows(self) -> tuple[tuple[str, ...], ...]:
        """Of CSV, the first records after the header."""
        following = self.records[self.header_at + 1 : self.header_at + 1 + _FIRST_ROWS]
        return tuple(record for record in following if record)

    @property
    def groups(self) -> tuple[str, ...]:
        """The labels of the columns that are read as rows."""
        return tuple(label for _, label in self.melted)

    def with_header(self, at: int, map_columns: Iterable[str]) -> Head:
        """The same CSV file, its header in another of the first records.

        Args:
            at: records above it.
            map_columns: keys of columns whose entries are tags, to be listed.
        """
        names = tuple(name.strip().lstrip("\ufeff") for name in self.records[at])
        rows = [record for record in self.records[at + 1 :] if record]
        tag_columns = frozenset(map_columns)
        map_keys = {
            key: tag_entries(record[position] for record in rows if position < len(record))
            for position, name in enumerate(names)
            for key in keys_of(name)
            if key in tag_columns
        }
        widths = {len(record) for record in rows}
        odd = widths.pop() if len(widths) == 1 and len(names) not in widths else None
        columns = Columns(names, map_keys=map_keys)
        return replace(self, columns=columns, header_at=at, fields_per_row=odd)

    def one_row_a_cell(self, groups: tuple[str, ...]) -> Head:
        """The same CSV file, whose first column holds dates and the others the costs of one group
        each, read as rows of date, group and cost; empty cells are no rows."""
        melted = tuple(enumerate(groups, start=1))
        return self.melting((0,), melted, ("date", "group", "cost"))

    def melting(
        self, kept: Sequence[int], melted: Sequence[tuple[int, str]], names: Sequence[str]
    ) -> Head:
        """The same file with one row for each filled cell of some columns.

        Args:
            kept: positions of the columns that are repeated in each of these rows.
            melted: position and label of each column whose cells become rows.
            names: of the columns as read: those kept, the label, the cell.
        """
        return replace(
            self,
            columns=Columns(tuple(names)),
            width=len(self.columns.names),
            kept=tuple(kept),
            melted=tuple(melted),
            grouped_by=self.columns.names[0],
        )

    def without_last_column(self) -> Head:
        """The same file, read as if its header ended one column earlier."""
        columns = Columns(self.columns.names[:-1], map_keys=self.columns.map_keys)
        return replace(self, columns=columns, fields_per_row=None)

    def with_columns(self, names: Iterable[str]) -> Head:
        """The same JSON lines, with columns that may first appear after the head."""
        wanted = [name for name in names if not self.columns.has(key_of(name))]
        if self.container != "json" or not wanted:
            return self
        flat = [json_line_column(name.split(".")) for name in wanted]
        columns = Columns(
            (*self.columns.names, *wanted),
            (*self.columns.types, *(each.type for each in flat)),
            self.columns.map_keys,
        )
        return replace(self, columns=columns, cells=(*self.cells, *cells_of(flat)))


def cells_of(flat: Sequence[FlatColumn]) -> tuple[str, ...]:
    """SQL of each column of a nested file."""
    return tuple(each.sql for each in flat)
