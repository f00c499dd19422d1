"""Looking into the first bytes of a file: what it is, how it is packed, and where its rows begin.

A file that is no export is refused here, with a reason. A workbook has a head for each of its
sheets; every other file has one.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scenarios.words import say
from whatif_app.costs.columns import Columns, keys_of
from whatif_app.costs.files.head import Head, cells_of
from whatif_app.costs.files.packed import unpacked_start
from whatif_app.costs.files.sheets import sheet_starts
from whatif_app.costs.files.sources import Source
from whatif_app.costs.formats.nested import (
    FlatColumn,
    json_line_columns,
    json_records,
    parquet_columns,
    tag_entries,
)
from whatif_app.costs.formats.not_read import refusal_of_text
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.sheet_rows import is_workbook

_HEAD_BYTES = 1 << 19
_DELIMITERS = (",", ";", "\t", "|")
_TAG_ROWS = 20_000
_LINES_COMPARED = 60

#: Records kept of a file's head; a header is looked for among the first `header_row.DEEPEST`.
_RECORDS_KEPT = 300
_ROWS_SHOWN = 100


def read_heads(source: Source, map_columns: Iterable[str], sheet: str | None) -> tuple[Head, ...]:
    """Look into the first half mebibyte of a file, or into each sheet of a workbook.

    Args:
        source: the file.
        map_columns: keys of columns whose entries are tags, to be listed.
        sheet: of a workbook, the only sheet wanted; None for all.

    Raises:
        ExportError: where the file is no table, is empty, or cannot be opened.
    """
    try:
        with source.path.open("rb") as file:
            start = file.read(_HEAD_BYTES)
    except OSError as error:
        raise _refused(
            source,
            say("The file cannot be opened: {error}.", error=error.strerror or error),
            say("Check that you may read it."),
        ) from error
    if not start:
        raise _refused(source, say("The file is empty."), say("Download the export again."))
    tag_columns = frozenset(map_columns)
    if start[:4] == b"PAR1":
        return (_parquet_head(source, tag_columns),)
    if is_workbook(start):
        return _sheet_heads(source, tag_columns, sheet)
    return (_text_head(source, start, tag_columns),)


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
                say("The Parquet file is damaged or incomplete."),
                say("Download it again."),
            ) from error
    rows = int(counted[0]) if counted else 0
    return Head(
        source, "parquet", _columns(flat, map_keys), rows_expected=rows, cells=cells_of(flat)
    )


def with_first_rows(head: Head) -> Head:
    """The same head, of a Parquet file with its header and first rows as text."""
    if head.container != "parquet":
        return head
    import duckdb

    from whatif_app.costs.session import path_literal

    table = f"read_parquet({path_literal(head.source.path)}, hive_partitioning = false)"
    texts = ", ".join(f"coalesce(({sql})::VARCHAR, '')" for sql in head.cells)
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {texts} FROM {table} LIMIT {_ROWS_SHOWN}").fetchall()
    return replace(head, records=(head.columns.names, *rows))


def _columns(flat: Sequence[FlatColumn], map_keys: Mapping[str, tuple[str, ...]]) -> Columns:
    return Columns(tuple(each.name for each in flat), tuple(each.type for each in flat), map_keys)


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
    return replace(head, container="json", columns=_columns(flat, map_keys), cells=cells_of(flat))


def _at(record: object, dotted: str) -> object:
    for step in dotted.split("."):
        record = record.get(step) if isinstance(record, dict) else None
    return record


def _sheet_heads(
    source: Source, map_columns: frozenset[str], wanted: str | None
) -> tuple[Head, ...]:
    """The head of each sheet that holds cells, in the workbook's order."""
    starts = sheet_starts(source, _RECORDS_KEPT)
    if not starts:
        raise _refused(source, say("The workbook holds no cells."), say("Choose another workbook."))
    names = tuple(start.name for start in starts)
    if wanted is not None and wanted not in names:
        shown = ", ".join(f"“{name}”" for name in names[:20])
        raise _refused(
            source,
            say("There is no sheet “{wanted}” with cells.", wanted=wanted),
            say("It has {shown}.", shown=shown),
        )
    heads = (
        Head(
            *(source, "csv", Columns(())),
            rows_expected=start.rows,
            records=start.records,
            sheet=start.name,
            sheets=names,
        )
        for start in starts
        if wanted in (None, start.name)
    )
    return tuple(head.with_header(_first_filled(head.records), map_columns) for head in heads)


def _text_head(source: Source, start: bytes, map_columns: frozenset[str]) -> Head:
    packed = unpacked_start(source, start, _HEAD_BYTES)
    is_whole = packed.consumed == source.size
    encoding, text = _decoded(source, packed.start)
    if not text.strip():
        raise _refused(source, say("The file holds no rows."), say("Download the export again."))
    share = source.size / max(packed.consumed, 1)
    plain = Head(source, "csv", Columns(()), packed.compression, encoding)
    if text.lstrip().startswith("{") and (lines := json_records(text, is_whole)):
        rows = round(len(lines) * share)
        of_json = _json_head(replace(plain, delimiter="", rows_expected=rows), lines, map_columns)
        if of_json is not None:
            return of_json
    refusal = refusal_of_text(text)
    if refusal is not None:
        raise _refused(source, *refusal)
    records, delimiter = _records(source, text, is_whole)
    whole = replace(
        plain,
        delimiter=delimiter,
        rows_expected=round((len(records) - 1) * share),
        records=records,
    )
    head = whole.with_header(_first_filled(records), map_columns)
    return replace(head, records=records[:_RECORDS_KEPT])


def _decoded(source: Source, start: bytes) -> tuple[str, str]:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if start[:2] == b"\xfe\xff":
            raise _refused(
                source,
                say("The file is in big-endian UTF-16, which cannot be read."),
                say("Save it as UTF-8 and import that."),
            )
        return "utf-16", start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    if start[:200].count(0) > 20:
        raise _refused(
            source, say("This is no text file."), say("Import a CSV, Parquet or Excel file.")
        )
    return "utf-8", start.decode("utf-8-sig", errors="replace")


def _records(source: Source, text: str, is_whole: bool) -> tuple[tuple[tuple[str, ...], ...], str]:
    """The first records, and the delimiter that splits them."""
    delimiter = _delimiter(text)
    records = _split(text, delimiter)
    if not any(map(any, records)):
        raise _refused(source, say("The file holds no rows."), say("Download the export again."))
    # The last record of a part of a file may be cut off.
    begun = records if is_whole else records[:-1]
    return (begun if any(map(any, begun)) else records), delimiter


def _delimiter(text: str) -> str:
    """The sign that splits most lines into equally many fields: lines of text may stand above the
    header, and other signs within cells."""
    start = "\n".join(text.split("\n", _LINES_COMPARED)[:_LINES_COMPARED])

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(record) for record in _split(start, delimiter) if len(record) > 1)
        return max(((lines, width) for width, lines in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=evenness)


def _split(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    records: list[tuple[str, ...]] = []
    with contextlib.suppress(csv.Error):  # the head may end inside a record
        records.extend(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    return tuple(records)


def _first_filled(records: Sequence[Sequence[str]]) -> int:
    return next(position for position, record in enumerate(records) if any(record))
