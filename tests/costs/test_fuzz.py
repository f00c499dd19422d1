"""Whatever a file holds: every row is used or set aside, or the file is refused with reasons."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.costs.exports import cur, cur_row
from whatif_app.costs.baseline import describe
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import ExportError, peek, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_or_refuse(path: Path) -> None:
    """Read the file; fail on any error but a list of problems, and on rows unaccounted for."""
    looked = peek([path])
    try:
        baseline = read_export([path])
    except ExportError as error:
        assert error.problems
        assert all(problem.what and problem.what_to_do for problem in error.problems)
        return
    assert not looked.problems
    account = baseline.reconciliation
    assert account.read == account.used + sum(account.set_aside.values())
    assert account.agrees
    assert sum(line.rows for line in baseline.lines) == account.used
    assert describe(baseline)
    starting_case(baseline)


@FUZZ
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)

    read_or_refuse(path)


@pytest.mark.slow
@FUZZ
@given(at=st.floats(0, 1), junk=st.binary(max_size=30), cut=st.integers(0, 40))
def test_an_export_with_junk_in_it_is_read_or_refused(
    tmp_path: Path, at: float, junk: bytes, cut: int
) -> None:
    path = cur(tmp_path / "cur.csv", *[cur_row(LineItemDescription='a "b", c')] * 3)
    content = path.read_bytes()
    place = int(at * len(content))
    path.write_bytes(content[:place] + junk + content[place + cut :])

    read_or_refuse(path)


@pytest.mark.slow
@FUZZ
@given(
    cells=st.lists(
        st.tuples(
            st.text(max_size=8),
            st.one_of(st.text(max_size=8), st.floats().map(str), st.integers().map(str)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_cells_are_used_or_set_aside(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    rows = [
        cur_row(UnblendedCost=cost, UsageStartDate=date, publicOnDemandCost=cost, UsageAmount=cost)
        for date, cost in cells
    ]
    rows += [cur_row(UnblendedCost=cost, ProductCode=text) for text, cost in cells]

    read_or_refuse(cur(tmp_path / "cur.csv", *rows))


@pytest.mark.parametrize("cut", range(0, 600, 40))
def test_a_gzip_file_cut_anywhere_is_read_or_refused(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(cur(tmp_path / "cur.csv", *[cur_row()] * 50).read_bytes())
    path = tmp_path / "cur.csv.gz"
    path.write_bytes(packed[: len(packed) - cut] if cut < len(packed) else b"")

    read_or_refuse(path)
