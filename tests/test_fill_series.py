"""Cells that go on from others: by the same step, by the same percentage, or copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.cells import RefusedError
from scenarios.schema import field_at
from whatif_app.edit_text import edit_text
from whatif_app.fill_series import Fill, can_fill, filled, grown, stepped, usual_fill
from whatif_app.typed_values import parse_typed

COST = field_at("workloads", "on_demand_cost")
SHARE = field_at("workloads", "fixed_share")
MONTH = field_at("workloads", "spot_start")
FAMILY = field_at("workloads", "family")
TERM = field_at("commitments", "term")
DAY = field_at("rates", "date")


@pytest.mark.parametrize(
    ("values", "following"),
    [
        ([100, 200], [300, 400, 500]),
        ([0.1, 0.2], [0.3, 0.4, 0.5]),  # in floating point 0.1 + 0.2 is 0.30000000000000004
        ([300, 200], [100, 0, -100]),
        ([5], [6, 7, 8]),
        # The line nearest to 1, 2, 4 rises by 1.5 and passes 7/3 in its middle.
        ([1, 2, 4], [5.33333333333333, 6.83333333333333, 8.33333333333333]),
    ],
)
def test_numbers_go_on_by_their_step(values: list[float], following: list[float]) -> None:
    assert filled(COST, values, 3, Fill.SERIES) == following


def test_a_single_share_goes_on_by_one_percent() -> None:
    assert filled(SHARE, [0.15], 2, Fill.SERIES) == [0.16, 0.17]


def test_months_go_on_month_by_month_over_the_end_of_a_year() -> None:
    assert filled(MONTH, ["2027-11"], 3, Fill.SERIES) == ["2027-12", "2028-01", "2028-02"]
    assert filled(MONTH, ["2027-01", "2027-04"], 2, Fill.SERIES) == ["2027-07", "2027-10"]
    assert filled(MONTH, [3], 2, Fill.SERIES) == [4, 5]


def test_days_go_on_day_by_day() -> None:
    assert filled(DAY, ["2026-12-31"], 2, Fill.SERIES) == ["2027-01-01", "2027-01-02"]


def test_backward_a_single_value_is_counted_down() -> None:
    assert filled(MONTH, ["2027-02"], 3, Fill.SERIES, backward=True) == [
        "2027-01",
        "2026-12",
        "2026-11",
    ]
    assert filled(FAMILY, ["db-02"], 3, Fill.SERIES, backward=True) == ["db-01", "db-00", "db-00"]
    # Two values go on the way they went, whichever way they lie.
    assert filled(COST, [20, 10], 1, Fill.SERIES, backward=True) == [0]


def test_growth_goes_on_by_the_same_percentage() -> None:
    # 10 % more each time.
    assert filled(COST, [100, 110], 2, Fill.GROWTH) == [121, 133.1]
    # 1, 4, 16 has doubled four times in two steps, whatever lies between.
    assert filled(COST, [1, 3, 16], 1, Fill.GROWTH) == [64]


def test_growth_needs_two_numbers_of_one_sign() -> None:
    assert not can_fill(COST, [100], Fill.GROWTH)
    assert not can_fill(COST, [100, 0], Fill.GROWTH)
    assert not can_fill(COST, [100, -5], Fill.GROWTH)
    assert not can_fill(COST, [100, None], Fill.GROWTH)
    assert not can_fill(MONTH, [1, 2], Fill.GROWTH)


def test_copies_repeat_what_was_dragged() -> None:
    assert filled(FAMILY, ["m5", "c6"], 3, Fill.COPY) == ["m5", "c6", "m5"]


def test_a_numbered_word_counts_on_only_when_asked() -> None:
    assert usual_fill(FAMILY, ["m5"]) is Fill.COPY
    assert filled(FAMILY, ["db-09"], 2, Fill.SERIES) == ["db-10", "db-11"]
    assert not can_fill(FAMILY, ["spot"], Fill.SERIES)


def test_one_number_is_copied_and_several_go_on() -> None:
    assert usual_fill(COST, [100]) is Fill.COPY
    assert usual_fill(COST, [100, 200]) is Fill.SERIES
    assert usual_fill(COST, [100, None]) is Fill.COPY
    assert usual_fill(MONTH, ["2027-01"]) is Fill.SERIES


def test_a_step_and_a_rate_may_be_given() -> None:
    assert stepped(COST, 1000, 250, 3) == [1250, 1500, 1750]
    assert stepped(MONTH, "2027-11", 2, 2) == ["2028-01", "2028-03"]
    # 1,000 at 2 % a month: 1,020, then 1,040.40.
    assert grown(COST, 1000, 0.02, 2) == [1020, 1040.4]
    assert grown(TERM, 10, 0.25, 2) == [12, 16]  # 12.5 and 15.625, of whole months


def test_what_leaves_the_calendar_or_all_numbers_is_refused_when_it_is_written() -> None:
    for field, (beyond,) in (
        (DAY, filled(DAY, ["9999-12-31"], 1, Fill.SERIES)),
        (DAY, filled(DAY, ["0001-01-01"], 1, Fill.SERIES, backward=True)),
        (DAY, stepped(DAY, "2026-01-01", 10**12, 1)),
        (MONTH, filled(MONTH, ["9999-12"], 1, Fill.SERIES)),
        (TERM, filled(TERM, [1, 10**6], 60, Fill.GROWTH)[-1:]),
        (COST, filled(COST, [1e-200, 1e200], 1, Fill.GROWTH)),
        (COST, filled(COST, [1e-300, 1e300, 1e300], 1, Fill.GROWTH)),
        (COST, grown(COST, 10, 1e300, 4000)[-1:]),
    ):
        with pytest.raises(RefusedError):
            parse_typed(field, edit_text(field, beyond))


@given(
    st.integers(-(10**6), 10**6), st.integers(-(10**4), 10**4), st.integers(2, 6), st.integers(1, 8)
)
def test_an_even_series_goes_on_evenly(first: int, step: int, given: int, count: int) -> None:
    whole = [(first + step * at) / 100 for at in range(given + count)]
    exact = [round(value, 2) for value in whole]

    assert filled(COST, exact[:given], count, Fill.SERIES) == pytest.approx(exact[given:])
