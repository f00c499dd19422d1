"""The worked examples of docs/model.md, each with its arithmetic beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.results import Results


def results(case: dict[str, Any], scenario: str = "It") -> Results:
    case.setdefault("scenarios", [{"name": scenario, "set": {}}])
    case["project"].setdefault("start_month", "2027-01")
    return evaluate(Case.from_json(case))[scenario]


def committed_over_hours(commit_per_hour: float) -> Results:
    """$1,000/h for 60 h, $700 for 60 h, $600 for 48 h a week; a plan at 30 % off.

    The monthly rate is that of a month that is one week long, so that money
    per "month" is money per week: 168 h × the mean of $778.571/h.
    """
    hours, rates = [60.0, 60.0, 48.0], [1000.0, 700.0, 600.0]
    week = sum(h * r for h, r in zip(hours, rates, strict=True))  # 130,800
    mean = week / 168.0
    # Committed dollars are discounted ones: $420/h buys 420/0.7 = 600 on demand.
    commit = commit_per_hour / 0.7 * 168.0
    return results(
        {
            "project": {
                "horizon": 1,
                "hour_classes": [
                    {"name": name, "hours": h}
                    for name, h in zip(("peak", "day", "night"), hours, strict=True)
                ],
            },
            "workloads": [
                {"name": "fleet", "on_demand_cost": week, "shape": [r / mean for r in rates]}
            ],
            "commitments": [
                {"name": "plan", "kind": "savings_plan", "discount": 0.3, "commit": commit}
            ],
        }
    )


@pytest.mark.parametrize(
    ("commit_per_hour", "cost", "utilization", "esr"),
    [
        # 420×168 = 70,560 committed; above 600/h: 400×60 + 100×60 = 30,000 on demand.
        (420.0, 100_560.0, 1.0, 0.2312),
        # 490 covers 700: 82,320 + 300×60 = 100,320; used (700×120+600×48)/(700×168).
        (490.0, 100_320.0, 0.9592, 0.2330),
        # 700 covers 1,000: 117,600, nothing on demand; used 130,800/168,000.
        (700.0, 117_600.0, 0.7786, 0.1009),
    ],
)
def test_a_commitment_is_used_or_lost_hour_by_hour(
    commit_per_hour: float, cost: float, utilization: float, esr: float
) -> None:
    outcome = committed_over_hours(commit_per_hour)

    assert outcome.series["cost/amortized"][0] == pytest.approx(cost, rel=1e-12)
    assert outcome.kpis.utilization == pytest.approx(utilization, abs=5e-5)
    assert outcome.kpis.esr == pytest.approx(esr, abs=5e-5)


def pipeline(growth: float) -> Results:
    return results(
        {
            "project": {"hurdle_months": 9},
            "units": [{"name": "runs", "volume": 100, "growth": growth}],
            "workloads": [
                {
                    "name": "pipeline",
                    "unit": "runs",
                    "on_demand_cost": 20_000,
                    "initiative": "refactor",
                }
            ],
            "initiatives": [
                {
                    "name": "refactor",
                    "engineers": 3,
                    "months": 2,
                    "loaded_cost": 25_000,
                    "enabled": False,
                }
            ],
            "scenarios": [
                {
                    "name": "Spot",
                    "set": {
                        "initiatives/refactor/enabled": True,
                        "workloads/pipeline/spot_target": 1.0,
                    },
                }
            ],
        },
        "Spot",
    )


def test_a_spot_refactor_of_a_small_pipeline_pays_back_too_late() -> None:
    spot = pipeline(growth=0.0)

    # 3 engineers × 2 months × 25,000 = 150,000; 70 % of 20,000 = 14,000 a month.
    assert spot.kpis.investment == pytest.approx(150_000)
    assert spot.kpis.run_rate_savings == pytest.approx(14_000)
    assert spot.kpis.simple_payback == pytest.approx(150 / 14)  # 10.71
    # Counted from the first day of the work: two months of it, then 150/14 more.
    assert spot.kpis.payback == pytest.approx(2 + 150 / 14)  # 12.71
    assert spot.kpis.verdict == "No-go"
    assert [reason.code for reason in spot.reasons] == ["payback_late"]


def test_the_same_refactor_is_right_at_ten_times_the_volume() -> None:
    spot = pipeline(growth=10 ** (1 / 12) - 1)

    # Savings 14,000 × 10^(t/12) from month 2: months 2…5 bring 20,550 + 24,897 +
    # 30,163 + 36,542 = 112,152, month 6 44,272; 6 + (150,000 − 112,152)/44,272.
    gains = [14_000 * 10 ** (t / 12) for t in range(2, 7)]
    expected = 6 + (150_000 - sum(gains[:4])) / gains[4]
    assert spot.kpis.payback == pytest.approx(expected)
    assert spot.kpis.payback == pytest.approx(6.85, abs=0.005)
    assert spot.kpis.verdict == "Go"


def test_two_million_a_year_for_half_a_million_pays_back_in_three_months() -> None:
    spot = results(
        {
            "project": {"hurdle_months": 12},
            "workloads": [
                {
                    "name": "fleet",
                    # 70 % of 2,857,142.86 is 2M a year: 238,095.24 × 70 % = 166,666.67.
                    "on_demand_cost": 2_000_000 / 12 / 0.7,
                    "initiative": "refactor",
                }
            ],
            "initiatives": [
                {
                    "name": "refactor",
                    "engineers": 20,
                    "months": 1,
                    "loaded_cost": 25_000,
                    "enabled": False,
                }
            ],
            "scenarios": [
                {
                    "name": "Spot",
                    "set": {
                        "initiatives/refactor/enabled": True,
                        "workloads/fleet/spot_target": 1.0,
                    },
                }
            ],
        },
        "Spot",
    )

    assert spot.kpis.simple_payback == pytest.approx(3.0)  # 500,000 ÷ 166,666.67
    assert spot.kpis.payback == pytest.approx(4.0)  # and one month of work
    assert spot.kpis.verdict == "Go"


@pytest.mark.parametrize(("cost", "price", "margin"), [(0.02, 0.05, 0.60), (0.04, 0.03, -1 / 3)])
def test_margin_is_what_the_price_leaves(cost: float, price: float, margin: float) -> None:
    feature = results(
        {
            "project": {},
            "units": [{"name": "queries", "volume": 1_000_000, "price": price}],
            "workloads": [{"name": "model", "unit": "queries", "on_demand_cost": cost * 1_000_000}],
        }
    )

    # (0.05 − 0.02)/0.05 = 60 %; (0.03 − 0.04)/0.03 = −33.3 %.
    assert feature.series["unit_cost/queries"] == pytest.approx(np.full(36, cost))
    assert feature.series["margin/queries"] == pytest.approx(np.full(36, margin))


def test_a_commitment_outlives_the_usage_it_was_bought_for() -> None:
    optimized = results(
        {
            "project": {"horizon": 12},
            "workloads": [{"name": "all", "on_demand_cost": 10e6, "efficiency_target": 0.2}],
            "commitments": [{"name": "plan", "discount": 0.0, "commit": 10e6}],
        }
    )

    # Committed to 10M a month, 8M needed: 10M is paid, 2M of it for nothing.
    assert optimized.series["cost/amortized"] == pytest.approx(np.full(12, 10e6))
    assert optimized.kpis.utilization == pytest.approx(0.8)
    assert optimized.series["unused"] == pytest.approx(np.full(12, 2e6))


def family_migration(kind: str) -> Results:
    return results(
        {
            "project": {"horizon": 12},
            "workloads": [
                {"name": "old", "family": "m5", "on_demand_cost": 5e6 / 12 / 0.6},
                {"name": "new", "family": "m7g", "on_demand_cost": 0},
            ],
            "commitments": [
                # 5M a year at 40 % off: 694,444 of on-demand equivalent a month.
                {
                    "name": "RIs",
                    "kind": kind,
                    "scope": "m5",
                    "discount": 0.4,
                    "commit": 5e6 / 12 / 0.6,
                }
            ],
            "migrations": [
                {"name": "to m7g", "from": "old", "to": "new", "ramp": 6, "cost_ratio": 0.8}
            ],
        }
    )


def test_standard_reservations_are_stranded_by_a_family_migration() -> None:
    stranded = family_migration("standard_ri")

    # A sixth of 416,667 a month is stranded with each month of the ramp.
    monthly = 5e6 / 12
    expected = monthly * np.minimum(np.arange(1, 13) / 6, 1.0)
    assert stranded.series["unused"] == pytest.approx(expected)


def test_convertible_reservations_lose_only_what_the_new_family_needs_less() -> None:
    followed = family_migration("convertible_ri")

    # Each $1 moved needs $0.80 there: 20 % of what has moved is unused.
    monthly = 5e6 / 12
    expected = 0.2 * monthly * np.minimum(np.arange(1, 13) / 6, 1.0)
    assert followed.series["unused"] == pytest.approx(expected)


def test_unit_cost_falls_fifteen_percent_while_volume_grows_forty() -> None:
    # f/1.4 + (1 − f) = 0.85  →  f (1 − 1/1.4) = 0.15  →  f = 0.525.
    scaled = results(
        {
            "project": {"horizon": 13},
            "units": [{"name": "orders", "volume": 1000, "growth": 1.4 ** (1 / 12) - 1}],
            "workloads": [
                {"name": "api", "unit": "orders", "on_demand_cost": 50_000, "fixed_share": 0.525}
            ],
        }
    )

    headline = scaled.headline
    assert headline is not None
    assert headline.unit_cost_change == pytest.approx(-0.15)
    assert headline.volume_change == pytest.approx(0.40)


@pytest.mark.parametrize(("marketplace", "shortfall"), [(2e6, 0.0), (0.0, 1e6)])
def test_marketplace_spend_draws_down_the_commitment(marketplace: float, shortfall: float) -> None:
    year = results(
        {
            "project": {"horizon": 12},
            # 11M invoiced after 15 % off: 11M / 0.85 / 12 on demand each month.
            "workloads": [{"name": "all", "on_demand_cost": 11e6 / 0.85 / 12}],
            "agreements": [
                {
                    "name": "EDP",
                    "discount": 0.15,
                    "commitments": [12e6],
                    "marketplace_monthly": marketplace / 12,
                    "marketplace_counts": 0.5,
                }
            ],
        }
    )

    # 11M + min(50 % × 2M, 25 % × 12M) = 12M: met. Without: 12M − 11M = 1M owed.
    assert year.series["shortfall"].sum() == pytest.approx(shortfall, abs=1e-6)
    assert year.series["shortfall"][:11] == pytest.approx(np.zeros(11))
    assert year.series["shortfall_accrued"] == pytest.approx(np.full(12, shortfall / 12), abs=1e-6)
