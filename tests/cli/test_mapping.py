"""`whatif import` of tables of no known format, and of workbooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.costs.test_mapping import PLAIN
from tests.costs.test_sheets import workbook
from whatif_app.cli import FAILED, OK, WRONG_INPUT, main

Capture = pytest.CaptureFixture[str]


def test_a_first_mapping_is_written_mended_and_given_back(tmp_path: Path, capsys: Capture) -> None:
    costs, mapping = tmp_path / "costs.csv", tmp_path / "costs.mapping.json"
    costs.write_text(PLAIN)

    assert main(["import", str(costs), "--save-mapping", str(mapping)]) == OK
    out = capsys.readouterr().out
    assert "service          Product" in out
    assert "2 of the first 6 rows would be counted: 120.75 EUR" in out

    mended = json.loads(mapping.read_text()) | {"service": "Team", "tags": []}
    mapping.write_text(json.dumps(mended))
    target = tmp_path / "costs.whatif"
    assert main(["import", str(costs), "--mapping", str(mapping), "-o", str(target)]) == OK
    assert "120.75" in capsys.readouterr().out
    assert target.exists()


def test_without_a_mapping_an_unknown_table_says_the_way(tmp_path: Path, capsys: Capture) -> None:
    costs = tmp_path / "costs.csv"
    costs.write_text(PLAIN)

    assert main(["import", str(costs), "--dry-run"]) == FAILED
    assert "--save-mapping" in capsys.readouterr().err


def test_a_wrong_mapping_file_is_refused_with_all_that_is_wrong(
    tmp_path: Path, capsys: Capture
) -> None:
    costs, mapping = tmp_path / "costs.csv", tmp_path / "m.json"
    costs.write_text(PLAIN)
    mapping.write_text('{"format": "what-if column mapping", "version": 1, "a": 1, "b": 2}')

    status = main(["import", str(costs), "--mapping", str(mapping), "--dry-run"])

    assert status == WRONG_INPUT
    assert capsys.readouterr().err.count("is no part of a mapping") == 2


def test_a_sheet_is_named(tmp_path: Path, capsys: Capture) -> None:
    header = ["BilledCost", "ChargeCategory", "ChargePeriodStart", "BillingCurrency"]
    path = workbook(
        tmp_path / "a.xlsx",
        Jan=[header, [1, "Usage", "2026-01-01", "USD"]],
        Feb=[header, [2, "Usage", "2026-02-01", "USD"]],
    )

    assert main(["import", str(path), "--sheet", "Feb", "--dry-run", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["totals"]["USD"]["billed"] == 2
