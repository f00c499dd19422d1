"""Small exports for the tests: written row by row, so that every expected sum is plain to see."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from whatif_app.costs.baseline import Baseline
from whatif_app.costs.export import ExportError, read_export
from whatif_app.costs.reconciliation import Totals

#: Exports made by others, where they lie beside the checkout.
SHARED = Path(__file__).parents[3] / "shared" / "data" / "exports"

CUR_COLUMNS = (
    "identity/LineItemId",
    "bill/InvoiceId",
    "bill/PayerAccountId",
    "bill/BillingPeriodStartDate",
    "lineItem/UsageAccountId",
    "lineItem/LineItemType",
    "lineItem/UsageStartDate",
    "lineItem/UsageEndDate",
    "lineItem/ProductCode",
    "lineItem/UsageType",
    "lineItem/Operation",
    "lineItem/UsageAmount",
    "lineItem/CurrencyCode",
    "lineItem/UnblendedCost",
    "lineItem/LineItemDescription",
    "product/region",
    "pricing/publicOnDemandCost",
    "pricing/LeaseContractLength",
    "pricing/OfferingClass",
    "pricing/PurchaseOption",
    "reservation/ReservationARN",
    "reservation/EffectiveCost",
    "reservation/EndTime",
    "reservation/AmortizedUpfrontCostForUsage",
    "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
    "reservation/UnusedRecurringFee",
    "savingsPlan/SavingsPlanARN",
    "savingsPlan/SavingsPlanEffectiveCost",
    "savingsPlan/TotalCommitmentToDate",
    "savingsPlan/UsedCommitment",
    "savingsPlan/PaymentOption",
    "savingsPlan/PurchaseTerm",
    "savingsPlan/EndTime",
    "resourceTags/user:team",
)

_USAGE = {
    "bill/PayerAccountId": "000000000001",
    "lineItem/UsageAccountId": "000000000002",
    "lineItem/LineItemType": "Usage",
    "lineItem/UsageStartDate": "2026-12-01T00:00:00Z",
    "lineItem/UsageEndDate": "2026-12-01T01:00:00Z",
    "lineItem/ProductCode": "AmazonEC2",
    "lineItem/UsageType": "BoxUsage:m5.large",
    "lineItem/UsageAmount": "1",
    "lineItem/CurrencyCode": "USD",
    "lineItem/UnblendedCost": "1",
    "product/region": "us-east-1",
    "pricing/publicOnDemandCost": "1",
}

_SHORT = {name.split("/", 1)[1]: name for name in CUR_COLUMNS}


def cur_row(**cells: str) -> dict[str, str]:
    """A usage row of one hour and one dollar, with some cells changed; columns without prefix."""
    return _USAGE | {_SHORT.get(name, name): value for name, value in cells.items()}


def write_csv(
    path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] = CUR_COLUMNS
) -> Path:
    """A CSV file of these rows; cells of other columns are left out."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def cur(path: Path, *rows: Mapping[str, str], without: Sequence[str] = ()) -> Path:
    """A legacy CUR file of these rows; columns whose names start with `without` are missing."""
    columns = [name for name in CUR_COLUMNS if not name.startswith(tuple(without) or ("\0",))]
    return write_csv(path, rows, columns)


def totals(baseline: Baseline, currency: str = "USD") -> Totals:
    """The four measures of one currency."""
    return baseline.reconciliation.totals[currency]


def amounts(
    billed: str | None, amortized: str | None, on_demand: str | None, unused: str | None
) -> Totals:
    """The four measures, as written in a test."""
    every = (billed, amortized, on_demand, unused)
    return Totals(*(None if each is None else Decimal(each) for each in every))


def refusal(path: Path) -> str:
    """What is said of a file that cannot be read."""
    with pytest.raises(ExportError) as error:
        read_export([path])
    return str(error.value)


def shared(name: str) -> Path:
    """An export by others; the test is skipped where it does not lie beside the checkout."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    return path
