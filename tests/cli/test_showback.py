"""`whatif showback`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.document.shop import shop
from tests.ownership.bills import bill, line
from whatif_app.cli import main
from whatif_app.ledger import of_export
from whatif_app.ownership.sharing import OWNER, Sharing, Source, Split
from whatif_app.project_file import Project, write_project

Capture = pytest.CaptureFixture[str]

BILL = bill(
    line("50", "Shop", month="2026-11"),
    line("60.004", "Shop"),
    line("20.004", "Data"),
    line("30", "Platform", service="EKS"),
    line("9.988", service="Support"),
    tags=("team",),
)
#: 30 evenly is 15 each; by cost Shop bears 22.50 and Data 7.50. What Shop is spared is 9.1 % of
#: its 82.51, below what is warned of.
SHARING = Sharing((Split("Cluster", Source(OWNER, "Platform"), "even"),))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.whatif"
    write_project(path, Project(shop(), of_export(BILL).with_part("sharing", SHARING)))
    return path


def test_the_project_s_splits_are_carried_out_and_peanut_butter_is_warned_of(
    project: Path, capsys: Capture
) -> None:
    assert main(["showback", str(project)]) == 0
    printed = capsys.readouterr().out

    lines = [" ".join(each.split()) for each in printed.splitlines()]
    assert lines[0] == "Showback Dec 2026, amortized, USD"
    assert lines[2:] == [
        "Team Direct Shared Overhead Total Share Change Unit cost",
        "Shop $60.01 $15.00 $0.00 $75.01 62.5 % +$25.01 –",
        "Data $20.00 $15.00 $0.00 $35.00 29.2 % +$35.00 –",
        "Platform $0.00 $0.00 $0.00 $0.00 0.0 % $0.00 –",
        "Unallocated $9.99 $0.00 $0.00 $9.99 8.3 % +$9.99 –",
        "The bill $120.00 +$70.00",
        "",
        "- “Cluster”, split evenly, puts $7.50 on Data, 27.3 % of its cost: peanut butter. "
        "Split it by weight or by cost.",
    ]


def test_splits_and_a_key_may_be_given_on_the_command_line(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "cores.csv").write_text("team,cores\nSHOP,1\nData,1\nidle,1\n")
    asked = ["--split", "service:EKS=weight", "--key", str(tmp_path / "cores.csv")]
    arguments = [*asked, "--platform", "Infra", "--split", "unallocated=cost", "--json"]
    out = tmp_path / "out.xlsx"

    assert main(["showback", str(project), str(out), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)

    totals = {each["team"]: each["total"] for each in found["teams"]}
    # 10 each for Shop, Data and idle; 9.99 of support over 60.01 : 20.00.
    assert totals == {"Shop": 77.5, "Data": 32.5, "Infra": 10.0, "Platform": 0.0, None: 0.0}
    assert sum(map(Decimal, map(str, totals.values()))) == Decimal(str(found["bill"]))
    assert openpyxl.load_workbook(out).sheetnames[:3] == ["Summary", "Shop", "Data"]


def test_all_but_the_top_team_and_a_tag_can_be_shared(project: Path, capsys: Capture) -> None:
    arguments = ["--split", "tag:team:platform=even", "--split", "top:1=cost", "--json"]
    assert main(["showback", str(project), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)

    assert {each["team"]: each["total"] for each in found["teams"] if each["total"]} == {
        "Shop": 110.01,
        None: 9.99,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--split", "service:EKS"], "is no split"),
        (["--split", "service:EKS=surcharge"], "is no split"),
        (["--split", "top:x=cost"], "names no number"),
        (["--split", "service:EKS=weight"], "no key to weigh by"),
        (["--key", "k.csv"], "divides nothing"),
        (["--month", "2031-01"], "There is no bill of 2031-01"),
        (["--currency", "GBP"], "no bill in GBP"),
        (["out.csv"], "does not end in .xlsx"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    project: Path, capsys: Capture, arguments: list[str], said: str
) -> None:
    assert main(["showback", str(project), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_case_without_an_export_has_no_statement(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "case.json").write_text(json.dumps({"project": {"start_month": "2026-12"}}))

    assert main(["showback", str(tmp_path / "case.json")]) == 2
    assert "holds no cost export" in capsys.readouterr().err
