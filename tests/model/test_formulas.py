"""Computed cells: what a formula may say, what it comes to, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from scenarios.address import Address
from scenarios.case import Case
from scenarios.cells import RefusedError
from scenarios.differences import Change, differences
from scenarios.edits import RESET, CellEdit, with_cells, with_edits
from scenarios.engine import evaluate, evaluate_cells
from scenarios.formula_reading import read_formula
from scenarios.problems import CaseError
from scenarios.questions.turning_points import turning_points
from scenarios.row_edits import with_row, with_row_duplicated, with_row_renamed, without_rows
from scenarios.scenario_edits import with_scenario_duplicated
from scenarios.variation import vary
from tests.document.shop import shop

WEB = "workloads/web/on_demand_cost"
ENCODER = "workloads/encoder/on_demand_cost"


def value(case: Case, address: str, scenario: str | None = None) -> object:
    return case.value(Address.parse(address), scenario)


def refusal(case: Case, cells: dict[str, Any], scenario: str | None = None) -> list[str]:
    with pytest.raises(CaseError) as refused:
        with_cells(case, scenario, cells)
    return [str(problem) for problem in refused.value.problems]


# What a formula may say.


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=3*2*25000", 150_000),
        ("=(1+2)*3-4/8", 8.5),
        ("=2^3^2", 512),  # powers associate to the right: 2^9
        ("=300-2^2", 296),
        ("=$5k*12", 60_000),
        ("=50%*200", 100),
        ("=1,250.5*2", 2501),
        ("=0.1*3", 0.3),  # not 0.30000000000000004
        ("=units/orders/volume*0.1", 100),  # 1000 orders
        ("=UNITS/ORDERS/VOLUME/2+1", 501),
        ("=Refactoring/port/months*3", 9),  # a table by what the window calls it
        ("=max(1,200;3)", 200),  # within a function a comma parts: 1, 200 and 3
        ("=min(5;7) + abs(3-10)", 12),
        ("=round(2.5) + round(1234;-2)", 1203),  # halves go away from zero
        ("=round(5;300) + round(1/3;15)*3", 6),  # no number has so many digits: it stays as it is
        ("=round(1234;-400)", 0),
        ("=ABS (3) + MAX (1; 2)", 5),  # three capitals are a currency beside numbers alone
        ("=workloads/'encoder'/on_demand_cost", 900),
        ("=project/hurdle_months", 12),  # a default counts as given
        ("=weight*100 + fixed_share", 0),  # fields of the formula's own row
    ],
)
def test_a_formula_comes_to_what_a_spreadsheet_s_would(formula: str, result: float) -> None:
    case = with_cells(shop(), None, {WEB: formula})

    assert value(case, WEB) == result


def test_shares_and_rates_are_fractions_and_months_are_offsets() -> None:
    # In percent cells 20 % is 0.2; April 2026 is three months after January 2026.
    start = str(shop().project["start_month"])
    year = int(start[:4])
    case = with_cells(
        shop(),
        None,
        {
            "workloads/encoder/fixed_share": 0.2,
            "workloads/encoder/spot_start": f"{year + 1}{start[4:]}",
            WEB: "=workloads/encoder/fixed_share*1000 + workloads/encoder/spot_start",
            "workloads/web/spot_start": "=workloads/encoder/spot_start - 2",
        },
    )

    assert value(case, WEB) == 200 + 12
    assert value(case, "workloads/web/spot_start") == 10


def test_a_row_s_name_may_hold_anything_that_a_name_may_hold() -> None:
    name = 'it\'s - 2*web "x"'
    case = with_row(shop(), "workloads", name, {"on_demand_cost": 40})

    quoted = with_cells(case, None, {WEB: "=workloads/'it''s - 2*web \"x\"'/on_demand_cost*2"})
    bare = with_cells(case, None, {WEB: f"=workloads/{name}/on_demand_cost*2"})

    assert value(quoted, WEB) == value(bare, WEB) == 80
    assert quoted.formulas == bare.formulas


# What follows.


def test_what_a_cell_names_is_followed_at_every_change() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1", ENCODER: f"={WEB}*2"})

    case = with_cells(case, None, {"units/orders/volume": 3000})

    assert value(case, WEB) == 300
    assert value(case, ENCODER) == 600


def test_a_value_or_a_reset_takes_the_place_of_a_formula() -> None:
    case = with_cells(shop(), None, {WEB: "=5*5", "workloads/web/fixed_share": "=1/4"})

    case = with_cells(case, None, {WEB: 7, "workloads/web/fixed_share": RESET})

    assert case.formulas == {}
    assert value(case, WEB) == 7
    assert value(case, "workloads/web/fixed_share") == 0


def test_a_base_formula_follows_what_a_scenario_overrides() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1"})

    case = with_cells(case, "spot", {"units/orders/volume": 5000})

    assert value(case, WEB) == 100
    assert value(case, WEB, "spot") == 500
    assert WEB not in case.scenario("spot").set  # it follows; it is no override
    assert case.view("spot").column("workloads", Address.parse(WEB).field)[0] == 500


def test_a_scenario_s_own_value_stands_against_the_base_s_formula() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1"})

    case = with_cells(case, "spot", {"units/orders/volume": 5000, WEB: 42})

    assert value(case, WEB, "spot") == 42


def test_base_is_what_the_base_has_in_the_very_cell() -> None:
    case = with_cells(shop(), "spot", {ENCODER: "=12*base"})

    assert value(case, ENCODER, "spot") == 12 * 900
    assert value(with_cells(case, None, {ENCODER: 100}), ENCODER, "spot") == 1200


def test_a_reference_run_has_its_own_levers_computed_from_the_scenario_s_volumes() -> None:
    # "spot" is the reference of "against spot": its lever is a tenth of the orders.
    case = with_cells(shop(), "spot", {ENCODER: "=units/orders/volume*0.1"})
    case = with_cells(case, "against spot", {"units/orders/volume": 4000})

    reference = evaluate(case, ["against spot"])["against spot"].reference.evaluated.view

    assert reference.value("workloads", "encoder", "on_demand_cost") == 400
    assert reference.value("units", "orders", "volume") == 4000


def test_a_computed_volume_is_the_scenario_s_in_its_reference_run_too() -> None:
    # The base's clicks follow a lever; growth must be alike in both runs.
    case = with_cells(shop(), None, {"units/clicks/volume": f"={ENCODER}*10"})
    case = with_cells(case, "spot", {ENCODER: 700})

    results = evaluate(case)

    def clicks(view: Any) -> object:
        return view.value("units", "clicks", "volume")

    assert clicks(results["spot"].evaluated.view) == 7000
    assert clicks(results["spot"].reference.evaluated.view) == 7000
    # Held against "spot", a scenario without that lever keeps its own clicks in both runs.
    assert clicks(results["against spot"].evaluated.view) == 9000
    assert clicks(results["against spot"].reference.evaluated.view) == 9000


def test_cells_that_no_case_holds_are_computed_alike() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1"})

    made = evaluate_cells(case, {"more": {"units/orders/volume": 2000, ENCODER: "=base/9"}})["more"]

    # 200 for web and 100 for the encoder, in month 0.
    assert made.series["cost/on_demand"][0] == pytest.approx(300)
    with pytest.raises(CaseError, match="divides by zero"):
        evaluate_cells(case, {"none": {ENCODER: "=1/(units/orders/volume-1000)"}})


# What is refused.


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("=units/order/volume", "“order” is not a row of units. Valid: “orders”, “clicks”."),
        ("=units/orders/volum", "The nearest valid one is “volume”."),
        ("=on_demand", "names workloads/web/on_demand: “on_demand” is not a field."),
        ("=family", "names workloads/web/family, which is not a number."),
        ("=shared*2", "names workloads/web/shared, which is not a number."),
        ("=spot_target", "names workloads/web/spot_target, which is empty."),
        ("=base*2", "names “base”, which has a meaning in scenarios alone."),
        ("=1/0", "divides by zero"),
        ("=1/(units/orders/volume-1000)", "divides by zero"),
        ("=9**9**9", "too large"),
        ("=1e300*1e300", "too large"),
        ("=(0-8)^0.5", "has no value"),
        ("=0^0", "has no value"),
        ("=units/orders", "names no cell"),
        ("=average(1;2)", "“average” is not a function"),
        ("=İ", "names workloads/web/İ"),  # whose small letter is two characters, and no word
        ("=" + "(" * 99 + "1" + ")" * 99, "cannot be worked out"),
        ("=1" + "+1" * 5000, "too long"),
        ("=0-5", "comes to -5, beyond what is valid. Enter 0 or more."),
    ],
)
def test_what_has_no_value_is_refused_with_its_reason(formula: str, said: str) -> None:
    (problem,) = refusal(shop(), {WEB: formula})

    assert problem.startswith(WEB)
    assert said in problem


def test_a_chain_of_many_thousand_terms_is_no_danger() -> None:
    case = with_cells(shop(), None, {WEB: "=1" + "+1" * 900})

    assert value(case, WEB) == 901


def test_a_result_beyond_the_field_s_bounds_is_refused_as_it_is_shown() -> None:
    assert refusal(shop(), {"workloads/web/spot_share": "=65%*2"}) == [
        "workloads/web/spot_share: The formula comes to 130 %, beyond what is valid. "
        "Enter 0 % to 100 %."
    ]
    assert refusal(shop(), {"project/horizon": "=5/2"}) == [
        "project/horizon: The formula comes to 2.5, which is not a whole number. Enter 1 to 600."
    ]


def test_a_circle_is_named_in_full_and_everything_is_told_at_once() -> None:
    problems = refusal(
        shop(),
        {
            WEB: f"={ENCODER}+1",
            ENCODER: "=workloads/web/weight",
            "workloads/web/weight": f"={WEB}*2",
            "workloads/web/spot_share": "=2",
        },
    )

    circle = f"{ENCODER} → workloads/web/weight → {WEB} → {ENCODER}"
    assert len(problems) == 2
    assert any(f"refers to itself in a circle: {circle}." in problem for problem in problems)
    assert any(problem.startswith("workloads/web/spot_share") for problem in problems)


def test_a_circle_that_only_a_scenario_closes_is_told_of_that_scenario() -> None:
    case = with_cells(shop(), None, {WEB: f"={ENCODER}"})

    (problem,) = refusal(case, {ENCODER: f"={WEB}*2"}, "spot")

    assert problem.startswith(f"scenario “spot”, {ENCODER}: refers to itself in a circle")


def test_a_change_that_leaves_a_formula_without_value_is_refused_where_it_shows() -> None:
    case = with_cells(shop(), None, {WEB: "=1000/units/orders/growth"} | {"units/orders/growth": 1})

    assert refusal(case, {"units/orders/growth": 0}, "spot")[0].startswith(
        f"scenario “spot”, {WEB}: The formula divides by zero."
    )


# Rows that formulas name.


def test_a_renamed_row_is_followed_in_formulas() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume * 10%"})
    case = with_cells(case, "spot", {ENCODER: "=units/orders/volume+base"})

    case = with_row_renamed(case, "units", "orders", "big orders")

    assert case.formulas == {WEB: "=units/'big orders'/volume * 10%"}
    assert case.scenario("spot").formulas == {ENCODER: "=units/'big orders'/volume+base"}
    assert value(case, ENCODER, "spot") == 1900


def test_a_name_that_would_make_a_formula_too_long_to_read_back_is_refused() -> None:
    case = with_cells(shop(), None, {WEB: "=" + "+".join(["units/orders/volume"] * 90)})

    with pytest.raises(CaseError, match=f"{WEB}: has a formula that would be too long"):
        with_row_renamed(case, "units", "orders", "o" * 200)
    # Quotes, which a plain name needs none of, count as well.
    spaced = with_row_renamed(shop(), "units", "orders", "a b")
    (problem,) = refusal(spaced, {WEB: "=" + "+".join(["units/a b/volume"] * 117)})
    assert "The formula is too long" in problem


def test_a_row_that_a_formula_names_stays() -> None:
    case = with_cells(shop(), None, {WEB: f"={ENCODER}"})

    with pytest.raises(CaseError, match=f"{WEB}: has a formula that names “encoder”"):
        without_rows(case, "workloads", ["encoder"])
    free = without_rows(case, "migrations", ["move"])
    assert without_rows(free, "workloads", ["encoder", "web"]).formulas == {}


def test_a_twin_s_formulas_name_the_twin() -> None:
    case = with_cells(
        shop(),
        None,
        {"workloads/web/weight": f"={WEB}/units/orders/volume", "workloads/web/spot_share": "=1/4"},
    )

    twin = with_cells(
        with_row_duplicated(case, "workloads", "web", "web 2"),
        None,
        {"workloads/web 2/on_demand_cost": 3000},
    )

    assert value(twin, "workloads/web 2/weight") == 3
    assert value(twin, "workloads/web/weight") == 0.5  # 500 / 1000
    assert value(twin, "workloads/web 2/spot_share") == 0.25


def test_a_row_may_be_added_with_formulas_also_in_cells_that_it_must_give() -> None:
    case = with_row(shop(), "workloads", "new", {"on_demand_cost": "=units/orders/volume*2"})

    assert value(case, "workloads/new/on_demand_cost") == 2000
    assert case.formulas == {"workloads/new/on_demand_cost": "=units/orders/volume*2"}


def test_a_new_row_s_wrong_formulas_and_fields_are_told() -> None:
    with pytest.raises(CaseError, match="workloads/new/costs: is not a field"):
        with_row(shop(), "workloads", "new", {"on_demand_cost": "=1", "costs": "=1"})
    with pytest.raises(CaseError, match="workloads/new/on_demand_cost: The formula divides"):
        with_row(shop(), "workloads", "new", {"on_demand_cost": "=1/0"})


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    case = with_cells(shop(), "spot", {"workloads/web/family": "=1+1"})

    assert value(case, "workloads/web/family", "spot") == "=1+1"
    assert case.scenario("spot").formulas == {}


def test_a_scenario_s_twin_has_its_formulas() -> None:
    case = with_cells(shop(), "spot", {ENCODER: "=12*base"})

    twin = with_scenario_duplicated(case, "spot", "spot 2")

    assert twin.scenario("spot 2").formulas == {ENCODER: "=12*base"}


# Files and differences.


def test_a_case_file_keeps_values_in_cells_and_formulas_beside_them() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1"})
    case = with_cells(case, "spot", {ENCODER: "=12*base"})

    document = json.loads(json.dumps(case.to_json()))

    web = next(row for row in document["workloads"] if row["name"] == "web")
    spot = next(row for row in document["scenarios"] if row["name"] == "spot")
    assert web["on_demand_cost"] == 100
    assert document["formulas"] == {WEB: "=units/orders/volume*0.1"}
    assert spot["set"][ENCODER] == 10_800
    assert spot["formulas"] == {ENCODER: "=12*base"}
    assert Case.from_json(document) == case


def test_a_case_without_formulas_writes_none() -> None:
    document = shop().to_json()

    assert "formulas" not in document
    assert all("formulas" not in row for row in document["scenarios"])  # type: ignore[attr-defined]


def test_a_stored_value_that_disagrees_with_its_formula_is_worked_out_anew() -> None:
    document: Any = shop().to_json()
    document["formulas"] = {WEB: "=2*3"}

    assert value(Case.from_json(document), WEB) == 6


def test_wrong_formulas_of_a_file_are_all_told() -> None:
    document: Any = shop().to_json()
    document["formulas"] = {WEB: "=2*", "workloads/gone/weight": "=1", "workloads/web/family": "=1"}
    document["scenarios"][1]["formulas"] = {ENCODER: 5}

    with pytest.raises(CaseError) as refused:
        Case.from_json(document)

    assert [(each.scenario, each.address) for each in refused.value.problems] == [
        ("spot", ENCODER),
        (None, WEB),
        (None, "workloads/gone/weight"),
        (None, "workloads/web/family"),
    ]


def test_differences_tell_of_formulas_and_not_of_what_follows() -> None:
    before = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1"})
    after = with_edits(
        before,
        [CellEdit("units/orders/volume", 2000), CellEdit(ENCODER, "=base/2", "spot")],
    )

    assert set(differences(before, after)) == {
        Change("units/orders/volume", 1000, 2000),
        Change(ENCODER, RESET, "=base/2", "spot"),
    }
    assert differences(shop(), before) == (Change(WEB, 500, "=units/orders/volume*0.1"),)


# Cells varied over a batch.


def test_computed_cells_follow_a_cell_that_is_varied() -> None:
    case = with_cells(shop(), None, {WEB: "=units/orders/volume*0.1"})
    case = with_cells(case, "spot", {ENCODER: "=base + units/orders/volume"})
    volumes = np.array([1000.0, 2000.0, 500.0])

    varied = vary(evaluate(case)["spot"], {"units/orders/volume": volumes})

    for at, volume in enumerate(volumes.tolist()):
        alone = evaluate(with_cells(case, None, {"units/orders/volume": volume}))["spot"]
        assert varied.appraisal.npv[at] == pytest.approx(alone.kpis.npv)
    assert varied.is_valid.all()


def test_a_varied_cell_is_what_it_is_varied_to_and_moves_what_scenarios_call_base() -> None:
    case = with_cells(shop(), None, {ENCODER: "=units/orders/volume"})
    case = with_cells(case, "spot", {ENCODER: "=base*2", WEB: f"={ENCODER}"})
    volumes = np.array([1000.0, 3000.0])

    varied = vary(evaluate(case)["spot"], {"units/orders/volume": volumes})

    alone = evaluate(with_cells(case, None, {"units/orders/volume": 3000}))["spot"]
    assert varied.appraisal.npv[1] == pytest.approx(alone.kpis.npv)
    pinned = vary(evaluate(case)["spot"], {ENCODER: np.array([10.0])})
    fixed = evaluate(with_cells(case, "spot", {ENCODER: 10}))["spot"]
    assert pinned.appraisal.npv[0] == pytest.approx(fixed.kpis.npv)


def test_a_variant_in_which_a_formula_leaves_its_bounds_is_not_valid() -> None:
    case = with_cells(shop(), None, {"workloads/web/spot_share": "=units/orders/volume/2000"})

    varied = vary(evaluate(case)["spot"], {"units/orders/volume": np.array([1000.0, 2001.0])})

    assert varied.is_valid.tolist() == [True, False]


def test_a_lever_turns_no_verdict_where_a_formula_would_leave_its_bounds() -> None:
    case = with_cells(shop(), None, {"workloads/web/spot_share": "=units/orders/volume/1001"})
    results = evaluate(case)["spot"]

    points = [point for point in turning_points(results, ["units/orders/volume"]) if point]

    reached = [at for point in points for at in (point.to_lower, point.to_upper) if at is not None]
    assert all(at <= 1001 for at in reached)


def test_a_formula_that_is_read_and_written_stays_the_same() -> None:
    texts = ["=1 + 2", "=-2^-3", "=max( 1;2,base )", "=volume/price/2", "=units/a b/volume*5k"]

    assert [read_formula(read_formula(text).text).text for text in texts] == [
        read_formula(text).text for text in texts
    ]


def test_an_address_in_a_table_that_does_not_exist_names_the_nearest_one() -> None:
    with pytest.raises(RefusedError, match="There is no table “workloadz”") as refused:
        read_formula("=workloadz/video/base_cost*2")

    assert "workloads" in str(refused.value)
