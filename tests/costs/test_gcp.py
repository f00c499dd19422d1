"""Google Cloud's billing export: rows with credits in all their shapes, commitments, months."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs.exports import amounts, refusal, shared, totals
from tests.costs.test_fuzz import FUZZ, read_or_refuse
from whatif_app.cli import main
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.export import ExportError, peek, read_export
from whatif_app.costs.format import Choices

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

_USAGE: dict[str, Any] = {
    "billing_account_id": "B-1",
    "service.description": "Compute Engine",
    "sku.description": "N2 Instance Core running in Americas",
    "usage_start_time": "2026-09-01 00:00:00 UTC",
    "usage_end_time": "2026-09-01 01:00:00 UTC",
    "project.id": "shop",
    "location.region": "us-east4",
    "labels": [],
    "cost": 10,
    "cost_at_list": 12,
    "currency": "USD",
    "usage.amount_in_pricing_units": 1,
    "credits": [],
    "invoice.month": "202609",
    "cost_type": "regular",
}


def row(**cells: Any) -> dict[str, Any]:
    """An hour for 10 dollars, 12 at list price; `__` in a name stands for its dot."""
    return _USAGE | {name.replace("__", "."): value for name, value in cells.items()}


def credit(amount: float | str, kind: str) -> dict[str, Any]:
    return {"name": kind.lower(), "amount": amount, "full_name": None, "type": kind}


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The row as BigQuery nests it, without what is null."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        if value is None:
            continue
        *above, last = name.split(".")
        place = tree
        for step in above:
            place = place.setdefault(step, {})
        place[last] = value
    return tree


def as_csv(path: Path, *rows: Mapping[str, Any], written: Any = json.dumps) -> Path:
    """Dotted columns; lists as JSON, or as another writer has them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for each in rows for key in each)))
        writer.writeheader()
        for each in rows:
            writer.writerow(
                {k: written(v) if isinstance(v, list | dict) else v for k, v in each.items()}
            )
    return path


def as_json_lines(path: Path, *rows: Mapping[str, Any]) -> Path:
    path.write_text("".join(json.dumps(nested(each)) + "\n" for each in rows), encoding="utf-8")
    return path


def as_parquet(path: Path, *rows: Mapping[str, Any]) -> Path:
    lines = as_json_lines(path.with_suffix(".jsonl"), *rows)
    duckdb.execute(f"COPY (SELECT * FROM read_json('{lines}')) TO '{path}' (FORMAT parquet)")
    lines.unlink()
    return path


def notes(baseline: Baseline) -> str:
    return " ".join(baseline.reconciliation.notes)


PROMOTED = row(
    credits=[credit(-1.25, "PROMOTION"), credit(-0.5, "SUSTAINED_USAGE_DISCOUNT")],
    labels=[{"key": "team", "value": "a 'b' \"c\""}, {"key": "env", "value": "prod"}],
)


@pytest.mark.parametrize("write", [as_csv, as_json_lines, as_parquet])
def test_credits_are_taken_off_row_by_row_in_every_kind_of_file(tmp_path: Path, write: Any) -> None:
    # 10 - 1.25 - 0.50, and 10: joining the two credits to the cost would bill 28.25.
    path = write(tmp_path / "a.parquet", PROMOTED, row())

    baseline = read_export([path], tags=["team"])

    assert totals(baseline) == amounts("18.25", "18.25", "24", "0")
    account = baseline.reconciliation
    assert account.agrees
    assert account.column_sums["cost"].used == 20
    assert account.column_sums["credits: promotions"].used == -1.25
    assert account.column_sums["credits: sustained use"].used == -0.5
    assert {line.tags for line in baseline.lines} == {("a 'b' \"c\"",), ("",)}
    assert peek([path]).tag_keys == ("env", "team")


@pytest.mark.parametrize(
    "cell",
    [
        '[{"amount": -4, "type": "PROMOTION"}]',
        '[{"amount": "-1.5", "type": "A"}, {"type": "B", "amount": -2.5}]',
        "[{'name': 'x', 'amount': -4.0, 'full_name': None, 'type': 'PROMOTION'}]",
        "[{'name': \"Bob's 'amount': -9\", 'amount': -4, 'ok': True}]",
        "[{'name': 'it\\'s None', 'amount': -4e0}]",
        '{"amount": -4, "type": "PROMOTION"}',
        "{'amount': -4, 'type': 'PROMOTION'}",
    ],
)
def test_credits_in_any_shape_are_the_same_money(tmp_path: Path, cell: str) -> None:
    assert totals(read_export([as_csv(tmp_path / "a.csv", row(credits=cell))])).billed == 6


@pytest.mark.parametrize("cell", ["", "[]", "null", None])
def test_a_row_without_credits_bills_its_cost(tmp_path: Path, cell: str | None) -> None:
    assert totals(read_export([as_csv(tmp_path / "a.csv", row(credits=cell))])).billed == 10


