"""What can be said of the exports themselves: do they reconcile, are their months whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scenarios.months import calendar_month, month_index
from whatif_app.costs.reconciliation import HALF_A_CENT, SET_ASIDE_IN_WORDS
from whatif_app.formatting import money, month_label, share
from whatif_app.quality.adjustments import Adjustments, Subject, Topic
from whatif_app.quality.finding import (
    KEEP_OR_LEAVE,
    Area,
    Checked,
    Effect,
    Finding,
    MonthCosts,
    Severity,
)

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

#: Rows set aside whose cost nobody knows; all other reasons are no cost of their own.
_COST_UNKNOWN = frozenset(SET_ASIDE_IN_WORDS) - {
    "repeated_header",
    "split_allocation",
    "subtotal",
    "empty_cost",
}


def check_exports(exports: Iterable[Baseline]) -> Checked:
    """Exports that differ from their own cost column, and rows whose cost nobody could read."""
    findings: list[Finding] = []
    agreeing = 0
    for export in exports:
        account = export.reconciliation
        agreeing += account.agrees
        for currency, difference in account.differences().items():
            if abs(difference) >= HALF_A_CENT:
                findings.append(_variance(export, currency, difference))
        unread = {
            reason: count for reason, count in account.set_aside.items() if reason in _COST_UNKNOWN
        }
        if sum(unread.values()):
            findings.append(_unread(export, unread))
    return Checked(tuple(findings), _in_order(agreeing))


def _in_order(agreeing: int) -> tuple[str, ...]:
    if not agreeing:
        return ()
    which = "The export equals its" if agreeing == 1 else f"{agreeing} exports equal their"
    return (f"{which} own cost column to the cent.",)


def _variance(export: Baseline, currency: str, difference: float) -> Finding:
    amount = money(difference, currency, exact=True)
    return Finding(
        Area.FILES,
        Severity.WRONG,
        f"{export.name} does not reconcile",
        f"What was read differs by {amount} from the plain sum of the file's own cost column.",
        "Export it anew; where that does not help, look at the rows set aside.",
    )


def _unread(export: Baseline, unread: dict[str, int]) -> Finding:
    count = sum(unread.values())
    reasons = ", ".join(
        f"{SET_ASIDE_IN_WORDS[reason]} ({number:,})" for reason, number in unread.items()
    )
    rows = "1 row was" if count == 1 else f"{count:,} rows were"
    part = share(count / export.reconciliation.read, 2)
    return Finding(
        Area.FILES,
        Severity.LOOK,
        f"{export.name}: rows not read",
        f"{rows} set aside, {part} of the file, and their cost is in no figure: {reasons}.",
        "The Exports page names files and lines; export these rows anew.",
    )


def check_months(baseline: Baseline, adjustments: Adjustments, costs: MonthCosts) -> Checked:
    """Months that are cut off, not yet invoiced, or missing between two others."""
    findings = [
        _incomplete(baseline, month, currency, adjustments, costs)
        for month in baseline.months
        if not baseline.calendar[month].is_complete
        for currency in baseline.currencies
        if (currency, month) in costs
    ]
    findings += [_missing(month) for month in _gaps(baseline.months)]
    pending = [month for month in baseline.months if baseline.calendar[month].is_final is False]
    if pending:
        findings.append(_not_final(pending))
    if findings:
        return Checked(tuple(findings))
    count = len(baseline.months)
    said = "The month is complete." if count == 1 else f"All {count} months are complete."
    return Checked(in_order=(said,))


def _incomplete(
    baseline: Baseline, month: str, currency: str, adjustments: Adjustments, costs: MonthCosts
) -> Finding:
    subject = Subject(Topic.MONTH, currency, since=month)
    cost = costs[currency, month]
    is_only = len(baseline.months) == 1
    which = f" in {currency}" if len(baseline.currencies) > 1 else ""
    return Finding(
        Area.MONTHS,
        Severity.LOOK,
        f"{month_label(month)} is not complete{which}",
        f"The export does not cover {month_label(month)} from its first to its last day; the "
        f"{money(float(cost), currency)} seen are less than the month cost.",
        "Load the whole month."
        if is_only
        else "Load the whole month, or leave it out of the history; a case is built on a complete "
        "month wherever there is one.",
        Effect(month, currency, cost, None, is_difference=False),
        ((month, cost),),
        subject,
        () if is_only else KEEP_OR_LEAVE,
        adjustments.about(subject),
    )


def _missing(month: str) -> Finding:
    return Finding(
        Area.MONTHS,
        Severity.LOOK,
        f"{month_label(month)} is missing",
        f"There are exports of the months before and after {month_label(month)}, and none of it: "
        "growth and trends are read across the gap.",
        f"Load the export of {month_label(month)}.",
    )


def _not_final(months: Sequence[str]) -> Finding:
    listed = ", ".join(month_label(month) for month in months)
    are = "is" if len(months) == 1 else "are"
    return Finding(
        Area.MONTHS,
        Severity.NOTE,
        f"{listed} {are} not final",
        f"The provider has not invoiced all of {listed}: credits, tax and corrections may follow.",
        "Load the final delivery once it is there; it replaces this one.",
    )


def _gaps(months: Sequence[str]) -> list[str]:
    """The months missing between the first and the last."""
    if not months:
        return []
    first, last = months[0], months[-1]
    span = range(month_index(last) - month_index(first) + 1)
    return [month for number in span if (month := calendar_month(number, first)) not in months]
