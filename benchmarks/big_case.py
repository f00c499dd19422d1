"""The case that speed is promised for: 10 scenarios × 100 workloads × 60 months, all of it in use.

Every number follows from its place in the case, so that each run measures the same work.
"""

from __future__ import annotations

from typing import Any

from scenarios.case import Case

FAMILIES = ("m5", "c6g", "r6g", "m7g", "db.r6g")


def big_case(scenarios: int = 10, workloads: int = 100, months: int = 60) -> Case:
    """A case of the given size with seasons, cliffs, commitments, initiatives and an agreement."""
    return Case.from_json(big_case_json(scenarios, workloads, months))


def big_case_json(scenarios: int, workloads: int, months: int) -> dict[str, Any]:
    """The same as plain data, as a `case.json` holds it."""
    names = [f"Workload {number:03d}" for number in range(1, workloads + 1)]
    return {
        "project": {"start_month": "2027-01", "horizon": months, "reference": "Scenario 1"},
        "units": [_unit(number) for number in range(1, 5)],
        "workloads": [_workload(name, number) for number, name in enumerate(names)],
        "commitments": [_commitment(number) for number in range(1, 9)],
        "initiatives": [
            {
                "name": f"Refactoring {number}",
                "engineers": 1 + number % 3,
                "months": 2 + number % 4,
                "loaded_cost": 21000,
                "start": number % 6,
                "parallel_share": 0.1,
                "workload": names[number % workloads],
                "enabled": False,
            }
            for number in range(1, 11)
        ],
        "cliffs": [_cliff(number, names[number % workloads]) for number in range(1, 7)],
        "migrations": [
            {
                "name": f"Migration {number}",
                "from": names[number % workloads],
                "to": names[(number + workloads // 2) % workloads],
                "target": 0.5,
                "start": 6 * number,
                "ramp": 6,
                "cost_ratio": 0.8,
                "enabled": False,
            }
            for number in range(1, 5)
            if workloads > 1
        ],
        "agreements": [
            {
                "name": "Enterprise agreement",
                "discount": 0.06,
                "start": 3,
                "commitments": [6_000_000, 6_500_000, 7_000_000],
                "marketplace_monthly": 8000,
            }
        ],
        "scenarios": [_scenario(number, names) for number in range(1, scenarios + 1)],
    }


def _unit(number: int) -> dict[str, Any]:
    return {
        "name": f"Unit {number}",
        "level": "L1" if number == 1 else "L2",
        "parent": None if number == 1 else "Unit 1",
        "volume": 1_000_000 * number,
        "growth": 0.01 + 0.004 * number,
        "season": [1 + 0.02 * ((month + number) % 5) for month in range(12)],
        "events": [{"month": 9 + number, "uplift": 0.05}],
        "price": 0.9 if number == 1 else 0,
    }


def _workload(name: str, number: int) -> dict[str, Any]:
    return {
        "name": name,
        "unit": f"Unit {1 + number % 4}",
        "family": FAMILIES[number % len(FAMILIES)],
        "on_demand_cost": 3000 + 170 * (number % 37),
        "fixed_share": 0.1 * (number % 6),
        "elasticity": 0.85 + 0.03 * (number % 6),
        "rate_change": -0.02,
        "efficiency_target": 0.02 * (number % 4),
        "efficiency_ramp": 6,
        "spot_share": 0.05 * (number % 3),
        "spot_ramp": 4,
        "spot_overhead": 0.03,
        "spot_fallback": 0.05,
        "commit_eligible": 0.9,
        "shared": number % 12 == 11,
    }


def _commitment(number: int) -> dict[str, Any]:
    kind = ("standard_ri", "convertible_ri", "savings_plan", "cud")[number % 4]
    return {
        "name": f"Commitment {number}",
        "kind": kind,
        "scope": FAMILIES[number % len(FAMILIES)] if number % 3 else "*",
        "start": 2 * number - 6,
        "term": 12 if number % 2 else 36,
        "payment": ("none", "partial", "all")[number % 3],
        "discount": 0.25 + 0.02 * number,
        "coverage": 0.3,
        "renew": True,
        "enabled": number % 2 == 0,
    }


def _cliff(number: int, workload: str) -> dict[str, Any]:
    return {
        "name": f"Cliff {number}",
        "unit": f"Unit {1 + number % 4}",
        "threshold": 1_000_000 * (1 + number % 4) * (1.1 + 0.15 * number),
        "every": 0 if number % 2 else 800_000,
        "monthly_cost": 2500 * number,
        "one_time_cost": 9000 * number,
        "lead_months": number,
        "workload": workload if number % 2 else None,
    }


def _scenario(number: int, workloads: list[str]) -> dict[str, Any]:
    """The first changes nothing; each further one pulls more levers than the one before."""
    cells: dict[str, Any] = {}
    for step in range(1, number):
        for name in workloads[step :: len(workloads) // 4 or 1]:
            cells[f"workloads/{name}/spot_target"] = 0.3 + 0.05 * step
            cells[f"workloads/{name}/spot_start"] = 2 * step
        cells[f"initiatives/Refactoring {step}/enabled"] = True
        cells[f"commitments/Commitment {1 + 2 * (step % 4)}/enabled"] = True
        cells["units/Unit 1/growth"] = 0.012 + 0.001 * step
    return {"name": f"Scenario {number}", "set": cells}
