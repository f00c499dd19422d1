"""`whatif actuals`: what was spent against what was forecast, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row
from whatif_app.cli import FAILED, WRONG_INPUT, main

Capture = pytest.CaptureFixture[str]
DAYS = {"2026-11": 30, "2026-12": 31}


def project(folder: Path, *costs: tuple[str, str]) -> Path:
    """A project made of November, of an export whose months cost so much."""
    rows = [
        cur_row(
            UsageStartDate=f"{month}-{day:02}T00:00:00Z",
            UsageEndDate=f"{month}-{day:02}T01:00:00Z",
            UnblendedCost=cost if day == 1 else "0",
            publicOnDemandCost=cost if day == 1 else "0",
        )
        for month, cost in costs
        for day in (1, DAYS[month])
    ]
    target = folder / "project.whatif"
    export = cur(folder / "cur.csv", *rows)
    assert main(["import", str(export), "-o", str(target), "--month", "2026-11"]) == 0
    return target


def test_each_month_is_told_in_a_sentence_and_each_workload_in_a_row(
    tmp_path: Path, capsys: Capture
) -> None:
    file = project(tmp_path, ("2026-11", "1000"), ("2026-12", "1250"))
    capsys.readouterr()

    assert main(["actuals", str(file)]) == 0

    out = capsys.readouterr().out
    assert "Nov 2026 came in as forecast, at $1k.\n" in out
    assert "Dec 2026 came in $250 above forecast (+25.0\u202f%): $250 from more usage.\n" in out
    assert out.split("To date\n")[1].splitlines()[1].split()[:4] == [
        "AmazonEC2",
        "$2k",
        "$2.25k",
        "$250",
    ]


def test_as_json_the_parts_add_up(tmp_path: Path, capsys: Capture) -> None:
    file = project(tmp_path, ("2026-11", "1000"), ("2026-12", "1250"))
    capsys.readouterr()

    assert main(["actuals", str(file), "--json"]) == 0

    printed = json.loads(capsys.readouterr().out)
    workload, total = printed["months"]["2026-12"]
    assert (workload["name"], workload["variance"]) == ("AmazonEC2", pytest.approx(250.0))
    parts = (workload["volume"], workload["rate"], workload["usage"])
    assert parts == pytest.approx((0.0, 0.0, 250.0))
    assert total["actual"] == pytest.approx(1250.0)


def test_a_case_without_an_export_is_told_how_to_get_one(tmp_path: Path, capsys: Capture) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"project": {"start_month": "2026-11"}}', encoding="utf-8")

    assert main(["actuals", str(case)]) == FAILED

    assert "The project holds no cost export to compare with." in capsys.readouterr().err


def test_an_unknown_scenario_is_named_with_those_there_are(tmp_path: Path, capsys: Capture) -> None:
    file = project(tmp_path, ("2026-11", "1000"))

    assert main(["actuals", str(file), "--scenario", "Spott"]) == WRONG_INPUT

    assert "There is no scenario “Spott”." in capsys.readouterr().err
