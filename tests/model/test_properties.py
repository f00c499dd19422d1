"""Laws that hold for every case: what more volume, a renewal or a batch cannot do."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.variation import vary
from tests.random_cases import cases

MONEY = 1e-6  # of a case whose largest amounts are some ten thousand


def commitment_case(**commitment: Any) -> dict[str, Any]:
    return {
        "project": {"start_month": "2027-01", "horizon": 24},
        "units": [{"name": "orders", "volume": 1000}],
        "workloads": [{"name": "api", "unit": "orders", "on_demand_cost": 1000.0}],
        "commitments": [{"name": "plan", "discount": 0.3, **commitment}],
        "scenarios": [{"name": "It", "set": {}}],
    }


@pytest.mark.slow
@settings(max_examples=60)
@given(cases(), st.floats(0.0, 0.2))
def test_more_volume_never_lowers_the_cost_on_demand(document: dict[str, Any], more: float) -> None:
    for unit in document["units"]:
        unit["plan"] = {}
    for cliff in document["cliffs"]:
        cliff["monthly_cost"] = abs(cliff["monthly_cost"])
    for scenario in document["scenarios"]:
        scenario["set"] = {}
    raised = copy.deepcopy(document)
    # Demand is relative to month 0's volume, so it is the growth that must rise.
    for unit in raised["units"]:
        unit["growth"] = unit.get("growth", 0.0) + more

    low = evaluate(Case.from_json(document))
    high = evaluate(Case.from_json(raised))

    for name, results in low.items():
        on_demand = results.series["cost/on_demand"]
        assert np.all(high[name].series["cost/on_demand"] >= on_demand - MONEY - 1e-9 * on_demand)


@given(st.floats(0.0, 5000.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_commitment_costs_the_same_however_much_of_it_is_used(
    commit: float, efficiency: float, spot: float
) -> None:
    document = commitment_case(commit=commit, term=24)
    document["workloads"][0] |= {"efficiency_target": efficiency, "spot_target": spot}

    committed = evaluate(Case.from_json(document))["It"].series["committed"]

    assert committed == pytest.approx(np.full(24, commit * 0.7))


@given(
    st.sampled_from(["none", "partial", "all"]),
    st.floats(0.0, 1.0),
    st.floats(0.0, 0.5),
    st.integers(0, 12),
)
def test_cash_and_amortized_agree_over_a_whole_term(
    payment: str, upfront: float, enterprise: float, start: int
) -> None:
    document = commitment_case(
        commit=800.0, term=12, start=start, payment=payment, upfront_share=upfront
    )
    # The agreement ends inside the term: the upfront keeps the factor it was paid at.
    document["agreements"] = [{"name": "EDP", "discount": enterprise, "commitments": [0.0]}]

    series = evaluate(Case.from_json(document))["It"].series

    amortized, cash = series["cost/amortized"].sum(), series["cost/cash"].sum()
    assert amortized == pytest.approx(cash, rel=1e-12)


@pytest.mark.slow
@settings(max_examples=60)
@given(cases())
def test_allocation_loses_nothing(document: dict[str, Any]) -> None:
    for results in evaluate(Case.from_json(document)).values():
        if results.evaluated.inputs.structure.count("workloads") == 0:
            continue
        loaded = results.run.loaded.sum(axis=0)
        assert loaded == pytest.approx(results.run.loaded_total, rel=1e-9, abs=MONEY)


@pytest.mark.slow
@settings(max_examples=60)
@given(cases())
def test_workloads_shared_cliffs_and_shortfall_make_up_the_whole_cost(
    document: dict[str, Any],
) -> None:
    for results in evaluate(Case.from_json(document)).values():
        series, run = results.series, results.run
        parts = ("spot", "committed", "on_demand", "cliffs", "shortfall_accrued")
        total = sum(series[part] for part in parts)
        assert total == pytest.approx(series["cost/amortized"], rel=1e-9, abs=MONEY)
        if run.workload.shape[0]:
            shared = run.amortized - run.workload.sum(axis=0) - run.shortfall_accrued
            own = [w < 0 for w in results.inputs.structure.workload_of_cliff]
            cliffs = (run.cliffs.monthly * run.factor)[np.array(own, dtype=bool)].sum(axis=0)
            assert shared == pytest.approx(cliffs, rel=1e-9, abs=MONEY)


@pytest.mark.slow
@settings(max_examples=60)
@given(cases())
def test_every_commitment_is_used_within_its_size(document: dict[str, Any]) -> None:
    for results in evaluate(Case.from_json(document)).values():
        commitments = results.run.purchase.commitments
        assert np.all(commitments.used <= commitments.size * (1.0 + 1e-12) + MONEY)
        assert np.all(commitments.uncovered >= -MONEY)


@pytest.mark.slow
@settings(max_examples=30)
@given(cases(), st.data())
def test_a_batch_gives_each_run_what_it_gets_alone(
    document: dict[str, Any], data: st.DataObject
) -> None:
    case = Case.from_json(document)
    name = data.draw(st.sampled_from(case.scenario_names))
    row = data.draw(st.sampled_from(case.tables["workloads"].names))
    address = f"workloads/{row}/spot_discount"
    draws = np.array([0.1, 0.5, 0.9])

    results = evaluate(case, [name])[name]
    batch = vary(results, {address: draws})

    for run, draw in enumerate(draws):
        alone = vary(results, {address: draws[run : run + 1]})
        assert batch.appraisal.npv[run] == pytest.approx(
            alone.appraisal.npv[0], rel=1e-9, abs=MONEY
        ), draw
        assert batch.appraisal.net[run] == pytest.approx(
            alone.appraisal.net[0], rel=1e-9, abs=MONEY
        )


@pytest.mark.slow
@settings(max_examples=30)
@given(cases())
def test_scenarios_come_out_the_same_together_and_alone(document: dict[str, Any]) -> None:
    case = Case.from_json(document)
    together = evaluate(case)

    for name in case.scenario_names:
        alone = evaluate(case, [name])[name]
        for figure, expected in _figures(alone):
            assert getattr(together[name].kpis, figure) == expected
        assert together[name].series["net"] == pytest.approx(
            alone.series["net"], rel=1e-9, abs=MONEY
        )


def _figures(results: Any) -> list[tuple[str, Any]]:
    names = ("payback", "npv", "esr", "unused")
    return [
        (name, value if value is None else pytest.approx(value, rel=1e-9, abs=MONEY))
        for name in names
        for value in [getattr(results.kpis, name)]
    ]


@pytest.mark.slow
@settings(max_examples=40)
@given(cases())
def test_a_scenario_that_is_its_own_reference_changes_nothing(document: dict[str, Any]) -> None:
    for scenario in document["scenarios"]:
        scenario["set"]["project/reference"] = scenario["name"]

    for results in evaluate(Case.from_json(document)).values():
        assert results.kpis.verdict == "No change"
        assert results.kpis.npv == pytest.approx(0.0, abs=MONEY)
        assert results.kpis.payback is None
        assert results.kpis.irr is None


@given(st.lists(st.floats(0.0, 1000.0), min_size=1, max_size=5), st.floats(0.0, 1.0))
def test_a_coverage_target_is_met_by_the_smallest_commitment(
    levels: list[float], coverage: float
) -> None:
    from scenarios.commitments import size_for_coverage

    share = np.full(len(levels), 1.0 / len(levels))
    eligible = np.array(levels)[:, None]
    size = float(size_for_coverage(np.array([coverage]), eligible, share)[0])

    def use(amount: float) -> float:
        return float((share * np.minimum(amount, eligible[:, 0])).sum())

    wanted = coverage * use(np.inf)
    assert use(size) == pytest.approx(wanted, abs=1e-9)
    if size > 1e-6:
        assert use(size * (1 - 1e-6)) <= wanted + 1e-9
