"""What people type into cells, and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.cells import RefusedError
from scenarios.edits import RESET
from scenarios.schema import field_at
from whatif_app.edit_text import edit_text, formula_text
from whatif_app.number_style import ENGLISH, GERMAN, use_style
from whatif_app.typed_values import parse_typed


def typed(address: str, text: str) -> object:
    return parse_typed(field_at(*address.split("/")), text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1234.5", 1234.5),
        ("$1.2m", 1_200_000),
        ("$ 12.3k", 12_300),
        ("USD 1,000", 1000),
        ("1 234 567", 1_234_567),
        ("1’234.50", 1234.5),
        ("1.234,5", 1234.5),  # continental, and only that
        ("1e3", 1000),
        ("3.94¢", 0.0394),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, value: float) -> None:
    assert typed("workloads/on_demand_cost", text) == value


def test_parentheses_and_minus_signs_are_negative() -> None:
    texts = ("(300)", "−300", "-$300")

    assert [typed("cliffs/monthly_cost", text) for text in texts] == [-300, -300, -300]


@pytest.mark.parametrize(
    ("address", "text", "kept"),
    [
        ("workloads/on_demand_cost", "=3*2*25000", "=3*2*25000"),
        ("workloads/on_demand_cost", "= $5k * 12", "=5k * 12"),
        ("workloads/on_demand_cost", "=1,250×2", "=1250*2"),
        ("workloads/spot_target", "=1/4", "=1/4"),
        ("commitments/start", "=12+6", "=12+6"),
        ("units/volume", "=units/Page views/volume*0.1", "=units/'Page views'/volume*0.1"),
    ],
)
def test_a_formula_stays_a_formula(address: str, text: str, kept: str) -> None:
    assert typed(address, text) == kept


def test_a_list_takes_what_arithmetic_comes_to_and_names_no_cell() -> None:
    assert typed("agreements/commitments", "=3*4; 5") == [12, 5]
    with pytest.raises(RefusedError, match="numbers only"):
        typed("agreements/commitments", "=units/orders/volume")


def test_a_decimal_comma_in_a_formula_is_read_and_shown_as_the_reader_writes_it() -> None:
    use_style(GERMAN)
    try:
        kept = typed("units/volume", "=units/a/volume*1.250,5")

        assert kept == "=units/a/volume*1250.5"
        assert formula_text(str(kept)) == "=units/a/volume*1250,5"
        assert typed("units/volume", formula_text(str(kept))) == kept
    finally:
        use_style(ENGLISH)


@pytest.mark.parametrize(
    ("text", "value"),
    [("15%", 0.15), ("15", 0.15), ("15 %", 0.15), ("0.5", 0.005), ("7%", 0.07)],
)
def test_a_bare_number_in_a_share_column_means_percent(text: str, value: float) -> None:
    assert typed("workloads/spot_target", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Apr 2027", "2027-04"),
        ("April 2027", "2027-04"),
        ("Apr-27", "2027-04"),
        ("2027-04", "2027-04"),
        ("2027-04-01", "2027-04"),
        ("4/2027", "2027-04"),
        ("04/2027", "2027-04"),
        ("3", 3),
        ("-11", -11),
        ("−11", -11),
        ("+3", 3),
    ],
)
def test_months_are_names_numbers_or_offsets(text: str, value: object) -> None:
    assert typed("commitments/start", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("TRUE", True), ("on", True), ("0", False), ("No", False), ("off", False)],
)
def test_booleans_are_yes_and_no_in_many_words(text: str, value: bool) -> None:
    assert typed("workloads/shared", text) is value


def test_choices_are_read_without_regard_to_case_and_spaces() -> None:
    assert typed("commitments/kind", "Savings Plan") == "savings_plan"
    assert typed("units/level", "l2") == "L2"


def test_names_are_matched_without_regard_to_case_unless_two_match() -> None:
    unit = field_at("workloads", "unit")

    assert parse_typed(unit, "orders", ["Orders", "API calls"]) == "Orders"
    assert parse_typed(unit, "ORDERS", ["Orders", "orders"]) == "ORDERS"


def test_blank_is_the_empty_value_or_else_back_to_the_base() -> None:
    assert typed("workloads/spot_target", " ") is None
    assert typed("workloads/spot_target", "–") is None
    assert typed("workloads/fixed_share", "") is RESET
    assert typed("workloads/family", "") == ""
    assert typed("units/events", "") == []


@pytest.mark.parametrize(
    ("address", "text", "reason"),
    [
        ("workloads/on_demand_cost", "twelve", "is not a number"),
        ("workloads/on_demand_cost", "1,5", "Write 1.5 or 15"),
        ("workloads/on_demand_cost", "1 2", "is not a number"),
        ("workloads/on_demand_cost", "15%", "is a percentage"),
        ("workloads/on_demand_cost", "=1/0", "divides by zero"),
        ("workloads/on_demand_cost", "=__import__('os')", "not a function"),
        ("workloads/on_demand_cost", "=" + "(" * 99 + "1", "cannot be worked out"),
        ("workloads/on_demand_cost", "=9^9^9^9", "too large"),
        ("workloads/on_demand_cost", "1e999", "too large"),
        ("workloads/on_demand_cost", "=(0-1)^0.5", "has no value"),
        ("workloads/spot_target", "130", "130 % is above the maximum"),
        ("workloads/spot_target", "=1.3", "comes to 130 %"),
        ("commitments/term", "=5/2", "comes to 2.5, which is not a whole number"),
        ("commitments/start", "2027", "Write Jan 2027"),
        ("commitments/start", "13/2027", "is not a month"),
        ("commitments/term", "1.5", "not a whole number"),
        ("commitments/kind", "lease", "not one of the choices"),
        ("workloads/shared", "maybe", "neither yes nor no"),
        ("units/season", "1; 2", "12 factors"),
        ("units/events", "Sep 2027", "lacks its"),
        ("units/plan", "2027-03: 5; Mar 2027: 6", "given twice"),
        ("project/hour_classes", "peak: 60; night: 60", "sum to 120"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    address: str, text: str, reason: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        typed(address, text)

    assert reason in str(refused.value)


def test_lists_are_typed_with_semicolons_or_as_json() -> None:
    assert typed("units/events", "Sep 2027: +8%; 3: -5") == [
        {"month": "2027-09", "uplift": 0.08},
        {"month": 3, "uplift": -0.05},
    ]
    assert typed("units/plan", "Mar 2027: 1.2m") == {"2027-03": 1_200_000}
    assert typed("agreements/commitments", "$600k; 700,000") == [600_000, 700_000]
    assert typed("project/hour_classes", '[{"name": "a:b", "hours": 168}]') == [
        {"name": "a:b", "hours": 168}
    ]
    assert typed("workloads/shape", "peak: 1.3; night: 0.6") == {"peak": 1.3, "night": 0.6}


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-30",
        "2026/9/30",
        "2026-09-30 00:00:00",
        "30 Sep 2026",
        "30. September 2026",
        "30-Sep-26",
        "Sept 30, 2026",
        "September 30th 2026",
        "30.9.2026",
        "9/30/2026",
        "30/09/2026",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert typed("rates/date", text) == "2026-09-30"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3/4/2026", "may be 4 Mar 2026 or 3 Apr 2026"),
        ("2026-09", "not a day"),
        ("31 Sep 2026", "not a day of the calendar"),
        ("14/14/2026", "not a day of the calendar"),
        ("30 Sap 2026", "not a day of the calendar"),
        ("yesterday", "30 Sep 2026"),
    ],
)
def test_what_is_no_day_or_may_be_two_is_refused(text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        typed("rates/date", text)


def test_a_rate_and_a_date_may_be_left_empty() -> None:
    assert (typed("rates/rate", " "), typed("rates/date", "")) == (None, None)
    assert typed("rates/date", "4.4.2026") == typed("rates/date", "4/4/2026") == "2026-04-04"


_FLOATS = st.floats(0, 1e15) | st.integers(0, 10**15)
_MONTHS = st.integers(-600, 600) | st.sampled_from(["2027-01", "1999-12"])
_NAMES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.strip)
_VALUES = {
    "units/volume": _FLOATS,
    "workloads/on_demand_cost": _FLOATS,
    "workloads/spot_target": st.none() | st.floats(0, 1),
    "units/growth": st.floats(-0.99, 1e6),
    "workloads/spot_start": _MONTHS,
    "workloads/shared": st.booleans(),
    "rates/date": st.none() | st.dates().map(str),
    "units/season": st.none() | st.lists(st.floats(1e-9, 9), min_size=12, max_size=12),
    "units/events": st.lists(
        st.fixed_dictionaries({"month": _MONTHS, "uplift": st.floats(-1, 5)}), max_size=4
    ),
    "units/plan": st.dictionaries(st.sampled_from(["2027-01", "3", "-2"]), _FLOATS),
    "agreements/commitments": st.lists(_FLOATS, min_size=1, max_size=5),
    "workloads/shape": st.lists(st.floats(0, 9), min_size=1)
    | st.dictionaries(_NAMES, st.floats(0, 9), min_size=1),
    "project/hour_classes": _NAMES.map(lambda name: [{"name": name, "hours": 168}]),
}


@given(st.data())
def test_edit_text_reads_back_to_exactly_the_same_value(data: st.DataObject) -> None:
    address = data.draw(st.sampled_from(sorted(_VALUES)))
    value = data.draw(_VALUES[address])
    field = field_at(*address.split("/"))

    assert parse_typed(field, edit_text(field, value)) == value


@given(st.sampled_from(sorted(_VALUES)), st.text(max_size=30) | st.from_regex(r"=[-+*/^().\d%]*"))
def test_no_text_breaks_the_reading(address: str, text: str) -> None:
    try:
        typed(address, text)
    except RefusedError as refused:
        assert refused.what
