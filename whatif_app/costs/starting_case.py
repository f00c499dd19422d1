"""A case to begin with: one month of a baseline, as the model's month 0.

Month 0 of "do nothing" costs what the month cost, amortized: usage on demand at the prices paid,
Spot and commitments at the discounts observed, unused commitment, tax, support and fees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from whatif_app.costs.baseline import Baseline, Line
from whatif_app.costs.case_rows import KINDS, UNUSED_FAMILY, case_rows
from whatif_app.costs.format import DIMENSIONS, UNKNOWN_CURRENCY
from whatif_app.costs.grouping import FEES, SUPPORT, TAX, Grouping
from whatif_app.costs.observed import (
    OTHER,
    Observed,
    keep_largest,
    leave_out_dust,
    observe,
    settle_negatives,
)
from whatif_app.costs.problem import ExportError, Problem

#: How near month 0 must come to the export for the case to count as calibrated.
TOLERANCE = 0.005

_NAMELESS = {"service": "(no service)", "account": "(no account)", "region": "(no region)"}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether the case's month 0 costs what the export's month cost.

    Attributes:
        month, currency, basis: what was compared; the basis is `amortized`, or `billed` where the
            export does not give amortized cost.
        export: the export's cost, less credits left out.
        case: month 0 of "do nothing", amortized, by the engine.
    """

    month: str
    currency: str
    basis: str
    export: float
    case: float

    @property
    def difference(self) -> float:
        """Case less export, in currency."""
        return self.case - self.export

    @property
    def share(self) -> float:
        """The difference as a share of the export's cost; 0 where both are nothing."""
        if self.difference == 0:
            return 0.0
        return abs(self.difference) / abs(self.export) if self.export else float("inf")

    @property
    def ok(self) -> bool:
        """Whether the difference is within `TOLERANCE`, or below half a cent."""
        return self.share <= TOLERANCE or abs(self.difference) < 0.005


@dataclass(frozen=True)
class StartingCase:
    """A case in the form of `case.json`, how well it fits, and what to know about it.

    Attributes:
        grouping: which lines are which of its workloads.
    """

    case: dict[str, Any]
    calibration: Calibration
    notes: tuple[str, ...]
    grouping: Grouping


def starting_case(
    baseline: Baseline,
    *,
    group_by: str = "service",
    month: str | None = None,
    currency: str | None = None,
    largest: int = 12,
    credits: Literal["net", "leave_out"] = "net",
) -> StartingCase:
    """Make a case of one month of the baseline.

    Args:
        baseline: the export.
        group_by: what a workload is: `service`, `account`, `region`, `usage_type` or `tag:KEY`.
        month: `YYYY-MM`; the last complete month by default, else the last one.
        currency: of several; the one with the largest cost by default.
        largest: workloads kept apart; the rest becomes "Other".
        credits: `net` takes credits and refunds off the workloads they were given to; `leave_out`
            ignores them, to show what running costs without them.

    Raises:
        ExportError: where there is no such month, currency or dimension, or nothing in it.
    """
    chosen = _Choice.of(baseline, group_by, month, currency, largest)
    lines = [
        line
        for line in baseline.lines
        if (line.month, line.currency) == (chosen.month, chosen.currency)
    ]
    is_amortized = all(line.amortized is not None for line in lines)
    names = _Names(baseline, group_by)
    observed = observe(lines, names.of, is_amortized, credits == "net")
    observed = keep_largest(observed, largest)
    lost = settle_negatives(observed)
    leave_out_dust(observed)
    case = case_rows(observed, chosen.month, chosen.currency)
    basis = "amortized" if is_amortized else "billed"
    calibration = Calibration(
        chosen.month, chosen.currency, basis, observed.cost, _month_zero_cost(case)
    )
    notes = [*chosen.notes, *_notes(observed, is_amortized, lost, chosen.currency)]
    grouping = Grouping(
        dimension=group_by,
        month=chosen.month,
        currency=chosen.currency,
        with_credits=credits == "net",
        largest=largest,
        names={
            value: name if name in observed.workloads else OTHER
            for value, name in names.row_of.items()
        },
    )
    return StartingCase(case, calibration, tuple(notes), grouping)


