"""How far an input may move before the verdict turns."""

from typing import Any

import pytest

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.questions.turning_points import TurningPoint, levers, turning_points


def spot_case(**changes: Any) -> Case:
    """$20,000 a month on demand; two months of work at $75,000 each; then all of it on Spot."""
    return Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 36, "hurdle_months": 13, **changes},
            "units": [{"name": "jobs", "volume": 1000}],
            "workloads": [
                {
                    "name": "pipeline",
                    "unit": "jobs",
                    "on_demand_cost": 20000,
                    "spot_discount": 0.7,
                    "initiative": "refactor",
                }
            ],
            "initiatives": [
                {
                    "name": "refactor",
                    "engineers": 3,
                    "months": 2,
                    "loaded_cost": 25000,
                    "enabled": False,
                }
            ],
            "scenarios": [
                {"name": "Do nothing", "set": {}},
                {
                    "name": "Spot",
                    "set": {
                        "initiatives/refactor/enabled": True,
                        "workloads/pipeline/spot_target": 1.0,
                    },
                },
            ],
        }
    )


def point_of(case: Case, address: str) -> TurningPoint:
    results = evaluate(case)["Spot"]
    found = [point for point in turning_points(results, [address]) if point is not None]
    assert len(found) == 1
    return found[0]


def test_a_go_stays_one_down_to_the_spot_target_that_just_pays_back_in_time() -> None:
    # Invested 3 × 25,000 × 2 = $150,000; the hurdle leaves 13 − 2 = 11 months of saving
    # 20,000 × 0.7 × target: 154,000 × target = 150,000, so target = 97.4 %.
    point = point_of(spot_case(), "workloads/pipeline/spot_target")

    assert point.is_go
    assert point.lower == pytest.approx(150 / 154, abs=2e-4)
    assert point.lower >= 150 / 154
    assert point.to_lower is not None and point.to_lower < 150 / 154
    assert point.upper is None


def test_a_no_go_turns_at_the_cost_of_work_that_the_saving_can_carry() -> None:
    # At a hurdle of 9 months 7 are left to save 14,000 each: $98,000 = 3 × 2 × 16,333.
    point = point_of(spot_case(hurdle_months=9), "initiatives/refactor/loaded_cost")

    assert not point.is_go
    assert point.to_lower == pytest.approx(98_000 / 6, rel=1e-3)
    assert point.to_lower <= 98_000 / 6
    assert point.upper is None


def test_volume_moves_the_reference_as_well() -> None:
    # Growth g scales the saving; at g = 0 the payback is 12.71 months, below the hurdle of 13.
    # With less volume in both runs the saving is smaller: a floor of growth, no ceiling.
    point = point_of(spot_case(), "units/jobs/growth")

    assert point.lower is not None and -0.01 < point.lower < 0.0
    assert point.upper is None


def test_the_values_found_give_the_verdicts_said() -> None:
    case = spot_case()
    point = point_of(case, "initiatives/refactor/months")
    assert point.upper is not None and point.to_upper is not None

    def verdict(months: float) -> str:
        data = case.to_json()
        data["scenarios"][1]["set"]["initiatives/refactor/months"] = months  # type: ignore[index]
        return evaluate(Case.from_json(data))["Spot"].kpis.verdict

    assert verdict(point.upper) == "Go"
    assert verdict(point.to_upper) == "No-go"


def test_whole_numbers_turn_between_neighbours() -> None:
    data = spot_case().to_json()
    data["scenarios"][1]["set"]["workloads/pipeline/spot_start"] = 0  # type: ignore[index]
    point = point_of(Case.from_json(data), "workloads/pipeline/spot_start")

    # The work ends with month 1; starting in month 2 pays back in 12.71 months, in 3 in 13.71.
    assert (point.upper, point.to_upper) == (2.0, 3.0)


def test_levers_are_the_cells_overridden_then_volume_and_the_work() -> None:
    assert levers(evaluate(spot_case())["Spot"]) == (
        "workloads/pipeline/spot_target",
        "units/jobs/growth",
        "units/jobs/volume",
        "initiatives/refactor/loaded_cost",
        "initiatives/refactor/months",
        "workloads/pipeline/spot_discount",
    )


def test_nothing_turns_where_nothing_changes() -> None:
    results = evaluate(spot_case())["Do nothing"]

    assert list(turning_points(results, ["units/jobs/growth"])) == []
