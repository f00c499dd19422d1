"""The commands: what they print where, and the exit status that a script can rely on."""

from __future__ import annotations

import errno
import json
import math
import os
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.case import Case
from scenarios.engine import compute
from tests.costs.exports import cur, cur_row
from tests.document.shop import SHOP, shop
from whatif_app import __version__
from whatif_app.bug_report import report_bug
from whatif_app.cli import main
from whatif_app.commands import AddScenario
from whatif_app.costs.problem import Cancelled
from whatif_app.document import Document
from whatif_app.journal import user_journal_folder

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "assets" / "sample-cur.csv.gz"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(SHOP), encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "my project.whatif"
    Document(shop(), journal_folder=tmp_path / "journals").save(path)
    return path


def written(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def terminal(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "whatif_app", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8", **options
    )


# Computing


def test_compute_prints_the_results_as_strict_json(case_file: Path, capsys: Capture) -> None:
    assert main(["compute", str(case_file), "--json"]) == 0

    printed = strict(capsys.readouterr().out)
    assert printed == json.loads(json.dumps(compute(shop())))
    assert list(printed["scenarios"]) == ["as is", "spot", "against spot"]


def test_a_project_and_its_case_give_the_same(
    case_file: Path, project: Path, capsys: Capture
) -> None:
    main(["compute", str(case_file), "--json"])
    of_case = capsys.readouterr().out
    main(["compute", str(project), "--json"])

    assert capsys.readouterr().out == of_case


def test_compute_prints_an_aligned_table_without_json(case_file: Path, capsys: Capture) -> None:
    assert main(["compute", str(case_file)]) == 0

    lines = capsys.readouterr().out.splitlines()
    table = lines[: lines.index("")]
    assert [line.split("  ")[0] for line in table] == ["Scenario", "as is", "spot", "against spot"]
    assert "Cost per order" in table[0]
    # Right-aligned: the last column ends in the same place on each line.
    assert len({len(line) for line in table}) == 1


def test_compute_takes_the_scenarios_named_in_their_order(case_file: Path, capsys: Capture) -> None:
    wanted = ["--scenario", "spot", "--scenario", "as is"]
    assert main(["compute", str(case_file), "--json", *wanted]) == 0

    assert list(strict(capsys.readouterr().out)["scenarios"]) == ["spot", "as is"]


def test_a_scenario_that_does_not_exist_is_wrong_input(case_file: Path, capsys: Capture) -> None:
    assert main(["compute", str(case_file), "--scenario", "spo"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err == "whatif: “spo” is not a scenario of the case. " + (
        "Valid: “as is”, “spot”, “against spot”.\n"
    )


def test_figures_beyond_any_float_are_null(tmp_path: Path, capsys: Capture) -> None:
    case = {
        "project": {"start_month": "2027-01", "horizon": 600},
        "workloads": [{"name": "w", "on_demand_cost": 1e308, "rate_change": 1e30}],
    }
    assert main(["compute", written(tmp_path / "c.json", json.dumps(case)), "--json"]) == 0

    printed = strict(capsys.readouterr().out)
    assert printed["scenarios"]["Do nothing"]["series"]["cost/amortized"][-1] is None


# Mistakes in a case


MISTAKES = {
    **SHOP,
    "workloads": [{"name": "web", "on_demand_cost": -5, "spot_targt": 1}],
    "migrations": [],
    "initiatives": [],
    "scenarios": [{"name": "as is", "set": {"units/orders/volume": "many"}}],
    "ranges": {},
}


def test_every_mistake_is_listed_at_once_on_standard_error(tmp_path: Path, capsys: Capture) -> None:
    assert main(["compute", written(tmp_path / "c.json", json.dumps(MISTAKES))]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[0] for line in err.splitlines()] == [
        "workloads/web/on_demand_cost",
        "workloads/web/spot_targt",
        "scenario “as is”, units/orders/volume",
    ]
    assert "The nearest valid one is “spot_target”." in err


def test_with_json_the_mistakes_are_json_and_standard_output_stays_empty(
    tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", written(tmp_path / "c.json", json.dumps(MISTAKES)), "--json"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert strict(err)["errors"][2] == {
        "address": "units/orders/volume",
        "scenario": "as is",
        "what": "“many” is not a number.",
        "valid": "Enter 0 or more.",
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"project": {,}}', "line 1, column 14: this is not JSON"),
        (b'{\n "project": {}\n "units": []}', "line 3, column 2: this is not JSON"),
        (b"", "is empty"),
        (b'{"a": "\xff"}', "line 1: this is not UTF-8 text (byte 8)"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"project":' * 300 + b"1" + b"}" * 300, "nested too deeply"),
        (b"[]", "case: is not a JSON object"),
        (b"null", "case: is not a JSON object"),
        (b'{"project": {"start_month": "2027-01", "start_month": "2027-02"}}', "is given twice"),
        (b'{"project": {"horizon": NaN}}', "project/horizon: nan is not a finite number"),
        (b'{"project": {"horizon": 1e999}}', "project/horizon: inf is not a finite number"),
        (b'{"project": {"horizon": ' + b"9" * 5000 + b"}}", "project/horizon: inf is not a"),
        (b'{"project": {"currency": "\\ud800"}}', "project/currency: holds half of a surrogate"),
    ],
)
def test_a_file_that_is_no_case_says_where_and_what(
    content: bytes, said: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["compute", written(tmp_path / "c.json", content)]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_key_given_twice_in_a_row_has_the_address_of_its_cell(
    tmp_path: Path, capsys: Capture
) -> None:
    text = json.dumps(SHOP).replace(
        '"on_demand_cost": 500', '"on_demand_cost": 5, "on_demand_cost": 6'
    )
    text = text.replace('"initiatives/port/enabled": true', '"x": 1, "x": 2')

    assert main(["check", written(tmp_path / "c.json", text)]) == 2

    assert capsys.readouterr().err.splitlines() == [
        "workloads/web/on_demand_cost: is given twice. Keep one of the two.",
        "scenario “spot”, x: is given twice. Keep one of the two.",
    ]


@pytest.mark.parametrize("name", ["export.csv", "noise.whatif", "gone.json", "."])
def test_other_files_are_named_in_a_sentence(name: str, tmp_path: Path, capsys: Capture) -> None:
    written(tmp_path / "export.csv", "a,b\n1,2\n")
    written(tmp_path / "noise.whatif", os.urandom(100).replace(b"P", b"x"))

    assert main(["compute", str(tmp_path / name)]) in (1, 2)

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("whatif: “")
    assert err.count("\n") == 1


def test_check_says_that_a_case_is_in_order(case_file: Path, capsys: Capture) -> None:
    assert main(["check", str(case_file)]) == 0

    assert "no mistakes (3 scenarios, 2 units, 2 workloads" in capsys.readouterr().out


# Importing


def test_a_dry_run_prints_the_reconciliation_alone(tmp_path: Path, capsys: Capture) -> None:
    assert main(["import", str(SAMPLE), "--dry-run", "--json"]) == 0

    printed = strict(capsys.readouterr().out)
    assert set(printed) == {"format", "rows", "totals", "months"}
    rows = printed["rows"]
    assert rows["read"] == rows["used"] + sum(rows["set_aside"].values())
    assert set(printed["totals"]["USD"]) == {"billed", "amortized", "on_demand", "unused"}
    by_month = [amounts["USD"]["billed"] for amounts in printed["months"].values()]
    assert math.fsum(by_month) == pytest.approx(printed["totals"]["USD"]["billed"], abs=0.005)


def test_import_writes_a_project_that_opens_with_its_baseline(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "p.whatif"

    wishes = ["--group-by", "tag:team", "--largest", "3", "--month", "2026-11"]
    assert main(["import", str(SAMPLE), "-o", str(path), *wishes]) == 0

    out = capsys.readouterr().out
    assert "Month 0 (2026-11) of “do nothing” costs" in out
    assert out.endswith(f"Wrote {path}.\n")
    document = Document.open(path)
    assert document.baseline is not None
    assert "media" in document.case.tables["workloads"]
    assert "Other" in document.case.tables["workloads"]


def test_import_to_json_writes_the_case_alone(tmp_path: Path) -> None:
    path = tmp_path / "case.json"

    assert main(["import", str(SAMPLE), "-o", str(path), "--json"]) == 0

    assert Case.from_json(json.loads(path.read_text(encoding="utf-8"))).tables["workloads"]


def test_an_existing_file_is_kept_unless_forced(project: Path, capsys: Capture) -> None:
    before = project.read_bytes()

    assert main(["import", str(SAMPLE), "-o", str(project)]) == 2
    assert "add --force" in capsys.readouterr().err
    assert project.read_bytes() == before

    assert main(["import", str(SAMPLE), "-o", str(project), "--force"]) == 0
    assert project.read_bytes() != before


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        ([], "Give -o FILE.whatif", 2),
        (["--dry-run", "--tag", "no such"], "The export has no tag “no such”.", 1),
        (["-o", "{folder}/x.whatif", "--month", "1999-01"], "has no month “1999-01”", 2),
        (["-o", "{folder}/x.whatif", "--month", "2026-13"], "“2026-13” is not a month", 2),
        (["--dry-run", "--month", "December"], "“December” is not a month", 2),
        (["--dry-run", "--month", "1999-01"], "has no month “1999-01”", 2),
        (["--dry-run", "--currency", "XXX"], "has no currency “XXX”", 2),
        (["-o", "{folder}/x.whatif", "--currency", "XXX"], "has no currency “XXX”", 2),
        (["-o", "{folder}/gone/x.whatif"], "is not a folder", 1),
        (["-o", "{folder}/x.xlsx"], "does not end in .whatif or .json", 2),
    ],
)
def test_import_says_what_it_needs(
    arguments: list[str], said: str, status: int, tmp_path: Path, capsys: Capture
) -> None:
    filled = [argument.format(folder=tmp_path) for argument in arguments]

    assert main(["import", str(SAMPLE), *filled]) == status

    out, err = capsys.readouterr()
    assert (out, said in err) == ("", True)
    assert not (tmp_path / "x.whatif").exists()


@pytest.mark.parametrize("closed", ["the folder", "the file"])
def test_a_place_that_cannot_be_written_is_found_before_the_export_is_read(
    closed: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def read(*_: Any, **__: Any) -> None:
        raise AssertionError("the export was read")

    target = tmp_path / "x.whatif"
    if closed == "the file":
        target.touch()
        target.chmod(0o444)
    else:  # a stand-in for permissions, which do not bind an administrator
        monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    monkeypatch.setattr("whatif_app.costs.export.read_export", read)

    assert main(["import", str(SAMPLE), "-o", str(target), "--force"]) == 1

    out, err = capsys.readouterr()
    assert (out, "could not be saved" in err) == ("", True)


def test_what_is_no_plain_file_is_never_replaced(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "folder.whatif"
    folder.mkdir()

    assert main(["import", str(SAMPLE), "-o", str(folder), "--force"]) == 2

    out, err = capsys.readouterr()
    assert (out, "is not a plain file" in err) == ("", True)
    if sys.platform != "win32":
        pipe = tmp_path / "pipe.whatif"
        os.mkfifo(pipe)
        assert main(["import", str(SAMPLE), "-o", str(pipe), "--force"]) == 2
        assert pipe.is_fifo()


def test_an_empty_export_name_is_not_taken_for_this_folder(capsys: Capture) -> None:
    assert main(["import", "", "--dry-run"]) == 2

    out, err = capsys.readouterr()
    assert (out, "name is empty" in err) == ("", True)


def test_a_starting_point_that_misses_the_export_is_said(tmp_path: Path, capsys: Capture) -> None:
    path = written(
        tmp_path / "credit.csv",
        "lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UnblendedCost,"
        "reservation/EffectiveCost\nCredit,2026-12-01T00:00:00Z,-44.40,\n",
    )

    assert main(["import", path, "-o", str(tmp_path / "p.whatif")]) == 0

    assert "does not reproduce the export within 0.5%" in capsys.readouterr().out


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_no_mistake_of_the_programs_own(case_file: Path) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "whatif_app", "compute", str(case_file), "--json"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith("{") or ended.stderr.startswith("whatif: ")
    assert "output cannot be written" in ended.stderr
    assert "mistake of its own" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="closes the output as a shell's >&- does")
def test_a_closed_output_is_no_mistake_of_the_programs_own(case_file: Path) -> None:
    command = f'"{sys.executable}" -m whatif_app compute "{case_file}" --json >&-'
    ended = subprocess.run(
        command, shell=True, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_file_that_is_no_export_fails_with_its_name(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path / "notes.csv", "a,b\n1,2\n")

    assert main(["import", path, "--dry-run", "--json"]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert "notes.csv" in strict(err)["errors"][0]["what"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word to it")
def test_an_import_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    scratch, export = tmp_path / "scratch", tmp_path / "cur.csv"
    scratch.mkdir()
    header, row = cur(export, cur_row()).read_text().splitlines()
    export.write_text("\n".join([header, *[row] * 400_000, ""]))
    command = [sys.executable, "-m", "whatif_app", "import", str(export)]
    with subprocess.Popen(
        [*command, "-o", str(tmp_path / "p.whatif")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while process.poll() is None and not os.listdir(scratch):
            time.sleep(0.01)
        process.terminate()
        out, err = process.communicate(timeout=30)

    assert (process.returncode, out, err.strip()) == (130, "", "Stopped; nothing was written.")
    assert os.listdir(scratch) == []
    assert not (tmp_path / "p.whatif").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to itself")
def test_an_interrupted_import_stops_writes_nothing_and_says_so(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_ask(
        paths: Any, *, tags: Any, choices: Any, progress: Any, cancelled: Callable[[], bool]
    ) -> None:
        assert not cancelled()
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled()
        raise Cancelled

    monkeypatch.setattr("whatif_app.costs.export.read_export", read_and_ask)
    before = signal.getsignal(signal.SIGINT)
    # A shell starts its background jobs deaf to Ctrl+C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(["import", str(SAMPLE), "-o", str(tmp_path / "p.whatif")]) == 130
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)

    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", "Stopped; nothing was written.")
    assert os.listdir(tmp_path) == []


# The workbook


def test_export_writes_the_workbook_through_a_file_of_its_own(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = project.parent / "out.xlsx"
    given: list[Any] = []

    def write(case: Case, path: Path, *, baseline: Any, progress: Any, cancelled: Any) -> None:
        given.append(case)
        assert path.parent == target.parent
        assert not target.exists()
        path.write_bytes(b"a workbook")

    monkeypatch.setattr("whatif_app.workbook.export_workbook", write, raising=False)

    assert main(["export", str(project), str(target)]) == 0
    assert target.read_bytes() == b"a workbook"
    assert given == [shop()]
    assert capsys.readouterr().out == f"Wrote {target}.\n"

    assert main(["export", str(project), str(target)]) == 2
    assert "add --force" in capsys.readouterr().err


def test_an_export_that_is_stopped_leaves_the_older_workbook(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = project.parent / "out.xlsx"
    target.write_bytes(b"the older one")

    def stop(case: Case, path: Path, **_: Any) -> None:
        path.write_bytes(b"half")
        raise Cancelled

    monkeypatch.setattr("whatif_app.workbook.export_workbook", stop, raising=False)

    assert main(["export", str(project), str(target), "--force"]) == 130
    assert target.read_bytes() == b"the older one"
    assert sorted(os.listdir(project.parent)) == ["my project.whatif", "out.xlsx"]


# Recovering


@pytest.fixture
def crashed() -> None:
    """A document that was edited and never saved, of a process that is gone."""
    for journal in user_journal_folder().glob("*"):
        journal.unlink()
    document = Document(shop())
    document.do(AddScenario("unsaved"))
    assert document._journal is not None
    document._journal.leave()


@pytest.mark.usefixtures("crashed")
def test_unsaved_edits_are_listed_and_restored(tmp_path: Path, capsys: Capture) -> None:
    assert main(["recover"]) == 0
    assert "1 edit  never saved" in capsys.readouterr().out

    assert main(["recover", "restore", "1", "-o", str(tmp_path / "r.whatif")]) == 0
    assert "unsaved" in Document.open(tmp_path / "r.whatif").case.scenario_names

    capsys.readouterr()
    assert main(["recover", "list"]) == 0
    assert capsys.readouterr().out == "There is nothing to recover.\n"


@pytest.mark.usefixtures("crashed")
def test_a_number_that_is_not_listed_is_wrong_input(tmp_path: Path, capsys: Capture) -> None:
    assert main(["recover", "restore", "7", "-o", str(tmp_path / "r.whatif")]) == 2
    assert main(["recover", "discard", "1"]) == 0
    assert main(["recover", "discard", "1"]) == 2

    assert "no number 7" in capsys.readouterr().err


# The program


def test_the_version_is_that_of_the_package(capsys: Capture) -> None:
    assert main(["--version"]) == 0

    assert capsys.readouterr().out == f"What-If {__version__}\n"
    # The wheel takes it from there too: it is said in one place.
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["setuptools"]["dynamic"]["version"] == {
        "attr": "whatif_app.__version__"
    }


def test_without_a_command_the_window_opens_on_what_was_named(case_file: Path) -> None:
    opened: list[tuple[Path | None, bool]] = []

    def window(path: Path | None, example: bool) -> int:
        opened.append((path, example))
        return 0

    for arguments in ([], ["--example"], [str(case_file)]):
        assert main(arguments, open_window=window) == 0

    assert opened == [(None, False), (None, True), (case_file, False)]


@pytest.mark.parametrize("command", ["import", "compute", "export", "check", "demo", "recover"])
def test_every_command_has_help(command: str, capsys: Capture) -> None:
    assert main([command, "--help"]) == 0

    out = capsys.readouterr().out
    assert out.startswith(f"usage: whatif {command}")
    assert "Exit status: 0 done, 1 failed, 2 wrong input, 130 interrupted." in out


def test_the_help_tells_the_exit_statuses(capsys: Capture) -> None:
    assert main(["--help"]) == 0

    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.split("exit status:\n")[1].splitlines()[:4]] == [
        "0",
        "1",
        "2",
        "130",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compte", "x.json"], "neither a command nor a file. Did you mean “compute”?"),
        (["gone.whatif"], "neither a command nor a file"),
        (["compute"], "the following arguments are required: FILE"),
        (["import", "x.csv", "--group-by", "servce"], "the nearest is “service”"),
        (["import", "x.csv", "--largest", "0"], "not a whole number of 1 or more"),
        (["recover", "restore", "x", "-o", "y"], "not a whole number of 1 or more"),
    ],
)
def test_wrong_arguments_are_told_with_status_2(
    arguments: list[str], said: str, capsys: Capture
) -> None:
    assert main(arguments) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_wrong_arguments_are_json_too_where_json_is_asked_for(capsys: Capture) -> None:
    assert main(["compute", "--json"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert strict(err)["errors"][0]["what"] == "the following arguments are required: FILE."


def test_a_bug_is_one_sentence_and_a_report(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHATIF_DEBUG", raising=False)
    try:
        raise ZeroDivisionError("a secret of the code")
    except ZeroDivisionError as error:
        report_bug(type(error), error, error.__traceback__)

    said = capsys.readouterr().err
    assert said.startswith("What-If met a mistake of its own (ZeroDivisionError) and stopped.")
    assert said.count("\n") == 1
    report = Path(said.split("details are in ")[1].split(";")[0])
    assert "a secret of the code" in report.read_text(encoding="utf-8")
    report.unlink()


def test_the_process_prints_utf8_and_survives_a_reader_that_leaves(case_file: Path) -> None:
    case = {"project": {"start_month": "2027-01"}, "scenarios": [{"name": "Größe 予算"}]}
    named = written(case_file, json.dumps(case, ensure_ascii=False))
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    done = terminal("compute", named, "--json", env=plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(strict(done.stdout)["scenarios"]) == ["Größe 予算"]

    command = [sys.executable, "-m", "whatif_app", "compute", named, "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.slow
def test_the_demo_does_the_main_job(tmp_path: Path) -> None:
    done = terminal("demo", "-o", str(tmp_path / "out put"))

    assert (done.returncode, done.stderr) == (0, "")
    assert "Billed totals equal the plain sums" in done.stdout
    assert "a difference of 0.00" in done.stdout
    table = done.stdout.split(". The scenarios:\n\n")[1]
    assert [line.strip().split("  ")[0] for line in table.splitlines()[:4]] == [
        "Scenario",
        "Do nothing",
        "Spot for media",
        "Spot for media + plan",
    ]
    document = Document.open(tmp_path / "out put" / "sample.whatif")
    labels = [entry.label for entry in document.audit]
    assert "Load sample-cur-2027-01.csv.gz" in labels
    assert {entry.why for entry in document.audit} == {"", "Illustration"}
    for name in ("sample.xlsx", "sample-showback.xlsx"):
        with zipfile.ZipFile(tmp_path / "out put" / name) as workbook:
            assert "xl/workbook.xml" in workbook.namelist()


@pytest.mark.slow
def test_the_demo_goes_on_to_owners_showback_quality_and_actuals(tmp_path: Path) -> None:
    done = terminal("demo", "-o", str(tmp_path))

    # The figures agree with each other: the bill of December, and January less what was left out.
    assert done.stdout.count("68,409.12") == 4
    assert "New: AWS Jan 2027." in done.stdout
    assert "Decided: leave out $1,801.63 in Jan 2027: A debug log left on for a day." in done.stdout
    assert "these months hold $1,801.63 less than the bills" in done.stdout
    assert "Jan 2027 came in $5.42k above forecast (+7.9\u202f%)" in done.stdout
