"""Blocks of cells on their way to and from Excel: its dialect of tab-separated text, and HTML.

Copied text is exact. Text that Excel would take for a formula is marked as
text both ways, so that a name from a bill never becomes a live formula.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.cells import RefusedError
from scenarios.words import say

Block = list[list[str]]

#: What makes Excel read a cell's text as a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@")
_DIALECT = "excel-tab"


@dataclass(frozen=True, slots=True)
class CopiedCell:
    """One cell to copy.

    Attributes:
        text: its exact text.
        shown: as the table shows it, for mail and slides; `text` where empty.
        is_number: whether Excel may read it as a number rather than as text.
        formula: what the cell is computed by, for pasting here; Excel knows none of its names.
    """

    text: str
    shown: str = ""
    is_number: bool = False
    formula: str = ""


def to_tsv(rows: Sequence[Sequence[CopiedCell]], *, formulas: bool = False) -> str:
    """The block as Excel writes it to the clipboard: tabs, doubled quotes, CR LF after each row.

    Args:
        formulas: write what cells are computed by rather than what that comes to.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, dialect=_DIALECT)
    for row in rows:
        writer.writerow([(formulas and cell.formula) or _text(cell) for cell in row])
    return buffer.getvalue()


def table_to_tsv(heads: Sequence[str], rows: Iterable[Sequence[str]], names: int = 1) -> str:
    """A table with headings as tab-separated text: names as text, what follows them as numbers.

    Args:
        names: in how many columns, from the left, rows say what they are.
    """
    written = [[CopiedCell(head) for head in heads]]
    for row in rows:
        written.append([CopiedCell(text, is_number=at >= names) for at, text in enumerate(row)])
    return to_tsv(written)


def to_html(rows: Sequence[Sequence[CopiedCell]]) -> str:
    """The block as an HTML table, as shown; text is marked as text for Excel."""
    lines = ["<table>"]
    for row in rows:
        lines.append("<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>")
    lines.append("</table>")
    return "\n".join(lines)


def parse_tsv(text: str) -> Block:
    """The cells of a copied block, every row as long as the longest.

    A line break at the end closes the last row rather than beginning another.

    Raises:
        RefusedError: not text that a spreadsheet writes.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect=_DIALECT))
    except csv.Error as error:
        raise RefusedError(
            say("The clipboard cannot be read as cells: {error}.", error=error)
        ) from error
    # An empty line is a row of one blank cell, not a row of none.
    width = max((len(row) for row in rows), default=0) or 1
    return [[_unguarded(cell) for cell in row] + [""] * (width - len(row)) for row in rows]


def tiled(block: Block, rows: int, columns: int) -> Block:
    """The block repeated to fill a selection whose sides are multiples of its own.

    A side that is no multiple is left at the block's own size, as Excel does.

    Args:
        rows, columns: size of the selection to paste over.
    """
    if not block or not block[0]:
        return []
    down = _repeats(len(block), rows)
    across = _repeats(len(block[0]), columns)
    # Excel repeats both ways or, where one side fits no multiple, neither.
    if down == 0 or across == 0:
        down = across = 1
    return [row * across for _ in range(down) for row in block]


def _repeats(size: int, selected: int) -> int:
    if selected <= size:
        return 1
    return selected // size if selected % size == 0 else 0


def _text(cell: CopiedCell) -> str:
    return cell.text if cell.is_number else _guarded(cell.text)


def _guarded(text: str) -> str:
    """Text with the apostrophe that tells Excel it is text, where it needs one."""
    return "'" + text if text.startswith((*_FORMULA_SIGNS, "'")) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:2] in (*_FORMULA_SIGNS, "'") else text


def _html_cell(cell: CopiedCell) -> str:
    # The shown text of a number is rounded; Excel, which prefers HTML, gets the exact one.
    text = html.escape(cell.text if cell.is_number else cell.shown or cell.text)
    if cell.is_number:
        return f'<td style="text-align:right">{text}</td>'
    return f"<td style=\"mso-number-format:'\\@'\">{text}</td>"
