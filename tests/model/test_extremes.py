"""Amounts at the edge of what floats hold: figures that do not exist, never a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scenarios.case import Case
from scenarios.engine import compute


@pytest.mark.parametrize("amount", [0.0, 1e-308, 1e300, 1e308])
@pytest.mark.parametrize("growth", [-0.999, 0.0, 9.0])
def test_extreme_amounts_come_out_as_numbers_or_as_null(amount: float, growth: float) -> None:
    case: dict[str, Any] = {
        "project": {"start_month": "2027-01", "horizon": 400},
        "units": [{"name": "u", "volume": max(amount, 1e-308), "growth": growth, "price": amount}],
        "workloads": [
            {"name": "a", "unit": "u", "on_demand_cost": amount, "spot_target": 0.5},
            {"name": "b", "unit": "u", "on_demand_cost": amount, "elasticity": 3.0},
        ],
        "commitments": [
            {"name": "k", "discount": 0.3, "coverage": 0.5, "renew": True, "payment": "all"}
        ],
        "agreements": [{"name": "e", "discount": 0.1, "commitments": [amount]}],
        "cliffs": [
            {"name": "c", "unit": "u", "threshold": 1.0, "every": 1.0, "monthly_cost": amount}
        ],
        "scenarios": [{"name": "S", "set": {"workloads/a/spot_target": 0.9}}],
    }

    text = json.dumps(compute(Case.from_json(case)), allow_nan=False)

    assert json.loads(text)["scenarios"]["S"]["kpis"]["verdict"] in ("Go", "No-go", "No change")
