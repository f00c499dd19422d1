"""Actual cost against the forecast: volume, rate and usage, adding up to the difference."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.questions.actuals import Actuals, Comparison, Variance, compare
from scenarios.results import Results
from tests.random_cases import cases


def forecast(**workload: Any) -> Results:
    """An API of $1,000 a month that serves 100 orders, 10 % more each month."""
    case = Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 3},
            "units": [{"name": "orders", "volume": 100, "growth": 0.1}],
            "workloads": [
                {"name": "api", "unit": "orders", "on_demand_cost": 1000.0, **workload},
            ],
        }
    )
    return next(iter(evaluate(case).values()))


def actuals(
    cost: float, equivalent: float | None, volume: float | None = None, month: int = 1
) -> Actuals:
    nan = float("nan")
    return Actuals(
        months=(month,),
        cost={"api": np.array([cost])},
        equivalent={"api": np.array([nan if equivalent is None else equivalent])},
        volume={} if volume is None else {"orders": np.array([volume])},
    )


def only_row(results: Results, actual: Actuals) -> Variance:
    ((row,),) = compare(results, actual).rows
    return row


def test_more_volume_dearer_units_and_a_better_price_are_told_apart() -> None:
    # Forecast for February: 110 orders × $10 = $1,100, all at on-demand rates (price 1).
    # Actual: 120 orders used $12.50 of equivalent each, $1,500, for which $1,350 was paid (0.9).
    row = only_row(forecast(), actuals(1350.0, 1500.0, volume=120.0))

    assert (row.forecast, row.actual) == (pytest.approx(1100.0), 1350.0)
    assert row.volume == pytest.approx(100.0)  # 10 more orders × $10
    assert row.usage == pytest.approx(300.0)  # 120 orders × $2.50 more each
    assert row.rate == pytest.approx(-150.0)  # 10 % less on $1,500
    assert row.lacking == frozenset()


def test_a_fixed_share_does_not_grow_with_volume() -> None:
    # Half is fixed: at 120 orders the model asks $500 + $500 × 1.2 = $1,100, at its own 110 orders
    # $1,050. So the ten orders more are worth $50, not $100.
    row = only_row(forecast(fixed_share=0.5), actuals(1100.0, 1100.0, volume=120.0))

    assert row.forecast == pytest.approx(1050.0)
    assert row.volume == pytest.approx(50.0)
    assert row.usage == pytest.approx(0.0)
    assert row.rate == pytest.approx(0.0)


def test_volume_and_usage_are_worth_the_price_that_was_forecast() -> None:
    # All of it on Spot at 60 % off: each dollar of equivalent costs $0.40.
    # 10 more orders: $100 × 0.4 = $40; $300 more equivalent for the rest: $120; and $1,500 of
    # equivalent would have cost $600 at the price forecast, but $750 was paid.
    on_spot = forecast(spot_share=1.0, spot_discount=0.6)
    row = only_row(on_spot, actuals(750.0, 1500.0, volume=120.0))

    assert row.forecast == pytest.approx(440.0)
    assert row.volume == pytest.approx(40.0)
    assert row.usage == pytest.approx(120.0)
    assert row.rate == pytest.approx(150.0)


def test_what_came_as_forecast_differs_in_nothing() -> None:
    row = only_row(forecast(), actuals(1100.0, 1100.0, volume=110.0))

    assert row.amount == pytest.approx(0.0)
    assert row.volume == pytest.approx(0.0)
    assert row.rate == pytest.approx(0.0)
    assert row.usage == pytest.approx(0.0)


def test_without_the_actual_volume_its_effect_is_within_usage_and_said_to_be() -> None:
    row = only_row(forecast(), actuals(1350.0, 1500.0))

    assert row.volume is None
    assert row.usage == pytest.approx(400.0)  # the $100 of volume and the $300 of usage
    assert row.rate == pytest.approx(-150.0)
    assert row.lacking == {"volume"}


def test_without_the_on_demand_equivalent_rate_is_within_usage_and_said_to_be() -> None:
    row = only_row(forecast(), actuals(1350.0, None, volume=120.0))

    assert row.volume == pytest.approx(100.0)
    assert row.rate is None
    assert row.usage == pytest.approx(150.0)
    assert row.lacking == {"rate"}


def test_a_workload_without_a_unit_has_no_volume_to_differ_in() -> None:
    row = only_row(forecast(unit=None), actuals(1200.0, 1200.0, volume=500.0))

    assert row.volume == 0.0
    assert row.usage == pytest.approx(200.0)
    assert row.lacking == frozenset()


def test_a_commitment_paid_for_while_nothing_ran_is_a_matter_of_rate() -> None:
    # Nothing ran, yet $300 was paid: usage fell by all that was forecast, at a price beyond all.
    row = only_row(forecast(), actuals(300.0, 0.0, volume=110.0))

    assert row.usage == pytest.approx(-1100.0)
    assert row.rate == pytest.approx(300.0)


def test_what_the_case_does_not_know_is_usage_that_nobody_forecast() -> None:
    actual = Actuals(
        months=(0,),
        cost={"api": np.array([1000.0]), "Bedrock": np.array([70.0])},
        equivalent={"api": np.array([1000.0])},
        volume={"orders": np.array([100.0])},
    )

    new = compare(forecast(), actual).rows[0][1]

    assert (new.name, new.kind, new.forecast, new.usage) == ("Bedrock", "new", 0.0, 70.0)


def cliff_case(workload: str | None) -> Results:
    """From 105 orders a month another replica is needed, for $200."""
    case = Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 3},
            "units": [{"name": "orders", "volume": 100}],
            "workloads": [
                {"name": "api", "unit": "orders", "on_demand_cost": 1000.0, "fixed_share": 1.0}
            ],
            "cliffs": [
                {
                    "name": "replica",
                    "unit": "orders",
                    "threshold": 105,
                    "monthly_cost": 200.0,
                    "workload": workload,
                }
            ],
        }
    )
    return next(iter(evaluate(case).values()))


def test_a_cliff_that_the_actual_volume_crossed_belongs_to_volume() -> None:
    row = only_row(cliff_case("api"), actuals(1200.0, 1200.0, volume=110.0))

    assert row.volume == pytest.approx(200.0)
    assert row.usage == pytest.approx(0.0)


def test_a_shared_cliff_is_a_row_of_its_own_and_the_total_still_adds_up() -> None:
    # Its $200 came as part of the API's bill: more there, and as much less on the cliffs' row.
    compared = compare(cliff_case(None), actuals(1200.0, 1200.0, volume=110.0))
    api, cliffs = compared.rows[0]

    assert (api.volume, api.usage) == (pytest.approx(0.0), pytest.approx(200.0))
    assert (cliffs.kind, cliffs.volume) == ("cliffs", pytest.approx(200.0))
    total = compared.total(1)
    assert total.amount == pytest.approx(200.0)
    assert (total.volume, total.usage) == (pytest.approx(200.0), pytest.approx(0.0))


def test_several_months_add_up_by_workload() -> None:
    # January as forecast, $1,000. February: $1,100 forecast, 121 orders, $1,210.
    actual = Actuals(
        months=(0, 1),
        cost={"api": np.array([1000.0, 1210.0])},
        equivalent={"api": np.array([1000.0, 1210.0])},
        volume={"orders": np.array([100.0, 121.0])},
    )

    (row,) = compare(forecast(), actual).to_date()

    assert row.forecast == pytest.approx(2100.0)
    assert row.volume == pytest.approx(110.0)
    assert row.share == pytest.approx(110.0 / 2100.0)


def test_a_sum_tells_what_is_known_and_where_something_is_not() -> None:
    actual = Actuals(
        months=(0, 1),
        cost={"api": np.array([1100.0, 1210.0])},
        equivalent={"api": np.array([1100.0, 1210.0])},
        volume={"orders": np.array([110.0, np.nan])},
    )

    (row,) = compare(forecast(), actual).to_date()

    assert row.volume == pytest.approx(100.0)
    assert row.usage == pytest.approx(110.0)
    assert row.lacking == {"volume"}


def test_a_month_beyond_the_horizon_has_no_forecast() -> None:
    with pytest.raises(IndexError):
        compare(forecast(), actuals(1.0, 1.0, month=3))


def happened(results: Results, factors: list[float]) -> Actuals:
    """What the forecast says, each kind of figure times a factor; unknown where that is 0."""
    months = tuple(range(results.horizon))

    def scaled(array: Any, factor: float) -> Any:
        return array * factor if factor else np.full_like(array, np.nan)

    rows = results.evaluated.inputs.structure.rows
    return Actuals(
        months=months,
        cost={name: results.series[f"workload/{name}"] * 1.3 for name in rows["workloads"]},
        equivalent={
            name: scaled(results.run.demand[position], factors[0])
            for position, name in enumerate(rows["workloads"])
        },
        volume={
            name: scaled(results.series[f"volume/{name}"], factors[1]) for name in rows["units"]
        },
    )


def parts(row: Variance) -> float:
    return (row.volume or 0.0) + (row.rate or 0.0) + row.usage


@pytest.mark.slow
@settings(max_examples=60)
@given(cases(), st.lists(st.sampled_from([0.0, 0.7, 1.0, 1.6]), min_size=2, max_size=2))
def test_the_parts_add_up_to_the_variance_whatever_the_case(
    document: dict[str, Any], factors: list[float]
) -> None:
    for results in evaluate(Case.from_json(document)).values():
        compared: Comparison = compare(results, happened(results, factors))
        for month in compared.months:
            total = compared.total(month)
            spent = float(results.series["cost/amortized"][month])
            largest = max(abs(total.actual), abs(total.forecast), 1.0)
            assert total.forecast == pytest.approx(spent, rel=1e-9, abs=1e-9 * largest)
            assert parts(total) == pytest.approx(total.amount, rel=1e-9, abs=1e-9 * largest)
            for row in compared.rows[month]:
                assert parts(row) == pytest.approx(row.amount, rel=1e-9, abs=1e-9 * largest)


@pytest.mark.slow
@settings(max_examples=40)
@given(cases())
def test_the_forecast_come_true_has_no_volume_effect(document: dict[str, Any]) -> None:
    for results in evaluate(Case.from_json(document)).values():
        compared = compare(results, happened(results, [1.0, 1.0]))
        for rows in compared.rows:
            for row in rows:
                assert row.volume == pytest.approx(0.0, abs=1e-6 * max(abs(row.forecast), 1.0))
