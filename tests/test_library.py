"""Every worked case of the library computes, and shows what it says it teaches."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import pytest

from scenarios.case import Case
from scenarios.engine import compute
from scenarios.library import entries, load

NAMES = [entry.name for entry in entries()]

Run = dict[str, Any]


@cache
def runs(name: str) -> dict[str, Run]:
    """A case's results by scenario, as `whatif compute --json` prints them."""
    scenarios: dict[str, Run] = compute(Case.from_json(load(name).case))["scenarios"]
    return scenarios


def kpi(name: str, scenario: str, figure: str) -> Any:
    return runs(name)[scenario]["kpis"][figure]


def series(name: str, scenario: str, figure: str) -> list[float]:
    values: list[float] = runs(name)[scenario]["series"][figure]
    return values


def near(value: float, digits: float = 1e-9) -> Any:
    return pytest.approx(value, rel=digits)


def test_the_flagship_comes_first_and_every_file_is_listed_once() -> None:
    files = [item.name for item in resources.files("scenarios.library").iterdir()]

    assert NAMES[0] == "checkout-2027"
    assert len(NAMES) == len(set(NAMES)) == sum(name.endswith(".json") for name in files)


def test_an_unknown_name_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(KeyError, match="spot-refactor"):
        load("spot-refactoring")


def test_a_case_handed_out_may_be_changed_without_harm_to_the_library() -> None:
    case = load("spot-refactor").case
    case["workloads"].clear()

    assert load("spot-refactor").case["workloads"]


@pytest.mark.parametrize("name", NAMES)
def test_a_case_says_in_one_sentence_what_it_teaches(name: str) -> None:
    entry = load(name)

    assert entry.title
    assert entry.teaches.endswith(".")
    assert ". " not in entry.teaches
    assert 2 <= entry.story.count(". ") + 1 <= 5


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_valid_and_computes_in_every_scenario(name: str) -> None:
    case = load(name).case

    assert list(runs(name)) == [scenario["name"] for scenario in case["scenarios"]]
    for run in runs(name).values():
        assert len(run["series"]["cost/amortized"]) == case["project"]["horizon"]
        assert run["kpis"]["verdict"] in ("Go", "No-go", "No change")


@pytest.mark.parametrize("name", NAMES)
def test_proposals_are_switched_off_until_a_scenario_takes_them_up(name: str) -> None:
    case = load(name).case
    taken_up = {
        address
        for scenario in case["scenarios"]
        for address, value in scenario["set"].items()
        if address.endswith("/enabled") and value is True
    }
    for address in taken_up:
        table, row, _ = address.split("/")
        (found,) = (entry for entry in case[table] if entry["name"] == row)
        assert found["enabled"] is False


def test_spot_refactor_is_too_small_today() -> None:
    # 3 engineers × 2 months × $25,000 = $150,000; 70 % of $20,000 = $14,000 a month.
    # 150 / 14 = 10.714 months of savings, which begin after 2 months: 12.714 > 9.
    run = "spot-refactor", "Today’s size"
    assert kpi(*run, "investment") == near(150_000)
    assert kpi(*run, "run_rate_savings") == near(14_000)
    assert kpi(*run, "simple_payback") == near(150 / 14)
    assert kpi(*run, "payback") == near(2 + 150 / 14)
    assert kpi(*run, "verdict") == "No-go"


def test_spot_refactor_is_right_at_ten_times_the_size() -> None:
    # In month t the saving is 14,000 × 10^(t/12). Months 2…5 save 20,549 + 24,896 + 30,162 +
    # 36,542 = 112,149; month 6 saves 44,272, of which 37,851 are needed: 6.855 months.
    run = "spot-refactor", "Ten times the size"
    saved = [14_000 * 10 ** (t / 12) for t in range(7)]
    assert kpi(*run, "payback") == near(6 + (150_000 - sum(saved[2:6])) / saved[6])
    assert kpi(*run, "payback") == pytest.approx(6.85, abs=0.01)
    assert kpi(*run, "verdict") == "Go"
    volume = series(*run, "volume/Jobs")
    assert volume[12] == volume[23] == near(10_000_000)


def test_optimized_usage_is_still_paid_for_while_the_commitment_runs() -> None:
    # From month 6 to 11 the use is $8M of $10M: utilization 80 %, $2M a month unused, no saving.
    run = "over-commitment", "Optimize now"
    assert series(*run, "unused")[6:12] == near([2e6] * 6)
    assert series(*run, "committed")[6:12] == near([10e6] * 6)
    assert series(*run, "savings")[:12] == pytest.approx([0.0] * 12, abs=1e-6)
    # Over the year: (6 × 10 + 6 × 8) / 120 = 90 %.
    assert kpi(*run, "utilization") == near(0.9)
    assert kpi(*run, "unused") == near(12e6)


