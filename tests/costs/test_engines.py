"""A table of billing data on another engine gives the baseline that its rows give as a file.

The engines are extras: each test on one is skipped where it is not installed. What is tested
without any is in `test_engine_addresses.py`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from assets import asset_path
from tests.costs.exports import CUR_COLUMNS, amounts, cur_row, totals, write_csv
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.engines.reading import peek_table, read_table
from whatif_app.costs.export import Cancelled, ExportError, read_export
from whatif_app.costs.lines import Line

pytestmark = [
    pytest.mark.engines,
    # Engines warn of their own surroundings: incubating Java modules, loopback addresses.
    pytest.mark.filterwarnings("default"),
]

#: Puts a Parquet file on an engine as a table: its name and file → the engine's address.
Load = Callable[[str, Path], str]


def _needs(*modules: str) -> None:
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="session")
def on_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Load:
    _needs("ibis", "pyarrow")
    database = tmp_path_factory.mktemp("warehouse") / "billing.duckdb"

    def load(name: str, parquet: Path) -> str:
        with duckdb.connect(str(database)) as connection:
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM '{parquet}'")
        return f"duckdb:{database}"

    return load


@pytest.fixture(scope="session")
def on_clickhouse() -> Load:
    _needs("ibis", "chdb", "clickhouse_connect")
    import clickhouse_connect

    client = clickhouse_connect.get_client(interface="chdb")

    def load(name: str, parquet: Path) -> str:
        client.command(f"DROP TABLE IF EXISTS {name}")
        client.command(f"CREATE TABLE {name} ENGINE = Memory AS SELECT * FROM file('{parquet}')")
        return "chdb:"

    return load


@pytest.fixture(scope="session")
def on_spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    _needs("ibis", "pyspark")
    if shutil.which("java") is None:
        pytest.skip("no Java")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )

    def load(name: str, parquet: Path) -> str:
        session.read.parquet(str(parquet)).createOrReplaceTempView(name)
        return "spark:local[2]"

    yield load
    session.stop()


@pytest.fixture(params=["on_duckdb", "on_clickhouse", "on_spark"])
def load(request: pytest.FixtureRequest) -> Load:
    """Each engine in turn."""
    found: Load = request.getfixturevalue(request.param)
    return found


def parquet(path: Path, query: str) -> Path:
    """The rows of a DuckDB query as a Parquet file."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def assert_same(found: Baseline, plain: Baseline) -> None:
    """Equal in every line and every total, to the last of twelve decimals."""
    assert found.reconciliation.totals == plain.reconciliation.totals
    assert found.reconciliation.months == plain.reconciliation.months
    assert found.reconciliation.set_aside == plain.reconciliation.set_aside
    assert found.reconciliation.used == plain.reconciliation.used
    assert found.reconciliation.notes == plain.reconciliation.notes
    assert found.calendar == plain.calendar
    assert found.days == plain.days
    assert sums_of(found) == sums_of(plain)
    # A float, summed in no fixed order.
    assert [line.quantity for line in found.lines] == pytest.approx(
        [line.quantity for line in plain.lines], rel=1e-12
    )
    assert found.reconciliation.agrees


def sums_of(baseline: Baseline) -> list[Line]:
    """The lines, without the quantity."""
    return [replace(line, quantity=0.0) for line in baseline.lines]


#: Amounts and moments of a CUR in the types that Athena and CUR 2.0 give them; the rest is text.
_MOMENTS = ("Date", "Time")
_AMOUNTS = ("Cost", "Amount", "Fee", "Commitment", "Upfront", "BillingPeriod", "ToDate", "ForUsage")


def as_second_cur(csv: Path, path: Path, *, typed: bool = True, amount: str = "") -> Path:
    """A legacy CUR file with the columns, and the map of tags, of CUR 2.0."""
    amount = amount or "DECIMAL(30,12)"
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE FROM read_csv('{csv}', all_varchar = true)")
        names = [str(row[0]) for row in described.fetchall()]
    tags = [name for name in names if name.startswith("resourceTags/")]
    cells = []
    for name in (name for name in names if name not in tags):
        cell = f"nullif(\"{name}\", '')"
        if typed and name.endswith(_AMOUNTS):
            cell = f"CAST({cell} AS {amount})"
        elif typed and name.endswith(_MOMENTS):
            cell = f"CAST({cell} AS TIMESTAMP)"
        group, _, column = name.partition("/")
        cells.append(f'{cell} AS "{_snake(group)}_{_snake(column)}"')
    keys = ", ".join(f"'{name.partition('/')[2]}'" for name in tags)
    values = ", ".join(f"coalesce(\"{name}\", '')" for name in tags)
    cells.append(f"MAP([{keys}], [{values}]) AS resource_tags")
    return parquet(path, f"SELECT {', '.join(cells)} FROM read_csv('{csv}', all_varchar = true)")


