"""The growth and season proposed are those a history was made with, outliers or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.months import calendar_month
from tests.volumes.usage import history_of
from whatif_app.volumes.history import Coverage, UsageHistory
from whatif_app.volumes.proposal import Proposal, propose
from whatif_app.volumes.taking import free_name, new_unit, take_into_unit

SEASON = [0.8, 0.9, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 1.0, 1.1, 1.2, 1.2]  # mean 1


def made(
    count: int, growth: float, season: list[float] | None = None, first: str = "2024-01"
) -> dict[str, float]:
    """Volumes of 1,000 in the first month, growing, times the season's factor."""
    months = [calendar_month(n, first) for n in range(count)]
    factors = season or [1.0] * 12
    return {
        month: 1000.0 * (1 + growth) ** n * factors[int(month[5:]) - 1]
        for n, month in enumerate(months)
    }


def proposed(months: dict[str, float], start: str = "2026-01") -> Proposal:
    found = propose(history_of(months), start)
    assert isinstance(found, Proposal)
    return found


def test_growth_and_season_come_back_exactly_from_what_follows_them() -> None:
    found = proposed(made(24, 0.02, SEASON))

    assert found.growth == pytest.approx(0.02)
    assert found.season == pytest.approx(SEASON)
    assert found.r_squared == pytest.approx(1.0)
    assert found.mape == pytest.approx(0.0, abs=1e-12)
    # Two years on: 1,000 × 1.02^24 × the factor of January.
    assert found.volume == pytest.approx(1000 * 1.02**24 * 0.8)
    assert not found.is_counted


def test_one_broken_month_turns_neither_growth_nor_season() -> None:
    months = made(36, 0.02, SEASON)
    months["2025-06"] *= 50

    found = proposed(months, "2027-01")

    assert found.growth == pytest.approx(0.02)
    assert found.season == pytest.approx(SEASON)
    assert found.r_squared is not None and found.r_squared < 0.9


def test_of_two_years_the_odd_month_is_told_by_its_neighbours_and_left_out() -> None:
    months = made(24, 0.02, SEASON)
    months["2025-07"] *= 2

    found = proposed(months)

    assert found.growth == pytest.approx(0.02)
    assert found.season == pytest.approx(SEASON)
    assert "Out of line with the other year, and left out of the season: Jul 2025." in found.notes


def test_a_start_that_no_float_reaches_is_refused_in_words() -> None:
    history = history_of(made(6, 9.0))

    assert propose(history, "2900-01") == "orders is too far from Jan 2900 to be extrapolated."


def test_below_two_years_only_growth_is_proposed_and_it_is_said() -> None:
    found = proposed(made(14, -0.03))

    assert found.season is None
    assert found.growth == pytest.approx(-0.03)
    assert found.notes[0] == "Growth alone: there are 14 complete months; a season needs 24."


def test_a_month_that_comes_once_has_a_season_and_it_is_said() -> None:
    months = made(25, 0.02, SEASON)
    del months["2024-03"]

    found = proposed(months, "2026-03")

    assert found.season == pytest.approx(SEASON)
    assert "The season of Mar rests on a single year." in found.notes


def test_below_three_months_nothing_is_proposed_and_it_is_said() -> None:
    assert propose(history_of(made(2, 0.1)), "2026-01") == (
        "orders has 2 complete months above zero; a growth needs at least 3."
    )


def test_incomplete_and_empty_months_are_left_out_of_the_fit() -> None:
    months = made(6, 0.05) | {"2024-07": 3.0, "2024-08": 0.0}
    whole = history_of(months)
    history = UsageHistory(
        "orders", months, {**whole.coverage, "2024-07": Coverage(2.0, 31, gaps=0)}
    )

    found = propose(history, "2024-09")

    assert isinstance(found, Proposal)
    assert found.growth == pytest.approx(0.05)
    assert "2 months left out: incomplete, or not above zero." in found.notes


def test_the_volume_of_a_month_that_was_counted_is_the_counted_one() -> None:
    months = made(12, 0.02)
    months["2024-12"] *= 1.3

    found = proposed(months, "2024-12")

    assert found.is_counted
    assert found.volume == months["2024-12"]
    assert found.fitted["2024-12"] == pytest.approx(1000 * 1.02**11)


def test_a_constant_volume_has_no_growth_and_nothing_to_explain() -> None:
    found = proposed(made(24, 0.0))

    assert found.growth == pytest.approx(0.0, abs=1e-12)
    assert found.r_squared is None
    assert found.mape == pytest.approx(0.0, abs=1e-12)


@given(
    st.floats(-0.2, 0.3),
    st.lists(st.floats(0.2, 5.0), min_size=12, max_size=12),
    st.integers(24, 60),
    st.integers(0, 11),
)
def test_any_growth_and_season_come_back(
    growth: float, season: list[float], count: int, begins: int
) -> None:
    first = calendar_month(begins, "2024-01")
    found = proposed(made(count, growth, season, first), calendar_month(count, first))

    assert found.growth == pytest.approx(growth, abs=1e-9)
    assert found.season is not None
    mean = sum(season) / 12
    assert found.season == pytest.approx([each / mean for each in season])
    assert sum(found.season) == pytest.approx(12.0)


def test_taken_into_a_unit_the_case_goes_on_as_the_fit_does() -> None:
    case = Case.from_json(
        {
            "project": {"start_month": "2026-03", "horizon": 6},
            "units": [{"name": "orders", "volume": 1}],
        }
    )
    found = proposed(made(24, 0.02, SEASON), "2026-03")

    taken = take_into_unit(found, "orders").apply(case)

    volume = next(iter(evaluate(taken).values())).series["volume/orders"]
    months = [calendar_month(n, "2026-03") for n in range(6)]
    assert list(volume) == pytest.approx([found.at(month) for month in months])


def test_a_season_that_was_not_fitted_is_left_as_it_is() -> None:
    case = Case.from_json(
        {
            "project": {"start_month": "2025-01"},
            "units": [{"name": "orders", "volume": 1, "season": SEASON}],
        }
    )

    taken = take_into_unit(proposed(made(6, 0.01), "2025-01"), "orders").apply(case)

    cells = taken.tables["units"]["orders"]
    assert cells["season"] == SEASON
    assert cells["growth"] == pytest.approx(0.01)


def test_a_new_unit_has_the_historys_level_and_a_name_that_is_free() -> None:
    case = Case.from_json(
        {"project": {"start_month": "2026-01"}, "units": [{"name": "GB per s", "volume": 1}]}
    )
    history = UsageHistory("GB/s", made(6, 0.01), history_of(made(6, 0.01)).coverage, level="L3")
    found = propose(history, "2026-01")
    assert isinstance(found, Proposal)

    grown = new_unit(case, history, found, parent="GB per s").apply(case)

    assert list(grown.tables["units"]) == ["GB per s", "GB per s 2"]
    cells = grown.tables["units"]["GB per s 2"]
    assert (cells["level"], cells["parent"]) == ("L3", "GB per s")
    assert free_name(case, "\n") == "usage"