def test_the_same_work_pays_back_when_timed_to_the_end_of_the_commitment() -> None:
    # 20 engineers × $25,000 × 6 months = $3M; $2M a month from month 12 pays it in 1.5 months.
    # Counted from the first month of work: 12 + 1.5 − 0 and 12 + 1.5 − 6.
    assert kpi("over-commitment", "Optimize now", "payback") == near(13.5)
    assert kpi("over-commitment", "Optimize now", "verdict") == "No-go"
    assert kpi("over-commitment", "Optimize as the plan ends", "payback") == near(7.5)
    assert kpi("over-commitment", "Optimize as the plan ends", "verdict") == "Go"
    assert kpi("over-commitment", "Optimize as the plan ends", "unused") == 0


def test_standard_reservations_are_stranded_as_the_migration_ramps() -> None:
    # $700,000 reserved at 40 % off = $420,000 a month; a sixth of it is left each month.
    unused = series("stranded-reservations", "Migrate, standard RIs", "unused")
    assert unused[:6] == near([70e3, 140e3, 210e3, 280e3, 350e3, 420e3])
    assert unused[6:24] == near([420e3] * 18)
    assert not any(unused[24:])
    assert kpi("stranded-reservations", "Migrate, standard RIs", "verdict") == "No-go"


def test_convertible_reservations_lose_only_what_the_new_family_needs_less() -> None:
    # m7g needs 80 %: of $700,000 reserved at 34 % off, $140,000 × 66 % = $92,400 is unused.
    unused = series("stranded-reservations", "Migrate, convertible RIs", "unused")
    assert unused[:6] == near([92_400 * share / 6 for share in range(1, 7)])
    assert unused[6:24] == near([92_400] * 18)


def test_waiting_for_the_reservations_to_end_is_the_go() -> None:
    # Work of $100,000 a month for 6 months; savings of 20 % of 700,000 × (1 … 6)/6 meanwhile
    # (490,000), then 140,000 a month: 6 + 110/140 = 6.786 months.
    run = "stranded-reservations", "Migrate when the RIs end"
    assert kpi(*run, "payback") == near(6 + 110 / 140)
    assert kpi(*run, "verdict") == "Go"
    assert kpi(*run, "unused") == 0


def test_a_cliff_is_paid_for_when_its_lead_time_begins() -> None:
    # 2M × 1.05^8 = 2.95M, × 1.05^9 = 3.10M: crossed in month 9, due 8 months before.
    run = runs("database-cliff")["Ride it"]
    assert run["crossings"][0] == {"name": "Next shard", "month": 9, "due": 1, "late_by": 0}
    assert run["series"]["one_time"][:3] == [0, 400_000, 0]
    assert run["series"]["cliffs"][8:10] == [0, 45_000]


def test_faster_growth_makes_the_cliff_late_already() -> None:
    # 2M × 1.07^6 = 3.001M: crossed in month 6, two months nearer than the lead time.
    run = runs("database-cliff")["Ride it at 7 % growth"]
    assert run["crossings"][0] == {"name": "Next shard", "month": 6, "due": 0, "late_by": 2}
    assert run["series"]["one_time"][0] == 400_000


def test_re_architecting_before_the_cliff_is_a_go_at_18_months() -> None:
    # 5 × 6 × $25,000 = $750,000, and half of the database twice for six months:
    # 0.5 × 60,000 × Σ (0.4 + 0.6 × 1.05^t), t = 0…5 → 30,000 × (2.4 + 0.6 × 6.8019) = $194,434.
    run = "database-cliff", "Re-architect before it"
    growth = sum(1.05**t for t in range(6))
    assert kpi(*run, "investment") == near(750_000 + 30_000 * (2.4 + 0.6 * growth))
    assert runs("database-cliff")["Re-architect before it"]["crossings"] == []
    # After the first shard (400,000 in month 1) $544,434 is open; months 6…8 cost 8,000 each,
    # 9…14 save 37,000 each: 346,434 open before month 15, which saves 437,000 (second shard).
    open_then = 544_434.43 + 3 * 8_000 - 6 * 37_000
    assert kpi(*run, "payback") == pytest.approx(15 + open_then / 437_000, abs=1e-6)
    assert kpi(*run, "verdict") == "Go"


