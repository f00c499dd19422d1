"""Formulas that choose a cell's value in effect: the scenario's where it sets one, else the base's.

Months become offsets, true and false become 1 and 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.schema import REQUIRED, Field, Kind
from whatif_app.workbook.book import NONE_MARK
from whatif_app.workbook.cell_formulas import unless_typed_over

#: A number beyond this is no offset but a date that Excel made of a month typed in.
_LARGEST_OFFSET = 12_000


def month_index_of(cell: str) -> str:
    """Months since year 0 of a cell that holds "YYYY-MM" or a date."""
    return (
        f"IF(ISNUMBER({cell}),YEAR({cell})*12+MONTH({cell})-1,"
        f"VALUE(LEFT({cell},4))*12+VALUE(MID({cell},6,2))-1)"
    )


def offset_of_cell(cell: str, start: str) -> str:
    """Offset of a cell that holds an offset, "YYYY-MM" or a date; `start` is the start's index."""
    dated = f"YEAR({cell})*12+MONTH({cell})-1-{start}"
    written = f"VALUE(LEFT({cell},4))*12+VALUE(MID({cell},6,2))-1-{start}"
    number = f"IF(ABS({cell})>{_LARGEST_OFFSET},{dated},{cell})"
    return f'IF(ISNUMBER({cell}),{number},IF(MID({cell},5,1)="-",{written},VALUE({cell})))'


def claim_of(cell: str) -> str:
    """1 where a cell holds true, else 0; words and numbers that mean it included."""
    worded = f'IF(UPPER({cell})="TRUE",1,0)'
    return f"IF(ISLOGICAL({cell}),IF({cell},1,0),IF(ISNUMBER({cell}),IF({cell}<>0,1,0),{worded}))"


def effective(
    field: Field, base: str, override: str | None, start: str, live: str | None = None
) -> str:
    """The value in effect of a plain cell.

    Args:
        base: the base's cell.
        override: the scenario's cell; None where it has none.
        start: cell with the index of the start month.
        live: the base's formula over this run's cells, where the base is computed.
    """
    default = "" if field.default is REQUIRED else field.default
    value = f'IF({base}="",{_literal(field, default)},{_read(field, base, start)})'
    if live is not None:
        value = unless_typed_over(base, live, value)
    if override is None:
        return value
    given = f'IF({override}="{NONE_MARK}","",{_read(field, override, start)})'
    return f'IF({override}="",{value},{given})'


def _read(field: Field, cell: str, start: str) -> str:
    if field.kind is Kind.MONTH:
        return offset_of_cell(cell, start)
    return claim_of(cell) if field.kind is Kind.BOOLEAN else cell


def _literal(field: Field, value: object) -> str:
    """A default as it stands in a formula; defaults are ours, never a user's text."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return repr(value)
    return f'"{value or ""}"'


def effective_part(base: str | None, override: str | None, all_overrides: str, empty: str) -> str:
    """The value in effect of one cell of a list.

    Args:
        all_overrides: range of the scenario's list; where it is empty the base's holds.
        empty: what an empty cell means.
    """
    value = empty if base is None else f'IF({base}="",{empty},{base})'
    if override is None:
        return value
    given = f'IF(OR({override}="",{override}="{NONE_MARK}"),{empty},{override})'
    return f"IF(COUNTA({all_overrides})=0,{value},{given})"


def position_of(name: str, names: Sequence[str], names_range: str) -> str:
    """Position of a name among rows, from 1; 0 where it names none.

    Excel's own look-ups ignore case and read `*` and `?` as wildcards, and row
    names may hold either; EXACT does neither.
    """
    if not names:
        return "0"
    if len(names) <= _MOST_TERMS:
        terms = [f"EXACT({cell},{name})*{n}" for n, cell in enumerate(names, 1)]
        return "+".join(terms)
    return f"SUMPRODUCT(EXACT({names_range},{name})*(ROW({names_range})-MIN(ROW({names_range}))+1))"


#: Beyond this many rows a sum of single comparisons grows unreadable.
_MOST_TERMS = 60
