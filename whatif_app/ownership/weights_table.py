"""A plain table of weights: names in one column, amounts in others (RCU, WCU, requested CPU …)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scenarios.cells import RefusedError
from scenarios.words import in_english, marked, say
from whatif_app.errors import InvalidFileError
from whatif_app.ownership.key_file import IDLE, NAMED, UNNAMED, Entry, KeyFile
from whatif_app.typed_numbers import read_number

_WHAT_TO_DO = marked(
    "Give it a header, a column of names and at least one column of numbers of 0 or more."
)
#: Rows called so hold what no name asked for, or repeat the sum.
_IDLE_NAMES = frozenset({"idle", "__idle__", "unused"})
_UNNAMED = frozenset({"__unallocated__", "__unmounted__", "unallocated"})
_TOTALS = frozenset({"total", "grand total", "sum"})
#: Columns whose numbers are names, and columns that say when: neither is ever a weight.
_NUMBERED = frozenset({"account", "accountid", "id", "clientid", "projectid", "costcenter"})
_TIMES = frozenset({"date", "day", "month", "time", "timestamp", "period", "hour", "week"})


def of_table(rows: Sequence[Sequence[str]], name: str) -> KeyFile:
    """A table with a header as a file of weights.

    Columns of numbers can be counted; the others name the rows, a date last of all. Where every
    column holds numbers, the first one names them (an account's number is a name).

    Args:
        rows: the header first; shorter rows lack their last cells.

    Raises:
        InvalidFileError: it is no such table; cells amiss are told with their lines.
    """
    filled = [
        (line, [cell.strip() for cell in row])
        for line, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    ]
    if len(filled) < 2 or len(filled[0][1]) < 2:
        raise InvalidFileError(
            say("“{name}” is no table of names and weights.", name=name), say(_WHAT_TO_DO)
        )
    header = _header(filled[0][1])
    body = [(line, [*row, *[""] * (len(header) - len(row))]) for line, row in filled[1:]]
    columns = [[row[place] for _, row in body] for place in range(len(header))]
    counted = [
        place
        for place in range(len(header))
        if _key(header[place]) not in _NUMBERED | _TIMES and _is_counted(columns[place])
    ]
    if len(counted) == len(header):
        del counted[0]
    if not counted:
        raise InvalidFileError(
            say("“{name}” has no column of numbers beside its names.", name=name), say(_WHAT_TO_DO)
        )
    naming = sorted(set(range(len(header))).difference(counted))
    naming.sort(key=lambda place: _key(header[place]) in _TIMES)
    entries = _entries(body, header, counted, naming, name)
    return KeyFile(
        what=marked("Table of weights"),
        name=name,
        period="",
        dimensions=tuple(header[place] for place in naming),
        measures=tuple(header[place] for place in counted),
        entries=entries,
    )


def _key(column: str) -> str:
    return column.casefold().replace(" ", "").replace("_", "").replace("-", "")


def _header(cells: Sequence[str]) -> list[str]:
    """The columns' names, each one its own."""
    names: dict[str, None] = {}
    for place, cell in enumerate(cells, start=1):
        name = cell or f"column {place}"
        while name in names:
            name = f"{name} ({place})"
        names[name] = None
    return list(names)


def _is_counted(cells: Sequence[str]) -> bool:
    """Whether a column is meant as numbers: most of what it holds reads as one."""
    filled = [cell for cell in cells if cell]
    return sum(_amount(cell) is not None for cell in filled) * 2 > len(filled)


def _amount(cell: str) -> Decimal | None:
    try:
        # The file is the same whoever reads it, in whatever way their own numbers are written.
        with in_english():
            value = read_number(cell).value
    except RefusedError:
        return None
    return value if value.is_finite() and abs(value) < Decimal("1e30") else None


def _entries(
    body: Sequence[tuple[int, Sequence[str]]],
    header: Sequence[str],
    counted: Sequence[int],
    naming: Sequence[int],
    name: str,
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    wrong: list[str] = []
    for line, row in body:
        names = {header[place]: row[place] for place in naming}
        own = row[naming[0]].casefold()
        if own in _TOTALS:
            continue
        amounts: dict[str, Decimal] = {}
        for place in counted:
            amount = _amount(row[place]) if row[place] else Decimal(0)
            if amount is None or amount < 0:
                wrong.append(f"line {line}, {header[place]}: “{row[place][:30]}”")
            else:
                amounts[header[place]] = amount
        kind = IDLE if own in _IDLE_NAMES else UNNAMED if own in _UNNAMED or not own else NAMED
        entries.append(Entry(names, amounts, kind))
    if wrong:
        shown = "; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        raise InvalidFileError(
            say(
                "“{name}” has weights that are no number of 0 or more: {shown}.",
                name=name,
                shown=shown,
            ),
            say("Mend them, or empty the cells."),
        )
    return tuple(entries)