def _snake(name: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).strip("_")


def bill(path: Path) -> Path:
    """A small bill with a row of every kind.

    Billed: 1 usage + 0 covered by the plan + 0 by the reservation + 10 plan's fee + 20
    reservation's fee + 0.30 Spot + 2 tax - 5 credit - 1 refund = 27.30.
    """
    rows = [
        cur_row(LineItemType="Usage", **{"resourceTags/user:team": "a"}),
        cur_row(
            LineItemType="SavingsPlanCoveredUsage", SavingsPlanARN="sp", UnblendedCost="3",
            SavingsPlanEffectiveCost="2.125", publicOnDemandCost="3",
        ),
        cur_row(LineItemType="SavingsPlanNegation", SavingsPlanARN="sp", UnblendedCost="-3"),
        cur_row(
            LineItemType="SavingsPlanRecurringFee", SavingsPlanARN="sp", UnblendedCost="10",
            TotalCommitmentToDate="10", UsedCommitment="9.000000000001", publicOnDemandCost="",
        ),
        cur_row(
            LineItemType="DiscountedUsage", ReservationARN="ri", UnblendedCost="0",
            EffectiveCost="1.5", publicOnDemandCost="2", AmortizedUpfrontCostForUsage="0.5",
        ),
        cur_row(
            LineItemType="RIFee", ReservationARN="ri", UnblendedCost="20", publicOnDemandCost="",
            UnusedAmortizedUpfrontFeeForBillingPeriod="0.25", UnusedRecurringFee="0.75",
            LeaseContractLength="1yr", OfferingClass="convertible",
            PurchaseOption="Partial Upfront",
            **{"reservation/EndTime": "2027-03-01T00:00:00Z"},
        ),
        cur_row(UsageType="SpotUsage:m5.large", UnblendedCost="0.30", publicOnDemandCost="1"),
        cur_row(LineItemType="Tax", UnblendedCost="2", publicOnDemandCost="0", UsageType=""),
        cur_row(LineItemType="Credit", UnblendedCost="-5", publicOnDemandCost="0"),
        cur_row(LineItemType="Refund", UnblendedCost="-1", publicOnDemandCost="0"),
        cur_row(UsageStartDate="2026-11-30T23:59:59Z", UnblendedCost="0", publicOnDemandCost="0"),
        cur_row(Operation="EKSPod-EC2", UnblendedCost="7"),  # repeats what its instance bills
    ]  # fmt: skip
    return write_csv(path, rows)


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "text"])
def test_a_bill_with_every_kind_of_row_is_equal_on_every_engine(
    load: Load, tmp_path: Path, typed: bool
) -> None:
    file = as_second_cur(bill(tmp_path / "cur.csv"), tmp_path / "cur.parquet", typed=typed)
    url = load("cur_of_all_kinds", file)

    found = read_table(url, "cur_of_all_kinds", tags=["team"])

    # Amortized: 1 + 2.125 + (10 - 9.000000000001) + 1.5 + (0.25 + 0.75) + 0.30 + 2 - 5 - 1.
    # On demand: 1 + 3 + 2 + 1, of what ran. Unused: 0.999999999999 + 1.
    expected = amounts("27.30", "2.924999999999", "7", "1.999999999999")
    assert totals(found) == expected
    assert found.reconciliation.set_aside == {"split_allocation": 1}
    assert_same(found, read_export([file], tags=["team"]))


def test_amounts_held_as_floats_are_equal_to_the_cent(load: Load, tmp_path: Path) -> None:
    file = as_second_cur(bill(tmp_path / "cur.csv"), tmp_path / "cur.parquet", amount="DOUBLE")

    found = read_table(load("billing", file), "billing")

    billed, amortized = totals(found).billed, totals(found).amortized
    assert billed is not None and amortized is not None
    assert abs(billed - Decimal("27.30")) < Decimal("0.000000001")
    assert abs(amortized - Decimal("2.925")) < Decimal("0.000000001")


