"""Blocks of cells to and from Excel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.cells import RefusedError
from whatif_app.clipboard import CopiedCell, parse_tsv, table_to_tsv, tiled, to_html, to_tsv


def text_cells(*rows: list[str]) -> list[list[CopiedCell]]:
    return [[CopiedCell(text) for text in row] for row in rows]


def test_excel_s_quoting_is_read() -> None:
    # Excel quotes a cell that holds a tab, a line break or a quote, and doubles its quotes.
    text = '"two\nlines"\t"a ""word"""\r\n5"\t7\r\n'

    assert parse_tsv(text) == [["two\nlines", 'a "word"'], ['5"', "7"]]


def test_a_final_line_break_is_not_a_row() -> None:
    assert parse_tsv("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]
    assert parse_tsv("1\t2") == [["1", "2"]]
    assert parse_tsv("1\r\n\r\n2\r\n") == [["1"], [""], ["2"]]


def test_short_rows_are_filled_with_blanks() -> None:
    assert parse_tsv("1\t2\n3") == [["1", "2"], ["3", ""]]


def test_a_cell_too_long_to_be_one_is_refused() -> None:
    with pytest.raises(RefusedError, match="cannot be read as cells"):
        parse_tsv("x" * 200_000)


def test_text_never_becomes_a_formula_in_excel() -> None:
    assert to_tsv(text_cells(["=cmd()", "@SUM", "plain"])) == "'=cmd()\t'@SUM\tplain\r\n"
    assert to_tsv([[CopiedCell("-300", is_number=True)]]) == "-300\r\n"
    assert "mso-number-format" in to_html(text_cells(["=cmd()"]))


def test_html_escapes_and_keeps_numbers_exact() -> None:
    markup = to_html([[CopiedCell("0.123456", "12 %", is_number=True), CopiedCell("a<b & c")]])

    assert ">0.123456</td>" in markup
    assert "a&lt;b &amp; c" in markup


def test_a_block_tiles_over_a_selection_of_its_multiple() -> None:
    assert tiled([["1"]], 2, 3) == [["1"] * 3] * 2
    assert tiled([["1", "2"]], 2, 4) == [["1", "2", "1", "2"]] * 2
    # 3 rows are no multiple of 2: the block keeps its size, as in Excel.
    assert tiled([["1"], ["2"]], 3, 1) == [["1"], ["2"]]
    assert tiled([["1", "2"]], 1, 1) == [["1", "2"]]
    assert tiled([], 2, 2) == []


_CELLS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
def test_what_is_copied_is_pasted_back_exactly(rows: list[list[str]]) -> None:
    assert parse_tsv(to_tsv(text_cells(*rows))) == rows


def test_names_of_a_table_never_become_formulas_while_its_numbers_stay_numbers() -> None:
    text = table_to_tsv(["Team", "=1+1"], [['=HYPERLINK("x")', "-5"], ["data", "+2.5"]])

    assert text == ("Team\t'=1+1\r\n" + '"\'=HYPERLINK(""x"")"\t-5\r\n' + "data\t+2.5\r\n")