def test_the_genai_feature_earns_60_percent_at_launch() -> None:
    # (0.05 − 0.02) / 0.05 = 60 %.
    assert series("genai-feature", "As launched", "unit_cost")[0] == near(0.02)
    assert series("genai-feature", "As launched", "margin")[0] == near(0.6)


def test_the_genai_margin_breaks_in_the_month_the_gpu_block_arrives() -> None:
    # 1.1^14 = 3.80, 1.1^15 = 4.177: in month 15 the cost is 20,000 × (0.25 + 0.75 × 4.1772)
    # + 60,000 = 127,659 on a revenue of 208,862: margin 38.9 %, after 67.4 % the month before.
    margin = series("genai-feature", "As launched", "margin")
    volume = 1.1**15
    cost = 20_000 * (0.25 + 0.75 * volume) + 60_000
    assert margin[15] == near(1 - cost / (50_000 * volume))
    assert margin[14] == pytest.approx(0.674, abs=5e-4)
    assert margin[15] == pytest.approx(0.389, abs=5e-4)


def test_a_smaller_model_moves_the_gpu_block_out() -> None:
    run = runs("genai-feature")["Smaller model"]
    # 1.1^22 = 8.14: the block arrives 7 months later. 2 × 2 × 30,000 + 20,000 = $140,000.
    assert [crossing["month"] for crossing in run["crossings"]] == [22]
    assert run["kpis"]["investment"] == near(140_000)
    assert run["kpis"]["verdict"] == "Go"


def test_a_price_war_loses_a_third_of_every_dollar() -> None:
    # (0.03 − 0.04) / 0.03 = −33.3 %.
    assert series("genai-feature", "Price war", "margin")[0] == near(-1 / 3)
    assert kpi("genai-feature", "Price war", "verdict") == "No-go"


def test_a_million_of_shortfall_falls_due_in_december() -> None:
    # $11M invoiced after the discount of 15 %, $12M committed.
    run = "agreement", "Sign"
    assert sum(series(*run, "cost/cash")) == near(12e6)
    assert series(*run, "shortfall")[:11] == [0] * 11
    assert series(*run, "shortfall")[11] == near(1e6)
    assert series(*run, "shortfall_accrued") == near([1e6 / 12] * 12)


def test_marketplace_spend_closes_the_gap() -> None:
    # $2M through the marketplace, half of which counts: 11 + 1 = 12.
    run = "agreement", "Sign, marketplace counted"
    assert sum(series(*run, "marketplace")) == near(2e6)
    assert sum(series(*run, "shortfall")) == pytest.approx(0.0, abs=1e-6)


def test_signing_for_more_costs_more_than_its_discount() -> None:
    # List 11/0.85 = $12.941M; at 20 % off $10.353M, so $4.647M short of 15: $15M paid in all.
    run = "agreement", "Sign for more"
    assert series(*run, "shortfall")[11] == near(15e6 - 0.8 * 11e6 / 0.85)
    assert kpi(*run, "verdict") == "No-go"


@pytest.mark.parametrize(
    ("scenario", "weekly", "utilization", "esr"),
    [
        # Committed rate × 168 h, plus on demand above it: (1000, 700, 600) for (60, 60, 48) h.
        # 420 × 168 = 70,560; 600 covered: 400 × 60 + 100 × 60 = 30,000.
        ("$420 an hour", 100_560, 1.0, 1 - 100_560 / 130_800),
        # 490 × 168 = 82,320; 700 covered: 300 × 60 = 18,000; used 700 × 120 + 600 × 48.
        ("$490 an hour", 100_320, 112_800 / 117_600, 1 - 100_320 / 130_800),
        # 700 × 168 = 117,600; all covered: 130,800 of 168,000 used.
        ("$700 an hour", 117_600, 130_800 / 168_000, 1 - 117_600 / 130_800),
    ],
)
def test_the_right_plan_lies_near_the_level_of_the_night(
    scenario: str, weekly: float, utilization: float, esr: float
) -> None:
    run = "day-and-night", scenario
    weeks = 52 / 12
    assert series(*run, "cost/amortized") == near([weekly * weeks] * 12)
    assert kpi(*run, "utilization") == near(utilization)
    assert kpi(*run, "esr") == near(esr)


