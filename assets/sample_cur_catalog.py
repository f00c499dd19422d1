"""The invented shop behind the sample bill: its accounts, prices, fleets and contracts.

Prices are AWS's public on-demand, Savings Plan and reservation rates, rounded as published; the
quantities are made up. `make_sample_cur.py` turns this into the export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

SEED = 20261001
FIRST_DAY = datetime(2026, 10, 1, tzinfo=UTC)
LAST_DAY = datetime(2026, 12, 31, tzinfo=UTC)
JANUARY_END = datetime(2027, 1, 31, tzinfo=UTC)
#: When a release left its debug log on, and the GB of log lines that this wrote.
DEBUG_DAY, DEBUG_LOGS = datetime(2027, 1, 19, tzinfo=UTC), Decimal(3600)
YEAR_HOURS = 8760
PAYER = "000731950264"
SELLER = "Northwind Telemetry, Inc."

LOCATIONS = {"us-east-1": "US East (N. Virginia)", "eu-west-1": "EU (Ireland)"}
SERVICE_NAMES = {
    "AmazonEC2": "Amazon Elastic Compute Cloud",
    "AmazonRDS": "Amazon Relational Database Service",
    "AmazonS3": "Amazon Simple Storage Service",
    "AWSLambda": "AWS Lambda",
    "AmazonCloudFront": "Amazon CloudFront",
    "AmazonDynamoDB": "Amazon DynamoDB",
    "AmazonEKS": "Amazon Elastic Container Service for Kubernetes",
    "AmazonCloudWatch": "AmazonCloudWatch",
    "ComputeSavingsPlans": "Savings Plans for AWS Compute usage",
    "AWSSupportBusiness": "AWS Support (Business)",
    "8dq2v7h3k5n1r9t4w6y0zabcd": "Northwind Telemetry Pro",
}


@dataclass(frozen=True)
class Owner:
    """Who a line belongs to: a linked account and the tags on its resources."""

    account: str
    team: str = ""
    service: str = ""
    env: str = "prod"


SHOP, EUROPE, MEDIA, DATA = "000123456789", "001987654321", "012345678901", "045670001234"
API_US = Owner(SHOP, "checkout", "checkout-api")
API_EU = Owner(EUROPE, "checkout", "checkout-api")
ENCODER = Owner(MEDIA, "media", "video-encoder")
SEARCH = Owner(SHOP, "discovery", "search-index")
PLATFORM = Owner(SHOP, "platform", "recommendations")
ORDERS = Owner(SHOP, "orders", "orders-db")
ORDERS_EU = Owner(EUROPE, "orders", "orders-db")
STAGING = Owner(SHOP, "orders", "orders-db", "staging")
WEB = Owner(MEDIA, "web", "web-delivery")
LAKE = Owner(DATA, "données & analyse", "data-lake")
OBSERVE = Owner(SHOP, "platform", "observability")
NOBODY_US, NOBODY_EU = Owner(SHOP, env=""), Owner(EUROPE, env="")
# Tags are free text. These must arrive in a workbook as text, never as formulas.
FORMULA_TAG = Owner(DATA, '=HYPERLINK("x")', "data-lake")
PLUS_TAG = Owner(SHOP, "+1", "webhooks")
AT_TAG = Owner(SHOP, "@team", "webhooks", "dev")
DASH_TAG = Owner(MEDIA, '-2+3, "quoted"', "web-delivery")


OWNERS = {
    "api": API_US, "api-eu": API_EU, "search": SEARCH, "platform": PLATFORM, "orders": ORDERS,
    "orders-eu": ORDERS_EU, "web": WEB, "lake": LAKE, "observe": OBSERVE, "nobody": NOBODY_US,
    "nobody-eu": NOBODY_EU, "formula": FORMULA_TAG, "plus": PLUS_TAG, "at": AT_TAG,
    "dash": DASH_TAG,
}  # fmt: skip


@dataclass(frozen=True)
class Sku:
    """One thing with a price: what a line's product and pricing columns say."""

    product: str
    usage_type: str
    operation: str
    family: str
    unit: str
    rate: Decimal
    region: str = "us-east-1"
    instance_type: str = ""


@dataclass(frozen=True)
class Plan:
    """A Savings Plan: currency per hour committed, and the part of it paid on 1 October."""

    arn: str
    kind: str
    hourly: Decimal
    upfront_share: Decimal
    start: datetime


