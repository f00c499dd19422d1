"""Rows that cannot be used are counted by reason and located; nothing is dropped silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row, refusal, totals
from whatif_app.costs.export import read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "cost", ["abc", "1e308", "-1e308", "NaN", "inf", "-Infinity", "1,5", "$3", "1e16"]
)
def test_a_cost_that_is_no_amount_sets_its_row_aside(tmp_path: Path, cost: str) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row(UnblendedCost=cost), cur_row())

    account = read_export([path]).reconciliation

    assert account.totals["USD"].billed == 2
    assert (account.read, account.used, account.set_aside) == (3, 2, {"unreadable_cost": 1})
    (problem,) = account.problems
    assert (problem.file, problem.line, problem.column) == ("cur.csv", 3, "lineItem/UnblendedCost")


@pytest.mark.parametrize(
    ("cost", "billed"), [("1.2E-7", "0.00000012"), ("-0", "0"), (" 2.5 ", "2.5"), ("+4", "4")]
)
def test_every_way_to_write_an_amount_is_read_exactly(
    tmp_path: Path, cost: str, billed: str
) -> None:
    from decimal import Decimal

    path = cur(tmp_path / "cur.csv", cur_row(UnblendedCost=cost))

    assert totals(read_export([path])).billed == Decimal(billed)


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01", "infinity", "0001-01-01"])
def test_a_date_that_cannot_be_read_sets_its_row_aside(tmp_path: Path, date: str) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row(UsageStartDate=date))

    account = read_export([path]).reconciliation

    assert (account.read, account.used) == (2, 1)
    assert account.set_aside == {"unreadable_date": 1}


def test_a_row_without_any_cost_is_set_aside(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row(UnblendedCost=""))

    assert read_export([path]).reconciliation.set_aside == {"empty_cost": 1}


def test_header_lines_repeated_by_joining_files_are_set_aside(tmp_path: Path) -> None:
    one = cur(tmp_path / "one.csv", cur_row()).read_text()
    (tmp_path / "both.csv").write_text(one + one)

    account = read_export([tmp_path / "both.csv"]).reconciliation

    assert account.totals["USD"].billed == 2
    assert account.set_aside == {"repeated_header": 1}


def test_rows_with_too_few_or_too_many_fields_are_set_aside_with_their_lines(
    tmp_path: Path,
) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row())
    header, first, second = path.read_text().splitlines()
    path.write_text("\n".join([header, first, "a,b,c", second, second + ",extra", ""]))

    account = read_export([path]).reconciliation

    assert (account.read, account.used, account.set_aside) == (4, 2, {"ragged_row": 2})
    assert [problem.line for problem in account.problems] == [3, 5]


@pytest.mark.slow
def test_every_broken_line_of_a_large_file_is_counted(tmp_path: Path) -> None:
    # Large enough for several threads, each of which begins among broken lines.
    path = cur(tmp_path / "cur.csv", cur_row(LineItemDescription="x" * 300))
    header, row = path.read_text().splitlines()
    path.write_text("\n".join([header, *[row] * 10, *[row + ",9"] * 60_000, row, ""]))

    account = read_export([path]).reconciliation

    assert (account.used, account.set_aside) == (11, {"ragged_row": 60_000})
    assert account.totals["USD"].billed == 11


@pytest.mark.slow
def test_a_file_that_is_mostly_broken_lines_is_refused(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", *[cur_row()] * 3)
    path.write_text(path.read_text() + "a,b\n" * 100_001)

    assert "cur.csv, line 5: 100,000 lines or more are no rows" in refusal(path)


def test_a_broken_quote_in_one_row_sets_that_row_aside(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row(LineItemDescription="marker"), cur_row())
    path.write_text(path.read_text().replace("marker", '"un"quoted'))

    account = read_export([path]).reconciliation

    assert (account.used, account.set_aside) == (2, {"broken_quote": 1})
    assert account.problems[0].line == 3


def test_a_quote_that_is_never_closed_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row(LineItemDescription="marker"), cur_row())
    path.write_text(path.read_text().replace("marker", '"unclosed'))

    said = refusal(path)

    assert "cur.csv, line 3" in said
    assert "never closed" in said


def test_a_file_cut_off_within_its_last_row_sets_that_row_aside(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", *[cur_row()] * 3)
    text = path.read_text().rstrip("\n")
    path.write_text(text[: len(text) - 60])

    account = read_export([path]).reconciliation

    assert (account.used, account.set_aside) == (2, {"ragged_row": 1})


def test_only_unusable_rows_are_an_error_that_says_why(tmp_path: Path) -> None:
    said = refusal(
        cur(tmp_path / "cur.csv", cur_row(UnblendedCost="x"), cur_row(UnblendedCost="y"))
    )

    assert "None of the 2 rows can be used (unreadable cost)" in said
    assert 'line 2, column "lineItem/UnblendedCost"' in said


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row())
    path.write_text(path.read_text().replace("\n", "\n\n"))

    account = read_export([path]).reconciliation

    assert (account.read, account.used) == (2, 2)


def test_null_words_are_empty_cells(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(ReservationARN="NULL", SavingsPlanARN="null"))

    (line,) = read_export([path]).lines

    assert line.purchase == "on_demand"


def test_quoted_line_breaks_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    rows = [cur_row(LineItemDescription="two\nlines, a comma"), cur_row()]
    path = cur(tmp_path / "cur.csv", *rows)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert totals(read_export([path])).billed == 2


@pytest.mark.parametrize("pattern", ["lcclc", "cllcl", "clclc", "llllc", "ccccl", "lccccc"])
def test_mixed_line_endings_are_read_whole(tmp_path: Path, pattern: str) -> None:
    path = cur(tmp_path / "cur.csv", *[cur_row()] * (len(pattern) - 1))
    lines = path.read_bytes().splitlines()
    ends = [b"\r\n" if each == "c" else b"\n" for each in pattern]
    path.write_bytes(b"".join(line + end for line, end in zip(lines, ends, strict=True)))

    account = read_export([path]).reconciliation

    assert (account.read, account.used) == (len(pattern) - 1, len(pattern) - 1)
    assert account.totals["USD"].billed == len(pattern) - 1


def test_text_that_is_not_utf_8_loses_no_row(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(LineItemDescription="Zürich"), cur_row())
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))

    account = read_export([path]).reconciliation

    assert (account.read, account.used) == (2, 2)
    assert any("not UTF-8" in note for note in account.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path, encoding: str) -> None:
    path = cur(tmp_path / "cur.csv", cur_row())
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    assert totals(read_export([path])).billed == 1


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_recognised(tmp_path: Path, delimiter: str) -> None:
    path = cur(tmp_path / "cur.csv", cur_row())
    path.write_text(path.read_text().replace(",", delimiter))

    assert totals(read_export([path])).billed == 1


def test_a_charge_belongs_to_its_month_in_utc(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(UsageStartDate="2026-12-01T00:30:00+02:00"))

    assert read_export([path]).months == ("2026-11",)
