"""Exports made by others reconcile to the cent with sums made by another reader of the files."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from tests.costs.exports import shared
from whatif_app.costs.export import peek, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

CENT = Decimal("0.005")


def column_sum(path: Path, column: str) -> tuple[int, Decimal]:
    """Rows and the plain sum of a column, with Python's own CSV reader and exact decimals."""
    opened = gzip.open if path.suffix == ".gz" else open
    total, rows = Decimal(0), 0
    with opened(path, "rt", newline="", encoding="utf-8-sig") as file:
        for record in csv.DictReader(file):
            rows += 1
            try:
                total += Decimal(record[column])
            except InvalidOperation:
                continue
    return rows, total


# The sums beside the names are those of the list that comes with the files.
FILES = [
    ("aws_cur/cur1_anonymous_nov2023.csv", "lineItem/UnblendedCost", 1281, "1.682309"),
    ("aws_cur/cur1_glued_header_2018.csv.gz", "lineItem/UnblendedCost", 13380, "143227.763678"),
    ("aws_cur/cur1_mock.csv", "lineItem/UnblendedCost", 3, "0.045152"),
    ("aws_cur/cur2_minimal.csv", "line_item_unblended_cost", 4, "0.0652"),
    ("aws_cur/cur_parquet_style_jul2022.csv", "line_item_unblended_cost", 2, "0"),
    ("aws_cur/nise_cur1_sp_negation_ri.csv", "lineItem/UnblendedCost", 240, "1472.832"),
    ("focus/focus_1.0_sample_1000_multi_provider.csv", "BilledCost", 1000, "20.520227"),
    ("focus/focus_1.2_aws_100.csv", "BilledCost", 100, "1702.366223"),
    ("focus/focus_1.2_gcp_100.csv", "BilledCost", 100, "3495.345913"),
    ("focus/focus_1.3_azure_100.csv", "BilledCost", 100, "3117.176358"),
    ("focus/spec_commitment_flex_100pct.csv", "BilledCost", 3, "2"),
    ("focus/spec_commitment_purchase_scenario_1.csv", "BilledCost", 1, "8760"),
    ("focus/spec_commitment_purchase_scenario_2.csv", "BilledCost", 3, "3"),
    ("focus/spec_commitment_usage_scenario_1.csv", "BilledCost", 1, "0"),
    ("focus/spec_commitment_usage_scenario_3.csv", "BilledCost", 2, "0"),
    ("focus/spec_saas_spend_agreement_a2.csv", "BilledCost", 13, "1200"),
    ("focus/spec_virtual_currency_a2.csv", "BilledCost", 3, "0"),
]


@pytest.mark.parametrize(("name", "column", "rows", "listed"), FILES)
def test_billed_cost_equals_the_files_own_column_to_the_cent(
    name: str, column: str, rows: int, listed: str
) -> None:
    path = shared(name)

    account = read_export([path]).reconciliation
    (billed,) = [each.billed for each in account.totals.values()]

    assert (account.read, account.used, dict(account.set_aside)) == (rows, rows, {})
    assert billed is not None
    counted, plain = column_sum(path, column)
    assert counted == rows
    assert abs(billed - plain) < Decimal("0.000001")
    assert abs(billed - Decimal(listed)) < CENT
    assert account.agrees
    assert peek([path]).problems == ()


@pytest.mark.parametrize(
    ("name", "amortized", "on_demand", "unused"),
    [
        ("aws_cur/cur1_anonymous_nov2023.csv", "1.682309", "3.356173", "0"),
        ("aws_cur/cur1_glued_header_2018.csv.gz", "143227.763678", "143227.763678", "0"),
        ("aws_cur/cur1_mock.csv", None, None, None),
        ("aws_cur/cur2_minimal.csv", None, None, None),
        # 1568.832 in the column, of which the 48 negation rows repeat 48.
        ("aws_cur/nise_cur1_sp_negation_ri.csv", None, "1520.832", None),
        # Unused: 78.449490 of the plan and 84.611898 of the reservation.
        ("focus/focus_1.2_aws_100.csv", "1702.366223", "926.015704", "163.061387"),
        ("focus/focus_1.2_gcp_100.csv", "3495.345913", "1694.683521", "243.573953"),
        ("focus/focus_1.3_azure_100.csv", "3117.176358", "2503.685066", "241.531585"),
        ("focus/spec_commitment_flex_100pct.csv", "2", "4", "0"),
        ("focus/spec_commitment_purchase_scenario_1.csv", "0", None, None),
        ("focus/spec_commitment_usage_scenario_3.csv", "1", None, "0.25"),
        ("focus/spec_saas_spend_agreement_a2.csv", "1200", "1257", "0"),
        ("focus/spec_virtual_currency_a2.csv", "1230", "1230", "0"),
    ],
)
def test_the_other_measures_are_as_worked_by_hand(
    name: str, amortized: str | None, on_demand: str | None, unused: str | None
) -> None:
    (found,) = read_export([shared(name)]).reconciliation.totals.values()

    for value, expected in (
        (found.amortized, amortized),
        (found.on_demand, on_demand),
        (found.unused, unused),
    ):
        assert (value is None) == (expected is None)
        if value is not None and expected is not None:
            assert abs(value - Decimal(expected)) < CENT


def test_contract_commitments_are_never_summed_as_cost() -> None:
    path = shared("focus/focus_1.3_azure_contract_commitment.csv")

    (problem,) = peek([path]).problems

    assert "lists contracts, not costs" in problem.what
