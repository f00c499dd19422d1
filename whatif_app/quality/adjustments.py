"""What the user decided about the findings: keep, leave out, or smooth; and why.

Decisions are a part of the ledger: the exports stay as they were delivered and reconcile to the
cent, and only the case is built on what the decisions leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from scenarios.cells import Value
from scenarios.months import is_calendar_month
from scenarios.words import say
from whatif_app.formatting import money, month_label
from whatif_app.quality.anomaly import Thresholds

#: The bounds of the share from which a cost counts as off.
LEAST_SHARE, MOST_SHARE = 0.05, 1.0


class Choice(StrEnum):
    """What to do with a finding.

    KEEP: it stays in the baseline. Said of a finding, it means that somebody looked at it.
    LEAVE_OUT: its amount leaves the months that it is in; of an anomaly, that is what goes beyond
        the usual cost, so that a month with too little is raised to the usual.
    SMOOTH: its amount leaves those months and is spread evenly over all complete months, so that
        the history costs the same in all.
    """

    KEEP = "keep"
    LEAVE_OUT = "leave_out"
    SMOOTH = "smooth"


IN_WORDS: Mapping[Choice, str] = {
    Choice.KEEP: "keep",
    Choice.LEAVE_OUT: "leave out",
    Choice.SMOOTH: "smooth",
}


class Topic(StrEnum):
    """What kind of finding a decision is about."""

    ANOMALY = "anomaly"
    CHARGE = "charge"
    MONTH = "month"
    UNALLOCATED = "unallocated"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about, said so that it is found again in a later delivery.

    Attributes:
        service: of an anomaly or a charge; "" for all.
        detail: the kind of a charge, the dimension that has no value, the kind of an anomaly.
        since: first day or month of an anomaly; the month where one is meant.
    """

    topic: Topic
    currency: str
    service: str = ""
    detail: str = ""
    since: str = ""

    @property
    def label(self) -> str:
        """The subject in a few words, told apart from every other."""
        parts = (self.detail, self.service, self.since, self.currency)
        return ", ".join(part for part in (self.topic.value, *parts) if part)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one finding.

    Attributes:
        reason: the user's; may be empty.
        amounts: of an anomaly, what goes beyond the usual cost by month, as it was when decided:
            what the case is built on moves with decisions, never with a threshold. Other subjects
            are found in the lines and have none.
    """

    subject: Subject
    choice: Choice
    reason: str = ""
    amounts: tuple[tuple[str, Decimal], ...] = ()

    @property
    def in_words(self) -> str:
        """The decision for the audit trail: "leave out −$1,234.00 in Mar 2026: load test"."""
        amounts = ", ".join(
            f"{money(float(amount), self.subject.currency, exact=True)} in {month_label(month)}"
            for month, amount in self.amounts
        )
        said = f"{IN_WORDS[self.choice]} {amounts}".strip()
        return f"{said}: {self.reason}" if self.reason else said


@dataclass(frozen=True)
class Adjustments:
    """All decisions about a baseline, and what counted as off when they were made.

    Attributes:
        share: of the usual cost; a service-day further off counts as an anomaly.
        least: money; smaller differences do not.
        decisions: in the order in which they were made; one for each subject.
    """

    share: float = Thresholds().share
    least: float = Thresholds().least
    decisions: tuple[Decision, ...] = ()

    @property
    def thresholds(self) -> Thresholds:
        """What counts as off."""
        return Thresholds(self.share, self.least)

    def about(self, subject: Subject | None) -> Decision | None:
        """The decision about a subject; None where there is none yet."""
        return next((each for each in self.decisions if each.subject == subject), None)

    def with_decision(self, decision: Decision) -> Adjustments:
        """With a decision made, or made anew in its place."""
        if self.about(decision.subject) is None:
            return replace(self, decisions=(*self.decisions, decision))
        made = (decision if each.subject == decision.subject else each for each in self.decisions)
        return replace(self, decisions=tuple(made))

    def without(self, subject: Subject) -> Adjustments:
        """With no decision about a subject."""
        kept = tuple(each for each in self.decisions if each.subject != subject)
        return replace(self, decisions=kept)

    def with_thresholds(self, share: float, least: float) -> Adjustments:
        """With another bound for what counts as off; decisions stay.

        Raises:
            ValueError: there is no such bound.
        """
        if not LEAST_SHARE <= share <= MOST_SHARE:
            raise ValueError(
                say(
                    "a share of {share} is not between {least} and {most}",
                    share=repr(share),
                    least=LEAST_SHARE,
                    most=MOST_SHARE,
                )
            )
        if not 0 <= least < float("inf"):
            raise ValueError(say("{least} is no amount of money of 0 or more", least=repr(least)))
        return replace(self, share=share, least=least)

    def to_json(self) -> dict[str, Any]:
        """The adjustments as plain JSON data; amounts as text, so that no digit is lost."""
        return {
            "share": self.share,
            "least": self.least,
            "decisions": [_decision_to_json(decision) for decision in self.decisions],
        }

    @classmethod
    def from_json(cls, data: Any) -> Adjustments:
        """The adjustments that `to_json` described.

        Raises:
            ValueError: they are none; in words.
        """
        try:
            decisions = tuple(_decision_from_json(each) for each in data["decisions"])
            bare = cls().with_thresholds(float(data["share"]), float(data["least"]))
        except (InvalidOperation, LookupError, TypeError) as error:
            raise ValueError(
                say("adjustments lack an entry, or have one of another kind")
            ) from error
        if len({each.subject for each in decisions}) < len(decisions):
            raise ValueError(say("adjustments decide about the same thing twice"))
        return replace(bare, decisions=decisions)

    def entries(self) -> dict[str, Value]:
        """A flat description, for the audit trail."""
        found: dict[str, Value] = {"anomaly share": self.share, "anomaly least": self.least}
        for decision in self.decisions:
            found[decision.subject.label] = decision.in_words
        return found


def _decision_to_json(decision: Decision) -> dict[str, Any]:
    subject = decision.subject
    return {
        "topic": subject.topic.value,
        "currency": subject.currency,
        "service": subject.service,
        "detail": subject.detail,
        "since": subject.since,
        "choice": decision.choice.value,
        "reason": decision.reason,
        "amounts": {month: format(amount, "f") for month, amount in decision.amounts},
    }


def _decision_from_json(data: Mapping[str, Any]) -> Decision:
    texts = [data[name] for name in ("currency", "service", "detail", "since", "reason")]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(say("a decision has a name that is no text"))
    subject = Subject(Topic(data["topic"]), *texts[:4])
    amounts = tuple((month, Decimal(amount)) for month, amount in data["amounts"].items())
    if not _are_amounts(amounts):
        raise ValueError(
            say("the decision “{label}” has an amount that is none", label=subject.label)
        )
    return Decision(subject, Choice(data["choice"]), texts[4], amounts)


def _are_amounts(amounts: Sequence[tuple[str, Decimal]]) -> bool:
    return all(is_calendar_month(month) and amount.is_finite() for month, amount in amounts)
