"""`whatif import --engine`: what must be given, and what is refused before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from whatif_app.cli import FAILED, OK, WRONG_INPUT, main


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "No export was named. Name files or a folder, or --engine."),
        (["--engine", "chdb:"], "A table of a warehouse needs --table NAME too."),
        (["--table", "cur"], "A table of a warehouse needs --engine ADDRESS too."),
        (["cur.csv", "--engine", "chdb:", "--table", "cur"], "Files and --engine were both given."),
        (["--engine", "mysql://host", "--table", "cur"], "This is no address of an engine."),
    ],
)
def test_either_files_or_a_table_of_a_warehouse_is_read(
    capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    assert main(["import", *given, "--dry-run"]) == WRONG_INPUT
    assert said in capsys.readouterr().err


def test_a_password_in_the_address_is_refused_and_repeated_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "clickhouse://mary:hunter2@host/db"
    target = tmp_path / "case.whatif"

    status = main(["import", "--engine", url, "--table", "cur", "-o", str(target)])

    shown = capsys.readouterr()
    assert status == WRONG_INPUT
    assert "takes no secrets" in shown.err
    assert "hunter2" not in shown.out + shown.err
    assert not target.exists()


def test_packages_that_are_not_installed_are_named_with_their_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whatif_app.costs.engines.address.find_spec", lambda name: None)

    status = main(["import", "--engine", "spark://host:7077", "--table", "cur", "--dry-run"])

    assert status == WRONG_INPUT
    said = capsys.readouterr().err
    assert "Spark needs packages that are not installed: ibis, pyspark." in said
    assert 'pip install "ibis-framework[pyspark]>=12,<13"' in said


@pytest.mark.engines
@pytest.mark.filterwarnings("default")
def test_a_project_is_made_of_a_table_and_keeps_no_trace_of_where_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ibis")
    import duckdb

    from assets import asset_path
    from whatif_app.project_file import read_project

    hidden = tmp_path / "a-secret-place"
    hidden.mkdir()
    with duckdb.connect(str(hidden / "billing.duckdb")) as connection:
        connection.execute(f"CREATE TABLE cur AS FROM '{asset_path('sample-cur.csv.gz')}'")
    project = tmp_path / "case.whatif"
    url = f"duckdb:{hidden}/billing.duckdb"

    status = main(["import", "--engine", url, "--table", "cur", "-o", str(project)])
    from_file = main(["import", str(asset_path("sample-cur.csv.gz")), "--dry-run"])

    assert (status, from_file) == (OK, OK)
    by_table, by_file = capsys.readouterr().out.split(f"Wrote {project}.")
    assert "215,349.84" in by_table  # billed, of the sample
    assert "215,349.84" in by_file
    baseline = read_project(project)[0].ledger.baseline
    assert baseline is not None
    assert [source.name for source in baseline.sources] == ["cur (DuckDB)"]
    assert b"a-secret-place" not in project.read_bytes()
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != hidden]
    assert written == [project]


@pytest.mark.engines
@pytest.mark.filterwarnings("default")
def test_a_warehouse_that_is_not_there_fails_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("ibis")

    status = main(["import", "--engine", "duckdb:/nowhere.duckdb", "--table", "cur", "--dry-run"])

    assert status == FAILED
    assert capsys.readouterr().err == (
        "whatif: There is no file “/nowhere.duckdb”. Check the path.\n"
    )
