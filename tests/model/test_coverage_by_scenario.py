"""One demand, several coverages: each scenario's commitment has the size it has alone."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.case import Case
from scenarios.commitments import size_for_coverage
from scenarios.engine import evaluate

COVERAGE = "commitments/Plan/coverage"


def test_runs_of_one_demand_may_differ_in_coverage_alone() -> None:
    # Half the hours need 1,500, half 500; on average 1,000.
    demand = np.array([[1500.0], [500.0]])
    # Half of 1,000 is used when 500 runs always; three quarters when 1,000 runs by day
    # and 500 of it by night: (1,000 + 500) / 2.
    sizes = size_for_coverage(np.array([[0.5], [0.75]]), demand, np.array([0.5, 0.5]))

    assert sizes == pytest.approx(np.array([[500.0], [1000.0]]))


def test_scenarios_that_differ_in_coverage_are_evaluated_together() -> None:
    scenarios = [
        {"name": "Half", "set": {COVERAGE: 0.5}},
        {"name": "More", "set": {COVERAGE: 0.75}},
    ]
    document = {
        "project": {
            "start_month": "2027-01",
            "horizon": 12,
            "hour_classes": [{"name": "day", "hours": 84}, {"name": "night", "hours": 84}],
        },
        "workloads": [{"name": "api", "on_demand_cost": 1000, "shape": {"day": 1.5, "night": 0.5}}],
        "commitments": [
            {"name": "Plan", "kind": "savings_plan", "coverage": 0.25, "discount": 0.3, "term": 12}
        ],
    }
    together = evaluate(Case.from_json({**document, "scenarios": scenarios}))

    for scenario in scenarios:
        name = scenario["name"]
        alone = evaluate(Case.from_json({**document, "scenarios": [scenario]}))[name]
        committed = together[name].series["committed"]
        assert committed == pytest.approx(alone.series["committed"])
    more, half = (together[name].series["committed"][1] for name in ("More", "Half"))
    assert more == pytest.approx(2 * half)
