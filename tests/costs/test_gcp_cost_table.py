"""Google Cloud's cost table from the console: one invoice between lines of text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.costs.exports import amounts, refusal, totals
from whatif_app.costs.export import read_export
from whatif_app.costs.format import Choices

_ABOVE = """Invoice number,123,
Invoice month,202607,
Billing account ID,000000-000000-000000,
Currency,EUR,
Total amount due,€95.00,

"""
_HEADER = (
    "Billing account name,Billing account ID,Project name,Project ID,Service description,"
    "Service ID,SKU description,SKU ID,Credit type,Cost type,Usage start date,Usage end date,"
    "Usage amount,Usage unit,Unrounded Cost (€),Cost (€)\n"
)
_ROWS = """A,000000-000000-000000,Shop,shop,BigQuery,S1,Analysis,K1,,Usage,2026-06-30,2026-07-30,"1,000",count,60.004,60.00
A,000000-000000-000000,Shop,shop,Cloud Storage,S2,Standard,K2,,Usage,2026-07-01,2026-07-31,10,gibibyte,39.996,40.00
A,000000-000000-000000,Lab,lab,Cloud Run,S3,CPU,K3,,Usage,2026-07-01,2026-07-31,5,hour,10.00,10.00
A,000000-000000-000000,Lab,lab,Cloud Run,S3,CPU,K3,SPENDING_BASED_DISCOUNT,Usage,2026-07-01,2026-07-31,,,-15.00,-15.00
,,,,,,,,,Tax,,,,,1.00,1.00
,,,,,,,,,Rounding error,,,,,-0.002,0.00
,,,,,,,,,Total,,,,,95.998,96.00
"""  # noqa: E501


def cost_table(path: Path, above: str = _ABOVE) -> Path:
    path.write_text(above + _HEADER + _ROWS, encoding="utf-8")
    return path


def test_unrounded_costs_add_up_and_the_total_is_not_counted(tmp_path: Path) -> None:
    # 60.004 + 39.996 + 10 - 15 + 1 tax - 0.002 rounding = 95.998.
    baseline = read_export([cost_table(tmp_path / "a.csv")])

    assert totals(baseline, "EUR") == amounts("95.998", None, None, None)
    account = baseline.reconciliation
    assert account.set_aside == {"subtotal": 1}
    assert account.agrees
    by_kind = {line.kind: line.billed for line in baseline.lines}
    assert by_kind["tax"] == 1
    assert by_kind["other"] == Decimal("-0.002")
    assert by_kind["discount"] == -15


def test_months_are_of_usage_or_of_the_invoice(tmp_path: Path) -> None:
    path = cost_table(tmp_path / "a.csv")

    assert read_export([path]).months == ("2026-06", "2026-07")
    assert read_export([path], choices=Choices(by_invoice_month=True)).months == ("2026-07",)


def test_without_lines_above_the_heading_tells_the_currency(tmp_path: Path) -> None:
    # Tax and rounding have no date then: they are set aside, 94.998 + 0.002 remain.
    baseline = read_export([cost_table(tmp_path / "a.csv", above="")])

    assert totals(baseline, "EUR").billed == 95
    assert baseline.reconciliation.set_aside == {"subtotal": 1, "unreadable_date": 2}


def test_a_table_whose_month_nothing_tells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Project ID,SKU ID,Unrounded cost ($)\na,b,1\n")

    assert "Neither the rows nor the lines above them tell the month" in refusal(path)
