"""AWS's billing files of before the CUR: each charge once, totals aside, cash only."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.costs.exports import amounts, refusal, totals, write_csv
from whatif_app.costs.export import peek, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

_LINKED = {
    "InvoiceID": "1234567",
    "PayerAccountId": "000000000001",
    "LinkedAccountId": "000000000002",
    "RecordType": "LinkedLineItem",
    "RecordID": "1",
    "BillingPeriodStartDate": "2014/06/01 00:00:00",
    "BillingPeriodEndDate": "2014/06/30 23:59:59",
    "ProductCode": "AmazonEC2",
    "ProductName": "Amazon Elastic Compute Cloud",
    "UsageType": "EU-BoxUsage:m1.small",
    "Operation": "RunInstances",
    "ItemDescription": "$0.065 per hour",
    "UsageStartDate": "2014/06/01 00:00:00",
    "UsageEndDate": "2014/06/30 23:59:59",
    "UsageQuantity": "20",
    "CurrencyCode": "USD",
    "CostBeforeTax": "1.356403",
    "Credits": "0.0",
    "TaxAmount": "0.000000",
    "TotalCost": "1.356403",
}
_TOTAL = dict.fromkeys(("ProductCode", "UsageType", "Operation", "LinkedAccountId"), "") | {
    "CostBeforeTax": "1.36",
    "TotalCost": "1.36",
}


def row(**cells: str) -> dict[str, str]:
    """The linked account's EC2 usage of June 2014 for 1.356403, with some cells changed."""
    return _LINKED | cells


def total(record: str) -> dict[str, str]:
    return row(RecordType=record, **_TOTAL)


def sample() -> list[dict[str, str]]:
    """A small bill: the charge twice, its rounding, three totals and a disclaimer."""
    rounding = row(
        **{**_TOTAL, "CostBeforeTax": "0.003597", "TotalCost": "0.003597"}, RecordType="CBRounding"
    )
    disclaimer = total("EstimatedDisclaimer") | {"TotalCost": "", "CostBeforeTax": ""}
    return [
        row(),
        row(RecordType="PayerLineItem", LinkedAccountId=""),
        rounding,
        *(total(record) for record in ("InvoiceTotal", "AccountTotal", "StatementTotal")),
        disclaimer,
    ]


def dbr(path: Path, *rows: dict[str, str], tags: tuple[str, ...] = ()) -> Path:
    return write_csv(path, rows, (*_LINKED, *tags))


def test_each_charge_is_counted_once_and_totals_not_at_all(tmp_path: Path) -> None:
    # 1.356403 + 0.003597 rounding = 1.36. The file adds up to that, 1.356403 again and 3 * 1.36:
    # 6.796403.
    baseline = read_export([dbr(tmp_path / "aws-billing-csv-2014-06.csv", *sample())])

    assert totals(baseline) == amounts("1.36", None, None, None)
    account = baseline.reconciliation
    assert (account.read, account.used) == (7, 2)
    assert account.set_aside == {"subtotal": 4, "empty_cost": 1}
    column = account.column_sums["TotalCost"]
    assert column.used + column.set_aside == pytest.approx(6.796403)
    assert account.agrees
    assert baseline.months == ("2014-06",)
    assert baseline.calendar["2014-06"].is_complete
    assert any("statement total, 1.36 USD, is what was counted" in note for note in account.notes)
    assert {line.kind for line in baseline.lines} == {"usage", "other"}


def test_a_payers_row_counts_where_no_linked_row_has_its_charge(tmp_path: Path) -> None:
    # Support is charged to the payer alone: 1.356403 + 29.
    support = row(
        RecordType="PayerLineItem",
        LinkedAccountId="",
        ProductCode="AWSSupportDeveloper",
        UsageType="Dollar",
        Operation="",
        CostBeforeTax="29",
        TotalCost="29",
    )
    baseline = read_export([dbr(tmp_path / "a.csv", *sample()[:2], support)])

    assert totals(baseline).billed == Decimal("30.356403")
    of_support = next(line for line in baseline.lines if line.kind == "support")
    assert (of_support.account, of_support.billed) == ("000000000001", 29)


def test_without_linked_accounts_the_payers_rows_are_the_bill(tmp_path: Path) -> None:
    baseline = read_export([dbr(tmp_path / "a.csv", *sample()[1:])])

    assert totals(baseline).billed == Decimal("1.36")


