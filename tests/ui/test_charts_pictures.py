"""What the charts say, before anything is drawn: ticks, labels, lines, marks, words."""

from typing import Any

import numpy as np
import pytest

from scenarios.case import Case
from scenarios.engine import evaluate
from ui.charts.axes import Measure, month_ticks, round_ticks, value_ticks
from ui.charts.cumulative import cumulative, first_flow
from ui.charts.labels import free_place, spread
from ui.charts.margin import NO_PRICE, margin
from ui.charts.picture import Picture, Shown
from ui.charts.purchase import purchase
from ui.charts.readout import entries, month_under, place_of
from ui.charts.table import as_tsv
from ui.charts.unit_cost import NO_UNIT, unit_cost
from ui.theme import LIGHT

THIN = "\u202f"


def case_json(**project: Any) -> dict[str, Any]:
    """Work of $150,000 in two months, then $14,000 a month saved on Spot."""
    return {
        "project": {"start_month": "2027-01", "horizon": 36, "reference": "Do nothing", **project},
        "units": [{"name": "Orders", "volume": 100_000}],
        "workloads": [
            {"name": "p", "unit": "Orders", "on_demand_cost": 20000, "initiative": "work"}
        ],
        "initiatives": [
            {"name": "work", "engineers": 3, "months": 2, "loaded_cost": 25000, "enabled": False}
        ],
        "cliffs": [],
        "scenarios": [
            {"name": "Do nothing", "set": {}},
            {
                "name": "Spot",
                "set": {"initiatives/work/enabled": True, "workloads/p/spot_target": 1},
            },
        ],
    }


def shown(data: dict[str, Any] | None = None, selected: str = "Spot", **more: Any) -> Shown:
    case = Case.from_json(data or case_json())
    results = evaluate(case)
    values: dict[str, Any] = {
        "case": case,
        "results": results,
        "selected": selected,
        "selected_results": results[selected],
        "looks": {name: place for place, name in enumerate(results)},
        "reference": "Do nothing",
    }
    return Shown(**{**values, **more})


# Axes


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (0.0, 97.0, 5, (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)),
        (-480.0, 710.0, 4, (-500.0, 0.0, 500.0, 1000.0)),
        (3.6, 5.4, 4, (3.5, 4.0, 4.5, 5.0, 5.5)),
        (0.0, 0.0, 4, (-1.0, -0.5, 0.0, 0.5, 1.0)),
    ],
)
def test_ticks_are_round_and_reach_past_both_ends(
    low: float, high: float, most: int, ticks: tuple[float, ...]
) -> None:
    assert round_ticks(low, high, most) == pytest.approx(ticks)


@pytest.mark.parametrize("scale", [1e-7, 3e-3, 1.0, 7.3, 4e5, 2e11])
@pytest.mark.parametrize("most", [2, 3, 5, 9])
def test_ticks_are_never_more_than_asked_whatever_the_scale(scale: float, most: int) -> None:
    ticks = round_ticks(-0.3 * scale, scale, most)

    assert 2 <= len(ticks) <= most + 1
    assert ticks[0] <= -0.3 * scale
    assert ticks[-1] >= scale * (1 - 1e-9)


def texts(low: float, high: float, measure: Measure, currency: str = "USD") -> list[str]:
    return [tick.text for tick in value_ticks(low, high, 4, measure, currency)]


def test_ticks_of_one_axis_are_written_in_one_unit() -> None:
    assert texts(-480e3, 710e3, Measure.MONEY) == ["−$0.5M", "$0", "$0.5M", "$1.0M"]
    assert texts(0, 400, Measure.MONEY) == ["$0", "$100", "$200", "$300", "$400"]
    assert texts(0.036, 0.054, Measure.UNIT_MONEY) == ["3.5¢", "4.0¢", "4.5¢", "5.0¢", "5.5¢"]
    assert texts(2.1, 3.9, Measure.UNIT_MONEY) == ["$2.0", "$2.5", "$3.0", "$3.5", "$4.0"]
    assert texts(0.12, 0.38, Measure.SHARE)[0] == f"10{THIN}%"


def test_a_currency_without_cents_keeps_its_sign() -> None:
    assert texts(0.2, 0.8, Measure.UNIT_MONEY, "JPY")[-1] == "¥0.8"


