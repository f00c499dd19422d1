"""Azure cost exports: two datasets that are never added, dates and headers in many spellings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs.exports import amounts, refusal, shared, totals, write_csv
from tests.costs.test_fuzz import FUZZ, read_or_refuse
from whatif_app.cli import main
from whatif_app.costs.baseline import Baseline, describe
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import ExportError, peek, read_export
from whatif_app.costs.format import Choices

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

EA_COLUMNS = (
    "SubscriptionId",
    "Date",
    "BillingPeriodEndDate",
    "MeterCategory",
    "MeterName",
    "Quantity",
    "UnitOfMeasure",
    "CostInBillingCurrency",
    "PayGPrice",
    "BillingCurrencyCode",
    "ResourceLocation",
    "Tags",
    "ChargeType",
    "Frequency",
    "PricingModel",
    "Term",
    "BenefitId",
)

_USAGE = {
    "SubscriptionId": "sub-1",
    "Date": "2026-09-01",
    "MeterCategory": "Virtual Machines",
    "MeterName": "D2 v5",
    "Quantity": "1",
    "UnitOfMeasure": "1 Hour",
    "CostInBillingCurrency": "1",
    "PayGPrice": "2",
    "BillingCurrencyCode": "USD",
    "ResourceLocation": "US East",
    "ChargeType": "Usage",
    "PricingModel": "OnDemand",
}


def row(**cells: str) -> dict[str, str]:
    """An hour of a virtual machine: one dollar paid, two at retail; some cells changed."""
    return _USAGE | cells


def ea(path: Path, *rows: Mapping[str, str]) -> Path:
    return write_csv(path, rows, EA_COLUMNS)


PLAN = {"PricingModel": "SavingsPlan", "BenefitId": "/savingsPlanOrders/p"}
RESERVED = {"PricingModel": "Reservation", "BenefitId": "/reservationOrders/r", "Term": "P3Y"}
#: A reservation bought for 4, under which usage worth 2 at retail ran for 3, and 1 was unused;
#: beside it the hour on demand.
ACTUAL = (
    row(),
    row(CostInBillingCurrency="0", **RESERVED),
    row(ChargeType="Purchase", CostInBillingCurrency="4", Frequency="OneTime", **RESERVED),
)
AMORTIZED = (
    row(),
    row(CostInBillingCurrency="3", **RESERVED),
    row(ChargeType="UnusedReservation", CostInBillingCurrency="1", **RESERVED),
)


def notes(baseline: Baseline) -> str:
    return " ".join(baseline.reconciliation.notes)


def test_the_actual_dataset_alone_is_cash_only(tmp_path: Path) -> None:
    # Billed: 1 + 4. At retail: 2 + 2.
    baseline = read_export([ea(tmp_path / "a.csv", *ACTUAL)])

    assert totals(baseline) == amounts("5", None, "4", None)
    assert "this is the actual cost dataset" in notes(baseline)


def test_the_amortized_dataset_alone_does_not_tell_what_was_billed(tmp_path: Path) -> None:
    baseline = read_export([ea(tmp_path / "a.csv", *AMORTIZED)])

    assert totals(baseline) == amounts(None, "5", "4", "1")
    assert baseline.reconciliation.agrees
    assert "What was billed cannot be told" in notes(baseline)
    assert starting_case(baseline).case["commitments"]
    assert "not computable" in describe(baseline)
    stored = Baseline.from_files(baseline.to_files())
    assert stored.lines == baseline.lines
    assert stored.reconciliation.agrees


def test_both_datasets_together_give_cash_and_accrual_once_each(tmp_path: Path) -> None:
    paths = [ea(tmp_path / "a.csv", *ACTUAL), ea(tmp_path / "b.csv", *AMORTIZED)]

    baseline = read_export(paths)

    assert totals(baseline) == amounts("5", "5", "4", "1")
    account = baseline.reconciliation
    assert account.agrees
    assert account.read == account.used == 6
    assert {name: each.used for name, each in account.column_sums.items()} == {
        "CostInBillingCurrency (actual)": 5.0,
        "CostInBillingCurrency (amortized)": 5.0,
    }
    assert sum(line.quantity for line in baseline.lines) == 2.0
    # On demand, with a retail price of 2 for the hour that cost 1.
    assert sum(line.eligible for line in baseline.lines) == 1


def test_both_datasets_must_cover_the_same_months(tmp_path: Path) -> None:
    later = [each | {"Date": "2026-10-01"} for each in AMORTIZED]
    paths = [ea(tmp_path / "a.csv", *ACTUAL), ea(tmp_path / "b.csv", *later)]

    with pytest.raises(ExportError, match="of 2026-09, 2026-10 only one of the two"):
        read_export(paths)


def test_rows_of_both_datasets_in_one_file_are_refused(tmp_path: Path) -> None:
    path = ea(tmp_path / "a.csv", *ACTUAL, *AMORTIZED)

    assert "rows of both the actual and the amortized cost dataset" in refusal(path)


def test_a_file_without_commitments_is_told_by_its_name_beside_others(tmp_path: Path) -> None:
    paths = [
        ea(tmp_path / "september-actual.csv", row()),
        ea(tmp_path / "september-amortized.csv", row()),
    ]

    assert totals(read_export(paths)) == amounts("1", "1", "2", "0")


def test_the_files_own_name_counts_before_its_folders(tmp_path: Path) -> None:
    folder = tmp_path / "actual and older"
    folder.mkdir()
    paths = [ea(folder / "cost-amortized.csv", row()), ea(folder / "cost.csv", row())]

    assert totals(read_export(paths)) == amounts("1", "1", "2", "0")


def test_a_part_without_commitments_is_of_its_folders_dataset(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    ea(tmp_path / "one" / "part1.csv", *ACTUAL)
    ea(tmp_path / "one" / "part2.csv", row())
    ea(tmp_path / "two" / "part1.csv", *AMORTIZED)

    assert totals(read_export([tmp_path])).billed == Decimal(6)


def test_a_file_that_may_be_of_either_dataset_is_asked_about(tmp_path: Path) -> None:
    paths = [
        ea(tmp_path / "a.csv", *ACTUAL),
        ea(tmp_path / "b.csv", *AMORTIZED),
        ea(tmp_path / "c.csv", row()),
    ]

    with pytest.raises(ExportError, match=r"c\.csv: .* its rows do not tell"):
        read_export(paths)


def test_without_commitments_what_was_billed_is_also_the_amortized_cost(tmp_path: Path) -> None:
    spot = row(PricingModel="Spot", CostInBillingCurrency="0.5")

    baseline = read_export([ea(tmp_path / "a.csv", row(), spot)])

    assert totals(baseline) == amounts("1.5", "1.5", "4", "0")


@pytest.mark.parametrize(
    ("cells", "kind", "purchase"),
    [
        ({}, "usage", "on_demand"),
        ({"PricingModel": "Spot"}, "usage", "spot"),
        (PLAN, "usage", "savings_plan"),
        (PLAN | {"ChargeType": "UnusedSavingsPlan"}, "usage", "savings_plan"),
        ({"ChargeType": "unusedreservation", "PricingModel": ""}, "usage", "reserved"),
        ({"PricingModel": "", "BenefitId": "r"}, "usage", "reserved"),
        ({"PricingModel": "", "BenefitId": "/savingsPlanOrders/p"}, "usage", "savings_plan"),
        ({"ChargeType": "Purchase"}, "fee", "none"),
        ({"ChargeType": "Refund"} | RESERVED, "refund", "reserved"),
        ({"ChargeType": "Tax", "PricingModel": ""}, "tax", "none"),
        ({"ChargeType": "RoundingAdjustment", "PricingModel": ""}, "other", "none"),
        ({"ChargeType": "Purchase", "MeterCategory": "Support"}, "support", "none"),
    ],
)
def test_rows_are_told_apart_by_charge_type_and_pricing_model(
    tmp_path: Path, cells: dict[str, str], kind: str, purchase: str
) -> None:
    (line,) = read_export([ea(tmp_path / "a.csv", row(**cells))]).lines

    assert (line.kind, line.purchase) == (kind, purchase)


@pytest.mark.parametrize(
    ("dates", "month"),
    [
        (["09/04/2026", "09/21/2026"], "2026-09"),
        (["04/09/2026", "21/09/2026"], "2026-09"),
        (["9/4/2026 0:00", "9/21/2026 0:00"], "2026-09"),
        (["4.9.2026", "21.09.2026"], "2026-09"),
        (["20260904", "2026-09-21T00:00:00Z"], "2026-09"),
        (["09/09/2026"], "2026-09"),
    ],
)
def test_one_telling_date_settles_the_order_of_all(
    tmp_path: Path, dates: list[str], month: str
) -> None:
    baseline = read_export([ea(tmp_path / "a.csv", *(row(Date=date) for date in dates))])

    assert baseline.months == (month,)


def test_a_telling_date_in_one_file_settles_the_order_in_another(tmp_path: Path) -> None:
    paths = [
        ea(tmp_path / "a.csv", row(Date="04/09/2026")),
        ea(tmp_path / "b.csv", row(Date="21/09/2026")),
    ]

    assert read_export(paths).months == ("2026-09",)


def test_the_end_of_the_billing_period_settles_what_the_dates_leave_open(tmp_path: Path) -> None:
    path = ea(tmp_path / "a.csv", row(Date="09/04/2026", BillingPeriodEndDate="09/30/2026"))

    assert read_export([path]).months == ("2026-09",)


def test_dates_that_stay_open_are_asked_about_and_taken_as_told(tmp_path: Path) -> None:
    path = ea(tmp_path / "a.csv", row(Date="09/04/2026"), row(Date="10/04/2026"))

    said = refusal(path)

    assert "2 dates such as 09/04/2026 may be month/day/year or day/month/year" in said
    assert "--date-order mdy" in said
    months = {
        order: read_export([path], choices=Choices(date_order=order)).months
        for order in ("mdy", "dmy")
    }
    assert months == {"mdy": ("2026-09", "2026-10"), "dmy": ("2026-04",)}


@pytest.mark.parametrize(("order", "month"), [("mdy", "2026-09"), ("dmy", "2026-04")])
def test_the_command_takes_the_date_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], order: str, month: str
) -> None:
    path = ea(tmp_path / "a.csv", row(Date="09/04/2026"))

    assert main(["import", str(path), "--date-order", order, "--dry-run", "--json"]) == 0

    assert list(json.loads(capsys.readouterr().out)["months"]) == [month]


def test_an_order_that_the_dates_contradict_is_refused(tmp_path: Path) -> None:
    path = ea(tmp_path / "a.csv", row(Date="09/21/2026"))

    with pytest.raises(ExportError, match=r"such as 09/21/2026\), not day/month/year"):
        read_export([path], choices=Choices(date_order="dmy"))


def test_dates_in_both_orders_are_refused(tmp_path: Path) -> None:
    path = ea(tmp_path / "a.csv", row(Date="09/21/2026"), row(Date="21/09/2026"))

    assert "1 dates can only be month/day/year and 1 only day/month/year" in refusal(path)


def test_translated_and_odd_headers_are_understood(tmp_path: Path) -> None:
    german = {
        "Abonnement-GUID (SubscriptionGuid)": "sub-1",
        "Datum (Date)": "21.09.2026",
        "Kosten (costInBillingCurrency)": "2.5",
        "BILLINGCURRENCY": "EUR",
        "Kategorie (MeterCategory)": "Storage",
        "Preismodell (pricingModel)": "OnDemand",
        "Marken (Tags)": '"team": "shop"',
    }
    path = write_csv(tmp_path / "a.csv", [german], list(german))

    baseline = read_export([path], tags=["team"])

    (line,) = baseline.lines
    assert (line.currency, line.service, line.account) == ("EUR", "Storage", "sub-1")
    assert (line.tags, line.billed) == (("shop",), Decimal("2.5"))
    assert peek([path]).tag_keys == ("team",)


def test_decimal_commas_are_read_where_all_costs_agree_on_them(tmp_path: Path) -> None:
    # 1.25 + 3 - 0.5; the retail price of 2,5 an hour stands for the first alone.
    rows = [
        row(CostInBillingCurrency=cost, PayGPrice="2,5" if cost == "1,25" else "0")
        for cost in ("1,25", "3", "-0,5")
    ]

    baseline = read_export([ea(tmp_path / "a.csv", *rows)])

    assert totals(baseline) == amounts("3.75", "3.75", "5", "0")
    assert baseline.reconciliation.agrees
    assert "decimal commas" in notes(baseline)


def test_datasets_written_with_decimal_commas_are_paired_too(tmp_path: Path) -> None:
    actual, amortized = row(CostInBillingCurrency="0,5"), row(CostInBillingCurrency="0,5")
    paths = [ea(tmp_path / "actual.csv", actual), ea(tmp_path / "amortized.csv", amortized)]

    assert totals(read_export(paths)) == amounts("0.5", "0.5", "2", "0")

    later = ea(tmp_path / "amortized.csv", amortized | {"Date": "2026-10-01"})
    with pytest.raises(ExportError, match="only one of the two"):
        read_export([paths[0], later])


def test_datasets_are_told_apart_by_costs_with_decimal_commas_too(tmp_path: Path) -> None:
    used = row(CostInBillingCurrency="0,5", **RESERVED)

    assert totals(read_export([ea(tmp_path / "a.csv", used)])) == amounts(None, "0.5", "2", "0")


@pytest.mark.parametrize("costs", [["1,234", "2"], ["1,5", "2.5"]])
def test_commas_that_may_be_thousands_or_contradict_are_not_guessed(
    tmp_path: Path, costs: list[str]
) -> None:
    path = ea(tmp_path / "a.csv", *(row(CostInBillingCurrency=cost) for cost in costs))

    account = read_export([path]).reconciliation

    assert (account.used, dict(account.set_aside)) == (1, {"unreadable_cost": 1})


@pytest.mark.parametrize("tags", ['{"team": "a b"}', '"team": "a b"', '"x": "y","team": "a b"'])
def test_tags_are_read_with_and_without_braces(tmp_path: Path, tags: str) -> None:
    baseline = read_export([ea(tmp_path / "a.csv", row(Tags=tags))], tags=["team"])

    assert baseline.lines[0].tags == ("a b",)


@pytest.mark.parametrize("tags", ["team: a", "{", '"', "null", '["team"]', '{"team": {"a": 1}}'])
def test_tags_that_are_no_json_cost_no_row(tmp_path: Path, tags: str) -> None:
    path = ea(tmp_path / "a.csv", row(Tags=tags), row(Tags='{"team": "a"}'))

    assert read_export([path], tags=["team"]).reconciliation.used == 2


def test_a_retail_price_of_a_block_is_not_taken_for_one_of_a_unit(tmp_path: Path) -> None:
    # 2 per 100 hours: the one hour is worth what it cost, 1, not 2.
    path = ea(tmp_path / "a.csv", row(UnitOfMeasure="100 Hours"))

    baseline = read_export([path])

    assert totals(baseline).on_demand == 1
    assert "1 rows of usage on demand have no retail price" in notes(baseline)


def test_usage_under_a_commitment_without_a_retail_price_has_no_equivalent(tmp_path: Path) -> None:
    free = row(CostInBillingCurrency="3", PayGPrice="0", **RESERVED)

    assert totals(read_export([ea(tmp_path / "a.csv", free)])).on_demand is None


def test_a_retail_price_in_another_currency_is_converted_by_the_exports_rate(
    tmp_path: Path,
) -> None:
    # 2 USD an hour at 0.9 EUR a dollar.
    columns = (*EA_COLUMNS, "PricingCurrency", "ExchangeRatePricingToBilling")
    cells = {"BillingCurrencyCode": "EUR", "PricingCurrency": "USD"}
    rated = row(**cells, ExchangeRatePricingToBilling="0.9")

    baseline = read_export([write_csv(tmp_path / "a.csv", [rated], columns)])

    assert totals(baseline, "EUR").on_demand == Decimal("1.8")
    unrated = read_export([write_csv(tmp_path / "b.csv", [row(**cells)], columns)])
    assert totals(unrated, "EUR").on_demand == 1


def test_an_export_without_pricing_models_is_cash_only(tmp_path: Path) -> None:
    columns = [name for name in EA_COLUMNS if name not in ("PricingModel", "BenefitId")]

    baseline = read_export([write_csv(tmp_path / "a.csv", [row()], columns)])

    assert totals(baseline) == amounts("1", None, "2", None)
    assert "no PricingModel or ReservationId column" in notes(baseline)


def test_a_reservation_is_found_with_its_terms(tmp_path: Path) -> None:
    paths = [ea(tmp_path / "a.csv", *ACTUAL), ea(tmp_path / "b.csv", *AMORTIZED)]

    reserved = [line for line in read_export(paths).lines if line.purchase == "reserved"]

    terms = {(line.commitment, line.payment, line.term) for line in reserved}
    assert terms == {("standard_ri", "all", 36)}


def test_rows_one_field_short_are_read_only_where_all_else_fits(tmp_path: Path) -> None:
    head = "Date,CostInBillingCurrency,MeterCategory,Tags,ResourceLocation\n"
    path = tmp_path / "a.csv"
    path.write_text(head + '2026-09-01,1,Storage,"{""a"": ""b""}"\n2026-09-02,2,Storage,\n')

    baseline = read_export([path])

    assert totals(baseline, "unknown").billed == 3
    assert "the last column (ResourceLocation) was taken to be missing" in notes(baseline)

    # The field missing is the category: what lies under Tags is no JSON.
    path.write_text(head + "2026-09-01,1,{},westus\n")
    assert "The rows have 4 fields, but the header has 5 columns" in refusal(path)


def test_rows_that_lack_more_than_the_others_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["2026-09-01,1,Storage,{}"] * 30_000 + ["2026-09-01,1,Storage"]
    path.write_text("Date,CostInBillingCurrency,MeterCategory,Tags,Region\n" + "\n".join(lines))

    account = read_export([path]).reconciliation

    assert (account.used, dict(account.set_aside)) == (30_000, {"ragged_row": 1})


def test_manifests_beside_the_parts_are_passed_over(tmp_path: Path) -> None:
    run = tmp_path / "20260901-20260930" / "7d5f51a3-0000-4000-8000-000000000001"
    run.mkdir(parents=True)
    ea(run / "part_0_0001.csv", row())
    ea(run / "part_1_0001.csv", row())
    (run / "_manifest.json").write_text('{"manifestVersion": "2024-04-01", "blobs": []}')
    (run / "manifest.json").write_text('{"manifestVersion": "2024-04-01", "blobs": []}')

    assert totals(read_export([tmp_path])).billed == 2


def test_two_deliveries_of_the_same_days_are_not_added(tmp_path: Path) -> None:
    first, second, other = (
        tmp_path / f"daily_7d5f51a3-0000-4000-8000-00000000000{n}.csv" for n in (1, 2, 3)
    )
    ea(first, row())
    ea(second, row(), row(Date="2026-09-02"))
    ea(other, row(Date="2026-10-01"))

    with pytest.raises(ExportError, match="deliveries of one export for the same days"):
        read_export([first, second])
    assert totals(read_export([first, other])).billed == 2


def test_parquet_is_read_as_csv_is(tmp_path: Path) -> None:
    source = ea(tmp_path / "a.csv", *AMORTIZED)
    target = tmp_path / "a.parquet"
    duckdb.execute(
        f"COPY (SELECT * REPLACE (\"Date\"::TIMESTAMP AS \"Date\") FROM '{source}') TO '{target}'"
    )

    assert totals(read_export([target])) == totals(read_export([source]))


@pytest.mark.slow
@FUZZ
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "Date": st.sampled_from(["2026-09-01", "13/09/2026", "x", "", "99/99/9999"]),
                "CostInBillingCurrency": st.one_of(
                    st.floats().map(str), st.sampled_from(["", "1,5", "-0.0", "1e308", "2"])
                ),
                "ChargeType": st.sampled_from(["Usage", "Purchase", "Refund", "Zzz", ""]),
                "PricingModel": st.sampled_from(["OnDemand", "Spot", "Reservation", "x", ""]),
                "PayGPrice": st.one_of(st.floats().map(str), st.text(max_size=3)),
                "Quantity": st.one_of(st.floats().map(str), st.text(max_size=3)),
                "Term": st.text(max_size=3),
                "Tags": st.text(max_size=8),
            }
        ),
        max_size=6,
    )
)
def test_any_azure_rows_are_used_or_set_aside(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    read_or_refuse(ea(tmp_path / "a.csv", *(row(**cells) for cells in rows)))


# Rows and sums are those of the list that comes with the files.
@pytest.mark.parametrize(
    ("name", "rows", "listed"),
    [
        ("ea_2020_purchase_row.csv", 5, "19.998414"),
        ("ea_actual_sep2023.csv", 11, "8.545008"),
        ("header_enterprise.csv", 1, "0"),
        ("header_enterprise_camel.csv", 1, "0.012"),
        ("header_payg.csv", 1, "0.075"),
        ("legacy_2019.csv", 3, "0.00011"),
        ("opencost_template_2021.csv", 87, "16.393506"),
        ("values_virtual_machine.csv", 1, "4"),
    ],
)
def test_exports_of_others_reconcile(name: str, rows: int, listed: str) -> None:
    path = shared(f"azure/{name}")

    account = read_export([path]).reconciliation

    (found,) = account.totals.values()
    assert found.billed is not None
    assert abs(found.billed - Decimal(listed)) < Decimal("0.000001")
    assert (account.used, account.read, account.agrees) == (rows, rows, True)
    assert peek([path]).problems == ()
