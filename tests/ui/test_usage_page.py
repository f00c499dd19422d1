"""The page of usage volumes: loading, what is drawn and said, and taking it into the case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from scenarios.months import calendar_month
from tests.costs.exports import cur, cur_row
from tests.volumes.usage import history_of, written
from ui.baseline.usage.dialog import UsageDialog
from ui.baseline.usage.usage_page import UsagePage
from ui.session import Session
from whatif_app.costs.export import read_export
from whatif_app.document import Document
from whatif_app.ledger import of_export
from whatif_app.volumes.history import UsageHistory

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

MakePage = Callable[..., UsagePage]


@pytest.fixture
def make_page(
    dressed: QApplication, qtbot: QtBot, small_case: Case, tmp_path: Path
) -> Iterator[MakePage]:
    """Makes a shown page on the small case, with histories and perhaps a bill."""

    def make(*histories: UsageHistory, bill: Path | None = None) -> UsagePage:
        session = Session()
        ledger = of_export(read_export([bill]) if bill is not None else None)
        ledger = ledger.with_part("usage", histories) if histories else ledger
        session.replace_document(Document(small_case, ledger, journal_folder=tmp_path))
        page = UsagePage(session)
        qtbot.addWidget(page)
        page.resize(1100, 800)
        page.show()
        return page

    yield make


def growing(name: str = "Orders", months: int = 24, growth: float = 0.05) -> UsageHistory:
    """A history of complete months up to December 2026, from 1,000 on."""
    first = calendar_month(-months, "2027-01")
    return history_of(
        {calendar_month(n, first): 1000.0 * (1 + growth) ** n for n in range(months)}, name
    )


def document_of(page: UsagePage) -> Document:
    document = page._session.document
    assert document is not None
    return document


def test_an_empty_page_says_what_to_load(make_page: MakePage) -> None:
    page = make_page()

    assert "Nothing is counted yet" in page._empty.text()
    assert not page.table.isVisible()
    assert not page.remove.isVisible()


def test_the_selected_history_is_listed_drawn_and_proposed(make_page: MakePage) -> None:
    page = make_page(growing())

    cells = [page.table.item(0, column).text() for column in range(6)]
    assert cells == ["Orders", "L1", "–", "24", "24", "0"]
    picture = page.history_chart.picture
    assert picture.title == "Orders by month"
    assert "+5.00" in picture.subtitle
    fit = next(line for line in picture.lines if line.label == "Fit")
    # One year beyond the start month, January 2027: 1,000 × 1.05^36.
    assert picture.months[-1] == "2028-01"
    assert fit.values[-1] == pytest.approx(1000 * 1.05**36)
    assert "5.00" in page.proposal_card.figures.text()


def test_taking_the_proposal_is_one_undo_step_into_the_unit_of_that_name(
    make_page: MakePage,
) -> None:
    page = make_page(growing("Orders"))
    document = document_of(page)
    before = document.case.tables["units"]["orders"]

    assert page.proposal_card.unit.currentText() == "orders"
    page.proposal_card.take.click()

    cells = document.case.tables["units"]["orders"]
    assert cells["growth"] == pytest.approx(0.05)
    assert cells["volume"] == pytest.approx(1000 * 1.05**24)
    assert len(cells["season"]) == 12
    document.undo()
    assert document.case.tables["units"]["orders"] == before


def test_a_new_unit_gets_the_level_and_the_chosen_parent(make_page: MakePage) -> None:
    page = make_page(growing("API calls"))
    document = document_of(page)
    page.level.setCurrentIndex(1)
    page.level.activated.emit(1)
    assert document.ledger.usage[0].level == "L2"

    card = page.proposal_card
    card.parent_unit.setCurrentIndex(card.parent_unit.findData("orders"))
    card.add.click()

    cells = document.case.tables["units"]["API calls"]
    assert (cells["level"], cells["parent"]) == ("L2", "orders")


def test_too_short_a_history_says_so_and_offers_nothing(make_page: MakePage) -> None:
    page = make_page(growing(months=2))

    assert "needs at least 3" in page.proposal_card.figures.text()
    assert not page.proposal_card.take.isVisible()


def test_unit_cost_is_set_against_volume_where_there_is_a_bill(
    make_page: MakePage, tmp_path: Path
) -> None:
    # $100 for 1,000 orders in November, $123.20 for 1,400 in December: 12 % less for each.
    rows = [
        cur_row(
            BillingPeriodStartDate=f"{month}-01T00:00:00Z",
            UsageStartDate=f"{month}-{day}T00:00:00Z",
            UsageEndDate=f"{month}-{day}T23:59:59Z",
            UnblendedCost=cost,
        )
        for month, last, cost in (("2026-11", "30", "50"), ("2026-12", "31", "61.6"))
        for day in ("01", last)
    ]
    usage = history_of({"2026-11": 1000.0, "2026-12": 1400.0}, "orders")

    page = make_page(usage, bill=cur(tmp_path / "bill.csv", *rows))

    assert page.sentence.text().startswith("Cost per order fell 12.0")
    index = {line.label: list(line.values) for line in page.index_chart.picture.lines}
    assert index["Cost per order"] == pytest.approx([100.0, 88.0])
    assert index["orders"] == pytest.approx([100.0, 140.0])


def test_without_a_bill_the_index_chart_says_how_to_get_one(make_page: MakePage) -> None:
    page = make_page(growing())

    assert "Add the cost exports" in page.index_chart.picture.empty
    assert not page._words.isVisible()


def test_loading_the_same_again_changes_nothing_and_says_so(
    make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page(growing())
    document = document_of(page)

    with qtbot.waitSignal(page._session.notice) as said:
        page.take([growing()])
    assert said.args == ["Orders: loaded before; nothing changes.", "info"]
    assert not document.can_undo

    page.take([growing("Videos")])
    assert [each.name for each in document.ledger.usage] == ["Orders", "Videos"]
    assert page.table.rowCount() == 2
    page.table.selectRow(1)
    page.remove.click()
    assert [each.name for each in document.ledger.usage] == ["Orders"]
    document.undo()
    document.undo()
    assert page.table.rowCount() == 1


def settled(qtbot: QtBot, dialog: UsageDialog) -> UsageDialog:
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=5_000)
    return dialog


def opened(qtbot: QtBot, path: Path) -> UsageDialog:
    dialog = UsageDialog([path])
    qtbot.addWidget(dialog)
    dialog.show()
    return settled(qtbot, dialog)


def test_the_dialog_asks_which_series_and_shows_the_months(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    result = [
        {
            "metric": {"__name__": "jobs_total", "code": code},
            "values": [[1767225600 + n * 3600, str(n * rise)] for n in range(3)],
        }
        for code, rise in (("200", 10), ("500", 1))
    ]
    data = {"status": "success", "data": {"resultType": "matrix", "result": result}}
    dialog = opened(qtbot, written(tmp_path, json.dumps(data), "a.json"))

    assert not dialog.load.isEnabled()
    assert "Tick what is to be loaded" in dialog.said.text()
    dialog.form.series.item(1).setCheckState(Qt.CheckState.Checked)
    settled(qtbot, dialog)

    assert dialog.load.isEnabled()
    assert dialog.preview.item(0, 0).text() == "Jan 2026"
    # Of one error an hour over two hours, two; the month is hardly covered.
    assert dialog.preview.item(0, 1).text().startswith("2  (0")


def test_the_dialog_asks_how_dates_are_written_only_where_it_is_open(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(qtbot, written(tmp_path, "date,n\n01/02/2026,5\n02/02/2026,6\n"))

    assert "no other date settles it" in dialog.said.text()
    assert "--date-order" not in dialog.said.text()
    assert dialog.form.date_order.isVisible()
    assert not dialog.form.decimal.isVisible()
    dialog.form.date_order.setCurrentIndex(dialog.form.date_order.findData("dmy"))
    settled(qtbot, dialog)

    assert [history.months for history in dialog.histories] == [{"2026-02": 11.0}]


def test_the_dialog_says_in_words_what_is_no_usage(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(qtbot, written(tmp_path, "<html>Log in</html>"))

    assert "web page" in dialog.said.text()
    assert not dialog.load.isEnabled()


def test_another_column_to_split_by_reads_the_table_anew(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    text = "month,region,orders\n2026-01,eu,5\n2026-01,us,7\n2026-02,eu,6\n"
    dialog = opened(qtbot, written(tmp_path, text))
    assert [history.name for history in dialog.histories] == ["orders"]

    dialog.form.split_by.setCurrentIndex(dialog.form.split_by.findData("region"))
    settled(qtbot, dialog)

    assert [history.name for history in dialog.histories] == ["eu", "us"]


def test_what_was_chosen_in_the_dialog_is_loaded_into_the_project(
    make_page: MakePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page = make_page()
    page.load_files([written(tmp_path, "month,n\n2026-01,5\n2026-02,6\n", "orders.csv")])
    dialog = page.findChild(UsageDialog)
    assert isinstance(dialog, UsageDialog)
    settled(qtbot, dialog)
    dialog.form.name.setText("Orders")
    dialog.form.name.textEdited.emit("Orders")
    settled(qtbot, dialog)

    dialog.load.click()

    (history,) = document_of(page).ledger.usage
    assert (history.name, history.months) == ("Orders", {"2026-01": 5.0, "2026-02": 6.0})
