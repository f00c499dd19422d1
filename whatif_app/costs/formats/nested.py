"""Nested rows as flat ones: JSON lines, and Parquet columns made of fields.

A cell within another is a column of its own under a dotted name (`service.description`), as Google
itself names them in CSV; lists stay together as JSON text.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from whatif_app.costs.columns import text_literal

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """One column of a nested file.

    Attributes:
        name: dotted.
        type: SQL type as read.
        sql: the cell, in terms of the file's own columns.
    """

    name: str
    type: str
    sql: str


def parquet_columns(names: Sequence[str], types: Sequence[DuckDBPyType]) -> tuple[FlatColumn, ...]:
    """A Parquet file's columns as they are, then the fields within them.

    Lists are read as JSON text, so that a list means the same in every kind of file.
    """
    outer = [
        FlatColumn(name, *_as_text_if_list(kind, _quoted(name)))
        for name, kind in zip(names, types, strict=True)
    ]
    inner: list[FlatColumn] = []
    for name, kind in zip(names, types, strict=True):
        inner.extend(_fields(name, kind, _quoted(name), 1))
    return (*outer, *inner)


def _fields(name: str, kind: DuckDBPyType, sql: str, depth: int) -> Iterable[FlatColumn]:
    if kind.id != "struct" or depth > _DEEPEST:
        return
    for child, child_kind in cast("list[tuple[str, DuckDBPyType]]", kind.children):
        child_name, child_sql = f"{name}.{child}", f"struct_extract({sql}, {text_literal(child)})"
        yield FlatColumn(child_name, *_as_text_if_list(child_kind, child_sql))
        yield from _fields(child_name, child_kind, child_sql, depth + 1)


def _as_text_if_list(kind: DuckDBPyType, sql: str) -> tuple[str, str]:
    return ("VARCHAR", f"to_json({sql})::VARCHAR") if kind.id == "list" else (str(kind), sql)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def json_line_columns(records: Iterable[dict[str, Any]]) -> tuple[FlatColumn, ...]:
    """The columns of JSON lines, by the keys of these records."""
    paths: dict[tuple[str, ...], None] = {}
    for record in records:
        _collect(record, (), paths)
    return tuple(json_line_column(path) for path in paths)


def json_line_column(path: Sequence[str]) -> FlatColumn:
    """The column at a path of keys; the row is the JSON text `line`."""
    steps = "".join('."' + step.replace("\\", "\\\\").replace('"', '\\"') + '"' for step in path)
    return FlatColumn(
        ".".join(path), "VARCHAR", f"json_extract_string(line, {text_literal('$' + steps)})"
    )


def _collect(
    record: dict[str, Any], above: tuple[str, ...], paths: dict[tuple[str, ...], None]
) -> None:
    for key, value in record.items():
        path = (*above, key)
        paths.setdefault(path)
        if isinstance(value, dict) and len(path) < _DEEPEST:
            _collect(value, path, paths)


def json_records(text: str, is_whole: bool) -> list[dict[str, Any]] | None:
    """The records of JSON lines; None where the first line is no JSON object."""
    lines = text.splitlines()
    if not is_whole and len(lines) > 1:
        lines.pop()  # cut off
    records: list[dict[str, Any]] = []
    for line in filter(str.strip, lines):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.append(record)
        elif not records:
            return None
    return records or None


def tag_entries(cells: Iterable[object]) -> tuple[str, ...]:
    """The tag keys in these cells, sorted.

    A cell is a JSON object, one without its braces (as Azure has them in some exports), or a list
    of `{"key": …, "value": …}`, as JSON or as Python writes it.
    """
    keys: set[str] = set()
    for cell in dict.fromkeys(str(cell).strip() for cell in cells if cell):
        if not cell.startswith(("{", "[", '"')):
            continue
        try:
            entries = json.loads(f"{{{cell}}}" if cell.startswith('"') else cell)
        except (ValueError, RecursionError):
            entries = _python_literal(cell)
        if isinstance(entries, dict):
            keys.update(str(key) for key in entries)
        elif isinstance(entries, list):
            named = (entry.get("key") for entry in entries if isinstance(entry, dict))
            keys.update(str(key) for key in named if key)
    return tuple(sorted(keys))


def _python_literal(cell: str) -> object:
    try:
        return ast.literal_eval(cell)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


# Each quoted text or run of anything else; together they must be the whole cell.
_TOKEN = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'"]+"""


def json_sql(cell: str) -> str:
    """SQL that gives a cell as JSON text: as it is, or made of what Python writes (single quotes,
    None, True, False); NULL where it is neither."""
    tokens = f"regexp_extract_all({cell}, {text_literal(_TOKEN)})"
    bare = "replace(replace(replace(t, 'None', 'null'), 'True', 'true'), 'False', 'false')"
    made = (
        f"array_to_string(list_transform({tokens}, lambda t: CASE "
        "WHEN starts_with(t, '''') "
        "THEN to_json(regexp_replace(t[2:-2], '\\\\(.)', '\\1', 'g'))::VARCHAR "
        f"WHEN starts_with(t, '\"') THEN t ELSE {bare} END), '')"
    )
    # Without double quotes and escapes no text holds a quote, and swapping them all is as exact.
    swapped = f"replace({cell}, '''', '\"')"
    for python, plain in (("None", "null"), ("True", "true"), ("False", "false")):
        swapped = f"replace({swapped}, ': {python}', ': {plain}')"
    is_plain = f"NOT contains({cell}, '\"') AND NOT contains({cell}, chr(92))"
    is_complete = f"length(array_to_string({tokens}, '')) = length({cell})"
    return (
        f"CASE WHEN json_valid({cell}) THEN {cell} "
        f"WHEN {is_plain} AND json_valid({swapped}) THEN {swapped} "
        f"WHEN {is_complete} AND json_valid({made}) THEN {made} END"
    )
