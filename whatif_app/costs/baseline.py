"""The cost export, added up: what a project keeps of it.

The lines hold every measure apart, by month, currency, dimension, kind and purchase class; they
add up to the export to the cent. They are few enough to be held in memory and in the project file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from whatif_app.costs.format import DIMENSIONS, MEASURES
from whatif_app.costs.reconciliation import (
    HALF_A_CENT,
    SET_ASIDE_IN_WORDS,
    Reconciliation,
    Totals,
    add_up,
)

#: The two files that a baseline is stored as: its description and its lines.
STORED_AS = _ABOUT, _TABLE = "baseline.json", "baseline.csv"

#: Lines kept; beyond, the smallest values of a dimension are put together as `OTHER`.
LINES_KEPT = 20_000
OTHER = "Other"

#: What a spreadsheet would take for a formula when the stored table is opened in one.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was read, with the fingerprint that tells it from a later delivery."""

    name: str
    bytes: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class MonthState:
    """How far a month's bill had come when it was exported.

    Attributes:
        is_complete: usage covers the month from its first to its last day.
        is_final: the provider has invoiced every row; None where the export does not say.
    """

    is_complete: bool
    is_final: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """The sum of the rows that share everything named here. Money in `currency`, for the month.

    Attributes:
        month: `YYYY-MM`, of the usage, in UTC.
        tags: values of the chosen tags, in their order; empty where a row has none.
        kind, purchase: of `format.KINDS` and `format.PURCHASES`.
        commitment: kind of the commitment that the rows belong to, or empty.
        payment, term, term_end: its terms where the export tells; months, and `YYYY-MM`.
        quantity: in the usage type's own unit.
        billed, amortized, on_demand, unused: the measures; None where not computable.
        eligible, interruptible: the part of on-demand cost that a commitment could cover, and that
            could run on Spot.
        upfront: the part of amortized cost that was paid upfront.
    """

    month: str
    currency: str
    service: str
    account: str
    region: str
    usage_type: str
    tags: tuple[str, ...]
    kind: str
    purchase: str
    commitment: str
    payment: str
    term: int | None
    term_end: str
    rows: int
    quantity: float
    billed: Decimal | None
    amortized: Decimal | None
    on_demand: Decimal | None
    unused: Decimal | None
    eligible: Decimal
    interruptible: Decimal
    upfront: Decimal

    @property
    def totals(self) -> Totals:
        """The four measures together."""
        return Totals(self.billed, self.amortized, self.on_demand, self.unused)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines with the same values of some dimensions: the values, the rows and the measures."""

    values: tuple[str, ...]
    rows: int
    totals: Totals


_TEXTS = ("month", "currency", *DIMENSIONS)
_TERMS = ("kind", "purchase", "commitment", "payment")
_AMOUNTS = (*MEASURES, "eligible", "interruptible", "upfront")


@dataclass(frozen=True)
class Baseline:
    """An export, reconciled and added up.

    Attributes:
        format: name and version.
        sources: the files.
        currencies, months: sorted.
        tags: the tag keys chosen as dimensions.
        calendar: how complete each month is.
        reconciliation: the account of the import.
        lines: the sums.
    """

    format: str
    sources: tuple[SourceFile, ...]
    currencies: tuple[str, ...]
    months: tuple[str, ...]
    tags: tuple[str, ...]
    calendar: Mapping[str, MonthState]
    reconciliation: Reconciliation
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Everything that lines can be grouped by; tags as `tag:KEY`."""
        return (*_TEXTS, *(f"tag:{tag}" for tag in self.tags), "kind", "purchase")

    def value(self, line: Line, dimension: str) -> str:
        """A line's value of one of `dimensions`.

        Raises:
            KeyError: where there is no such dimension; its text names those there are.
        """
        if dimension.startswith("tag:") and dimension[4:] in self.tags:
            return line.tags[self.tags.index(dimension[4:])]
        if dimension not in self.dimensions:
            raise KeyError(f"No dimension {dimension!r}; there are {', '.join(self.dimensions)}.")
        value: str = getattr(line, dimension)
        return value

    def group(
        self, dimensions: Sequence[str], month: str | None = None, currency: str | None = None
    ) -> list[Group]:
        """The lines added up by some dimensions, the largest billed amount first.

        Args:
            dimensions: of `self.dimensions`; none gives one group.
            month, currency: only these; None for all. Adding different currencies up makes no
                sense, so give one where there are several, or group by it.
        """
        found: dict[tuple[str, ...], list[Line]] = {}
        for line in self.lines:
            if month in (None, line.month) and currency in (None, line.currency):
                key = tuple(self.value(line, dimension) for dimension in dimensions)
                found.setdefault(key, []).append(line)
        groups = [
            Group(key, sum(line.rows for line in lines), add_up(line.totals for line in lines))
            for key, lines in found.items()
        ]
        return sorted(groups, key=lambda each: (-(each.totals.billed or Decimal(0)), each.values))

    def to_files(self) -> dict[str, bytes]:
        """Readable files that hold the whole baseline: a JSON and a CSV, by name."""
        about = {
            "format": self.format,
            "sources": [asdict(source) for source in self.sources],
            "currencies": self.currencies,
            "months": self.months,
            "tags": self.tags,
            "calendar": {month: asdict(state) for month, state in self.calendar.items()},
            "reconciliation": self.reconciliation.as_json(),
        }
        table = io.StringIO(newline="")
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(_header(self.tags))
        writer.writerows(_row(line) for line in self.lines)
        return {
            _ABOUT: json.dumps(about, indent=2, ensure_ascii=False).encode(),
            _TABLE: table.getvalue().encode(),
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Baseline:
        """The baseline that `to_files` wrote.

        Raises:
            KeyError: one of the files is not there.
            ValueError: they are not such a pair; in words.
        """
        about = _about(files[_ABOUT])
        try:
            tags = tuple(about["tags"])
            described: dict[str, Any] = {
                "format": about["format"],
                "sources": tuple(SourceFile(**source) for source in about["sources"]),
                "currencies": tuple(about["currencies"]),
                "months": tuple(about["months"]),
                "tags": tags,
                "calendar": {m: MonthState(**state) for m, state in about["calendar"].items()},
                "reconciliation": Reconciliation.from_json(about["reconciliation"]),
            }
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(f"{_ABOUT} lacks an entry, or holds one of another kind") from error
        baseline = cls(**described, lines=_lines(files[_TABLE], tags))
        found, imported = sum(line.rows for line in baseline.lines), baseline.reconciliation.used
        if found != imported:
            raise ValueError(f"{_TABLE} accounts for {found:,} of the {imported:,} rows imported")
        return baseline


def _about(content: bytes) -> Any:
    try:
        return json.loads(content.decode())
    except (RecursionError, ValueError) as error:
        raise ValueError(f"{_ABOUT} is not JSON") from error


def _header(tags: Sequence[str]) -> list[str]:
    columns = [*_TEXTS, *(f"tag:{tag}" for tag in tags), *_TERMS]
    return [*columns, "term", "term_end", "rows", "quantity", *_AMOUNTS]


def _lines(content: bytes, tags: Sequence[str]) -> tuple[Line, ...]:
    """The lines of a stored table.

    Raises:
        ValueError: it is none; in words.
    """
    try:
        table = csv.reader(io.StringIO(content.decode(), newline=""))
    except UnicodeDecodeError as error:
        raise ValueError(f"{_TABLE} is not UTF-8 text") from error
    try:
        is_table = next(table, None) == _header(tags)
        lines = tuple(_line(row, len(tags)) for row in table) if is_table else ()
    except (ArithmeticError, LookupError, ValueError, csv.Error) as error:
        raise ValueError(f"{_TABLE}, line {table.line_num}, cannot be read") from error
    if not is_table:
        raise ValueError(f"{_TABLE} does not have the columns of these costs")
    return lines


def _row(line: Line) -> list[Any]:
    texts = [getattr(line, name) for name in _TEXTS]
    terms = [getattr(line, name) for name in _TERMS]
    amounts = [getattr(line, name) for name in _AMOUNTS]
    return [
        *(_shielded(text) for text in (*texts, *line.tags, *terms)),
        "" if line.term is None else line.term,
        line.term_end,
        line.rows,
        repr(line.quantity),
        *("" if amount is None else format(amount, "f") for amount in amounts),
    ]


def _line(row: Sequence[str], tag_count: int) -> Line:
    width = len(_TEXTS)
    texts = [_unshielded(cell) for cell in row[: width + tag_count + len(_TERMS)]]
    rest = row[width + tag_count + len(_TERMS) :]
    amounts = [Decimal(cell) if cell else None for cell in rest[4:]]
    values: dict[str, Any] = dict(zip(_TEXTS, texts[:width], strict=True))
    terms: dict[str, Any] = dict(zip(_TERMS, texts[width + tag_count :], strict=True))
    money: dict[str, Any] = dict(zip(_AMOUNTS, amounts, strict=True))
    return Line(
        **values,
        tags=tuple(texts[width : width + tag_count]),
        **terms,
        term=int(rest[0]) if rest[0] else None,
        term_end=rest[1],
        rows=int(rest[2]),
        quantity=float(rest[3]),
        **money,
    )


def _shielded(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA_SIGNS) else text


def _unshielded(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def describe(baseline: Baseline) -> str:
    """The reconciliation for people: a short plain-text table."""
    account = baseline.reconciliation
    files = "1 file" if len(baseline.sources) == 1 else f"{len(baseline.sources)} files"
    written = [f"{baseline.format}, {files}, {_span(baseline.months)}", ""]
    written.append(f"Rows read      {account.read:>14,}")
    written.append(f"Rows used      {account.used:>14,}")
    written.append(f"Rows set aside {account.read - account.used:>14,}")
    for reason, count in account.set_aside.items():
        written.append(f"  {count:>10,}  {SET_ASIDE_IN_WORDS.get(reason, reason)}")
    titles = "".join(f"{name:>18}" for name in ("Billed", "Amortized", "On demand", "Unused"))
    for currency in baseline.currencies:
        written += ["", f"{currency:<10}{titles}"]
        for month in baseline.months:
            if currency in account.months[month]:
                written.append(f"{month:<10}{_amounts(account.months[month][currency])}")
        written.append(f"{'Total':<10}{_amounts(account.totals[currency])}")
    verdict = "equal" if account.agrees else "DO NOT EQUAL"
    written += ["", f"Billed totals {verdict} the plain sums of the file's own cost column."]
    written += [f"  {problem}" for problem in account.problems]
    written += [f"- {note}" for note in account.notes]
    return "\n".join(written)


def _span(months: Sequence[str]) -> str:
    if not months:
        return "no months"
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"


def _amounts(totals: Totals) -> str:
    shown = []
    for measure in MEASURES:
        value = totals.get(measure)
        text = "not computable" if value is None else f"{_no_minus_zero(value):,.2f}"
        shown.append(f"{text:>18}")
    return "".join(shown)


def _no_minus_zero(value: Decimal) -> Decimal:
    return Decimal(0) if abs(value) < HALF_A_CENT else value
