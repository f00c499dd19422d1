"""Ten thousand draws through the engine, in chunks on two threads.

The peer is the same arithmetic with none of the model around it: demand and a
cumulative sum of the same size, straight in numpy.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.variation import vary

DRAWS, CHUNK, MONTHS, WORKLOADS = 10_000, 500, 60, 20
GOAL = 1.0


def case() -> Case:
    """A case of 20 workloads with Spot, two Savings Plans, a cliff and an initiative."""
    document: dict[str, Any] = {
        "project": {"start_month": "2027-01", "horizon": MONTHS},
        "units": [{"name": "orders", "volume": 1e6, "growth": 0.01, "price": 0.3}],
        "workloads": [
            {
                "name": f"w{row}",
                "unit": "orders",
                "on_demand_cost": 5_000 + 1_000 * row,
                "fixed_share": 0.2,
            }
            for row in range(WORKLOADS)
        ],
        "commitments": [
            {"name": "plan", "kind": "savings_plan", "discount": 0.28, "coverage": 0.5, "term": 36},
            {"name": "more", "kind": "savings_plan", "discount": 0.4, "coverage": 0.3, "start": 6},
        ],
        "initiatives": [
            {
                "name": "refactor",
                "engineers": 3,
                "months": 4,
                "loaded_cost": 20_000,
                "enabled": False,
            }
        ],
        "cliffs": [
            {
                "name": "shard",
                "unit": "orders",
                "threshold": 1.2e6,
                "every": 2e5,
                "monthly_cost": 9e3,
            }
        ],
        "scenarios": [
            {
                "name": "Spot",
                "set": {
                    "initiatives/refactor/enabled": True,
                    **{f"workloads/w{row}/spot_target": 0.6 for row in range(5)},
                },
            }
        ],
    }
    return Case.from_json(document)


def draws(random: np.random.Generator, size: int) -> dict[str, np.ndarray]:
    """Growth, Spot discount, effort and a plan's discount, at random."""
    return {
        "units/orders/growth": random.normal(0.01, 0.004, size),
        "workloads/w0/spot_discount": random.uniform(0.5, 0.8, size),
        "workloads/w1/spot_target": random.uniform(0.3, 0.9, size),
        "initiatives/refactor/months": random.uniform(2.0, 8.0, size),
        "commitments/plan/discount": random.uniform(0.2, 0.3, size),
    }


def main() -> None:
    """Print the time of ten thousand draws, and of the bare arithmetic."""
    random = np.random.default_rng(1)
    subject = evaluate(case())["Spot"]
    chunks = [draws(random, CHUNK) for _ in range(DRAWS // CHUNK)]

    def one(chunk: dict[str, np.ndarray]) -> np.ndarray:
        return vary(subject, chunk).appraisal.npv

    one(chunks[0])
    times = []
    for _ in range(3):
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            npv = np.concatenate(list(pool.map(one, chunks)))
        times.append(time.perf_counter() - start)
    bare = min(_bare(random) for _ in range(3))
    low, median, high = np.percentile(npv, [10, 50, 90])
    print(f"  {min(times):.2f} s for {DRAWS:,} draws (goal {GOAL:.0f} s)")
    print(f"  NPV P10 {low:,.0f}, P50 {median:,.0f}, P90 {high:,.0f}")
    print(f"  {min(times) / bare:.1f} × the bare demand arithmetic ({bare:.2f} s)")


def _bare(random: np.random.Generator) -> float:
    start = time.perf_counter()
    months = np.arange(MONTHS)
    cost = np.linspace(5e3, 24e3, WORKLOADS)[:, None]
    for _ in range(DRAWS // CHUNK):
        growth = 1.0 + random.normal(0.01, 0.004, (CHUNK, 1, 1))
        demand = cost * (0.2 + 0.8 * growth**months)
        demand.sum(axis=1).cumsum(axis=1)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
