"""The tables of a baseline as CSV text, as they lie in a project: lines, days and hours.

Cells that a spreadsheet would take for formulas are shielded, since people open these files.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from whatif_app.costs.daily import WEEK, DayCost, HourProfile
from whatif_app.costs.lines import Line
from whatif_app.costs.vocabulary import DIMENSIONS, MEASURES
from whatif_app.formula_shield import shielded, unshielded

_T = TypeVar("_T")

#: Amounts are kept as DECIMAL(38, 12): what has more digits before the point was never written.
_MOST_DIGITS = 26

_BILL = ("provider", "payer", "period")
_TEXTS = ("month", "currency", *_BILL, *DIMENSIONS)
_TERMS = ("kind", "purchase", "commitment", "payment")
_AMOUNTS = (*MEASURES, "eligible", "interruptible", "upfront")
_DAY_TEXTS = ("day", "currency", *_BILL, "service")
_HOUR_TEXTS = ("currency", *_BILL, "dimension", "value")


def lines_to_csv(lines: Iterable[Line], tags: Sequence[str]) -> bytes:
    """A table of lines, with a column for each of the baseline's tags."""
    header = [*_TEXTS, *_tag_columns(tags), *_TERMS, "term", "term_end", "rows", "quantity"]
    return _written([*header, *_AMOUNTS], (_line_row(line) for line in lines))


def lines_from_csv(content: bytes, tags: Sequence[str], name: str) -> tuple[Line, ...]:
    """The lines that `lines_to_csv` wrote, in a file called `name`.

    Raises:
        ValueError: it is no such table; in words.
    """
    needed = {"month", "currency", *DIMENSIONS, *_tag_columns(tags), *_TERMS, *_AMOUNTS}

    def line(row: Mapping[str, str]) -> Line:
        # The first version's tables do not tell of bills.
        values: dict[str, Any] = {key: unshielded(row.get(key, "")) for key in (*_TEXTS, *_TERMS)}
        values |= {key: _stored_amount(row[key]) for key in _AMOUNTS}
        return Line(
            **values,
            tags=tuple(unshielded(row[column]) for column in _tag_columns(tags)),
            term=int(row["term"]) if row["term"] else None,
            term_end=row["term_end"],
            rows=int(row["rows"]),
            quantity=_stored_number(row["quantity"]),
        )

    return tuple(_read(content, needed, name, line))


def days_to_csv(days: Iterable[DayCost]) -> bytes:
    """A table of days."""
    header = [*_DAY_TEXTS, "rows", "billed", "amortized"]
    return _written(
        header,
        (
            [*_texts(day, _DAY_TEXTS), day.rows, _amount(day.billed), _amount(day.amortized)]
            for day in days
        ),
    )


def days_from_csv(content: bytes, name: str) -> tuple[DayCost, ...]:
    """The days that `days_to_csv` wrote.

    Raises:
        ValueError: it is no such table; in words.
    """

    def day(row: Mapping[str, str]) -> DayCost:
        texts: dict[str, Any] = {key: unshielded(row[key]) for key in _DAY_TEXTS}
        billed, amortized = _stored_amount(row["billed"]), _stored_amount(row["amortized"])
        return DayCost(**texts, billed=billed, amortized=amortized, rows=int(row["rows"]))

    return tuple(_read(content, {*_DAY_TEXTS, "rows", "billed", "amortized"}, name, day))


def hours_to_csv(hours: Iterable[HourProfile]) -> bytes:
    """A table of the weeks' courses, a column for each hour of the week."""
    header = [*_HOUR_TEXTS, *(f"h{hour}" for hour in range(WEEK))]
    rows = ([*_texts(each, _HOUR_TEXTS), *map(repr, each.levels)] for each in hours)
    return _written(header, rows)


def hours_from_csv(content: bytes, name: str) -> tuple[HourProfile, ...]:
    """The courses that `hours_to_csv` wrote.

    Raises:
        ValueError: it is no such table; in words.
    """

    def profile(row: Mapping[str, str]) -> HourProfile:
        texts: dict[str, Any] = {key: unshielded(row[key]) for key in _HOUR_TEXTS}
        return HourProfile(
            **texts, levels=tuple(_stored_number(row[f"h{hour}"]) for hour in range(WEEK))
        )

    return tuple(_read(content, set(_HOUR_TEXTS), name, profile))


def _tag_columns(tags: Sequence[str]) -> list[str]:
    return [f"tag:{tag}" for tag in tags]


def _line_row(line: Line) -> list[Any]:
    return [
        *_texts(line, _TEXTS),
        *map(shielded, line.tags),
        *_texts(line, _TERMS),
        "" if line.term is None else line.term,
        line.term_end,
        line.rows,
        repr(line.quantity),
        *(_amount(getattr(line, name)) for name in _AMOUNTS),
    ]


def _texts(value: Any, names: Sequence[str]) -> list[str]:
    return [shielded(getattr(value, name)) for name in names]


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")


def _stored_amount(text: str) -> Decimal | None:
    """An amount as `_amount` wrote it.

    Raises:
        ValueError, ArithmeticError: it is none, or no sum of amounts that a bill can hold.
    """
    if not text:
        return None
    amount = Decimal(text)
    if not amount.is_finite() or (amount and amount.adjusted() > _MOST_DIGITS):
        raise ValueError(f"{text[:20]} is no amount")
    return amount


def _stored_number(text: str) -> float:
    """A number that is one.

    Raises:
        ValueError: it is none, or not finite.
    """
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number")
    return number


def _written(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return table.getvalue().encode()


def _read(
    content: bytes, needed: set[str], name: str, made: Callable[[Mapping[str, str]], _T]
) -> list[_T]:
    """Every row of a table, made into what it describes."""
    try:
        table = csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)
        columns = table.fieldnames or ()
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} is not UTF-8 text") from error
    except csv.Error as error:
        raise ValueError(f"{name} is no table") from error
    if not needed <= set(columns):
        raise ValueError(f"{name} does not have the columns of these costs")
    try:
        return [made(row) for row in table]
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        csv.Error,
    ) as error:
        raise ValueError(f"{name}, line {table.line_num}, cannot be read") from error
