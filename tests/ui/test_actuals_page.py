"""The page that holds what was spent against the forecast, and the line that the charts draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from tests.costs.exports import cur, cur_row
from ui.baseline.actuals.actuals_page import ActualsPage
from ui.charts.picture import shown_by
from ui.charts.purchase import purchase
from ui.charts.readout import entries
from ui.charts.unit_cost import unit_cost
from ui.session import Session
from ui.theme import LIGHT
from whatif_app.costs.case.grouping import Grouping
from whatif_app.costs.export import read_export
from whatif_app.document import Document
from whatif_app.ledger import Ledger
from whatif_app.volumes.history import Coverage, UsageHistory

LAST_DAY = {"2026-10": 31, "2026-11": 30, "2026-12": 31}
#: The API's bill; the case is made of November.
BILLS = {"2026-10": "900", "2026-11": "1000", "2026-12": "1350"}
PUBLIC = {"2026-10": "900", "2026-11": "1000", "2026-12": "1500"}
VOLUMES = {"2026-10": 90.0, "2026-11": 100.0, "2026-12": 120.0}

CASE = {
    "project": {"start_month": "2026-11", "horizon": 6},
    "units": [{"name": "orders", "volume": 100, "growth": 0.1}],
    "workloads": [{"name": "AmazonEC2", "unit": "orders", "on_demand_cost": 1000.0}],
    "scenarios": [
        {"name": "Do nothing", "set": {}},
        {"name": "Leaner", "set": {"workloads/AmazonEC2/efficiency_target": 0.5}},
    ],
}


def rows(month: str) -> list[dict[str, str]]:
    """A month's bill on one day, and an hour of its last day, so that it is complete."""

    def row(day: int, cost: str, public: str) -> dict[str, str]:
        return cur_row(
            UsageStartDate=f"{month}-{day:02}T00:00:00Z",
            UsageEndDate=f"{month}-{day:02}T01:00:00Z",
            UnblendedCost=cost,
            publicOnDemandCost=public,
        )

    return [row(1, BILLS[month], PUBLIC[month]), row(LAST_DAY[month], "0", "0")]


def ledger_of(folder: Path, *months: str) -> Ledger:
    every = [row for month in months for row in rows(month)]
    grouping = Grouping("service", "2026-11", "USD", names={"AmazonEC2": "AmazonEC2"})
    orders = UsageHistory("orders", VOLUMES, {month: Coverage(30, 30) for month in VOLUMES})
    baseline = read_export([cur(folder / "cur.csv", *every)])
    return Ledger((baseline,), {"grouping": grouping, "usage": (orders,)})


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """October to December; the case begins with November."""
    return ledger_of(tmp_path_factory.mktemp("actuals"), *BILLS)


def session_on(ledger: Ledger | None) -> Session:
    session = Session()
    session.replace_document(Document(Case.from_json(CASE), ledger))
    session.select("Do nothing")
    return session


@pytest.fixture
def page(qtbot: QtBot, ledger: Ledger) -> ActualsPage:
    return shown_page(qtbot, session_on(ledger))


def shown_page(qtbot: QtBot, session: Session) -> ActualsPage:
    page = ActualsPage(session)
    session.setParent(page)
    qtbot.addWidget(page)
    page.show()
    return page


def row_of(page: ActualsPage, row: int) -> list[str]:
    table = page.months
    return [table.item(row, column).text() for column in range(table.columnCount())]


def test_the_latest_month_is_said_in_a_sentence(page: ActualsPage) -> None:
    # December forecasts 110 orders at $10. There were 120, at $12.50 of usage each, 10 % cheaper.
    assert page.sentence.text() == (
        "Dec 2026 came in $250 above forecast (+22.7\u202f%): $300 from more usage, $150 from a "
        "better rate and $100 from more volume."
    )