@dataclass(frozen=True)
class _Choice:
    month: str
    currency: str
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls,
        baseline: Baseline,
        group_by: str,
        month: str | None,
        currency: str | None,
        largest: int,
    ) -> _Choice:
        """The month and currency meant, checked; all that is wrong is said at once."""
        problems = []
        dimensions = (*DIMENSIONS, *(f"tag:{tag}" for tag in baseline.tags))
        if group_by not in dimensions:
            problems.append(_no_such("dimension", group_by, dimensions))
        if month is not None and month not in baseline.months:
            problems.append(_no_such("month", month, baseline.months))
        if currency is not None and currency not in baseline.currencies:
            problems.append(_no_such("currency", currency, baseline.currencies))
        if largest < 1:
            problems.append(Problem("", None, None, "No workload would be left.", "Keep some."))
        if problems:
            raise ExportError(problems)
        complete = [each for each in baseline.months if baseline.calendar[each].is_complete]
        taken = month or (complete or baseline.months)[-1]
        by_currency = baseline.reconciliation.months[taken]
        if currency is not None and currency not in by_currency:
            raise ExportError([_no_such(f"currency in {taken}", currency, list(by_currency))])
        chosen = currency or max(by_currency, key=lambda each: float(by_currency[each].billed or 0))
        return cls(taken, chosen, _month_notes(baseline, taken, chosen))


def _no_such(what: str, wanted: str, there_are: Iterable[str]) -> Problem:
    known = ", ".join(there_are)
    return Problem("", None, None, f"The export has no {what} “{wanted}”.", f"It has: {known}.")


def _month_notes(baseline: Baseline, month: str, currency: str) -> tuple[str, ...]:
    notes = []
    state = baseline.calendar[month]
    if not state.is_complete:
        notes.append(
            f"{month} is not complete in the export, so the case understates a full month."
        )
    if state.is_final is False:
        notes.append(f"{month} is not final: the provider has not invoiced all of it yet.")
    others = [each for each in baseline.reconciliation.months[month] if each != currency]
    if others:
        notes.append(f"Only {currency} is in the case; {', '.join(others)} is left out.")
    if currency == UNKNOWN_CURRENCY:
        notes.append("The export does not name its currency; set it in the project's settings.")
    return tuple(notes)


class _Names:
    """Row names of the case: unique, without what addresses cannot hold."""

    def __init__(self, baseline: Baseline, group_by: str) -> None:
        self._baseline = baseline
        self._group_by = group_by
        self.row_of: dict[str, str] = {}
        self._taken = {TAX, SUPPORT, FEES, OTHER, UNUSED_FAMILY, "*"}

    def of(self, line: Line) -> str:
        """The workload that a line belongs to."""
        value = self._baseline.value(line, self._group_by)
        if value not in self.row_of:
            self.row_of[value] = self._free(value)
        return self.row_of[value]

    def _free(self, value: str) -> str:
        if value == OTHER:
            return OTHER  # what the import already put together stays together
        shown = "".join("-" if sign == "/" else sign for sign in value if sign.isprintable())
        shown = shown.strip()[:80] or _NAMELESS.get(self._group_by, "(untagged)")
        name, number = shown, 2
        while name in self._taken:
            name, number = f"{shown} ({number})", number + 1
        self._taken.add(name)
        return name


def _month_zero_cost(case: dict[str, Any]) -> float:
    """What the engine says that month 0 costs when nothing is done."""
    from scenarios.case import Case
    from scenarios.engine import evaluate

    results = evaluate(Case.from_json(case))
    (nothing,) = results.values()
    return float(nothing.series["cost/amortized"][0])


def _notes(observed: Observed, is_amortized: bool, lost: float, currency: str) -> list[str]:
    notes = []
    if not is_amortized:
        notes.append(
            "The export gives no amortized cost, so the case is built on billed cost and holds no "
            "commitments; add those you know of."
        )
    if observed.price_level < 0.995:
        saved = 1 - observed.price_level
        notes.append(
            f"On-demand prices paid are {saved:.1%} below public ones; the case uses prices paid."
        )
    if lost < 0:
        notes.append(
            f"Credits exceed all on-demand cost by {-lost:,.2f} {currency}, which a case "
            "cannot hold."
        )
    if observed.left_out:
        notes.append(f"Credits and refunds of {observed.left_out:,.2f} {currency} are left out.")
    undated = [terms for terms in observed.commitments if not (terms.term and terms.end)]
    if undated:
        kinds = ", ".join(dict.fromkeys(KINDS[terms.kind] + "s" for terms in undated))
        notes.append(
            f"{kinds}: the export does not tell when they were bought or for how long; they are "
            "entered as 12 months from the first month, renewed. Correct start and term."
        )
    return notes
