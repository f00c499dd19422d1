"""Matching a bill with the workloads of a case that was not made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case import Case
from tests.costs.exports import cur, cur_row
from whatif_app.actuals import actual_costs, rates_of
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.matching import Matching, match_dimensions
from whatif_app.costs.export import read_export
from whatif_app.ledger import Ledger

CASE = Case.from_json(
    {
        "project": {"start_month": "2026-12", "horizon": 3, "currency": "USD"},
        "rates": [{"name": "EUR", "rate": 1.5, "date": "2026-12-01"}],
        "units": [{"name": "orders", "volume": 100}],
        "workloads": [
            {"name": "EC 2", "unit": "orders", "on_demand_cost": 100.0},
            {"name": "Files", "unit": "orders", "on_demand_cost": 40.0},
        ],
    }
)


@pytest.fixture
def bill(tmp_path: Path) -> Baseline:
    """100 $ of EC2, 40 € and 10 ¥ of S3, 5 $ of tax, to the last hour of December."""
    end = {"UsageStartDate": "2026-12-31T23:00:00Z", "UsageEndDate": "2027-01-01T00:00:00Z"}
    s3 = {"ProductCode": "AmazonS3", "UsageType": "TimedStorage"}
    rows = [
        cur_row(UnblendedCost="100", publicOnDemandCost="100"),
        cur_row(**end, **s3, UnblendedCost="40", publicOnDemandCost="40", CurrencyCode="EUR"),
        cur_row(**s3, UnblendedCost="10", publicOnDemandCost="10", CurrencyCode="JPY"),
        cur_row(LineItemType="Tax", UnblendedCost="5", publicOnDemandCost="0"),
    ]
    return read_export([cur(tmp_path / "bill.csv", *rows)])


def test_the_dearest_come_first_in_the_case_s_money_and_taxes_stay_apart(bill: Baseline) -> None:
    found = Matching.of(bill, CASE, "service")

    # 40 € at 1.5 are 60 $; the case has no rate for yen.
    assert [(each.value, each.cost) for each in found.values] == [
        ("AmazonEC2", pytest.approx(100)),
        ("AmazonS3", pytest.approx(60)),
    ]
    assert found.own == pytest.approx(5)
    assert found.left_out == ("JPY",)


def test_names_that_differ_by_provider_spaces_and_case_are_the_same(bill: Baseline) -> None:
    found = Matching.of(bill, CASE, "service")

    assert found.proposed(CASE.tables["workloads"].names) == {"AmazonEC2": "EC 2"}
    assert found.cost_of({"AmazonEC2": "EC 2"}) == pytest.approx(100)


def test_actual_costs_are_those_of_the_workloads_matched(bill: Baseline) -> None:
    found = Matching.of(bill, CASE, "service")
    grouping = found.grouping(bill, CASE, {"AmazonEC2": "EC 2", "AmazonS3": "Files"}, None)
    ledger = Ledger((bill,), {"grouping": grouping})

    costs = actual_costs(ledger, rates_of(ledger, CASE))

    assert costs is not None
    assert costs.currency == "USD"
    assert {name: cost.tolist() for name, cost in costs.cost.items()} == {
        "EC 2": [100.0],
        "Files": [60.0],
        "Tax": [5.0],
    }
    # Prices are held against the case's first month, which is in the bill.
    assert grouping.month == "2026-12"


def test_only_what_has_values_can_tell_workloads_apart(bill: Baseline) -> None:
    offered = match_dimensions(bill)

    assert "service" in offered
    assert not {"month", "currency", "kind", "purchase"} & set(offered)
