"""Dates as people and programs write them, and those that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.volumes.usage import seconds
from whatif_app.volumes.moments import Moment, month_of, month_start, order_evidence, read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026/1/5", "2026-01-05"),
        ("2026-01-31T23:59:59.999Z", "2026-01-31T23:59:59"),
        ("2026-01-31 23:00:00 +0000 UTC", "2026-01-31T23:00"),
        ("2026-01-31T00:00:00+02:00", "2026-01-31"),
        ("2026-01-31 08:15 CET", "2026-01-31T08:15"),
        ("31.1.26", "2026-01-31"),
        ("1/31/2026 1:05 PM", "2026-01-31T13:05"),
        ("1/31/2026 12:05 am", "2026-01-31T00:05"),
        ("31 Jan 2026", "2026-01-31"),
        ("31-Jan-26", "2026-01-31"),
        ("January 31st, 2026", "2026-01-31"),
        ("Sat, 31 Jan 2026", "2026-01-31"),
        ("2026-Jan-31", "2026-01-31"),
    ],
)
def test_days_and_times_are_taken_as_written(text: str, moment: str) -> None:
    assert read_moment(text) == Moment(seconds(moment))


@pytest.mark.parametrize(
    "text", ["2026-02", "2026/2", "02/2026", "Feb 2026", "Feb-26", "2026 February"]
)
def test_months_alone_are_told_from_days(text: str) -> None:
    assert read_moment(text) == Moment(seconds("2026-02-01"), is_month=True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260131", "2026-01-31"),
        ("1769817600", "2026-01-31"),
        ("1769817600.5", "2026-01-31T00:00:00.500000"),
        ("1769817600000", "2026-01-31"),
        ("46053", "2026-01-31"),
        ("46053.25", "2026-01-31T06:00"),
    ],
)
def test_bare_numbers_are_dates_only_where_dates_are_expected(text: str, moment: str) -> None:
    assert read_moment(text, numbers=True) == Moment(seconds(moment))
    assert read_moment(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "Total", "2026-02-30", "31/31/2026", "1889-01-01", "2026-13", "5", "2026-01-01 25:00"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_moment(text, numbers=True) is None


def test_dates_with_dots_are_day_first_whatever_the_order() -> None:
    assert read_moment("03.04.2026", "mdy") == Moment(seconds("2026-04-03"))


def test_equal_parts_and_dots_leave_nothing_open() -> None:
    evidence = order_evidence(["3/3/2026", "03.04.2026", "2026-03-04"])

    assert (evidence.month_first, evidence.day_first, evidence.open) == (0, 0, 0)


@given(st.integers(0, 110 * 12 - 1), st.floats(0, 27.9))
def test_every_moment_lies_in_its_month(number: int, days: float) -> None:
    month = f"{1990 + number // 12}-{number % 12 + 1:02d}"

    assert month_of(month_start(month) + days * 86_400) == month


@given(st.text(max_size=40))
def test_any_text_is_a_moment_within_reach_or_none(text: str) -> None:
    for numbers in (False, True):
        found = read_moment(text, numbers=numbers)
        assert found is None or "1990-01" <= month_of(found.at) <= "2101-01"
