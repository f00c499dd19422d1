"""Rows with anything in their cells: each is used or set aside, and every cent is where it was.

The expectations are made here, row by row, apart from the program: a row counts where its cost and
its date are ones that a person would read, and the bill is the sum of those costs as decimals.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.costs.exports import CUR_COLUMNS, cur_row
from whatif_app.costs.export import ExportError, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

GOOD = ("1", "-0", "0", "1e-320", "-5.25", "1234.123456789012", "1e3", "0.005", "-0.01", "99999.99")
BAD = (
    "1e308",
    "-1e308",
    "NaN",
    "Infinity",
    "-inf",
    "abc",
    "1,234.5",
    "=1+1",
    "0x10",
    "1e16",
    "--1",
)
TEXTS = st.one_of(
    st.sampled_from([
        *("=1+1", "+a", "-a", "@SUM(A1)", "\ta", "a/b", "\x01\x02", "😀", "\u202eabc", "a\u200fb"),
        *('"q"', "a,b", "a\nb", "a\r\nb", "\x7f", "\ufeff", "'x", "\\", "a;b|c", "\u2028", "null"),
    ]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8),
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One format: a row of usage, and which of its cells are damaged.

    Attributes:
        usage: a whole row.
        cost, date: the columns that decide whether it counts.
        texts: columns in which any text may stand.
        dates: ways of writing a day that are read.
        bad_dates: ways that are not.
    """

    usage: Mapping[str, str]
    cost: str
    date: str
    texts: Sequence[str]
    dates: Sequence[str] = ("2026-12-01T00:00:00Z",)
    bad_dates: Sequence[str] = (
        *("2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "1e308"),
        *("tomorrow", "=NOW()", "2026-02-30T00:00:00Z"),
    )


KINDS = {
    "AWS": Kind(
        {name: cur_row().get(name, "") for name in CUR_COLUMNS},
        "lineItem/UnblendedCost",
        "lineItem/UsageStartDate",
        ("lineItem/ProductCode", "lineItem/UsageType", "resourceTags/user:team", "product/region"),
    ),
    "FOCUS": Kind(
        {
            "BilledCost": "1",
            "EffectiveCost": "1",
            "ListCost": "1",
            "ChargeCategory": "Usage",
            "ChargePeriodStart": "",
            "ChargePeriodEnd": "2026-12-02T00:00:00Z",
            "BillingCurrency": "USD",
            "ServiceName": "EC2",
            "RegionId": "eu",
            "SubAccountId": "1",
            "Tags": "{}",
        },
        "BilledCost",
        "ChargePeriodStart",
        ("ServiceName", "RegionId", "SubAccountId", "Tags"),
    ),
    "OCI": Kind(
        {
            "lineItem/intervalUsageStart": "",
            "lineItem/intervalUsageEnd": "2026-12-01T06:00Z",
            "product/service": "COMPUTE",
            "product/compartmentName": "shop",
            "product/region": "iad",
            "product/Description": "E4",
            "usage/billedQuantity": "2",
            "cost/currencyCode": "USD",
            "cost/myCost": "1",
            "lineItem/isCorrection": "false",
            "tags/Shop.Team": "x",
        },
        "cost/myCost",
        "lineItem/intervalUsageStart",
        ("product/service", "product/compartmentName", "product/Description", "tags/Shop.Team"),
    ),
    "Azure": Kind(
        {
            "SubscriptionId": "sub-1",
            "Date": "",
            "MeterCategory": "Virtual Machines",
            "MeterName": "D2 v5",
            "Quantity": "1",
            "UnitOfMeasure": "1 Hour",
            "CostInBillingCurrency": "1",
            "PayGPrice": "2",
            "BillingCurrencyCode": "USD",
            "ResourceLocation": "US East",
            "Tags": "",
            "ChargeType": "Usage",
            "PricingModel": "OnDemand",
        },
        "CostInBillingCurrency",
        "Date",
        ("MeterCategory", "MeterName", "ResourceLocation", "Tags"),
        ("2026-12-01",),
        ("2026-13-01", "0001-01-01", "9999-12-31", "2026-02-30", "=TODAY()"),
    ),
    "Google Cloud": Kind(
        {
            "billing_account_id": "B-1",
            "service.description": "Compute Engine",
            "sku.description": "N2 Core",
            "usage_start_time": "",
            "usage_end_time": "2026-12-01 01:00:00 UTC",
            "project.id": "shop",
            "location.region": "us-east4",
            "labels": "[]",
            "cost": "1",
            "currency": "USD",
            "credits": "[]",
            "invoice.month": "202612",
            "cost_type": "regular",
        },
        "cost",
        "usage_start_time",
        ("service.description", "sku.description", "project.id", "location.region", "labels"),
        ("2026-12-01 00:00:00 UTC", "2026-12-01T00:00:00Z"),
    ),
}


def as_csv(rows: Sequence[Mapping[str, str]], *, is_quoted: bool) -> str:
    """The table as text; quoted all through, or where it must be."""
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n", quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@st.composite
def damaged_rows(draw: st.DrawFn, kind: Kind) -> tuple[list[dict[str, str]], int, Decimal]:
    """Rows with hostile cells; how many of them count, and what they add up to."""
    rows, used, billed = [], 0, Decimal(0)
    for _ in range(draw(st.integers(1, 12))):
        cost = draw(st.sampled_from((*GOOD, *GOOD, *BAD)))
        date = draw(st.sampled_from((*kind.dates, *kind.dates, *kind.bad_dates)))
        row = {**kind.usage, kind.cost: cost, kind.date: date}
        row[draw(st.sampled_from(kind.texts))] = draw(TEXTS)
        rows.append(row)
        if cost in GOOD and date in kind.dates:
            used += 1
            billed += Decimal(cost)
    return rows, used, billed


def check_rows(path: Path, written: int, used: int, billed: Decimal) -> None:
    """Whether the program read just these rows, and to the cent."""
    try:
        baseline = read_export([path])
    except ExportError as error:
        assert used == 0, str(error)
        assert all(problem.what and problem.what_to_do for problem in error.problems)
        return
    account = baseline.reconciliation
    assert (account.read, account.used) == (written, used)
    assert account.read == account.used + sum(account.set_aside.values())
    assert account.agrees
    total = sum((each.billed or Decimal(0) for each in account.totals.values()), Decimal(0))
    assert abs(total - billed) < Decimal("1e-9")
    assert sum(line.rows for line in baseline.lines) == used


def hold_to_it(folder: Path, kind: Kind, data: st.DataObject) -> None:
    """Write damaged rows in one of the ways that exports come in, and read them."""
    rows, used, billed = data.draw(damaged_rows(kind))
    text = as_csv(rows, is_quoted=data.draw(st.booleans()))
    way = data.draw(st.sampled_from(["plain", "gzip", "bom", "utf-16"]))
    if way == "gzip":
        path = folder / "export.csv.gz"
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path = folder / "export.csv"
        encoding = {"plain": "utf-8", "bom": "utf-8-sig", "utf-16": "utf-16"}[way]
        path.write_bytes(text.encode(encoding))
    check_rows(path, len(rows), used, billed)


FOLDER_MAY_BE_USED_AGAIN = [HealthCheck.function_scoped_fixture]
FEW = settings(max_examples=12, deadline=None, suppress_health_check=FOLDER_MAY_BE_USED_AGAIN)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=FOLDER_MAY_BE_USED_AGAIN)


@pytest.mark.parametrize("name", KINDS)
@FEW
@given(data=st.data())
def test_every_row_and_cent_of_an_export_is_accounted_for(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    hold_to_it(tmp_path, KINDS[name], data)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@MANY
@given(data=st.data())
def test_every_row_and_cent_of_many_exports_is_accounted_for(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    hold_to_it(tmp_path, KINDS[name], data)
