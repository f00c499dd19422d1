"""The rules' statements in plain SQL, and in the words of other engines: without any of them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pytest
import sqlglot

from whatif_app.costs.aggregation import grouping
from whatif_app.costs.columns import Columns
from whatif_app.costs.engines.translation import TABLE
from whatif_app.costs.recognising import READERS

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

#: Reader → columns with their types, as a warehouse has them.
TABLES: dict[str, dict[str, str]] = {
    "AWS CUR": {
        "line_item_line_item_type": "VARCHAR",
        "line_item_usage_start_date": "TIMESTAMP",
        "line_item_usage_end_date": "TIMESTAMP",
        "line_item_product_code": "VARCHAR",
        "line_item_usage_type": "VARCHAR",
        "line_item_usage_account_id": "VARCHAR",
        "line_item_usage_amount": "DOUBLE",
        "line_item_currency_code": "VARCHAR",
        "line_item_unblended_cost": "DOUBLE",
        "line_item_availability_zone": "VARCHAR",
        "pricing_public_on_demand_cost": "DOUBLE",
        "pricing_lease_contract_length": "VARCHAR",
        "reservation_reservation_a_r_n": "VARCHAR",
        "reservation_effective_cost": "DOUBLE",
        "savings_plan_savings_plan_a_r_n": "VARCHAR",
        "savings_plan_savings_plan_effective_cost": "DOUBLE",
        "savings_plan_total_commitment_to_date": "DOUBLE",
        "savings_plan_used_commitment": "DOUBLE",
        "resource_tags": "MAP(VARCHAR, VARCHAR)",
    },
    "FOCUS": {
        "BilledCost": "DECIMAL(38,12)",
        "EffectiveCost": "DECIMAL(38,12)",
        "ListCost": "DECIMAL(38,12)",
        "ChargeCategory": "VARCHAR",
        "ChargePeriodStart": "TIMESTAMP",
        "ChargePeriodEnd": "TIMESTAMP",
        "ServiceName": "VARCHAR",
        "ServiceCategory": "VARCHAR",
        "SubAccountId": "VARCHAR",
        "BillingCurrency": "VARCHAR",
        "CommitmentDiscountId": "VARCHAR",
        "CommitmentDiscountType": "VARCHAR",
        "CommitmentDiscountStatus": "VARCHAR",
        "PricingCategory": "VARCHAR",
        "ConsumedQuantity": "DOUBLE",
        "Tags": "MAP(VARCHAR, VARCHAR)",
    },
    "Google Cloud billing export": {
        "service.description": "VARCHAR",
        "sku.description": "VARCHAR",
        "usage_start_time": "TIMESTAMP",
        "cost": "DOUBLE",
        "currency": "VARCHAR",
        "credits": "JSON",
        "labels": "JSON",
    },
    "OCI cost report": {
        "lineItem/intervalUsageStart": "TIMESTAMP",
        "cost/myCost": "DOUBLE",
        "product/service": "VARCHAR",
    },
}

CELLS: dict[str, Sequence[Sequence[object]]] = {
    "AWS CUR": [
        ("Usage", "2026-12-01", "2026-12-01 01:00", "AmazonEC2", "BoxUsage:m5.large", "1", 2.0,
         "USD", 1.25, "eu-west-1a", 1.5, None, None, None, None, None, None, None, "{team=a}"),
        ("SavingsPlanCoveredUsage", "2026-12-01", "2026-12-01 01:00", "AmazonEC2", "BoxUsage", "1",
         1.0, "USD", 3.0, None, 3.0, None, None, None, "sp", 2.125, None, None, None),
        ("SavingsPlanRecurringFee", "2026-12-01", None, "ComputeSavingsPlans", None, "1", None,
         "USD", 10.0, None, None, "1yr", None, None, "sp", None, 10.0, 9.0, None),
        ("Tax", None, None, None, None, None, None, None, 2.0, None, None, None, None, None, None,
         None, None, None, None),
    ],
    "FOCUS": [
        (10.0, 8.5, 12.0, "Usage", "2026-09-01", "2026-10-01", "EC2", "Compute", "1", "USD", None,
         None, None, "Standard", 1.5, "{team=a}"),
        (0.0, 0.75, 0.0, "Usage", "2026-09-01", "2026-10-01", "EC2", "Compute", "1", "USD", "sp",
         "Savings Plan", "Unused", "Committed", None, None),
    ],
    "Google Cloud billing export": [
        ("Compute Engine", "N2 Core", "2026-09-02", 8.0, "USD",
         '[{"amount": -1.5, "type": "PROMOTION"}, {"amount": -0.25, "type": "FREE_TIER"}]',
         '[{"key": "team", "value": "a"}]'),
        ("Compute Engine", "N2 Core", "2026-09-03", 4.0, "USD", "[]", None),
    ],
    "OCI cost report": [("2026-09-02", 3.5, "COMPUTE"), (None, 1.0, "SUPPORT")],
}  # fmt: skip


def statement(name: str) -> str:
    """The grouping statement of a reader, with a tag where its table has any."""
    (reader,) = [each for each in READERS if each.name == name]
    columns = Columns(tuple(TABLES[name]), tuple(TABLES[name].values()))
    tags = ["team"] if columns.first(*reader.map_columns) else []
    return grouping(reader.rules(columns, tags), TABLE)


@pytest.mark.parametrize("name", TABLES)
def test_plain_sql_gives_the_same_groups(name: str) -> None:
    from whatif_app.costs.engines.translation import portable

    plain = portable(sqlglot.parse_one(statement(name), read="duckdb")).sql("duckdb")
    kinds = list(TABLES[name].values())
    cells = ", ".join(f"c{n} {kind}" for n, kind in enumerate(kinds))
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE {TABLE} ({cells})")
        marks = ", ".join("?" for _ in kinds)
        connection.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", CELLS[name])

        def rows(sql: str) -> list[str]:
            return sorted(map(repr, connection.execute(sql).fetchall()))

        assert rows(plain) == rows(statement(name))
        assert len(rows(plain)) > 1
    assert "GROUP BY ALL" not in plain
    assert " FILTER" not in plain


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("AWS CUR", "spark"),
        ("AWS CUR", "clickhouse"),
        ("AWS CUR", "trino"),
        ("FOCUS", "bigquery"),
        ("FOCUS", "snowflake"),
    ],
)
def test_the_statement_is_translated_to_sql_of_the_engine(name: str, dialect: str) -> None:
    from whatif_app.costs.engines.translation import translate

    source = sqlglot.parse_one("SELECT x AS c0 FROM cur", read="duckdb")
    speaker = {"spark": "pyspark"}.get(dialect, dialect)

    said = translate(statement(name), dialect, speaker, source)

    assert len(sqlglot.parse(said, read=dialect)) == 1
    assert TABLE not in said
    assert "fsum" not in said.lower()


def test_what_an_engine_has_no_words_for_is_said_and_not_sent() -> None:
    from whatif_app.costs.engines.dialects import CannotSay
    from whatif_app.costs.engines.translation import translate

    source = sqlglot.parse_one("SELECT 1", read="duckdb")

    with pytest.raises(CannotSay, match="Lists and records"):
        translate(statement("Google Cloud billing export"), "trino", "trino", source)
    with pytest.raises(CannotSay, match="Dates written as text"):
        translate(f"SELECT TRY_STRPTIME(c0, '%m/%d/%y') FROM {TABLE}", "trino", "trino", source)


@pytest.mark.parametrize(
    ("duckdb_sql", "dialect", "said"),
    [
        ("sum(c0) FILTER (c1 > 0)", "spark", "SUM(CASE WHEN `q0`.`c1` > 0 THEN `q0`.`c0` END)"),
        ("count(*) FILTER (c1 > 0)", "spark", "COUNT(CASE WHEN `q0`.`c1` > 0 THEN 1 END)"),
        ("fsum(c0)", "clickhouse", 'sumKahan("q0"."c0")'),
        ("fsum(c0)", "spark", "SUM(`q0`.`c0`)"),
        (
            "TRY_STRPTIME(c0, '%m/%d/%Y %I:%M %p')",
            "spark",
            "CAST(TRY_TO_TIMESTAMP(`q0`.`c0`, 'M/d/yyyy h:m a') AS TIMESTAMP_NTZ)",
        ),
        ("TRY_STRPTIME(c0, ['%m/%d/%y'])", "clickhouse",
         "parseDateTime64BestEffortUSOrNull(\"q0\".\"c0\", 6, 'UTC')"),
        ("MAP {'a': 1.5}[c0]", "spark", "CASE WHEN `q0`.`c0` = 'a' THEN 1.5 END"),
    ],
)  # fmt: skip
def test_single_words_are_translated(duckdb_sql: str, dialect: str, said: str) -> None:
    from whatif_app.costs.engines.translation import translate

    source = sqlglot.parse_one("SELECT x AS c0, y AS c1 FROM t", read="duckdb")
    speaker = {"spark": "pyspark"}.get(dialect, dialect)

    assert said in translate(f"SELECT {duckdb_sql} FROM {TABLE}", dialect, speaker, source)


def test_a_name_is_used_only_by_the_select_around_the_one_that_gives_it() -> None:
    from whatif_app.costs.engines.translation import portable

    tree = portable(
        sqlglot.parse_one("SELECT c0 AS a, a + 1 AS b, b * a AS c FROM (SELECT 4 AS c0)")
    )

    assert tree.sql("duckdb") == (
        "SELECT q0.a, q0.b, q0.b * q0.a AS c FROM (SELECT *, q1.a + 1 AS b FROM "
        "(SELECT *, q2.c0 AS a FROM (SELECT 4 AS c0) AS q2) AS q1) AS q0"
    )
    with duckdb.connect() as connection:
        assert connection.execute(tree.sql("duckdb")).fetchall() == [(4, 5, 20)]
