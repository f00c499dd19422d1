"""What one file is, judged from its first bytes alone: container, encoding, dialect, columns.

DuckDB's own detection guesses silently; here each finding is explicit, so that a file which is no
export is refused with a reason, and the scan that follows is told exactly what to expect.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whatif_app.costs.columns import Columns, key_of, keys_of
from whatif_app.costs.nested import (
    FlatColumn,
    json_line_column,
    json_line_columns,
    json_records,
    parquet_columns,
    tag_entries,
)
from whatif_app.costs.not_read import refusal_of_text
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.sources import Source

_HEAD_BYTES = 1 << 19
_DELIMITERS = (",", ";", "\t", "|")
_TAG_ROWS = 20_000
_FIRST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a file before it is read.

    Attributes:
        source: the file.
        container: `csv`, `json` (one object a line) or `parquet`.
        columns: its header, with the tag keys seen in the first rows.
        compression: `none`, `gzip` or `zstd` (of CSV).
        encoding: `utf-8` or `utf-16` (of CSV).
        delimiter: of CSV.
        fields_per_row: of CSV, where all rows of the head have another number of fields than the
            header: that number; else None.
        cells: SQL of each column in the file's own terms; empty for CSV, where they are columns.
        grouped_by, groups: where each cell is read as a row: what the first column's header says,
            and the other columns' groups.
        first_rows: of CSV, the first records after the header.
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
    first_rows: tuple[tuple[str, ...], ...] = ()
    cells: tuple[str, ...] = ()
    grouped_by: str = ""
    groups: tuple[str, ...] = ()

    def one_row_a_cell(self, groups: tuple[str, ...]) -> Head:
        """The same CSV file, whose first column holds dates and the others the costs of one group
        each, read as rows of date, group and cost; empty cells are no rows."""
        columns = Columns(("date", "group", "cost"))
        return replace(self, columns=columns, grouped_by=self.columns.names[0], groups=groups)

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
        return replace(self, columns=columns, cells=(*self.cells, *_cells_of(flat)))


def read_head(source: Source, map_columns: Iterable[str]) -> Head:
    """Look into the first half mebibyte of a file.

    Args:
        source: the file.
        map_columns: keys of columns whose entries are tags, to be listed.

    Raises:
        ExportError: where the file is no table, is empty, or cannot be opened.
    """
    try:
        with source.path.open("rb") as file:
            start = file.read(_HEAD_BYTES)
    except OSError as error:
        raise _refused(
            source,
            f"The file cannot be opened: {error.strerror or error}.",
            "Check that you may read it.",
        ) from error
    if not start:
        raise _refused(source, "The file is empty.", "Download the export again.")
    if start[:4] == b"PAR1":
        return _parquet_head(source, frozenset(map_columns))
    return _csv_head(source, start, frozenset(map_columns))


def _refused(source: Source, what: str, what_to_do: str, line: int | None = None) -> ExportError:
    return ExportError([Problem(source.name, line, None, what, what_to_do)])


def _parquet_head(source: Source, map_columns: frozenset[str]) -> Head:
    import duckdb

    from whatif_app.costs.session import path_literal

    table = f"read_parquet({path_literal(source.path)}, hive_partitioning = false)"
    map_keys: dict[str, tuple[str, ...]] = {}
    with duckdb.connect() as connection:
        try:
            described = connection.sql(f"SELECT * FROM {table}")
            flat = parquet_columns(described.columns, described.types)
            for each in flat:
                column = next((key for key in keys_of(each.name) if key in map_columns), None)
                if column is None or not each.type.startswith(("MAP", "VARCHAR")):
                    continue
                cells = f"(SELECT {each.sql} AS cell FROM {table} LIMIT {_TAG_ROWS})"
                is_map = each.type.startswith("MAP")
                entry = "unnest(map_keys(cell))" if is_map else "cell"
                found = connection.execute(
                    f"SELECT DISTINCT {entry} AS entry FROM {cells} ORDER BY entry"
                ).fetchall()
                entries = [row[0] for row in found]
                map_keys[column] = tuple(map(str, entries)) if is_map else tag_entries(entries)
            counted = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        except duckdb.Error as error:
            raise _refused(
                source,
                "The Parquet file is damaged or incomplete.",
                "Download it again.",
            ) from error
    rows = int(counted[0]) if counted else 0
    return Head(
        source, "parquet", _columns(flat, map_keys), rows_expected=rows, cells=_cells_of(flat)
    )


def _columns(flat: Sequence[FlatColumn], map_keys: Mapping[str, tuple[str, ...]]) -> Columns:
    return Columns(tuple(each.name for each in flat), tuple(each.type for each in flat), map_keys)


def _cells_of(flat: Sequence[FlatColumn]) -> tuple[str, ...]:
    return tuple(each.sql for each in flat)


def _json_head(
    head: Head, records: Sequence[dict[str, Any]], map_columns: frozenset[str]
) -> Head | None:
    """The head of a file of JSON lines; None where they are no rows of costs."""
    flat = json_line_columns(records)
    columns = _columns(flat, {})
    if not columns.has("cost"):
        return None
    map_keys = {
        key: tag_entries(json.dumps(_at(record, each.name)) for record in records)
        for each in flat
        for key in keys_of(each.name)
        if key in map_columns
    }
    return replace(head, container="json", columns=_columns(flat, map_keys), cells=_cells_of(flat))


def _at(record: object, dotted: str) -> object:
    for step in dotted.split("."):
        record = record.get(step) if isinstance(record, dict) else None
    return record


def _csv_head(source: Source, start: bytes, map_columns: frozenset[str]) -> Head:
    compression, start, consumed = _decompressed(source, start)
    is_whole = consumed == source.size
    encoding, text = _decoded(source, start)
    if not text.strip():
        raise _refused(source, "The file holds no rows.", "Download the export again.")
    if text.lstrip().startswith("{") and (lines := json_records(text, is_whole)):
        rows = round(len(lines) * source.size / max(consumed, 1))
        plain = Head(source, "json", Columns(()), compression, encoding, "", rows)
        if (head := _json_head(plain, lines, map_columns)) is not None:
            return head
    refusal = refusal_of_text(text)
    if refusal is not None:
        raise _refused(source, *refusal)
    records, delimiter = _records(source, text, is_whole)
    names = _header(records[0])
    map_keys = {
        key: tag_entries(record[position] for record in records[1:] if position < len(record))
        for position, name in enumerate(names)
        for key in keys_of(name)
        if key in map_columns
    }
    columns = Columns(names, map_keys=map_keys)
    rows = round((len(records) - 1) * source.size / max(consumed, 1))
    widths = {len(record) for record in records[1:]}
    odd = widths.pop() if len(widths) == 1 and len(names) not in widths else None
    first = tuple(tuple(record) for record in records[1 : _FIRST_ROWS + 1])
    return Head(source, "csv", columns, compression, encoding, delimiter, rows, odd, first)


def _decompressed(source: Source, start: bytes) -> tuple[str, bytes, int]:
    """Compression, the plain head, and how many bytes on disk it took."""
    if start[:2] == b"\x1f\x8b":
        try:
            stream = zlib.decompressobj(wbits=31)
            plain = stream.decompress(start, _HEAD_BYTES)
        except zlib.error as error:
            raise _refused(
                source, "The gzip file is damaged.", "Download the export again."
            ) from error
        if not plain:
            what = "The file is empty." if stream.eof else "The gzip file is damaged."
            raise _refused(source, what, "Download the export again.")
        return "gzip", plain, len(start) - len(stream.unconsumed_tail)
    if start[:4] == b"PK\x03\x04":
        kind = "an Excel workbook" if b"[Content_Types].xml" in start[:4096] else "a ZIP archive"
        way = "Save the sheet as CSV" if "Excel" in kind else "Unpack it"
        raise _refused(source, f"This is {kind}.", f"{way} and import that.")
    if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(source, "This is an old Excel workbook.", "Save the sheet as CSV.")
    if start[:4] == b"%PDF":
        raise _refused(source, "This is a PDF.", "Import the export itself, not the invoice.")
    if start[:4] == b"\x28\xb5\x2f\xfd":
        raise _refused(source, "This file is compressed with Zstandard.", "Unpack it first.")
    return "none", start, len(start)


def _decoded(source: Source, start: bytes) -> tuple[str, str]:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if start[:2] == b"\xfe\xff":
            raise _refused(
                source,
                "The file is in big-endian UTF-16, which cannot be read.",
                "Save it as UTF-8 and import that.",
            )
        return "utf-16", start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    if start[:200].count(0) > 20:
        raise _refused(source, "This is no text file.", "Import a CSV, CSV.gz or Parquet export.")
    return "utf-8", start.decode("utf-8-sig", errors="replace")


def _records(source: Source, text: str, is_whole: bool) -> tuple[list[list[str]], str]:
    """The first records, split by the delimiter under which the header has most columns."""
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # the head may end inside a record
        records.extend(record for record in reader if record)
    if not records:
        raise _refused(source, "The file holds no rows.", "Download the export again.")
    # The last record of a part of a file may be cut off.
    return records if is_whole else (records[:-1] or records), delimiter


def _header(record: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().lstrip("\ufeff") for name in record)
