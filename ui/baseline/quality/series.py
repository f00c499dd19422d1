"""What the small picture beside a finding shows: the days around an anomaly, or its months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.baseline.quality.curve import Point, Series
from whatif_app.formatting import money, month_label

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.quality.anomaly import Anomaly, Thresholds
    from whatif_app.quality.finding import Finding
    from whatif_app.quality.report import QualityReport

#: Days shown before an anomaly, and at least in all.
_BEFORE, _SHOWN = 49, 91


def series_of(
    finding: Finding, report: QualityReport, baseline: Baseline, limits: Thresholds
) -> Series | None:
    """The picture beside a finding; None where it is about no course of cost."""
    if finding.area.value == "months":
        return _of_whole_months(finding, report, baseline.months)
    if finding.anomaly is None:
        return _of_amounts(finding, baseline.months)
    if finding.anomaly.grain == "day":
        return _of_days(finding.anomaly, report, limits)
    return _of_months(finding.anomaly, baseline)


def _of_amounts(finding: Finding, months: Iterable[str]) -> Series | None:
    """What a finding comes to in each month; nothing where there is but one."""
    shown = list(months)
    if finding.effect is None or len(finding.by_month) == 0 or len(shown) < 2:
        return None
    amounts = dict(finding.by_month)
    points = tuple(Point(float(amounts.get(month, 0))) for month in shown)
    words = _by_month(amounts, finding.effect.currency)
    return _months_series(shown, points, words, finding.effect.currency)


def _of_whole_months(
    finding: Finding, report: QualityReport, months: Iterable[str]
) -> Series | None:
    """What every month costs in all; the one that the finding is about is marked."""
    effect, shown = finding.effect, list(months)
    if effect is None or len(shown) < 2:
        return None
    costs = {month: report.costs.get((effect.currency, month), Decimal(0)) for month in shown}
    points = tuple(
        Point(float(cost), is_marked=month == effect.month) for month, cost in costs.items()
    )
    words = _by_month(costs, effect.currency)
    return _months_series(shown, points, words, effect.currency)


def _months_series(
    months: Sequence[str], points: tuple[Point, ...], words: str, currency: str
) -> Series:
    labels = tuple(month_label(month) for month in months)
    return Series(points, labels[0], labels[-1], words, True, labels, currency)


def _by_month(amounts: Mapping[str, Decimal], currency: str) -> str:
    return "; ".join(
        f"{month_label(month)}: {money(float(amount), currency)}"
        for month, amount in amounts.items()
    )


def _of_months(anomaly: Anomaly, baseline: Baseline) -> Series:
    """The service's months; those that are off are marked."""
    costs: dict[str, Decimal] = dict.fromkeys(baseline.months, Decimal(0))
    for line in baseline.lines:
        if (line.service, line.currency) == (anomaly.service, anomaly.currency):
            cost = line.billed if line.amortized is None else line.amortized
            costs[line.month] += cost or Decimal(0)
    off = {month for month, _ in anomaly.by_month}
    points = tuple(Point(float(cost), is_marked=month in off) for month, cost in costs.items())
    words = _by_month(costs, anomaly.currency)
    return _months_series(baseline.months, points, words, anomaly.currency)


def _of_days(anomaly: Anomaly, report: QualityReport, limits: Thresholds) -> Series | None:
    """The days around an anomaly, with the band that is usual."""
    from whatif_app.formatting import day_label
    from whatif_app.quality.anomaly import NOISE_SIGMAS

    known = report.anomalies.days.usual.get((anomaly.service, anomaly.currency), ())
    for series, usual in known:
        days = [series.day(place).isoformat() for place in range(series.cost.size)]
        if not days[0] <= anomaly.first <= days[-1]:
            continue
        # What is long shows its beginning, the point at which it became another.
        start = max(0, min(days.index(anomaly.first) - _BEFORE, len(days) - _SHOWN))
        stop = min(len(days), start + _SHOWN)
        points = []
        for place in range(start, stop):
            is_off = anomaly.first <= days[place] <= anomaly.last
            low = high = None
            if place < usual.expected.size:
                expected = float(usual.expected[place])
                room = max(limits.share * expected, NOISE_SIGMAS * float(usual.noise[place]))
                low, high = expected - room, expected + room
            points.append(Point(float(series.cost[place]), low, high, is_off))
        words = QCoreApplication.translate(
            "QualityPage", "{service} by day, {first} to {last}; the band is what is usual."
        ).format(
            service=anomaly.service, first=day_label(days[start]), last=day_label(days[stop - 1])
        )
        labels = tuple(day_label(day) for day in days[start:stop])
        currency = anomaly.currency
        return Series(tuple(points), labels[0], labels[-1], words, False, labels, currency)
    return None
