"""Mistakes in a case file: all of them at once, each at its address."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.case import Case, CaseError


def problems(**parts: Any) -> dict[str, str]:
    """Address → what is wrong and what would be valid, of a case with these parts."""
    document = {"project": {"start_month": "2027-01"}, **parts}
    with pytest.raises(CaseError) as caught:
        Case.from_json(document)
    return {
        (f"{found.scenario}: " if found.scenario else "")
        + found.address: f"{found.what} {found.valid}"
        for found in caught.value.problems
    }


def test_every_mistake_is_listed_at_once() -> None:
    found = problems(
        unit=[],
        units=[{"name": "orders"}],
        workloads=[
            {"name": "api", "on_demand_cost": 5, "unit": "order", "spot_target": 1.7},
            {"name": "a/b", "on_demand_cost": "5"},
        ],
        scenarios=[{"name": "Spot", "set": {"workloads/api/spot_traget": 0.5}}],
    )

    assert list(found) == [
        "unit",
        "units/orders/volume",
        "workloads/api/spot_target",
        "workloads/2/name",
        "workloads/2/on_demand_cost",
        "Spot: workloads/api/spot_traget",
        "workloads/api/unit",
    ]


def test_a_wrong_word_is_answered_with_the_nearest_right_one() -> None:
    found = problems(
        workloads=[{"name": "api", "on_demand_cost": 5, "spot_tagret": 0.5}],
        scenarios=[
            {"name": "S", "set": {"workload/api/spot_target": 1, "workloads/apl/spot_target": 1}}
        ],
    )

    assert "“spot_target”" in found["workloads/api/spot_tagret"]
    assert "“workloads”" in found["S: workload/api/spot_target"]
    assert "“api”" in found["S: workloads/apl/spot_target"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("spot_share", -0.1),
        ("spot_share", True),
        ("spot_discount", float("nan")),
        ("on_demand_cost", float("inf")),
        ("on_demand_cost", -1),
        ("efficiency_start", "2027-13"),
        ("efficiency_start", 1.5),
        ("elasticity", "1"),
        ("shared", 1),
        ("allocation", "weights"),
        ("unit", 7),
        ("fixed_share", None),
    ],
)
def test_a_value_out_of_its_bounds_is_refused(field: str, value: object) -> None:
    workload = {"name": "api", "on_demand_cost": 5, field: value}

    assert list(problems(workloads=[workload])) == [f"workloads/api/{field}"]


def test_hours_of_the_week_sum_to_168() -> None:
    found = problems(
        project={"start_month": "2027-01", "hour_classes": [{"name": "a", "hours": 100}]}
    )

    assert "100" in found["project/hour_classes"]


def test_a_shape_averages_one_over_the_week() -> None:
    found = problems(
        project={
            "start_month": "2027-01",
            "hour_classes": [{"name": "day", "hours": 84}, {"name": "night", "hours": 84}],
        },
        workloads=[
            {"name": "flat", "on_demand_cost": 1, "shape": [1, 1]},
            {"name": "off", "on_demand_cost": 1, "shape": [1.5, 1]},
            {"name": "long", "on_demand_cost": 1, "shape": [1, 1, 1]},
        ],
    )

    assert list(found) == ["workloads/off/shape", "workloads/long/shape"]
    assert "1.25" in found["workloads/off/shape"]


def test_a_commitment_gives_an_amount_or_a_coverage() -> None:
    found = problems(
        commitments=[
            {"name": "both", "discount": 0.3, "commit": 1, "coverage": 0.5},
            {"name": "neither", "discount": 0.3},
            {"name": "one", "discount": 0.3, "coverage": 0.5},
        ]
    )

    assert list(found) == ["commitments/both/commit", "commitments/neither/commit"]


def test_a_volume_that_something_hangs_on_is_positive() -> None:
    found = problems(
        units=[
            {"name": "used", "volume": 0},
            {"name": "priced", "volume": 0, "price": 1},
            {"name": "idle", "volume": 0},
            {"name": "planned", "volume": 0, "plan": {"2027-01": 5}},
        ],
        workloads=[
            {"name": "a", "on_demand_cost": 1, "unit": "used"},
            {"name": "b", "on_demand_cost": 1, "unit": "planned"},
        ],
    )

    assert list(found) == ["units/used/volume", "units/priced/volume"]


def test_an_override_is_checked_like_a_base_cell() -> None:
    found = problems(
        workloads=[{"name": "api", "on_demand_cost": 5}],
        commitments=[{"name": "plan", "discount": 0.3, "commit": 1}],
        scenarios=[
            {
                "name": "S",
                "set": {
                    "commitments/plan/coverage": 0.5,
                    "workloads/api/initiative": "none such",
                    "project/reference": "T",
                },
            }
        ],
    )

    assert set(found) == {
        "S: commitments/plan/commit",
        "S: workloads/api/initiative",
        "S: project/reference",
    }


def test_no_unit_is_its_own_ancestor() -> None:
    found = problems(
        units=[
            {"name": "a", "volume": 1, "parent": "b"},
            {"name": "b", "volume": 1, "parent": "a"},
            {"name": "c", "volume": 1, "parent": "a"},
        ]
    )

    assert list(found) == ["units/a/parent", "units/b/parent"]


def test_names_of_rows_and_scenarios_are_unique() -> None:
    found = problems(
        workloads=[{"name": "api", "on_demand_cost": 5}, {"name": "api", "on_demand_cost": 6}],
        scenarios=[{"name": "S"}, {"name": "S"}],
    )

    assert list(found) == ["workloads/api/name", "scenarios/2/name"]


def test_a_case_that_was_read_is_written_as_it_was() -> None:
    document = {
        "project": {"start_month": "2027-01", "horizon": 12},
        "units": [{"name": "orders", "volume": 10, "plan": {"2027-03": 12}}],
        "workloads": [{"name": "api", "on_demand_cost": 5, "unit": "orders"}],
        "commitments": [],
        "initiatives": [],
        "cliffs": [],
        "migrations": [],
        "agreements": [],
        "scenarios": [{"name": "Spot", "set": {"workloads/api/spot_target": 0.5}}],
        "ranges": {"units/orders/growth": {"low": 0.0, "mode": 0.01, "high": 0.02}},
    }

    assert Case.from_json(document).to_json() == document


def test_months_are_offsets_or_calendar_months() -> None:
    from scenarios.engine import evaluate

    def spot_from(start: object) -> list[float]:
        workload = {"name": "a", "on_demand_cost": 100, "spot_target": 1, "spot_start": start}
        case = {
            "project": {"start_month": "2026-11", "horizon": 6},
            "workloads": [workload],
        }
        return evaluate(Case.from_json(case))["Do nothing"].series["spot"].tolist()

    assert spot_from(3) == spot_from("2027-02") == pytest.approx([0, 0, 0, 30, 30, 30])


def test_a_reference_run_that_cannot_be_made_is_refused_with_both_names() -> None:
    # The reference brings the link to “extra”, this scenario its volume of 0.
    found = problems(
        units=[{"name": "extra", "volume": 0}],
        workloads=[{"name": "api", "on_demand_cost": 5}],
        scenarios=[
            {"name": "Ref", "set": {"workloads/api/unit": "extra", "units/extra/volume": 5}},
            {"name": "Mine", "set": {"project/reference": "Ref"}},
        ],
    )

    assert list(found) == ["Mine: units/extra/volume"]
    assert "“Ref”" in found["Mine: units/extra/volume"]
