"""The baseline that a case is built on: the raw one with the user's decisions carried out.

The raw baseline is never changed. Each decision says what it took from which month, and raw less
adjusted is the sum of what was taken, to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from scenarios.months import month_index
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic
from whatif_app.quality.basis import Basis
from whatif_app.quality.taking import apportioned, moved, scaled

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.lines import Line

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one decision took out of one month; negative where it put something in.

    Attributes:
        billed, amortized: raw less adjusted; None where what was taken cannot tell the measure.
    """

    subject: Subject
    month: str
    currency: str
    billed: Decimal | None
    amortized: Decimal | None


@dataclass(frozen=True)
class Adjusted:
    """A baseline with decisions carried out.

    Attributes:
        baseline: as the raw one, with other lines, and without the months left out.
        taken: what each decision took, in the order of the decisions and months.
    """

    baseline: Baseline
    taken: tuple[Taken, ...]


def adjusted(baseline: Baseline, adjustments: Adjustments) -> Adjusted:
    """Carry out what was decided about a baseline.

    A decision whose subject is no longer in the baseline changes nothing.
    """
    carried = [each for each in adjustments.decisions if each.choice is not Choice.KEEP]
    # Months go last, with whatever was filled up in them.
    carried.sort(key=lambda each: each.subject.topic is Topic.MONTH)
    if not carried:
        return Adjusted(baseline, ())
    basis = Basis.of(baseline.lines)
    months = _months_to_spread_over(baseline, carried)
    groups = _by_service(baseline.lines)
    taken: list[Taken] = []
    for decision in carried:
        before, after = _carry_out(groups, decision, baseline, months, basis)
        taken += _taken(decision.subject, before, after)
    lines = tuple(line for group in groups.values() for line in group)
    return Adjusted(_with_lines(baseline, lines, carried), tuple(taken))


#: Lines by currency and service: what one decision changes is found without looking at all.
_Groups = dict[tuple[str, str], list["Line"]]


def _by_service(lines: Iterable[Line]) -> _Groups:
    groups: _Groups = {}
    for line in lines:
        groups.setdefault((line.currency, line.service), []).append(line)
    return groups


def _with_lines(
    baseline: Baseline, lines: tuple[Line, ...], carried: Iterable[Decision]
) -> Baseline:
    """The baseline with other lines, and without the months that they left."""
    left = {each.subject.since for each in carried if each.subject.topic is Topic.MONTH}
    gone = left - {line.month for line in lines}
    months = tuple(month for month in baseline.months if month not in gone)
    calendar = {month: state for month, state in baseline.calendar.items() if month not in gone}
    return replace(baseline, lines=lines, months=months, calendar=calendar)


def _months_to_spread_over(baseline: Baseline, carried: Iterable[Decision]) -> dict[str, list[str]]:
    """By currency, the complete months that it is billed in and that are not left out."""
    left = {
        (each.subject.currency, each.subject.since)
        for each in carried
        if each.subject.topic is Topic.MONTH
    }
    billed = {(line.currency, line.month) for line in baseline.lines} - left
    months: dict[str, list[str]] = {}
    for currency, month in sorted(billed):
        if baseline.calendar[month].is_complete:
            months.setdefault(currency, []).append(month)
    return months


def _carry_out(
    groups: _Groups,
    decision: Decision,
    baseline: Baseline,
    months: Mapping[str, list[str]],
    basis: Basis,
) -> tuple[list[Line], list[Line]]:
    """Change the groups that a decision is about; their lines before and after."""
    subject = decision.subject
    spread_over = months.get(subject.currency, []) if decision.choice is Choice.SMOOTH else []
    is_meant = _selection(subject, baseline, basis)
    before: list[Line] = []
    after: list[Line] = []
    for key, lines in groups.items():
        if not _concerns(subject, *key):
            continue
        if subject.topic is Topic.ANOMALY:
            known = [each for each in decision.amounts if each[0] in baseline.calendar]
            made = _without_excess(lines, known, spread_over, basis)
        else:
            meant = [line for line in lines if is_meant(line)]
            kept = [line for line in lines if not is_meant(line)] if meant else lines
            made = [*kept, *_spread(meant, spread_over, basis)]
        before += lines
        after += made
        groups[key] = made
    return before, after


def _concerns(subject: Subject, currency: str, service: str) -> bool:
    """Whether a subject is about a service; an anomaly always is about one alone."""
    is_of_all = subject.topic is not Topic.ANOMALY and not subject.service
    return currency == subject.currency and (is_of_all or service == subject.service)


def _selection(subject: Subject, baseline: Baseline, basis: Basis) -> Callable[[Line], bool]:
    """Which lines are meant by a subject that is no anomaly."""

    def is_meant(line: Line) -> bool:
        if line.currency != subject.currency:
            return False
        if subject.topic is Topic.MONTH:
            return line.month == subject.since
        if subject.topic is Topic.UNALLOCATED:
            return is_unallocated(baseline, line, subject.detail)
        return is_charge(line, subject, basis)

    return is_meant


