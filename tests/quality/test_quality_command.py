"""`whatif quality`: the report on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.case import Case
from tests.quality.bills import at, daily_bill, line, weekdays
from whatif_app.cli import main
from whatif_app.ledger import Ledger
from whatif_app.project_file import Project, write_project
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic

CASE = Case.from_json({"project": {"start_month": "2026-03"}})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one odd day, 1,000 where 100 is usual, which was left out."""
    costs = weekdays(90)
    costs[at("2026-03-10")] = 1000.0
    baseline = daily_bill({"EC2": costs})
    spike = Subject(Topic.ANOMALY, "USD", "EC2", "spike", "2026-03-10")
    amount = line("2026-03", 900).billed
    assert amount is not None
    decision = Decision(spike, Choice.LEAVE_OUT, "load test", (("2026-03", amount),))
    made = Adjustments().with_decision(decision)
    path = tmp_path / "march.whatif"
    write_project(path, Project(CASE, Ledger((baseline,), {"adjustments": made})))
    return path


def test_the_report_names_findings_decisions_and_what_is_in_order(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quality", str(project)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("Nothing stands in the way of trusting this baseline.")
    assert "EC2: spike on Tue 10 Mar 2026" in said
    assert "leave out $900.00 in Mar 2026: load test" in said
    assert "Mar 2026: −$900.00" in said
    assert "✓ The export equals its own cost column to the cent." in said


def test_the_same_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(project), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    (finding,) = found["findings"]
    assert finding["anomaly"]["expected"] == 100.0
    assert finding["decision"] == {"choice": "leave_out", "reason": "load test"}
    assert found["adjusted_by"] == [{"currency": "USD", "month": "2026-03", "amount": -900.0}]


def test_another_share_may_be_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(project), "--share", "95", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1

    assert main(["quality", str(project), "--share", "1"]) == 2
    assert "Give a share of 5 to 100 %." in capsys.readouterr().err


def test_a_case_without_an_export_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bare.whatif"
    write_project(path, Project(CASE))

    assert main(["quality", str(path)]) == 2
    assert "holds no cost export" in capsys.readouterr().err
