"""Hour classes and shapes, proposed from an hourly export."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.case import Case
from scenarios.edits import with_edits
from tests.costs.exports import cur, cur_row
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.grouping import Grouping
from whatif_app.costs.case.hours import HourClasses, HoursUnknown, propose_hours
from whatif_app.costs.case.hours_fit import fitted
from whatif_app.costs.daily import HourProfile
from whatif_app.costs.export import read_export

#: A peak of 60 hours on weekdays, 60 hours of evening and night, and 48 of weekend.
BY_HOUR = [
    1000.0 if 8 <= hour < 20 and day < 5 else 700.0 if day < 5 else 600.0
    for day in range(7)
    for hour in range(24)
]


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    """An export whose one row is of a whole day: it tells no hours."""
    row = cur_row(UsageEndDate="2026-12-02T00:00:00Z")
    return read_export([cur(tmp_path_factory.mktemp("hours") / "cur.csv", row)])


def hourly(baseline: Baseline, **weeks: list[float]) -> Baseline:
    profiles = (
        HourProfile("USD", "service", name, tuple(levels), period="2026-12")
        for name, levels in weeks.items()
    )
    return replace(baseline, hours=tuple(profiles))


def grouping(*names: str) -> Grouping:
    return Grouping("service", "2026-12", "USD", names={name: name for name in names})


def proposed(baseline: Baseline, *workloads: str, **choices: int) -> HourClasses:
    found = propose_hours(baseline, grouping(*workloads), workloads, **choices)
    assert isinstance(found, HourClasses)
    return found


def case_of(*workloads: dict[str, Any], **tables: Any) -> Case:
    return Case.from_json(
        {"project": {"start_month": "2026-12", "horizon": 2}, "workloads": list(workloads)} | tables
    )


def test_three_levels_of_demand_become_three_classes(monthly: Baseline) -> None:
    found = proposed(hourly(monthly, EC2=BY_HOUR), "EC2")

    assert found.hours == (60, 60, 48)
    assert found.names == ("Peak", "Night", "Weekend")
    assert found.explained == pytest.approx(1.0)
    # The mean is (60 × 1000 + 60 × 700 + 48 × 600) / 168 = 778.57.
    assert found.shapes["EC2"] == pytest.approx((1.284404, 0.899083, 0.770642), abs=1e-6)


def test_shapes_average_one_over_the_hours(monthly: Baseline) -> None:
    rng = np.random.default_rng(7)
    weeks = {name: list(rng.uniform(1.0, 1000.0, 168)) for name in ("a", "b", "c")}
    found = proposed(hourly(monthly, **weeks), "a", "b", "c")

    assert sum(found.hours) == 168
    for shape in found.shapes.values():
        mean = sum(p * level for p, level in zip(found.hours, shape, strict=True)) / 168
        assert mean == pytest.approx(1.0, abs=1e-9)


def test_no_other_cut_by_level_varies_less_within_its_classes(monthly: Baseline) -> None:
    week = np.random.default_rng(3).gamma(2.0, 100.0, 168)
    found = proposed(hourly(monthly, EC2=list(week)), "EC2", classes=2)

    def within(part: Any) -> float:
        return float(((part - part.mean()) ** 2).sum())

    ordered = np.sort(week)
    best = min(within(ordered[:cut]) + within(ordered[cut:]) for cut in range(1, 168))
    assert sum(within(week[found.class_of == each]) for each in range(2)) == pytest.approx(best)


def test_a_workload_of_several_services_has_their_common_course(monthly: Baseline) -> None:
    # What one does by day the other does by night: together they are as the week is.
    night = [1000.0 - level / 2 for level in BY_HOUR]
    baseline = hourly(monthly, EC2=BY_HOUR, RDS=night)
    both = Grouping("service", "2026-12", "USD", names={"EC2": "all", "RDS": "all"})

    found = propose_hours(baseline, both, ["all"])

    assert isinstance(found, HourClasses)
    assert found.shapes["all"] == found.total_shape


def test_the_lowest_class_is_named_by_when_it_is_in_the_readers_time(monthly: Baseline) -> None:
    # Quiet from 14:00 to 22:00 UTC every day: night for a reader nine hours ahead.
    week = [100.0 if 14 <= hour < 22 else 500.0 for _ in range(7) for hour in range(24)]
    baseline = hourly(monthly, EC2=week)

    assert proposed(baseline, "EC2", classes=2).names == ("Peak", "Off-peak")
    assert proposed(baseline, "EC2", classes=2, utc_offset=9).names == ("Peak", "Night")


def test_a_workload_without_hours_stays_flat_and_is_named(monthly: Baseline) -> None:
    found = proposed(hourly(monthly, EC2=BY_HOUR), "EC2", "Tax")

    assert found.flat == ("Tax",)


def test_a_daily_export_cannot_tell_hours(monthly: Baseline) -> None:
    found = propose_hours(monthly, grouping("AmazonEC2"), ["AmazonEC2"])

    assert isinstance(found, HoursUnknown)
    assert "Export it hourly" in found.why


def test_even_demand_needs_no_classes(monthly: Baseline) -> None:
    found = propose_hours(hourly(monthly, EC2=[100.0] * 168), grouping("EC2"), ["EC2"])

    assert isinstance(found, HoursUnknown)
    assert "one class" in found.why


def test_a_few_days_tell_no_week(monthly: Baseline) -> None:
    three_days = [100.0 + hour for hour in range(72)] + [0.0] * 96
    found = propose_hours(hourly(monthly, EC2=three_days), grouping("EC2"), ["EC2"])

    assert isinstance(found, HoursUnknown)
    assert "too few days" in found.why


def test_an_hourly_file_is_read_into_classes(tmp_path: Path) -> None:
    # Every hour of December 2026 costs $1, from 8:00 to 20:00 $3.
    rows = [
        cur_row(
            UsageStartDate=f"2026-12-{day:02}T{hour:02}:00:00Z",
            UsageEndDate=f"2026-12-{day:02}T{hour:02}:59:59Z",
            UnblendedCost=cost,
            publicOnDemandCost=cost,
        )
        for day in range(1, 32)
        for hour in range(24)
        for cost in ("3" if 8 <= hour < 20 else "1",)
    ]
    baseline = read_export([cur(tmp_path / "cur.csv", *rows)])

    found = proposed(baseline, "AmazonEC2", classes=2)

    assert found.hours == (84, 84)
    assert found.shapes["AmazonEC2"] == pytest.approx((1.5, 0.5))


def test_the_cells_are_accepted_and_replace_shapes_of_other_classes(monthly: Baseline) -> None:
    case = Case.from_json(
        {
            "project": {
                "start_month": "2026-12",
                "hour_classes": [{"name": "on", "hours": 84}, {"name": "off", "hours": 84}],
            },
            "workloads": [
                {"name": "EC2", "on_demand_cost": 100.0},
                {"name": "S3", "on_demand_cost": 10.0, "shape": [1.5, 0.5]},
            ],
        }
    )
    edits = proposed(hourly(monthly, EC2=BY_HOUR), "EC2", "S3").edits(case)

    taken = with_edits(case, edits).to_json()

    assert [each["hours"] for each in taken["project"]["hour_classes"]] == [60, 60, 48]
    assert len(taken["workloads"][0]["shape"]) == 3
    assert taken["workloads"][1]["shape"] is None


def test_hours_leave_unused_what_the_export_said_was_unused(monthly: Baseline) -> None:
    # Twice the demand by day as by night: 1.333 and 0.667 of $900 is $1,200 and $600. A plan that
    # covers $800 on demand for $560 idles by $200 at night, so $70 of the $560 a month is unused;
    # the export's sums say so on a row of their own: 700 used, 100 unused.
    week = [200.0 if hour >= 12 else 100.0 for _ in range(7) for hour in range(24)]
    plan = {"kind": "savings_plan", "discount": 0.3, "renew": True}
    case = case_of(
        {"name": "EC2", "on_demand_cost": 900.0},
        commitments=[
            {"name": "Plan", "scope": "*", "commit": 700.0, **plan},
            {
                "name": "Plan: unused",
                "scope": "Unused commitment (observed)",
                "commit": 100.0,
                **plan,
            },
        ],
    )

    fit = fitted(case, proposed(hourly(monthly, EC2=week), "EC2", classes=2).edits(case))

    assert fit.joined == ("Plan",)
    # 800 × 0.7 for the plan, and (1200 − 800) / 2 on demand by day: 560 + 200, as the export says.
    assert fit.before == pytest.approx(760.0)
    assert fit.after == pytest.approx(760.0, abs=0.01)


def test_without_unused_rows_the_fit_says_how_far_month_0_moves(monthly: Baseline) -> None:
    # 700 of 900 covered; at night only 600 run, so half the month pays for 100 that nobody uses:
    # 50 more of on-demand usage by day than the sums knew of.
    week = [200.0 if hour >= 12 else 100.0 for _ in range(7) for hour in range(24)]
    case = case_of(
        {"name": "EC2", "on_demand_cost": 900.0},
        commitments=[{"name": "Plan", "kind": "savings_plan", "discount": 0.3, "commit": 700.0}],
    )

    fit = fitted(case, proposed(hourly(monthly, EC2=week), "EC2", classes=2).edits(case))

    assert fit.joined == ()
    assert fit.after - fit.before == pytest.approx(50.0, abs=0.01)
