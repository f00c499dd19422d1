"""The cost export, added up: what a project keeps of it.

The lines hold every measure apart, by month, currency, dimension, kind and purchase class; they
add up to the export to the cent. They are few enough to be held in memory and in the project file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from scenarios.words import say_count
from whatif_app.costs import stored
from whatif_app.costs.daily import DayCost, HourProfile
from whatif_app.costs.lines import Line
from whatif_app.costs.reconciliation import (
    HALF_A_CENT,
    SET_ASIDE_IN_WORDS,
    Reconciliation,
    Totals,
    add_up,
)
from whatif_app.costs.vocabulary import DIMENSIONS, MEASURES
from whatif_app.strict_json import read_stored_json

#: The files that a baseline is stored as: its description, its lines, and what is known of days
#: and hours, which projects of the first version do not have.
NEEDED = _ABOUT, _TABLE = "baseline.json", "baseline.csv"
_DAYS, _HOURS = "days.csv", "hours.csv"

#: Lines kept; beyond, the smallest values of a dimension are put together as `OTHER`.
LINES_KEPT = 20_000
OTHER = "Other"


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
class Group:
    """Lines with the same values of some dimensions: the values, the rows and the measures."""

    values: tuple[str, ...]
    rows: int
    totals: Totals


#: What lines can be grouped by, beside tags, kind and purchase class.
_TEXTS = ("month", "currency", *DIMENSIONS, "provider", "payer")


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
        days: what usage cost, day by day and service by service.
        hours: the week's course of demand, where the export tells hours.
    """

    format: str
    sources: tuple[SourceFile, ...]
    currencies: tuple[str, ...]
    months: tuple[str, ...]
    tags: tuple[str, ...]
    calendar: Mapping[str, MonthState]
    reconciliation: Reconciliation
    lines: tuple[Line, ...] = field(repr=False)
    days: tuple[DayCost, ...] = field(default=(), repr=False)
    hours: tuple[HourProfile, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """What the export is called: its first file, and how many more."""
        if not self.sources:
            return self.format
        more, name = len(self.sources) - 1, self.sources[0].name
        return say_count("{name} + 1 file", "{name} + {n} files", more, name=name) if more else name

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
        """Readable files that hold the whole baseline: a JSON and CSV tables, by name."""
        about = {
            "format": self.format,
            "sources": [asdict(source) for source in self.sources],
            "currencies": self.currencies,
            "months": self.months,
            "tags": self.tags,
            "calendar": {month: asdict(state) for month, state in self.calendar.items()},
            "reconciliation": self.reconciliation.to_json(),
        }
        return {
            _ABOUT: json.dumps(about, indent=2, ensure_ascii=False).encode(),
            _TABLE: stored.lines_to_csv(self.lines, self.tags),
            _DAYS: stored.days_to_csv(self.days),
            _HOURS: stored.hours_to_csv(self.hours),
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Baseline:
        """The baseline that `to_files` wrote.

        Raises:
            KeyError: one of the files is not there.
            ValueError: they are not such a pair; in words.
        """
        about = read_stored_json(files[_ABOUT], _ABOUT)
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
            _check_kinds(described)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(f"{_ABOUT} lacks an entry, or holds one of another kind") from error
        baseline = cls(
            **described,
            lines=stored.lines_from_csv(files[_TABLE], tags, _TABLE),
            days=stored.days_from_csv(files[_DAYS], _DAYS) if _DAYS in files else (),
            hours=stored.hours_from_csv(files[_HOURS], _HOURS) if _HOURS in files else (),
        )
        if not {line.month for line in baseline.lines} <= set(baseline.months):
            raise ValueError(f"{_TABLE} has a month that {_ABOUT} does not tell of")
        if not {line.currency for line in baseline.lines} <= set(baseline.currencies):
            raise ValueError(f"{_TABLE} has a currency that {_ABOUT} does not tell of")
        found, imported = sum(line.rows for line in baseline.lines), baseline.reconciliation.used
        if found != imported:
            raise ValueError(f"{_TABLE} accounts for {found:,} of the {imported:,} rows imported")
        return baseline


def _check_kinds(described: Mapping[str, Any]) -> None:
    """Refuse what JSON can hold and an export's description cannot.

    Raises:
        TypeError, ValueError, LookupError: a text, a count or an amount is none.
    """
    account: Reconciliation = described["reconciliation"]
    sources: tuple[SourceFile, ...] = described["sources"]
    texts = [described["format"], account.format, *account.set_aside]
    texts += [each for name in ("currencies", "months", "tags") for each in described[name]]
    texts += [text for each in sources for text in (each.name, each.fingerprint)]
    texts += [problem.file for problem in account.problems]
    counts = [account.used, *account.set_aside.values(), *(each.bytes for each in sources)]
    calendar = described["calendar"].values()
    states = [each.is_complete for each in calendar]
    states += [each.is_final for each in calendar if each.is_final is not None]
    if not (_are_all(str, texts) and _are_all(int, counts) and _are_all(bool, states)):
        raise TypeError("a text, a count or a state is none")
    if set(described["months"]) != set(described["calendar"]) or min(counts) < 0:
        raise ValueError("the months or the counts are not those of an export")
    json.dumps(account.as_json(), allow_nan=False)  # every amount is there, and finite
    for currency in described["currencies"]:
        _amounts(account.totals[currency])
    for month in described["months"]:
        for totals in account.months[month].values():
            _amounts(totals)


def _are_all(kind: type, values: Sequence[Any]) -> bool:
    return all(type(value) is kind for value in values)


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
