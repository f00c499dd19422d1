"""Months that are off their own trend and season."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.quality.bills import at, bill, daily_bill, line, weekdays
from whatif_app.costs.baseline import Baseline
from whatif_app.quality.anomalies import find_anomalies
from whatif_app.quality.monthly_anomalies import monthly_anomalies


def monthly_bill(per_day: Sequence[float], first_year: int = 2024, **others: object) -> Baseline:
    """Months from January of a year; each costs so much on each of its days."""
    lines = []
    for place, cost in enumerate(per_day):
        year, month = first_year + place // 12, place % 12 + 1
        if cost:
            amount = cost * monthrange(year, month)[1]
            lines.append(line(f"{year}-{month:02d}", amount, **others))  # type: ignore[arg-type]
        lines.append(line(f"{year}-{month:02d}", 1000.0, service="S3"))
    return bill(lines)


def found(baseline: Baseline) -> list[tuple[str, str]]:
    anomalies = monthly_anomalies(baseline).anomalies
    return sorted(
        ((each.kind, each.first) for each in anomalies if each.service == "EC2"),
        key=lambda each: each[1],
    )


def test_months_that_differ_only_in_length_are_alike() -> None:
    # February costs 28/31 of January, 10 % less, since it has fewer days.
    assert found(monthly_bill([100.0] * 12)) == []


def test_one_month_at_twice_the_cost_is_a_spike() -> None:
    baseline = monthly_bill([100.0] * 5 + [200.0] + [100.0] * 6)

    assert found(baseline) == [("spike", "2024-06")]
    # June has 30 days: 6,000 where 3,000 is usual.
    (anomaly,) = monthly_anomalies(baseline).anomalies
    assert (anomaly.expected, anomaly.by_month) == (
        Decimal("3000.00"),
        (("2024-06", Decimal("3000.00")),),
    )


@pytest.mark.parametrize("growth", [0.03, 0.10, -0.05])
def test_steady_growth_is_no_anomaly(growth: float) -> None:
    assert found(monthly_bill([100.0 * (1 + growth) ** month for month in range(36)])) == []


def test_a_level_that_changes_is_one_shift() -> None:
    assert found(monthly_bill([100.0] * 6 + [150.0] * 6)) == [("shift", "2024-07")]


def test_a_month_without_cost_is_missing() -> None:
    assert found(monthly_bill([100.0] * 6 + [0.0] + [100.0] * 5)) == [("missing", "2024-07")]


def test_a_season_seen_in_two_years_is_no_anomaly() -> None:
    year = [100.0] * 10 + [160.0] * 2

    assert found(monthly_bill(year * 2)) == []
    # In one year alone nobody can tell a season from two dear months.
    assert found(monthly_bill(year)) != []


def test_a_spike_in_one_of_two_seasonal_years_is_the_only_anomaly() -> None:
    costs = ([100.0] * 10 + [160.0] * 2) * 2
    costs[15] = 200.0

    assert found(monthly_bill(costs)) == [("spike", "2025-04")]


def test_five_months_are_too_few_and_said() -> None:
    findings = find_anomalies(monthly_bill([100.0, 100.0, 900.0, 100.0, 100.0]))

    assert findings.anomalies == ()
    assert findings.not_judged[0].endswith("too few to tell what is usual: EC2, S3.")


def test_credits_and_one_offs_do_not_make_a_month_odd() -> None:
    plain = monthly_bill([100.0] * 12)
    credit = line("2024-06", -2000.0, kind="credit", purchase="none")
    fee = line("2024-09", 5000.0, kind="fee", purchase="none")

    assert found(bill([*plain.lines, credit, fee])) == []


def test_months_before_a_level_changed_are_not_odd_for_that() -> None:
    # From 10 March on everything costs half as much again: to months, January and February are low.
    costs = [100.0] * at("2026-03-10") + [150.0] * (365 - at("2026-03-10"))

    anomalies = find_anomalies(daily_bill({"EC2": costs})).anomalies

    assert [(each.kind, each.first) for each in anomalies] == [("shift", "2026-03-10")]


def test_a_month_that_its_days_account_for_is_told_once() -> None:
    costs = weekdays(212)
    for place in range(at("2026-04-01"), at("2026-05-01")):
        costs[place] *= 2.0
    baseline = daily_bill({"EC2": costs})
    assert [each.first for each in monthly_anomalies(baseline).anomalies] == ["2026-04"]

    anomalies = find_anomalies(baseline).anomalies

    assert [(each.grain, each.first, each.last) for each in anomalies] == [
        ("day", "2026-04-01", "2026-04-30")
    ]
