"""The arithmetic behind the grids: where keys lead, how far a notch moves, what lists mean."""

from __future__ import annotations

import pytest

from scenarios.case import Case
from scenarios.cells import RefusedError
from scenarios.schema import Kind, field_at
from tests.ui.conftest import SMALL
from ui.tables.lists.list_rows import rows_of, value_of
from ui.tables.navigation import edge
from ui.tables.scrubbing import can_scrub, scrubbed, step_of
from ui.tables.selection_summary import summary


@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        (0, 1, 2),  # to the end of the filled stretch
        (2, 1, 4),  # from its end to the next filled one
        (3, 1, 4),  # from a blank to the next filled one
        (4, 1, 6),  # nothing further: the last place
        (6, -1, 4),
        (4, -1, 2),
        (0, -1, 0),
    ],
)
def test_ctrl_and_an_arrow_lead_to_the_edge_of_the_data(start: int, step: int, end: int) -> None:
    filled = [True, True, True, False, True, False, False]

    assert edge(filled.__getitem__, start, 6, step) == end


@pytest.mark.parametrize(
    ("address", "start", "notches", "value"),
    [
        ("workloads/spot_target", 0.85, 1, 0.86),
        ("workloads/spot_target", 0.95, 9, 1),  # held at the maximum
        ("workloads/spot_target", None, 2, 0.02),
        ("units/growth", 0.015, -1, 0.014),
        ("workloads/on_demand_cost", 19_000, 1, 19_100),  # a hundredth, rounded to 1, 2 or 5
        ("workloads/on_demand_cost", 21_437, 1, 21_600),  # onto round numbers
        ("workloads/on_demand_cost", 0, -3, 0),  # held at the minimum
        ("commitments/term", 12, 2, 14),
        ("commitments/start", -11, 1, -10),
        ("workloads/spot_ramp", 1, 1, 1.5),
    ],
)
def test_a_notch_moves_a_number_by_a_step_that_suits_it(
    address: str, start: float | None, notches: int, value: float
) -> None:
    assert scrubbed(field_at(*address.split("/")), start, notches) == value


def test_scrubbing_leaves_no_binary_dust() -> None:
    # 0.1 + 0.02 in floating point is 0.12000000000000001.
    assert repr(scrubbed(field_at("workloads", "fixed_share"), 0.1, 2)) == "0.12"


def test_words_switches_and_lists_cannot_be_scrubbed() -> None:
    for address, value in (
        ("workloads/family", "m5"),
        ("workloads/shared", True),
        ("units/season", None),
        ("commitments/kind", "cud"),
    ):
        assert not can_scrub(field_at(*address.split("/")), value)
    assert step_of(field_at("units", "volume"), 1_300_000) == 10_000


def test_the_summary_is_in_the_kind_of_what_is_selected() -> None:
    money = [(Kind.MONEY, 1200), (Kind.MONEY, 800.5)]
    assert summary(money, "USD") == (
        "Sum $2,000.50 · Average $1,000.25 · Count 2 · Min $800.50 · Max $1,200"
    )
    shares = [(Kind.SHARE, 0.25), (Kind.SHARE, None)]
    assert summary(shares, "USD") == "Sum 25.00\u202f% · Average 25.00\u202f% · Count 1"
    mixed = [*money[:1], *shares[:1]]
    assert summary(mixed, "USD").startswith("Sum 1,200.25 · Average 600.125 · Count 2")
    assert summary(money, "") == "Count 2, in several currencies"
    assert summary(shares, "") == "Sum 25.00\u202f% · Average 25.00\u202f% · Count 1"
    assert summary([(Kind.TEXT, "m5"), (Kind.BOOLEAN, True)], "USD") == ""
    # Months from the start say when, not how much.
    assert summary([(Kind.MONTH, 3), (Kind.MONTH, 5)], "USD") == "Count 2"


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("units/season", [1.0, 0.97, 1.16, *[1] * 9]),
        ("units/events", [{"month": "2027-09", "uplift": 0.08}, {"month": 3, "uplift": -0.5}]),
        ("agreements/commitments", [600_000, 700_000.5]),
        ("project/hour_classes", [{"name": "a; b: c", "hours": 100}, {"name": "d", "hours": 68}]),
    ],
)
def test_a_list_comes_back_from_its_editor_unchanged(address: str, value: object) -> None:
    field = field_at(*address.split("/"))
    rows = rows_of(Case.from_json(SMALL), field, value, None)

    assert value_of(field, rows.rows) == value


def test_a_shape_has_one_row_per_hour_class() -> None:
    classes = [{"name": "peak", "hours": 84}, {"name": "night", "hours": 84}]
    project = {**SMALL["project"], "hour_classes": classes}  # type: ignore[dict-item]
    case = Case.from_json({**SMALL, "project": project})
    field = field_at("workloads", "shape")

    rows = rows_of(case, field, [1.4, 0.6], None)

    assert rows.rows == [["peak", "1.4"], ["night", "0.6"]]
    assert value_of(field, rows.rows) == {"peak": 1.4, "night": 0.6}


def test_half_a_row_is_refused_and_a_blank_one_left_out() -> None:
    events = field_at("units", "events")

    assert value_of(events, [["2027-09", "8"], ["", ""]]) == [{"month": "2027-09", "uplift": 0.08}]
    assert value_of(events, [["", ""]]) == []
    with pytest.raises(RefusedError, match="half a row"):
        value_of(events, [["2027-09", ""]])
