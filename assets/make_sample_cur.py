"""Write the sample bills: "Checkout", an invented online shop, Oct to Dec 2026 and January 2027.

How it is made
--------------
A legacy AWS Cost and Usage Report (slash column names) for one payer and four linked accounts.
Nothing in it is copied from a real bill; prices are AWS's public on-demand prices, rounded as
published, and the quantities are drawn with a fixed seed, so every run writes the same text.

Compute is simulated hour by hour, the way AWS applies discounts: first Reserved Instances, then
the EC2 Instance Savings Plan, then the Compute Savings Plan (highest saving first), the rest on
demand. The bill lines follow from that, so AWS's own identities hold to the last digit:

* every SavingsPlanCoveredUsage line is undone by a SavingsPlanNegation line of the same period;
* a plan's total commitment less its used commitment is what was paid for nothing;
* an RIFee line carries the month's reserved hours, used and unused;
* upfront payments (one Savings Plan, one database reservation, both of 1 October) are single lines
  that amortization spreads over the year.

The checkout API is billed by the hour, all else by the day. About 6 % of the usage has no team
tag, and a few tags hold text that a careless spreadsheet would run as a formula.

    python -m assets.make_sample_cur [FOLDER]
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from assets.sample_cur_bill import (
    COLUMNS,
    Bill,
    Hours,
    bill_instances,
    bill_plans,
    bill_reservations,
    bill_upfront,
    cover_hour,
    instance_id,
    next_month,
    text,
)
from assets.sample_cur_catalog import (
    DATA,
    DEBUG_DAY,
    DEBUG_LOGS,
    ENCODER_NODE,
    EUROPE,
    FIRST_DAY,
    JANUARY_END,
    LAST_DAY,
    NAMESPACES,
    NODE_PREFIX,
    OBSERVE,
    PAYER,
    SEED,
    SELLER,
    SHOP,
    Owner,
    Sku,
    demand,
    log_lines,
    spot_level,
    steady_lines,
)


def bill_steady(bill: Bill, day: int, start: datetime, end: datetime, rng: random.Random) -> None:
    for sku, owner, resource, quantity in steady_lines():
        is_clock = sku.unit in ("Hrs", "Hours")
        level = 1.0 if is_clock else demand(day) * rng.uniform(0.97, 1.03)
        if sku.unit == "GB-Mo":
            level = 0.90 + 0.0012 * day  # what is stored grows, and does not rest at weekends
        amount = Decimal(f"{quantity / 31 * level:.6f}")
        cost = amount * sku.rate
        bill.add("Usage", sku, owner, start, end, amount, cost, cost, lineItem__ResourceId=resource)


def bill_debug_logs(bill: Bill, start: datetime, end: datetime) -> None:
    """A release that left its debug log on: a month of log lines in one day."""
    sku, owner, resource = log_lines()
    cost = DEBUG_LOGS * sku.rate
    bill.add("Usage", sku, owner, start, end, DEBUG_LOGS, cost, cost, lineItem__ResourceId=resource)


def bill_pods(bill: Bill, cluster_cost: Decimal, start: datetime, end: datetime) -> None:
    """Split cost allocation: the platform nodes' cost once more, by namespace, at cost zero.

    A reader that adds the split columns to the nodes' own lines would count the nodes twice.
    """
    sku = Sku(
        "AmazonEKS", "USE1-EKS-EC2-vCPU-Hours", "EKSPod-EC2", "Compute", "vCPU-Hours", Decimal(0)
    )
    for namespace, ratio in NAMESPACES.items():
        share = Decimal(str(ratio))
        split = cluster_cost * share * Decimal("0.82")
        pod = f"arn:aws:eks:us-east-1:{SHOP}:pod/platform-cluster/{namespace}/{namespace}-0"
        owner = Owner(SHOP, "platform", namespace)
        bill.add(
            "Usage", sku, owner, start, end, share * 24, Decimal(0), Decimal(0),
            lineItem__ResourceId=pod, splitLineItem__ParentResourceId=instance_id(NODE_PREFIX, 0),
            splitLineItem__SplitUsage=text(share * 24), splitLineItem__SplitUsageRatio=text(share),
            splitLineItem__SplitCost=text(split),
            splitLineItem__UnusedCost=text(cluster_cost * share - split),
        )  # fmt: skip


def bill_month_end(bill: Bill, month: datetime) -> None:
    """What comes once a month: marketplace, support, credit, refund, tax."""
    end = next_month(month)
    once = Decimal(1)
    marketplace = Sku("8dq2v7h3k5n1r9t4w6y0zabcd", "SoftwareUsage:Hosts", "Contract", "", "Units",
                      Decimal("1480"))  # fmt: skip
    bill.add(
        "Usage", marketplace, OBSERVE, month, end, once, marketplace.rate, marketplace.rate,
        bill__BillingEntity="AWS Marketplace", bill__InvoicingEntity=SELLER,
        lineItem__LegalEntity=SELLER,
    )  # fmt: skip
    usage = bill.unblended(
        month,
        lambda line: line["bill/BillType"] != "Purchase" and line["bill/BillingEntity"] == "AWS",
    )
    # Business support: 10 % of the first $10,000 of the month, 7 % of the next $70,000.
    fee = min(usage, Decimal(10000)) * Decimal("0.10")
    fee += min(max(usage - 10000, Decimal(0)), Decimal(70000)) * Decimal("0.07")
    support = Sku("AWSSupportBusiness", "Dollar", "", "", "Dollar", Decimal(1), "")
    bill.add(
        "Fee", support, Owner(PAYER, env=""), month, end, once, fee.quantize(Decimal("0.01")),
        None, lineItem__LineItemDescription="AWS Support (Business)",
    )  # fmt: skip
    credited = Sku("AmazonEC2", "BoxUsage:m5.8xlarge", "RunInstances", "", "", Decimal(0))
    bill.add(
        "Credit", credited, Owner(SHOP, env=""), month, end, once, Decimal(-800), None,
        lineItem__LineItemDescription="Migration Acceleration Program credit",
    )  # fmt: skip
    if month.month == 11:
        refunded = Sku("AmazonS3", "Requests-Tier1", "PutObject", "", "", Decimal(0))
        bill.add(
            "Refund", refunded, Owner(DATA, env=""), month, end, once, Decimal("-126.40"), None,
            bill__BillType="Refund", lineItem__LineItemDescription="Refund of duplicate requests",
        )  # fmt: skip
    _bill_tax(bill, month, end)


def _bill_tax(bill: Bill, month: datetime, end: datetime) -> None:
    """Ireland's value added tax on the European account, one line a product."""
    period = month.strftime("%Y-%m")
    taxed: dict[str, Decimal] = defaultdict(Decimal)
    for line in bill.lines:
        if (
            line["lineItem/UsageAccountId"] == EUROPE
            and line["bill/BillingPeriodStartDate"][:7] == period
        ):
            taxed[line["lineItem/ProductCode"]] += Decimal(line["lineItem/UnblendedCost"])
    for product, cost in sorted(taxed.items()):
        tax = (cost * Decimal("0.23")).quantize(Decimal("0.01"))
        sku = Sku(product, "", "", "", "", Decimal(0), "")
        bill.add(
            "Tax", sku, Owner(EUROPE, env=""), month, end, Decimal(1), tax, None,
            lineItem__TaxType="VAT",
            lineItem__LineItemDescription=f"Tax for product code {product}",
        )  # fmt: skip


