"""Oracle's cost reports: one cost column, tags in columns of their own, corrections."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs.exports import amounts, refusal, totals, write_csv
from tests.costs.test_fuzz import FUZZ, read_or_refuse
from whatif_app.costs.export import peek, read_export

_USAGE = {
    "lineItem/referenceNo": "V2.1",
    "lineItem/tenantId": "ocid1.tenancy.oc1..a",
    "lineItem/intervalUsageStart": "2026-09-01T05:00Z",
    "lineItem/intervalUsageEnd": "2026-09-01T06:00Z",
    "product/service": "COMPUTE",
    "product/compartmentName": "shop",
    "product/region": "us-ashburn-1",
    "product/Description": "Standard - E4 - OCPU",
    "usage/billedQuantity": "2",
    "cost/currencyCode": "USD",
    "cost/unitPrice": "0.75",
    "cost/myCost": "1.5",
    "cost/myCostOverage": "0",
    "lineItem/isCorrection": "false",
    "tags/Oracle-Tags.CreatedBy": "",
    "tags/Shop.Team": "checkout",
}


def row(**cells: str) -> dict[str, str]:
    """Two OCPU hours for 1.50; cells named by what stands behind the slash."""
    by_short = {name.split("/")[1]: name for name in _USAGE}
    return _USAGE | {by_short[name]: value for name, value in cells.items()}


def oci(path: Path, *rows: dict[str, str]) -> Path:
    return write_csv(path, rows, tuple(_USAGE))


def test_cost_is_billed_and_amortized_and_nothing_else_is_claimed(tmp_path: Path) -> None:
    path = oci(tmp_path / "a.csv", row(), row(service="BLOCK_STORAGE", myCost="0.25"))

    baseline = read_export([path])

    assert totals(baseline) == amounts("1.75", "1.75", None, None)
    assert baseline.months == ("2026-09",)
    account = baseline.reconciliation
    assert account.agrees
    assert any("no list prices" in note for note in account.notes)
    assert sum(line.eligible for line in baseline.lines) == Decimal("1.5")


def test_tags_come_from_columns_of_their_own(tmp_path: Path) -> None:
    path = oci(tmp_path / "a.csv", row())

    (line,) = read_export([path], tags=["Shop.Team"]).lines

    assert line.tags == ("checkout",)
    assert peek([path]).tag_keys == ("Oracle-Tags.CreatedBy", "Shop.Team")


def test_corrections_are_counted_and_said(tmp_path: Path) -> None:
    # 1.50 charged, 0.50 taken back.
    path = oci(tmp_path / "a.csv", row(), row(isCorrection="true", myCost="-0.5"))

    baseline = read_export([path])

    assert totals(baseline).billed == 1
    assert {line.kind for line in baseline.lines} == {"usage", "other"}
    assert any(note.startswith("1 rows correct") for note in baseline.reconciliation.notes)


def test_an_overage_is_said_and_not_added(tmp_path: Path) -> None:
    baseline = read_export([oci(tmp_path / "a.csv", row(myCostOverage="0.5"))])

    assert totals(baseline).billed == Decimal("1.5")
    assert any("1 rows have an overage" in note for note in baseline.reconciliation.notes)


@pytest.mark.parametrize(
    ("cells", "kind", "purchase"),
    [
        ({}, "usage", "on_demand"),
        ({"Description": "Preemptible - E4 - OCPU"}, "usage", "spot"),
        ({"service": "SUPPORT"}, "support", "none"),
    ],
)
def test_rows_are_told_apart_by_service_and_product(
    tmp_path: Path, cells: dict[str, str], kind: str, purchase: str
) -> None:
    (line,) = read_export([oci(tmp_path / "a.csv", row(**cells))]).lines

    assert (line.kind, line.purchase) == (kind, purchase)


def test_a_report_without_dates_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row()], ["cost/myCost", "product/service"])

    assert "lacks the column lineItem/intervalUsageStart" in refusal(path)


@pytest.mark.slow
@FUZZ
@given(
    cells=st.lists(
        st.fixed_dictionaries(
            {
                "myCost": st.one_of(st.floats().map(str), st.text(max_size=6)),
                "intervalUsageStart": st.sampled_from(
                    ["2026-09-01T05:00Z", "2026-09-01T05:00:00.000Z", "9999-01-01T00:00Z", "x", ""]
                ),
                "billedQuantity": st.text(max_size=4),
                "myCostOverage": st.floats().map(str),
            }
        ),
        max_size=6,
    )
)
def test_any_rows_are_used_or_set_aside(tmp_path: Path, cells: list[dict[str, str]]) -> None:
    read_or_refuse(oci(tmp_path / "a.csv", *(row(**each) for each in cells)))
