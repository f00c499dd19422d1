"""What can be said of whose cost it is, in which currency, and how well the case fits it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from scenarios.words import say
from whatif_app.formatting import money, month_label, share
from whatif_app.ownership.line_values import tag_name
from whatif_app.quality.adjusting import is_unallocated
from whatif_app.quality.adjustments import Adjustments, Subject, Topic
from whatif_app.quality.basis import Basis
from whatif_app.quality.finding import (
    KEEP_OR_LEAVE,
    Area,
    Checked,
    Effect,
    Finding,
    MonthCosts,
    Severity,
    effect_on,
)

if TYPE_CHECKING:
    from scenarios.case import Case
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.starting_case import Calibration
    from whatif_app.ownership.assignment import Assignment
    from whatif_app.ownership.ownership import Ownership

#: A tag that so little of the cost lacks is kept.
_TAG_TARGET = 0.95


def check_grouping(
    baseline: Baseline,
    dimension: str,
    adjustments: Adjustments,
    month: str,
    costs: MonthCosts,
    target: float,
) -> Checked:
    """Usage without a value in the dimension that makes the workloads, by currency."""
    basis = Basis.of(baseline.lines)
    nameless: dict[str, dict[str, Decimal]] = {}
    for line in baseline.lines:
        if is_unallocated(baseline, line, dimension):
            months = nameless.setdefault(line.currency, {})
            months[line.month] = months.get(line.month, Decimal(0)) + basis.cost(line)
    found = []
    for currency, months in sorted(nameless.items()):
        by_month = tuple(sorted(months.items()))
        effect = effect_on(by_month, currency, month, costs, is_difference=False)
        if effect is None:
            continue
        subject = Subject(Topic.UNALLOCATED, currency, detail=dimension)
        what = tag_name(dimension.removeprefix("tag:")).replace("_", " ")
        found.append(
            Finding(
                Area.ALLOCATION,
                Severity.LOOK if (effect.share or 0.0) > target else Severity.NOTE,
                say("Cost without {what}", what=what),
                _nameless(effect, what),
                say("Give it an owner on the Ownership page, or leave it out of the case."),
                effect,
                by_month,
                subject,
                KEEP_OR_LEAVE,
                adjustments.about(subject),
            )
        )
    return Checked(tuple(found))


def _nameless(effect: Effect, what: str) -> str:
    when, amount = month_label(effect.month), money(float(effect.amount), effect.currency)
    if effect.share is None:
        return say(
            "In {month}, {amount} names no {what}; in the case it is one workload.",
            month=when,
            amount=amount,
            what=what,
        )
    return say(
        "In {month}, {amount}, {share} of its cost, names no {what}; in the case it is one "
        "workload.",
        month=when,
        amount=amount,
        share=share(abs(effect.share)),
        what=what,
    )


def check_owners(assignment: Assignment) -> Checked:
    """Cost of a month that no rule gives an owner; nothing is said where the month cost nothing."""
    unallocated = assignment.unallocated
    part, when = unallocated.share, month_label(assignment.month or "")
    if part is None:
        return Checked()
    if assignment.is_within_target:
        return Checked(
            in_order=(say("{share} of {when} has an owner.", share=share(1 - part), when=when),)
        )
    cost = money(float(unallocated.cost), assignment.currency)
    finding = Finding(
        Area.ALLOCATION,
        Severity.LOOK,
        say("{part} of the cost has no owner", part=share(part)),
        say(
            "No rule gives {cost} of {when} a {level}; the target is at most {target}.",
            cost=cost,
            when=when,
            level=say(assignment.level.replace("_", " ")),
            target=share(assignment.target),
        ),
        say("The Ownership page lists it by service and account, worst first."),
        _told(assignment, unallocated.cost),
    )
    return Checked((finding,))


def check_tags(baseline: Baseline, ownership: Ownership, assignment: Assignment) -> Checked:
    """Required tags that too little of a month's cost carries, and those that enough does."""
    from whatif_app.ownership.compliance import comply

    findings: list[Finding] = []
    in_order: list[str] = []
    when = month_label(assignment.month or "")
    for tag in comply(baseline, ownership, assignment).tags:
        carried, name = tag.allowed_share, tag.tag.key
        if carried is None:
            continue
        said = {"carried": share(carried), "when": when, "name": name}
        if carried >= _TAG_TARGET:
            in_order.append(
                say("{carried} of the taggable cost of {when} carries “{name}”.", **said)
            )
            continue
        findings.append(
            Finding(
                Area.ALLOCATION,
                Severity.NOTE,
                say("Tag “{name}” is on {carried} of the cost", name=name, carried=share(carried)),
                say(
                    "{carried} of the taggable cost of {when} carries “{name}”, with a value that "
                    "is allowed.",
                    **said,
                ),
                say("Send out the list of what is untagged, on the Ownership page."),
                _told(assignment, tag.cost - tag.allowed_cost),
            )
        )
    return Checked(tuple(findings), tuple(in_order))


