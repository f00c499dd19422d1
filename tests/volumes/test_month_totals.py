"""Counters, rates, levels and events come to what is worked out here by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.volumes.usage import seconds
from whatif_app.volumes.month_totals import Samples, month_totals, usual_step, whole_months

HOUR, DAY = 3600.0, 86_400.0


def samples(start: str, step: float, values: list[float | None]) -> Samples:
    """Values at equal steps; None is a step without a sample."""
    given = [(seconds(start) + place * step, each) for place, each in enumerate(values)]
    present = [(at, each) for at, each in given if each is not None]
    return Samples([at for at, _ in present], [each for _, each in present])


def test_a_counter_is_increased_and_never_summed() -> None:
    # 100 → 130 → 150 is 50 more; the readings' sum would be 380.
    totals = month_totals([samples("2026-01-10", HOUR, [100, 130, 150])], "counter", HOUR)

    assert totals.months == {"2026-01": pytest.approx(50.0)}
    assert totals.resets == 0


def test_a_counter_that_falls_began_again_at_zero() -> None:
    # 100 → 130 is 30; then a restart, 5 since; then 5 → 25 is 20: 55 in all.
    totals = month_totals([samples("2026-01-10", HOUR, [100, 130, 5, 25])], "counter", HOUR)

    assert totals.months == {"2026-01": pytest.approx(55.0)}
    assert totals.resets == 1


def test_a_counter_knows_at_a_gaps_end_what_went_on_in_it() -> None:
    # 10 → 20 covers an hour; 20 → 80 is three hours of which only the end is known: 70 in all.
    totals = month_totals([samples("2026-01-10", HOUR, [10, 20, None, None, 80])], "counter", HOUR)

    assert totals.months == {"2026-01": pytest.approx(70.0)}
    coverage = totals.coverage["2026-01"]
    assert coverage.gaps == 2
    assert coverage.days_covered == pytest.approx(1 / 24, abs=1e-4)


def test_what_a_counter_gained_over_a_months_end_is_shared_by_time() -> None:
    # From 18:00 to 06:00: half of the increase of 100 is January's, half is February's.
    series = samples("2026-01-31T18:00", 12 * HOUR, [0, 100])

    totals = month_totals([series], "counter", 12 * HOUR)

    assert totals.months == {"2026-01": pytest.approx(50.0), "2026-02": pytest.approx(50.0)}


def test_counters_are_increased_before_they_are_summed() -> None:
    # One restarts while the other runs on: 10 + (3 + 5) and 20 + 20. Summed first, 110 → 140 → 123
    # would look like a restart of both.
    one = samples("2026-01-10", HOUR, [10, 20, 3, 8])
    two = samples("2026-01-10", HOUR, [100, 120, 120, 140])

    totals = month_totals([one, two], "counter", HOUR)

    assert totals.months == {"2026-01": pytest.approx(18.0 + 40.0)}


def test_a_rate_is_multiplied_by_its_seconds() -> None:
    # 2 a second for an hour and 3 for another: 7,200 + 10,800.
    totals = month_totals([samples("2026-01-10", HOUR, [2, 3])], "rate", HOUR)

    assert totals.months == {"2026-01": pytest.approx(18_000.0)}


def test_a_level_is_averaged_over_the_time_it_is_known_for() -> None:
    # 10, 20 and, after two hours that are not known, 60: the mean of three, not of five.
    totals = month_totals([samples("2026-01-10", HOUR, [10, 20, None, None, 60])], "level", HOUR)

    assert totals.months == {"2026-01": pytest.approx(30.0)}
    assert totals.coverage["2026-01"].gaps == 2


def test_levels_of_several_series_add_up() -> None:
    one, two = (samples("2026-01-10", HOUR, [level, level]) for level in (3.0, 4.0))

    assert month_totals([one, two], "level", HOUR).months == {"2026-01": pytest.approx(7.0)}


def test_a_missing_step_is_a_gap_and_no_zero() -> None:
    # 31 days of 10, one of them missing: 300, and the month covers 30 days of 31.
    values: list[float | None] = [10.0] * 31
    values[12] = None

    totals = month_totals([samples("2026-01-01", DAY, values)], "sum", DAY)

    assert totals.months == {"2026-01": 300.0}
    coverage = totals.coverage["2026-01"]
    assert (coverage.gaps, coverage.days) == (1, 31)
    assert coverage.days_covered == 30.0
    assert not coverage.is_complete


def test_what_one_of_two_series_lacks_lowers_what_is_known() -> None:
    # Both run for 30 days of June; one lacks three of them: 57 of 60 are known, as 28.5 of 30.
    whole: list[float | None] = [1.0] * 30
    holed = [None if place in (9, 10, 11) else each for place, each in enumerate(whole)]
    both = [samples("2026-06-01", DAY, each) for each in (whole, holed)]

    coverage = month_totals(both, "sum", DAY).coverage["2026-06"]

    assert (coverage.days_covered, coverage.gaps) == (28.5, 3)


def test_a_series_that_comes_later_has_no_gap_before_it() -> None:
    first = samples("2026-06-01", DAY, [1.0] * 15)
    second = samples("2026-06-16", DAY, [1.0] * 15)

    coverage = month_totals([first, second], "sum", DAY).coverage["2026-06"]

    assert (coverage.days_covered, coverage.gaps) == (30.0, 0)


def test_a_value_that_looks_back_belongs_to_the_step_before_it() -> None:
    # increase(x[1d]) at midnight of 1 February counts 31 January.
    series = samples("2026-01-31", DAY, [5, 7])

    back = month_totals([series], "sum", DAY, looks_back=True)
    forth = month_totals([series], "sum", DAY)

    assert back.months == {"2026-01": pytest.approx(12.0)}
    assert forth.months == {"2026-01": pytest.approx(5.0), "2026-02": pytest.approx(7.0)}


def test_a_week_over_a_months_end_is_shared_by_days() -> None:
    # The week from Thursday 29 January has three days in January and four in February.
    totals = month_totals([samples("2026-01-29", 7 * DAY, [70])], "sum", 7 * DAY)

    assert totals.months == {"2026-01": pytest.approx(30.0), "2026-02": pytest.approx(40.0)}


def test_a_gap_of_decades_is_counted_without_walking_through_it() -> None:
    series = Samples(
        [seconds("1990-01-01"), seconds("1990-01-01") + 1, seconds("2090-01-01")], [0, 1, 2]
    )

    totals = month_totals([series], "sum", 1.0)

    assert sum(each.gaps for each in totals.coverage.values()) > 1_000_000


def test_readings_at_months_ends_are_increased_too() -> None:
    # 100, 150, then a new counter at 20: 50 in February, 20 in March; January's is not known.
    totals = whole_months({"2026-01": 100.0, "2026-02": 150.0, "2026-03": 20.0}, "counter")

    assert totals.months == {"2026-02": 50.0, "2026-03": 20.0}
    assert totals.resets == 1


def test_a_months_rate_is_multiplied_by_the_months_seconds() -> None:
    assert whole_months({"2026-02": 2.0}, "rate").months == {"2026-02": 2.0 * 28 * DAY}


def test_the_usual_step_is_the_commonest_distance_or_none() -> None:
    assert usual_step([0, 60, 120, 300, 360]) == 60
    assert usual_step([0, 7, 60, 61, 400]) is None
    assert usual_step([5]) is None


@given(
    st.lists(st.floats(0, 1e9), min_size=2, max_size=60),
    st.sampled_from([HOUR, DAY, 7 * DAY]),
    st.integers(0, 400),
)
def test_months_share_out_all_that_was_counted(
    values: list[float], step: float, begins: int
) -> None:
    series = Samples(
        [seconds("2025-01-01") + begins * DAY + n * step for n in range(len(values))], values
    )

    for kind, expected in (("sum", sum(values)), ("rate", sum(values) * step)):
        totals = month_totals([series], kind, step)
        assert sum(totals.months.values()) == pytest.approx(expected, rel=1e-9, abs=1e-6)
        assert sum(each.gaps for each in totals.coverage.values()) == 0


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=60))
def test_a_counter_grows_by_its_rises_and_what_follows_its_falls(values: list[float]) -> None:
    series = Samples([seconds("2026-01-20") + n * DAY for n in range(len(values))], values)
    expected, last = 0.0, values[0]
    for value in values[1:]:
        expected += value - last if value >= last else value
        last = value

    totals = month_totals([series], "counter", DAY)

    assert sum(totals.months.values()) == pytest.approx(expected, rel=1e-9, abs=1e-6)
