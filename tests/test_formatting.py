"""Numbers as people read them, and cells as they edit them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.schema import field_at
from whatif_app.cell_text import cell_text, unit_text
from whatif_app.edit_text import edit_text
from whatif_app.formatting import (
    money,
    month_label,
    months,
    number,
    percent,
    quantity,
    share,
    unit_money,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12_345, "$12.3k"),
        (4_560_000, "$4.56M"),
        (-300, "−$300"),
        (0, "$0"),
        (12.5, "$12.50"),
        (12, "$12"),
        (999_950, "$1M"),  # not $1,000k
        (0.004, "$0.004"),
        (-0.0, "$0"),
    ],
)
def test_money_keeps_three_significant_digits(value: float, shown: str) -> None:
    assert money(value, "USD") == shown


def test_exact_money_shows_cents_and_rounds_halves_up() -> None:
    assert money(12_345.675, "USD", exact=True) == "$12,345.68"
    assert money(-0.001, "USD", exact=True) == "$0.00"  # no minus before nothing


def test_money_without_cents_is_whole() -> None:
    assert money(12_345.6, "JPY", exact=True) == "¥12,346"
    assert money(12.5, "JPY") == "¥13"
    cost = field_at("workloads", "on_demand_cost")
    assert cell_text(cost, 3_140_159.265, "JPY", "2027-01") == "¥3,140,159"
    # A price may still be a fraction of a yen.
    assert cell_text(field_at("units", "price"), 12.5, "JPY", "2027-01") == "¥12.50"


def test_a_currency_without_a_sign_is_named_by_its_code() -> None:
    assert money(-1500, "CHF") == "−CHF\u202f1.5k"


def test_unit_money_below_one_is_in_cents_where_the_currency_has_them() -> None:
    assert unit_money(0.0394, "USD") == "3.94¢"
    assert unit_money(1.23, "USD") == "$1.23"
    assert unit_money(0.00012, "USD") == "0.0120¢"
    assert unit_money(0.0394, "JPY") == "¥0.0394"
    assert unit_money(-0.02, "EUR") == "−2.00\u202fct"


def test_shares_months_and_counts_carry_their_unit() -> None:
    assert share(0.123) == "12.3\u202f%"
    assert share(-0.226) == "−22.6\u202f%"
    assert months(17.32) == "17.3\u202fmo"
    assert quantity(1_234_567) == "1.23M"
    assert number(1_300_000) == "1,300,000"
    assert number(0.0000123) == "0.0000123"  # tiny is not nothing
    assert month_label("2027-01") == "Jan 2027"


def test_what_does_not_exist_is_a_dash() -> None:
    texts = {
        money(None, "USD"),
        money(math.nan, "USD", exact=True),
        unit_money(None, "USD"),
        share(math.nan),
        months(None),
        quantity(None),
        cell_text(field_at("workloads", "spot_target"), None, "USD", "2027-01"),
    }

    assert texts == {"–"}


@pytest.mark.parametrize(
    ("address", "value", "shown"),
    [
        ("workloads/on_demand_cost", 21_400, "$21,400"),
        ("workloads/on_demand_cost", 21_400.5, "$21,400.50"),
        # Observed on a bill: more decimals than anyone reads.
        ("workloads/on_demand_cost", 0.483712, "$0.4837"),
        ("workloads/fixed_share", 0.20298712, "20.3\u202f%"),
        ("workloads/fixed_share", 0.0000123, "0.00123\u202f%"),
        ("workloads/spot_target", 0.85, "85\u202f%"),
        ("workloads/spot_start", 3, "Apr 2027"),
        ("workloads/spot_start", "2027-04", "Apr 2027"),
        ("workloads/spot_ramp", 4, "4\u202fmo"),
        ("workloads/shared", True, "Yes"),
        ("units/price", 0.062, "$0.062"),
        ("units/growth", 0.015, "1.5\u202f%"),
        ("units/volume", 1_300_000, "1,300,000"),
        ("units/events", [{"month": 8, "uplift": 0.08}], "Sep 2027 +8\u202f%"),
        ("units/plan", {"2027-03": 1_200_000}, "Mar 2027 1.2M"),
        ("units/season", [1.0, 0.97, *[1.0] * 9, 1.16], "0.97 … 1.16"),
        ("agreements/commitments", [600_000, 700_000], "$600k · $700k"),
        ("commitments/kind", "standard_ri", "Standard RI"),
    ],
)
def test_a_cell_shows_its_number_with_its_unit(address: str, value: object, shown: str) -> None:
    assert cell_text(field_at(*address.split("/")), value, "USD", "2027-01") == shown


def test_a_header_unit_names_the_currency() -> None:
    assert unit_text(field_at("workloads", "on_demand_cost"), "USD") == "$/month"
    assert unit_text(field_at("workloads", "on_demand_cost"), "CHF") == "CHF/month"


def test_edit_text_is_exact_where_binary_fractions_are_not() -> None:
    # 0.07 * 100 is 7.000000000000001 in floating point.
    assert percent(0.07) == "7%"
    assert edit_text(field_at("units", "volume"), 1_300_000.0) == "1300000"
    assert edit_text(field_at("workloads", "spot_target"), None) == ""


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_float_breaks_a_number_on_screen(value: float) -> None:
    shown = [money(value, "USD"), money(value, "USD", exact=True), unit_money(value, "EUR")]
    shown += [share(value), months(value), quantity(value), number(value)]

    assert all(text and "e+" not in text and "nan" not in text for text in shown)
