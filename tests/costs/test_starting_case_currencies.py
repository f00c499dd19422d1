"""An export in several currencies becomes one case, each bill in its own currency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from scenarios.engine import evaluate
from tests.costs.exports import cur, cur_row
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.grouping import Grouping
from whatif_app.costs.case.starting_case import StartingCase, starting_case
from whatif_app.costs.export import ExportError, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

RATE = {"EUR": (1.25, "2026-12-31")}
PLAN = {"SavingsPlanARN": "arn:sp", "CurrencyCode": "EUR"}


def two_bills(tmp_path: Path) -> Baseline:
    """December: $100 of EC2, $8 of S3 and $20 of tax; €60 of EC2, €10 of RDS, €5 of tax, and a plan
    of €56 for 80 of usage, half of it EC2's and half RDS's, with €4 unused."""
    euro = {"CurrencyCode": "EUR"}
    last = {"UsageStartDate": "2026-12-31T23:00:00Z", "UsageEndDate": "2027-01-01T00:00:00Z"}

    def covered(service: str) -> dict[str, str]:
        return cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            ProductCode=service,
            UnblendedCost="40",
            publicOnDemandCost="40",
            SavingsPlanEffectiveCost="28",
            **PLAN,
        )

    rows = (
        cur_row(UnblendedCost="100", publicOnDemandCost="100"),
        cur_row(UnblendedCost="8", publicOnDemandCost="8", ProductCode="AmazonS3", **last),
        cur_row(LineItemType="Tax", UnblendedCost="20"),
        cur_row(UnblendedCost="60", publicOnDemandCost="60", **euro),
        cur_row(UnblendedCost="10", publicOnDemandCost="10", ProductCode="AmazonRDS", **euro),
        cur_row(LineItemType="Tax", UnblendedCost="5", **euro),
        covered("AmazonEC2"),
        covered("AmazonRDS"),
        cur_row(LineItemType="SavingsPlanNegation", UnblendedCost="-80", **PLAN),
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            UnblendedCost="60",
            ProductCode="ComputeSavingsPlans",
            TotalCommitmentToDate="60",
            UsedCommitment="56",
            PurchaseTerm="1yr",
            **PLAN,
            **{"savingsPlan/EndTime": "2027-06-01T00:00:00Z"},
        ),
    )
    return read_export([cur(tmp_path / "cur.csv", *rows)])


def rows_of(started: StartingCase, table: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in started.case[table]}


def test_each_bill_keeps_its_amounts_and_the_rate_makes_them_one_cost(tmp_path: Path) -> None:
    started = starting_case(two_bills(tmp_path), currency="USD", rates=RATE)

    workloads = rows_of(started, "workloads")
    own = {name: row["on_demand_cost"] for name, row in workloads.items() if "currency" not in row}
    euro = {name: row["on_demand_cost"] for name, row in workloads.items() if "currency" in row}
    assert own == {"AmazonEC2": 100, "AmazonS3": 8, "Tax": 20}
    assert euro == {"AmazonEC2 (EUR)": 100, "AmazonRDS (EUR)": 50, "Tax (EUR)": 5}
    assert started.case["rates"] == [{"name": "EUR", "rate": 1.25, "date": "2026-12-31"}]
    # $128 and €(60 + 10 + 5 + 56 + 4) = €135 at 1.25.
    assert started.calibration.export == pytest.approx(128 + 168.75)
    assert started.calibration.case == pytest.approx(128 + 168.75)
    assert started.calibration.ok
    assert any("1 EUR counts as 1.25 USD, the rate of 2026-12-31" in n for n in started.notes)
    assert not any("left out" in note for note in started.notes)


def test_what_one_bill_committed_to_covers_no_workload_of_another(tmp_path: Path) -> None:
    started = starting_case(two_bills(tmp_path), currency="USD", rates=RATE)

    used, unused = started.case["commitments"]
    assert (used["currency"], used["commit"], used["scope"]) == ("EUR", 80, "EUR bill")
    assert used["name"].startswith("Savings Plan") and used["name"].endswith(" (EUR)")
    assert unused["currency"] == "EUR"
    families = {name: row.get("family") for name, row in rows_of(started, "workloads").items()}
    assert families["AmazonRDS (EUR)"] == "EUR bill"
    assert families["AmazonEC2"] is None
    # With nothing left in euro the plan idles, rather than covering dollars.
    gone = [CellEdit(f"workloads/Amazon{s} (EUR)/on_demand_cost", 0) for s in ("EC2", "RDS")]
    case = with_edits(Case.from_json(started.case), gone)
    (results,) = evaluate(case).values()
    assert results.series["unused"][0] == pytest.approx(60 * 1.25)


def test_the_rate_is_a_live_cell_of_the_case(tmp_path: Path) -> None:
    started = starting_case(two_bills(tmp_path), currency="USD", rates=RATE)

    case = with_edits(Case.from_json(started.case), [CellEdit("rates/EUR/rate", 1.0)])

    (results,) = evaluate(case).values()
    assert results.series["cost/amortized"][0] == pytest.approx(128 + 135)


def test_the_largest_workloads_are_those_of_all_bills_together(tmp_path: Path) -> None:
    # EC2 in dollars, 100; in euro 60 + 28 = 88, or $110; RDS is €38, or $47.50; S3 $8.
    dear = starting_case(two_bills(tmp_path), currency="USD", rates=RATE, largest=3)
    cheap = starting_case(
        two_bills(tmp_path), currency="USD", rates={"EUR": (0.2, "2026-12-31")}, largest=2
    )

    def usage(started: StartingCase) -> set[str]:
        return {name for name in rows_of(started, "workloads") if not name.startswith("Tax")}

    assert usage(dear) == {"AmazonEC2", "AmazonEC2 (EUR)", "AmazonRDS (EUR)", "Other"}
    assert usage(cheap) == {"AmazonEC2", "AmazonEC2 (EUR)", "Other", "Other (EUR)"}
    assert cheap.calibration.ok


def test_without_a_rate_a_currency_is_left_out_and_said_so(tmp_path: Path) -> None:
    started = starting_case(two_bills(tmp_path), currency="USD")

    assert "rates" not in started.case
    assert started.calibration.export == pytest.approx(128)
    assert any("EUR is left out" in note for note in started.notes)


def test_the_project_s_currency_is_one_without_a_rate(tmp_path: Path) -> None:
    # More is billed in euro, but euro are to be converted.
    assert starting_case(two_bills(tmp_path), rates=RATE).calibration.currency == "USD"


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ({"CHF": (1.1, "2026-12-31")}, "no currency “CHF”"),
        ({"USD": (1.0, "2026-12-31")}, "USD is the project's currency"),
        ({"EUR": (0.0, "2026-12-31")}, "Enter a number above 0"),
        ({"EUR": (float("nan"), "2026-12-31")}, "Enter a number above 0"),
        ({"EUR": (1.1, "2026-13-31")}, "no date that can be read"),
    ],
)
def test_a_rate_that_cannot_be_used_is_refused(
    rates: dict[str, tuple[float, str]], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=said):
        starting_case(two_bills(tmp_path), currency="USD", rates=rates)


def test_every_line_of_both_bills_is_found_again_in_its_workload(tmp_path: Path) -> None:
    baseline = two_bills(tmp_path)
    started = starting_case(baseline, currency="USD", rates=RATE)
    grouping = Grouping.from_json(started.grouping.to_json())

    assert grouping == started.grouping
    found = {grouping.workload_of(baseline, line) for line in baseline.lines if not line.commitment}
    assert found == set(rows_of(started, "workloads"))
    renamed = grouping.renamed("AmazonRDS (EUR)", "Orders DB")
    assert renamed.foreign_names["EUR"]["AmazonRDS"] == "Orders DB"
    older = {k: v for k, v in grouping.to_json().items() if k not in ("rates", "foreign_names")}
    assert Grouping.from_json(older).rates == {}