@dataclass(frozen=True)
class Reservation:
    """Reserved Instances of one type, bought together."""

    arn: str
    count: int
    upfront_each: Decimal
    recurring: Decimal
    payment: str
    start: datetime

    @property
    def amortized_upfront(self) -> Decimal:
        """Upfront fee per reserved hour."""
        return self.upfront_each / YEAR_HOURS


@dataclass(frozen=True, eq=False)
class Pool:
    """Instances of one type that scale together; `size(day, hour)` is how many run."""

    sku: Sku
    owner: Owner
    size: Callable[[int, int], int]
    prefix: str
    is_hourly: bool = False
    is_spot: bool = False
    reservation: Reservation | None = None
    plan_rates: dict[str, Decimal] = field(default_factory=dict)


def ec2(instance_type: str, rate: str, region: str = "us-east-1") -> Sku:
    prefix = "EUW1-" if region == "eu-west-1" else ""
    usage_type = f"{prefix}BoxUsage:{instance_type}"
    return Sku(
        "AmazonEC2", usage_type, "RunInstances", "Compute Instance", "Hrs", Decimal(rate), region,
        instance_type,
    )  # fmt: skip


def rds(instance_type: str, rate: str, region: str = "us-east-1") -> Sku:
    prefix = "EUW1-" if region == "eu-west-1" else ""
    usage_type = f"{prefix}Multi-AZUsage:{instance_type}"
    return Sku(
        "AmazonRDS", usage_type, "CreateDBInstance:0014", "Database Instance", "Hrs", Decimal(rate),
        region, instance_type,
    )  # fmt: skip


def is_weekend(day: int) -> bool:
    return (FIRST_DAY + timedelta(days=day)).weekday() >= 5


def demand(day: int) -> float:
    """The shop's traffic against late December: steady growth, quiet weekends, a Black Friday."""
    level = 0.82 + 0.0022 * day
    if is_weekend(day):
        level *= 0.93
    return level * (1.22 if 55 <= day <= 60 else 1.0)


def spot_level(day: datetime) -> tuple[float, float]:
    """The least and the most that Spot costs, as shares of the on-demand price."""
    return (0.30, 0.36) if day <= LAST_DAY else (0.46, 0.52)


def daytime(hour_utc: int) -> float:
    """Share of the peak that shoppers in America ask for, by hour of the day in UTC."""
    if hour_utc >= 13 or hour_utc < 3:
        return 1.0
    return 0.78 if hour_utc < 6 or hour_utc >= 11 else 0.66


def at_night(count_per_level: int, growth_per_day: float) -> Callable[[int, int], int]:
    """A batch fleet that works from 03:00 to 12:00 UTC on what the day before brought in."""

    def size(day: int, hour: int) -> int:
        return round(count_per_level * (0.70 + growth_per_day * day)) if 3 <= hour < 12 else 0

    return size


NODE = ec2("m5.2xlarge", "0.384")
NODE_PREFIX = "i-0b2"
ENCODER_NODE = ec2("c6g.8xlarge", "1.088")
SEARCH_NODE = ec2("r6g.2xlarge", "0.4032")
ORDERS_NODE = rds("db.r6g.2xlarge", "1.798")

INSTANCE_PLAN = Plan(
    f"arn:aws:savingsplans::{PAYER}:savingsplan/3f2b9c1e-7a64-4d0e-9d55-0c8b1a7e4f21",
    "EC2 Instance", Decimal("11.00"), Decimal(0), datetime(2026, 3, 1, tzinfo=UTC),
)  # fmt: skip
COMPUTE_PLAN = Plan(
    f"arn:aws:savingsplans::{PAYER}:savingsplan/b07d55aa-1c3f-4f7c-8e12-6d9f20c3ab90",
    "Compute", Decimal("2.80"), Decimal("0.5"), FIRST_DAY,
)  # fmt: skip
PLANS = (INSTANCE_PLAN, COMPUTE_PLAN)
SEARCH_RI = Reservation(
    f"arn:aws:ec2:us-east-1:{SHOP}:reserved-instances/5c1d8f0e-2b7a-4b0c-8d2c-93c2f5b6a117",
    24, Decimal(0), Decimal("0.254"), "No Upfront", datetime(2026, 2, 1, tzinfo=UTC),
)  # fmt: skip
ORDERS_RI = Reservation(
    f"arn:aws:rds:us-east-1:{SHOP}:ri:orders-2026-10",
    4, Decimal("5124.60"), Decimal("0.585"), "Partial Upfront", FIRST_DAY,
)  # fmt: skip

