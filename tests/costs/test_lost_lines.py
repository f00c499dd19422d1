"""No line of a file is left out unsaid: broken quotes, endless lines, odd text, odd paths."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from tests.costs.exports import CUR_COLUMNS, cur, cur_row, refusal
from whatif_app.costs.export import ExportError, peek, read_export
from whatif_app.costs.files.lost_lines import unclosed_quote

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

HEADER = ",".join(CUR_COLUMNS).encode() + b"\n"


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One row as it stands in a file, of about 150 bytes."""
    path = cur(tmp_path_factory.mktemp("row") / "cur.csv", cur_row(LineItemDescription="hours"))
    return path.read_bytes().split(b"\n")[1] + b"\n"


# A file of more than 8 MB is read by several threads, and by one again where lines are broken.
LONG = 60_000


@pytest.mark.parametrize(
    ("before", "after", "is_packed"),
    [
        (10, 0, False),
        (LONG, 0, False),
        (10, 0, True),
        *(
            pytest.param(before, after, is_packed, marks=pytest.mark.slow)
            for before, after in ((10, LONG), (LONG, LONG), (LONG, 0))
            for is_packed in (False, True)
        ),
    ],
)
def test_a_quotation_mark_that_is_never_closed_costs_no_row_unsaid(
    tmp_path: Path, row: bytes, before: int, after: int, is_packed: bool
) -> None:
    content = HEADER + row * before + row.replace(b"hours", b'"hours') + row * after
    path = tmp_path / ("cur.csv.gz" if is_packed else "cur.csv")
    path.write_bytes(gzip.compress(content, 1) if is_packed else content)

    try:
        account = read_export([path]).reconciliation
    except ExportError as error:
        assert f"line {before + 2}: A quoted text begins here" in str(error)
        assert before + after >= LONG
    else:
        assert after == 0  # else the text runs over all the rows that follow
        assert (account.used, dict(account.set_aside)) == (before, {"broken_quote": 1})


def test_quotation_marks_within_cells_are_no_reason_to_refuse(tmp_path: Path, row: bytes) -> None:
    # The ragged row makes one thread read the file again, and look for an open quote at its end.
    inches = row.replace(b"hours", b'5" disk')
    quoted = row.replace(b"hours", b'"a ""b"", c"')
    path = tmp_path / "cur.csv"
    path.write_bytes(HEADER + b"a,b\n" + row * LONG + quoted + inches)

    account = read_export([path]).reconciliation

    assert account.read == LONG + 3
    assert account.set_aside["ragged_row"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_line_longer_than_any_buffer_is_counted(
    tmp_path: Path, row: bytes, is_packed: bool
) -> None:
    content = HEADER + row * 5 + b"x" * 34_000_000 + b"\n" + row * 5
    path = tmp_path / ("cur.csv.gz" if is_packed else "cur.csv")
    path.write_bytes(gzip.compress(content, 1) if is_packed else content)

    account = read_export([path]).reconciliation

    assert (account.used, dict(account.set_aside)) == (10, {"oversized_row": 1})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,"2\n3"\n', None),
        ('a,b\n1,"2\n3\n', 2),
        ('a,b\n1,"2""\n3\n', 2),
        ('a,b\n1,2"\n3,"', 3),
        ('"a"\n"b"x"\n', None),
        ('a\r"b', 1),
    ],
)
def test_the_line_in_which_an_open_quote_begins(
    tmp_path: Path, text: str, line: int | None
) -> None:
    path = tmp_path / "a.csv"
    for encoding in ("utf-8", "utf-16"):
        path.write_bytes(text.encode(encoding))
        assert unclosed_quote(path, "none", encoding, ",", lambda: None) == line


def test_text_of_windows_and_lines_of_several_encodings_are_read(tmp_path: Path) -> None:
    # In Windows' Western European, € and curly quotation marks are bytes that Latin-1 lacks.
    first = cur(tmp_path / "a.csv", cur_row(ProductCode="Größe")).read_bytes()
    second = cur(tmp_path / "b.csv", cur_row(ProductCode="„5 €“")).read_text("utf-8")
    path = tmp_path / "cur.csv"
    path.write_bytes(first + second.split("\n", 1)[1].encode("cp1252"))

    baseline = read_export([path])

    assert sorted(line.service for line in baseline.lines) == ["Größe", "„5 €“"]
    assert "cur.csv is not UTF-8; it was read as Western European." in baseline.reconciliation.notes


@pytest.mark.parametrize("content", [b",,,\n", b",,,\n,,,\n", b"," * 1_000_000, b";\n\n;\n"])
def test_a_file_of_separators_alone_holds_no_rows(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    assert "The file holds no rows" in refusal(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["it's [a] b.csv", "ünï *?.csv", '"q" {x}.csv', "a\nb.csv"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_a_path_may_hold_any_sign(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "Kosten — [2026] 'Ω'"
    folder.mkdir()
    path = cur(folder / name, cur_row(), cur_row())

    assert read_export([path]).reconciliation.used == 2
    assert read_export([folder]).reconciliation.used == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such names")
def test_a_name_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    path.write_bytes(cur(tmp_path / "a.csv", cur_row()).read_bytes())

    said = refusal(path)

    assert "bytes that are no text. Rename it." in said
    assert said.encode("utf-8")
    assert peek([path]).problems


def test_ten_thousand_columns_are_looked_at_quickly(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(["a"] * 10_000) + "\n" + ",".join(["1"] * 10_000) + "\n")

    assert "no cost export that the program knows" in refusal(path)
