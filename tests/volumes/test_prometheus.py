"""Range queries' answers: the asked series, increased or averaged, with gaps that stay gaps."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.volumes.usage import answer, read_one, seconds, written
from whatif_app.errors import ListedError, UserError
from whatif_app.volumes.choices import UsageChoices
from whatif_app.volumes.usage_files import peek_usage, read_usage

NEW_YEAR = seconds("2026-01-01")
Pairs = list[tuple[float, str]]


def steps(*values: str, step: float = 3600.0, begins: float = NEW_YEAR) -> Pairs:
    return [(begins + place * step, value) for place, value in enumerate(values)]


def test_a_counter_is_told_by_its_name_and_increased(tmp_path: Path) -> None:
    labels = {"__name__": "http_requests_total", "job": "api"}
    path = answer(tmp_path, (labels, steps("100", "150", "20", "60")))

    history = read_one(path)

    # 50, then a restart and 20 since, then 40.
    assert (history.name, history.kind) == ("http_requests_total", "counter")
    assert history.months == {"2026-01": pytest.approx(110.0)}
    assert history.notes == ("A counter began again at zero once; counted on from there.",)


def test_of_several_series_the_user_says_which_to_sum(tmp_path: Path) -> None:
    name = {"__name__": "jobs_total"}
    path = answer(
        tmp_path,
        ({**name, "code": "200", "job": "a"}, steps("0", "10")),
        ({**name, "code": "500", "job": "a"}, steps("0", "1")),
        ({**name, "code": "200", "job": "b"}, steps("0", "100")),
    )

    with pytest.raises(ListedError, match=r"holds 3 series.*jobs_total\{code=\"500\",job=\"a\"\}"):
        read_usage([path])

    def total(*series: str) -> float:
        return read_one(path, series=series).months["2026-01"]

    assert total("*") == pytest.approx(111.0)
    assert total("code=200") == pytest.approx(110.0)
    assert total("code=200, job=b") == pytest.approx(100.0)
    assert total('jobs_total{code="500",job="a"}') == pytest.approx(1.0)
    assert total("code=500", "job=b") == pytest.approx(101.0)
    with pytest.raises(ListedError, match="has no series code=20"):
        read_usage([path], UsageChoices(series=("code=20",)))


def test_what_the_values_are_is_asked_where_no_name_tells(tmp_path: Path) -> None:
    path = answer(tmp_path, ({}, steps("2", "4")))

    with pytest.raises(ListedError, match=r"--kind\): sum; counter; rate; level"):
        read_usage([path])
    (question,) = peek_usage(path).questions
    assert (question.about, question.guess) == ("kind", None)
    # A value looks back over its hour: the first belongs to the last hour of the year before.
    assert read_one(path, kind="sum").months == {
        "2025-12": pytest.approx(2.0),
        "2026-01": pytest.approx(4.0),
    }
    assert read_one(path, kind="rate").months["2026-01"] == pytest.approx(4 * 3600.0)
    assert read_one(path, kind="level").months == {"2026-01": pytest.approx(3.0)}
    assert read_one(path, kind="counter").months == {"2026-01": pytest.approx(2.0)}


def test_values_that_are_no_numbers_are_gaps_and_counted(tmp_path: Path) -> None:
    values: list[Any] = [
        [at, value] for at, value in steps("1", "NaN", "+Inf", "-Inf", "stale", "1")
    ]
    values += [["x", "1"], [NEW_YEAR, "9"], [NEW_YEAR], None, [NEW_YEAR + 7 * 3600, "1e300"]]
    result = [{"metric": {"__name__": "up"}, "values": values}]
    path = written(tmp_path, json.dumps({"data": {"resultType": "matrix", "result": result}}))

    # Three values are left, of which two are an hour apart nowhere: the step is told by others.
    other = {"metric": {"__name__": "up", "job": "b"}, "values": steps("1", "1", "1")}
    path = written(
        tmp_path, json.dumps({"data": {"resultType": "matrix", "result": [*result, other]}})
    )
    history = read_one(path, kind="level", series=("*",))

    assert (history.account.read, history.account.used) == (14, 5)
    assert dict(history.account.set_aside) == {
        "not a finite number": 4,
        "time not readable": 3,
        "a moment for the second time": 1,
        "beyond 1e18": 1,
    }
    assert history.gaps == 4


def test_an_hour_that_no_series_has_lowers_the_months_completeness(tmp_path: Path) -> None:
    # January has 744 hours; two are missing, and 742 of 744 are still complete enough.
    values = steps(*["5"] * 745, begins=NEW_YEAR)
    del values[100:102]
    path = answer(tmp_path, ({"__name__": "level"}, values))

    history = read_one(path, kind="level")

    coverage = history.coverage["2026-01"]
    assert (coverage.gaps, round(coverage.days_covered * 24)) == (2, 742)
    assert history.months["2026-01"] == pytest.approx(5.0)
    assert history.complete_months == ("2026-01",)


def test_what_promtool_prints_is_read_and_so_is_a_packed_answer(tmp_path: Path) -> None:
    bare = json.dumps([{"metric": {"__name__": "n_total"}, "values": steps("1", "5")}])
    packed = tmp_path / "answer.json.gz"
    packed.write_bytes(gzip.compress(bare.encode()))

    for path in (written(tmp_path, bare, "bare.json"), packed):
        assert read_one(path).months == {"2026-01": pytest.approx(4.0)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"status":"error","errorType":"bad_data","error":"parse error"}', "error: parse error"),
        ('{"status":"success","data":{"resultType":"vector","result":[]}}', "at a single moment"),
        ('{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}', "single number"),
        ('{"status":"success","data":{"resultType":"string","result":[1,"a"]}}', "holds a text"),
        ('{"status":"success","data":{"resultType":"streams","result":[]}}', "log lines"),
        ('{"status":"success","data":{"resultType":"blob","result":[]}}', "of the kind “blob”"),
        ('{"status":"success","data":{"resultType":"matrix","result":[]}}', "no series"),
        ('{"data":{"resultType":"matrix","result":[{"metric":{},"values":[]}]}}', "no values"),
        ('{"data":{"resultType":"matrix","result":[{"metric":{}}]}}', "no list of values"),
        ('{"data":{"resultType":"matrix","result":[{"histograms":[[1,{}]]}]}}', "native histogram"),
        ('[{"metric":{},"value":[1,"2"]}]', "at a single moment"),
        ("[1, 2]", "no answer of Prometheus"),
        ('{"a": 1}', "no answer of Prometheus"),
        ("[" * 100_000, "no answer of Prometheus"),
        ('{"status":"success","data":', "line 1: this is not JSON"),
    ],
)
def test_what_is_no_range_is_refused_with_what_it_is(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text, "answer.json")

    with pytest.raises(UserError, match=said) as caught:
        read_usage([path])
    assert "answer.json" in str(caught.value)


def test_buckets_and_quantiles_are_not_summed(tmp_path: Path) -> None:
    buckets = [
        ({"__name__": "latency_bucket", "le": le}, steps("0", count))
        for le, count in (("0.1", "5"), ("+Inf", "9"))
    ]
    path = answer(tmp_path, *buckets)

    with pytest.raises(ListedError, match="holds the smaller ones too"):
        read_usage([path], UsageChoices(series=("*",)))
    assert read_one(path, series=("le=+Inf",)).months == {"2026-01": pytest.approx(9.0)}

    quantiles = [({"__name__": "rpc", "quantile": q}, steps("1", "2")) for q in ("0.5", "0.9")]
    with pytest.raises(ListedError, match="quantiles cannot be summed"):
        read_usage([answer(tmp_path, *quantiles)], UsageChoices(series=("*",), kind="level"))


def test_a_single_moment_makes_no_history(tmp_path: Path) -> None:
    path = answer(tmp_path, ({"__name__": "n_total"}, steps("1")))

    with pytest.raises(ListedError, match="too few values"):
        read_usage([path])
