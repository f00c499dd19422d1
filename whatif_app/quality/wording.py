"""Findings as sentences, alike in the window, on the command line and in the audit trail."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from whatif_app.formatting import MONTH_NAMES, money, month_label, share

if TYPE_CHECKING:
    from whatif_app.quality.anomaly import Anomaly

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_label(day: str, *, weekday: bool = False) -> str:
    """A day: "2026-03-11" is "11 Mar 2026", or "Wed 11 Mar 2026"."""
    parsed = date.fromisoformat(day)
    text = f"{parsed.day} {MONTH_NAMES[parsed.month - 1]} {parsed.year}"
    return f"{_WEEKDAYS[parsed.weekday()]} {text}" if weekday else text


def span_label(anomaly: Anomaly) -> str:
    """When an anomaly was: "Wed 11 Mar 2026", "11 to 13 Mar 2026", "Mar 2026"."""
    if anomaly.grain == "month":
        months = (month_label(anomaly.first), month_label(anomaly.last))
        return " to ".join(dict.fromkeys(months))
    if anomaly.first == anomaly.last:
        return day_label(anomaly.first, weekday=True)
    if anomaly.first[:7] == anomaly.last[:7]:
        return f"{date.fromisoformat(anomaly.first).day} to {day_label(anomaly.last)}"
    return f"{day_label(anomaly.first)} to {day_label(anomaly.last)}"


def off_label(off_share: float) -> str:
    """How far off, in words: "52 % more", "20 % less", "4.1 times as much"."""
    if not math.isfinite(off_share):
        return "more"
    if off_share >= 2:
        return f"{1 + off_share:,.1f} times as much"
    return f"{share(abs(off_share), 0)} {'more' if off_share > 0 else 'less'}"


def anomaly_title(anomaly: Anomaly) -> str:
    """An anomaly in a few words: "Amazon EC2: spike on Wed 11 Mar 2026"."""
    when = span_label(anomaly)
    if anomaly.kind == "shift":
        ended = anomaly.actual == 0
        first = month_label(anomaly.first) if anomaly.grain == "month" else day_label(anomaly.first)
        turn = (
            "ends" if ended else "new level from" if anomaly.off_share > 0 else "lower level from"
        )
        return f"{anomaly.service}: {turn} {first}"
    word = {"spike": "spike", "dip": "dip", "missing": "no cost"}[anomaly.kind]
    return f"{anomaly.service}: {word} {_joint(anomaly)} {when}"


def _joint(anomaly: Anomaly) -> str:
    if anomaly.grain == "month":
        return "in"
    return "on" if anomaly.first == anomaly.last else "from"


def anomaly_sentence(anomaly: Anomaly) -> str:
    """What happened, with both amounts."""
    currency = anomaly.currency
    actual, expected = (
        money(float(value), currency) for value in (anomaly.actual, anomaly.expected)
    )
    name, when = anomaly.service, span_label(anomaly)
    if anomaly.kind == "shift":
        return _shift_sentence(anomaly)
    if anomaly.kind == "missing":
        where = f"{_joint(anomaly)} {when}"
        return f"{name} shows no cost {where}, where {expected} is usual.{_open(anomaly)}"
    off = off_label(anomaly.off_share)
    than = "as the" if off.endswith("as much") else "than the"
    return (
        f"{name} cost {actual} {_joint(anomaly)} {when}, {off} {than} {expected} that is usual."
        f"{_open(anomaly)}"
    )


def _shift_sentence(anomaly: Anomaly) -> str:
    is_month = anomaly.grain == "month"
    first = month_label(anomaly.first) if is_month else day_label(anomaly.first)
    if anomaly.actual == 0:
        expected = money(float(anomaly.expected), anomaly.currency)
        return (
            f"{anomaly.service} has cost nothing since {first}; {expected} would have been usual."
        )
    lasts = "to the end of the history" if anomaly.is_open else f"to {_last(anomaly)}"
    off = off_label(anomaly.off_share)
    joint = "as" if off.endswith("as much") else "than"
    return f"{anomaly.service} costs {off} from {first} {joint} before, and stays so {lasts}."


def _last(anomaly: Anomaly) -> str:
    return month_label(anomaly.last) if anomaly.grain == "month" else day_label(anomaly.last)


def _open(anomaly: Anomaly) -> str:
    if anomaly.is_open and anomaly.grain == "day":
        return " The history ends there, so it may be the begin of a new level."
    return ""


def decided_title(service: str, kind: str, since: str) -> str:
    """A past anomaly in a few words, from what a decision keeps of it."""
    when = month_label(since) if len(since) == len("2026-03") else day_label(since)
    return f"{service}: {kind} of {when}"
