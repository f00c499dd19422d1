"""The worked examples of docs/model.md, run against the second reading of that page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.second_reading.results import compute

Case = dict[str, Any]


def results(case: Case, scenario: str = "plan") -> dict[str, Any]:
    found: dict[str, Any] = compute(case)["scenarios"][scenario]
    return found


def one_month(horizon: int = 1, **tables: Any) -> Case:
    return {
        "project": {"start_month": "2026-01", "horizon": horizon},
        "scenarios": [{"name": "plan", "set": {}}],
        **tables,
    }


# The month is taken as one week of 168 hours, so that the figures are the week's.
@pytest.mark.parametrize(
    ("per_hour", "cost", "utilization", "esr"),
    [
        # All 600 of on-demand equivalent is used in every hour. Committed 168 × 420 = 70,560;
        # the rest (400 × 60 + 100 × 60 + 0) = 30,000. Demand 60,000 + 42,000 + 28,800 = 130,800.
        (420.0, 100_560.0, 1.0, 1 - 100_560 / 130_800),
        # 700: used 700 × 120 + 600 × 48 = 112,800 of 117,600. 168 × 490 = 82,320, and 300 × 60.
        (490.0, 100_320.0, 112_800 / 117_600, 1 - 100_320 / 130_800),
        # 1,000: used 130,800 of 168,000; 168 × 700 = 117,600 and nothing on demand.
        (700.0, 117_600.0, 130_800 / 168_000, 1 - 117_600 / 130_800),
    ],
)
def test_a_savings_plan_is_used_or_lost_hour_by_hour(
    per_hour: float, cost: float, utilization: float, esr: float
) -> None:
    mean = 130_800 / 168
    case = one_month(
        workloads=[
            {
                "name": "fleet",
                "on_demand_cost": 130_800,
                "shape": [1000 / mean, 700 / mean, 600 / mean],
            }
        ],
        commitments=[
            {
                "name": "plan",
                "kind": "savings_plan",
                "discount": 0.3,
                "commit": per_hour / 0.7 * 168,
            }
        ],
    )
    case["project"]["hour_classes"] = [
        {"name": "peak", "hours": 60},
        {"name": "day", "hours": 60},
        {"name": "night", "hours": 48},
    ]

    found = results(case)

    assert found["series"]["cost/amortized"] == pytest.approx([cost])
    assert found["kpis"]["utilization"] == pytest.approx(utilization)
    assert found["kpis"]["esr"] == pytest.approx(esr)


def spot_refactor(hurdle: float, growth: float) -> Case:
    case = one_month(
        horizon=36,
        units=[{"name": "runs", "volume": 1000, "growth": growth}],
        workloads=[
            {"name": "pipeline", "unit": "runs", "on_demand_cost": 20_000, "initiative": "refactor"}
        ],
        initiatives=[
            {
                "name": "refactor",
                "engineers": 3,
                "months": 2,
                "loaded_cost": 25_000,
                "enabled": False,
            }
        ],
    )
    case["project"]["hurdle_months"] = hurdle
    case["scenarios"] = [
        {
            "name": "plan",
            "set": {"initiatives/refactor/enabled": True, "workloads/pipeline/spot_target": 1.0},
        }
    ]
    return case


def test_a_spot_refactor_is_too_small_today() -> None:
    # Investment 3 × 2 × 25,000 = 150,000. Run rate 70 % of 20,000 = 14,000 a month, 168,000 a year.
    # Simple payback 150 / 14 = 10.714; from the first day of the work two months more: 12.714.
    kpis = results(spot_refactor(hurdle=9, growth=0.0))["kpis"]

    assert kpis["investment"] == 150_000
    assert kpis["run_rate_savings"] * 12 == pytest.approx(168_000)
    assert kpis["simple_payback"] == pytest.approx(150 / 14)
    assert kpis["payback"] == pytest.approx(2 + 150 / 14)
    assert kpis["verdict"] == "No-go"


def test_a_spot_refactor_pays_while_the_volume_grows_tenfold() -> None:
    # g = 10^(1/12). Savings of month t are 14,000 × g^t. After months 2 to 5:
    # 14,000 × (1.4678 + 1.7783 + 2.1544 + 2.6102) = 112,150; month 6 brings 14,000 × 3.1623 =
    # 44,272, of which 37,850 are needed: 6 + 0.8550.
    kpis = results(spot_refactor(hurdle=9, growth=10 ** (1 / 12) - 1))["kpis"]

    assert kpis["payback"] == pytest.approx(6.855, abs=0.0005)
    assert kpis["verdict"] == "Go"


def test_two_million_a_year_repays_half_a_million_in_three_months() -> None:
    # 2,000,000 / 12 = 166,667 a month; 500,000 / 166,667 = 3; with the month of work, 4.
    case = spot_refactor(hurdle=12, growth=0.0)
    case["workloads"][0]["on_demand_cost"] = 2_000_000 / 12 / 0.7
    case["initiatives"][0] |= {"engineers": 20, "months": 1, "loaded_cost": 25_000}

    kpis = results(case)["kpis"]

    assert kpis["simple_payback"] == pytest.approx(3.0)
    assert kpis["payback"] == pytest.approx(4.0)
    assert kpis["verdict"] == "Go"


@pytest.mark.parametrize(("cost", "price", "margin"), [(0.02, 0.05, 0.6), (0.04, 0.03, -1 / 3)])
def test_a_feature_earns_its_price_less_its_cost_per_query(
    cost: float, price: float, margin: float
) -> None:
    # (0.05 − 0.02) / 0.05 = 60 %; (0.03 − 0.04) / 0.03 = −33.3 %.
    case = one_month(
        units=[{"name": "queries", "volume": 1_000_000, "price": price}],
        workloads=[{"name": "model", "unit": "queries", "on_demand_cost": 1_000_000 * cost}],
    )

    series = results(case)["series"]

    assert series["unit_cost/queries"] == pytest.approx([cost])
    assert series["margin/queries"] == pytest.approx([margin])
    assert series["margin"] == pytest.approx([margin])


def test_a_commitment_is_paid_for_though_usage_is_optimized_away() -> None:
    # 10 M committed, 8 M used: pays 10 M; 2 M unused; 8 / 10 = 80 %.
    case = one_month(
        workloads=[{"name": "fleet", "on_demand_cost": 10e6, "efficiency_target": 0.2}],
        commitments=[{"name": "ri", "discount": 0.0, "commit": 10e6}],
    )

    found = results(case)

    assert found["series"]["cost/amortized"] == pytest.approx([10e6])
    assert found["series"]["unused"] == pytest.approx([2e6])
    assert found["kpis"]["utilization"] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("kind", "unused"),
    [
        # A sixth more of the 500,000 is stranded each month; at 20 % off it costs 400,000 in all.
        ("standard_ri", [400_000 * share / 6 for share in (1, 2, 3, 4, 5, 6)]),
        # It follows; the new family needs 10 % less for the same work.
        ("convertible_ri", [40_000 * share / 6 for share in (1, 2, 3, 4, 5, 6)]),
    ],
)
def test_a_family_migration_strands_what_cannot_follow(kind: str, unused: list[float]) -> None:
    case = one_month(
        horizon=6,
        workloads=[
            {"name": "old", "family": "m4", "on_demand_cost": 500_000},
            {"name": "new", "family": "m7", "on_demand_cost": 0},
        ],
        migrations=[{"name": "move", "from": "old", "to": "new", "ramp": 6, "cost_ratio": 0.9}],
        commitments=[
            {"name": "ri", "kind": kind, "scope": "m4", "discount": 0.2, "commit": 500_000}
        ],
    )

    assert results(case)["series"]["unused"] == pytest.approx(unused)


def test_cost_per_transaction_falls_as_volume_grows_over_a_fixed_share() -> None:
    # f/1.4 + (1 − f) = 0.85, so f = 0.15 × 1.4 / 0.4 = 0.525.
    case = one_month(
        horizon=2,
        units=[{"name": "transactions", "volume": 1000, "growth": 0.4}],
        workloads=[
            {"name": "app", "unit": "transactions", "on_demand_cost": 700, "fixed_share": 0.525}
        ],
    )

    assert results(case)["series"]["unit_cost"] == pytest.approx([0.7, 0.7 * 0.85])


@pytest.mark.parametrize(
    ("marketplace", "shortfall"),
    [
        # 50 % of 2 M counts: 11 + 1 = 12 M, all that was committed.
        (2_000_000.0, 0.0),
        (0.0, 1_000_000.0),
    ],
)
def test_marketplace_spend_draws_the_commitment_down(marketplace: float, shortfall: float) -> None:
    # 11 M is invoiced at 15 % off: 11 / 0.85 M on demand.
    case = one_month(
        horizon=12,
        workloads=[{"name": "all", "on_demand_cost": 11_000_000 / 12 / 0.85}],
        agreements=[
            {
                "name": "edp",
                "discount": 0.15,
                "commitments": [12_000_000],
                "marketplace_monthly": marketplace / 12,
                "marketplace_counts": 0.5,
            }
        ],
    )

    series = results(case)["series"]

    assert sum(series["shortfall"]) == pytest.approx(shortfall, abs=0.005)
    assert series["shortfall"][11] == pytest.approx(shortfall, abs=0.005)
    assert series["shortfall_accrued"] == pytest.approx([shortfall / 12] * 12, abs=0.005)
    assert sum(series["cost/cash"]) == pytest.approx(11_000_000 + shortfall)