def is_unallocated(baseline: Baseline, line: Line, dimension: str) -> bool:
    """Whether a line is usage that names nothing in a dimension which the baseline keeps."""
    is_kept = dimension in baseline.dimensions
    return is_kept and line.kind == "usage" and not baseline.value(line, dimension)


def is_charge(line: Line, subject: Subject, basis: Basis) -> bool:
    """Whether a line is among the charges that a subject names."""
    if (line.currency, line.kind) != (subject.currency, subject.detail):
        return False
    is_amortized = basis.measure(line.currency, line.month) == "amortized"
    is_spread_already = bool(line.commitment) and is_amortized and bool(subject.service)
    return subject.service in ("", line.service) and not is_spread_already


def _spread(lines: Iterable[Line], months: Sequence[str], basis: Basis) -> list[Line]:
    """Lines put evenly into months: each kind of line once a month, at its share of the whole."""
    if not months:
        return []
    alike: dict[Line, list[Line]] = {}
    for line in lines:
        alike.setdefault(_bare(line), []).append(line)
    made = []
    for group in alike.values():
        largest = max(group, key=lambda line: abs(basis.cost(line)))
        whole = sum((basis.cost(line) for line in group), _NOTHING)
        if not basis.cost(largest):
            continue
        parts = apportioned(whole, [Decimal(1)] * len(months))
        measure = basis.measure(largest.currency, largest.month)
        for month, part in zip(months, parts, strict=True):
            made.append(_in_month(scaled(largest, part, measure), month))
    return made


def _bare(line: Line) -> Line:
    """A line without its month and amounts: what it has in common with the same in others."""
    return replace(
        line,
        month="",
        period="",
        rows=0,
        quantity=0.0,
        billed=None,
        amortized=None,
        on_demand=None,
        unused=None,
        eligible=_NOTHING,
        interruptible=_NOTHING,
        upfront=_NOTHING,
    )


def _without_excess(
    lines: Iterable[Line],
    amounts: Iterable[tuple[str, Decimal]],
    spread_over: Sequence[str],
    basis: Basis,
) -> list[Line]:
    """A service's lines without what it cost beyond the usual, spread over months where asked."""
    months: _Months = {}
    for line in lines:
        months.setdefault(line.month, []).append(line)
    before = _cost(months, basis)
    for month, amount in amounts:
        _move(months, month, -amount, basis)
    back = before - _cost(months, basis)
    if spread_over and back:
        parts = apportioned(back, [Decimal(1)] * len(spread_over))
        for month, part in zip(spread_over, parts, strict=True):
            _move(months, month, part, basis)
    return [line for month in sorted(months) for line in months[month]]


_Months = dict[str, list["Line"]]


def _cost(months: _Months, basis: Basis) -> Decimal:
    return sum((basis.cost(line) for lines in months.values() for line in lines), _NOTHING)


def _move(months: _Months, month: str, amount: Decimal, basis: Basis) -> None:
    """Change what a service costs in one month by an amount, as far as it can be."""
    if not amount:
        return
    after = moved(months.get(month, []), amount, basis)
    if after is None:
        after = [*months.get(month, []), *_like_nearest(months, month, amount, basis)]
    months[month] = after


def _like_nearest(months: _Months, month: str, amount: Decimal, basis: Basis) -> list[Line]:
    """What a month without lines of a service gets: those of the nearest month, at the amount."""
    usage = {
        other: [line for line in lines if line.kind == "usage" and basis.cost(line) > 0]
        for other, lines in months.items()
    }
    known = [other for other, lines in usage.items() if lines]
    if not known or amount <= 0:
        return []
    here = month_index(month)
    nearest = min(known, key=lambda other: (abs(month_index(other) - here), other))
    parts = apportioned(amount, [basis.cost(line) for line in usage[nearest]])
    return [
        _in_month(scaled(line, part, basis.measure(line.currency, nearest)), month)
        for line, part in zip(usage[nearest], parts, strict=True)
    ]


def _in_month(line: Line, month: str) -> Line:
    """The line in another month: it stands for money, and for no row of that month's bill."""
    return replace(line, month=month, period="", rows=0)


def _taken(subject: Subject, before: Sequence[Line], after: Sequence[Line]) -> list[Taken]:
    """What each month lost between two states of the lines."""
    differences: dict[str, list[Decimal | None]] = {}
    for lines, others, sign in ((before, after, 1), (after, before, -1)):
        # Lines that did not change are the same objects, and most lines do not.
        kept = set(map(id, others))
        for line in lines:
            if id(line) not in kept:
                sums = differences.setdefault(line.month, [_NOTHING, _NOTHING])
                differences[line.month] = [
                    _plus(sums[0], line.billed, sign),
                    _plus(sums[1], line.amortized, sign),
                ]
    return [
        Taken(subject, month, subject.currency, billed, amortized)
        for month, (billed, amortized) in sorted(differences.items())
        if billed or amortized
    ]


def _plus(total: Decimal | None, amount: Decimal | None, sign: int) -> Decimal | None:
    """A sum with one more amount; what one of them cannot tell, it cannot either."""
    return None if total is None or amount is None else total + sign * amount
