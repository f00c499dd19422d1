"""Tags are measured on what can carry them, and the list of what lacks them adds up."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import ironcalc
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ownership.bills import bill, line
from tests.workbook.recalculation import POISON, poison
from whatif_app.costs.baseline import Baseline
from whatif_app.ownership.assignment import assign
from whatif_app.ownership.compliance import Compliance, comply
from whatif_app.ownership.ownership import Ownership, RequiredTag
from whatif_app.ownership.untagged import UntaggedList, list_untagged, to_csv
from whatif_app.ownership.untagged_workbook import write_untagged

ENV = RequiredTag("env", ("prod", "test"))
BILL = bill(
    line("50.00", "prod", "Web", rows=5),
    line("20.00", "Prod", "web", rows=2),
    line("10.00", "prd", "", rows=1),
    line("15.50", "", "=1+1", service="Storage", rows=1),
    line("4.50", "qa7", "Web", rows=1),
    line("100.00", "", "", kind="tax", service="Tax"),
    line("-20.00", "", "", kind="credit"),
    tags=("env", "user:team"),
)


def complied(baseline: Baseline, *required: RequiredTag) -> Compliance:
    ownership = Ownership(required=required)
    return comply(baseline, ownership, assign(baseline, ownership))


def listed(baseline: Baseline, *required: RequiredTag) -> UntaggedList:
    ownership = Ownership(required=required)
    return list_untagged(baseline, ownership, assign(baseline, ownership))


def test_only_usage_counts_as_taggable() -> None:
    found = complied(BILL, ENV)

    # 50 + 20 + 10 + 15.50 + 4.50; the tax of 100 less the credit of 20 cannot carry a tag.
    assert (found.cost, found.rows, found.untaggable) == (Decimal("100.00"), 10, Decimal("80.00"))


def test_shares_are_told_by_cost_and_by_rows_with_a_value_and_with_an_allowed_one() -> None:
    (env,) = complied(BILL, ENV).tags

    # With a value 50 + 20 + 10 + 4.50; allowed is “prod” alone, spelled just so.
    assert (env.tagged_share, env.allowed_share) == (0.845, 0.5)
    assert (env.tagged_rows_share, env.allowed_rows_share) == (0.9, 0.5)


def test_near_misses_name_what_was_probably_meant() -> None:
    (env,) = complied(BILL, ENV).tags

    # “qa7” is not allowed, and near to nothing that is.
    assert [(each.value, each.likely) for each in env.near_misses] == [
        ("Prod", "prod"),
        ("prd", "prod"),
    ]


def test_without_allowed_values_the_most_costly_spelling_is_the_right_one() -> None:
    (team,) = complied(BILL, RequiredTag("team")).tags

    assert [(each.value, each.likely) for each in team.near_misses] == [("web", "Web")]
    assert team.allowed_share == team.tagged_share == 0.9


@pytest.mark.parametrize(
    ("value", "likely"),
    [("production", "prod"), (" TEST", "test"), ("tset", "test"), ("te", ""), ("staging", "")],
)
def test_values_near_to_an_allowed_one(value: str, likely: str) -> None:
    (env,) = complied(bill(line("1", value), tags=("env",)), ENV).tags

    assert env.values[0].likely == likely


def test_all_kept_tags_are_required_where_none_is_named() -> None:
    assert [each.tag.key for each in complied(BILL).tags] == ["env", "team"]


def test_of_a_tag_that_the_baseline_does_not_keep_nothing_is_said() -> None:
    (gone,) = complied(BILL, RequiredTag("owner")).tags

    assert not gone.is_kept
    assert (gone.tagged_share, gone.allowed_rows_share) == (None, None)
    assert listed(BILL, RequiredTag("owner")).lines == ()


def test_the_list_names_what_is_missing_and_what_is_not_allowed_worst_first() -> None:
    found = listed(BILL, ENV, RequiredTag("team"))

    # 20 Prod, 15.50 no env, 10 prd and no team, 4.50 qa7; 50 are in order.
    assert [(str(each.cost), each.missing, each.wrong) for each in found.lines] == [
        ("20.00", (), ("env=Prod (prod?)",)),
        ("15.50", ("env",), ()),
        ("10.00", ("team",), ("env=prd (prod?)",)),
        ("4.50", (), ("env=qa7",)),
    ]
    assert (found.cost, found.taggable, found.bill) == (50, 100, 180)


def test_lines_alike_in_all_that_is_shown_are_one() -> None:
    baseline = bill(line("1.5", purchase="spot"), line("2.5", rows=3), line("4", month="2026-11"))
    found = listed(baseline)

    assert [(each.month, each.rows, str(each.cost)) for each in found.lines] == [
        ("2026-11", 1, "4"),
        ("2026-12", 4, "4.0"),
    ]


def test_the_csv_adds_up_and_holds_nothing_that_a_spreadsheet_would_run() -> None:
    baseline = bill(
        line("1.25", service="=cmd()", account="-1", region="@x", usage_type="+y"),
        line("-3", service="Refunded"),
    )
    header, *rows, total = csv.reader(io.StringIO(to_csv(listed(baseline)).decode("utf-8-sig")))

    assert header[-1] == "Amortized cost, USD"
    assert rows[0][:4] == ["'=cmd()", "'-1", "'@x", "'+y"]
    assert sum(Decimal(row[-1]) for row in rows) == Decimal(total[-1]) == Decimal("-1.75")
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row[:8])


def workbook(tmp_path: Path, baseline: Baseline, *required: RequiredTag) -> Path:
    path = tmp_path / "untagged.xlsx"
    write_untagged(path, listed(baseline, *required), complied(baseline, *required))
    return path


def test_the_workbooks_total_is_a_living_sum_that_reconciles_to_the_bill(tmp_path: Path) -> None:
    path = workbook(tmp_path, BILL, ENV, RequiredTag("team"))

    stored = openpyxl.load_workbook(path, data_only=True)["Reconciliation"]
    poisoned = poison(path, tmp_path / "poisoned.xlsx")
    model = ironcalc.load_from_xlsx(str(poisoned), "en", "UTC", "en")
    model.evaluate()
    # On the list 50, in order 50, not taggable 80: a bill of 180, half of the usage on the list.
    for row, expected in ((4, 50.0), (5, 50.0), (6, 80.0), (7, 180.0), (8, 0.5)):
        assert stored.cell(row, 2).value == expected
        assert model.get_cell_value(1, row, 2) == expected != float(POISON)


def test_the_workbook_is_ready_to_be_sorted_and_filtered(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(workbook(tmp_path, BILL, ENV))["Untagged"]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:J5"
    assert [cell.value for cell in sheet[1]][6:] == [
        "Missing tags",
        "Values not allowed",
        "Rows",
        "Amortized cost, USD",
    ]
    assert "0.00" in sheet["J2"].number_format
    # A blank row keeps the total out of the filter.
    assert (sheet["A7"].value, sheet["J7"].value) == ("Total", "=SUM($J$2:$J$5)")


def test_text_of_the_bill_never_becomes_a_formula_in_the_workbook(tmp_path: Path) -> None:
    baseline = bill(line("1", service="=1+1", region="{=2}"))
    sheet = openpyxl.load_workbook(workbook(tmp_path, baseline))["Untagged"]

    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=1+1")


def test_a_list_without_lines_is_written_all_the_same(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(workbook(tmp_path, bill(line("1", "x"))), data_only=True)

    assert sheet["Reconciliation"]["B4"].value == 0


KINDS = st.sampled_from(["usage", "tax", "credit"])
TAGS = st.sampled_from(["", "prod", "Prod", "x", "=a"])


@given(st.lists(st.tuples(st.decimals("-1e6", "1e6", places=6), TAGS, TAGS, KINDS), max_size=10))
def test_what_is_listed_in_order_and_untaggable_is_the_bill(rows) -> None:  # type: ignore[no-untyped-def]
    baseline = bill(
        *(line(str(cost), env, team, kind=kind) for cost, env, team, kind in rows),
        tags=("env", "team"),
    )
    found = listed(baseline, ENV, RequiredTag("team"))

    in_order = sum(
        cost for cost, env, team, kind in rows if kind == "usage" and env == "prod" and team
    )
    untaggable = sum(cost for cost, _, _, kind in rows if kind != "usage")
    assert found.cost + in_order + untaggable == found.bill
    assert found.cost + in_order == found.taggable
