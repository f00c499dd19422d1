"""What the program says about results: sentences a reader can repeat in a meeting."""

from __future__ import annotations

import pytest

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.irr import CONTRADICTS_NPV, NO_FLOWS, NO_ROOT, SEVERAL_ROOTS
from whatif_app import wording

THIN = "\u202f"


def case(growth: float = 0.0, hurdle: float = 12, months: float = 2, engineers: float = 3) -> Case:
    """Worked example 1: a $20,000 pipeline moves to Spot after an initiative."""
    return Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 24, "hurdle_months": hurdle},
            "units": [{"name": "Jobs", "volume": 1000, "growth": growth}],
            "workloads": [
                {
                    "name": "pipeline",
                    "unit": "Jobs",
                    "on_demand_cost": 20000,
                    "initiative": "port",
                }
            ],
            "initiatives": [
                {
                    "name": "port",
                    "engineers": engineers,
                    "months": months,
                    "loaded_cost": 25000,
                    "enabled": False,
                }
            ],
            "scenarios": [
                {"name": "Same", "set": {}},
                {
                    "name": "Spot",
                    "set": {
                        "initiatives/port/enabled": True,
                        "workloads/pipeline/spot_target": 1.0,
                    },
                },
            ],
        }
    )


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"),
        ("Orders", "order"),
        ("API calls", "API call"),
        ("Videos encoded", "video encoded"),
        ("TB stored", "TB stored"),
        ("queries", "query"),
        ("boxes", "box"),
        ("businesses", "business"),
        ("status", "status"),
        ("GPU hours", "GPU hour"),
        ("", ""),
    ],
)
def test_one_of_a_unit_reads_as_english(plural: str, one: str) -> None:
    assert wording.singular(plural) == one


def test_headline_sets_unit_cost_against_volume() -> None:
    # Spot at 70 % off from month 2 on: the cost of a job falls 70 %; the volume is flat.
    spot = evaluate(case())["Spot"]

    assert wording.headline_sentence(spot) == (
        f"Cost per job falls 70.0{THIN}% while volume stays the same."
    )


def test_headline_says_in_one_clause_that_nothing_moves() -> None:
    same = evaluate(case())["Same"]

    assert wording.headline_sentence(same) == "Cost per job and volume stay the same."


def test_late_payback_is_named_with_its_hurdle() -> None:
    # 150,000 / 14,000 = 10.71 months after two months of work: 12.71, beyond a hurdle of 9.
    spot = evaluate(case(hurdle=9))["Spot"]

    assert wording.verdict_sentence(spot, 9).startswith(
        f"No-go: pays back in 12.7{THIN}mo against a hurdle of 9, NPV $"
    )
    assert wording.reason_sentences(spot) == [f"Payback takes 12.7{THIN}mo; the hurdle is 9."]


def test_what_a_go_rests_on_is_one_short_sentence() -> None:
    results = evaluate(case(hurdle=18))

    said = wording.outcome_sentence(results["Spot"], 18)

    assert said == f"Pays back in 12.7{THIN}mo; the hurdle is 18."
    assert wording.outcome_sentence(results["Same"], 18) == ""


def test_what_never_pays_back_is_said_with_the_horizon_and_the_npv() -> None:
    # 30 engineers cost 1.5 million; 22 months at 14,000 bring 308,000.
    spot = evaluate(case(engineers=30))["Spot"]

    said = wording.reason_sentences(spot)

    assert said[0] == "It does not pay back within 24 months."
    assert said[1].startswith("The NPV is −$1.2")


def test_a_scenario_that_changes_nothing_says_against_what() -> None:
    same = evaluate(case())["Same"]

    assert wording.verdict_sentence(same, 12) == "Nothing differs from “the base” in any month."
    assert wording.reason_sentences(same) == []
    assert wording.irr_sentence(same) == "There is no IRR: nothing is spent and nothing saved."


def test_every_reason_for_a_missing_rate_has_words() -> None:
    assert set(wording._IRR_REASONS) == {NO_FLOWS, NO_ROOT, SEVERAL_ROOTS, CONTRADICTS_NPV}
