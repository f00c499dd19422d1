"""The baseline keeps its sums through storage, grouping and thinning out."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row, totals
from whatif_app.costs import condensing
from whatif_app.costs.baseline import Baseline, describe
from whatif_app.costs.export import read_export


def sample(tmp_path: Path) -> Baseline:
    rows = [
        cur_row(UnblendedCost="0.000000000001", **{"resourceTags/user:team": "=1+1"}),
        cur_row(ProductCode="AmazonS3", UnblendedCost="-3.5", UsageAmount="0.1"),
        cur_row(ProductCode="AmazonS3", LineItemType="Tax", UnblendedCost="12345678901.25"),
        cur_row(UnblendedCost="bad"),
        cur_row(UsageStartDate="2026-11-03T00:00:00Z", **{"resourceTags/user:team": "'x\ny,\"z"}),
    ]
    return read_export([cur(tmp_path / "cur.csv", *rows)], tags=["team"])


def test_a_stored_baseline_comes_back_as_it_was(tmp_path: Path) -> None:
    baseline = sample(tmp_path)

    again = Baseline.from_files(baseline.to_files())

    assert again.lines == baseline.lines
    assert again.sources == baseline.sources
    assert again.calendar == baseline.calendar
    assert again.reconciliation.as_json() == baseline.reconciliation.as_json()


def test_the_stored_table_holds_nothing_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    import csv
    import io

    table = sample(tmp_path).to_files()["baseline.csv"].decode()

    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_the_account_has_the_names_that_scripts_rely_on(tmp_path: Path) -> None:
    account = json.loads(json.dumps(sample(tmp_path).reconciliation.as_json()))

    assert account["format"] == "AWS CUR (legacy CSV)"
    assert account["rows"] == {"read": 5, "used": 4, "set_aside": {"unreadable_cost": 1}}
    assert set(account["totals"]["USD"]) == {"billed", "amortized", "on_demand", "unused"}
    assert account["months"]["2026-11"]["USD"]["billed"] == 1.0
    assert account["check"]["agrees"] is True


def test_groups_add_up_to_the_totals_whatever_they_are_made_by(tmp_path: Path) -> None:
    baseline = sample(tmp_path)

    for dimension in baseline.dimensions:
        groups = baseline.group([dimension])
        assert sum(group.totals.billed or 0 for group in groups) == totals(baseline).billed
        assert sum(group.rows for group in groups) == 4
    with pytest.raises(KeyError, match="No dimension 'planet'"):
        baseline.group(["planet"])


def test_too_many_lines_are_thinned_out_without_losing_a_cent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        cur_row(UsageType=f"Type{n}", ProductCode=f"Service{n % 7}", UnblendedCost=f"{n}.{n:03}")
        for n in range(1, 301)
    ]
    path = cur(tmp_path / "cur.csv", *rows)
    whole = read_export([path])
    monkeypatch.setattr(condensing, "LINES_KEPT", 60)

    thinned = read_export([path])

    assert len(whole.lines) == 300
    assert len(thinned.lines) <= 60
    assert totals(thinned) == totals(whole)
    assert {g.values: g.totals for g in thinned.group(["service"])} == {
        g.values: g.totals for g in whole.group(["service"])
    }
    # The largest stay what they are; the rest is named as such, and said.
    assert "Type300" in {line.usage_type for line in thinned.lines}
    assert "Other" in {line.usage_type for line in thinned.lines}
    assert any("Of 300 usage types" in note for note in thinned.reconciliation.notes)


def test_the_account_for_people_names_totals_and_what_was_set_aside(tmp_path: Path) -> None:
    said = describe(sample(tmp_path))

    assert "Rows set aside              1" in said
    assert "cost cannot be read" in said
    assert "12,345,678,898.75" in said
    assert "equal the plain sums" in said
    assert "line 5" in said


def test_a_hundred_thousand_tenths_add_up_exactly(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(UnblendedCost="0.1"))
    header, row = path.read_text().splitlines()
    path.write_text("\n".join([header, *[row] * 100_000, ""]))

    assert totals(read_export([path])).billed == Decimal("10000")
