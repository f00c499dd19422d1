"""A case whose cells are computed in every way: in the base, in scenarios, over each other."""

from typing import Any

COMPUTED_CASE: dict[str, Any] = {
    "project": {"start_month": "2026-02", "horizon": 14, "hurdle_months": 9},
    "units": [
        {"name": "orders", "volume": 1000, "growth": 0.03, "price": 90},
        {"name": "it's =1+1", "level": "L2", "parent": "orders", "volume": 9000},
    ],
    "workloads": [
        {"name": '"web" & co', "unit": "orders", "on_demand_cost": 30000, "spot_target": 0.4},
        {"name": "db", "unit": "it's =1+1", "on_demand_cost": 12000, "spot_start": "2026-05"},
        {"name": "batch", "on_demand_cost": 500, "spot_target": 0.2},
    ],
    "commitments": [
        {"name": "plan", "kind": "savings_plan", "discount": 0.3, "commit": 4000, "term": 12}
    ],
    "initiatives": [
        {"name": "port", "engineers": 2, "months": 2, "loaded_cost": 9000, "start": "2026-04"}
    ],
    "cliffs": [
        {"name": "shard", "unit": "orders", "threshold": 1111.1, "monthly_cost": 700, "every": 50}
    ],
    "scenarios": [
        {"name": "as is", "set": {}},
        {
            "name": "levers",
            "set": {
                "workloads/batch/on_demand_cost": 0,
                "workloads/db/spot_target": 0,
                "commitments/plan/commit": 1,
                "units/orders/price": 95,
            },
            "formulas": {
                "workloads/batch/on_demand_cost": "=units/orders/volume*0.7 + base - 10",
                "workloads/db/spot_target": "=workloads/batch/spot_target*2",
                "commitments/plan/commit": "=round(workloads/db/on_demand_cost/3)",
            },
        },
        {"name": "growth", "set": {"units/orders/volume": 1700, "project/discount_rate": 0.2}},
        {
            "name": "against levers",
            "set": {
                "project/reference": "levers",
                "units/orders/volume": 1,
                "workloads/batch/spot_target": 0.5,
            },
            "formulas": {"units/orders/volume": "=base*1.25"},
        },
        {"name": "against levers too", "set": {"project/reference": "levers"}},
    ],
    "formulas": {
        "units/it's =1+1/volume": "=units/orders/volume*9",
        'workloads/"web" & co/on_demand_cost': "=-2^2+units/orders/volume*max(20;30)+4",
        'workloads/"web" & co/spot_target': "=(1+1)/(2+3)",
        "workloads/db/on_demand_cost": "=workloads/'\"web\" & co'/on_demand_cost*40%",
        "workloads/db/spot_start": "=initiatives/port/start+1",
        "workloads/batch/spot_start": "=spot_ramp*3",
        "initiatives/port/engineers": "=2^3^0.5-abs(0-project/discount_rate*5)",
        "cliffs/shard/threshold": "=units/orders/volume*1.1111",
        "commitments/plan/term": "=0.1*120",
    },
}
