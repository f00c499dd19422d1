"""The lines of the sample bill: their columns, and compute as AWS bills discounted hours."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from assets.sample_cur_catalog import (
    COMPUTE_PLAN,
    FIRST_DAY,
    LOCATIONS,
    ORDERS_NODE,
    ORDERS_RI,
    PAYER,
    PLANS,
    POOLS,
    SEARCH_NODE,
    SEARCH_RI,
    SEED,
    SERVICE_NAMES,
    SHOP,
    YEAR_HOURS,
    Owner,
    Plan,
    Pool,
    Sku,
)

COLUMNS = """
identity/LineItemId identity/TimeInterval bill/InvoiceId bill/InvoicingEntity bill/BillingEntity
bill/BillType bill/PayerAccountId bill/BillingPeriodStartDate bill/BillingPeriodEndDate
lineItem/UsageAccountId lineItem/LineItemType lineItem/UsageStartDate lineItem/UsageEndDate
lineItem/ProductCode lineItem/UsageType lineItem/Operation lineItem/AvailabilityZone
lineItem/ResourceId lineItem/UsageAmount lineItem/NormalizationFactor
lineItem/NormalizedUsageAmount lineItem/CurrencyCode lineItem/UnblendedRate lineItem/UnblendedCost
lineItem/BlendedRate lineItem/BlendedCost lineItem/LineItemDescription lineItem/TaxType
lineItem/LegalEntity product/ProductName product/instanceFamily product/instanceType
product/instanceTypeFamily product/location product/marketoption product/operatingSystem
product/productFamily product/region product/regionCode product/servicecode product/servicename
product/sku product/tenancy product/databaseEngine product/deploymentOption product/usagetype
pricing/LeaseContractLength pricing/OfferingClass pricing/PurchaseOption pricing/RateCode
pricing/RateId pricing/currency pricing/publicOnDemandCost pricing/publicOnDemandRate pricing/term
pricing/unit reservation/AmortizedUpfrontCostForUsage
reservation/AmortizedUpfrontFeeForBillingPeriod reservation/EffectiveCost reservation/EndTime
reservation/NumberOfReservations reservation/RecurringFeeForUsage reservation/ReservationARN
reservation/StartTime reservation/SubscriptionId reservation/TotalReservedUnits
reservation/UnitsPerReservation reservation/UnusedAmortizedUpfrontFeeForBillingPeriod
reservation/UnusedQuantity reservation/UnusedRecurringFee reservation/UpfrontValue
savingsPlan/TotalCommitmentToDate savingsPlan/SavingsPlanARN savingsPlan/SavingsPlanRate
savingsPlan/UsedCommitment savingsPlan/SavingsPlanEffectiveCost
savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod
savingsPlan/RecurringCommitmentForBillingPeriod savingsPlan/StartTime savingsPlan/EndTime
savingsPlan/OfferingType savingsPlan/PaymentOption savingsPlan/PurchaseTerm
splitLineItem/ParentResourceId splitLineItem/SplitUsage splitLineItem/SplitUsageRatio
splitLineItem/SplitCost splitLineItem/UnusedCost
resourceTags/user:team resourceTags/user:service resourceTags/user:env
""".split()


def text(value: Decimal | int) -> str:
    """A number as AWS writes it: plain digits, at most ten decimals."""
    plain = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def next_month(moment: datetime) -> datetime:
    return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)


class Bill:
    """Collects lines; knows how a line's identity, period, product and price columns are filled."""

    def __init__(self) -> None:
        self.lines: list[dict[str, str]] = []

    def add(
        self, kind: str, sku: Sku, owner: Owner, start: datetime, end: datetime,
        quantity: Decimal, cost: Decimal, public: Decimal | None, **columns: str,
    ) -> None:  # fmt: skip
        """Append one line; `columns` are further columns, with `__` for the slash."""
        period = start.replace(day=1, hour=0)
        number = hashlib.sha256(f"{SEED}/{len(self.lines)}".encode()).hexdigest()[:20]
        invoice = f"18{period:%y%m}{int(owner.account) % 97:02d}731"
        line = {
            "identity/LineItemId": number,
            "identity/TimeInterval": f"{stamp(start)}/{stamp(end)}",
            "bill/InvoiceId": invoice,
            "bill/InvoicingEntity": "Amazon Web Services, Inc.",
            "bill/BillingEntity": "AWS",
            "bill/BillType": "Anniversary",
            "bill/PayerAccountId": PAYER,
            "bill/BillingPeriodStartDate": stamp(period),
            "bill/BillingPeriodEndDate": stamp(next_month(period)),
            "lineItem/UsageAccountId": owner.account,
            "lineItem/LineItemType": kind,
            "lineItem/UsageStartDate": stamp(start),
            "lineItem/UsageEndDate": stamp(end),
            "lineItem/UsageAmount": text(quantity),
            "lineItem/CurrencyCode": "USD",
            "lineItem/UnblendedCost": text(cost),
            "lineItem/BlendedCost": text(cost),
            "lineItem/LineItemDescription": f"${text(sku.rate)} per {sku.unit} - {sku.usage_type}",
            "lineItem/LegalEntity": "Amazon Web Services, Inc.",
            "pricing/currency": "USD",
            "resourceTags/user:team": owner.team,
            "resourceTags/user:service": owner.service,
            "resourceTags/user:env": owner.env,
        }
        line.update(_product_columns(sku))
        if public is not None:
            line["lineItem/UnblendedRate"] = line["lineItem/BlendedRate"] = (
                text(cost / quantity) if quantity else "0"
            )
            line["pricing/publicOnDemandRate"] = text(sku.rate)
            line["pricing/publicOnDemandCost"] = text(public)
            line["pricing/term"] = "OnDemand"
        line.update({name.replace("__", "/"): value for name, value in columns.items()})
        self.lines.append(line)

    def unblended(self, month: datetime, keep: Callable[[dict[str, str]], bool]) -> Decimal:
        """Sum of the unblended cost of one month's lines that `keep` accepts."""
        period = stamp(month)
        return sum(
            (
                Decimal(line["lineItem/UnblendedCost"])
                for line in self.lines
                if line["bill/BillingPeriodStartDate"] == period and keep(line)
            ),
            Decimal(0),
        )


