"""The page of commitments found in the export, and of the hours of the week."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from tests.costs.exports import cur, cur_row
from ui.baseline.commitments.commitments_page import CommitmentsPage
from ui.session import Session
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import read_export
from whatif_app.document import Document
from whatif_app.ledger import Ledger

SP = {"SavingsPlanARN": "arn:sp", "savingsPlan/EndTime": "2027-06-01T00:00:00Z"}


def hour(day: int, of_day: int) -> list[dict[str, str]]:
    """An hour of December 2026: by day $3 of demand, by night $1; a plan covers $2 for $1.40."""
    demand = 3.0 if 8 <= of_day < 20 else 1.0
    covered = min(demand, 2.0)
    at = {
        "UsageStartDate": f"2026-12-{day:02}T{of_day:02}:00:00Z",
        "UsageEndDate": f"2026-12-{day:02}T{of_day:02}:59:59Z",
    }
    rows = [
        cur_row(
            LineItemType="SavingsPlanCoveredUsage",
            UnblendedCost=str(covered),
            publicOnDemandCost=str(covered),
            SavingsPlanEffectiveCost=str(covered * 0.7),
            **SP,
            **at,
        ),
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            ProductCode="ComputeSavingsPlans",
            UsageType="ComputeSP:1yrNoUpfront",
            UnblendedCost="1.4",
            TotalCommitmentToDate="1.4",
            UsedCommitment=str(covered * 0.7),
            PaymentOption="No Upfront",
            PurchaseTerm="1yr",
            **SP,
            **at,
        ),
    ]
    if demand > covered:
        more = str(demand - covered)
        rows.append(cur_row(UnblendedCost=more, publicOnDemandCost=more, **at))
    return rows


@pytest.fixture(scope="module")
def hourly(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    rows = [row for day in range(1, 32) for of_day in range(24) for row in hour(day, of_day)]
    return read_export([cur(tmp_path_factory.mktemp("commitments") / "cur.csv", *rows)])


def page_on(qtbot: QtBot, baseline: Baseline | None) -> CommitmentsPage:
    session = Session()
    if baseline is None:
        case = Case.from_json({"project": {"start_month": "2026-12"}})
        session.replace_document(Document(case))
    else:
        made = starting_case(baseline)
        ledger = Ledger((baseline,), {"grouping": made.grouping})
        session.replace_document(Document(Case.from_json(made.case), ledger))
    page = CommitmentsPage(session)
    session.setParent(page)
    qtbot.addWidget(page)
    page.show()
    return page


def cells(page: CommitmentsPage) -> list[str]:
    return [page.table.item(0, column).text() for column in range(page.table.columnCount())]


def test_a_plan_is_listed_with_its_hourly_amount_and_how_well_it_is_used(
    qtbot: QtBot, hourly: Baseline
) -> None:
    # By day all $1.40 of it, by night $0.70: used for three quarters.
    page = page_on(qtbot, hourly)

    assert page.table.rowCount() == 1
    assert cells(page)[1:7] == [
        "AmazonEC2",
        "Jun 2027",
        "$1.40",
        "$781.20",
        "$260.40",
        "75.0\u202f%",
    ]
    assert cells(page)[-1] == "renewed"
    assert "1 commitment ends (2027-06); the case renews it" in page.notes.text()
    assert page.notes.text().endswith("the same.")


def test_taking_the_hours_puts_classes_and_shapes_into_the_case_in_one_step(
    qtbot: QtBot, hourly: Baseline
) -> None:
    page = page_on(qtbot, hourly)
    page.hours.count.setCurrentIndex(page.hours.count.findData(2))
    document = page._session.document
    assert document is not None
    before = document.case

    page.hours.take.click()

    classes = document.case.to_json()["project"]["hour_classes"]  # type: ignore[index,call-overload]
    assert [(each["name"], each["hours"]) for each in classes] == [("Peak", 84), ("Night", 84)]
    # The idle half of the night follows from the hours now: month 0 costs what it did.
    assert "Month 0 costs what it did." not in page.hours.said.text()
    assert not page.hours.take.isEnabled()
    assert page.hours.take.text() == "In the case"
    document.undo()
    assert document.case == before


def test_the_hours_say_what_taking_them_does_to_month_0(qtbot: QtBot, hourly: Baseline) -> None:
    page = page_on(qtbot, hourly)
    page.hours.count.setCurrentIndex(page.hours.count.findData(2))

    assert page.hours.said.text().startswith("The classes hold 100\u202f% of the variation")
    assert "Month 0 costs what it did." in page.hours.said.text()


def test_another_clock_turns_the_map_and_renames_the_classes(
    qtbot: QtBot, hourly: Baseline
) -> None:
    page = page_on(qtbot, hourly)
    page.hours.count.setCurrentIndex(page.hours.count.findData(2))
    assert (page.hours.week.class_at(0, 8), page.hours.week.class_at(0, 7)) == (0, 1)

    # Five hours behind UTC: the peak runs from 3:00 to 15:00.
    page.hours.offset.setCurrentIndex(page.hours.offset.findData(-5))

    assert (page.hours.week.class_at(0, 3), page.hours.week.class_at(0, 15)) == (0, 1)


def test_a_case_without_an_export_is_told_what_the_page_is_for(qtbot: QtBot) -> None:
    page = page_on(qtbot, None)

    assert page._empty.text().startswith("No cost export is behind this case.")


def test_a_daily_export_says_that_hours_cannot_be_known(qtbot: QtBot, tmp_path: Path) -> None:
    row = cur_row(UsageEndDate="2026-12-02T00:00:00Z")
    page = page_on(qtbot, read_export([cur(tmp_path / "cur.csv", row)]))

    assert "Export it hourly" in page.hours.said.text()
    assert page.hours.take.isHidden()
