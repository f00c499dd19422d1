"""All anomalies of a baseline: its days', its months', and none told twice.

A month that is off because of its days is told by the days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from scenarios.words import first_of, say, say_count
from whatif_app.quality.anomaly import SHIFT, Anomaly, Thresholds, ranked
from whatif_app.quality.daily_anomalies import DailyFindings, daily_anomalies
from whatif_app.quality.monthly_anomalies import monthly_anomalies
from whatif_app.quality.usual_cost import DAYS_NEEDED

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

#: A month is told by its days if they make so much of its difference.
_TOLD = Decimal("0.5")


@dataclass(frozen=True)
class AnomalyFindings:
    """What days and months of a baseline show.

    Attributes:
        anomalies: the largest difference in any month first.
        not_judged: sentences on services whose history is too short, or has no pattern.
        days: what the days show, with what each usually costs, for charts.
    """

    anomalies: tuple[Anomaly, ...]
    not_judged: tuple[str, ...]
    days: DailyFindings


def find_anomalies(baseline: Baseline, thresholds: Thresholds | None = None) -> AnomalyFindings:
    """Every service-day and service-month that is off its own baseline.

    Args:
        thresholds: 20 %, and the larger of 1 and 0.1 % of the month's cost, by default.
    """
    days = daily_anomalies(baseline, thresholds)
    months = monthly_anomalies(baseline, thresholds)
    told = _by_month(days.anomalies)
    # Of a level that changed, days tell sooner and better than months, on both sides of the day.
    shifted = {(each.currency, each.service) for each in days.anomalies if each.kind == SHIFT}
    of_months = [
        each
        for each in months.anomalies
        if not _is_told(each, told) and (each.currency, each.service) not in shifted
    ]
    judged = {service for service, _ in days.usual} | months.judged
    irregular = set(days.irregular) - judged
    used = {line.service for line in baseline.lines if line.kind == "usage"}
    return AnomalyFindings(
        tuple(ranked([*days.anomalies, *of_months])),
        tuple(_not_judged(sorted(used - judged - irregular), sorted(irregular))),
        days,
    )


_Where = tuple[str, str, str]


def _by_month(anomalies: Iterable[Anomaly]) -> Mapping[_Where, Decimal]:
    told: dict[_Where, Decimal] = {}
    for each in anomalies:
        for month, amount in each.by_month:
            key = (each.currency, each.service, month)
            told[key] = told.get(key, Decimal(0)) + amount
    return told


def _is_told(anomaly: Anomaly, told: Mapping[_Where, Decimal]) -> bool:
    """Whether days tell of the month: they are off to the same side, by a good part of it."""
    here = [(anomaly.currency, anomaly.service, month) for month, _ in anomaly.by_month]
    days = sum((told.get(where, Decimal(0)) for where in here), Decimal(0))
    excess = anomaly.excess
    return days * excess > 0 and abs(days) >= _TOLD * abs(excess)


def _not_judged(short: list[str], irregular: list[str]) -> list[str]:
    said = []
    if short:
        said.append(
            say_count(
                "1 service has fewer than {days} days and 6 months of history, too few to tell "
                "what is usual: {services}.",
                "{n} services have fewer than {days} days and 6 months of history, too few to "
                "tell what is usual: {services}.",
                len(short),
                days=DAYS_NEEDED,
                services=_listed(short),
            )
        )
    if irregular:
        said.append(
            say_count(
                "1 service has no usual day, since cost comes now and then: {services}.",
                "{n} services have no usual day, since cost comes now and then: {services}.",
                len(irregular),
                services=_listed(irregular),
            )
        )
    return said


def _listed(names: list[str]) -> str:
    return first_of([name or say("(no service)") for name in names], 5)
