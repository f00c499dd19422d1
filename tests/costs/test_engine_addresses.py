"""The address of a warehouse: what it means, what it may not hold, and what must be installed."""

from __future__ import annotations

import importlib.util

import pytest

from whatif_app.costs.engines.address import KINDS, check_installed, read_address
from whatif_app.errors import UsageError


@pytest.mark.parametrize(
    ("url", "label", "shown"),
    [
        ("duckdb:/data/billing.duckdb", "DuckDB", "duckdb:/data/billing.duckdb"),
        ("chdb:", "ClickHouse (chdb)", "chdb:"),
        ("clickhouse://mary@host:8443/db?secure=true", "ClickHouse", "clickhouse://host:8443/db"),
        ("spark:local[2]", "Spark", "spark:local[2]"),
        ("spark://host:7077?spark.executor.memory=2g", "Spark", "spark://host:7077"),
        ("BigQuery://project/dataset", "BigQuery", "bigquery://project/dataset"),
        (" trino://mary@host:8080/hive/cur ", "Trino", "trino://host:8080/hive/cur"),
        ("athena://?region_name=us-east-1", "Athena", "athena://"),
    ],
)
def test_an_address_names_its_engine_and_is_shown_without_user_and_options(
    url: str, label: str, shown: str
) -> None:
    address = read_address(url)

    assert (address.kind.label, address.shown) == (label, shown)


@pytest.mark.parametrize(
    "url",
    [
        "clickhouse://mary:hunter2@host/db",
        "trino://mary:@host/hive",
        "snowflake://mary:hun@ter2@account/db",
        "spark:mary:hunter2@[host",
        "clickhouse://host/db?password=hunter2",
        "databricks://host?access_token=hunter2",
        "athena://?aws_secret_access_key=hunter2",
        "spark:local?spark.hadoop.fs.s3a.secret.key=hunter2",
        "bigquery://project?credentials=hunter2",
        "snowflake://account?PWD=hunter2",
    ],
)
def test_an_address_that_holds_a_secret_is_refused_and_the_secret_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_address(url)

    assert "takes no secrets" in refused.value.what
    assert "hunter2" not in str(refused.value)
    assert "Leave it out" in refused.value.what_to_do


@pytest.mark.parametrize("text", ["", "hunter2", "mysql://host/db", "/data/cur.parquet", ":"])
def test_what_is_no_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UsageError, match="This is no address of an engine") as refused:
        read_address(text)

    assert "clickhouse" in refused.value.what_to_do
    if text:
        assert text not in refused.value.what


def test_every_example_is_an_address_of_its_own_kind() -> None:
    for scheme, kind in KINDS.items():
        assert read_address(kind.example).scheme == scheme


def test_missing_packages_are_named_with_the_command_that_installs_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    present = importlib.util.find_spec("json")
    there = {"ibis": present, "clickhouse_connect": present}
    monkeypatch.setattr("whatif_app.costs.engines.address.find_spec", there.get)

    check_installed(read_address("clickhouse://host/db"))
    with pytest.raises(UsageError) as refused:
        check_installed(read_address("chdb:"))

    assert refused.value.what == "ClickHouse (chdb) needs packages that are not installed: chdb."
    assert refused.value.what_to_do == (
        'Run: pip install "ibis-framework[clickhouse]>=12,<13" "chdb>=4.4"'
    )


def test_a_package_whose_parent_is_missing_is_missing() -> None:
    # find_spec("nothing.sql") raises, where find_spec("nothing") answers None.
    assert "databricks.sql" in KINDS["databricks"].missing()
