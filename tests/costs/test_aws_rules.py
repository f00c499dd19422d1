"""AWS line items by type: which measure each of them moves, and by how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.costs.exports import CUR_COLUMNS, amounts, cur, cur_row, totals, write_csv
from whatif_app.costs.export import read_export

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

SP = "arn:aws:savingsplans::1:savingsplan/a"
RI = "arn:aws:ec2:us-east-1:1:reserved-instances/b"


def test_a_savings_plan_bills_its_fee_and_amortizes_use_and_waste(tmp_path: Path) -> None:
    # Covered usage is worth 10 on demand and costs 6 under the plan; its negation takes the 10 off
    # the bill. The plan commits 8, of which 6 are used: 8 billed, 6 + 2 amortized, 2 unused.
    path = cur(
        tmp_path / "cur.csv",
        cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            UnblendedCost="10",
            publicOnDemandCost="10",
            SavingsPlanARN=SP,
            SavingsPlanEffectiveCost="6",
        ),
        cur_row(
            LineItemType="SavingsPlanNegation",
            UnblendedCost="-10",
            publicOnDemandCost="10",
            SavingsPlanARN=SP,
        ),
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            UnblendedCost="8",
            publicOnDemandCost="",
            SavingsPlanARN=SP,
            TotalCommitmentToDate="8",
            UsedCommitment="6",
        ),
    )

    assert totals(read_export([path])) == amounts("8", "8", "10", "2")


def test_an_upfront_fee_is_cash_now_and_no_amortized_cost(tmp_path: Path) -> None:
    # The plan's upfront 100 and the reservation's upfront 50 are paid; nothing ran.
    path = cur(
        tmp_path / "cur.csv",
        cur_row(LineItemType="SavingsPlanUpfrontFee", UnblendedCost="100", SavingsPlanARN=SP),
        cur_row(LineItemType="Fee", UnblendedCost="50", ReservationARN=RI),
    )

    baseline = read_export([path])

    assert totals(baseline) == amounts("150", "0", "0", "0")
    assert set(baseline.reconciliation.by_kind["USD"]) == {"purchase"}


def test_a_reservation_amortizes_its_effective_cost_and_its_idle_hours(tmp_path: Path) -> None:
    # Used: 3 effective against 5 on demand. Fee of 4 billed; idle hours waste 0.25 of the upfront
    # part and 0.75 of the recurring one.
    path = cur(
        tmp_path / "cur.csv",
        cur_row(
            LineItemType="DiscountedUsage",
            UnblendedCost="0",
            publicOnDemandCost="5",
            ReservationARN=RI,
            EffectiveCost="3",
        ),
        cur_row(
            LineItemType="RIFee",
            UnblendedCost="4",
            ReservationARN=RI,
            UnusedAmortizedUpfrontFeeForBillingPeriod="0.25",
            UnusedRecurringFee="0.75",
        ),
    )

    assert totals(read_export([path])) == amounts("4", "4", "5", "1")


def test_the_refund_of_a_savings_plan_fee_is_no_amortized_cost(tmp_path: Path) -> None:
    described = "Refund for one-time fee for Savings Plan ID: 1"
    path = cur(
        tmp_path / "cur.csv",
        cur_row(
            LineItemType="Refund",
            ProductCode="ComputeSavingsPlans",
            LineItemDescription=described,
            UnblendedCost="-100",
        ),
        cur_row(LineItemType="Refund", UnblendedCost="-2"),
    )

    assert totals(read_export([path])) == amounts("-102", "-2", "0", "0")


@pytest.mark.parametrize(
    ("cells", "kind", "purchase"),
    [
        ({}, "usage", "on_demand"),
        ({"UsageType": "USE1-SpotUsage:m5.large"}, "usage", "spot"),
        (
            {"LineItemType": "SavingsPlanCoveredUsage", "SavingsPlanARN": SP},
            "usage",
            "savings_plan",
        ),
        ({"LineItemType": "DiscountedUsage", "ReservationARN": RI}, "usage", "reserved"),
        ({"LineItemType": "RIFee", "ReservationARN": RI}, "purchase", "reserved"),
        ({"LineItemType": "Tax"}, "tax", "none"),
        ({"LineItemType": "Credit"}, "credit", "none"),
        ({"LineItemType": "Refund"}, "refund", "none"),
        ({"LineItemType": "Fee"}, "fee", "none"),
        ({"LineItemType": "Fee", "ProductCode": "AWSSupportBusiness"}, "support", "none"),
        ({"ProductCode": "AWSSupportEnterprise"}, "support", "none"),
        ({"LineItemType": "EdpDiscount"}, "discount", "none"),
        ({"LineItemType": "BundledDiscount"}, "discount", "none"),
        ({"LineItemType": "SomethingNew"}, "other", "none"),
    ],
)
def test_every_row_has_a_kind_and_a_purchase_class(
    tmp_path: Path, cells: dict[str, str], kind: str, purchase: str
) -> None:
    (line,) = read_export([cur(tmp_path / "cur.csv", cur_row(**cells))]).lines

    assert (line.kind, line.purchase) == (kind, purchase)


def test_tax_and_fees_have_no_on_demand_equivalent(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "cur.csv",
        cur_row(LineItemType="Tax", UnblendedCost="3", publicOnDemandCost="3"),
        cur_row(LineItemType="Fee", UnblendedCost="4", publicOnDemandCost="4"),
    )

    assert totals(read_export([path])) == amounts("7", "7", "0", "0")


def test_net_cost_counts_where_a_row_has_it_and_a_net_zero_is_a_zero(tmp_path: Path) -> None:
    # Net 0.9 instead of 1, then no net cell (1 counts), then a net of 0: 0.9 + 1 + 0.
    columns = (*CUR_COLUMNS, "lineItem/NetUnblendedCost")
    net = "lineItem/NetUnblendedCost"
    rows = [cur_row(), cur_row(), cur_row()]
    rows[0][net], rows[1][net], rows[2][net] = "0.9", "", "0"

    baseline = read_export([write_csv(tmp_path / "cur.csv", rows, columns)])

    assert totals(baseline) == amounts("1.9", "1.9", "3", "0")
    assert baseline.reconciliation.agrees
    assert baseline.reconciliation.column_sums["lineItem/UnblendedCost"].used == 3.0


def test_net_twins_of_commitment_columns_give_the_net_amortized_cost(tmp_path: Path) -> None:
    columns = (*CUR_COLUMNS, "savingsPlan/NetSavingsPlanEffectiveCost")
    row = cur_row(
        LineItemType="SavingsPlanCoveredUsage", SavingsPlanARN=SP, SavingsPlanEffectiveCost="6"
    )
    row["savingsPlan/NetSavingsPlanEffectiveCost"] = "5"

    assert totals(read_export([write_csv(tmp_path / "c.csv", [row], columns)])).amortized == 5


def test_without_commitment_columns_the_export_is_cash_only(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), without=("reservation/", "savingsPlan/"))

    baseline = read_export([path])

    assert totals(baseline) == amounts("1", None, "1", None)
    assert any(
        note.startswith("Cash only: no commitment columns")
        for note in baseline.reconciliation.notes
    )


def test_commitment_columns_without_commitments_make_amortized_equal_billed(tmp_path: Path) -> None:
    assert totals(read_export([cur(tmp_path / "cur.csv", cur_row())])) == amounts(
        "1", "1", "1", "0"
    )


def test_covered_usage_without_its_effective_cost_is_never_shown_as_amortized(
    tmp_path: Path,
) -> None:
    path = cur(
        tmp_path / "cur.csv",
        cur_row(LineItemType="SavingsPlanCoveredUsage", SavingsPlanARN=SP),
        cur_row(LineItemType="SavingsPlanNegation", SavingsPlanARN=SP, UnblendedCost="-1"),
        without=("savingsPlan/SavingsPlanEffectiveCost",),
    )

    baseline = read_export([path])

    assert totals(baseline).amortized is None
    assert any(
        "none of the 1 savings plan usage rows" in note for note in baseline.reconciliation.notes
    )


def test_a_single_gap_among_covered_rows_is_said_and_counts_as_nothing(tmp_path: Path) -> None:
    full = {"LineItemType": "DiscountedUsage", "ReservationARN": RI, "EffectiveCost": "2"}
    path = cur(tmp_path / "c.csv", cur_row(**full), cur_row(**full | {"EffectiveCost": ""}))

    baseline = read_export([path])

    assert totals(baseline).amortized == 2
    assert any("1 reserved usage rows lack" in note for note in baseline.reconciliation.notes)


def test_without_line_item_types_only_cash_is_told(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), without=("lineItem/LineItemType",))

    baseline = read_export([path])

    assert (totals(baseline).billed, totals(baseline).amortized) == (1, None)
    assert any("counted as usage" in note for note in baseline.reconciliation.notes)


def test_text_in_the_public_price_leaves_the_row_in_the_bill(tmp_path: Path) -> None:
    # "convertible" is no price: that hour's equivalent is what it cost, 1; said with its count.
    path = cur(
        tmp_path / "c.csv",
        cur_row(publicOnDemandCost="convertible"),
        cur_row(publicOnDemandCost="2"),
    )

    baseline = read_export([path])

    assert totals(baseline) == amounts("2", "2", "3", "0")
    assert any(
        note.startswith("1 usage rows have no readable public")
        for note in baseline.reconciliation.notes
    )


def test_a_public_price_is_made_of_rate_and_amount_where_the_cost_column_is_missing(
    tmp_path: Path,
) -> None:
    columns = [name for name in CUR_COLUMNS if name != "pricing/publicOnDemandCost"]
    row = cur_row(UsageAmount="4") | {"pricing/publicOnDemandRate": "0.5"}
    path = write_csv(tmp_path / "c.csv", [row], [*columns, "pricing/publicOnDemandRate"])

    assert totals(read_export([path])).on_demand == 2


def test_split_container_rows_are_not_counted_twice(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "c.csv",
        cur_row(UnblendedCost="10"),
        cur_row(UnblendedCost="6", Operation="EKSPod-EC2"),
        cur_row(UnblendedCost="4", Operation="ECSTask-EC2"),
    )

    account = read_export([path]).reconciliation

    assert account.totals["USD"].billed == 10
    assert account.set_aside == {"split_allocation": 2}
    assert account.column_sums["lineItem/UnblendedCost"].set_aside == 10.0


@pytest.mark.parametrize("how", ["EKS-EC2-vCPU-Hours", "a parent"])
def test_split_rows_that_cannot_be_told_apart_are_said(tmp_path: Path, how: str) -> None:
    parent = "splitLineItem/ParentResourceId"
    split = {parent: "i-1"} if how == "a parent" else {"UsageType": how}
    columns = [*(name for name in CUR_COLUMNS if name != "lineItem/Operation"), parent]
    path = tmp_path / "cur.csv"

    write_csv(path, [cur_row(), cur_row(**split)], columns)
    notes = read_export([path]).reconciliation.notes
    assert any("1 rows seem to split containers" in note for note in notes)
    assert any("lineItem/Operation" in note for note in notes)

    write_csv(path, [cur_row(), cur_row()], columns)
    assert not any("Operation" in note for note in read_export([path]).reconciliation.notes)

    write_csv(path, [cur_row(), cur_row(**split)], [*CUR_COLUMNS, parent])
    assert not any("Operation" in note for note in read_export([path]).reconciliation.notes)


@pytest.mark.parametrize(
    ("without", "is_said"),
    [
        (["lineItem/ProductCode"], True),
        (["lineItem/LineItemDescription"], True),
        (["lineItem/ProductCode", "lineItem/LineItemDescription"], True),
        (["lineItem/Operation"], False),
    ],
)
def test_refunds_that_may_be_of_a_savings_plan_are_said(
    tmp_path: Path, without: list[str], is_said: bool
) -> None:
    refund = cur_row(
        LineItemType="Refund",
        UnblendedCost="-5",
        ProductCode="ComputeSavingsPlans",
        LineItemDescription="Refund for one-time fee for Savings Plan ID: a",
    )

    notes = read_export([cur(tmp_path / "cur.csv", cur_row(), refund, without=without)])
    assert is_said == any("1 refunds" in note for note in notes.reconciliation.notes)

    # Another refund is none of a plan's, as far as either column tells.
    other = refund | {"lineItem/ProductCode": "AmazonS3", "lineItem/LineItemDescription": "Sorry"}
    notes = read_export([cur(tmp_path / "cur.csv", cur_row(), other, without=without)])
    is_known = len(without) == 1
    assert is_known != any("1 refunds" in note for note in notes.reconciliation.notes)


def test_currencies_are_kept_apart(tmp_path: Path) -> None:
    path = cur(
        tmp_path / "c.csv",
        cur_row(UnblendedCost="2"),
        cur_row(UnblendedCost="9", CurrencyCode="CNY"),
    )

    baseline = read_export([path])

    assert baseline.currencies == ("CNY", "USD")
    assert totals(baseline, "CNY").billed == 9
    assert totals(baseline, "USD").billed == 2


def test_account_ids_keep_their_leading_zeros(tmp_path: Path) -> None:
    (line,) = read_export([cur(tmp_path / "c.csv", cur_row(UsageAccountId="000000000042"))]).lines

    assert line.account == "000000000042"


def test_marketplace_goods_go_by_their_product_name(tmp_path: Path) -> None:
    columns = (*CUR_COLUMNS, "bill/BillingEntity", "product/ProductName")
    row = cur_row(ProductCode="8x1k2") | {
        "bill/BillingEntity": "AWS Marketplace",
        "product/ProductName": "Acme Firewall",
    }

    (line,) = read_export([write_csv(tmp_path / "c.csv", [row], columns)]).lines

    assert line.service == "Acme Firewall"


def test_marketplace_goods_of_cur_2_find_their_name_in_the_product_map(tmp_path: Path) -> None:
    path = tmp_path / "cur2.csv"
    path.write_text(
        "bill_billing_entity,line_item_usage_start_date,line_item_line_item_type,"
        "line_item_product_code,line_item_unblended_cost,product\n"
        'AWS Marketplace,2026-12-01T00:00:00Z,Usage,8x1k2,1,"{""product_name"":""Acme""}"\n'
    )

    (line,) = read_export([path]).lines

    assert line.service == "Acme"


def test_the_region_comes_from_the_zone_where_no_region_is_named(tmp_path: Path) -> None:
    columns = [*(n for n in CUR_COLUMNS if n != "product/region"), "lineItem/AvailabilityZone"]
    row = cur_row() | {"lineItem/AvailabilityZone": "eu-central-1b"}

    (line,) = read_export([write_csv(tmp_path / "c.csv", [row], columns)]).lines

    assert line.region == "eu-central-1"
