"""Amounts in another currency: kept apart, and converted with a rate that somebody entered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.case import Address, Case, CaseError
from scenarios.cells import RefusedError, accepted
from scenarios.edits import CellEdit, with_edits
from scenarios.engine import evaluate
from scenarios.rates import currency_of
from scenarios.row_edits import with_row_renamed, without_rows
from scenarios.schema import TABLES, field_at
from scenarios.variation import vary

EURO = {"name": "EUR", "rate": 1.1, "date": "2026-09-30"}


def document(**parts: Any) -> dict[str, Any]:
    """$1,000 and €2,000 a month for a quarter, the euro at $1.10."""
    return {
        "project": {"start_month": "2027-01", "horizon": 3},
        "rates": [EURO],
        "workloads": [
            {"name": "web", "on_demand_cost": 1000},
            {"name": "data", "on_demand_cost": 2000, "currency": "EUR"},
        ],
        **parts,
    }


def costs(case: Case, series: str = "cost/amortized") -> dict[str, list[float]]:
    return {name: found.series[series].tolist() for name, found in evaluate(case).items()}


def mistakes(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(CaseError) as caught:
        Case.from_json(document)
    return {problem.address: f"{problem.what} {problem.valid}" for problem in caught.value.problems}


def test_an_amount_in_another_currency_is_multiplied_by_its_rate() -> None:
    # 1,000 + 2,000 × 1.10
    assert costs(Case.from_json(document()))["Do nothing"] == pytest.approx([3200.0] * 3)


def test_a_commitment_is_converted_and_a_coverage_is_a_share_of_what_was() -> None:
    committed = {"discount": 0.3, "scope": "data"}
    by_amount = document(
        commitments=[{"name": "plan", "commit": 500, "currency": "EUR", **committed}]
    )
    by_coverage = document(
        commitments=[{"name": "plan", "coverage": 0.25, "currency": "EUR", **committed}]
    )

    # €500 is $550 of the $2,200; a quarter of $2,200 is $550 as well: 550 × 0.7 = 385.
    for each in (by_amount, by_coverage):
        found = Case.from_json(each)
        assert costs(found, "committed")["Do nothing"] == pytest.approx([385.0] * 3)
        assert costs(found)["Do nothing"] == pytest.approx([1000 + 1650 + 385.0] * 3)


def test_a_rate_is_a_lever_of_a_scenario() -> None:
    scenarios = [{"name": "Strong euro", "set": {"rates/EUR/rate": 1.3}}, {"name": "As it is"}]

    found = costs(Case.from_json(document(scenarios=scenarios)))

    assert found["Strong euro"] == pytest.approx([1000 + 2600.0] * 3)
    assert found["As it is"] == pytest.approx([3200.0] * 3)


def test_a_currency_s_swing_is_no_saving() -> None:
    scenarios = [
        {"name": "Weak euro", "set": {"rates/EUR/rate": 0.9}},
        {
            "name": "Weak euro and Spot",
            "set": {"rates/EUR/rate": 0.9, "workloads/data/spot_target": 1},
        },
    ]

    results = evaluate(Case.from_json(document(scenarios=scenarios)))

    # The rate is in both runs; Spot at 70 % off saves 0.7 × 2,000 × 0.9 = 1,260.
    assert results["Weak euro"].series["savings"] == pytest.approx([0.0] * 3)
    assert results["Weak euro"].kpis.verdict == "No change"
    assert results["Weak euro and Spot"].series["savings"] == pytest.approx([1260.0] * 3)


def test_a_rate_varies_in_a_batch_in_both_runs() -> None:
    spot = {"name": "Spot", "set": {"workloads/data/spot_target": 1}}
    results = evaluate(Case.from_json(document(scenarios=[spot])))["Spot"]

    worth = vary(results, {"rates/EUR/rate": np.array([1.0, 1.1, 2.0])})

    assert worth.run.amortized[:, 0] == pytest.approx([1600, 1660, 2200])
    assert worth.appraisal.savings[:, 0] == pytest.approx([1400, 1540, 2800])


def test_a_row_s_currency_is_a_lever_too() -> None:
    scenarios = [{"name": "Billed in dollars", "set": {"workloads/data/currency": None}}]

    found = Case.from_json(document(scenarios=scenarios))

    assert costs(found)["Billed in dollars"] == pytest.approx([3000.0] * 3)
    cell = Address("workloads", "data", "on_demand_cost")
    assert currency_of(found.view(), cell) == "EUR"
    assert currency_of(found.view("Billed in dollars"), cell) == "USD"
    assert currency_of(found.view(), Address("workloads", "web", "on_demand_cost")) == "USD"


def test_a_rate_that_is_used_needs_a_number_and_a_date() -> None:
    found = mistakes(document(rates=[{"name": "EUR"}]))

    assert list(found) == ["rates/EUR/rate", "rates/EUR/date"]
    assert "workloads/data is in EUR" in found["rates/EUR/rate"]
    assert "Enter what one EUR is worth in USD." in found["rates/EUR/rate"]
    assert "the day on which the rate was taken" in found["rates/EUR/date"]


def test_a_rate_that_nothing_uses_may_wait_for_its_number() -> None:
    rates = [EURO, {"name": "GBP"}]

    assert costs(Case.from_json(document(rates=rates)))["Do nothing"] == pytest.approx([3200.0] * 3)


def test_a_scenario_that_uses_a_currency_without_a_rate_is_refused() -> None:
    found = mistakes(
        document(
            rates=[EURO, {"name": "GBP"}],
            scenarios=[{"name": "S", "set": {"workloads/web/currency": "GBP"}}],
        )
    )

    assert set(found) == {"rates/GBP/rate", "rates/GBP/date"}


@pytest.mark.parametrize("code", ["eur", "Euro", "€", "USD"])
def test_a_rate_is_of_another_currency_by_its_code(code: str) -> None:
    workloads = [{"name": "web", "on_demand_cost": 1000}]

    found = mistakes(document(rates=[{**EURO, "name": code}], workloads=workloads))

    assert list(found) == [f"rates/{code}/name"]


def test_the_project_cannot_take_a_currency_that_has_a_rate() -> None:
    with pytest.raises(CaseError, match="the project's own currency"):
        with_edits(Case.from_json(document()), [CellEdit("project/currency", "EUR")])


@pytest.mark.parametrize("rate", [0, -1.1, "1.1"])
def test_a_rate_is_a_number_above_nothing(rate: object) -> None:
    assert list(mistakes(document(rates=[{**EURO, "rate": rate}]))) == ["rates/EUR/rate"]


@pytest.mark.parametrize("day", ["2026-09", "2026-02-30", "30.9.2026", "20260930", 20260930, ""])
def test_a_date_is_a_day_of_the_calendar(day: object) -> None:
    with pytest.raises(RefusedError, match="2026-09-30"):
        accepted(field_at("rates", "date"), day)


def test_a_renamed_currency_is_followed_and_one_in_use_is_not_deleted() -> None:
    scenarios = [{"name": "S", "set": {"rates/EUR/rate": 2, "workloads/web/currency": "EUR"}}]
    case = Case.from_json(document(scenarios=scenarios))

    renamed = with_row_renamed(case, "rates", "EUR", "CHF")

    assert renamed.base_value(Address("workloads", "data", "currency")) == "CHF"
    assert renamed.scenario("S").set == {"rates/CHF/rate": 2, "workloads/web/currency": "CHF"}
    assert costs(renamed) == costs(case)
    # Its amounts would be read as dollars.
    with pytest.raises(CaseError, match="needs “EUR”"):
        without_rows(case, "rates", ["EUR"])
    own = [CellEdit("workloads/data/currency", None), CellEdit("workloads/web/currency", None, "S")]
    assert without_rows(with_edits(case, own), "rates", ["EUR"]).tables["rates"].names == ()


def test_a_case_without_rates_is_written_as_readers_of_the_contract_know_it() -> None:
    plain = {
        "project": {"start_month": "2027-01"},
        **{table: [] for table in TABLES if table != "rates"},
        "scenarios": [],
        "ranges": {},
    }

    assert Case.from_json(plain).to_json() == plain
    assert Case.from_json({**plain, "rates": []}).to_json() == plain
    assert Case.from_json(document()).to_json()["rates"] == [EURO]