def test_every_month_and_the_sum_of_them_are_listed(page: ActualsPage) -> None:
    assert [row_of(page, row)[0] for row in range(page.months.rowCount())] == [
        "To date",
        "Dec 2026",
        "Nov 2026",
    ]
    assert row_of(page, 1)[1:4] == ["$1,100.00", "$1,350.00", "$250.00"]
    assert row_of(page, 1)[5:] == ["$100.00", "−$150.00", "$300.00"]
    assert row_of(page, 2)[3] == "$0.00"


def test_selecting_a_month_shows_its_workloads(page: ActualsPage) -> None:
    page.months.selectRow(2)

    assert page.sentence.text() == "Nov 2026 came in as forecast, at $1k."
    assert page.workloads.item(0, 0).text() == "AmazonEC2"


def test_another_scenario_is_another_forecast(page: ActualsPage) -> None:
    # Half the usage was forecast: $550 in December.
    page.scenario.setCurrentIndex(page.scenario.findData("Leaner"))
    page.scenario.activated.emit(page.scenario.currentIndex())

    assert row_of(page, 1)[1] == "$550.00"


def test_the_copied_table_has_every_figure_exactly(page: ActualsPage) -> None:
    page.copy.click()

    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + 3 * 2  # three periods of one workload and its total
    period, name, forecast, actual = lines[3].split("\t")[:4]
    assert (period, name) == ("Dec 2026", "AmazonEC2")
    assert (float(forecast), float(actual)) == (pytest.approx(1100.0), 1350.0)


def test_a_project_without_an_export_is_told_what_the_page_is_for(qtbot: QtBot) -> None:
    page = shown_page(qtbot, session_on(None))

    assert "Add the export of a month that the case forecasts" in page._empty.text()
    assert not page.copy.isEnabled()


def test_an_export_of_earlier_months_alone_asks_for_a_later_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown_page(qtbot, session_on(ledger_of(tmp_path, "2026-10")))

    assert page._empty.text().startswith("No month from Nov 2026 on is complete")


def test_the_cost_chart_draws_what_was_solid_and_the_forecast_dashed(ledger: Ledger) -> None:
    session = session_on(ledger)
    shown = shown_by(session)
    assert shown is not None

    picture = purchase(shown, "amortized")
    forecast, actual = picture.lines

    assert picture.months[:3] == ("2026-10", "2026-11", "2026-12")
    assert (forecast.label, forecast.is_dashed) == ("Forecast", True)
    assert actual.values[:3].tolist() == [900.0, 1000.0, 1350.0]
    assert np.isnan(actual.values[3:]).all()
    assert np.isnan(forecast.values[0])
    (mark,) = picture.marks
    assert (mark.label, mark.x, mark.y) == ("Actual", 2.0, 1350.0)
    assert (mark.ends_line, mark.is_above) == (True, True)


def test_a_month_of_history_reads_only_what_was(ledger: Ledger) -> None:
    shown = shown_by(session_on(ledger))
    assert shown is not None
    picture = purchase(shown, "amortized")

    assert [entry.label for entry in entries(picture, 0, LIGHT)] == ["Actual"]
    assert "Actual" not in [entry.label for entry in entries(picture, 5, LIGHT)]


def test_other_bases_show_no_actual_line(ledger: Ledger) -> None:
    shown = shown_by(session_on(ledger))
    assert shown is not None

    assert [line.label for line in purchase(shown, "cash").lines] == ["Total"]


def test_actual_unit_cost_is_the_bill_by_the_volume_counted(ledger: Ledger) -> None:
    shown = shown_by(session_on(ledger))
    assert shown is not None

    actual = unit_cost(shown).lines[-1]

    # $900 for 90, $1,000 for 100, $1,350 for 120.
    assert actual.label == "Actual"
    assert actual.values[:3].tolist() == pytest.approx([10.0, 10.0, 11.25])


def test_the_month_that_the_case_was_made_of_is_no_line_alone(tmp_path: Path) -> None:
    shown = shown_by(session_on(ledger_of(tmp_path, "2026-11")))
    assert shown is not None

    assert [line.label for line in purchase(shown, "amortized").lines] == ["Total"]