def test_months_are_ticked_where_people_count_from() -> None:
    ticks = month_ticks("2027-02", 36, 5.2)

    assert [(tick.at, tick.text) for tick in ticks[:2]] == [(5, "Jul 2027"), (11, "Jan 2028")]


def test_a_horizon_within_one_step_still_says_when_it_is() -> None:
    assert [tick.text for tick in month_ticks("2027-02", 3, 9.0)] == ["Feb 2027"]


# Labels


def test_labels_with_room_stay_where_they_want_to_be() -> None:
    assert spread([10.0, 50.0, 30.0], 15.0, 0.0, 100.0) == [10.0, 50.0, 30.0]


def test_labels_that_would_touch_move_apart_around_their_middle() -> None:
    # Three wishes at 50 with a gap of 10: 40, 50, 60 in the order given.
    assert spread([50.0, 50.0, 50.0], 10.0, 0.0, 100.0) == [40.0, 50.0, 60.0]


def test_no_two_labels_touch_and_none_leaves_the_chart() -> None:
    wanted = [3.0, 97.0, 96.0, 99.0, 2.0, 1.0, 50.0, 98.0, 97.5, 0.0]

    places = spread(wanted, 9.0, 0.0, 100.0)

    assert min(places) >= 0.0
    assert max(places) <= 100.0
    assert np.diff(sorted(places)).min() >= 9.0 - 1e-9


def test_labels_that_cannot_all_fit_share_the_room_evenly() -> None:
    assert spread([5.0, 5.0, 5.0], 40.0, 0.0, 60.0) == [0.0, 30.0, 60.0]


def test_a_mark_takes_the_first_place_that_is_free() -> None:
    taken = [(0.0, 0.0, 10.0, 10.0)]

    assert free_place([(5.0, 5.0, 4.0, 4.0), (10.0, 0.0, 4.0, 4.0)], taken) == (10.0, 0.0, 4.0, 4.0)
    assert free_place([(5.0, 5.0, 4.0, 4.0)], taken) is None


# Cumulative net cash


def test_the_circle_lies_where_the_line_crosses_zero() -> None:
    # 2 months at −75,000, then 14,000 a month: back at zero after 2 + 10.71 months.
    picture = cumulative(shown())
    mark = picture.marks[0]
    line = next(line for line in picture.lines if line.scenario == "Spot")

    assert mark.x == pytest.approx(12.714, abs=1e-3)
    assert mark.label == f"12.7{THIN}mo"
    assert np.interp(mark.x, np.arange(37), line.points) == pytest.approx(0.0, abs=1e-6)
    assert line.points[0] == 0.0


def test_payback_is_drawn_from_the_month_that_it_is_counted_from() -> None:
    data = case_json()
    data["initiatives"][0]["start"] = 4

    picture = cumulative(shown(data))

    assert first_flow(evaluate(Case.from_json(data))["Spot"]) == 4
    assert picture.marks[0].x == pytest.approx(4 + 12.714, abs=1e-3)
    assert picture.marks[0].label == f"12.7{THIN}mo"


def test_a_first_break_even_that_does_not_last_is_marked_as_well() -> None:
    # A cliff that only the scenario's own initiative leaves: volume steps up late in the horizon.
    data = case_json()
    data["commitments"] = [
        {
            "name": "late", "start": 20, "term": 24, "payment": "all", "discount": 0.2,
            "commit": 9000, "enabled": False,
        }
    ]  # fmt: skip
    data["scenarios"][1]["set"]["commitments/late/enabled"] = True
    data["scenarios"][1]["set"]["workloads/p/spot_target"] = 0.9
    kpis = evaluate(Case.from_json(data))["Spot"].kpis
    assert kpis.first_breakeven is not None
    assert kpis.first_breakeven != kpis.payback

    marks = cumulative(shown(data)).marks

    assert [mark.minor for mark in marks][-1] is True
    assert marks[-1].label.startswith("first even ")


def test_without_a_difference_the_chart_says_how_to_make_one() -> None:
    data = case_json()
    data["scenarios"] = data["scenarios"][:1]

    picture = cumulative(shown(data, selected="Do nothing"))

    assert "Change a cell" in picture.empty


def test_with_every_scenario_hidden_the_chart_says_how_to_show_one() -> None:
    for draw in (cumulative, unit_cost, margin):
        assert "eye" in draw(shown(results={})).empty


