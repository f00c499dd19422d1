"""Telemetry collected from real systems comes to what was worked out from it by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.volumes.usage import read_one
from whatif_app.errors import ListedError, UserError
from whatif_app.volumes.choices import UsageChoices
from whatif_app.volumes.usage_files import peek_usage, read_usage


def test_three_cpu_counters_are_increased_one_by_one(shared_exports: Path) -> None:
    path = shared_exports / "telemetry" / "prom-query-range.json"
    result = json.loads(path.read_text())["data"]["result"]
    # None of them restarts within its hour, so each increase is its last value less its first.
    expected = sum(float(each["values"][-1][1]) - float(each["values"][0][1]) for each in result)

    with pytest.raises(ListedError, match="holds 3 series"):
        read_usage([path])
    history = read_one(path, series=("*",))

    assert (history.kind, history.account.read, history.account.used) == ("counter", 774, 774)
    assert history.months == {"2025-02": pytest.approx(expected, abs=1e-6)}
    # 257 steps of 14 seconds, of 28 days.
    assert history.coverage["2025-02"].days_covered == pytest.approx(257 * 14 / 86_400, abs=1e-4)


def test_an_openshift_report_adds_up_to_its_own_column(shared_exports: Path) -> None:
    path = shared_exports / "telemetry" / "ocp_pod_usage_feb2019.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected = sum(float(row["pod_usage_cpu_core_seconds"]) for row in rows)

    history = read_one(path, series=("pod_usage_cpu_core_seconds",))

    assert history.months == {"2019-02": pytest.approx(expected)}
    assert (history.unit, history.account.used) == ("core-seconds", 480)
    # Five whole days by the hour, from the first to the fifth.
    assert history.coverage["2019-02"].days_covered == 5.0


def test_a_matrix_of_levels_is_asked_about_and_averaged(shared_exports: Path) -> None:
    path = shared_exports / "telemetry" / "prom-matrix.json"

    assert [question.about for question in peek_usage(path).questions] == ["series", "kind"]
    # Both up: 1, 1, 1 and 0, 0, 1: the mean of their sums 1, 1, 2.
    history = read_one(path, series=("*",), kind="level")
    assert history.months == {"2015-07": pytest.approx(4 / 3)}


def test_a_vector_is_refused(shared_exports: Path) -> None:
    with pytest.raises(UserError, match="single moment"):
        read_usage([shared_exports / "telemetry" / "prom-vector.json"])


def test_a_series_without_a_name_is_called_by_its_file(shared_exports: Path) -> None:
    path = shared_exports / "telemetry" / "range_auto.result.json"

    (history,) = read_usage([path], UsageChoices(kind="rate"))

    assert (history.name, history.account.used) == ("range_auto", 301)
    values = json.loads(path.read_text())["data"]["result"][0]["values"]
    expected = sum(float(value) for _, value in values)  # steps of one second
    assert history.months == {"2022-09": pytest.approx(expected)}
