"""From samples to months: what counters, rates, levels and events come to, and what is missing.

Every sample stands for a stretch of time: from its moment to the next step (a row dated 3 May is
that day's), or, for answers of range queries, the step before it. A stretch that a month's end
cuts is shared by its seconds. A stretch without a sample is a gap, never a zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from scenarios.months import month_index
from whatif_app.volumes.history import Coverage
from whatif_app.volumes.moments import DAY, FIRST_YEAR, LAST_YEAR, days_in, month_start

_MONTHS = tuple(
    f"{year:04d}-{month:02d}"
    for year in range(FIRST_YEAR - 1, LAST_YEAR + 2)
    for month in range(1, 13)
)
_MONTH_STARTS = tuple(map(month_start, _MONTHS))

#: Two samples farther apart than this many steps have a gap between them.
_GAP = 1.5


@dataclass(frozen=True, slots=True)
class Samples:
    """Values of one series at moments in seconds; moments rise."""

    times: Sequence[float]
    values: Sequence[float]


@dataclass
class _Month:
    """What one month has gathered so far."""

    amount: float = 0.0
    seconds: float = 0.0  # of values, each series for itself
    expected: float = 0.0  # seconds that series should have had, within their lives
    gaps: int = 0


@dataclass(frozen=True)
class MonthTotals:
    """Figures and coverage by month.

    Attributes:
        resets: times that a counter fell, and was taken to have begun again at zero.
    """

    months: dict[str, float] = field(default_factory=dict)
    coverage: dict[str, Coverage] = field(default_factory=dict)
    resets: int = 0


def usual_step(times: Sequence[float]) -> float | None:
    """The commonest distance between neighbouring moments, in seconds; None where fewer than half
    of the distances are like it, or there is a single moment."""
    distances = Counter(round(later - earlier, 3) for earlier, later in pairwise(times))
    if not distances:
        return None
    step, times_seen = max(distances.items(), key=lambda item: (item[1], -item[0]))
    return step if times_seen * 2 >= distances.total() else None


def month_totals(
    series: Sequence[Samples], kind: str, step: float, *, looks_back: bool = False
) -> MonthTotals:
    """Several series added up by month.

    Args:
        kind: `sum`, `counter`, `rate` or `level` (see `history.KINDS`).
        step: seconds between samples.
        looks_back: whether a value stands for the step before its moment rather than after.

    Returns:
        A month's figure: the amount counted in its covered time, or, of levels, the average over
        that time; the share covered is that of the time for which any series has a value, less
        what single series lack within their own lives.
    """
    gathered: dict[str, _Month] = {}
    resets = 0
    for samples in series:
        if kind == "counter":
            resets += _add_counter(gathered, samples, step)
        else:
            _add_values(gathered, samples, kind, step, looks_back)
    stretches = list(_union(series, step, kind == "counter", looks_back))
    union = _seconds_by_month(stretches)
    moments = [*chain.from_iterable(stretches), *(each.times[-1] for each in series if each.times)]
    span = _seconds_by_month([(min(moments), max(moments))] if moments else [])
    # A counter tells at a gap's end what went on in it; of anything else a gap tells nothing.
    is_known = kind == "counter"
    months = sorted(month for month in gathered if is_known or union.get(month, 0.0) > 0.0)
    return MonthTotals(
        {
            month: gathered[month].amount / (union[month] if kind == "level" else 1.0)
            for month in months
        },
        {
            month: _coverage(month, gathered[month], union.get(month, 0.0), span.get(month, 0.0))
            for month in months
        },
        resets,
    )


def whole_months(readings: Mapping[str, float], kind: str) -> MonthTotals:
    """Months that were given as such, one figure each.

    Args:
        kind: of a `counter` the readings are those at the months' ends, so that the first month
            has no increase that is known.
    """
    months = sorted(readings)
    totals, resets = {month: readings[month] for month in months}, 0
    if kind == "rate":
        totals = {month: readings[month] * days_in(month) * DAY for month in months}
    elif kind == "counter":
        pairs = [(readings[one], readings[two]) for one, two in pairwise(months)]
        increases = [after - before if after >= before else after for before, after in pairs]
        totals = dict(zip(months[1:], increases, strict=True))
        resets = sum(after < before for before, after in pairs)
    coverage = {month: Coverage(days_in(month), days_in(month)) for month in totals}
    for before, month in pairwise(months) if kind == "counter" else ():
        # After a month that was not read, an increase is that of all months since the last reading.
        since = month_index(month) - month_index(before)
        coverage[month] = Coverage(days_in(month) / since, days_in(month), since - 1)
    return MonthTotals(totals, coverage, resets)


def _coverage(month: str, gathered: _Month, union: float, span: float) -> Coverage:
    """What is known of a month: where any series has a value, and no more than the share of their
    own lives for which the series have one."""
    whole = days_in(month)
    present = gathered.seconds / gathered.expected if gathered.expected else 1.0
    covered = min(union, span * present) / DAY
    return Coverage(round(min(covered, whole), 4), whole, gathered.gaps)


def _add_counter(gathered: dict[str, _Month], samples: Samples, step: float) -> int:
    resets = 0
    for (start, before), (end, after) in pairwise(zip(samples.times, samples.values, strict=True)):
        # A counter that fell began again at zero: what it shows since then is its increase.
        increase = after - before if after >= before else after
        resets += after < before
        for month, share in _by_month(start, end):
            found = gathered.setdefault(month, _Month())
            # What was counted during a gap is known at its end, though not when within it.
            found.amount += increase * share
        is_covered = end - start <= _GAP * step
        _note_stretch(gathered, start, end, is_covered=is_covered)
        if not is_covered:
            _note_gaps(gathered, start, end, step)
    return resets


def _add_values(
    gathered: dict[str, _Month], samples: Samples, kind: str, step: float, looks_back: bool
) -> None:
    for start, end, value in _stretches(samples, step, looks_back):
        seconds = end - start
        weight = 1.0 if kind == "sum" else seconds
        for month, share in _by_month(start, end):
            found = gathered.setdefault(month, _Month())
            found.amount += value * weight * share
        _note_stretch(gathered, start, end, is_covered=True)
    for before, after in pairwise(samples.times):
        if after - before > _GAP * step:
            missing = (before, after - step) if looks_back else (before + step, after)
            _note_stretch(gathered, *missing, is_covered=False)
            _note_gaps(gathered, before, after, step)


def _stretches(
    samples: Samples, step: float, looks_back: bool
) -> Iterator[tuple[float, float, float]]:
    """Start, end and value of the time that each sample stands for; none overlaps another."""
    times = samples.times
    for place, (at, value) in enumerate(zip(times, samples.values, strict=True)):
        if looks_back:
            start = max(at - step, times[place - 1]) if place else at - step
            yield start, at, value
        else:
            end = min(at + step, times[place + 1]) if place + 1 < len(times) else at + step
            yield at, end, value


def _note_stretch(
    gathered: dict[str, _Month], start: float, end: float, *, is_covered: bool
) -> None:
    for month, share in _by_month(start, end):
        found = gathered.setdefault(month, _Month())
        found.expected += (end - start) * share
        if is_covered:
            found.seconds += (end - start) * share


def _note_gaps(gathered: dict[str, _Month], before: float, after: float, step: float) -> None:
    """Count the samples that are missing between two."""
    missing = max(round((after - before) / step) - 1, 1)
    counted = 0.0
    for month, share in _by_month(before + step / 2, after - step / 2):
        # Samples so far, rounded: no rounding of a month's own number adds up wrongly.
        passed = counted + missing * share
        gathered.setdefault(month, _Month()).gaps += round(passed) - round(counted)
        counted = passed


def _union(
    series: Sequence[Samples], step: float, is_counter: bool, looks_back: bool
) -> Iterator[tuple[float, float]]:
    """The stretches of time for which any of the series has a value."""
    times = sorted({at for samples in series for at in samples.times})
    if is_counter:
        yield from ((start, end) for start, end in pairwise(times) if end - start <= _GAP * step)
    else:
        unvalued = Samples(times, [0.0] * len(times))
        yield from ((start, end) for start, end, _ in _stretches(unvalued, step, looks_back))


def _seconds_by_month(stretches: Iterable[tuple[float, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for start, end in stretches:
        for month, share in _by_month(start, end):
            found[month] = found.get(month, 0.0) + (end - start) * share
    return found


def _by_month(start: float, end: float) -> Iterator[tuple[str, float]]:
    """The months that a stretch of time lies in, each with its share of it."""
    whole = end - start
    while start < end:
        place = bisect_right(_MONTH_STARTS, start)
        stop = min(_MONTH_STARTS[place], end) if place < len(_MONTH_STARTS) else end
        yield _MONTHS[place - 1], (stop - start) / whole
        start = stop
