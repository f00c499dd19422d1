"""Numbers and dates as other people write them: shown, edited, copied, typed and pasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.cells import RefusedError
from scenarios.schema import field_at
from scenarios.words import figure, in_english
from ui.charts.axes import Measure, value_ticks
from whatif_app import formatting
from whatif_app.clipboard import CopiedCell, parse_tsv, to_tsv
from whatif_app.edit_text import edit_text
from whatif_app.number_style import (
    ENGLISH,
    GERMAN,
    SEPARATORS,
    NumberStyle,
    use_style,
    with_separators,
)
from whatif_app.ownership.weights_table import of_table
from whatif_app.typed_numbers import read_number
from whatif_app.typed_values import parse_typed

THIN, GAP = "\u202f", "\u00a0"
# Words and separators are chosen apart, and meet in no function: each separator once is every case.
EVERY = [ENGLISH, GERMAN, *(with_separators(GERMAN, name) for name in SEPARATORS)]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_style(ENGLISH)


@pytest.fixture
def german() -> None:
    use_style(GERMAN)


def read(text: str) -> float:
    return float(read_number(text).value)


def test_german_amounts_have_a_comma_and_their_sign_behind(german: None) -> None:
    assert formatting.money(12_345.675, "EUR", exact=True) == f"12.345,68{THIN}€"
    assert formatting.money(-4_560_000, "EUR") == f"−4,56{GAP}Mio.{THIN}€"
    assert formatting.money(1500, "CHF") == f"1,5{GAP}Tsd.{THIN}CHF"
    assert formatting.unit_money(0.0394, "USD") == f"3,94{THIN}¢"
    assert formatting.share(0.123) == f"12,3{THIN}%"
    assert formatting.number(1_300_000.25) == "1.300.000,25"
    assert figure(0.5) == "0,5"


def test_german_dates_have_german_months(german: None) -> None:
    assert formatting.month_label("2027-03") == "Mär 2027"
    assert formatting.day_label("2026-10-05") == "5. Okt 2026"
    assert formatting.moment_label(datetime(2026, 10, 5, 14, 5)) == "5. Okt 2026, 14:05"


def test_axes_are_written_in_the_style(german: None) -> None:
    texts = [tick.text for tick in value_ticks(0, 2_000_000, 5, Measure.MONEY, "EUR")]

    assert texts[:2] == [f"0{THIN}€", f"0,5{GAP}Mio.{THIN}€"]


def test_separators_are_chosen_apart_from_the_language() -> None:
    use_style(with_separators(ENGLISH, "space"))
    assert formatting.number(1_234_567.5) == f"1{THIN}234{THIN}567,5"
    use_style(with_separators(GERMAN, "point"))
    assert formatting.number(1_234_567.5) == "1,234,567.5"
    assert formatting.month_label("2027-05") == "Mai 2027"


def test_files_are_written_without_any_style(german: None) -> None:
    with in_english():
        assert formatting.money(1234.5, "EUR", exact=True) == "€1,234.50"
        assert formatting.plain(0.5) == figure(0.5) == "0.5"
        assert read("1.234") == 1.234


def test_a_table_of_weights_is_read_alike_in_every_style() -> None:
    rows = [["team", "cores"], ["web", "1.234"], ["api", "1,234.5"]]
    in_english_window = of_table(rows, "cores.csv")
    use_style(GERMAN)

    assert of_table(rows, "cores.csv") == in_english_window


@pytest.mark.parametrize("style", EVERY)
def test_what_means_one_number_alone_is_read_everywhere(style: NumberStyle) -> None:
    use_style(style)

    assert (
        read("1,234.5")
        == read("1.234,5")
        == read(f"1{THIN}234,5" if "," in style.decimal else f"1{THIN}234.5")
        == 1234.5
    )
    assert read("1.234.567") == read("1,234,567") == 1_234_567
    assert read("12.5") == 12.5


def test_a_single_separator_before_three_digits_is_read_by_the_style() -> None:
    assert read("1.234") == 1.234
    assert read("1,234") == 1234
    use_style(GERMAN)
    assert read("1.234") == 1234
    assert read("1,234") == 1.234
    assert read("0.125") == 0.125  # no group begins with 0
    use_style(with_separators(GERMAN, "space"))
    with pytest.raises(RefusedError, match="decimal point"):
        read("1.234")


def test_numbers_are_read_with_german_words(german: None) -> None:
    assert read(f"12,3{GAP}Tsd.{THIN}€") == 12_300
    assert read("4,56 Mio. €") == 4_560_000
    assert read("1,2 Mrd.") == 1_200_000_000
    assert read("17,3 Mon.") == 17.3
    assert read("1,5e3") == 1500
    assert parse_typed(field_at("workloads", "shared"), "ja") is True
    assert parse_typed(field_at("project", "start_month"), "Mär 2027") == "2027-03"
    assert parse_typed(field_at("rates", "date"), "5. Oktober 2026") == "2026-10-05"


def test_arithmetic_is_read_by_the_style(german: None) -> None:
    field = field_at("workloads", "on_demand_cost")

    # Kept as every file keeps formulas, whoever typed it.
    assert parse_typed(field, "=1,5*2") == "=1.5*2"
    assert edit_text(field, "=1.5*2") == "=1,5*2"


AMOUNTS = st.floats(0, 1, allow_nan=False).map(lambda part: round(part, 9))


@pytest.mark.parametrize("style", EVERY)
@settings(max_examples=30)
@given(
    value=st.one_of(
        AMOUNTS,
        st.floats(1, 1e12, allow_nan=False),
        st.integers(0, 10**9).map(float),
        st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000),
    )
)
def test_what_is_edited_or_copied_reads_back_to_the_same_number(
    style: NumberStyle, value: float
) -> None:
    use_style(style)
    field = field_at("workloads", "on_demand_cost")
    text = edit_text(field, value)

    assert parse_typed(field, text) == value
    ((pasted,),) = parse_tsv(to_tsv([[CopiedCell(text, is_number=True)]]))
    assert parse_typed(field, pasted) == value


@pytest.mark.parametrize("style", EVERY)
@settings(max_examples=30)
@given(part=AMOUNTS)
def test_percentages_and_lists_read_back_to_the_same(style: NumberStyle, part: float) -> None:
    use_style(style)
    season = [1 + part] * 12
    events = [{"month": "2027-09", "uplift": part}]

    for address, value in (
        ("workloads/spot_target", part),
        ("units/season", season),
        ("units/events", events),
        ("units/plan", {"2027-03": 1 + part}),
        ("agreements/commitments", [part + 1.5, 3000]),
    ):
        field = field_at(*address.split("/"))
        assert parse_typed(field, edit_text(field, value)) == value


@pytest.mark.parametrize("style", EVERY)
@settings(max_examples=30)
@given(value=st.integers(0, 99_999_999))
def test_exact_money_as_shown_reads_back(style: NumberStyle, value: int) -> None:
    use_style(style)
    amount = value / 100

    assert read(formatting.money(amount, "EUR", exact=True)) == amount