@pytest.mark.parametrize(
    ("scenario", "search", "payments"),
    [
        # Search 30,000 + its part of 40,000, on 60,000 revenue; payments 10,000 + theirs on 30,000.
        ("By requested CPU", 1 - 66 / 60, 1 - 14 / 30),
        ("Evenly", 1 - 50 / 60, 1 - 30 / 30),
        ("By cost", 1 - 60 / 60, 1 - 20 / 30),
    ],
)
def test_the_key_decides_which_product_seems_to_earn(
    scenario: str, search: float, payments: float
) -> None:
    run = "peanut-butter", scenario
    assert series(*run, "margin/Searches")[0] == pytest.approx(search, abs=1e-12)
    assert series(*run, "margin/Payments")[0] == pytest.approx(payments, abs=1e-12)
    # The whole is the same under every key: 90,000 of revenue, 80,000 of cost.
    assert series(*run, "margin")[0] == near(1 - 80 / 90)
    assert kpi(*run, "verdict") == "No change"


@pytest.mark.parametrize(
    ("scenario", "unit_cost_change"),
    [
        ("Half of it fixed", 0.525 / 1.4 + 0.475 - 1),  # −15 %
        ("A fifth of it fixed", 0.2 / 1.4 + 0.8 - 1),  # −5.7 %
    ],
)
def test_unit_cost_falls_by_the_fixed_share_alone(scenario: str, unit_cost_change: float) -> None:
    cost = series("cost-per-transaction", scenario, "unit_cost")
    volume = series("cost-per-transaction", scenario, "volume/Transactions")
    assert volume[12] / volume[0] == near(1.4)
    assert cost[12] / cost[0] - 1 == near(unit_cost_change)


def test_half_fixed_is_15_percent_cheaper_and_the_bill_190_thousand_higher() -> None:
    bill = series("cost-per-transaction", "Half of it fixed", "cost/amortized")
    # 1,000,000 × (0.525 + 0.475 × 1.4) = 1,190,000, and 1.19 / 1.4 = 0.85.
    assert bill[12] - bill[0] == near(190_000)
    assert bill[12] / 1.4 == near(850_000)


def test_checkout_begins_with_the_bill_of_the_last_month() -> None:
    # On demand 19,000 + 1,200 + 17,700 + 7,900 + 8,000 + 5,500 + 4,200 + 2,500 + 4,500 + 3,600
    # = 74,100. Off: Spot 3,540 − 3,540 × 1.04 × (0.95 × 0.32 + 0.05) = 3,540 − 1,303.2864;
    # reservations 7,200 × 0.37 = 2,664 and 5,300 × 0.35 = 1,855; the plan 13,000 × 0.37 = 4,810.
    # 74,100 − 2,236.7136 − 2,664 − 1,855 − 4,810 = 62,534.2864.
    bill = series("checkout-2027", "Do nothing", "cost/amortized")
    assert bill[0] == near(62_534.2864)
    assert series("checkout-2027", "Do nothing", "unit_cost")[0] == near(62_534.2864 / 1_300_000)


def test_checkout_shows_both_verdicts_and_paybacks_within_the_horizon() -> None:
    verdicts = {name: run["kpis"]["verdict"] for name, run in runs("checkout-2027").items()}
    assert verdicts == {
        "Do nothing": "No change",
        "Spot refactor": "Go",
        "Spot + plan": "Go",
        "Slow growth": "No-go",
    }
    for scenario in ("Spot refactor", "Spot + plan", "Slow growth"):
        # 3 engineers × 2 months × $20,000.
        assert kpi("checkout-2027", scenario, "investment") == near(120_000)
        assert 12 < kpi("checkout-2027", scenario, "payback") < 24


def test_checkout_climbs_a_staircase_of_cliffs() -> None:
    run = runs("checkout-2027")["Do nothing"]
    # 1.3M × 1.015^t × season × 1.08 from September: November 2027 is 1.858M, above 1.7M;
    # December 2028 is 1.3M × 1.015^23 × 1.16 × 1.08 = 2.294M, above 2.25M.
    months = {(crossing["name"], crossing["month"]) for crossing in run["crossings"]}
    assert {("Orders DB: next size", 10), ("Orders DB: sharding", 23)} <= months
    cliffs = run["series"]["cliffs"]
    assert cliffs == sorted(cliffs)
    assert len(set(cliffs)) >= 5


def test_checkout_plan_bought_before_spot_is_done_is_partly_unused_at_first() -> None:
    unused = series("checkout-2027", "Spot + plan", "unused")
    assert sum(unused) > 5_000
    assert max(unused) == max(unused[3:9])  # while Spot takes the encoder out of the plan
    assert sum(unused[15:]) == pytest.approx(0.0, abs=1e-6)  # until growth fills it


def test_checkout_costs_less_an_order_than_doing_nothing_by_its_end() -> None:
    first = series("checkout-2027", "Spot + plan", "unit_cost")
    base = series("checkout-2027", "Do nothing", "unit_cost")
    assert first[-1] < first[0] < base[-1]
