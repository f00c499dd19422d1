"""Cost Explorer downloads: a column a group, totals set aside, the metric asked."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs.exports import amounts, refusal, shared, totals
from tests.costs.test_fuzz import FUZZ
from whatif_app.cli import main
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.export import ExportError, peek, read_export
from whatif_app.costs.format import Choices

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

BY_SERVICE = (
    '\ufeff"Service","Savings Plans for  Compute usage($)","EC2-Instances($)","Tax($)",'
    '"Total costs($)"\n'
    '"Service total","8","30","2","40"\n'
    '"2026-08-01","8","10","","18"\n'
    '"2026-09-01","","20","2","22"\n'
)


def download(path: Path, text: str = BY_SERVICE) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, metric: str = "unblended") -> Baseline:
    return read_export([path], choices=Choices(metric=metric))


def test_the_metric_is_asked_and_not_guessed(tmp_path: Path) -> None:
    path = download(tmp_path / "costs.csv")

    assert "does not say which metric it shows" in refusal(path)
    assert peek([path]).asks == ("metric",)


@pytest.mark.parametrize(
    ("metric", "billed", "amortized"),
    [("unblended", "40", None), ("net", "40", None), ("amortized", None, "40")],
)
def test_costs_are_what_the_metric_says_and_totals_are_not_added(
    tmp_path: Path, metric: str, billed: str | None, amortized: str | None
) -> None:
    baseline = read(download(tmp_path / "costs.csv"), metric)

    assert totals(baseline) == amounts(billed, amortized, None, None)
    account = baseline.reconciliation
    assert account.agrees
    # Four cells of costs; the total row's four, and two of the total column.
    assert (account.used, dict(account.set_aside)) == (4, {"subtotal": 6})
    assert baseline.months == ("2026-08", "2026-09")
    assert all(state.is_complete for state in baseline.calendar.values())


def test_groups_become_services_of_their_kind(tmp_path: Path) -> None:
    lines = read(download(tmp_path / "costs.csv")).lines

    assert {(line.service, line.kind, line.purchase) for line in lines} == {
        ("Savings Plans for Compute usage", "purchase", "savings_plan"),
        ("EC2-Instances", "usage", "on_demand"),
        ("Tax", "tax", "none"),
    }


def test_groups_of_accounts_become_accounts_under_either_header(tmp_path: Path) -> None:
    path = download(
        tmp_path / "costs.csv",
        '"Linked account","000000000001($)","000000000002($)","Total costs($)"\n'
        '"Linked account name","Shop","Lab",""\n'
        '"Linked account total","3","4","7"\n'
        '"2026-08-01","1","4","5"\n'
        '"2026-08-02","2","","2"\n',
    )

    baseline = read(path)

    assert {line.account: line.billed for line in baseline.lines} == {
        "000000000001": Decimal(3),
        "000000000002": Decimal(4),
    }
    assert dict(baseline.reconciliation.set_aside) == {"repeated_header": 2, "subtotal": 5}


def test_without_groups_the_total_column_is_the_cost(tmp_path: Path) -> None:
    path = download(tmp_path / "costs.csv", '"","Total costs($)"\n"Total","3"\n"2026-08-01","3"\n')

    baseline = read(path)

    assert totals(baseline).billed == 3
    assert dict(baseline.reconciliation.set_aside) == {"subtotal": 1}


def test_the_command_takes_the_metric(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = download(tmp_path / "costs.csv")

    assert main(["import", str(path), "--metric", "amortized", "--dry-run", "--json"]) == 0

    months = json.loads(capsys.readouterr().out)["months"]
    assert months["2026-09"]["USD"]["amortized"] == 22
    assert months["2026-09"]["USD"]["billed"] is None


@pytest.mark.slow
@FUZZ
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["2026-08-01", "2026-08-31", "Service total", "x", ""]),
            st.one_of(st.floats().map(str), st.text(alphabet='1,."-e x', max_size=5)),
            st.one_of(st.floats().map(str), st.sampled_from(["", "NULL", "-0.0"])),
        ),
        max_size=5,
    )
)
def test_any_cells_are_used_or_set_aside(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    body = "".join(f'"{date}",{one},{two},\n' for date, one, two in rows)
    path = download(tmp_path / "a.csv", f'"Service","A($)","B($)","Total costs($)"\n{body}')

    try:
        account = read(path).reconciliation
    except ExportError as error:
        assert all(problem.what and problem.what_to_do for problem in error.problems)
        return
    assert account.read == account.used + sum(account.set_aside.values())
    assert account.agrees


def test_downloads_of_others_reconcile() -> None:
    # 39612.2166838806 in the file's own grand total.
    account = read(shared("aws_cost_explorer/ce_daily_by_service_sp_upfront.csv")).reconciliation

    billed = account.totals["USD"].billed
    assert billed is not None
    assert abs(billed - Decimal("39612.2166838806")) < Decimal("0.000001")
    assert account.agrees
    assert set(account.set_aside) == {"subtotal"}

    zero = read(shared("aws_cost_explorer/ce_all_zero_monthly.csv")).reconciliation
    assert (zero.used, zero.totals["USD"].billed, dict(zero.set_aside)) == (6, 0, {"subtotal": 1})
