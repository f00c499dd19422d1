"""Which columns of a usage table are dates, names and values: long, wide, or a column a month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.words import say
from whatif_app.volumes.decimals import EMPTY, is_number, read_both
from whatif_app.volumes.moments import DATE_ORDERS, read_moment

#: In the order in which a date column is looked for; those of the interval before the report's.
_DATE_NAMES = (
    *("_time", "timestamp", "time", "interval_start", "date", "day", "datetime", "month", "week"),
    *("period", "ds", "usage_date", "start_time", "start", "period_start", "date_time", "hour"),
    *("datum", "monat", "tag", "zeit", "mois", "fecha", "mes"),
)
_NAME_NAMES = frozenset(
    "metric metric_name name series kpi event event_name measure counter unit_name variable "
    "metrik kennzahl".split()
)
_UNIT_NAMES = frozenset({"unit", "units", "uom", "einheit"})
_END = re.compile(r"(^|[_ ])(end|ende|to|until|stop)$")
_ID = re.compile(r"(^|[_ ])(id|uuid|guid|key|zip|plz)$")

#: Rows looked at to tell what a column holds.
HEAD_ROWS = 300
_HEAD_CELLS = 30_000
_MOSTLY = 0.6


@dataclass(frozen=True)
class Shape:
    """Where a table has what.

    Attributes:
        header: names of its columns, unique.
        skipped: rows before the first with values, the header included.
        dates: the date's column, or the year's and the month's.
        values: columns of numbers.
        name: the column whose values are histories of their own; None for none.
        unit: the column that says what is counted; None for none.
        months: headers that are months, by column, where each month has a column.
        texts: further columns of text; rows that differ in them are added up.
        has_named_date: whether the date column is called one, so that bare numbers may be dates.
    """

    header: tuple[str, ...]
    skipped: int
    dates: tuple[int, ...]
    values: tuple[int, ...]
    name: int | None = None
    unit: int | None = None
    months: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()
    has_named_date: bool = False


def shape_of(
    head: Sequence[Sequence[str]], date_column: str | None = None, split_by: str | None = None
) -> Shape | str:
    """The shape of a table, from its first rows; where it has none, why, as a sentence.

    Args:
        head: the first rows, from the first one on.
        date_column, split_by: what the user chose, by header.
    """
    if not head:
        return say("There is no row that holds anything.")
    at = _header_at(head)
    is_bare = _is_data(head[at])
    width = len(head[at])
    header = tuple(f"column {n + 1}" for n in range(width)) if is_bare else _unique(head[at])
    body = head[at:] if is_bare else head[at + 1 :]
    for wanted in (date_column, split_by):
        if wanted is not None and wanted not in header:
            return say(
                "There is no column “{wanted}”; the columns are {columns}.",
                wanted=wanted,
                columns=", ".join(header[:20]),
            )
    if not body:
        return say("There is a header and no row below it.")
    skipped = at if is_bare else at + 1
    wide = _wide_by_month(header, body, skipped)
    if wide is not None and date_column is None:
        return wide
    return _by_rows(header, body, skipped, date_column, split_by)


def _header_at(head: Sequence[Sequence[str]]) -> int:
    """The first row that is followed by one about as wide: what is before is a title."""
    for place, row in enumerate(head[:40]):
        filled = sum(map(bool, row))
        following = sum(map(bool, head[place + 1])) if place + 1 < len(head) else 0
        if filled >= 2 and (following >= 2 or place + 1 == len(head)):
            return place
    return 0


def _is_data(row: Sequence[str]) -> bool:
    """Whether a first row has a date and a number already, so that the table has no header."""
    is_dated = bool(row) and read_moment(row[0]) is not None
    return is_dated and any(is_number(cell) for cell in row[1:] if cell)


def _unique(row: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(row):
        name = cell.strip().lstrip("\ufeff") or f"column {place + 1}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _column(body: Iterable[Sequence[str]], place: int) -> list[str]:
    cells = (row[place] for row in body if place < len(row))
    return [cell for cell in cells if cell]


def _holds_numbers(cells: Sequence[str]) -> bool:
    told = [cell for cell in cells if read_both(cell) != EMPTY]
    return bool(told) and sum(map(is_number, told)) >= _MOSTLY * len(told)


def _holds_dates(cells: Sequence[str], *, numbers: bool) -> bool:
    # Short dates that are only right the other way round count as well.
    read = sum(
        any(read_moment(cell, order, numbers=numbers) for order in DATE_ORDERS) for cell in cells
    )
    return bool(cells) and read >= _MOSTLY * len(cells)


def _wide_by_month(
    header: Sequence[str], body: Sequence[Sequence[str]], skipped: int
) -> Shape | None:
    months = tuple(
        place
        for place, name in enumerate(header)
        if read_moment(name) is not None and _holds_numbers(_column(body, place))
    )
    if len(months) < 2:
        return None
    others = [place for place in range(len(header)) if place not in months]
    texts = [place for place in others if not _holds_numbers(_column(body, place))]
    named = [place for place in texts if header[place].lower() in _NAME_NAMES]
    unit = next((place for place in texts if header[place].lower() in _UNIT_NAMES), None)
    name = next(iter([*named, *(place for place in texts if place != unit)]), None)
    return Shape(tuple(header), skipped, (), months, name, unit, months)


def _by_rows(
    header: Sequence[str],
    body: Sequence[Sequence[str]],
    skipped: int,
    date_column: str | None,
    split_by: str | None,
) -> Shape | str:
    looked_at = body[: max(20, min(HEAD_ROWS, _HEAD_CELLS // len(header)))]
    columns = [_column(looked_at, place) for place in range(len(header))]
    dates, is_named = _date_columns(header, columns, date_column)
    if not dates:
        return say("No column holds dates.")
    free = [
        place for place in range(len(header)) if place not in dates and not _is_inner(header[place])
    ]
    unit = next((place for place in free if header[place].lower() in _UNIT_NAMES), None)
    name = next((place for place in free if header[place].lower() in _NAME_NAMES), None)
    name = header.index(split_by) if split_by is not None else name
    values: list[int] = []
    texts: list[int] = []
    for place in free:
        if place in (name, unit) or _is_date_like(header[place], columns[place]):
            continue
        is_value = _holds_numbers(columns[place]) and not _ID.search(header[place].lower())
        (values if is_value else texts).append(place)
    # Where no column is mostly numbers, one with some is what is meant; the rest is counted.
    some = [place for place in texts if any(map(is_number, columns[place]))]
    values, texts = values or some, [place for place in texts if values or place not in some]
    if not values:
        return say("No column holds numbers.")
    return Shape(
        tuple(header), skipped, dates, tuple(values), name, unit, (), tuple(texts), is_named
    )


def _is_inner(name: str) -> bool:
    """Splunk's own columns beside `_time`: `_span`, `_spandays`, `_raw` …"""
    return name.startswith("_") and name != "_time"


def _is_date_like(name: str, cells: Sequence[str]) -> bool:
    return _holds_dates(cells, numbers=name.lower() in _DATE_NAMES)


def _date_columns(
    header: Sequence[str], columns: Sequence[Sequence[str]], wanted: str | None
) -> tuple[tuple[int, ...], bool]:
    if wanted is not None:
        return (header.index(wanted),), True
    low = [name.lower().strip().replace(" ", "_") for name in header]
    if "year" in low and "month" in low:
        return (low.index("year"), low.index("month")), False
    for name in _DATE_NAMES:
        if name in low and _holds_dates(columns[low.index(name)], numbers=True):
            return (low.index(name),), True
    found = [
        place
        for place, cells in enumerate(columns)
        if _holds_dates(cells, numbers=False) and not _END.search(low[place])
    ]
    # Of a report's start and a row's own, the one that differs from row to row.
    best = max(found, key=lambda place: len(set(columns[place])), default=None)
    return ((best,), False) if best is not None else ((), False)