def test_the_sample_bill_is_equal_on_every_engine(load: Load, tmp_path: Path) -> None:
    sample = asset_path("sample-cur.csv.gz")
    file = as_second_cur(sample, tmp_path / "sample.parquet")

    found = read_table(load("sample", file), "sample", tags=["team"])

    assert_same(found, read_export([file], tags=["team"]))
    assert found.reconciliation.totals == read_export([sample]).reconciliation.totals


_FOCUS = """
SELECT * EXCLUDE (tags), MAP(['team', 'env'], [tags, 'prod']) AS "Tags" FROM (VALUES
    (10.00, 8.50, 12.00, 'Usage', 'Standard', NULL, NULL, NULL, 'Amazon EC2', 'Compute', 'a'),
    (0.00, 1.25, 2.00, 'Usage', 'Committed', 'sp-1', 'Savings Plan', 'Used', 'Amazon EC2',
        'Compute', 'b'),
    (0.00, 0.75, 0.00, 'Usage', 'Committed', 'sp-1', 'Savings Plan', 'Unused', 'Amazon EC2',
        'Compute', 'b'),
    (2.00, 0.00, 0.00, 'Purchase', NULL, 'sp-1', 'Savings Plan', NULL, 'Savings Plans',
        'Other', ''),
    (0.40, 0.40, 1.00, 'Usage', 'Dynamic', NULL, NULL, NULL, 'Amazon EC2', 'Compute', 'a'),
    (1.10, 1.10, 1.10, 'Tax', NULL, NULL, NULL, NULL, 'Amazon EC2', 'Compute', ''),
    (-3.00, -3.00, 0.00, 'Credit', NULL, NULL, NULL, NULL, 'Amazon EC2', 'Compute', '')
) AS rows("BilledCost", "EffectiveCost", "ListCost", "ChargeCategory", "PricingCategory",
    "CommitmentDiscountId", "CommitmentDiscountType", "CommitmentDiscountStatus", "ServiceName",
    "ServiceCategory", tags),
(SELECT TIMESTAMPTZ '2026-09-01 00:00:00Z' AS "ChargePeriodStart",
    TIMESTAMPTZ '2026-10-01 00:00:00Z' AS "ChargePeriodEnd",
    TIMESTAMPTZ '2026-09-01 00:00:00Z' AS "BillingPeriodStart", 'USD' AS "BillingCurrency",
    '1' AS "SubAccountId", 'eu-west-1' AS "RegionId", 'sku' AS "SkuId",
    1.5::DOUBLE AS "ConsumedQuantity", 'AWS' AS "ProviderName", '9' AS "BillingAccountId")
"""


def test_a_focus_table_is_equal_on_every_engine(load: Load, tmp_path: Path) -> None:
    file = parquet(tmp_path / "focus.parquet", _FOCUS)

    found = read_table(load("focus", file), "focus", tags=["team"])

    # Billed 10 + 2 + 0.40 + 1.10 - 3; effective 8.50 + 1.25 + 0.75 + 0.40 + 1.10 - 3.
    assert totals(found) == amounts("10.50", "9.00", "15.00", "0.75")
    assert_same(found, read_export([file], tags=["team"]))


_GOOGLE = """
SELECT 'B-1' AS billing_account_id, {{'id': 's', 'description': 'Compute Engine'}} AS service,
    {{'id': 'k', 'description': sku}} AS sku, TIMESTAMP '2026-09-02 00:00:00' AS usage_start_time,
    TIMESTAMP '2026-09-02 01:00:00' AS usage_end_time,
    {{'id': 'shop', 'labels': [{{'key': 'cc', 'value': '7'}}]}} AS project,
    [{{'key': 'team', 'value': team}}] AS labels,
    {{'location': 'us', 'region': 'us-east4'}} AS location, cost, 12.5::DOUBLE AS cost_at_list,
    'USD' AS currency, {{'amount': 1.0::DOUBLE, 'amount_in_pricing_units': 2.0::DOUBLE}} AS usage,
    credits, {{'month': '202609'}} AS invoice, 'regular' AS cost_type
FROM (VALUES {rows}) AS rows(sku, team, cost, credits)
"""


def _credit(amount: str, kind: str) -> str:
    return f"{{'name': 'c', 'amount': {amount}::DOUBLE, 'type': '{kind}'}}"


_NO_CREDIT = f"list_filter([{_credit('0', 'x')}], lambda c: false)"


