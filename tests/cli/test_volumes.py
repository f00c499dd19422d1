"""`whatif volumes`: months and the proposed growth, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from whatif_app.cli import WRONG_INPUT, main


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Orders of half a year that grow by a tenth each month."""
    rows = "".join(f"2026-{n + 1:02d},{1000 * 1.1**n:.6f}\n" for n in range(6))
    path = tmp_path / "orders.csv"
    path.write_text(f"month,orders\n{rows}", encoding="utf-8")
    return path


def test_months_and_growth_are_printed(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["volumes", str(orders)]) == 0

    out = capsys.readouterr().out
    assert "orders, L1: events per step, added up (orders.csv)" in out
    assert "2026-02                 1,100" in out
    assert "Growth          10.00 % a month" in out
    # 1,000 × 1.1^6, in the month after the last.
    assert "Volume          1.77k in Jul 2026 (fitted)" in out
    assert "Growth alone: there are 6 complete months" in out


def test_json_holds_every_figure(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["volumes", str(orders), "--json", "--start-month", "2026-03"]) == 0

    (found,) = json.loads(capsys.readouterr().out)["usage"]
    assert found["months"]["2026-01"] == 1000.0
    assert found["proposal"]["growth"] == pytest.approx(0.1)
    assert (found["proposal"]["volume"], found["proposal"]["is_counted"]) == (1210.0, True)
    assert found["proposal"]["season"] is None


def test_what_is_left_open_is_wrong_input_with_the_answers_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,n\n01/02/2026,5\n02/02/2026,6\n", encoding="utf-8")

    assert main(["volumes", str(path)]) == WRONG_INPUT
    assert "Choose (--date-order): mdy; dmy." in capsys.readouterr().err
    assert main(["volumes", str(path), "--date-order", "dmy"]) == 0
    assert "2026-02                    11" in capsys.readouterr().out


def test_too_short_a_history_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("month,n\n2026-01,5\n2026-02,6\n", encoding="utf-8")

    assert main(["volumes", str(path)]) == 0
    assert "No proposal: n has 2 complete months above zero" in capsys.readouterr().out