@pytest.mark.parametrize(
    "cell",
    ["[{'amount': -4", "nonsense", '[{"amount": "x"}]', '[{"type": "A"}]', "[1]", "[null]", "-4"],
)
def test_a_row_whose_credits_cannot_be_read_is_set_aside(tmp_path: Path, cell: str) -> None:
    path = as_csv(tmp_path / "a.csv", row(credits=cell), row())

    account = read_export([path]).reconciliation

    assert (account.used, dict(account.set_aside)) == (1, {"unreadable_credit": 1})


FLEXIBLE = "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"
FEE = "Commitment - dollar based v1: GCE Cost for 3 Years"


def test_flexible_commitments_spread_each_days_fee_over_its_credits(tmp_path: Path) -> None:
    # The day's fee of 6 stands against credits of 8 + 4: half of each credit is what the covered
    # usage cost. 10 - 8 + 4 = 6 and 10 - 4 + 2 = 8; the fee row itself becomes nothing. On the
    # next day no usage took the fee of 5, which stays where it is.
    next_day = "2026-09-02 00:00:00 UTC"
    fee = {"sku__description": FEE, "project__id": None, "cost_at_list": None}
    first = as_csv(
        tmp_path / "a.csv",
        row(credits=[credit(-8, FLEXIBLE)], project__id="one"),
        row(credits=[credit(-4, FLEXIBLE)], project__id="two"),
    )
    second = as_csv(
        tmp_path / "b.csv", row(cost=6, **fee), row(cost=5, usage_start_time=next_day, **fee)
    )

    baseline = read_export([first, second])

    assert totals(baseline) == amounts("19", "19", "24", None)
    amortized = {
        (line.kind, line.account): line.amortized and round(line.amortized, 9)
        for line in baseline.lines
    }
    assert amortized == {("usage", "one"): 6, ("usage", "two"): 8, ("purchase", "B-1"): 5}
    assert {line.commitment for line in baseline.lines} == {"cud"}
    assert {line.term for line in baseline.lines if line.kind == "purchase"} == {36}
    assert "an estimate" in notes(baseline)
    assert "does not say how much of a commitment's fee bought usage" in notes(baseline)


def test_credits_of_resource_commitments_are_plain_additions(tmp_path: Path) -> None:
    path = as_csv(
        tmp_path / "a.csv",
        row(credits=[credit(-10, "COMMITTED_USAGE_DISCOUNT")]),
        row(cost=7, sku__description="Commitment v1: Cpu in Americas for 1 Year"),
    )

    baseline = read_export([path])

    assert totals(baseline) == amounts("7", "7", "12", None)
    assert {(line.kind, line.purchase) for line in baseline.lines} == {
        ("usage", "reserved"),
        ("purchase", "reserved"),
    }


@pytest.mark.parametrize(
    ("cells", "kind", "purchase"),
    [
        ({}, "usage", "on_demand"),
        ({"sku__description": "Spot Preemptible N2 Instance Core"}, "usage", "spot"),
        ({"sku__description": "Preemptible N1 Core"}, "usage", "spot"),
        ({"consumption_model__description": "Spot"}, "usage", "spot"),
        ({"credits": [credit(-1, FLEXIBLE)]}, "usage", "savings_plan"),
        ({"credits": [credit(-1, "SUSTAINED_USAGE_DISCOUNT")]}, "usage", "on_demand"),
        ({"sku__description": FEE}, "purchase", "savings_plan"),
        ({"cost_type": "tax", "project__id": None}, "tax", "none"),
        ({"cost_type": "adjustment"}, "other", "none"),
        ({"cost_type": "rounding_error"}, "other", "none"),
        ({"service__description": "Support"}, "support", "none"),
    ],
)
def test_rows_are_told_apart_by_cost_type_sku_and_credits(
    tmp_path: Path, cells: dict[str, Any], kind: str, purchase: str
) -> None:
    (line,) = read_export([as_csv(tmp_path / "a.csv", row(**cells))]).lines

    assert (line.kind, line.purchase) == (kind, purchase)


def test_charges_of_no_project_stand_under_their_billing_account(tmp_path: Path) -> None:
    path = as_json_lines(tmp_path / "a.json", row(cost_type="tax", project__id=None), row())

    baseline = read_export([path])

    assert sorted(line.account for line in baseline.lines) == ["B-1", "shop"]
    assert "1 rows belong to no project" in notes(baseline)


LATE = {"usage_start_time": "2026-09-30 23:00:00 UTC", "invoice__month": "202610"}


def test_months_are_those_of_usage_and_the_difference_is_said(tmp_path: Path) -> None:
    baseline = read_export([as_csv(tmp_path / "a.csv", row(), row(**LATE))])

    assert baseline.months == ("2026-09",)
    assert "1 rows are on the invoice of another month" in notes(baseline)


def test_months_are_those_of_the_invoice_where_wished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = as_csv(tmp_path / "a.csv", row(), row(cost=4, **LATE))

    assert main(["import", str(path), "--by-invoice-month", "--dry-run", "--json"]) == 0

    months = json.loads(capsys.readouterr().out)["months"]
    assert {month: each["USD"]["billed"] for month, each in months.items()} == {
        "2026-09": 10,
        "2026-10": 4,
    }