def _product_columns(sku: Sku) -> dict[str, str]:
    code = hashlib.sha256(f"{sku.product}/{sku.usage_type}".encode()).hexdigest()[:16].upper()
    columns = {
        "lineItem/ProductCode": sku.product,
        "lineItem/UsageType": sku.usage_type,
        "lineItem/Operation": sku.operation,
        "product/ProductName": SERVICE_NAMES[sku.product],
        "product/servicecode": sku.product,
        "product/servicename": SERVICE_NAMES[sku.product],
        "product/productFamily": sku.family,
        "product/usagetype": sku.usage_type,
        "product/sku": code,
        "product/region": sku.region,
        "product/regionCode": sku.region,
        "product/location": LOCATIONS.get(sku.region, ""),
        "pricing/unit": sku.unit,
        "pricing/RateCode": f"{code}.JRTCKXETXF.6YS6EN2CT7",
    }
    if sku.instance_type:
        columns["product/instanceType"] = sku.instance_type
        columns["product/instanceTypeFamily"] = sku.instance_type.removeprefix("db.").split(".")[0]
        columns["product/tenancy"] = "Shared"
        if sku.product == "AmazonEC2":
            columns["product/operatingSystem"] = "Linux"
            columns["product/marketoption"] = "OnDemand"
        else:
            columns["product/databaseEngine"] = "PostgreSQL"
            columns["product/deploymentOption"] = "Multi-AZ"
    return columns


# Hours of one instance in one bill line's period, by how they were bought: "" is on demand or
# Spot, "ri" a reservation, otherwise the plan's ARN.
Hours = dict[tuple[Pool, int, str], Decimal]


def cover_hour(day: int, hour: int) -> Iterator[tuple[Pool, int, str, Decimal]]:
    """How each instance of one hour is bought: (pool, instance number, way, share of the hour)."""
    reserved = {ri.arn: ri.count for ri in (SEARCH_RI, ORDERS_RI)}
    committed = {plan.arn: plan.hourly for plan in PLANS}
    for pool in POOLS:
        running = pool.size(day, hour)
        way_counts: list[tuple[str, Decimal]] = []
        left = Decimal(running)
        if pool.reservation is not None:
            taken = min(running, reserved[pool.reservation.arn])
            reserved[pool.reservation.arn] -= taken
            way_counts.append(("ri", Decimal(taken)))
            left -= taken
        for arn, rate in pool.plan_rates.items():
            covered = min(left, (committed[arn] / rate).quantize(Decimal("0.000001"), ROUND_DOWN))
            committed[arn] = max(committed[arn] - covered * rate, Decimal(0))
            way_counts.append((arn, covered))
            left -= covered
        way_counts.append(("", left))
        yield from _spread(pool, way_counts)


