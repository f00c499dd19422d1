"""`whatif import --rate`: an export in several currencies as one project."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.engine import evaluate
from tests.costs.exports import cur, cur_row
from whatif_app.cli import main
from whatif_app.document import Document

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """$100 and €80 of EC2."""
    return cur(
        tmp_path / "cur.csv",
        cur_row(UnblendedCost="100", publicOnDemandCost="100"),
        cur_row(UnblendedCost="80", publicOnDemandCost="80", CurrencyCode="EUR"),
    )


def test_an_import_takes_in_a_currency_that_a_rate_is_given_for(
    export: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "p.whatif"

    given = ["--currency", "USD", "--rate", "EUR=1.25@2026-12-31", "-o", str(path)]
    assert main(["import", str(export), *given]) == 0

    # 100 + 80 × 1.25
    assert "costs 200.00 USD; the export's amortized cost is 200.00" in capsys.readouterr().out
    document = Document.open(path)
    (results,) = evaluate(document.case).values()
    assert results.series["cost/amortized"][0] == pytest.approx(200)
    assert document.case.tables["rates"]["EUR"] == {"rate": 1.25, "date": "2026-12-31"}
    assert document.case.tables["workloads"]["AmazonEC2 (EUR)"]["currency"] == "EUR"
    document.close()


def test_an_import_without_a_rate_says_what_is_left_out(
    export: Path, tmp_path: Path, capsys: Capture
) -> None:
    given = ["--currency", "USD", "-o", str(tmp_path / "p.whatif")]
    assert main(["import", str(export), *given]) == 0

    assert "Only USD is in the case; EUR is left out." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        (["EUR"], "“EUR” is not a rate such as EUR=1.08@2026-09-30"),
        (["EUR=1,08@2026-09-30"], "is not a rate such as"),
        (["EUR=0@2026-09-30"], "“0” is not a rate above 0"),
        (["EUR=1.0.8@2026-09-30"], "“1.0.8” is not a rate above 0"),
        (["EUR=1.08@2026-09-31"], "“2026-09-31” is not a day"),
        (["EUR=1.08@2026-09-30", "EUR=1.09@2026-09-30"], "EUR is given two rates."),
        (["CHF=1.08@2026-09-30"], "The export has no currency “CHF”."),
    ],
)
def test_a_rate_that_cannot_be_meant_is_refused(
    rates: list[str], said: str, export: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "p.whatif"
    given = [word for rate in rates for word in ("--rate", rate)]

    assert main(["import", str(export), "--currency", "USD", *given, "-o", str(path)]) == 2

    assert said in capsys.readouterr().err
    assert not path.exists()


def test_a_dry_run_checks_the_rates_too(export: Path, capsys: Capture) -> None:
    assert main(["import", str(export), "--dry-run", "--rate", "CHF=1.1@2026-09-30"]) == 2

    assert "no currency “CHF”" in capsys.readouterr().err
