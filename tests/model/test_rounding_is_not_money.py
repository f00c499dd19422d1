"""Differences that are only rounding give no figure: none, rather than an absurd one."""

from __future__ import annotations

from typing import Any, cast

from scenarios.case import Case
from scenarios.engine import compute

OUT_AND_BACK: dict[str, Any] = {
    "project": {"start_month": "2026-01", "horizon": 12},
    "workloads": [{"name": f"w{n}", "on_demand_cost": 0.1 * n} for n in range(1, 12)]
    + [{"name": "store", "on_demand_cost": 0.7}],
    "migrations": [
        {"name": f"m{n}", "from": f"w{n}", "to": "store", "enabled": False} for n in range(1, 12)
    ],
    "initiatives": [
        {"name": "move", "engineers": 1, "months": 1, "loaded_cost": 100, "enabled": False}
    ],
    "scenarios": [
        {
            "name": "moved",
            "set": {"initiatives/move/enabled": True}
            | {f"migrations/m{n}/enabled": True for n in range(1, 12)},
        }
    ],
}
"""Eleven costs are moved to one place: the same sum, taken in another order."""


def test_savings_that_are_only_rounding_repay_nothing() -> None:
    found = cast("dict[str, Any]", compute(Case.from_json(OUT_AND_BACK)))
    kpis = found["scenarios"]["moved"]["kpis"]

    # 0.1 + 0.2 + … + 1.1 + 0.7 is not the last bit's same number in every order.
    assert abs(kpis["run_rate_savings"]) < 1e-12
    assert kpis["investment"] == 100
    assert kpis["simple_payback"] is None
