"""What a change does not reach keeps its results, and what it does is what the engine says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.edits import with_cells
from scenarios.engine import evaluate
from scenarios.reach import evaluate_reached
from scenarios.results import Results

SPOT = "workloads/encoder/spot_target"
CASE = {
    "project": {"start_month": "2027-01", "horizon": 8, "reference": "Today"},
    "units": [{"name": "orders", "volume": 1000, "growth": 0.02, "price": 0.5}],
    "workloads": [
        {"name": "api", "unit": "orders", "on_demand_cost": 12000},
        {"name": "encoder", "unit": "orders", "on_demand_cost": 20000},
    ],
    "scenarios": [
        {"name": "Today", "set": {}},
        {"name": "Spot", "set": {SPOT: 0.8}},
        {"name": "Growth", "set": {"units/orders/growth": 0.05}},
        {"name": "Alone", "set": {SPOT: 0.4, "project/reference": None}},
    ],
}


@pytest.fixture
def case() -> Case:
    return Case.from_json(CASE)


def assert_same(found: dict[str, Results], case: Case) -> None:
    expected = evaluate(case)
    assert list(found) == list(expected)
    for name, results in expected.items():
        assert found[name].kpis == results.kpis
        for series, values in results.series.items():
            np.testing.assert_array_equal(found[name].series[series], values)


def test_a_scenario_that_nothing_changed_keeps_its_very_results(case: Case) -> None:
    before = evaluate(case)
    after = evaluate_reached(with_cells(case, "Spot", {SPOT: 0.7}), case, before)

    assert [name for name in after if after[name] is before[name]] == ["Today", "Growth", "Alone"]


def test_a_change_of_the_reference_reaches_all_that_are_held_against_it(case: Case) -> None:
    before = evaluate(case)
    after = evaluate_reached(with_cells(case, "Today", {SPOT: 0.1}), case, before)

    assert [name for name in after if after[name] is before[name]] == ["Alone"]


def test_a_change_of_the_base_reaches_every_scenario(case: Case) -> None:
    before = evaluate(case)
    after = evaluate_reached(with_cells(case, None, {"units/orders/price": 0.6}), case, before)

    assert not [name for name in after if after[name] is before[name]]


def test_reordered_scenarios_come_in_the_order_of_the_case(case: Case) -> None:
    from scenarios.scenario_edits import with_scenario_moved

    moved = with_scenario_moved(case, "Alone", 0)
    assert_same(evaluate_reached(moved, case, evaluate(case)), moved)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Today", "Spot", "Growth", "Alone", None]),
            st.sampled_from([SPOT, "workloads/api/fixed_share", "units/orders/price"]),
            st.floats(0, 1),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_after_any_edits_the_figures_are_exactly_the_engine_s(
    edits: list[tuple[str | None, str, float]],
) -> None:
    case = Case.from_json(CASE)
    results = evaluate(case)
    for scenario, address, value in edits:
        after = with_cells(case, scenario, {address: value})
        case, results = after, evaluate_reached(after, case, results)
    assert_same(results, case)
