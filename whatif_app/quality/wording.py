"""Findings as sentences, alike in the window, on the command line and in the audit trail."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from scenarios.words import marked, say
from whatif_app.formatting import amount, day_label, money, month_label, share

if TYPE_CHECKING:
    from whatif_app.quality.anomaly import Anomaly

_WEEKDAYS = (
    marked("Mon"),
    marked("Tue"),
    marked("Wed"),
    marked("Thu"),
    marked("Fri"),
    marked("Sat"),
    marked("Sun"),
)


def span_label(anomaly: Anomaly) -> str:
    """When an anomaly was: "Wed 11 Mar 2026", "11 to 13 Mar 2026", "Mar 2026"."""
    first, last = date_label(anomaly, anomaly.first), date_label(anomaly, anomaly.last)
    if anomaly.grain == "month":
        return first if first == last else say("{first} to {last}", first=first, last=last)
    day = date.fromisoformat(anomaly.first)
    if anomaly.first == anomaly.last:
        return say("{weekday} {day}", weekday=say(_WEEKDAYS[day.weekday()]), day=first)
    if anomaly.first[:7] == anomaly.last[:7]:
        return say("{day} to {last}", day=day.day, last=last)
    return say("{first} to {last}", first=first, last=last)


def date_label(anomaly: Anomaly, when: str) -> str:
    """A day or month of an anomaly, by its grain."""
    return month_label(when) if anomaly.grain == "month" else day_label(when)


def off_label(off_share: float) -> str:
    """How far off, in words: "52 % more", "20 % less"; a multiple has sentences of its own."""
    if not math.isfinite(off_share):
        return say("more")
    if off_share > 0:
        return say("{share} more", share=share(off_share, 0))
    return say("{share} less", share=share(-off_share, 0))


def anomaly_title(anomaly: Anomaly) -> str:
    """An anomaly in a few words: "Amazon EC2: spike on Wed 11 Mar 2026"."""
    return f"{anomaly.service}: {_what_happened(anomaly)}"


def _what_happened(anomaly: Anomaly) -> str:
    if anomaly.kind == "shift":
        first = date_label(anomaly, anomaly.first)
        if anomaly.actual == 0:
            return say("ends {date}", date=first)
        if anomaly.off_share > 0:
            return say("new level from {date}", date=first)
        return say("lower level from {date}", date=first)
    return say(_HAPPENED[anomaly.kind, _spell(anomaly)], date=span_label(anomaly))


# A whole sentence for each, since languages join a date to its word in ways of their own.
_HAPPENED = {
    ("spike", "month"): marked("spike in {date}"),
    ("spike", "day"): marked("spike on {date}"),
    ("spike", "days"): marked("spike from {date}"),
    ("dip", "month"): marked("dip in {date}"),
    ("dip", "day"): marked("dip on {date}"),
    ("dip", "days"): marked("dip from {date}"),
    ("missing", "month"): marked("no cost in {date}"),
    ("missing", "day"): marked("no cost on {date}"),
    ("missing", "days"): marked("no cost from {date}"),
}
_NO_COST = {
    "month": marked("{service} shows no cost in {date}, where {expected} is usual."),
    "day": marked("{service} shows no cost on {date}, where {expected} is usual."),
    "days": marked("{service} shows no cost from {date}, where {expected} is usual."),
}
_OFF = {
    ("month", True): marked(
        "{service} cost {actual} in {date}, {times} times as much as the {expected} that is usual."
    ),
    ("day", True): marked(
        "{service} cost {actual} on {date}, {times} times as much as the {expected} that is usual."
    ),
    ("days", True): marked(
        "{service} cost {actual} from {date}, {times} times as much as the {expected} that is "
        "usual."
    ),
    ("month", False): marked(
        "{service} cost {actual} in {date}, {off} than the {expected} that is usual."
    ),
    ("day", False): marked(
        "{service} cost {actual} on {date}, {off} than the {expected} that is usual."
    ),
    ("days", False): marked(
        "{service} cost {actual} from {date}, {off} than the {expected} that is usual."
    ),
}


def _spell(anomaly: Anomaly) -> str:
    """How long it was: "month", "day" or "days"."""
    if anomaly.grain == "month":
        return "month"
    return "day" if anomaly.first == anomaly.last else "days"


def anomaly_sentence(anomaly: Anomaly) -> str:
    """What happened, with both amounts."""
    if anomaly.kind == "shift":
        return _shift_sentence(anomaly)
    currency = anomaly.currency
    told = {
        "service": anomaly.service,
        "date": span_label(anomaly),
        "actual": money(float(anomaly.actual), currency),
        "expected": money(float(anomaly.expected), currency),
    }
    if anomaly.kind == "missing":
        said = say(_NO_COST[_spell(anomaly)], **told)
    else:
        said = say(
            _OFF[_spell(anomaly), _is_multiple(anomaly)],
            **told,
            off=off_label(anomaly.off_share),
            times=_times(anomaly),
        )
    if anomaly.is_open and anomaly.grain == "day":
        return f"{said} {say('The history ends there, so it may be the begin of a new level.')}"
    return said


def _is_multiple(anomaly: Anomaly) -> bool:
    """Whether it is told as so many times as much, rather than as so much more or less."""
    return math.isfinite(anomaly.off_share) and anomaly.off_share >= 2


def _times(anomaly: Anomaly) -> str:
    return amount(1 + anomaly.off_share, 1) if math.isfinite(anomaly.off_share) else ""


def _shift_sentence(anomaly: Anomaly) -> str:
    told = {
        "service": anomaly.service,
        "first": date_label(anomaly, anomaly.first),
        "last": date_label(anomaly, anomaly.last),
        "expected": money(float(anomaly.expected), anomaly.currency),
        "off": off_label(anomaly.off_share),
        "times": _times(anomaly),
    }
    if anomaly.actual == 0:
        return say(
            "{service} has cost nothing since {first}; {expected} would have been usual.", **told
        )
    if _is_multiple(anomaly):
        if anomaly.is_open:
            return say(
                "{service} costs {times} times as much from {first} as before, and stays so to "
                "the end of the history.",
                **told,
            )
        return say(
            "{service} costs {times} times as much from {first} as before, and stays so to {last}.",
            **told,
        )
    if anomaly.is_open:
        return say(
            "{service} costs {off} from {first} than before, and stays so to the end of the "
            "history.",
            **told,
        )
    return say("{service} costs {off} from {first} than before, and stays so to {last}.", **told)


_KINDS = {
    "spike": marked("spike of {date}"),
    "dip": marked("dip of {date}"),
    "missing": marked("missing of {date}"),
    "shift": marked("shift of {date}"),
}


def decided_title(service: str, kind: str, since: str) -> str:
    """A past anomaly in a few words, from what a decision keeps of it."""
    when = month_label(since) if len(since) == len("2026-03") else day_label(since)
    return f"{service}: {say(_KINDS[kind], date=when)}"
