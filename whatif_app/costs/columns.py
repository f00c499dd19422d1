"""The columns of one file, found by what they mean rather than by how a version spells them.

One provider spells one column in several ways: `savingsPlan/SavingsPlanARN` (legacy CSV) is
`savings_plan_savings_plan_a_r_n` in Athena and CUR 2.0, and tools write `SavingsPlanArn`. Stripped
to lower-case letters and digits they are one key, so a format names each column once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_NOT_KEY = re.compile(r"[^a-z0-9]+")
_IN_PARENTHESES = re.compile(r".+\(([A-Za-z][A-Za-z0-9_ ]*)\)\s*")

_KEYS_AND_VALUES = '[{"key": "VARCHAR", "value": "VARCHAR"}]'

#: US short dates, also with the time that a spreadsheet adds when it saves a file again.
_SHORT_DATES = tuple(
    f"%m/%d/{year}{time}"
    for time in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
    for year in ("%y", "%Y")
)

#: Money beyond this is a broken cell, not a price; it also keeps sums within DECIMAL(38, 12).
LARGEST_AMOUNT = "1000000000000000"

#: The SQL type that holds just those amounts.
READABLE_AMOUNT = "DECIMAL(27,12)"


def key_of(name: str) -> str:
    """The spelling-free key of a column or tag name: lower-case letters and digits alone."""
    return _NOT_KEY.sub("", name.lower())


def keys_of(name: str) -> tuple[str, ...]:
    """Every key under which a column may be found: its own, and, of a translated name such as
    `Datum (Date)`, that of the English one in parentheses."""
    english = _IN_PARENTHESES.fullmatch(name)
    return (key_of(name), key_of(english.group(1))) if english else (key_of(name),)


def text_literal(value: str) -> str:
    """`value` as a SQL string literal; any text is safe."""
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class Columns:
    """The header of one file, and the SQL that reads its cells.

    Attributes:
        names: the columns as the file spells them, in order.
        types: SQL type by position; empty means all text (CSV).
        has_decimal_commas: amounts are written `1234,56`.
        map_keys: for each map column (JSON text or MAP), the keys seen in the head, by column key.
    """

    names: tuple[str, ...]
    types: tuple[str, ...] = ()
    map_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_decimal_commas: bool = False
    _position: dict[str, int] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for position, name in enumerate(self.names):
            self._position.setdefault(key_of(name), position)
        for position, name in enumerate(self.names):
            for key in keys_of(name)[1:]:
                self._position.setdefault(key, position)

    @property
    def keys(self) -> frozenset[str]:
        """Every column's spelling-free key."""
        return frozenset(self._position)

    def has(self, *keys: str) -> bool:
        """Whether all of these columns are there."""
        return all(key in self._position for key in keys)

    def first(self, *keys: str) -> str | None:
        """The first of these keys that the file has, or None."""
        return next((key for key in keys if key in self._position), None)

    def name(self, key: str) -> str:
        """The column as the file spells it; the key itself where the file has no such column."""
        position = self._position.get(key)
        return key if position is None else self.names[position]

    def sql(self, key: str) -> str:
        """The raw cell in SQL. Columns are scanned under positional names (`c0`, `c1`, …), so that
        no name in a file, however hostile, reaches a query."""
        return f"c{self._position[key]}"

    def is_map(self, key: str) -> bool:
        """Whether the column is a native Parquet MAP."""
        return self._type(key).startswith("MAP")

    def is_text(self, key: str) -> bool:
        """Whether the column holds text: always in CSV, by its type in Parquet."""
        return self._type(key) == "VARCHAR"

    def text(self, *keys: str) -> str:
        """The first non-empty of these columns as text; NULL where none is there."""
        cells = [self._text(key) for key in keys if key in self._position]
        if not cells:
            return "NULL::VARCHAR"
        return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"

    def money(self, key: str) -> str:
        """The cell as an exact amount; NULL where it is empty or is no finite, plausible amount."""
        if key not in self._position:
            return "NULL::DECIMAL(38,12)"
        amount = f"TRY_CAST({self._figures(key)} AS DECIMAL(38,12))"
        return f"CASE WHEN abs({amount}) <= {LARGEST_AMOUNT} THEN {amount} END"

    def number(self, key: str) -> str:
        """The cell as a float; NULL where it is none, or not finite and plausible."""
        if key not in self._position:
            return "NULL::DOUBLE"
        value = f"TRY_CAST({self._figures(key)} AS DOUBLE)"
        return f"CASE WHEN abs({value}) <= {LARGEST_AMOUNT} THEN {value} END"

    def moment(self, *keys: str) -> str:
        """The first readable of these cells as a UTC timestamp.

        ISO forms with or without zone (none means UTC, offsets are converted) and US short dates
        (`m/d/yy`, `m/d/yyyy`, also followed by a time) are read; anything else, or a year outside
        1990-2100, is NULL.
        """
        moments = [self._moment(key) for key in keys if key in self._position]
        if not moments:
            return "NULL::TIMESTAMP"
        return moments[0] if len(moments) == 1 else f"coalesce({', '.join(moments)})"

    def map_value(self, key: str, entry: str) -> str:
        """The value under `entry` in a map column: a Parquet MAP, or JSON text of an object or of
        a list of `{"key": …, "value": …}`."""
        if self.is_map(key):
            return f"nullif({self.sql(key)}[{text_literal(entry)}]::VARCHAR, '')"
        path = text_literal('$."' + entry.replace("\\", "\\\\").replace('"', '\\"') + '"')
        cell = self.sql(key)
        listed = (
            f"list_filter(json_transform({cell}, '{_KEYS_AND_VALUES}'), "
            f"lambda each: each.key = {text_literal(entry)})[1].value"
        )
        return (
            f"CASE WHEN json_valid({cell}) THEN nullif(CASE json_type({cell}) WHEN 'ARRAY' "
            f"THEN {listed} ELSE json_extract_string({cell}, {path}) END, '') END"
        )

    def is_json(self, key: str) -> bool:
        """Whether the column holds JSON and nothing else."""
        return key in self._position and self._type(key) == "JSON"

    def _figures(self, key: str) -> str:
        if self.has_decimal_commas and self.is_text(key):
            return f"replace({self.sql(key)}, ',', '.')"
        return self.sql(key)

    def _type(self, key: str) -> str:
        return self.types[self._position[key]] if self.types else "VARCHAR"

    def _text(self, key: str) -> str:
        cell = self.sql(key)
        if not self.types:
            return cell  # the CSV scan already turned empty cells and NULL literals into nulls
        if self._type(key) != "VARCHAR":
            cell = f"{cell}::VARCHAR"
        return f"CASE WHEN {cell} NOT IN ('', 'NULL', 'null') THEN {cell} END"

    def _moment(self, key: str) -> str:
        cell = self.sql(key)
        if self._type(key).startswith(("TIMESTAMP", "DATE")):
            moment = f"{cell}::TIMESTAMP"
        else:
            iso = f"TRY_CAST(TRY_CAST({cell} AS TIMESTAMPTZ) AS TIMESTAMP)"
            short = f"TRY_STRPTIME({cell}, {list(_SHORT_DATES)})"
            # Most cells end in Z, for which the cast that knows no zones is right and faster.
            moment = (
                f"CASE WHEN ends_with({cell}, 'Z') THEN TRY_CAST({cell} AS TIMESTAMP) "
                f"WHEN contains({cell}, '/') THEN {short} ELSE {iso} END"
            )
        return f"CASE WHEN year({moment}) BETWEEN 1990 AND 2100 THEN {moment} END"


def union_of(headers: Iterable[Columns]) -> Columns:
    """All columns of several files, each in its first spelling; to look at, not to read with."""
    names: dict[str, str] = {}
    map_keys: dict[str, dict[str, None]] = {}
    for header in headers:
        for name in header.names:
            names.setdefault(key_of(name), name)
        for column, entries in header.map_keys.items():
            map_keys.setdefault(column, {}).update(dict.fromkeys(entries))
    return Columns(tuple(names.values()), map_keys={k: tuple(v) for k, v in map_keys.items()})
