"""The case made of a month costs, in month 0, what the month cost."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from scenarios.case import Case
from scenarios.engine import evaluate
from tests.costs.exports import cur, cur_row, shared
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.case_rows import UNUSED_FAMILY
from whatif_app.costs.case.starting_case import StartingCase, starting_case
from whatif_app.costs.export import ExportError, read_export

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

SP = {"SavingsPlanARN": "arn:sp"}
RI = {"ReservationARN": "arn:ri", "ProductCode": "AmazonRDS", "UsageType": "InstanceUsage:db.r5"}


def month(tmp_path: Path, *more: dict[str, str]) -> Baseline:
    """December: EC2 on demand 100, Spot 30 for 90; a plan of 80 with 70 used for 100 of usage; RDS
    reserved at 40 for 60 with 5 idle; tax 20, support 30, a credit of 15 to EC2, a 10 EDP discount.

    Amortized: 100 + 30 + 70 + 10 + 40 + 5 + 20 + 30 - 15 - 10 = 280.
    """
    last = {
        "UsageStartDate": "2026-12-31T23:00:00Z",
        "UsageEndDate": "2027-01-01T00:00:00Z",
    }
    rows = (
        cur_row(UnblendedCost="100", publicOnDemandCost="100"),
        cur_row(**last, UnblendedCost="30", publicOnDemandCost="90", UsageType="SpotUsage:m5"),
        cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            UnblendedCost="100",
            publicOnDemandCost="100",
            SavingsPlanEffectiveCost="70",
            **SP,
        ),
        cur_row(LineItemType="SavingsPlanNegation", UnblendedCost="-100", **SP),
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            UnblendedCost="80",
            ProductCode="ComputeSavingsPlans",
            TotalCommitmentToDate="80",
            UsedCommitment="70",
            PaymentOption="No Upfront",
            PurchaseTerm="1yr",
            **SP,
            **{"savingsPlan/EndTime": "2027-06-01T00:00:00Z"},
        ),
        cur_row(
            LineItemType="DiscountedUsage",
            UnblendedCost="0",
            publicOnDemandCost="60",
            EffectiveCost="40",
            AmortizedUpfrontCostForUsage="20",
            **RI,
        ),
        cur_row(
            LineItemType="RIFee",
            UnblendedCost="25",
            UnusedRecurringFee="2.5",
            UnusedAmortizedUpfrontFeeForBillingPeriod="2.5",
            LeaseContractLength="3yr",
            PurchaseOption="Partial Upfront",
            OfferingClass="convertible",
            **RI,
            **{"reservation/EndTime": "2028-12-01T00:00:00Z"},
        ),
        cur_row(LineItemType="Tax", UnblendedCost="20"),
        cur_row(LineItemType="Fee", UnblendedCost="30", ProductCode="AWSSupportBusiness"),
        cur_row(LineItemType="Credit", UnblendedCost="-15"),
        cur_row(LineItemType="EdpDiscount", UnblendedCost="-10"),
        *more,
    )
    return read_export([cur(tmp_path / "cur.csv", *rows)], tags=["team"])


def rows_of(started: StartingCase, table: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in started.case[table]}


@pytest.mark.parametrize(
    "group_by", ["service", "account", "region", "usage_type", "tag:user:team"]
)
@pytest.mark.parametrize(("credits", "cost"), [("net", 280.0), ("leave_out", 295.0)])
def test_month_zero_costs_what_the_month_cost(
    tmp_path: Path, group_by: str, credits: Any, cost: float
) -> None:
    started = starting_case(month(tmp_path), group_by=group_by, credits=credits)

    (nothing,) = evaluate(Case.from_json(started.case)).values()
    assert nothing.series["cost/amortized"][0] == pytest.approx(cost, rel=1e-12)
    assert started.calibration.ok
    assert started.calibration.export == pytest.approx(cost, rel=1e-12)
    assert started.calibration.case == pytest.approx(cost, rel=1e-12)


def test_today_goes_on_while_nothing_is_done(tmp_path: Path) -> None:
    started = starting_case(month(tmp_path))

    (nothing,) = evaluate(Case.from_json(started.case)).values()

    assert nothing.series["cost/amortized"] == pytest.approx([280.0] * 36, rel=1e-12)
    assert nothing.series["unused"] == pytest.approx([15.0] * 36, rel=1e-12)


def test_spot_is_entered_with_its_share_and_discount(tmp_path: Path) -> None:
    ec2 = rows_of(starting_case(month(tmp_path)), "workloads")["AmazonEC2"]

    # On demand 100 - 15 - 10 = 75, Spot equivalent 90, covered 100: 265 in all.
    assert ec2["on_demand_cost"] == pytest.approx(265.0)
    assert ec2["spot_share"] == pytest.approx(90 / 265)
    assert ec2["spot_discount"] == pytest.approx(2 / 3)


def reserved(service: str, cost: str, arn: str) -> list[dict[str, str]]:
    """A Standard RI of a service, used in full, and its terms on the fee."""
    return [
        cur_row(
            LineItemType="DiscountedUsage",
            ProductCode=service,
            UnblendedCost="0",
            publicOnDemandCost="100",
            EffectiveCost=cost,
            ReservationARN=arn,
        ),
        cur_row(
            LineItemType="RIFee",
            ProductCode=service,
            UnblendedCost=cost,
            OfferingClass="standard",
            LeaseContractLength="1yr",
            PurchaseOption="No Upfront",
            UnusedRecurringFee="0",
            UnusedAmortizedUpfrontFeeForBillingPeriod="0",
            ReservationARN=arn,
            **{"reservation/EndTime": "2027-06-01T00:00:00Z"},
        ),
    ]


def test_reservations_of_two_services_are_two_commitments(tmp_path: Path) -> None:
    rows = [*reserved("AmazonEC2", "60", "arn:1"), *reserved("AmazonRDS", "70", "arn:2")]
    made = starting_case(read_export([cur(tmp_path / "cur.csv", *rows)]))

    commitments = rows_of(made, "commitments")
    by_scope = {row["scope"]: row["discount"] for row in commitments.values()}
    assert by_scope == pytest.approx({"AmazonEC2": 0.4, "AmazonRDS": 0.3})
    assert "Standard RI, AmazonRDS, 12 months, no upfront, to 2027-06" in commitments


def test_the_sort_of_a_savings_plan_is_told_where_its_fee_tells_it(tmp_path: Path) -> None:
    fee = cur_row(
        LineItemType="SavingsPlanRecurringFee",
        ProductCode="ComputeSavingsPlans",
        UsageType="EC2InstanceSP:1yrNoUpfront",
        UnblendedCost="80",
        TotalCommitmentToDate="80",
        UsedCommitment="70",
        **SP,
    )
    usage = cur_row(
        LineItemType="SavingsPlanCoveredUsage",
        UnblendedCost="100",
        publicOnDemandCost="100",
        SavingsPlanEffectiveCost="70",
        **SP,
    )
    made = starting_case(read_export([cur(tmp_path / "cur.csv", fee, usage)]))

    assert list(rows_of(made, "commitments")) == [
        "EC2 Instance Savings Plan",
        "EC2 Instance Savings Plan: unused",
    ]


def test_it_is_said_when_commitments_end_and_that_they_are_renewed(tmp_path: Path) -> None:
    notes = starting_case(month(tmp_path)).notes

    assert any(
        note.startswith("2 commitments end (2027-06 to 2028-12); the case renews them")
        for note in notes
    )


def test_commitments_are_entered_with_their_terms_and_observed_discounts(tmp_path: Path) -> None:
    commitments = rows_of(starting_case(month(tmp_path)), "commitments")

    plan = commitments["Savings Plan, 12 months, no upfront, to 2027-06"]
    assert plan["commit"] == pytest.approx(100.0)
    assert plan["discount"] == pytest.approx(0.3)
    # Ends six months after December 2026, so it began six months before.
    assert (plan["start"], plan["term"], plan["payment"]) == (-6, 12, "none")
    assert (plan["scope"], plan["renew"]) == ("AmazonEC2", True)
    reserved = commitments["Convertible RI, AmazonRDS, 36 months, partial upfront, to 2028-12"]
    assert (reserved["kind"], reserved["start"], reserved["term"]) == ("convertible_ri", -12, 36)
    assert reserved["scope"] == "AmazonRDS"
    # 20 of 40 used and 2.5 of 5 unused were paid upfront.
    assert reserved["upfront_share"] == pytest.approx(0.5)


def test_what_is_unused_stays_unused_until_someone_decides(tmp_path: Path) -> None:
    started = starting_case(month(tmp_path))

    unused = [row for row in started.case["commitments"] if row["scope"] == UNUSED_FAMILY]

    # 10 of the plan at 30 % off is 14.29 of demand; 5 of the reservation at 33.3 % off is 7.5.
    assert sorted(row["commit"] for row in unused) == pytest.approx([7.5, 10 / 0.7])


@pytest.mark.parametrize(("plans", "cost"), [(1, 100.0), (200, 100.8)])
def test_commitments_below_a_cent_are_no_rows_and_no_money_is_lost(
    tmp_path: Path, plans: int, cost: float
) -> None:
    # Each plan leaves 0.004 unused: one of them is nothing, two hundred are 0.80.
    fees = [
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            UnblendedCost="0.004",
            SavingsPlanARN=f"arn:aws:savingsplans::1:savingsplan/{n}",
            TotalCommitmentToDate="0.004",
            UsedCommitment="0",
            **{"savingsPlan/EndTime": f"{2027 + n // 12}-{n % 12 + 1:02}-01T00:00:00Z"},
        )
        for n in range(plans)
    ]
    path = cur(tmp_path / "cur.csv", cur_row(UnblendedCost="100"), *fees)

    started = starting_case(read_export([path]))

    assert started.case["commitments"] == []
    assert started.calibration.case == pytest.approx(cost, abs=0.005)
    assert abs(started.calibration.difference) < 0.005
    assert len(started.case["workloads"]) == (1 if plans == 1 else 2)
    assert not any("Savings Plan" in note for note in started.notes)


def test_tax_and_support_are_workloads_that_nothing_can_discount(tmp_path: Path) -> None:
    workloads = rows_of(starting_case(month(tmp_path)), "workloads")

    for name, cost in (("Tax", 20.0), ("Support", 30.0)):
        row = workloads[name]
        assert row["on_demand_cost"] == cost
        assert (row["commit_eligible"], row["spot_eligible"]) == (0.0, 0.0)


def test_the_largest_workloads_are_kept_and_the_rest_is_other(tmp_path: Path) -> None:
    rows = [cur_row(ProductCode=f"Service{n}", UnblendedCost=str(n)) for n in range(1, 8)]
    baseline = read_export([cur(tmp_path / "cur.csv", *rows)])

    started = starting_case(baseline, largest=2)

    costs = {row["name"]: row["on_demand_cost"] for row in started.case["workloads"]}
    assert costs == {"Service7": 7, "Service6": 6, "Other": 15}


def test_credits_beyond_a_workloads_own_cost_come_off_the_others(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "cur.csv",
        cur_row(ProductCode="A", UnblendedCost="10"),
        cur_row(ProductCode="B", UnblendedCost="30"),
        cur_row(ProductCode="A", UnblendedCost="-25", LineItemType="Credit"),
    )

    started = starting_case(read_export([path]))

    costs = {row["name"]: row["on_demand_cost"] for row in started.case["workloads"]}
    assert costs == {"B": 15.0}
    assert started.calibration.case == 15.0


def test_a_refund_on_spot_comes_off_what_is_paid_on_demand(tmp_path: Path) -> None:
    spot = {"UsageType": "SpotUsage:m5", "publicOnDemandCost": "9"}
    path = cur(
        tmp_path / "cur.csv",
        cur_row(UnblendedCost="30"),
        cur_row(UnblendedCost="-10", **spot),
    )

    started = starting_case(read_export([path]))

    # 30 paid on demand, 10 given back: 20, and no Spot share with a negative price.
    (workload,) = started.case["workloads"]
    assert workload["on_demand_cost"] == pytest.approx(20.0)
    assert "spot_share" not in workload
    assert started.calibration.case == pytest.approx(20.0)


def test_more_used_than_committed_so_far_comes_off_what_is_paid_on_demand(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "cur.csv",
        cur_row(UnblendedCost="30"),
        cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            UnblendedCost="100",
            publicOnDemandCost="100",
            SavingsPlanEffectiveCost="70",
            **SP,
        ),
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            UnblendedCost="60",
            TotalCommitmentToDate="60",
            UsedCommitment="65",
            **SP,
        ),
    )

    started = starting_case(read_export([path]))

    # Amortized: 30 + 70 + (60 - 65) = 95; a case cannot hold an unused part of -5.
    assert started.calibration.export == pytest.approx(95.0)
    assert started.calibration.case == pytest.approx(95.0)


def test_a_month_of_net_credit_says_what_a_case_cannot_hold(tmp_path: Path) -> None:
    path = cur(tmp_path / "c.csv", cur_row(), cur_row(UnblendedCost="-5", LineItemType="Credit"))

    started = starting_case(read_export([path]))

    assert not started.calibration.ok
    assert any("Credits exceed" in note for note in started.notes)


def test_without_amortized_cost_the_case_is_built_on_the_bill(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "c.csv", cur_row(UnblendedCost="7"), without=("reservation/", "savingsPlan/")
    )

    started = starting_case(read_export([path]))

    assert (started.calibration.basis, started.calibration.case) == ("billed", 7.0)
    assert any("billed cost" in note for note in started.notes)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("=cmd|' /C calc'!A0", "=cmd|' -C calc'!A0"),
        ("a/b", "a-b"),
        ("line\nbreak\tand\x07bell", "linebreakandbell"),
        ("Tax", "Tax (2)"),
        ("*", "* (2)"),
        ("", "(untagged)"),
        ("  ", "(untagged)"),
    ],
)
def test_hostile_tag_values_become_plain_row_names(tmp_path: Path, value: str, name: str) -> None:
    path = cur(tmp_path / "c.csv", cur_row(**{"resourceTags/user:team": value}))
    baseline = read_export([path], tags=["team"])

    started = starting_case(baseline, group_by="tag:user:team")

    assert [row["name"] for row in started.case["workloads"]] == [name]
    Case.from_json(started.case)


def test_names_that_would_clash_stay_apart(tmp_path: Path) -> None:
    tags = [cur_row(**{"resourceTags/user:team": tag}) for tag in ("a/b", "a-b", "a/b")]
    baseline = read_export([cur(tmp_path / "c.csv", *tags)], tags=["team"])

    started = starting_case(baseline, group_by="tag:user:team")

    assert {row["name"]: row["on_demand_cost"] for row in started.case["workloads"]} == {
        "a-b": 1.0,
        "a-b (2)": 2.0,
    }


def test_the_last_complete_month_is_taken_and_an_incomplete_one_is_said(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "c.csv",
        cur_row(UsageStartDate="2026-11-01T00:00:00Z"),
        cur_row(UsageStartDate="2026-11-30T23:00:00Z", UsageEndDate="2026-12-01T00:00:00Z"),
        cur_row(UsageStartDate="2026-12-03T00:00:00Z"),
    )
    baseline = read_export([path])

    assert starting_case(baseline).calibration.month == "2026-11"
    december = starting_case(baseline, month="2026-12")
    assert any("is not complete" in note for note in december.notes)


def test_prices_are_those_paid_where_rates_are_negotiated(tmp_path: Path) -> None:
    # On demand paid 80 for public 100: the plan's 100 of public usage is worth 80, at 60: 25 % off.
    path = cur(
        tmp_path / "c.csv",
        cur_row(UnblendedCost="80", publicOnDemandCost="100"),
        cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            UnblendedCost="80",
            publicOnDemandCost="100",
            SavingsPlanEffectiveCost="60",
            **SP,
        ),
        cur_row(LineItemType="SavingsPlanNegation", UnblendedCost="-80", **SP),
    )

    started = starting_case(read_export([path]))

    (plan,) = started.case["commitments"]
    assert plan["commit"] == pytest.approx(80.0)
    assert plan["discount"] == pytest.approx(0.25)
    assert started.case["workloads"][0]["on_demand_cost"] == pytest.approx(160.0)
    assert any("20.0\u202f% below" in note for note in started.notes)


def test_what_the_export_does_not_have_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as error:
        starting_case(month(tmp_path), group_by="planet", month="1999-01", currency="XYZ")

    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    "name",
    [
        "aws_cur/cur1_anonymous_nov2023.csv",
        "aws_cur/cur1_glued_header_2018.csv.gz",
        "aws_cur/nise_cur1_sp_negation_ri.csv",
        "aws_cur/cur2_minimal.csv",
        "focus/focus_1.2_aws_100.csv",
        "focus/focus_1.2_gcp_100.csv",
        "focus/focus_1.3_azure_100.csv",
        "focus/spec_saas_spend_agreement_a2.csv",
    ],
)
def test_exports_of_others_are_reproduced(name: str) -> None:
    baseline = read_export([shared(name)])

    for group_by in ("service", "account", "region", "usage_type"):
        found = starting_case(baseline, group_by=group_by).calibration
        assert found.ok
        assert math.isclose(found.case, found.export, rel_tol=1e-9, abs_tol=1e-9)
