"""FOCUS: the specification's own columns, and which rows are usage that ran."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.costs.exports import totals, write_csv
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import peek, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

COLUMNS = (
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "BillingCurrency",
    "ChargeCategory",
    "PricingCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountType",
    "CommitmentDiscountStatus",
    "ServiceName",
    "SubAccountId",
    "RegionId",
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "Tags",
)


def row(**cells: str) -> dict[str, str]:
    """An hour of on-demand usage: list 10, billed and effective 9, with some cells changed."""
    usual = {
        "ChargePeriodStart": "2026-12-01T00:00:00Z",
        "ChargePeriodEnd": "2026-12-01T01:00:00Z",
        "BillingCurrency": "EUR",
        "ChargeCategory": "Usage",
        "PricingCategory": "Standard",
        "ServiceName": "Compute",
        "SubAccountId": "007",
        "BilledCost": "9",
        "EffectiveCost": "9",
        "ListCost": "10",
    }
    return usual | cells


def focus(path: Path, *rows: dict[str, str], more: tuple[str, ...] = ()) -> Path:
    return write_csv(path, rows, (*COLUMNS, *more))


def test_a_commitment_is_listed_once_billed_once_and_its_waste_told(tmp_path: Path) -> None:
    committed = {"CommitmentDiscountId": "sp", "CommitmentDiscountType": "Savings Plan"}
    usage = committed | {"PricingCategory": "Committed", "BilledCost": "0"}
    path = focus(
        tmp_path / "focus.csv",
        row(
            ChargeCategory="Purchase", BilledCost="8", EffectiveCost="0", ListCost="8", **committed
        ),
        row(**usage | {"CommitmentDiscountStatus": "Used", "EffectiveCost": "6", "ListCost": "10"}),
        row(
            **usage | {"CommitmentDiscountStatus": "Unused", "EffectiveCost": "2", "ListCost": "3"}
        ),
    )

    baseline = read_export([path])
    found = totals(baseline, "EUR")

    # Cash: the purchase. Accrual: used and unused. List: only what ran.
    assert (found.billed, found.amortized, found.on_demand, found.unused) == (8, 8, 10, 2)
    assert {line.purchase for line in baseline.lines} == {"savings_plan"}


@pytest.mark.parametrize(
    ("cells", "kind", "purchase"),
    [
        ({}, "usage", "on_demand"),
        ({"PricingCategory": "Dynamic"}, "usage", "spot"),
        ({"ChargeCategory": "Tax"}, "tax", "none"),
        ({"ChargeCategory": "Credit", "BilledCost": "-1"}, "credit", "none"),
        ({"ChargeCategory": "Purchase"}, "fee", "none"),
        ({"ChargeCategory": "Purchase", "BilledCost": "-4"}, "refund", "none"),
        ({"ChargeCategory": "Adjustment"}, "other", "none"),
        ({"ServiceName": "AWS Support (Business)"}, "support", "none"),
        (
            {
                "CommitmentDiscountId": "r",
                "CommitmentDiscountType": "Reservation",
                "CommitmentDiscountStatus": "Used",
            },
            "usage",
            "reserved",
        ),
    ],
)
def test_every_row_has_a_kind_and_a_purchase_class(
    tmp_path: Path, cells: dict[str, str], kind: str, purchase: str
) -> None:
    (line,) = read_export([focus(tmp_path / "focus.csv", row(**cells))]).lines

    assert (line.kind, line.purchase) == (kind, purchase)


@pytest.mark.parametrize(
    ("columns", "version"),
    [
        ((), "FOCUS 1.0"),
        (("CommitmentDiscountQuantity",), "FOCUS 1.1"),
        (("SkuMeter", "InvoiceId"), "FOCUS 1.2"),
        (("InvoiceId", "ServiceProviderName"), "FOCUS 1.3"),
    ],
)
def test_the_newest_column_tells_the_version(
    tmp_path: Path, columns: tuple[str, ...], version: str
) -> None:
    path = focus(tmp_path / "focus.csv", row(), more=columns)

    assert peek([path]).format == version
    assert read_export([path]).format == version


@pytest.mark.parametrize(
    "date", ["2026-12-05", "2026-12-05 00:00:00", "12/5/26", "12/5/2026", "2026-12-05T10:00:00Z"]
)
def test_every_way_to_write_a_date_falls_into_its_month(tmp_path: Path, date: str) -> None:
    path = focus(tmp_path / "focus.csv", row(ChargePeriodStart=date))

    assert read_export([path]).months == ("2026-12",)


def test_null_words_are_no_values(tmp_path: Path) -> None:
    path = focus(
        tmp_path / "focus.csv",
        row(CommitmentDiscountId="NULL", CommitmentDiscountStatus="null", RegionId="NULL"),
    )

    (line,) = read_export([path]).lines

    assert (line.purchase, line.region) == ("on_demand", "")


def test_rows_dated_by_their_billing_period_are_said(tmp_path: Path) -> None:
    # One charge period is unreadable, one empty: both rows fall into the bill's month.
    path = focus(
        tmp_path / "focus.csv",
        row(BillingPeriodStart="2026-12-01T00:00:00Z"),
        row(BillingPeriodStart="2026-11-01T00:00:00Z", ChargePeriodStart="soon"),
        row(BillingPeriodStart="2026-11-01T00:00:00Z", ChargePeriodStart=""),
        more=("BillingPeriodStart",),
    )

    baseline = read_export([path])

    assert baseline.months == ("2026-11", "2026-12")
    said = "2 rows have no readable ChargePeriodStart; BillingPeriodStart tells their month."
    assert said in baseline.reconciliation.notes

    usual = focus(tmp_path / "usual.csv", row(), more=("BillingPeriodStart",))
    assert not any("BillingPeriod" in note for note in read_export([usual]).reconciliation.notes)


@pytest.mark.parametrize("word", ["N/A", "n/a", "NULL", "null", "\\N"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_null_words_in_commitment_columns_are_no_commitment(
    tmp_path: Path, word: str, kind: str
) -> None:
    nothing = dict.fromkeys([name for name in COLUMNS if name.startswith("Commitment")], word)
    text = dict.fromkeys(["ServiceName", "RegionId"], word)
    path = focus(
        tmp_path / "focus.csv",
        row(**nothing),
        row(**nothing | {"ChargeCategory": "Purchase", "PricingCategory": word}),
        row(**nothing | text | {"PricingCategory": word}),
    )
    if kind == "parquet":
        table = f"read_csv('{path}', all_varchar = true, nullstr = '')"
        path = tmp_path / "focus.parquet"
        duckdb.sql(f"COPY (FROM {table}) TO '{path}' (FORMAT parquet)")

    baseline = read_export([path])

    bought = sorted((line.kind, line.purchase, line.commitment) for line in baseline.lines)
    assert set(bought) == {("fee", "none", ""), ("usage", "on_demand", "")}
    assert starting_case(baseline).case["commitments"] == []
    assert not any(word in (line.service, line.region) for line in baseline.lines)
    assert not any("commitment" in note for note in baseline.reconciliation.notes)


def test_tokens_are_not_money(tmp_path: Path) -> None:
    more = ("PricingCurrency", "PricingCurrencyEffectiveCost")
    cells = {"PricingCurrency": "Token", "PricingCurrencyEffectiveCost": "5000"}
    baseline = read_export([focus(tmp_path / "focus.csv", row(**cells), more=more)])

    assert baseline.currencies == ("EUR",)
    assert totals(baseline, "EUR").amortized == 9
    assert any("tokens" in note for note in baseline.reconciliation.notes)


def test_missing_measure_columns_are_said_and_never_guessed(tmp_path: Path) -> None:
    columns = [name for name in COLUMNS if name not in ("EffectiveCost", "ListCost")]

    baseline = read_export([write_csv(tmp_path / "focus.csv", [row()], columns)])
    found = totals(baseline, "EUR")

    assert (found.billed, found.amortized, found.on_demand, found.unused) == (9, None, None, None)
    assert any("no EffectiveCost" in note for note in baseline.reconciliation.notes)
    assert any("No ListCost" in note for note in baseline.reconciliation.notes)


def test_tags_are_read_from_their_json(tmp_path: Path) -> None:
    path = focus(
        tmp_path / "focus.csv",
        row(Tags='{"Owner": "a, \\"b\\"", "env.x": "prod"}'),
        row(Tags="", BilledCost="1"),
    )

    baseline = read_export([path], tags=["Owner", "env.x"])

    groups = {g.values: g.totals.billed for g in baseline.group(["tag:Owner", "tag:env.x"])}
    assert groups == {('a, "b"', "prod"): 9, ("", ""): 1}


@pytest.mark.parametrize(
    "tags",
    [
        '{"cost center": "7", "team": "web \\"1\\""}',
        '[{"key": "cost center", "value": "7"}, {"key": "team", "value": "web \\"1\\""}]',
    ],
)
def test_tags_are_read_from_an_object_and_from_a_list_of_keys_and_values(
    tmp_path: Path, tags: str
) -> None:
    path = focus(tmp_path / "focus.csv", row(Tags=tags), row(Tags="[]"), row(Tags="[7, null]"))

    assert peek([path]).tag_keys == ("cost center", "team")
    groups = read_export([path], tags=["team", "cost center"]).group(
        ["tag:team", "tag:cost center"]
    )
    assert {g.values: g.rows for g in groups} == {('web "1"', "7"): 1, ("", ""): 2}


@pytest.mark.parametrize(
    "tags",
    [
        "MAP {'team': 'web'}",
        "{'team': 'web'}",
        "[{'key': 'team', 'value': 'web'}]",
    ],
)
def test_tags_in_parquet_are_read_as_map_as_fields_and_as_list(tmp_path: Path, tags: str) -> None:
    path = tmp_path / "focus.parquet"
    duckdb.sql(
        "SELECT TIMESTAMP '2026-12-01' AS ChargePeriodStart, 'Usage' AS ChargeCategory, "
        f"9::DECIMAL(38,9) AS BilledCost, 9::DECIMAL(38,9) AS EffectiveCost, {tags} AS Tags"
    ).write_parquet(str(path))

    (group,) = read_export([path], tags=["team"]).group(["tag:team"])

    assert group.values == ("web",)


@pytest.mark.parametrize(
    "first", ["12/1/2026 0:00", "12/01/2026 00:00:00", "12/1/2026 12:00:00 AM"]
)
def test_dates_that_a_spreadsheet_rewrote_keep_their_month(tmp_path: Path, first: str) -> None:
    path = focus(tmp_path / "focus.csv", row(ChargePeriodStart=first))

    account = read_export([path]).reconciliation

    assert list(account.months) == ["2026-12"]
    assert any("read as month/day/year" in note for note in account.notes)