def _spread(
    pool: Pool, way_counts: list[tuple[str, Decimal]]
) -> Iterator[tuple[Pool, int, str, Decimal]]:
    """Lay counts of instances end to end over instance numbers 0, 1, 2 …"""
    at = Decimal(0)
    for way, count in way_counts:
        end = at + count
        number = int(at)
        while at < end:
            share = min(end, Decimal(number + 1)) - at
            yield pool, number, way, share
            at, number = at + share, number + 1


def bill_instances(bill: Bill, hours: Hours, start: datetime, end: datetime, spot: Decimal) -> None:
    """Write the lines for one period's instance hours, and the negations of covered usage."""
    covered: dict[tuple[Pool, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for (pool, number, way), quantity in hours.items():
        sku, owner = pool.sku, pool.owner
        public = quantity * sku.rate
        where = {
            "lineItem__ResourceId": resource_of(pool, number),
            "lineItem__AvailabilityZone": f"{sku.region}{'abc'[number % 3]}",
        }
        if way == "ri":
            _bill_reserved(bill, pool, quantity, start, end, where)
        elif way:
            rate = pool.plan_rates[way]
            bill.add(
                "SavingsPlanCoveredUsage", sku, owner, start, end, quantity, public, public,
                savingsPlan__SavingsPlanARN=way, savingsPlan__SavingsPlanRate=text(rate),
                savingsPlan__SavingsPlanEffectiveCost=text(quantity * rate), **where,
            )  # fmt: skip
            covered[pool, way][0] += quantity
            covered[pool, way][1] += Decimal(text(public))
        elif pool.is_spot:
            usage_type = sku.usage_type.replace("BoxUsage", "SpotUsage")
            bill.add(
                "Usage", sku, owner, start, end, quantity, quantity * spot, public,
                lineItem__UsageType=usage_type, product__usagetype=usage_type,
                lineItem__Operation="RunInstances:SV001", product__marketoption="Spot",
                lineItem__LineItemDescription=f"{sku.instance_type} Linux/UNIX Spot Instance-hour",
                pricing__term="", **where,
            )  # fmt: skip
        else:
            bill.add("Usage", sku, owner, start, end, quantity, public, public, **where)
    for (pool, arn), (quantity, cost) in covered.items():
        bill.add(
            "SavingsPlanNegation", pool.sku, Owner(pool.owner.account, env=""), start, end,
            quantity, -cost, None, savingsPlan__SavingsPlanARN=arn,
            lineItem__LineItemDescription="SavingsPlanNegation used by AccountId : "
            f"{pool.owner.account} and UsageSku : {_product_columns(pool.sku)['product/sku']}",
        )  # fmt: skip


def resource_of(pool: Pool, number: int) -> str:
    """The identifier of one instance of a pool."""
    if pool.sku.product == "AmazonRDS":
        return f"arn:aws:rds:{pool.sku.region}:{pool.owner.account}:db:{pool.prefix}{number + 1}"
    return instance_id(pool.prefix, number)


def instance_id(prefix: str, number: int) -> str:
    """An EC2 instance's identifier."""
    return f"{prefix}{number:04x}c0de0{number:04d}"


def _bill_reserved(
    bill: Bill, pool: Pool, quantity: Decimal, start: datetime, end: datetime, where: dict[str, str]
) -> None:
    ri = pool.reservation
    assert ri is not None
    upfront, recurring = quantity * ri.amortized_upfront, quantity * ri.recurring
    bill.add(
        "DiscountedUsage", pool.sku, pool.owner, start, end, quantity, Decimal(0),
        quantity * pool.sku.rate,
        reservation__ReservationARN=ri.arn, pricing__term="Reserved",
        reservation__AmortizedUpfrontCostForUsage=text(upfront),
        reservation__RecurringFeeForUsage=text(recurring),
        reservation__EffectiveCost=text(upfront + recurring),
        pricing__LeaseContractLength="1yr", pricing__OfferingClass="standard",
        pricing__PurchaseOption=ri.payment, **where,
    )  # fmt: skip


def bill_plans(bill: Bill, used: dict[str, Decimal], start: datetime, end: datetime) -> None:
    """A day's recurring fee of each plan: what was committed, and how much of it was used."""
    day_hours = 24
    for plan in PLANS:
        total = plan.hourly * day_hours
        upfront = total * plan.upfront_share
        bill.add(
            "SavingsPlanRecurringFee", _plan_sku(plan), Owner(PAYER, env=""), start, end,
            Decimal(day_hours), total - upfront, None,
            savingsPlan__TotalCommitmentToDate=text(total),
            savingsPlan__UsedCommitment=text(used[plan.arn]),
            savingsPlan__AmortizedUpfrontCommitmentForBillingPeriod=text(upfront),
            savingsPlan__RecurringCommitmentForBillingPeriod=text(total - upfront),
            **_plan_columns(plan),
        )  # fmt: skip


def bill_upfront(bill: Bill) -> None:
    """The two payments of 1 October: half a Savings Plan, half the database reservation."""
    end = next_month(FIRST_DAY)
    plan, ri, sku = COMPUTE_PLAN, ORDERS_RI, ORDERS_NODE
    bill.add(
        "SavingsPlanUpfrontFee", _plan_sku(plan), Owner(PAYER, env=""), FIRST_DAY, end, Decimal(1),
        plan.hourly * YEAR_HOURS * plan.upfront_share, None, bill__BillType="Purchase",
        lineItem__LineItemDescription="1 year Partial Upfront Compute Savings Plan",
        **_plan_columns(plan),
    )  # fmt: skip
    bill.add(
        "Fee", sku, Owner(SHOP, env=""), FIRST_DAY, end, Decimal(ri.count),
        ri.upfront_each * ri.count, None, bill__BillType="Purchase",
        reservation__ReservationARN=ri.arn, pricing__term="Reserved",
        lineItem__LineItemDescription=f"Sign up charge for subscription, {sku.instance_type}",
        reservation__UpfrontValue=text(ri.upfront_each * ri.count),
    )  # fmt: skip


def _plan_sku(plan: Plan) -> Sku:
    usage_type = f"{plan.kind.replace(' ', '')}SP:1yr{'Partial' if plan.upfront_share else 'No'}"
    return Sku(
        "ComputeSavingsPlans", f"{usage_type}Upfront", "", "", "Hrs", plan.hourly, "us-east-1"
    )


def _plan_columns(plan: Plan) -> dict[str, str]:
    return {
        "savingsPlan__SavingsPlanARN": plan.arn,
        "savingsPlan__StartTime": stamp(plan.start),
        "savingsPlan__EndTime": stamp(plan.start.replace(year=plan.start.year + 1)),
        "savingsPlan__OfferingType": f"{plan.kind.replace(' ', '')}SavingsPlans",
        "savingsPlan__PaymentOption": "Partial Upfront" if plan.upfront_share else "No Upfront",
        "savingsPlan__PurchaseTerm": "1yr",
    }


def bill_reservations(bill: Bill, used: dict[str, Decimal], month: datetime) -> None:
    """A month's RIFee lines: all reserved hours are paid for, the unused ones told apart."""
    hours = Decimal((next_month(month) - month).days * 24)
    for ri, sku in ((SEARCH_RI, SEARCH_NODE), (ORDERS_RI, ORDERS_NODE)):
        total = hours * ri.count
        unused = total - used[ri.arn]
        bill.add(
            "RIFee", sku, Owner(SHOP, env=""), month, next_month(month), total,
            total * ri.recurring, None,
            reservation__ReservationARN=ri.arn, pricing__term="Reserved",
            lineItem__LineItemDescription=f"USD {text(ri.recurring)} hourly fee per reserved "
            f"{sku.instance_type} instance",
            reservation__NumberOfReservations=str(ri.count),
            reservation__TotalReservedUnits=text(total),
            reservation__UnitsPerReservation=text(hours),
            reservation__UnusedQuantity=text(unused),
            reservation__UnusedRecurringFee=text(unused * ri.recurring),
            reservation__AmortizedUpfrontFeeForBillingPeriod=text(total * ri.amortized_upfront),
            reservation__UnusedAmortizedUpfrontFeeForBillingPeriod=text(
                unused * ri.amortized_upfront
            ),
            reservation__StartTime=stamp(ri.start),
            reservation__EndTime=stamp(ri.start.replace(year=ri.start.year + 1)),
            pricing__LeaseContractLength="1yr", pricing__OfferingClass="standard",
            pricing__PurchaseOption=ri.payment,
        )  # fmt: skip
