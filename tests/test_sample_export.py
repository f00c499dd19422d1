"""The sample export obeys the rules by which AWS writes a bill."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from assets import make_sample_cur

SAMPLE = Path(make_sample_cur.__file__).with_name("sample-cur.csv.gz")
#: Each amount is rounded to ten decimals; a month has fewer than 20,000 lines.
ROUNDING = Decimal("0.000001")

Line = dict[str, str]


@cache
def lines() -> tuple[Line, ...]:
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as text:
        return tuple(csv.DictReader(text))


def of_kind(*kinds: str) -> list[Line]:
    return [line for line in lines() if line["lineItem/LineItemType"] in kinds]


def total(rows: list[Line], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


def month(line: Line) -> str:
    return line["bill/BillingPeriodStartDate"][:7]


def amortized(line: Line) -> Decimal:
    """AWS's own rule for what a line costs when prepayments are spread over their term."""
    number = {name: Decimal(line[name] or 0) for name in AMOUNTS}
    match line["lineItem/LineItemType"]:
        case "SavingsPlanCoveredUsage":
            return number["savingsPlan/SavingsPlanEffectiveCost"]
        case "SavingsPlanRecurringFee":
            return (
                number["savingsPlan/TotalCommitmentToDate"] - number["savingsPlan/UsedCommitment"]
            )
        case "SavingsPlanNegation" | "SavingsPlanUpfrontFee":
            return Decimal(0)
        case "DiscountedUsage":
            return number["reservation/EffectiveCost"]
        case "RIFee":
            return (
                number["reservation/UnusedAmortizedUpfrontFeeForBillingPeriod"]
                + number["reservation/UnusedRecurringFee"]
            )
        case "Fee" if line["reservation/ReservationARN"]:
            return Decimal(0)
        case _:
            return number["lineItem/UnblendedCost"]


AMOUNTS = (
    "lineItem/UnblendedCost",
    "savingsPlan/SavingsPlanEffectiveCost",
    "savingsPlan/TotalCommitmentToDate",
    "savingsPlan/UsedCommitment",
    "reservation/EffectiveCost",
    "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
    "reservation/UnusedRecurringFee",
)


