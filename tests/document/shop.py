"""A small case in which rows, scenarios and ranges name one another in every way there is."""

from __future__ import annotations

import copy
from typing import Any

from scenarios.case import Case

SHOP: dict[str, Any] = {
    "project": {"start_month": "2027-01", "primary_unit": "orders", "reference": "as is"},
    "units": [
        {"name": "orders", "volume": 1000},
        {"name": "clicks", "volume": 9000, "parent": "orders"},
    ],
    "workloads": [
        {"name": "web", "unit": "orders", "on_demand_cost": 500, "family": "m5"},
        {"name": "encoder", "unit": "orders", "on_demand_cost": 900, "initiative": "port"},
    ],
    "commitments": [
        {"name": "plan", "kind": "savings_plan", "discount": 0.3, "commit": 200},
        {"name": "ri", "scope": "encoder", "discount": 0.4, "coverage": 0.5, "enabled": False},
    ],
    "initiatives": [
        {
            "name": "port",
            "engineers": 2,
            "months": 3,
            "loaded_cost": 10000,
            "workload": "encoder",
            "enabled": False,
        }
    ],
    "cliffs": [{"name": "shard", "unit": "orders", "threshold": 1500, "monthly_cost": 50}],
    "migrations": [{"name": "move", "from": "web", "to": "encoder", "enabled": False}],
    "scenarios": [
        {"name": "as is", "set": {}},
        {
            "name": "spot",
            "set": {
                "workloads/encoder/spot_target": 0.7,
                "initiatives/port/enabled": True,
                "initiatives/port/workload": "web",
            },
        },
        {"name": "against spot", "set": {"project/reference": "spot"}},
    ],
    "ranges": {"workloads/encoder/spot_discount": {"low": 0.5, "high": 0.8}},
}


def shop() -> Case:
    """A fresh copy of the case."""
    return Case.from_json(copy.deepcopy(SHOP))
