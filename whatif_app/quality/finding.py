"""One thing found about a baseline: what it is, what it does to the months, what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scenarios.words import marked, say, spoken
from whatif_app.formatting import money, month_label, share
from whatif_app.quality.adjustments import Choice, Decision, Subject
from whatif_app.quality.anomaly import Anomaly

#: What everything cost, by currency and month.
MonthCosts = Mapping[tuple[str, str], Decimal]

KEEP_OR_LEAVE = (Choice.KEEP, Choice.LEAVE_OUT)
ALL_CHOICES = (Choice.KEEP, Choice.LEAVE_OUT, Choice.SMOOTH)


class Severity(StrEnum):
    """How much a finding matters.

    WRONG: the baseline is not what the export says, or lacks part of it.
    LOOK: it may not be what a usual month costs; somebody should look.
    NOTE: good to know, and nothing to decide.
    """

    WRONG = "wrong"
    LOOK = "look"
    NOTE = "note"


class Area(StrEnum):
    """What part of the baseline a finding is about, in the order in which they are shown."""

    FILES = "files"
    MONTHS = "months"
    ANOMALIES = "anomalies"
    CREDITS = "credits"
    ALLOCATION = "allocation"
    CURRENCIES = "currencies"
    CASE = "case"


#: Each area's heading.
AREA_LABELS: Mapping[Area, str] = {
    Area.FILES: marked("Files"),
    Area.MONTHS: marked("Months"),
    Area.ANOMALIES: marked("Anomalies"),
    Area.CREDITS: marked("Credits and one-offs"),
    Area.ALLOCATION: marked("Whose cost it is"),
    Area.CURRENCIES: marked("Currencies"),
    Area.CASE: marked("The case"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a finding does to one month of the baseline.

    Attributes:
        amount: what the month costs more because of it; negative where less.
        share: of what the month costs in all; None where that is not positive.
        is_difference: whether the month would cost so much less without the finding; an amount
            that is only told about has no sign.
    """

    month: str
    currency: str
    amount: Decimal
    share: float | None
    is_difference: bool = True

    @property
    def in_words(self) -> str:
        """ "+$1,234.00 in Mar 2026, 3.2 % of the month"."""
        sign = "+" if self.amount > 0 and self.is_difference else ""
        amount = f"{sign}{money(float(self.amount), self.currency, exact=True)}"
        month = month_label(self.month)
        if self.share is None:
            return say("{amount} in {month}", amount=amount, month=month)
        part = share(abs(self.share))
        return say(
            "{amount} in {month}, {share} of the month", amount=amount, month=month, share=part
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a baseline.

    Attributes:
        title: a few words, which may be `Kept`; sentence: what was found; action: what to do
            about it.
        effect: on the month that it changes most, or on the case's own; None where it is no money.
        by_month: what it makes each month cost more; may be empty.
        subject: what can be decided about; None where there is nothing to decide.
        choices: the decisions there are.
        decision: the one made; None while there is none.
        anomaly: where it is one.
    """

    area: Area
    severity: Severity
    title: str
    sentence: str
    action: str = ""
    effect: Effect | None = None
    by_month: tuple[tuple[str, Decimal], ...] = ()
    subject: Subject | None = None
    choices: tuple[Choice, ...] = ()
    decision: Decision | None = None
    anomaly: Anomaly | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody should still look at it."""
        return self.severity is not Severity.NOTE and self.decision is None

    def decided(self, choice: Choice, reason: str = "") -> Decision:
        """The decision that says so.

        Raises:
            ValueError: the finding has no such choice.
        """
        if self.subject is None or choice not in self.choices:
            raise ValueError(
                say(
                    "“{title}” cannot be decided so: {choice}",
                    title=spoken(self.title),
                    choice=choice.value,
                )
            )
        if self.anomaly is not None:
            return Decision(self.subject, choice, reason, self.anomaly.by_month)
        # An anomaly that stands out no more is decided about by what it was.
        return Decision(
            self.subject, choice, reason, self.decision.amounts if self.decision else ()
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and what it found in order, in sentences."""

    findings: tuple[Finding, ...] = ()
    in_order: tuple[str, ...] = ()

    def __add__(self, other: Checked) -> Checked:
        return Checked(self.findings + other.findings, self.in_order + other.in_order)


def effect_on(
    by_month: tuple[tuple[str, Decimal], ...],
    currency: str,
    month: str,
    costs: MonthCosts,
    *,
    is_difference: bool = True,
) -> Effect | None:
    """What a finding does to a month; where it leaves that alone, to the one it changes most."""
    amounts = dict(by_month)
    if not amounts:
        return None
    chosen = month if amounts.get(month) else max(amounts, key=lambda each: abs(amounts[each]))
    cost = costs.get((currency, chosen), Decimal(0))
    part = float(amounts[chosen] / cost) if cost > 0 else None
    return Effect(chosen, currency, amounts[chosen], part, is_difference)