def test_invoice_months_that_the_export_lacks_are_not_guessed(tmp_path: Path) -> None:
    cells = {key: value for key, value in row().items() if key != "invoice.month"}

    with pytest.raises(ExportError, match=r"no invoice\.month column"):
        read_export([as_csv(tmp_path / "a.csv", cells)], choices=Choices(by_invoice_month=True))


def test_without_list_prices_the_contract_price_stands_for_them(tmp_path: Path) -> None:
    cells = {key: value for key, value in row().items() if key != "cost_at_list"}

    baseline = read_export([as_csv(tmp_path / "a.csv", cells)])

    assert totals(baseline).on_demand == 10
    assert "no cost_at_list column" in notes(baseline)


def test_labels_of_a_project_can_be_chosen(tmp_path: Path) -> None:
    labelled = row(project__labels=[{"key": "unit", "value": "retail"}])
    path = as_json_lines(tmp_path / "a.json", labelled, row())

    baseline = read_export([path], tags=["project:unit"])

    assert {line.tags for line in baseline.lines} == {("retail",), ("",)}


def test_columns_that_first_appear_after_the_head_are_read(tmp_path: Path) -> None:
    # The first half mebibyte has no credits key at all; the last row has one.
    bare = {key: value for key, value in row().items() if key != "credits"}
    path = as_json_lines(tmp_path / "a.json", *[bare] * 2000, PROMOTED)
    assert path.stat().st_size > 1 << 19

    assert totals(read_export([path])).billed == Decimal("20008.25")


def test_lines_that_are_no_json_are_counted(tmp_path: Path) -> None:
    path = as_json_lines(tmp_path / "a.json", row(), row())
    path.write_text(path.read_text() + '{"cost": 5, "usage\n\n[]\n')

    account = read_export([path]).reconciliation

    assert (account.used, account.read) == (2, 4)
    assert dict(account.set_aside) == {"unreadable_row": 2}


def test_a_folder_of_json_parts_is_one_export(tmp_path: Path) -> None:
    as_json_lines(tmp_path / "000000000000.json", row())
    as_json_lines(tmp_path / "000000000001.json", PROMOTED)

    assert totals(read_export([tmp_path])).billed == Decimal("18.25")

    # Beside tables, JSON is what describes them.
    as_csv(tmp_path / "a.csv", row())
    assert totals(read_export([tmp_path])).billed == 10


def test_an_error_answer_is_no_export(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"error": {"code": 403, "message": "cost"}}')

    assert "error message in JSON" in refusal(path)


@pytest.mark.slow
@FUZZ
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "cost": st.one_of(st.floats(), st.text(max_size=5), st.integers()),
                "usage_start_time": st.sampled_from(["2026-09-01", "x", "", "2026-09-01T00:00:00"]),
                "credits": st.one_of(
                    st.text(max_size=12),
                    st.text(alphabet="[]{}'\"\\:,amount-1 None", max_size=30),
                    st.lists(st.fixed_dictionaries({"amount": st.one_of(st.floats(), st.text())})),
                ),
                "labels": st.text(alphabet="[]{}'\"\\:,keyvalue", max_size=20),
                "currency": st.sampled_from(["USD", "EUR", ""]),
            }
        ),
        max_size=6,
    ),
    written=st.sampled_from([json.dumps, repr, None]),
)
def test_any_rows_are_used_or_set_aside(
    tmp_path: Path, rows: list[dict[str, Any]], written: Any
) -> None:
    every = [row(), *(row(**cells) for cells in rows)]

    if written is None:
        read_or_refuse(as_json_lines(tmp_path / "a.json", *every))
    else:
        read_or_refuse(as_csv(tmp_path / "a.csv", *every, written=written))


@pytest.mark.slow
@FUZZ
@given(at=st.floats(0, 1), junk=st.binary(max_size=30), cut=st.integers(0, 40))
def test_json_lines_with_junk_in_them_are_read_or_refused(
    tmp_path: Path, at: float, junk: bytes, cut: int
) -> None:
    path = as_json_lines(tmp_path / "a.json", PROMOTED, row(), PROMOTED)
    content = path.read_bytes()
    place = int(at * len(content))
    path.write_bytes(content[:place] + junk + content[place + cut :])

    read_or_refuse(path)


# Sums are those of the list that comes with the files: cost, less credits.
@pytest.mark.parametrize(
    ("name", "rows", "cost", "credits"),
    [
        ("bq_csv_nov2020.csv", 25, 0.000032, -0.000032),
        ("nise_bq_csv_eur_credits.csv", 360, 508.0, -7.2),
    ],
)
def test_exports_of_others_reconcile(name: str, rows: int, cost: float, credits: float) -> None:
    path = shared(f"gcp/{name}")

    account = read_export([path]).reconciliation

    (found,) = account.totals.values()
    assert found.billed is not None
    assert float(found.billed) == pytest.approx(cost + credits, abs=1e-6)
    assert account.column_sums["credits: promotions"].used == pytest.approx(credits)
    assert (account.used, account.read, account.agrees) == (rows, rows, True)
    assert peek([path]).problems == ()