def test_total_cost_is_cost_and_tax_and_credits(tmp_path: Path) -> None:
    # 10 + 1.9 tax - 2 credits = 9.9. The second row says 5 where its parts are 4.
    baseline = read_export(
        [
            dbr(
                tmp_path / "a.csv",
                row(CostBeforeTax="10", TaxAmount="1.9", Credits="-2", TotalCost="9.9"),
                row(CostBeforeTax="4", TotalCost="5", UsageType="other"),
                row(CostBeforeTax="0", TaxAmount="3", TotalCost="3", UsageType="tax"),
            )
        ]
    )

    assert totals(baseline).billed == Decimal("17.9")
    notes = baseline.reconciliation.notes
    assert any(note.startswith("1 rows hold tax beside their cost") for note in notes)
    assert any(note.startswith("1 rows have a TotalCost other than") for note in notes)
    assert sum(line.billed or 0 for line in baseline.lines if line.kind == "tax") == 3


def test_a_statement_total_that_differs_is_said(tmp_path: Path) -> None:
    rows = [row(), total("StatementTotal") | {"TotalCost": "2"}]

    notes = read_export([dbr(tmp_path / "a.csv", *rows)]).reconciliation.notes

    assert any("statement total is 2.00 USD, but its rows add up to 1.36 USD" in n for n in notes)


def test_a_sentence_above_the_header_and_tags_are_read(tmp_path: Path) -> None:
    path = dbr(tmp_path / "a.csv", *(row(**{"user:team": "web"}),), tags=("user:team",))
    path.write_text(
        "Don't see your tags in the report? New tags are excluded by default, go to the console.\n"
        + path.read_text()
    )

    seen = peek([path])
    (line,) = read_export([path], tags=["team"]).lines

    assert seen.format == "AWS billing report (monthly), aws-cost-allocation"
    assert seen.tag_keys == ("user:team",)
    assert line.tags == ("web",)


def test_an_estimated_month_is_not_final_and_its_bill_is_named(tmp_path: Path) -> None:
    baseline = read_export([dbr(tmp_path / "a.csv", row(InvoiceID="Estimated"))])

    assert baseline.calendar["2014-06"].is_final is False
    (line,) = baseline.lines
    assert (line.provider, line.payer, line.period) == ("AWS", "000000000001", "2014-06")


def test_records_of_unknown_kinds_are_counted_apart(tmp_path: Path) -> None:
    baseline = read_export([dbr(tmp_path / "a.csv", row(), row(RecordType="Surprise"))])

    assert baseline.reconciliation.set_aside == {"unknown_record": 1}


def test_a_billing_file_without_its_period_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row()], ["PayerAccountId", "RecordType", "TotalCost"])

    assert "lacks the column BillingPeriodStartDate" in refusal(path)


_ITEM = {
    "InvoiceID": "1234567",
    "PayerAccountId": "000000000001",
    "LinkedAccountId": "000000000002",
    "RecordType": "LineItem",
    "RecordId": "1",
    "ProductName": "Amazon Elastic Compute Cloud",
    "UsageType": "EU-BoxUsage:m1.small",
    "Operation": "RunInstances",
    "AvailabilityZone": "eu-west-1a",
    "ReservedInstance": "N",
    "ItemDescription": "$0.065 per hour",
    "UsageStartDate": "2014-06-01 00:00:00",
    "UsageEndDate": "2014-06-01 01:00:00",
    "UsageQuantity": "1",
    "BlendedCost": "0.05",
    "UnBlendedCost": "0.065",
    "ResourceId": "i-1",
    "user:team": "web",
}


def test_the_detailed_report_counts_line_items_and_rounding(tmp_path: Path) -> None:
    # 0.065 + 0.1 reserved + 0.005 rounding = 0.17.
    undated = {"UsageStartDate": "", "UsageEndDate": ""}
    rows = [
        _ITEM,
        _ITEM | {"ReservedInstance": "Y", "UnBlendedCost": "0.1"},
        _ITEM | undated | {"RecordType": "Rounding", "UnBlendedCost": "0.005"},
        _ITEM | undated | {"RecordType": "InvoiceTotal", "UnBlendedCost": "0.17"},
        _ITEM | undated | {"RecordType": "StatementTotal", "UnBlendedCost": "0.17"},
    ]
    path = write_csv(tmp_path / "detailed.csv", rows, tuple(_ITEM))

    baseline = read_export([path], tags=["team"])

    assert totals(baseline).billed == Decimal("0.17")
    assert baseline.months == ("2014-06",)
    assert baseline.reconciliation.set_aside == {"subtotal": 2}
    reserved = next(line for line in baseline.lines if line.purchase == "reserved")
    assert (reserved.region, reserved.tags, reserved.amortized) == ("eu-west-1", ("web",), None)
    assert baseline.format == "AWS detailed billing report"