POOLS = (
    Pool(
        ec2("m5.8xlarge", "1.536"), API_US,
        lambda day, hour: round(10.0 * demand(day) * daytime(hour)), "i-0a1", is_hourly=True,
        plan_rates={INSTANCE_PLAN.arn: Decimal("0.968")},
    ),
    Pool(
        NODE, PLATFORM, lambda day, hour: 11 + day // 30, NODE_PREFIX,
        plan_rates={INSTANCE_PLAN.arn: Decimal("0.242")},
    ),
    Pool(
        ec2("m5.2xlarge", "0.428", "eu-west-1"), API_EU,
        lambda day, hour: round(17 * demand(day) * daytime((hour + 6) % 24)), "i-0c3",
        plan_rates={COMPUTE_PLAN.arn: Decimal("0.304")},
    ),
    Pool(ENCODER_NODE, ENCODER, at_night(47, 0.0038), "i-0d4"),
    Pool(ENCODER_NODE, ENCODER, at_night(12, 0.0038), "i-0e5", is_spot=True),
    Pool(
        SEARCH_NODE, SEARCH,
        lambda day, hour: round(26 * demand(day) * (0.55 + 0.45 * daytime(hour))), "i-0f6",
        reservation=SEARCH_RI,
    ),
    Pool(ORDERS_NODE, ORDERS, lambda day, hour: 3, "orders-",
         reservation=ORDERS_RI),
    Pool(
        ORDERS_NODE, STAGING,
        lambda day, hour: int(not is_weekend(day) and 8 <= hour < 22), "orders-staging-",
        reservation=ORDERS_RI,
    ),
    Pool(rds("db.r6g.xlarge", "0.998", "eu-west-1"), ORDERS_EU, lambda day, hour: 2, "orders-eu-"),
)  # fmt: skip