def test_a_table_of_googles_with_its_nested_credits_is_equal_on_every_engine(
    load: Load, tmp_path: Path
) -> None:
    flexible = "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"
    rows = [
        f"('N2 Instance Core', 'a', 10.25::DOUBLE, {_NO_CREDIT})",
        f"('N2 Instance Core', 'b', 8.0::DOUBLE, "
        f"[{_credit('-1.5', 'PROMOTION')}, {_credit('-0.25', 'FREE_TIER')}])",
        f"('N2 Instance Core', 'b', 4.0::DOUBLE, [{_credit('-4', flexible)}])",
        f"('Commitment - dollar based v1: GCE for 1 year', '', 3.0::DOUBLE, {_NO_CREDIT})",
    ]
    file = parquet(tmp_path / "google.parquet", _GOOGLE.format(rows=", ".join(rows)))

    found = read_table(load("google", file), "google", tags=["team"])

    # 10.25 + (8 - 1.75) + (4 - 4) + 3 = 19.50; the fee of 3 is spread over the credit of 4.
    assert totals(found).billed == Decimal("19.50")
    assert totals(found).amortized == Decimal("19.50")
    assert_same(found, read_export([file], tags=["team"]))


def test_a_peek_tells_format_columns_and_tags(load: Load, tmp_path: Path) -> None:
    file = as_second_cur(bill(tmp_path / "cur.csv"), tmp_path / "cur.parquet")

    found = peek_table(load("cur_to_peek", file), "cur_to_peek")

    assert found.problems == ()
    assert found.format == "AWS CUR 2.0"
    assert found.tag_keys == ("user:team",)
    assert len(found.columns) == len(CUR_COLUMNS)  # the one tag column is a map here


def test_a_table_that_is_not_there_is_named(load: Load, tmp_path: Path) -> None:
    file = parquet(tmp_path / "one.parquet", "SELECT 1 AS a")
    url = load("something", file)

    (problem,) = peek_table(url, "nothing").problems

    assert "no table “nothing”" in problem.what
    with pytest.raises(ExportError, match="no table “nothing”"):
        read_table(url, "nothing")


def test_a_table_that_is_no_cost_export_is_refused_as_a_file_would_be(
    load: Load, tmp_path: Path
) -> None:
    file = parquet(tmp_path / "one.parquet", "SELECT 1 AS a, 'x' AS b")
    with pytest.raises(ExportError) as as_a_file:
        read_export([file])

    (problem,) = peek_table(load("no_costs", file), "no_costs").problems

    assert problem.what == as_a_file.value.problems[0].what


def test_reading_a_table_stops_when_asked_and_leaves_nothing(load: Load, tmp_path: Path) -> None:
    file = as_second_cur(bill(tmp_path / "cur.csv"), tmp_path / "cur.parquet")
    url, scratch = load("cur_to_cancel", file), tmp_path / "scratch"

    with pytest.raises(Cancelled):
        read_table(url, "cur_to_cancel", cache_dir=scratch, cancelled=lambda: True)

    assert list(scratch.iterdir()) == []


def test_an_empty_text_is_no_value_whatever_the_engine_has_for_null(
    on_clickhouse: Load, tmp_path: Path
) -> None:
    # ClickHouse columns hold '' and 0 unless declared otherwise.
    file = as_second_cur(bill(tmp_path / "cur.csv"), tmp_path / "cur.parquet", typed=False)
    cells = "coalesce(COLUMNS(* EXCLUDE (resource_tags)), ''), resource_tags"
    empty = parquet(tmp_path / "empty.parquet", f"SELECT {cells} FROM '{file}'")

    found = read_table(on_clickhouse("cur_not_null", empty), "cur_not_null")

    assert totals(found) == amounts("27.30", "2.924999999999", "7", "1.999999999999")


def test_a_duckdb_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    _needs("ibis", "pyarrow")
    (problem,) = peek_table(f"duckdb:{tmp_path}/none.duckdb", "billing").problems

    assert problem.what == f"There is no file “{tmp_path}/none.duckdb”."


def test_an_engine_that_cannot_be_reached_says_so_without_who_asked() -> None:
    _needs("ibis", "clickhouse_connect")
    began = time.monotonic()

    (problem,) = peek_table("clickhouse://mary@127.0.0.1:1/billing", "cur").problems

    assert "ClickHouse at clickhouse://127.0.0.1:1/billing says:" in problem.what
    assert "mary" not in problem.what
    assert "CLICKHOUSE_PASSWORD" in problem.what_to_do
    assert time.monotonic() - began < 20
