"""What can be said of the exports themselves: do they reconcile, are their months whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scenarios.months import calendar_month, month_index
from scenarios.words import say, say_count
from whatif_app.costs.reconciliation import HALF_A_CENT, SET_ASIDE_IN_WORDS
from whatif_app.formatting import count, money, month_label, share
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
    return (
        say_count(
            "The export equals its own cost column to the cent.",
            "{n} exports equal their own cost column to the cent.",
            agreeing,
        ),
    )


def _variance(export: Baseline, currency: str, difference: float) -> Finding:
    amount = money(difference, currency, exact=True)
    return Finding(
        Area.FILES,
        Severity.WRONG,
        say("{name} does not reconcile", name=export.name),
        say(
            "What was read differs by {amount} from the plain sum of the file's own cost column.",
            amount=amount,
        ),
        say("Export it anew; where that does not help, look at the rows set aside."),
    )


def _unread(export: Baseline, unread: dict[str, int]) -> Finding:
    rows = sum(unread.values())
    reasons = ", ".join(
        f"{say(SET_ASIDE_IN_WORDS[reason])} ({count(each)})" for reason, each in unread.items()
    )
    part = share(rows / export.reconciliation.read, 2)
    return Finding(
        Area.FILES,
        Severity.LOOK,
        say("{name}: rows not read", name=export.name),
        say_count(
            "1 row was set aside, {part} of the file, and its cost is in no figure: {reasons}.",
            "{n} rows were set aside, {part} of the file, and their cost is in no figure: "
            "{reasons}.",
            rows,
            n=count(rows),
            part=part,
            reasons=reasons,
        ),
        say("The Exports page names files and lines; export these rows anew."),
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
    said = say_count("The month is complete.", "All {n} months are complete.", len(baseline.months))
    return Checked(in_order=(said,))


def _incomplete(
    baseline: Baseline, month: str, currency: str, adjustments: Adjustments, costs: MonthCosts
) -> Finding:
    subject = Subject(Topic.MONTH, currency, since=month)
    cost = costs[currency, month]
    is_only = len(baseline.months) == 1
    return Finding(
        Area.MONTHS,
        Severity.LOOK,
        say("{month} is not complete", month=month_label(month))
        if len(baseline.currencies) == 1
        else say(
            "{month} is not complete in {currency}", month=month_label(month), currency=currency
        ),
        say(
            "The export does not cover {month} from its first to its last day; the {amount} "
            "seen are less than the month cost.",
            month=month_label(month),
            amount=money(float(cost), currency),
        ),
        say("Load the whole month.")
        if is_only
        else say(
            "Load the whole month, or leave it out of the history; a case is built on a "
            "complete month wherever there is one."
        ),
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
        say("{month} is missing", month=month_label(month)),
        say(
            "There are exports of the months before and after {month}, and none of it: "
            "growth and trends are read across the gap.",
            month=month_label(month),
        ),
        say("Load the export of {month}.", month=month_label(month)),
    )


def _not_final(months: Sequence[str]) -> Finding:
    listed = ", ".join(month_label(month) for month in months)
    return Finding(
        Area.MONTHS,
        Severity.NOTE,
        say_count("{months} is not final", "{months} are not final", len(months), months=listed),
        say(
            "The provider has not invoiced all of {months}: credits, tax and corrections may "
            "follow.",
            months=listed,
        ),
        say("Load the final delivery once it is there; it replaces this one."),
    )


def _gaps(months: Sequence[str]) -> list[str]:
    """The months missing between the first and the last."""
    if not months:
        return []
    first, last = months[0], months[-1]
    span = range(month_index(last) - month_index(first) + 1)
    return [month for number in span if (month := calendar_month(number, first)) not in months]