def _told(assignment: Assignment, cost: Decimal) -> Effect:
    month = assignment.month or ""
    return Effect(month, assignment.currency, cost, assignment.share(cost), is_difference=False)


def check_currencies(baseline: Baseline, case: Case, month: str, costs: MonthCosts) -> Checked:
    """Currencies of the bill that are in no case, for want of a rate."""
    view = case.view()
    own = str(view.project("currency"))
    found = []
    for currency in baseline.currencies:
        is_rated = currency in case.tables["rates"].index and (
            view.value("rates", currency, "rate") is not None
        )
        if currency == own or is_rated or len(baseline.currencies) == 1:
            continue
        by_month = tuple(
            (each, cost) for (code, each), cost in sorted(costs.items()) if code == currency
        )
        effect = effect_on(by_month, currency, month, costs, is_difference=False)
        # It is all there is in its currency: a share would say nothing.
        effect = replace(effect, share=None) if effect is not None else None
        found.append(
            Finding(
                Area.CURRENCIES,
                Severity.LOOK,
                say("{currency} has no exchange rate", currency=currency),
                _unconverted(effect, currency, own),
                say(
                    "Enter a rate for {currency} in the table of exchange rates.", currency=currency
                ),
                effect,
                by_month,
            )
        )
    return Checked(tuple(found))


def _unconverted(effect: Effect | None, currency: str, own: str) -> str:
    if effect is None:
        return say(
            "The bill has amounts in {currency}, which cannot be added to {own}: they are in no "
            "figure of the case.",
            currency=currency,
            own=own,
        )
    return say(
        "The bill has {amount} in {month} in {currency}, which cannot be added to {own}: it is in "
        "no figure of the case.",
        amount=money(float(effect.amount), currency),
        month=month_label(effect.month),
        currency=currency,
        own=own,
    )


def check_fit(fit: Calibration) -> Checked:
    """How near month 0 of “do nothing” comes to the bill."""
    difference = money(fit.difference, fit.currency, exact=True)
    bill = money(fit.export, fit.currency, exact=True)
    when = month_label(fit.month)
    if fit.ok:
        said = say(
            "A case of {when} costs what the bill does: {bill}, {difference} apart.",
            when=when,
            bill=bill,
            difference=difference,
        )
        return Checked(in_order=(said,))
    finding = Finding(
        Area.CASE,
        Severity.LOOK,
        say("A case of {when} does not fit the bill", when=when),
        say(
            "Month 0 of “do nothing” is {difference} apart from the {bill} of the bill, {share}.",
            difference=difference,
            bill=bill,
            share=share(fit.share),
        ),
        say("Look for negative amounts in the month, or build the case on another one."),
        Effect(fit.month, fit.currency, Decimal(repr(fit.difference)), fit.share),
    )
    return Checked((finding,))
