"""Whatever bytes are given as usage, there are histories or words, and every value is counted."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.volumes.usage import written
from whatif_app.errors import UserError
from whatif_app.volumes.choices import UsageChoices
from whatif_app.volumes.history import UsageHistory
from whatif_app.volumes.usage_files import peek_usage, read_usage

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

EVERYTHING = UsageChoices(series=("*",), date_order="dmy", decimal="point")
once_a_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

CELLS = st.one_of(
    st.sampled_from(
        [
            *("", "0", "-0", "1", "1.5", "1,5", "1.234,5", "1e308", "-1e308", "1e-308", "NaN"),
            *("inf", "=1+1", "@SUM(A1)", "2026-01-01", "01/02/2026", "Jan 2026", "1767225600"),
            *(
                "46023",
                "date",
                "value",
                "\ufeff",
                "'",
                "\uff19",
                "²",
                "2026-02-30",
                "0/0/0",
                "1e",
                ".",
            ),
        ]
    ),
    st.text(max_size=8),
)


def check(histories: list[UsageHistory]) -> None:
    for history in histories:
        assert all(math.isfinite(total) for total in history.months.values())
        account = history.account
        assert account.read == account.used + sum(account.set_aside.values())
        assert all(each.days_covered <= each.days for each in history.coverage.values())
        assert UsageHistory.from_json(json.loads(json.dumps(history.to_json()))) == history


def try_to_read(path: Path) -> None:
    try:
        peek_usage(path)
        check(read_usage([path], EVERYTHING))
    except UserError as error:
        assert path.name in str(error)


@once_a_folder
@given(st.lists(st.lists(CELLS, max_size=6), max_size=12), st.sampled_from(",;\t"))
def test_any_cells(tmp_path: Path, rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in rows)

    try_to_read(written(tmp_path, text, encoding="utf-16" if "\uff19" in text else "utf-8"))


@once_a_folder
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "usage.csv"
    path.write_bytes(content)

    try_to_read(path)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5), st.just(1767225600)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["status", "data", "resultType", "result", "metric", "values", "value", "error"]
            ),
            inner,
            max_size=4,
        ),
    ),
)


@once_a_folder
@given(JSON, JSON)
def test_any_json(tmp_path: Path, values: object, metric: object) -> None:
    for data in (values, {"data": {"resultType": "matrix", "result": values}}):
        try_to_read(written(tmp_path, json.dumps(data), "a.json"))
    result = [{"metric": metric, "values": values}]
    try_to_read(written(tmp_path, json.dumps({"data": {"result": result}}), "a.json"))


def test_a_damaged_file_of_any_kind(tmp_path: Path) -> None:
    whole = "date;orders;region\n" + "".join(
        f"{day:02d}/01/2026;{day},5;eu\n" for day in range(1, 29)
    )
    dice = random.Random(3)
    for _ in range(300):
        damaged = bytearray(whole.encode())
        for _ in range(dice.randint(1, 5)):
            damaged[dice.randrange(len(damaged))] = dice.choice(b'\0\xff\n\r";,/-09aZ')
        path = tmp_path / "usage.csv"
        path.write_bytes(damaged)
        try_to_read(path)


def test_ten_thousand_columns_with_headers_that_come_twice(tmp_path: Path) -> None:
    header = "date," + ",".join(f"m{n % 5_000}" for n in range(10_000))
    rows = "\n".join(f"2026-01-{day:02d}," + ",".join(["1"] * 10_000) for day in (1, 2, 3))
    path = written(tmp_path, f"{header}\n{rows}\n")

    with pytest.raises(UserError, match="holds 10,000 histories"):
        read_usage([path])
    (twin,) = read_usage([path], UsageChoices(series=("m7 (2)",)))
    assert twin.months == {"2026-01": 3.0}


def test_sums_that_would_run_over_are_set_aside(tmp_path: Path) -> None:
    path = written(tmp_path, "date,n\n2026-01-01,1e308\n2026-01-02,1e308\n2026-01-03,4\n")

    (history,) = read_usage([path])

    assert history.months == {"2026-01": 4.0}
    assert dict(history.account.set_aside) == {"beyond 1e18": 2}


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "date,n\n2026-01-01," + "1," * 3_000_000)

    with pytest.raises(UserError, match="line 2: the line does not end"):
        read_usage([path])
