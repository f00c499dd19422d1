"""Days and hours of an export: what each day's usage cost, and the week's course of demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.daily import HourProfile
from whatif_app.costs.export import read_export

# 1 December 2026 is a Tuesday: hours 24 to 47 of the week.
TUESDAY = 24


def hour(day: int, of_day: int, cost: str, **cells: str) -> dict[str, str]:
    """An hour of EC2 in December 2026."""
    return cur_row(
        UsageStartDate=f"2026-12-{day:02}T{of_day:02}:00:00Z",
        UsageEndDate=f"2026-12-{day:02}T{of_day:02}:59:59Z",
        UnblendedCost=cost,
        publicOnDemandCost=cost,
        **cells,
    )


def profile(baseline: Baseline, dimension: str, value: str) -> HourProfile:
    """The one profile of a value."""
    (found,) = (
        each for each in baseline.hours if (each.dimension, each.value) == (dimension, value)
    )
    return found


def test_a_day_holds_the_usage_and_none_of_the_fees(tmp_path: Path) -> None:
    rows = [
        hour(1, 3, "10"),
        hour(1, 4, "5"),
        hour(2, 3, "7"),
        hour(2, 0, "900", LineItemType="Fee", ProductCode="AmazonEC2"),
        hour(2, 0, "30", LineItemType="Tax"),
    ]

    baseline = read_export([cur(tmp_path / "cur.csv", *rows)])

    assert [
        (day.day, day.service, day.billed, day.amortized, day.rows) for day in baseline.days
    ] == [
        ("2026-12-01", "AmazonEC2", 15, 15, 2),
        ("2026-12-02", "AmazonEC2", 7, 7, 1),
    ]


def test_a_level_is_the_mean_over_the_weekdays_that_there_were(tmp_path: Path) -> None:
    # Tuesdays 1 and 8 December, at 3:00: 10 and 20, so 15 on the mean; 4:00 only on one: 6 / 2.
    rows = [hour(1, 3, "10"), hour(8, 3, "20"), hour(8, 4, "6")]

    levels = profile(read_export([cur(tmp_path / "c.csv", *rows)]), "service", "AmazonEC2").levels

    assert levels[TUESDAY + 3] == pytest.approx(15)
    assert levels[TUESDAY + 4] == pytest.approx(3)
    assert sum(levels) == pytest.approx(18)


def test_covered_usage_counts_at_its_on_demand_equivalent_and_spot_not_at_all(
    tmp_path: Path,
) -> None:
    covered = cur_row(
        UsageStartDate="2026-12-01T05:00:00Z",
        UsageEndDate="2026-12-01T06:00:00Z",
        LineItemType="SavingsPlanCoveredUsage",
        UnblendedCost="10",
        publicOnDemandCost="10",
        SavingsPlanEffectiveCost="7",
        SavingsPlanARN="arn:sp",
    )
    rows = [covered, hour(1, 5, "2"), hour(1, 5, "4", UsageType="SpotUsage:m5.large")]

    levels = profile(read_export([cur(tmp_path / "c.csv", *rows)]), "service", "AmazonEC2").levels

    assert levels[TUESDAY + 5] == pytest.approx(10 + 2)


def test_profiles_are_made_by_service_account_and_each_tag(tmp_path: Path) -> None:
    rows = [hour(1, 3, "10", **{"resourceTags/user:team": "shop"}), hour(1, 4, "5")]

    baseline = read_export([cur(tmp_path / "cur.csv", *rows)], tags=["team"])

    assert {(each.dimension, each.value) for each in baseline.hours} == {
        ("service", "AmazonEC2"),
        ("account", "000000000002"),
        ("tag:user:team", "shop"),
        ("tag:user:team", ""),
    }


def test_daily_rows_tell_no_hours(tmp_path: Path) -> None:
    row = cur_row(UsageStartDate="2026-12-01T00:00:00Z", UsageEndDate="2026-12-02T00:00:00Z")

    baseline = read_export([cur(tmp_path / "cur.csv", row)])

    assert baseline.hours == ()
    assert len(baseline.days) == 1


def test_days_and_hours_survive_being_stored(tmp_path: Path) -> None:
    rows = [hour(1, 3, "10.123456789", ProductCode="=cmd()"), hour(1, 4, "5")]
    baseline = read_export([cur(tmp_path / "cur.csv", *rows)])

    again = Baseline.from_files(baseline.to_files())

    assert again.days == baseline.days
    assert again.hours == baseline.hours
    assert again.lines == baseline.lines
    assert b",=cmd()" not in baseline.to_files()["days.csv"]