def make_bill(last_day: datetime = LAST_DAY) -> Bill:
    """The bill from the first day on, day by day, in the order in which a delivery lists it."""
    rng = random.Random(SEED)
    bill = Bill()
    bill_upfront(bill)
    reserved_used: dict[str, Decimal] = defaultdict(Decimal)
    for day in range((last_day - FIRST_DAY).days + 1):
        start = FIRST_DAY + timedelta(days=day)
        end = start + timedelta(days=1)
        spot = (ENCODER_NODE.rate * Decimal(f"{rng.uniform(*spot_level(start)):.4f}")).quantize(
            Decimal("0.0001")
        )
        first_line = len(bill.lines)
        bill_compute_day(bill, day, start, spot, reserved_used)
        today = bill.lines[first_line:]
        bill_plans(bill, _used_commitment(today), start, end)
        bill_steady(bill, day, start, end, rng)
        if start == DEBUG_DAY:
            bill_debug_logs(bill, start, end)
        bill_pods(bill, _platform_cost(today), start, end)
        if end.day == 1:
            month = start.replace(day=1)
            bill_reservations(bill, reserved_used, month)
            reserved_used.clear()
            bill_month_end(bill, month)
    return bill


def bill_compute_day(
    bill: Bill, day: int, start: datetime, spot: Decimal, reserved_used: dict[str, Decimal]
) -> None:
    """A day of instances: hourly pools billed hour by hour, the others once for the day."""
    whole_day: Hours = defaultdict(Decimal)
    for hour in range(24):
        this_hour: Hours = defaultdict(Decimal)
        for pool, number, way, share in cover_hour(day, hour):
            (this_hour if pool.is_hourly else whole_day)[pool, number, way] += share
            if way == "ri" and pool.reservation is not None:
                reserved_used[pool.reservation.arn] += share
        begin = start + timedelta(hours=hour)
        bill_instances(bill, this_hour, begin, begin + timedelta(hours=1), spot)
    bill_instances(bill, whole_day, start, start + timedelta(days=1), spot)


def _used_commitment(lines: list[dict[str, str]]) -> dict[str, Decimal]:
    used: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line["lineItem/LineItemType"] == "SavingsPlanCoveredUsage":
            used[line["savingsPlan/SavingsPlanARN"]] += Decimal(
                line["savingsPlan/SavingsPlanEffectiveCost"]
            )
    return used


def _platform_cost(lines: list[dict[str, str]]) -> Decimal:
    """What a day of the platform's nodes costs, amortized."""
    cost = Decimal(0)
    for line in lines:
        if line.get("lineItem/ResourceId", "").startswith(NODE_PREFIX):
            effective = line.get("savingsPlan/SavingsPlanEffectiveCost")
            cost += Decimal(effective or line["lineItem/UnblendedCost"])
    return cost


def csv_bytes(lines: Iterable[dict[str, str]]) -> bytes:
    """An export's text, the same on every machine."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode("utf-8")


def write(path: Path) -> None:
    """Write the quarter's export."""
    _write_packed(path, make_bill().lines)


def write_january(path: Path) -> None:
    """Write the month after it: the same shop and contracts, as the next delivery holds them.

    Orders grew, Spot became dearer (`spot_level`), and one day a debug log was left on.
    """
    lines = make_bill(JANUARY_END).lines
    _write_packed(path, (x for x in lines if x["bill/BillingPeriodStartDate"] >= "2027-01"))


def _write_packed(path: Path, lines: Iterable[dict[str, str]]) -> None:
    # Without a date in its header, so that the file never changes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(csv_bytes(lines))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    write(folder / "sample-cur.csv.gz")
    write_january(folder / "sample-cur-2027-01.csv.gz")
