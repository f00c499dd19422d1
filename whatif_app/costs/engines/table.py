"""A warehouse's table as the header of a file: its columns, in the types that the rules know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scenarios.words import say
from whatif_app.costs.columns import Columns, keys_of, text_literal
from whatif_app.costs.engines.connection import Engine, quoted_table, refused
from whatif_app.costs.engines.translation import TABLE
from whatif_app.costs.formats.nested import FlatColumn, tag_entries

if TYPE_CHECKING:
    import ibis

_DEEPEST = 4
_TAG_ROWS = 2_000


@dataclass(frozen=True)
class Table:
    """A table of billing data on an engine.

    Attributes:
        engine: where it is.
        name: as the user names it.
        flat: its columns, nested ones under dotted names.
    """

    engine: Engine
    name: str
    flat: tuple[FlatColumn, ...] = field(repr=False)

    @property
    def source(self) -> str:
        """The query, in DuckDB's SQL, that gives the columns their positional names."""
        cells = ", ".join(f"{each.sql} AS c{n}" for n, each in enumerate(self.flat))
        return f"SELECT {cells} FROM {quoted_table(self.name).sql('duckdb')}"

    @property
    def nothing(self) -> str:
        """A query of no rows with the same columns, for DuckDB."""
        cells = ", ".join(f"NULL::{each.type} AS c{n}" for n, each in enumerate(self.flat))
        return f"SELECT {cells} WHERE false"

    def columns(self, map_columns: Collection[str]) -> Columns:
        """The header, with the tag keys of some rows.

        Args:
            map_columns: keys of columns whose entries are tags.
        """
        names = tuple(each.name for each in self.flat)
        types = tuple(each.type for each in self.flat)
        map_keys = {}
        for position, each in enumerate(self.flat):
            key = next((key for key in keys_of(each.name) if key in map_columns), None)
            if key is not None and each.type.startswith(("MAP", "VARCHAR", "JSON")):
                map_keys[key] = self._tag_keys(position)
        return Columns(names, types, map_keys)

    def _tag_keys(self, position: int) -> tuple[str, ...]:
        cell = f"c{position}"
        statement = f"SELECT {cell} AS cell FROM {TABLE} WHERE {cell} IS NOT NULL LIMIT {_TAG_ROWS}"
        cells = self.engine.answer(self.engine.translated(statement, self.source))
        found = [row["cell"] for row in cells.read_all().to_pylist()]
        if any(not isinstance(cell, str) for cell in found):
            return tuple(sorted({str(key) for cell in found for key in _keys_of_map(cell)}))
        return tag_entries(found)


def _keys_of_map(cell: Any) -> Iterable[Any]:
    return cell if isinstance(cell, dict) else (entry[0] for entry in cell)


def open_table(engine: Engine, name: str) -> Table:
    """Look at a table.

    Raises:
        ExportError: there is none, or it has no column that can be read.
    """
    flat = tuple(flat_columns(engine.schema(name)))
    if not flat:
        raise refused(
            say("The table “{name}” has no columns.", name=name),
            say("Name a table of billing data."),
        )
    return Table(engine, name, flat)


def flat_columns(schema: ibis.Schema) -> Iterable[FlatColumn]:
    """A table's columns, then the fields within them; lists as JSON text, as in files."""
    outer = [(name, kind, _quoted(name)) for name, kind in schema.items()]
    for name, kind, sql in outer:
        yield from _column(name, kind, sql)
    for name, kind, sql in outer:
        yield from _fields(name, kind, sql, 1)


def _fields(name: str, kind: Any, sql: str, depth: int) -> Iterable[FlatColumn]:
    if not kind.is_struct() or depth > _DEEPEST:
        return
    for child, child_kind in kind.items():
        inner = f"{name}.{child}", child_kind, f"struct_extract({sql}, {text_literal(child)})"
        yield from _column(*inner)
        yield from _fields(*inner, depth + 1)


def _column(name: str, kind: Any, sql: str) -> Iterable[FlatColumn]:
    if kind.is_array():
        yield FlatColumn(name, "JSON", f"to_json({sql})")
    elif kind.is_json():
        yield FlatColumn(name, "JSON", f"{sql}::VARCHAR")
    else:
        read_as = _type(kind)
        if read_as:
            yield FlatColumn(name, read_as, sql)


def _type(kind: Any) -> str:
    """What DuckDB calls a type; empty for those that no rule reads."""
    if kind.is_map():
        return "MAP(VARCHAR, VARCHAR)"
    if kind.is_string() or kind.is_uuid():
        return "VARCHAR"
    if kind.is_timestamp():
        return "TIMESTAMP"
    if kind.is_date():
        return "DATE"
    if kind.is_boolean():
        return "BOOLEAN"
    if kind.is_integer():
        return "BIGINT"
    if kind.is_floating():
        return "DOUBLE"
    return "DECIMAL(38,12)" if kind.is_decimal() else ""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
