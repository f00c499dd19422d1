"""The baseline that a case is built on: the raw one with the user's decisions carried out.

The raw baseline is never changed. Each decision says what it took from which month, and raw less
adjusted is the sum of what was taken, to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
        billed, amortized: raw less adjusted; None where the month cannot tell the measure.
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
    if not carried:
        return Adjusted(baseline, ())
    basis = Basis.of(baseline.lines)
    lines: list[Line] = list(baseline.lines)
    taken: list[Taken] = []
    gone: set[str] = set()
    for decision in carried:
        after = _carried_out(lines, decision, baseline, basis)
        taken += _taken(decision.subject, lines, after)
        lines = after
        if decision.subject.topic is Topic.MONTH:
            gone.add(decision.subject.since)
    # A month with other currencies is still there.
    gone -= {line.month for line in lines}
    months = tuple(month for month in baseline.months if month not in gone)
    calendar = {month: state for month, state in baseline.calendar.items() if month not in gone}
    return Adjusted(
        replace(baseline, lines=tuple(lines), months=months, calendar=calendar), tuple(taken)
    )


def _carried_out(
    lines: Sequence[Line], decision: Decision, baseline: Baseline, basis: Basis
) -> list[Line]:
    complete = _complete_months(lines, baseline, decision.subject.currency)
    is_smoothed = decision.choice is Choice.SMOOTH and bool(complete)
    if decision.subject.topic is Topic.ANOMALY:
        return _without_excess(lines, decision, complete if is_smoothed else [], basis)
    is_meant = _selection(decision.subject, baseline, basis)
    kept = [line for line in lines if not is_meant(line)]
    if is_smoothed:
        kept += _spread([line for line in lines if is_meant(line)], complete, basis)
    return kept


def _complete_months(lines: Iterable[Line], baseline: Baseline, currency: str) -> list[str]:
    """The complete months in which the currency was billed, over which to spread."""
    billed = {line.month for line in lines if line.currency == currency}
    return [month for month in sorted(billed) if baseline.calendar[month].is_complete]


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
    lines: Sequence[Line], decision: Decision, spread_over: Sequence[str], basis: Basis
) -> list[Line]:
    """Lines without what an anomaly costs beyond the usual, spread over months where asked."""
    subject = decision.subject
    others, months = _apart(lines, subject)
    before = _cost(months, basis)
    for month, amount in decision.amounts:
        _move(months, month, -amount, basis)
    back = before - _cost(months, basis)
    if spread_over and back:
        parts = apportioned(back, [Decimal(1)] * len(spread_over))
        for month, part in zip(spread_over, parts, strict=True):
            _move(months, month, part, basis)
    return [*others, *(line for month in sorted(months) for line in months[month])]


_Months = dict[str, list["Line"]]


def _apart(lines: Iterable[Line], subject: Subject) -> tuple[list[Line], _Months]:
    """The lines of other services, and those of the subject's own by month."""
    others: list[Line] = []
    months: _Months = {}
    for line in lines:
        if (line.currency, line.service) == (subject.currency, subject.service):
            months.setdefault(line.month, []).append(line)
        else:
            others.append(line)
    return others, months


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


def _taken(subject: Subject, before: Iterable[Line], after: Iterable[Line]) -> list[Taken]:
    """What the months of the subject's currency lost between two states of the lines."""
    differences: dict[str, list[Decimal]] = {}
    unknown: set[tuple[str, str]] = set()
    for lines, sign in ((before, 1), (after, -1)):
        for line in lines:
            if line.currency != subject.currency:
                continue
            sums = differences.setdefault(line.month, [_NOTHING, _NOTHING])
            for at, amount in enumerate((line.billed, line.amortized)):
                if amount is None:
                    unknown.add((line.month, "billed" if at == 0 else "amortized"))
                else:
                    sums[at] += sign * amount
    return [
        Taken(
            subject,
            month,
            subject.currency,
            None if (month, "billed") in unknown else billed,
            None if (month, "amortized") in unknown else amortized,
        )
        for month, (billed, amortized) in sorted(differences.items())
        if billed or amortized
    ]
