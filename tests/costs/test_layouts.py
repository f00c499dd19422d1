"""One file, several, a glob, or a folder of parts; CSV, gzip or Parquet; any spelling of names."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import duckdb
import pytest

from tests.costs.exports import cur, cur_row, totals
from whatif_app.costs.export import ExportError, peek, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow


def parquet(path: Path, select: str) -> Path:
    """A Parquet file of what a query returns."""
    duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


CUR_2 = """SELECT * FROM (VALUES
    (TIMESTAMP '2026-12-01 00:00:00', TIMESTAMP '2026-12-01 01:00:00', 'Usage',
        1.5::DOUBLE, 2.0::DOUBLE, '000000000002', 'USD', 'AmazonEC2', 'BoxUsage:m5.large',
        MAP {'user_team': 'web'},
        MAP {'region': 'eu-west-1'}, 0.0::DOUBLE, ''),
    (TIMESTAMP '2026-12-31 23:00:00', TIMESTAMP '2027-01-01 00:00:00', 'SavingsPlanCoveredUsage',
        3.0::DOUBLE, 3.0::DOUBLE, '000000000002', 'USD', 'AmazonEC2', 'BoxUsage:m5.large',
        MAP {'user_app': 'x'}, MAP {}, 2.0::DOUBLE, 'arn:sp')
) AS t(line_item_usage_start_date, line_item_usage_end_date, line_item_line_item_type,
    line_item_unblended_cost, pricing_public_on_demand_cost, line_item_usage_account_id,
    line_item_currency_code, line_item_product_code, line_item_usage_type, resource_tags, product,
    savings_plan_savings_plan_effective_cost, savings_plan_savings_plan_a_r_n)"""


def test_cur_2_in_parquet_is_read_with_its_maps_and_types(tmp_path: Path) -> None:
    path = parquet(tmp_path / "part.snappy.parquet", CUR_2)

    baseline = read_export([path], tags=["team"])

    assert baseline.format == "AWS CUR 2.0"
    assert peek([path]).tag_keys == ("user_app", "user_team")
    # Billed 1.5 + 3; amortized 1.5 + the effective cost of 2.
    assert (totals(baseline).billed, totals(baseline).amortized) == (4.5, 3.5)
    by_team = {g.values[0]: g.totals.billed for g in baseline.group(["tag:user_team"])}
    assert by_team == {"web": 1.5, "": 3}
    assert {line.region for line in baseline.lines} == {"eu-west-1", ""}


def test_amounts_in_parquet_that_are_none_set_their_rows_aside(tmp_path: Path) -> None:
    amounts = "VALUES (1.5::DOUBLE), ('NaN'), ('inf'), (1e300), (NULL)"
    select = f"""SELECT line_item_unblended_cost, 'Usage' AS line_item_line_item_type,
        TIMESTAMP '2026-12-01' AS line_item_usage_start_date
        FROM ({amounts}) AS t(line_item_unblended_cost)"""

    account = read_export([parquet(tmp_path / "a.parquet", select)]).reconciliation

    assert account.totals["unknown"].billed == 1.5
    assert dict(account.set_aside) == {"empty_cost": 1, "unreadable_cost": 3}


def test_a_tag_beyond_the_head_of_the_file_is_found_and_one_nowhere_is_refused(
    tmp_path: Path,
) -> None:
    header = (
        "bill_payer_account_name,line_item_usage_start_date,line_item_unblended_cost,resource_tags"
    )
    plain = "Acme,2026-12-01T00:00:00Z,1,{}"
    tagged = 'Acme,2026-12-01T00:00:00Z,1,"{""user_late"":""x""}"'
    path = tmp_path / "cur2.csv"
    path.write_text("\n".join([header, *[plain] * 30_000, tagged, ""]))

    baseline = read_export([path], tags=["user_late"])

    assert {g.values: g.rows for g in baseline.group(["tag:user_late"])} == {
        ("",): 30_000,
        ("x",): 1,
    }
    with pytest.raises(ExportError, match="no tag “user_never”"):
        read_export([path], tags=["user_never"])


def test_files_with_the_same_content_are_pointed_out(tmp_path: Path) -> None:
    cur(tmp_path / "a.csv", cur_row())
    cur(tmp_path / "b.csv", cur_row())

    notes = read_export([tmp_path]).reconciliation.notes

    assert "b.csv has the same content as a.csv; both are counted." in notes


def test_cur_2_in_csv_holds_its_maps_as_json(tmp_path: Path) -> None:
    path = tmp_path / "cur2.csv"
    path.write_text(
        "bill_payer_account_name,line_item_usage_start_date,line_item_line_item_type,"
        "line_item_unblended_cost,line_item_currency_code,resource_tags,cost_category\n"
        'Acme,2026-12-01T00:00:00Z,Usage,1.5,USD,"{""user_team"":""web""}","{""Centre"":""7""}"\n'
        "Acme,2026-12-01T00:00:00Z,Usage,2,USD,{},\n"
        "Acme,2026-12-01T00:00:00Z,Usage,4,USD,{broken json,\n"
    )

    baseline = read_export([path], tags=["user_team", "category:Centre"])

    assert baseline.format == "AWS CUR 2.0"
    groups = baseline.group(["tag:user_team", "tag:category:Centre"])
    assert {g.values: g.totals.billed for g in groups} == {("web", "7"): 1.5, ("", ""): 6}


def test_legacy_and_athena_names_of_a_tag_are_found_by_the_same_word(tmp_path: Path) -> None:
    legacy = cur(tmp_path / "cur.csv", cur_row(**{"resourceTags/user:team": "web"}))
    athena = tmp_path / "athena.csv"
    athena.write_text(
        "line_item_usage_start_date,line_item_line_item_type,line_item_unblended_cost,"
        "line_item_currency_code,resource_tags_user_team\n2026-12-01,Usage,1,USD,web\n"
    )

    for path, key in ((legacy, "user:team"), (athena, "user_team")):
        baseline = read_export([path], tags=["team"])
        assert baseline.tags == (key,)
        assert [line.tags for line in baseline.lines] == [("web",)]


def test_a_folder_of_parts_is_one_export_and_what_lies_beside_them_is_passed_over(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "export"
    (folder / "BILLING_PERIOD=2026-11").mkdir(parents=True)
    (folder / "BILLING_PERIOD=2026-12").mkdir()
    cur(
        folder / "BILLING_PERIOD=2026-11" / "part-1.csv",
        cur_row(UsageStartDate="2026-11-02T00:00:00Z", UnblendedCost="5"),
    )
    plain = cur(tmp_path / "plain.csv", cur_row(UnblendedCost="7"), without=("resourceTags/",))
    packed = folder / "BILLING_PERIOD=2026-12" / "part-1.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    (folder / "_manifest.json").write_text("{}")
    (folder / "export-Manifest.json").write_text("{}")
    (folder / ".DS_Store").write_bytes(b"\0\0")
    (folder / "_SUCCESS").write_text("")
    status = folder / "cost_and_usage_data_status" / "cost_and_usage_data_status.parquet"
    status.parent.mkdir()
    duckdb.sql("SELECT 'READY' AS status").write_parquet(str(status))

    baseline = read_export([folder], tags=["team"])

    assert [source.name for source in baseline.sources] == [
        "BILLING_PERIOD=2026-11/part-1.csv",
        "BILLING_PERIOD=2026-12/part-1.csv.gz",
    ]
    assert {m: t["USD"].billed for m, t in baseline.reconciliation.months.items()} == {
        "2026-11": 5,
        "2026-12": 7,
    }


def test_a_month_without_commitment_columns_is_cash_only_and_the_others_are_not(
    tmp_path: Path,
) -> None:
    november = cur_row(UsageStartDate="2026-11-02T00:00:00Z")
    cur(tmp_path / "a.csv", november, without=("reservation/", "savingsPlan/"))
    cur(tmp_path / "b.csv", cur_row())

    months = read_export([tmp_path / "a.csv", tmp_path / "b.csv"]).reconciliation

    assert months.months["2026-11"]["USD"].amortized is None
    assert months.months["2026-12"]["USD"].amortized == 1
    assert months.totals["USD"].amortized is None


def test_an_older_delivery_beside_a_newer_one_is_replaced_by_it(tmp_path: Path) -> None:
    runs = [
        tmp_path / "20261201-20270101" / f"0000000{n}-aaaa-bbbb-cccc-dddddddddddd" for n in (1, 2)
    ]
    for number, run in enumerate(runs):
        run.mkdir(parents=True)
        part = cur(run / "cur-00001.csv", cur_row(UnblendedCost=str(10 + number)))
        os.utime(part, (1_000_000 + number, 1_000_000 + number))

    baseline = read_export([tmp_path])

    assert totals(baseline).billed == 11
    assert any("older deliveries were left out" in n for n in baseline.reconciliation.notes)


def test_a_glob_and_a_file_named_twice_count_each_file_once(tmp_path: Path) -> None:
    cur(tmp_path / "part-1.csv", cur_row())
    cur(tmp_path / "part-2.csv", cur_row())

    baseline = read_export([tmp_path / "part-*.csv", tmp_path / "part-1.csv"])

    assert totals(baseline).billed == 2


def test_a_file_name_with_glob_signs_and_quotes_is_just_a_name(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur [1] it's (2).csv", cur_row())

    assert totals(read_export([path])).billed == 1


def test_a_header_of_two_names_glued_together_is_read(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row())
    glued = "pricing/OfferingClasspricing/PurchaseOption"
    path.write_text(path.read_text().replace("pricing/OfferingClass,", glued + ","))

    assert totals(read_export([path])).billed == 1


def test_hostile_column_and_tag_names_stay_names(tmp_path: Path) -> None:
    hostile = "resourceTags/user:'); DROP TABLE lines; --"
    path = cur(tmp_path / "cur.csv", cur_row())
    path.write_text(path.read_text().replace("resourceTags/user:team", hostile))

    baseline = read_export([path], tags=["user:'); DROP TABLE lines; --"])

    assert totals(baseline).billed == 1


def test_gzip_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    text = cur(tmp_path / "cur.csv", cur_row(), cur_row()).read_bytes()
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    (tmp_path / "cur.csv.gz").write_bytes(gzip.compress(head) + gzip.compress(tail))

    assert totals(read_export([tmp_path / "cur.csv.gz"])).billed == 2


@pytest.mark.parametrize("spelling", ["savingsPlan/SavingsPlanArn", "savingsPlan/SavingsPlanARN"])
def test_the_casing_of_a_column_does_not_matter(tmp_path: Path, spelling: str) -> None:
    path = cur(
        tmp_path / "cur.csv",
        cur_row(
            LineItemType="SavingsPlanCoveredUsage", SavingsPlanARN="a", SavingsPlanEffectiveCost="4"
        ),
    )
    path.write_text(path.read_text().replace("savingsPlan/SavingsPlanARN", spelling))

    assert totals(read_export([path])).amortized == 4


def test_bytes_of_no_encoding_amid_a_broken_quote_are_one_row_set_aside(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", *[cur_row(LineItemDescription='a "b", c')] * 3)
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b",us-east-1,1,", b"\xb1\x1f\xf4\xe5\xf8\x05Y\xd4\x8f,")
    path.write_bytes(b"\n".join(lines))

    account = read_export([path]).reconciliation

    assert (account.used, account.read) == (2, 3)