# Cost by how it is bought


@pytest.mark.parametrize("basis", ["amortized", "cash", "on_demand"])
def test_the_bands_add_up_to_the_total(basis: str) -> None:
    data = case_json()
    data["commitments"] = [
        {"name": "plan", "kind": "savings_plan", "term": 12, "payment": "partial",
         "discount": 0.3, "commit": 12000, "renew": True}
    ]  # fmt: skip
    data["cliffs"] = [
        {"name": "shard", "unit": "Orders", "threshold": 110_000, "monthly_cost": 900}
    ]
    data["agreements"] = [{"name": "EA", "discount": 0.05, "commitments": [500_000]}]
    data["units"][0]["growth"] = 0.01
    data["scenarios"][1]["set"]["workloads/p/spot_target"] = 0.6

    picture = purchase(shown(data), basis)

    total = np.sum([band.values for band in picture.bands], axis=0)
    assert total == pytest.approx(picture.lines[0].values)
    assert picture.lines[0].figure == f"cost/{basis}"


def test_a_way_of_buying_that_is_never_used_takes_no_room() -> None:
    assert [band.key for band in purchase(shown(), "amortized").bands] == ["on_demand", "spot"]


# Unit cost and margin


def test_cliffs_crossed_are_flagged_by_name_in_their_month() -> None:
    # 100,000 × 1.1^2 = 121,000 crosses 115,000 in month 2; the shard and the cache together.
    data = case_json()
    data["units"][0]["growth"] = 0.1
    data["cliffs"] = [
        {"name": "shard", "unit": "Orders", "threshold": 115_000, "monthly_cost": 900},
        {"name": "cache", "unit": "Orders", "threshold": 120_000, "monthly_cost": 900},
    ]

    flags = unit_cost(shown(data)).flags

    assert [(flag.x, flag.label) for flag in flags] == [(2.0, "shard · cache")]


def test_the_unit_cost_is_named_after_the_primary_unit() -> None:
    picture = unit_cost(shown())

    assert picture.title == "Cost per order"
    assert picture.lines[0].values[0] == pytest.approx(0.2)
    assert picture.is_step


def test_without_a_unit_the_chart_asks_for_one() -> None:
    data = case_json()
    data["units"] = []
    data["workloads"][0]["unit"] = None

    assert unit_cost(shown(data)).empty == NO_UNIT


def test_without_a_price_the_margin_asks_for_one() -> None:
    assert margin(shown()).empty == NO_PRICE


def test_the_margin_is_revenue_against_cost() -> None:
    # 100,000 × $0.40 against $20,000: half is margin.
    data = case_json()
    data["units"][0]["price"] = 0.4

    picture = margin(shown(data))

    assert picture.empty == ""
    assert picture.lines[0].values == pytest.approx(np.full(36, 0.5))
    assert picture.subtitle == "revenue at 40.0¢ per order, cost fully loaded"


# Reading values


def test_under_the_cursor_every_line_has_its_exact_value() -> None:
    rows = entries(cumulative(shown()), 1, LIGHT)

    assert [(row.label, row.value) for row in rows] == [
        ("Do nothing", "$0.00"),
        ("Spot", "−$150,000.00"),
    ]


def test_a_month_is_read_where_its_value_is_drawn() -> None:
    for draw in (cumulative, unit_cost):
        picture = draw(shown())
        for month in (0, 17, 35):
            place = place_of(picture, month)
            # Cumulative values stand at the month's end, where the next month begins.
            assert month_under(picture, place - 0.25) == month


def test_the_description_tells_the_last_values() -> None:
    # 34 months at 14,000 less 150,000.
    assert cumulative(shown()).described.endswith("In Dec 2029: Do nothing $0, Spot $326k.")


def test_the_numbers_are_copied_exactly_and_gaps_stay_blank() -> None:
    picture = margin(shown())
    lines = as_tsv(picture).split("\r\n")

    assert lines[0] == "Month\tDo nothing\tSpot"
    assert lines[1] == "2027-01\t\t"
    assert as_tsv(cumulative(shown())).split("\r\n")[2] == "2027-02\t0\t-150000"


def test_a_picture_without_words_says_so() -> None:
    assert Picture("", empty="Nothing is open.").described == "Nothing is open."
