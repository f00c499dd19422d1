"""Why a number is what it is: formulas in words, values, links, effects, turning points."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scenarios.case import Address, Case
from scenarios.edits import with_cells
from scenarios.engine import as_json, evaluate
from scenarios.library import entries, load
from scenarios.questions.turning_points import TurningPoint
from scenarios.schema import PROJECT, TABLES
from whatif_app.explain import Explanation, Kind, explain, figure_at
from whatif_app.explain.effects import effects
from whatif_app.explain.explain import KPI_NAMES
from whatif_app.explain.export_rows import rows_behind
from whatif_app.explain.recipes import CELLS
from whatif_app.explain.stays import turning_sentence

THIN = "\u202f"


def pipeline() -> Case:
    """$20,000 a month, half of it on Spot at 70 % off from month 2 on, after $150,000 of work."""
    return Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 22, "discount_rate": 0},
            "units": [{"name": "jobs", "volume": 1000, "price": 30}],
            "workloads": [
                {
                    "name": "p",
                    "unit": "jobs",
                    "on_demand_cost": 20000,
                    "spot_overhead": 0.1,
                    "spot_fallback": 0.04,
                    "initiative": "work",
                }
            ],
            "initiatives": [
                {"name": "work", "engineers": 3, "months": 2, "loaded_cost": 25000,
                 "enabled": False}
            ],
            "scenarios": [
                {"name": "Spot", "set": {"initiatives/work/enabled": True,
                                         "workloads/p/spot_target": 0.5}},
            ],
            "ranges": {"workloads/p/spot_target": {"low": 0.4, "mode": 0.5, "high": 0.6}},
        }
    )  # fmt: skip


def told(what: str, scenario: str = "Spot", **more: Any) -> Explanation:
    case = pipeline()
    return explain(case, evaluate(case), scenario, what, **more)


def values(found: Explanation) -> dict[str, str]:
    return {part.label: part.value for part in found.parts}


def test_a_cell_tells_its_value_the_bases_and_its_range() -> None:
    found = told("workloads/p/spot_target")

    assert found.title == "Spot target · p"
    assert found.value == f"50{THIN}%"
    assert found.compared == "here · base has none (stays at today's)"
    assert f"Range 40{THIN}% … 50{THIN}% … 60{THIN}%." in found.about


def test_a_computed_cell_shows_its_formula_and_leads_to_the_cells_in_it() -> None:
    case = with_cells(pipeline(), None, {"workloads/p/weight": "=units/jobs/volume/4"})
    case = with_cells(case, "Spot", {"units/jobs/volume": 2000, "units/jobs/price": "=base*2"})
    results = evaluate(case)

    weight = explain(case, results, "Spot", "workloads/p/weight")
    price = explain(case, results, "Spot", "units/jobs/price")

    assert weight.value == "500"
    assert weight.about[0] == "It is computed: =units/jobs/volume/4"
    assert (weight.parts[0].label, weight.parts[0].value) == ("Volume of jobs", "2,000")
    assert (weight.parts[0].kind, weight.parts[0].target) == (Kind.CELL, "units/jobs/volume")
    assert weight.compared == "here · base has 250"  # it follows, and is not as in the base
    assert (price.parts[0].label, price.parts[0].value) == ("In the base", "$30")


def test_a_spot_cell_shows_the_formula_with_every_value_in_it() -> None:
    found = told("workloads/p/spot_target")

    assert found.formula.startswith("Spot cost = demand × Spot share × (1 + overhead)")
    assert values(found) == {
        "Demand": "$20k",
        "Spot share": f"50.0{THIN}%",
        "Spot overhead": f"10{THIN}%",
        "Spot fallback": f"4{THIN}%",
        "Spot discount": f"70{THIN}%",
    }


def test_the_values_shown_multiply_to_the_figure() -> None:
    # 20,000 × 0.5 × 1.1 × (0.96 × 0.3 + 0.04) = 3,608.
    case = pipeline()

    assert evaluate(case)["Spot"].series["spot"][-1] == pytest.approx(3608.0)
    assert told("spot").value == "$3.61k"


def test_a_figure_is_told_for_the_month_asked() -> None:
    # The work lasts two months, so nothing is on Spot in February.
    assert told("spot@2027-02").value == "$0"
    assert told("spot", month="2027-03").value == "$3.61k"
    assert "Mar 2027" in told("spot@2027-03").compared


def test_the_parts_of_the_amortized_cost_add_up_to_it() -> None:
    found = told("cost/amortized@2027-03")

    # 3,608 on Spot and the other half, 10,000, on demand.
    assert found.value == "$13.6k"
    assert values(found)["Spot cost"] == "$3.61k"
    assert values(found)["On demand"] == "$10k"


def test_every_part_leads_to_a_cell_or_figure_that_can_be_explained_in_turn() -> None:
    for entry in entries():
        case = Case.from_json(entry.case)
        results = evaluate(case)
        scenario = case.scenario_names[-1]
        names = [*as_json(results[scenario])["series"], *KPI_NAMES]  # type: ignore[misc]
        for name in names:
            for part in explain(case, results, scenario, name).parts:
                if part.kind is not Kind.NONE:
                    assert explain(case, results, scenario, part.target).formula


def test_no_figure_of_the_headless_results_lacks_its_formula() -> None:
    case = Case.from_json(load("checkout-2027").case)
    results = evaluate(case)
    printed = as_json(results["Spot + plan"])

    for name in [
        *cast("dict[str, Any]", printed["series"]),
        *cast("dict[str, Any]", printed["kpis"]),
    ]:
        found = explain(case, results, "Spot + plan", name)
        assert found.formula and found.title and found.value, name


def test_every_cell_of_every_table_can_be_explained() -> None:
    rates = [{"name": "EUR", "rate": 1.1, "date": "2026-12-31"}]
    case = Case.from_json({**load("checkout-2027").case, "rates": rates})
    results = evaluate(case)
    fields = [Address("project", "", field.name) for field in PROJECT.fields]
    for table in TABLES.values():
        row = case.tables[table.name].names[0]
        fields += [
            Address(table.name, row, field.name) for field in table.fields if field.name != "name"
        ]

    for address in fields:
        found = explain(case, results, "Spot + plan", str(address))
        assert found.address == str(address)
        assert found.formula
    assert CELLS.keys() == {PROJECT.name, *TABLES}


def test_a_converted_amount_is_explained_by_its_rate_and_the_rate_by_what_it_converts() -> None:
    case = Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 2},
            "rates": [{"name": "EUR", "rate": 1.25, "date": "2026-09-30"}],
            "workloads": [
                {"name": "web", "on_demand_cost": 900},
                {"name": "data", "on_demand_cost": 800, "currency": "EUR"},
            ],
            "commitments": [
                {"name": "plan", "discount": 0.3, "commit": 400, "currency": "EUR"},
                {"name": "own", "discount": 0.3, "commit": 100},
            ],
            "scenarios": [{"name": "Weak", "set": {"rates/EUR/rate": 0.9}}, {"name": "As it is"}],
        }
    )
    results = evaluate(case)

    def of(address: str, scenario: str = "") -> Explanation:
        return explain(case, results, scenario, address)

    demand = of("workloads/data/on_demand_cost")
    assert demand.value == "€800"
    assert values(demand)["Rate of EUR, 30 Sep 2026"] == "1.25"
    assert "Rate of EUR, 30 Sep 2026" not in values(of("workloads/web/on_demand_cost"))
    assert values(of("workloads/data/on_demand_cost", "Weak"))["Rate of EUR, 30 Sep 2026"] == "0.9"
    assert values(of("commitments/plan/commit")) == {
        "Commitment": "€400",
        "Rate of EUR, 30 Sep 2026": "1.25",
        "Size": "$500",
        "Used": "$500",
    }
    assert values(of("rates/EUR/rate")) == {
        "Rate": "1.25",
        "Date": "30 Sep 2026",
        "data": "€800",
        "plan": "€400",
    }
    links = {part.label: part.target for part in of("workloads/data/currency").parts}
    assert links["Rate of EUR, 30 Sep 2026"] == "rates/EUR/rate"


def test_what_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="workload/nobody"):
        told("workload/nobody")
    with pytest.raises(KeyError, match="2031-01"):
        told("spot@2031-01")


def test_a_name_with_an_at_sign_is_no_month() -> None:
    assert figure_at("unit_cost/reads@edge") == ("unit_cost/reads@edge", None)
    assert figure_at("unit_cost/reads@edge@2027-01") == ("unit_cost/reads@edge", "2027-01")


def test_the_base_is_explained_by_the_reference() -> None:
    assert told("spot", scenario="").value == "$0"


def test_the_effect_of_an_overridden_cell_is_the_difference_it_makes() -> None:
    # Twenty months of 10,000 − 3,608 = 6,392 saved, undiscounted.
    case = pipeline()
    found = effects(case, "Spot", Address.parse("workloads/p/spot_target"))

    assert found is not None
    assert found.against == "against the base, which has none"
    shown = {part.label: part.value for part in found.parts}
    assert shown["NPV"] == "+$128k"
    # 6,392 less a month over 1,000 jobs.
    assert shown["Unit cost, last month"] == "−$6.39"


def test_the_effect_of_any_other_number_is_that_of_a_tenth_more() -> None:
    # 2,500 more for three engineers over two months: $15,000.
    case = pipeline()
    found = effects(case, "Spot", Address.parse("initiatives/work/loaded_cost"))

    assert found is not None
    assert found.against == "were it $27,500"
    shown = {part.label: part.value for part in found.parts}
    assert shown["NPV"] == "−$15k"
    assert shown["Investment"] == "+$15k"


def test_a_word_has_no_tenth_more() -> None:
    assert effects(pipeline(), "Spot", Address.parse("workloads/p/family")) is None


def test_the_export_rows_behind_a_workload_are_counted() -> None:
    totals = SimpleNamespace(billed=Decimal("12.5"), amortized=Decimal("13"))
    group = SimpleNamespace(values=("p", "USD"), rows=1204, totals=totals)
    baseline = SimpleNamespace(
        months=("2026-11", "2026-12"),
        dimensions=("service", "tag:team"),
        sources=(SimpleNamespace(name="cur-2026-12.csv"),),
        group=lambda dimensions, month: [group] if dimensions[0] == "tag:team" else [],
    )

    found = told("workload/p", baseline=cast("Any", baseline))

    assert found.notes == (
        "1,204 rows of cur-2026-12.csv with tag team “p” in Dec 2026: "
        "$13.00 amortized, $12.50 billed.",
    )


def test_the_rows_behind_a_workload_are_those_of_its_own_bill() -> None:
    def of(currency: str, amount: str) -> SimpleNamespace:
        totals = SimpleNamespace(billed=Decimal(amount), amortized=Decimal(amount))
        return SimpleNamespace(values=("p", currency), rows=3, totals=totals)

    baseline: Any = SimpleNamespace(
        months=("2026-12",),
        dimensions=("service",),
        sources=(SimpleNamespace(name="cur.csv"),),
        group=lambda dimensions, month: [of("USD", "12"), of("EUR", "7")],
    )

    assert len(rows_behind(baseline, "p")) == 2
    (own,), (euro,) = rows_behind(baseline, "p", "USD"), rows_behind(baseline, "p (EUR)", "EUR")
    assert own.endswith("$12.00 amortized, $12.00 billed.")
    assert euro.endswith("“p” in Dec 2026: €7.00 amortized, €7.00 billed.")


@pytest.mark.parametrize(
    ("point", "sentence"),
    [
        # Rounded up: 58.0 % would be a value at which the verdict has turned.
        (
            TurningPoint("workloads/p/spot_target", 0.85, 0.58004, None, 0.5799, None, True),
            f"Spot target of p ≥ 58.1{THIN}%",
        ),
        (
            TurningPoint("initiatives/work/loaded_cost", 25000, None, 35378, None, 35400, True),
            "Loaded cost of work ≤ $35,300",
        ),
        (
            TurningPoint("initiatives/work/loaded_cost", 25000, 16400, None, 16333, None, False),
            "Loaded cost of work ≤ $16,300",
        ),
        (TurningPoint("units/jobs/growth", 0.01, None, None, None, None, True), ""),
    ],
)
def test_turning_points_are_said_so_that_they_hold(point: TurningPoint, sentence: str) -> None:
    assert turning_sentence(pipeline(), point) == sentence
