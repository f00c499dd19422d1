"""What the exports of a project say was spent, as the workloads of its case."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from scenarios.engine import evaluate
from scenarios.questions.actuals import Comparison, compare
from tests.costs.exports import cur, cur_row
from whatif_app.actuals import ActualCosts, actual_costs, rates_of
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.grouping import Grouping
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import read_export
from whatif_app.ledger import Ledger
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic

SP = {"SavingsPlanARN": "arn:sp"}
CREDIT = {"lineItem/LineItemType": "Credit"}


def whole_month(month: str, days: int) -> list[dict[str, str]]:
    """Rows that make a month complete, of no cost."""
    return [
        cur_row(
            UsageStartDate=f"{month}-{day:02}T00:00:00Z",
            UsageEndDate=f"{month}-{day:02}T23:00:00Z",
            UnblendedCost="0",
            publicOnDemandCost="0",
        )
        for day in (1, days)
    ]


def on_demand(month: str, cost: str, public: str, service: str = "AmazonEC2") -> dict[str, str]:
    return cur_row(
        UsageStartDate=f"{month}-02T00:00:00Z",
        UsageEndDate=f"{month}-02T01:00:00Z",
        ProductCode=service,
        UnblendedCost=cost,
        publicOnDemandCost=public,
    )


def plan(month: str, used: str, unused: str, public: str) -> list[dict[str, str]]:
    """A Savings Plan whose usage costs `used` and would cost `public`, and what of it idled."""
    at = {"UsageStartDate": f"{month}-02T00:00:00Z", "UsageEndDate": f"{month}-02T01:00:00Z"}
    whole = str(float(used) + float(unused))
    return [
        cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            UnblendedCost=public,
            publicOnDemandCost=public,
            SavingsPlanEffectiveCost=used,
            **SP,
            **at,
        ),
        cur_row(LineItemType="SavingsPlanNegation", UnblendedCost=f"-{public}", **SP, **at),
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            UnblendedCost=whole,
            ProductCode="ComputeSavingsPlans",
            TotalCommitmentToDate=whole,
            UsedCommitment=used,
            **SP,
            **at,
        ),
    ]


NOVEMBER = [
    *whole_month("2026-11", 30),
    # Paid at 10 % below public prices.
    on_demand("2026-11", "900", "1000"),
    on_demand("2026-11", "100", "100", "AmazonS3"),
]


def ledger_of(tmp_path: Path, *rows: dict[str, str]) -> Ledger:
    baseline = read_export([cur(tmp_path / "cur.csv", *rows)])
    names = {"AmazonEC2": "AmazonEC2", "AmazonS3": "AmazonS3"}
    return Ledger((baseline,), {"grouping": Grouping("service", "2026-11", "USD", names=names)})


def against_the_starting_case(ledger: Ledger) -> Comparison:
    """The actuals against the case that November makes, on its way for a year."""
    baseline = ledger.baseline
    assert baseline is not None
    case = Case.from_json(starting_case(baseline, month="2026-11").case)
    results = next(iter(evaluate(case).values()))
    return compare(results, actuals(ledger).within(results.start_month, results.horizon))


def actuals(ledger: Ledger) -> ActualCosts:
    found = actual_costs(ledger, {"USD": 1.0})
    assert found is not None
    return found


def totals(baseline: Baseline | None) -> float:
    assert baseline is not None
    return sum(float(line.amortized or 0) for line in baseline.lines)


def test_the_month_that_a_case_was_made_of_differs_from_it_in_nothing(tmp_path: Path) -> None:
    tax = on_demand("2026-11", "50", "") | {"lineItem/LineItemType": "Tax"}
    rows = [*NOVEMBER, tax, *plan("2026-11", "300", "20", "400")]

    compared = against_the_starting_case(ledger_of(tmp_path, *rows))

    # 900 + 100 + 50 of tax + 300 used + 20 unused, borne by all.
    total = compared.total(0)
    assert total.actual == pytest.approx(1370.0)
    assert total.amount == pytest.approx(0.0, abs=0.005)
    for row in compared.rows[0]:
        assert row.rate == pytest.approx(0.0, abs=0.005)
        assert row.usage == pytest.approx(0.0, abs=0.005)


def test_running_more_at_the_same_prices_is_usage(tmp_path: Path) -> None:
    # December runs a fifth more of EC2: public $1,200, paid at the same 10 % off, $1,080.
    rows = [*NOVEMBER, *whole_month("2026-12", 31), on_demand("2026-12", "1080", "1200")]
    rows.append(on_demand("2026-12", "100", "100", "AmazonS3"))

    ec2, _s3 = against_the_starting_case(ledger_of(tmp_path, *rows)).rows[1]

    assert ec2.name == "AmazonEC2"
    assert ec2.amount == pytest.approx(180.0)
    assert ec2.usage == pytest.approx(180.0)
    assert ec2.rate == pytest.approx(0.0)


def test_a_discount_that_ended_is_rate(tmp_path: Path) -> None:
    # The same usage, public $1,000, at full price.
    rows = [*NOVEMBER, *whole_month("2026-12", 31), on_demand("2026-12", "1000", "1000")]

    ec2 = against_the_starting_case(ledger_of(tmp_path, *rows)).rows[1][0]

    assert ec2.rate == pytest.approx(100.0)
    assert ec2.usage == pytest.approx(0.0)


def test_buying_the_same_usage_under_a_plan_is_rate(tmp_path: Path) -> None:
    # November pays $900 on demand; in December a plan covers all of it for $600 and idles for $30.
    rows = [*NOVEMBER, *whole_month("2026-12", 31), *plan("2026-12", "600", "30", "1000")]

    ec2 = against_the_starting_case(ledger_of(tmp_path, *rows)).rows[1][0]

    assert ec2.actual == pytest.approx(630.0)
    assert ec2.rate == pytest.approx(-270.0)
    assert ec2.usage == pytest.approx(0.0)


def test_a_service_that_came_up_since_is_listed_apart(tmp_path: Path) -> None:
    rows = [*NOVEMBER, *whole_month("2026-12", 31), on_demand("2026-12", "70", "70", "Bedrock")]

    by_name = {
        row.name: row for row in against_the_starting_case(ledger_of(tmp_path, *rows)).rows[1]
    }

    assert (by_name["Bedrock"].kind, by_name["Bedrock"].actual) == ("new", 70.0)


def test_the_workloads_actual_costs_add_up_to_the_bill(tmp_path: Path) -> None:
    tax = on_demand("2026-11", "50", "") | {"lineItem/LineItemType": "Tax"}
    credit = on_demand("2026-11", "-15", "0") | CREDIT
    rows = [*NOVEMBER, tax, credit, *plan("2026-11", "300", "20", "400")]
    ledger = ledger_of(tmp_path, *rows)

    assert float(actuals(ledger).total[0]) == pytest.approx(totals(ledger.baseline))


def test_a_month_held_in_part_is_not_compared(tmp_path: Path) -> None:
    found = actuals(ledger_of(tmp_path, *NOVEMBER, on_demand("2026-12", "1080", "1200")))

    assert found.months == ("2026-11",)
    assert found.incomplete == ("2026-12",)


def test_months_before_the_case_are_history_and_no_part_of_the_comparison(tmp_path: Path) -> None:
    rows = [*NOVEMBER, *whole_month("2026-10", 31), on_demand("2026-10", "800", "900")]
    found = actuals(ledger_of(tmp_path, *rows))

    assert found.months == ("2026-10", "2026-11")
    assert found.within("2026-11", 12).months == (0,)
    assert float(found.total[0]) == pytest.approx(800.0)


def test_without_a_grouping_there_is_nothing_to_compare(tmp_path: Path) -> None:
    baseline = read_export([cur(tmp_path / "cur.csv", *NOVEMBER)])

    assert actual_costs(Ledger((baseline,)), {}) is None
    assert actual_costs(Ledger(), {}) is None


def test_another_currency_is_converted_at_the_cases_own_rate(tmp_path: Path) -> None:
    # November: $1,000 and €100 at 1.25; December: the same, and €20 more. The case's rate is 1.5.
    euros = [
        on_demand("2026-11", "100", "100", "AmazonRDS") | {"lineItem/CurrencyCode": "EUR"},
        on_demand("2026-12", "120", "120", "AmazonRDS") | {"lineItem/CurrencyCode": "EUR"},
    ]
    rows = [*NOVEMBER, *whole_month("2026-12", 31), on_demand("2026-12", "900", "1000"), *euros]
    baseline = read_export([cur(tmp_path / "cur.csv", *rows)])
    made = starting_case(baseline, month="2026-11", rates={"EUR": (1.25, "2026-11-30")})
    ledger = Ledger((baseline,), {"grouping": made.grouping})
    case = with_edits(Case.from_json(made.case), [CellEdit("rates/EUR/rate", 1.5)])
    found = actual_costs(ledger, rates_of(ledger, case))
    assert found is not None
    results = next(iter(evaluate(case).values()))

    compared = compare(results, found.within(results.start_month, results.horizon))

    assert compared.total(0).amount == pytest.approx(0.0, abs=0.005)
    in_euros = next(row for row in compared.rows[1] if "RDS" in row.name)
    assert (in_euros.actual, in_euros.usage) == (pytest.approx(180.0), pytest.approx(30.0))


def test_decisions_on_data_quality_hold_for_actuals_too_and_are_said(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, *NOVEMBER, on_demand("2026-11", "-40", "0") | CREDIT)
    credits = Decision(Subject(Topic.CHARGE, "USD", "AmazonEC2", "credit"), Choice.LEAVE_OUT)

    found = actuals(ledger.with_part("adjustments", Adjustments(decisions=(credits,))))

    assert float(found.total[0]) == pytest.approx(1000.0)
    assert found.notes == (
        "As decided on Data quality, these months hold $40.00 more than the bills.",
    )
