"""Where a table begins: reports put titles, invoice numbers and blank lines above the header."""

from __future__ import annotations

from collections.abc import Sequence

from whatif_app.costs.mapped.cell_shapes import is_date, is_number, month_of

#: Records among which a header is looked for.
DEEPEST = 60

_ROWS_BELOW = 20


def possible_headers(records: Sequence[Sequence[str]]) -> list[int]:
    """The records that may be a header, the first filled one first."""
    filled = [at for at, record in enumerate(records[:DEEPEST]) if any(map(str.strip, record))]
    return filled[:1] + [at for at in filled[1:] if _filled(records[at]) > 1]


def likely_header(records: Sequence[Sequence[str]]) -> int:
    """The record that reads most like the header of a table: the widest one of words (names of
    months count as such) with a number somewhere below it; of equals, the first."""
    at = max(possible_headers(records), key=lambda at: (_likeness(records, at), -at), default=0)
    return at


def _likeness(records: Sequence[Sequence[str]], at: int) -> float:
    cells = [cell for cell in records[at] if cell.strip()]
    values = sum((is_number(cell) or is_date(cell)) and month_of(cell) is None for cell in cells)
    below = [record for record in records[at + 1 : at + 1 + _ROWS_BELOW] if any(record)]
    has_numbers = any(is_number(cell) for record in below[:3] for cell in record)
    return len({cell.strip() for cell in cells}) - 2.0 * values if has_numbers else 0.0


def _filled(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())