# product, usage type, operation, product family, unit, rate, owner, resource, December's quantity
STEADY = """
AmazonS3 TimedStorage-ByteHrs StandardStorage Storage GB-Mo 0.023 lake lake-events 62000
AmazonS3 TimedStorage-SIA-ByteHrs StandardIAStorage Storage GB-Mo 0.0125 lake lake-archive 58000
AmazonS3 TimedStorage-ByteHrs StandardStorage Storage GB-Mo 0.023 formula lake-exports 4200
AmazonS3 TimedStorage-ByteHrs StandardStorage Storage GB-Mo 0.023 web media-masters 21000
AmazonS3 Requests-Tier1 PutObject API_Request Requests 0.000005 lake lake-events 62000000
AmazonS3 Requests-Tier2 GetObject API_Request Requests 0.0000004 web media-masters 410000000
AmazonS3 EUW1-TimedStorage-ByteHrs StandardStorage Storage GB-Mo 0.023 api-eu receipts-eu 5400
AWSLambda Lambda-GB-Second Invoke Serverless Lambda-GB-Second 0.0000166667 api fraud-check 39000000
AWSLambda Request Invoke Serverless Requests 0.0000002 api fraud-check 780000000
AWSLambda Lambda-GB-Second Invoke Serverless Lambda-GB-Second 0.0000166667 plus webhooks 13000000
AWSLambda Request Invoke Serverless Requests 0.0000002 plus webhooks 420000000
AWSLambda EUW1-Lambda-GB-Second Invoke Serverless Lambda-GB-Second 0.0000166667 api-eu fraud-check 16000000
AmazonCloudFront US-DataTransfer-Out-Bytes GET Data_Transfer GB 0.085 web E2QWRUHAPOMQZL 34000
AmazonCloudFront EU-DataTransfer-Out-Bytes GET Data_Transfer GB 0.085 web E2QWRUHAPOMQZL 17000
AmazonCloudFront US-Requests-Tier2-HTTPS GET Request Requests 0.000001 web E2QWRUHAPOMQZL 520000000
AmazonCloudFront EU-Requests-HTTPS-Proxy GET Request Requests 0.0000012 dash E3ABCDEFGHIJKL 130000000
AmazonDynamoDB WriteRequestUnits PayPerRequestThroughput DynamoDB_PayPerRequest WriteRequestUnits 0.000000625 api carts 1750000000
AmazonDynamoDB ReadRequestUnits PayPerRequestThroughput DynamoDB_PayPerRequest ReadRequestUnits 0.000000125 api carts 5200000000
AmazonDynamoDB TimedStorage-ByteHrs StandardStorage Database_Storage GB-Mo 0.25 api carts 1900
AmazonDynamoDB EUW1-WriteRequestUnits PayPerRequestThroughput DynamoDB_PayPerRequest WriteRequestUnits 0.000000705 api-eu carts-eu 620000000
AmazonEKS USE1-AmazonEKS-Hours:perCluster CreateOperation Compute Hours 0.10 platform platform-cluster 744
AmazonEKS USE1-AmazonEKS-Hours:perCluster CreateOperation Compute Hours 0.10 at dev-cluster 744
AmazonEC2 EBS:VolumeUsage.gp3 CreateVolume-Gp3 Storage GB-Mo 0.08 search vol-0search 9800
AmazonEC2 EBS:VolumeUsage.gp3 CreateVolume-Gp3 Storage GB-Mo 0.08 platform vol-0platform 4400
AmazonEC2 EBS:SnapshotUsage CreateSnapshot Storage_Snapshot GB-Mo 0.05 nobody snap-0nightly 9000
AmazonEC2 EUW1-EBS:VolumeUsage.gp3 CreateVolume-Gp3 Storage GB-Mo 0.088 api-eu vol-0checkout-eu 3600
AmazonEC2 DataTransfer-Out-Bytes RunInstances Data_Transfer GB 0.09 api i-0a1-egress 9800
AmazonEC2 DataTransfer-Regional-Bytes InterZone-Out Data_Transfer GB 0.01 nobody inter-zone 98000
AmazonEC2 EUW1-DataTransfer-Out-Bytes RunInstances Data_Transfer GB 0.09 api-eu i-0c3-egress 4600
AmazonEC2 USE1-EUW1-AWS-Out-Bytes RunInstances Data_Transfer GB 0.02 orders replication 15000
AmazonEC2 NatGateway-Hours NatGateway NAT_Gateway Hrs 0.045 nobody nat-0a 2232
AmazonEC2 NatGateway-Bytes NatGateway NAT_Gateway GB 0.045 nobody nat-0a 36000
AmazonEC2 EUW1-NatGateway-Hours NatGateway NAT_Gateway Hrs 0.048 nobody-eu nat-0e 1488
AmazonEC2 EUW1-NatGateway-Bytes NatGateway NAT_Gateway GB 0.048 nobody-eu nat-0e 9500
AmazonCloudWatch DataProcessing-Bytes PutLogEvents Data_Payload GB 0.50 observe /checkout/api 3400
AmazonCloudWatch TimedStorage-ByteHrs HourlyStorageMetering Storage_Snapshot GB-Mo 0.03 observe /checkout/api 21000
AmazonCloudWatch CW:MetricMonitorUsage MetricStorage Metric Metrics 0.30 observe custom-metrics 2600
AmazonCloudWatch EUW1-DataProcessing-Bytes PutLogEvents Data_Payload GB 0.57 api-eu /checkout/eu 760
AmazonRDS RDS:Multi-AZ-GP3-Storage CreateDBInstance:0014 Database_Storage GB-Mo 0.23 orders orders-1 4300
AmazonRDS EUW1-RDS:Multi-AZ-GP3-Storage CreateDBInstance:0014 Database_Storage GB-Mo 0.253 orders-eu orders-eu-1 1500
AmazonRDS RDS:ChargedBackupUsage CreateDBInstance:0014 Storage_Snapshot GB-Mo 0.095 orders orders-1 2900
"""  # noqa: E501

NAMESPACES = {"recommendations": 0.46, "payments": 0.24, "pricing": 0.17, "ingress": 0.13}


def steady_lines() -> list[tuple[Sku, Owner, str, float]]:
    """The table above as records: what is billed by the day and follows the traffic."""
    lines = []
    for entry in STEADY.strip().splitlines():
        product, usage, operation, family, unit, rate, owner, resource, quantity = entry.split()
        # A destination's prefix is part of a transfer's name, not where it was billed.
        region = "eu-west-1" if usage.startswith("EUW1-") else "us-east-1"
        sku = Sku(product, usage, operation, family.replace("_", " "), unit, Decimal(rate), region)
        lines.append((sku, OWNERS[owner], resource, float(quantity)))
    return lines


def log_lines() -> tuple[Sku, Owner, str]:
    """What the log lines of the checkout API are billed as."""
    (found,) = (
        (sku, owner, resource)
        for sku, owner, resource, _ in steady_lines()
        if sku.operation == "PutLogEvents" and owner == OBSERVE
    )
    return found
