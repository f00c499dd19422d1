"""What can be said of the costs: anomalies, credits and one-offs, each with what it does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from scenarios.months import month_index
from scenarios.words import keep, marked, say, within
from whatif_app.formatting import money, month_label
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic
from whatif_app.quality.anomaly import SHIFT, Anomaly
from whatif_app.quality.charges import CREDITS, Charge
from whatif_app.quality.finding import (
    ALL_CHOICES,
    KEEP_OR_LEAVE,
    Area,
    Checked,
    Effect,
    Finding,
    MonthCosts,
    Severity,
    effect_on,
)
from whatif_app.quality.wording import anomaly_title, decided_title

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

#: Of a month's cost; what does less to it needs no look.
WORTH_A_LOOK = 0.005
#: A level that changed so many months ago is what the service costs now.
_SETTLED_MONTHS = 3

_CHARGE_WORDS = {
    "credit": marked("Credits"),
    "refund": marked("Refunds"),
    "purchase": marked("Purchases"),
    "fee": marked("Fees"),
    "support": marked("Support"),
    "other": marked("Corrections and other charges"),
}


def check_anomalies(
    anomalies: Sequence[Anomaly],
    baseline: Baseline,
    adjustments: Adjustments,
    month: str,
    costs: MonthCosts,
) -> Checked:
    """Anomalies, the largest first; then decisions on what is no anomaly any more.

    Args:
        month: the one that the case is built on.
        costs: of the raw baseline.
    """
    choices = _choices(baseline)
    found = []
    seen = set()
    for anomaly in anomalies:
        subject = subject_of(anomaly)
        seen.add(subject)
        effect = effect_on(anomaly.by_month, anomaly.currency, month, costs)
        decision = adjustments.about(subject)
        found.append(
            Finding(
                Area.ANOMALIES,
                _severity(anomaly, effect, baseline.months),
                keep(partial(anomaly_title, anomaly)),
                _sentence(anomaly, decision),
                _action(anomaly),
                effect,
                anomaly.by_month,
                subject,
                choices,
                decision,
                anomaly,
            )
        )
    past = [
        decision
        for decision in adjustments.decisions
        if decision.subject.topic is Topic.ANOMALY
        and decision.subject not in seen
        and decision.choice is not Choice.KEEP
    ]
    return Checked((*found, *(_no_longer(decision, month, costs) for decision in past)))


def subject_of(anomaly: Anomaly) -> Subject:
    """What a decision about an anomaly is about."""
    return Subject(Topic.ANOMALY, anomaly.currency, anomaly.service, anomaly.kind, anomaly.first)


def _choices(baseline: Baseline) -> tuple[Choice, ...]:
    """Smoothing needs other months to spread over."""
    complete = sum(baseline.calendar[month].is_complete for month in baseline.months)
    return ALL_CHOICES if complete > 1 else KEEP_OR_LEAVE


def _severity(anomaly: Anomaly, effect: Effect | None, months: Sequence[str]) -> Severity:
    if effect is None or effect.share is None or abs(effect.share) < WORTH_A_LOOK:
        return Severity.NOTE
    age = month_index(months[-1]) - month_index(anomaly.first[:7])
    if anomaly.kind == SHIFT and age >= _SETTLED_MONTHS:
        return Severity.NOTE
    return Severity.LOOK


def _action(anomaly: Anomaly) -> str:
    if anomaly.kind == SHIFT:
        return say("Keep it if the new level stays; leave it out if it will go back.")
    if anomaly.excess > 0:
        return say("Leave it out if it will not happen again; smooth it if it does now and then.")
    return say(
        "Leave it out to count the usual cost instead; keep it if the service is cheaper now."
    )


def _sentence(anomaly: Anomaly, decision: Decision | None) -> str:
    """What happened, and what to know of a decision that was made on other amounts."""
    if decision is None or decision.choice is Choice.KEEP:
        return anomaly.sentence
    if decision.amounts == anomaly.by_month:
        return anomaly.sentence
    outdated = say(
        "The decision was made on other amounts, which still hold; choose anew to follow these."
    )
    return f"{anomaly.sentence} {outdated}"


def _no_longer(decision: Decision, month: str, costs: MonthCosts) -> Finding:
    """A decision about what stands out no more, with other data or another threshold."""
    subject = decision.subject
    return Finding(
        Area.ANOMALIES,
        Severity.NOTE,
        keep(partial(decided_title, subject.service, subject.detail, subject.since)),
        say(
            "It was decided about before, and no longer counts as off: the bill was "
            "delivered anew, or the threshold is another. The decision still holds."
        ),
        say("Keep it to take the decision back."),
        effect_on(decision.amounts, subject.currency, month, costs),
        decision.amounts,
        subject,
        ALL_CHOICES,
        decision,
    )


def check_charges(
    found: Sequence[Charge],
    baseline: Baseline,
    adjustments: Adjustments,
    month: str,
    costs: MonthCosts,
) -> Checked:
    """Credits, refunds and one-offs; charges that come every month are none."""
    choices = _choices(baseline)
    told = (charge for charge in found if charge.kind in CREDITS or not charge.is_recurring)
    return Checked(
        tuple(_charge_finding(charge, choices, adjustments, month, costs) for charge in told)
    )


def _charge_finding(
    charge: Charge,
    choices: tuple[Choice, ...],
    adjustments: Adjustments,
    month: str,
    costs: MonthCosts,
) -> Finding:
    subject = Subject(Topic.CHARGE, charge.currency, charge.service, charge.kind)
    effect = effect_on(charge.by_month, charge.currency, month, costs)
    is_large = effect is not None and abs(effect.share or 0.0) >= WORTH_A_LOOK
    is_credit = charge.kind in CREDITS
    # Support is paid by the month; that it is, only a longer history can show.
    is_monthly_by_nature = charge.kind == "support" and charge.is_recurring is None
    return Finding(
        Area.CREDITS,
        Severity.LOOK if is_large and not is_monthly_by_nature else Severity.NOTE,
        keep(partial(_charge_title, charge)),
        _charge_sentence(charge),
        say(
            "Leave them out to see what running costs without them; smooth them to spread "
            "them evenly."
        )
        if is_credit
        else say(
            "Leave it out if it will not come again; smooth it if it comes once in this history."
        ),
        effect,
        charge.by_month,
        subject,
        choices,
        adjustments.about(subject),
    )


def _charge_title(charge: Charge) -> str:
    words = say(_CHARGE_WORDS[charge.kind])
    if charge.kind in CREDITS:
        return words
    return f"{charge.service or say('No service')}: {within(words)}"


def _charge_sentence(charge: Charge) -> str:
    months = [month for month, _ in charge.by_month]
    amount = money(float(abs(charge.total)), charge.currency, exact=True)
    when = month_label(months[0])
    if len(months) > 1:
        when = say(
            "{count} months, {first} to {last}",
            count=len(months),
            first=month_label(months[0]),
            last=month_label(months[-1]),
        )
    charges = say(_CHARGE_WORDS[charge.kind])
    if charge.service:
        charges = say("{charges} of {service}", charges=charges, service=charge.service)
    told = {"charges": charges, "amount": amount, "when": when}
    is_lower = charge.total < Decimal(0)
    if charge.is_recurring is None and charge.kind not in CREDITS:
        if is_lower:
            return say(
                "{charges} lower the cost by {amount} in {when}; a longer history would show "
                "whether they come every month.",
                **told,
            )
        return say(
            "{charges} raise the cost by {amount} in {when}; a longer history would show whether "
            "they come every month.",
            **told,
        )
    if charge.is_recurring:
        if is_lower:
            return say(
                "{charges} lower the cost by {amount} in {when}, about as much every month.", **told
            )
        return say(
            "{charges} raise the cost by {amount} in {when}, about as much every month.", **told
        )
    if is_lower:
        return say("{charges} lower the cost by {amount} in {when}.", **told)
    return say("{charges} raise the cost by {amount} in {when}.", **told)
