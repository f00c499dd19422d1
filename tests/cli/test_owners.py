"""`whatif owners`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.document.shop import shop
from tests.ownership.bills import bill, line
from whatif_app.cli import main
from whatif_app.ledger import Ledger, of_export
from whatif_app.ownership.ownership import Ownership, RequiredTag
from whatif_app.project_file import Project, write_project

Capture = pytest.CaptureFixture[str]

BILL = bill(
    line("60.004", "svc-shop", month="2026-11"),
    line("20.004", "svc-data"),
    line("10.004", "", service="Queue\x1b[2J"),
    line("9.988", "svc-old"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.whatif"
    ownership = Ownership(required=(RequiredTag("ServiceID", ("svc-shop", "svc-data")),))
    write_project(path, Project(shop(), of_export(BILL).with_part("ownership", ownership)))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "owners.csv"
    path.write_text("ServiceID,Team,Cost center\nsvc-shop,Web,1\nsvc-data,Data,2\n,x,\n")
    return path


def test_a_file_given_says_whose_the_cost_is_and_the_cents_add_up(
    project: Path, file: Path, capsys: Capture
) -> None:
    assert main(["owners", str(project), "--ownership", str(file)]) == 0
    printed = capsys.readouterr()

    lines = [" ".join(each.split()) for each in printed.out.splitlines()]
    assert lines[0] == "Cost by team, 2026-11 to 2026-12, amortized, USD"
    # 60.004 + 20.004 + 19.992 are 100.000: cut to cents they would be a cent short. Of the two
    # that lose as much by it, the first gets the cent.
    assert lines[2:6] == [
        "Web 60.01 60.0 %",
        "Data 20.00 20.0 %",
        "Unallocated 19.99 20.0 %",
        "Total 100.00",
    ]
    assert "Unallocated: 20.0\u202f%, above the target of 5.0\u202f%." in printed.out
    assert "owners.csv, line 4" in printed.err and "no service ID" in printed.err
    # What would clear a terminal is not printed as such.
    assert "\x1b" not in printed.out


def test_the_report_as_data_holds_every_owner_gap_and_rule(
    project: Path, file: Path, capsys: Capture
) -> None:
    arguments = ["--ownership", str(file), "--by", "cost_center", "--month", "2026-12", "--json"]
    assert main(["owners", str(project), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)

    assert [(each["name"], each["cost"]) for each in found["owners"]] == [("2", 20.004)]
    assert (found["total"], found["months"]) == (39.996, ["2026-12"])
    assert found["unallocated"]["cost"] == 19.992
    assert [each["name"] for each in found["unallocated"]["unknown_ids"]] == ["svc-old"]
    assert [each["rule"] for each in found["rules"]] == [
        "tag ServiceID → ownership file",
        "account → ownership file",
    ]
    assert found["ownership_file"]["name"] == "owners.csv"
    assert len(found["ownership_file"]["problems"]) == 1
    assert found["tags"][0]["allowed_share"] == pytest.approx(20.004 / 39.996)


def test_of_many_owners_the_smallest_are_told_together(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "many.whatif"
    many = [line(f"{40 - n}", f"svc-{n:02}") for n in range(40)]
    write_project(path, Project(shop(), of_export(bill(*many, line("7")))))

    assert main(["owners", str(path)]) == 0
    lines = [" ".join(each.split()) for each in capsys.readouterr().out.splitlines()]

    # 40 + 39 + … + 1 are 820; the last ten are 10 + 9 + … + 1 = 55, of a bill of 827.
    assert lines[31:35] == [
        "svc-29 11.00 1.3 %",
        "10 others 55.00 6.7 %",
        "Unallocated 7.00 0.8 %",
        "Total 827.00",
    ]


def test_the_target_can_be_another(project: Path, file: Path, capsys: Capture) -> None:
    assert main(["owners", str(project), "--ownership", str(file), "--target", "25%"]) == 0

    assert "within the target of 25.0\u202f%" in capsys.readouterr().out


def test_the_untagged_list_is_written_as_csv_or_as_a_workbook(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    as_csv, as_workbook = tmp_path / "u.csv", tmp_path / "u.xlsx"
    assert main(["owners", str(project), "--untagged", str(as_csv)]) == 0
    assert main(["owners", str(project), "--untagged", str(as_workbook)]) == 0

    with as_csv.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    # Without the tag 10.004, with a value not allowed 9.988.
    assert [row[-1] for row in rows[1:]] == ["10.004", "9.988", "19.992"]
    sheet = openpyxl.load_workbook(as_workbook, data_only=True)["Untagged"]
    assert sheet["J5"].value == pytest.approx(19.992)
    assert "2 lines of untagged usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--month", "2020-01"], "no month 2020-01"),
        (["--currency", "EUR"], "no currency EUR"),
        (["--target", "200"], "not a percentage"),
        (["--untagged", "list.pdf"], "does not end in .csv or .xlsx"),
        (["--by", "planet"], "invalid choice"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    project: Path, capsys: Capture, arguments: list[str], said: str
) -> None:
    assert main(["owners", str(project), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_existing_list_is_replaced_only_when_told_to(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "u.csv"
    path.write_text("mine")

    assert main(["owners", str(project), "--untagged", str(path)]) == 2
    assert (path.read_text(), "exists" in capsys.readouterr().err) == ("mine", True)
    assert main(["owners", str(project), "--untagged", str(path), "--force"]) == 0


def test_a_project_without_an_export_says_where_one_comes_from(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "bare.whatif"
    write_project(path, Project(shop(), Ledger()))

    assert main(["owners", str(path)]) == 2
    assert "Make a project with “whatif import”" in capsys.readouterr().err
