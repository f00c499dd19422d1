"""Days that are off their own baseline, and the many that only look so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.quality.bills import at, bill, daily_bill, weekdays
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.daily import DayCost
from whatif_app.quality.anomalies import find_anomalies
from whatif_app.quality.anomaly import Anomaly, Thresholds
from whatif_app.quality.daily_anomalies import daily_anomalies

#: January to June 2026.
HALF_A_YEAR = 181


def found(baseline: Baseline, share: float = 0.2) -> list[tuple[str, str, str]]:
    """Kind, first and last day of every anomaly, by day."""
    anomalies = daily_anomalies(baseline, Thresholds(share)).anomalies
    return sorted(((each.kind, each.first, each.last) for each in anomalies), key=lambda a: a[1])


def only(baseline: Baseline) -> Anomaly:
    (anomaly,) = daily_anomalies(baseline).anomalies
    return anomaly


def noisy(days: int, noise: float, seed: int = 7) -> list[float]:
    rng = np.random.default_rng(seed)
    factors = 1.0 + noise * rng.standard_normal(days)
    return [cost * factor for cost, factor in zip(weekdays(days), factors, strict=True)]


def test_weekends_at_two_fifths_of_weekdays_are_no_anomaly() -> None:
    assert found(daily_bill({"EC2": weekdays(HALF_A_YEAR)})) == []


def test_one_tuesday_half_as_dear_again_is_exactly_one_spike() -> None:
    costs = weekdays(HALF_A_YEAR)
    costs[at("2026-03-10")] *= 1.5

    anomaly = only(daily_bill({"EC2": costs}))

    # A weekday costs 100; that Tuesday cost 150.
    assert (anomaly.kind, anomaly.first, anomaly.last) == ("spike", "2026-03-10", "2026-03-10")
    assert (anomaly.expected, anomaly.actual) == (Decimal("100.00"), Decimal("150.00"))
    assert anomaly.by_month == (("2026-03", Decimal("50.00")),)
    assert anomaly.off_share == pytest.approx(0.5)


def test_a_saturday_at_the_cost_of_a_weekday_is_a_spike() -> None:
    costs = weekdays(HALF_A_YEAR)
    costs[at("2026-03-14")] = 100.0

    anomaly = only(daily_bill({"EC2": costs}))

    assert (anomaly.kind, anomaly.first) == ("spike", "2026-03-14")
    assert anomaly.expected == Decimal("40.00")


@pytest.mark.parametrize("monthly", [0.03, 0.10, -0.05])
def test_steady_growth_is_no_anomaly(monthly: float) -> None:
    growing = [
        cost * (1 + monthly) ** (place / 30) for place, cost in enumerate(weekdays(HALF_A_YEAR))
    ]

    assert found(daily_bill({"EC2": growing})) == []


def test_a_level_that_changes_for_good_is_one_shift_with_its_first_day() -> None:
    costs = weekdays(HALF_A_YEAR)
    start = at("2026-04-01")
    costs[start:] = [cost * 1.4 for cost in costs[start:]]

    anomaly = only(daily_bill({"EC2": costs}))

    assert (anomaly.kind, anomaly.first, anomaly.last) == ("shift", "2026-04-01", "2026-06-30")
    assert anomaly.off_share == pytest.approx(0.4)
    # April 2026 has 22 weekdays and 8 weekend days: 22·100 + 8·40 = 2,520, of which 0.4 is 1,008.
    assert dict(anomaly.by_month)["2026-04"] == Decimal("1008.00")


def test_a_spike_after_a_shift_is_counted_once() -> None:
    costs = weekdays(HALF_A_YEAR)
    start = at("2026-04-01")
    costs[start:] = [cost * 1.4 for cost in costs[start:]]
    costs[at("2026-05-12")] = 1140.0

    anomalies = daily_anomalies(daily_bill({"EC2": costs})).anomalies

    by_kind = {each.kind: dict(each.by_month)["2026-05"] for each in anomalies}
    # May 2026 has 21 weekdays and 10 weekend days: 21·40 + 10·16 = 1,000 by the shift alone.
    assert by_kind == {"spike": Decimal("1000.00"), "shift": Decimal("1000.00")}


def test_days_without_cost_are_missing_where_there_always_is_some() -> None:
    costs = weekdays(HALF_A_YEAR)
    costs[at("2026-05-04") : at("2026-05-07")] = [0.0] * 3

    anomaly = only(daily_bill({"EC2": costs}))

    assert (anomaly.kind, anomaly.first, anomaly.last) == ("missing", "2026-05-04", "2026-05-06")
    assert anomaly.by_month == (("2026-05", Decimal("-300.00")),)


def test_a_service_that_is_switched_off_ends_once() -> None:
    costs = weekdays(HALF_A_YEAR)
    costs[at("2026-06-01") :] = [0.0] * 30

    # Another service shows that the export goes on.
    assert found(daily_bill({"EC2": costs, "S3": [5.0] * HALF_A_YEAR})) == [
        ("shift", "2026-06-01", "2026-06-30")
    ]


def test_ten_dear_days_are_one_finding() -> None:
    costs = noisy(HALF_A_YEAR, 0.05)
    for place in range(at("2026-04-11"), at("2026-04-21")):
        costs[place] *= 1.6

    assert found(daily_bill({"EC2": costs})) == [("spike", "2026-04-11", "2026-04-20")]


def test_a_level_that_goes_back_after_three_weeks_is_one_long_spike() -> None:
    costs = weekdays(HALF_A_YEAR)
    for place in range(at("2026-03-02"), at("2026-03-23")):
        costs[place] *= 2.0

    assert found(daily_bill({"EC2": costs})) == [("spike", "2026-03-02", "2026-03-22")]


def test_what_begins_in_the_last_days_is_told_and_left_open() -> None:
    costs = weekdays(HALF_A_YEAR)
    for place in range(at("2026-06-22"), HALF_A_YEAR):
        costs[place] *= 1.5

    anomaly = only(daily_bill({"EC2": costs}))

    assert (anomaly.kind, anomaly.first, anomaly.is_open) == ("spike", "2026-06-22", True)
    assert "begin of a new level" in anomaly.sentence


def test_a_noisy_service_is_not_all_anomalies() -> None:
    rng = np.random.default_rng(3)
    costs = (100 * np.exp(0.3 * rng.standard_normal(HALF_A_YEAR))).tolist()
    costs[at("2026-03-10")] = 1000.0

    assert found(daily_bill({"EC2": costs})) == [("spike", "2026-03-10", "2026-03-10")]


def test_plain_noise_of_a_year_and_twenty_services_gives_no_anomaly() -> None:
    services = {f"Service {seed}": noisy(365, 0.08, seed) for seed in range(20)}

    assert found(daily_bill(services)) == []


def test_a_fee_on_the_first_of_each_month_is_no_anomaly() -> None:
    costs = weekdays(HALF_A_YEAR)
    for month in range(1, 7):
        costs[at(f"2026-{month:02d}-01")] += 500.0

    assert found(daily_bill({"EC2": costs})) == []


def test_a_fee_that_came_on_one_first_only_is_a_spike() -> None:
    costs = weekdays(HALF_A_YEAR)
    costs[at("2026-04-01")] += 500.0

    assert found(daily_bill({"EC2": costs})) == [("spike", "2026-04-01", "2026-04-01")]


def test_a_job_that_runs_on_sundays_alone_is_usual_on_sundays() -> None:
    costs = weekdays(HALF_A_YEAR, weekday=0.0, weekend=0.0)
    sundays = range(at("2026-01-04"), HALF_A_YEAR, 7)
    for place in sundays:
        costs[place] = 70.0
    baseline = daily_bill({"Batch": costs, "S3": [5.0] * HALF_A_YEAR})
    assert found(baseline) == []

    costs[at("2026-03-08")] = 210.0

    baseline = daily_bill({"Batch": costs, "S3": [5.0] * HALF_A_YEAR})
    assert found(baseline) == [("spike", "2026-03-08", "2026-03-08")]


def test_the_chosen_share_decides_what_is_off() -> None:
    costs = weekdays(HALF_A_YEAR)
    costs[at("2026-03-10")] *= 1.15

    assert found(daily_bill({"EC2": costs}), share=0.2) == []
    assert found(daily_bill({"EC2": costs}), share=0.1) == [("spike", "2026-03-10", "2026-03-10")]


def test_a_difference_of_cents_is_not_worth_a_look() -> None:
    costs = [0.50] * HALF_A_YEAR
    costs[at("2026-03-10")] = 1.00

    assert found(daily_bill({"EC2": costs})) == []
    # Nor is one of 20 where everything together costs 31,000 in the month: 0.1 % of it is 31.
    large = daily_bill({"EC2": [1000.0] * HALF_A_YEAR, "S3": [40.0 * c for c in costs]})
    assert found(large) == []


def test_a_short_history_is_said_and_not_guessed() -> None:
    costs = weekdays(27)
    costs[20] = 1000.0

    findings = find_anomalies(daily_bill({"EC2": costs}))

    assert findings.anomalies == ()
    (said,) = findings.not_judged
    assert said.startswith("1 service has fewer than 28 days and 6 months of history")


def test_a_service_that_costs_now_and_then_has_no_usual_day() -> None:
    costs = [0.0] * HALF_A_YEAR
    for day in ("2026-01-05", "2026-02-17", "2026-05-28"):
        costs[at(day)] = 300.0

    findings = daily_anomalies(daily_bill({"Transfer": costs, "S3": [5.0] * HALF_A_YEAR}))

    assert findings.anomalies == ()
    assert findings.irregular == ("Transfer",)


def test_the_last_days_of_a_month_that_is_not_complete_are_still_filling() -> None:
    costs = weekdays(at("2026-06-16"))
    costs[-2:] = [10.0, 1.0]

    assert found(daily_bill({"EC2": costs}, incomplete=["2026-06"])) == []


def test_amortized_cost_is_looked_at_where_it_is_known_on_every_day() -> None:
    # Billed, the commitment's fee falls on one day; amortized, it is spread.
    days = [
        replace(day, billed=Decimal(3000) if day.day == "2026-03-01" else Decimal(0))
        for day in daily_bill({"EC2": [100.0] * HALF_A_YEAR}).days
    ]
    assert found(bill(days=days)) == []

    days[0] = replace(days[0], amortized=None)

    anomalies = daily_anomalies(bill(days=days)).anomalies
    assert {each.basis for each in anomalies} <= {"billed"}


def test_bills_of_several_payers_are_one_service() -> None:
    halves = [
        replace(day, billed=Decimal(50), amortized=Decimal(50), payer=payer)
        for day in daily_bill({"EC2": [100.0] * HALF_A_YEAR}).days
        for payer in ("111", "222")
    ]

    assert found(bill(days=halves)) == []


def test_another_cloud_that_begins_later_is_no_silence() -> None:
    aws = daily_bill({"EC2": [100.0] * HALF_A_YEAR}).days
    gcp = [
        replace(day, service="BigQuery", provider="Google Cloud")
        for day in aws
        if "2026-02" <= day.day[:7] <= "2026-04"
    ]

    assert found(bill(days=[*aws, *gcp])) == []


@settings(max_examples=25)
@given(factor=st.floats(1e-3, 1e6))
def test_all_costs_times_any_factor_give_the_same_anomalies(factor: float) -> None:
    costs = noisy(90, 0.05)
    costs[40] *= 1.8
    bare = Thresholds(least=0.0)

    def kinds(scale: float) -> list[tuple[str, str]]:
        days = [
            DayCost(day.day, "USD", "EC2", None, Decimal(repr(float(cost * scale))), 1)
            for day, cost in zip(daily_bill({"EC2": costs}).days, costs, strict=True)
        ]
        return [
            (each.kind, each.first) for each in daily_anomalies(bill(days=days), bare).anomalies
        ]

    assert kinds(factor) == kinds(1.0) == [("spike", "2026-02-10")]


def test_currencies_are_kept_apart() -> None:
    dollars = daily_bill({"EC2": [100.0] * HALF_A_YEAR}).days
    euros = [replace(day, currency="EUR", billed=None) for day in dollars]
    euros[70] = replace(euros[70], amortized=Decimal(300))

    (anomaly,) = daily_anomalies(bill(days=[*dollars, *euros])).anomalies

    assert (anomaly.currency, anomaly.expected) == ("EUR", Decimal("100.00"))
