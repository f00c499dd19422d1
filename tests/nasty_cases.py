"""Cases made by hand, each out to catch one easy misreading of docs/model.md.

`NASTY_CASES` maps the trap to the case file that sets it.
"""

from __future__ import annotations

from typing import Any

Case = dict[str, Any]

THREE_CLASSES = [
    {"name": "peak", "hours": 60},
    {"name": "day", "hours": 60},
    {"name": "night", "hours": 48},
]


def case(horizon: int, /, *, project: Case | None = None, **tables: Any) -> Case:
    settings = {"start_month": "2026-01", "horizon": horizon, **(project or {})}
    scenarios = tables.pop("scenarios", [{"name": "as is", "set": {}}])
    return {"project": settings, **tables, "scenarios": scenarios}


def unit(name: str, volume: float = 1000.0, **fields: Any) -> Case:
    return {"name": name, "volume": volume, **fields}


def workload(name: str, on_demand_cost: float, **fields: Any) -> Case:
    return {"name": name, "on_demand_cost": on_demand_cost, **fields}


NASTY_CASES: dict[str, Case] = {
    "a chain of migrations drags a convertible RI along, one in the wrong order does not": case(
        14,
        workloads=[
            workload("old", 1000, family="m4"),
            workload("mid", 200, family="m5"),
            workload("new", 0, family="m7"),
            workload("aside", 300, family="c5"),
        ],
        migrations=[
            {"name": "from aside", "from": "new", "to": "aside", "start": 2, "target": 0.1},
            {"name": "one", "from": "old", "to": "mid", "start": 3, "ramp": 4, "cost_ratio": 0.8},
            {"name": "two", "from": "mid", "to": "new", "start": 6, "ramp": 2, "target": 0.9},
        ],
        commitments=[
            {"name": "c", "kind": "convertible_ri", "scope": "m4", "discount": 0.4, "commit": 900},
            {"name": "s", "kind": "standard_ri", "scope": "m4", "discount": 0.5, "commit": 100},
        ],
        scenarios=[
            {"name": "as is", "set": {}},
            {"name": "stay", "set": {"migrations/one/enabled": False}},
        ],
    ),
    "coverage is sized on hour classes and on what earlier tranches left": case(
        16,
        project={"hour_classes": THREE_CLASSES},
        units=[unit("orders", growth=0.03)],
        workloads=[
            workload("web", 730_000, unit="orders", shape=[1.4, 0.7, 0.875]),
            workload("batch", 90_000, shape=[0.0, 0.5, 2.875]),
        ],
        commitments=[
            {
                "name": "sp",
                "kind": "savings_plan",
                "discount": 0.3,
                "coverage": 0.8,
                "term": 6,
                "renew": True,
            },
            {"name": "ri", "scope": "web", "discount": 0.4, "coverage": 0.5, "start": -5},
            {
                "name": "cud",
                "kind": "cud",
                "discount": 0.2,
                "coverage": 1.0,
                "start": 3,
                "payment": "partial",
                "upfront_share": 0.25,
            },
        ],
    ),
    "order of application: priority, then scope, then discount, then row": case(
        3,
        workloads=[workload("m5", 100, family="m5"), workload("api", 400, family="m5")],
        commitments=[
            {"name": "all", "discount": 0.6, "commit": 150},
            {"name": "family?", "scope": "m5", "discount": 0.3, "commit": 150},
            {"name": "low", "scope": "api", "discount": 0.2, "commit": 90},
            {"name": "high", "scope": "api", "discount": 0.5, "commit": 90},
            {"name": "first", "discount": 0.1, "commit": 120, "priority": 7},
            {
                "name": "later kind",
                "kind": "savings_plan",
                "discount": 0.9,
                "commit": 80,
                "priority": -3,
            },
            {"name": "twin", "scope": "api", "discount": 0.5, "commit": 90, "payment": "all"},
        ],
    ),
    "unused of a scope without workloads, and of workloads without demand, goes somewhere": case(
        4,
        units=[unit("orders")],
        workloads=[
            workload("web", 100, family="m5", unit="orders"),
            workload("idle", 0, family="r6"),
            workload("asleep", 0, family="r6"),
        ],
        commitments=[
            {"name": "gone", "scope": "x1", "discount": 0.5, "commit": 40},
            {"name": "idle", "scope": "r6", "discount": 0.5, "commit": 60},
        ],
        scenarios=[
            {"name": "as is", "set": {}},
            {"name": "moved", "set": {"workloads/web/family": "x1"}},
        ],
    ),
    "a contract year before month 0, one cut short, and an upfront payment at its own factor": case(
        17,
        workloads=[workload("web", 50_000)],
        commitments=[
            {
                "name": "up",
                "discount": 0.3,
                "commit": 20_000,
                "payment": "all",
                "term": 12,
                "start": 6,
                "renew": True,
            },
            {
                "name": "old",
                "discount": 0.2,
                "commit": 5_000,
                "payment": "partial",
                "term": 24,
                "start": -10,
            },
        ],
        agreements=[
            {
                "name": "edp",
                "discount": 0.1,
                "start": -7,
                "commitments": [600_000, 700_000, 800_000],
                "counted_so_far": 250_000,
                "marketplace_monthly": 15_000,
                "marketplace_new": 0.4,
                "marketplace_counts": 0.5,
                "marketplace_cap": 0.1,
            },
            {"name": "second", "discount": 0.05, "start": 8, "commitments": [900_000]},
            {
                "name": "from today",
                "discount": 0.0,
                "commitments": [400_000],
                "counted_so_far": 1_000,
            },
        ],
        scenarios=[
            {"name": "as is", "set": {}},
            {
                "name": "none",
                "set": {f"agreements/{n}/enabled": False for n in ("edp", "second", "from today")},
            },
        ],
    ),
    "cliffs: late ones, undone ones, ones beyond the horizon with their lead time": case(
        10,
        units=[
            unit("orders", growth=0.06, season=[1, 1.2, 0.9, 0.7, 1, 1, 1, 1.3, 1, 1, 1.1, 2]),
            unit("peaks", 500, plan={"3": 2000, "5": 0, "2026-09": 9000, "12": 99_000}),
        ],
        workloads=[workload("db", 10_000, unit="orders", fixed_share=0.5)],
        cliffs=[
            {
                "name": "shard",
                "unit": "orders",
                "threshold": 1100.5,
                "every": 250.3,
                "monthly_cost": 700,
                "one_time_cost": 5_000,
                "lead_months": 4,
            },
            {
                "name": "elastic",
                "unit": "orders",
                "threshold": 950.1,
                "every": 99.7,
                "monthly_cost": 90,
                "one_time_cost": 11,
                "sticky": False,
                "workload": "db",
            },
            {
                "name": "far",
                "unit": "peaks",
                "threshold": 50_000.5,
                "monthly_cost": 1,
                "one_time_cost": 40_000,
                "lead_months": 3,
            },
            {
                "name": "too far",
                "unit": "peaks",
                "threshold": 50_000.5,
                "monthly_cost": 1,
                "one_time_cost": 40_000,
                "lead_months": 2,
            },
        ],
        agreements=[{"name": "edp", "discount": 0.1, "start": 2, "commitments": [0, 0]}],
    ),
    "allocation: every rule, keys all zero, shared cliffs and shortfall last, overhead": case(
        5,
        project={"overhead": 0.15},
        units=[
            unit("orders", price=12, level="L2"),
            unit("lines", 3000, parent="orders", price=1, price_change=0.1),
            unit("pages", 0, parent="lines"),
        ],
        workloads=[
            workload("web", 3000, unit="orders", weight=1),
            workload("api", 1000, unit="lines", weight=3),
            workload("free", 0),
            workload("k8s", 900, shared=True, allocation="weight", unit="orders"),
            workload("network", 600, shared=True, allocation="even"),
            workload("support", 500, shared=True, weight=9),
        ],
        cliffs=[{"name": "step", "unit": "orders", "threshold": 1100.1, "monthly_cost": 70}],
        agreements=[{"name": "edp", "discount": 0.2, "commitments": [90_000]}],
        scenarios=[
            {"name": "as is", "set": {"units/orders/growth": 0.1}},
            {
                "name": "all shared",
                "set": {f"workloads/{n}/shared": True for n in ("web", "api", "free")},
            },
            {"name": "no weights", "set": {"workloads/web/weight": 0, "workloads/api/weight": 0}},
            {
                "name": "no cost",
                "set": {"workloads/web/on_demand_cost": 0, "workloads/api/on_demand_cost": 0},
            },
        ],
    ),
    "an initiative of half months begun before month 0, with levers that wait for it": case(
        20,
        units=[unit("jobs", growth=0.02)],
        workloads=[
            workload(
                "train",
                40_000,
                unit="jobs",
                spot_target=0.9,
                spot_eligible=0.8,
                spot_share=0.1,
                spot_ramp=2.5,
                efficiency_target=0.2,
                efficiency_start=1,
                efficiency_ramp=3,
                initiative="rewrite",
            ),
            workload("serve", 10_000, unit="jobs", spot_target=0.5, initiative="other"),
        ],
        initiatives=[
            {
                "name": "rewrite",
                "engineers": 2,
                "months": 4.5,
                "loaded_cost": 20_000,
                "start": -2,
                "other_cost": 50_000,
                "ongoing_cost": 500,
                "parallel_share": 0.5,
                "workload": "train",
                "capitalizable_share": 0.6,
                "amortization_months": 6,
            },
            {
                "name": "other",
                "engineers": 1,
                "months": 0,
                "loaded_cost": 9_000,
                "start": 4,
                "other_cost": 700,
                "capitalizable_share": 1,
                "amortization_months": 1,
                "enabled": False,
            },
        ],
        agreements=[{"name": "edp", "discount": 0.1, "start": 1, "commitments": [500_000]}],
        scenarios=[
            {"name": "both", "set": {"initiatives/other/enabled": True}},
            {"name": "neither", "set": {"initiatives/rewrite/enabled": False}},
            {
                "name": "slow",
                "set": {"project/reference": "both", "initiatives/rewrite/months": 9.25},
            },
        ],
    ),
    "payback: gains first, dips, recovers, and is lost again before it stays": case(
        12,
        units=[unit("jobs", plan={"4": 3000, "7": 1})],
        workloads=[workload("w", 1000, unit="jobs")],
        initiatives=[
            {
                "name": "a",
                "engineers": 1,
                "months": 1,
                "loaded_cost": 700,
                "start": 2,
                "enabled": False,
            },
            {
                "name": "b",
                "engineers": 1,
                "months": 1,
                "loaded_cost": 800,
                "start": 6,
                "enabled": False,
            },
        ],
        scenarios=[
            {
                "name": "dip",
                "set": {
                    "initiatives/a/enabled": True,
                    "initiatives/b/enabled": True,
                    "workloads/w/efficiency_target": 0.15,
                },
            },
            {
                "name": "lost for good",
                "set": {
                    "initiatives/a/enabled": True,
                    "initiatives/b/enabled": True,
                    "initiatives/b/loaded_cost": 2_000,
                    "workloads/w/efficiency_target": 0.15,
                },
            },
            {"name": "costs only", "set": {"initiatives/a/enabled": True}},
            {"name": "gains only", "set": {"workloads/w/efficiency_target": 0.5}},
            {
                "name": "paid from its gains",
                "set": {"initiatives/a/enabled": True, "workloads/w/efficiency_target": 0.5},
            },
        ],
    ),
    "irr: two roots, none, and one that contradicts the present value": case(
        8,
        project={"discount_rate": 0.5},
        units=[unit("jobs", 1000, price=1)],
        workloads=[workload("w", 10)],
        scenarios=[
            {"name": "as is", "set": {}},
            {"name": "lend", "set": {"units/jobs/price": 0.9, "project/reference": "as is"}},
            {
                "name": "bought",
                "set": {
                    "initiatives/a/enabled": True,
                    "workloads/w/efficiency_target": 1,
                    "workloads/w/on_demand_cost": 0,
                },
            },
            {
                "name": "torn down",
                "set": {
                    "initiatives/a/enabled": True,
                    "initiatives/z/enabled": True,
                    "units/jobs/price": 1.2,
                },
            },
        ],
        initiatives=[
            {"name": "a", "engineers": 1, "months": 1, "loaded_cost": 500, "enabled": False},
            {
                "name": "z",
                "engineers": 1,
                "months": 1,
                "loaded_cost": 800,
                "start": 7,
                "enabled": False,
            },
        ],
    ),
    "a prepaid plan outlives the horizon, half in use; a reference holds one too": case(
        9,
        units=[unit("jobs", growth=-0.08)],
        workloads=[workload("w", 1000, unit="jobs")],
        commitments=[
            {
                "name": "mine",
                "discount": 0.4,
                "commit": 800,
                "payment": "partial",
                "term": 36,
                "start": 2,
                "enabled": False,
            },
            {
                "name": "theirs",
                "discount": 0.3,
                "coverage": 0.9,
                "payment": "all",
                "term": 24,
                "start": 1,
                "enabled": False,
            },
            {
                "name": "before",
                "discount": 0.3,
                "commit": 50,
                "payment": "all",
                "term": 24,
                "start": -1,
            },
        ],
        agreements=[{"name": "edp", "discount": 0.1, "start": 2, "commitments": [2_000]}],
        scenarios=[
            {
                "name": "mine",
                "set": {"commitments/mine/enabled": True, "project/reference": "theirs"},
            },
            {
                "name": "theirs",
                "set": {
                    "commitments/theirs/enabled": True,
                    "units/jobs/growth": 0.5,
                    "project/horizon": 3,
                },
            },
            {
                "name": "both",
                "set": {"commitments/mine/enabled": True, "commitments/theirs/enabled": True},
            },
        ],
    ),
    "two currencies, one of them dearer in a scenario and given up in its reference": case(
        13,
        rates=[
            {"name": "EUR", "rate": 1.25, "date": "2025-12-31"},
            {"name": "JPY", "rate": 0.0064, "date": "2025-12-31", "source": "central bank"},
            {"name": "GBP"},
        ],
        units=[unit("jobs", growth=0.02)],
        workloads=[
            workload("euro", 800, unit="jobs", currency="EUR", spot_target=0.3),
            workload("yen", 90_000, currency="JPY", rate_change=0.1),
            workload("own", 500, shared=True),
        ],
        commitments=[
            {"name": "c", "discount": 0.3, "commit": 40_000, "currency": "JPY", "renew": True},
            {"name": "d", "discount": 0.2, "coverage": 0.5, "currency": "EUR", "payment": "all"},
        ],
        migrations=[{"name": "m", "from": "yen", "to": "euro", "start": 4, "cost_ratio": 0.9}],
        scenarios=[
            {"name": "dear", "set": {"rates/EUR/rate": 1.5, "project/reference": "left"}},
            {"name": "left", "set": {"workloads/euro/currency": None, "rates/JPY/rate": 9}},
            {"name": "paid in euro", "set": {"commitments/c/currency": "EUR"}},
        ],
    ),
    "one month only": case(
        1,
        units=[unit("jobs", price=2, season=[2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])],
        workloads=[workload("w", 1000, unit="jobs", spot_target=0.5, spot_ramp=4)],
        commitments=[{"name": "c", "discount": 0.4, "coverage": 0.5, "payment": "all"}],
        initiatives=[{"name": "i", "engineers": 1, "months": 0.5, "loaded_cost": 100}],
        scenarios=[
            {"name": "as is", "set": {}},
            {"name": "no plan", "set": {"commitments/c/enabled": False}},
        ],
    ),
    "a workload and a unit of volume nothing later on": case(
        6,
        units=[unit("jobs", plan={"2": 0, "3": 0}, price=1), unit("kids", 5, parent="jobs")],
        workloads=[
            workload("w", 1000, unit="jobs", elasticity=0, commit_eligible=0),
            workload("v", 10, unit="kids", elasticity=2, spot_share=1, spot_fallback=0.2),
        ],
        commitments=[{"name": "c", "discount": 0, "commit": 0, "payment": "all"}],
    ),
}
