"""The account given of an import: what was read, used and set aside, and what it adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scenarios.words import marked
from whatif_app.costs.problem import Problem
from whatif_app.costs.vocabulary import MEASURES
from whatif_app.note import note_from_json, note_to_json

#: Sums that agree to less than half a cent are equal.
HALF_A_CENT = Decimal("0.005")

SET_ASIDE_IN_WORDS = {
    "repeated_header": marked("header lines repeated among the rows"),
    "split_allocation": marked("container splits of rows already counted"),
    "unreadable_date": marked("date cannot be read"),
    "unreadable_cost": marked("cost cannot be read"),
    "empty_cost": marked("no cost in the row"),
    "ragged_row": marked("too many or too few fields"),
    "broken_quote": marked("broken quotation marks"),
    "oversized_row": marked("longer than 2 MB"),
    "subtotal": marked("totals of what is counted already"),
    "unknown_record": marked("kinds of record that are not known"),
    "unreadable_row": marked("no row that can be read"),
    "unreadable_credit": marked("credits cannot be read"),
    "replaced": marked("rows of deliveries that a later one replaced"),
}


@dataclass(frozen=True, slots=True)
class Totals:
    """The four measures of some rows, in one currency; None where not computable."""

    billed: Decimal | None
    amortized: Decimal | None
    on_demand: Decimal | None
    unused: Decimal | None

    def get(self, measure: str) -> Decimal | None:
        """One measure by its name."""
        value: Decimal | None = getattr(self, measure)
        return value

    @property
    def checked(self) -> float:
        """What must equal the file's own column: billed, or amortized where billed is unknown."""
        return float((self.amortized if self.billed is None else self.billed) or 0)

    def as_json(self) -> dict[str, float | None]:
        """For `--json`: a number, or null where not computable."""
        amounts = {measure: self.get(measure) for measure in MEASURES}
        return {name: None if value is None else float(value) for name, value in amounts.items()}


def add_up(amounts: Iterable[Totals]) -> Totals:
    """The sum; a measure that one of them lacks is lacking in the sum."""
    every = list(amounts)

    def total(measure: str) -> Decimal | None:
        found = [each.get(measure) for each in every]
        known = [value for value in found if value is not None]
        return sum(known, Decimal(0)) if len(known) == len(found) else None

    return Totals(*(total(measure) for measure in MEASURES))


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A cost column of the files added up with no rule applied.

    Attributes:
        used: over the rows in the totals.
        set_aside: over the rows left out, where their cell is an amount.
    """

    used: float
    set_aside: float


@dataclass(frozen=True)
class Reconciliation:
    """Whether the baseline is the export, shown in numbers.

    Attributes:
        format: name and version.
        used: rows in the totals.
        set_aside: rows left out, by reason.
        totals: by currency.
        months: by month, then currency.
        by_kind: by currency, then kind.
        column_sums: the files' own cost columns.
        plain_billed: by currency: billed again, from a plain float sum of the file's columns that
            passed through no rule and no group.
        notes: sentences: what was computed how, and what cannot be.
        problems: examples of rows set aside, with file, line and column where known.
    """

    format: str
    used: int
    set_aside: Mapping[str, int]
    totals: Mapping[str, Totals]
    months: Mapping[str, Mapping[str, Totals]]
    by_kind: Mapping[str, Mapping[str, Totals]]
    column_sums: Mapping[str, ColumnSum]
    plain_billed: Mapping[str, float]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def read(self) -> int:
        """Rows in the files: those used and those set aside."""
        return self.used + sum(self.set_aside.values())

    def differences(self) -> dict[str, float]:
        """By currency, billed less the plain sum of the file's column; where the export does not
        tell what was billed, amortized cost less that sum."""
        return {
            currency: totals.checked - self.plain_billed[currency]
            for currency, totals in self.totals.items()
        }

    @property
    def agrees(self) -> bool:
        """Whether billed equals the file's own column to the cent in every currency."""
        return all(abs(each) < HALF_A_CENT for each in self.differences().values())

    def as_json(self) -> dict[str, Any]:
        """The whole account, for `--json` and for the project file."""
        return {
            "format": self.format,
            "rows": {"read": self.read, "used": self.used, "set_aside": dict(self.set_aside)},
            "totals": {currency: totals.as_json() for currency, totals in self.totals.items()},
            "months": {
                month: {currency: totals.as_json() for currency, totals in amounts.items()}
                for month, amounts in self.months.items()
            },
            "by_kind": {
                currency: {kind: totals.as_json() for kind, totals in kinds.items()}
                for currency, kinds in self.by_kind.items()
            },
            "check": {
                "agrees": self.agrees,
                "billed_less_column_sum": self.differences(),
                "column_sums": {
                    label: {"used": each.used, "set_aside": each.set_aside}
                    for label, each in self.column_sums.items()
                },
            },
            "notes": [str(note) for note in self.notes],
            "problems": [
                {
                    "file": each.file,
                    "line": each.line,
                    "column": each.column,
                    "what": str(each.what),
                    "what_to_do": str(each.what_to_do),
                }
                for each in self.problems
            ],
        }

    def to_json(self) -> dict[str, Any]:
        """The account as a project keeps it: each sentence so that any language can say it."""
        stored = self.as_json()
        stored["notes"] = [note_to_json(note) for note in self.notes]
        for kept, problem in zip(stored["problems"], self.problems, strict=True):
            kept["what"] = note_to_json(problem.what)
            kept["what_to_do"] = note_to_json(problem.what_to_do)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Reconciliation:
        """The account as `to_json` wrote it (amounts to float precision)."""
        check = stored["check"]
        totals = {currency: _totals(each) for currency, each in stored["totals"].items()}
        return cls(
            format=stored["format"],
            used=stored["rows"]["used"],
            set_aside=stored["rows"]["set_aside"],
            totals=totals,
            months=_nested(stored["months"]),
            by_kind=_nested(stored["by_kind"]),
            column_sums={label: ColumnSum(**each) for label, each in check["column_sums"].items()},
            plain_billed={
                currency: totals[currency].checked - difference
                for currency, difference in check["billed_less_column_sum"].items()
            },
            notes=tuple(map(note_from_json, stored["notes"])),
            problems=tuple(map(_problem, stored["problems"])),
        )


def _problem(stored: Mapping[str, Any]) -> Problem:
    said = {name: note_from_json(stored[name]) for name in ("what", "what_to_do")}
    return Problem(**{**stored, **said})


def _totals(stored: Mapping[str, float | None]) -> Totals:
    amounts = (stored[measure] for measure in MEASURES)
    return Totals(*(None if value is None else Decimal(repr(value)) for value in amounts))


def _nested(
    stored: Mapping[str, Mapping[str, Mapping[str, float | None]]],
) -> dict[str, dict[str, Totals]]:
    return {
        outer: {inner: _totals(each) for inner, each in amounts.items()}
        for outer, amounts in stored.items()
    }