def by_month(rows: list[Line]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[month(row)] += amortized(row)
    return dict(sums)


@pytest.mark.slow
def test_the_script_writes_the_export_that_lies_beside_it(tmp_path: Path) -> None:
    again = tmp_path / "again.csv.gz"
    make_sample_cur.write(again)

    # The text is compared: another zlib may pack the same text into other bytes.
    assert gzip.decompress(again.read_bytes()) == gzip.decompress(SAMPLE.read_bytes())
    # Bytes 4 to 7 of a gzip file are its date; without one, packing again changes nothing.
    assert again.read_bytes()[4:8] == SAMPLE.read_bytes()[4:8] == bytes(4)


def test_the_export_looks_like_a_delivery() -> None:
    assert 30_000 <= len(lines()) <= 50_000
    assert SAMPLE.stat().st_size < 4_000_000
    assert {month(line) for line in lines()} == {"2026-10", "2026-11", "2026-12"}
    assert {line["lineItem/UsageAccountId"] for line in lines()} == {
        "000731950264", "000123456789", "001987654321", "012345678901", "045670001234",
    }  # fmt: skip
    identities = [line["identity/LineItemId"] for line in lines()]
    assert len(set(identities)) == len(identities)


def test_negations_cancel_what_the_savings_plans_covered() -> None:
    covered, negated = of_kind("SavingsPlanCoveredUsage"), of_kind("SavingsPlanNegation")
    cost = "lineItem/UnblendedCost"

    assert total(covered, cost) > 0
    assert total(covered, cost) + total(negated, cost) == 0
    # … and within each plan, account and hour or day.
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for line in covered + negated:
        key = ("savingsPlan/SavingsPlanARN", "lineItem/UsageAccountId", "identity/TimeInterval")
        sums[tuple(line[name] for name in key)] += Decimal(line[cost])
    assert not any(sums.values())


def test_a_plan_never_gives_more_than_is_committed_and_its_use_is_what_it_covered() -> None:
    fees = of_kind("SavingsPlanRecurringFee")
    # Two plans, $11.00 and $2.80 an hour, 92 days of 24 hours: 13.80 × 2208 = 30,470.40.
    assert total(fees, "savingsPlan/TotalCommitmentToDate") == Decimal("30470.4")
    assert total(fees, "savingsPlan/UsedCommitment") == total(
        of_kind("SavingsPlanCoveredUsage"), "savingsPlan/SavingsPlanEffectiveCost"
    )
    for fee in fees:
        assert Decimal(fee["savingsPlan/UsedCommitment"]) <= Decimal(
            fee["savingsPlan/TotalCommitmentToDate"]
        )


def test_half_of_the_compute_plan_was_paid_in_advance() -> None:
    # $2.80 × 8760 hours × 50 % = $12,264 on 1 October, and $1.40 an hour from then on.
    (upfront,) = of_kind("SavingsPlanUpfrontFee")
    assert Decimal(upfront["lineItem/UnblendedCost"]) == 12264
    fees = [
        fee
        for fee in of_kind("SavingsPlanRecurringFee")
        if fee["savingsPlan/SavingsPlanARN"] == upfront["savingsPlan/SavingsPlanARN"]
    ]
    assert total(fees, "lineItem/UnblendedCost") == Decimal("1.40") * 2208
    assert total(
        fees, "savingsPlan/AmortizedUpfrontCommitmentForBillingPeriod"
    ) == Decimal("1.40") * 2208  # fmt: skip


def test_used_and_unused_reserved_hours_make_up_all_that_were_bought() -> None:
    fees, used = of_kind("RIFee"), of_kind("DiscountedUsage")
    # 24 + 4 reservations over 92 days: 28 × 2208 = 61,824 hours.
    bought = total(fees, "reservation/TotalReservedUnits")
    assert bought == 61824
    unused = total(fees, "reservation/UnusedQuantity")
    assert total(used, "lineItem/UsageAmount") + unused == bought
    # Effective cost of the used hours + cost of the unused = upfront to date + recurring fees.
    spread = total(fees, "reservation/AmortizedUpfrontFeeForBillingPeriod")
    paid = total(fees, "lineItem/UnblendedCost")
    effective = total(used, "reservation/EffectiveCost")
    wasted = sum((amortized(fee) for fee in fees), Decimal(0))
    assert abs(effective + wasted - spread - paid) < ROUNDING
    # Half of the database reservation in advance: 4 × $5,124.60.
    (upfront,) = [fee for fee in of_kind("Fee") if fee["reservation/ReservationARN"]]
    assert Decimal(upfront["lineItem/UnblendedCost"]) == Decimal("20498.40")


def test_cash_and_amortized_differ_by_the_prepayments_alone() -> None:
    # Paid in October: 12,264.00 + 20,498.40 = 32,762.40. Used up by the end of December:
    # 1.40 × 2208 hours = 3,091.20 and 20,498.40 × 92/365 = 5,166.72.
    cash = total(list(lines()), "lineItem/UnblendedCost")
    accrued = sum(by_month(list(lines())).values(), Decimal(0))
    prepaid = Decimal("32762.40") - Decimal("3091.20") - Decimal("20498.40") * 92 / 365
    assert abs(cash - accrued - prepaid) < ROUNDING


def test_the_bill_grows_to_some_68_thousand_dollars_amortized_in_december() -> None:
    months = by_month(list(lines()))

    assert [round(months[name]) for name in sorted(months)] == [59454, 62982, 68409]


def test_waste_is_as_the_story_says_in_december() -> None:
    def in_december(*kinds: str) -> list[Line]:
        return [line for line in of_kind(*kinds) if month(line) == "2026-12"]

    fees = in_december("SavingsPlanRecurringFee")
    unused = sum((amortized(fee) for fee in fees), Decimal(0))
    # (11.00 + 2.80) × 744 hours = 10,267.20 committed.
    assert Decimal("0.03") < unused / Decimal("10267.20") < Decimal("0.035")
    reservations = in_december("RIFee")
    wasted = sum((amortized(fee) for fee in reservations), Decimal(0))
    bought = wasted + sum((amortized(line) for line in in_december("DiscountedUsage")), Decimal(0))
    assert round(1 - wasted / bought, 2) == Decimal("0.92")


def test_spot_costs_about_a_third_of_its_public_price() -> None:
    spot = [line for line in lines() if "SpotUsage" in line["lineItem/UsageType"]]
    paid, public = total(spot, "lineItem/UnblendedCost"), total(spot, "pricing/publicOnDemandCost")

    assert Decimal("0.30") < paid / public < Decimal("0.36")
    assert {line["pricing/term"] for line in spot} == {""}


def test_split_lines_repeat_the_nodes_cost_without_adding_to_the_bill() -> None:
    pods = [line for line in lines() if line["lineItem/Operation"] == "EKSPod-EC2"]
    nodes = [line for line in lines() if line["lineItem/ResourceId"].startswith("i-0b2")]
    split = total(pods, "splitLineItem/SplitCost") + total(pods, "splitLineItem/UnusedCost")

    assert total(pods, "lineItem/UnblendedCost") == 0
    assert abs(split - sum((amortized(line) for line in nodes), Decimal(0))) < ROUNDING


def test_about_six_percent_of_usage_has_no_team() -> None:
    usage = of_kind("Usage", "DiscountedUsage", "SavingsPlanCoveredUsage")
    untagged = [line for line in usage if not line["resourceTags/user:team"]]
    share = sum(by_month(untagged).values(), Decimal(0)) / sum(
        by_month(usage).values(), Decimal(0)
    )  # fmt: skip

    assert Decimal("0.055") < share < Decimal("0.065")


def test_tags_that_look_like_formulas_are_in_it_as_text() -> None:
    teams = {line["resourceTags/user:team"] for line in lines()}

    assert {'=HYPERLINK("x")', "+1", "@team", '-2+3, "quoted"', "données & analyse"} <= teams


def test_the_columns_are_those_that_the_script_lists() -> None:
    header = next(csv.reader(io.StringIO(gzip.decompress(SAMPLE.read_bytes())[:9000].decode())))

    assert header == make_sample_cur.COLUMNS
    assert len(set(header)) == len(header)
