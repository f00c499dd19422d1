"""The Baseline view: its pages, the exports behind the case, and one more export joining them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Address, Case
from tests.document.test_ledger import december
from ui.baseline.exports.coverage import BillMonths, Coverage
from ui.baseline.exports.exports_page import ExportsPage, bill_months, calendar
from ui.baseline.page_frame import PageFrame
from ui.panels.import_dialog import ImportDialog
from ui.window import Window
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.document import Document
from whatif_app.ledger import of_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

EC2 = Address("workloads", "AmazonEC2", "on_demand_cost")


@pytest.fixture
def project(window: Window, tmp_path: Path) -> Window:
    """A window on a project made of a December bill."""
    export = december(tmp_path / "first.csv", "100")
    started = starting_case(export)
    case, ledger = Case.from_json(started.case), of_export(export, started.grouping)
    window.session.replace_document(Document(case, ledger, journal_folder=tmp_path / "journals"))
    return window


@pytest.fixture
def adding(project: Window, tmp_path: Path, qtbot: QtBot) -> Iterator[ImportDialog]:
    """The dialog that adds a final delivery of the same bill, read to its last step."""
    december(tmp_path / "final.csv", "130")
    dialog = project.files.add_export([tmp_path / "final.csv"])
    qtbot.waitUntil(dialog.go_on.isEnabled, timeout=20000)
    dialog.begin_reading()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.last, timeout=20000)
    yield dialog
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def exports_page(window: Window) -> ExportsPage:
    """The page of exports, shown."""
    window.show_baseline("exports")
    page = window.evidence.page("exports")
    assert isinstance(page, ExportsPage)
    return page


def test_every_page_is_shown_with_a_baseline_and_stays_when_it_goes(project: Window) -> None:
    view = project.evidence
    for row in range(view.list.count()):
        view.list.setCurrentRow(row)
        assert view.stack.currentWidget() is view.page(view.shown)

    project.session.replace_document(None)

    assert project.start.isVisibleTo(project)


def test_the_view_is_left_for_the_model_and_comes_back(project: Window) -> None:
    project.show_baseline("exports")
    assert project.evidence.isVisibleTo(project)

    project.evidence.back.click()

    assert project.workspace.isVisibleTo(project)
    project.baseline.opened.emit("")
    assert project.evidence.isVisibleTo(project)


def test_exports_are_listed_with_what_they_bill_and_whether_it_adds_up(project: Window) -> None:
    page = exports_page(project)

    row = [page.table.item(0, column).text() for column in range(page.table.columnCount())]

    # 100 of EC2 and 40 of S3, two rows.
    assert row == [
        "first.csv",
        "AWS CUR (legacy CSV)",
        "Dec 2026",
        "2",
        "0",
        "$140",
        "✓ reconciles to the cent",
    ]


def test_an_added_delivery_says_what_it_replaces_and_moves_the_case(
    project: Window, adding: ImportDialog
) -> None:
    assert adding.join is not None
    assert "Replaces the earlier delivery of AWS Dec 2026." in adding.join.said.text()
    assert "1 cell of the case follows the baseline." in adding.join.said.text()

    adding.create()

    case, ledger = project.session.case, project.session.ledger
    assert case is not None
    assert ledger is not None
    assert case.base_value(EC2) == pytest.approx(130)
    assert [export.name for export in ledger.exports] == ["final.csv"]
    assert exports_page(project).table.item(0, 0).text() == "final.csv"
    assert project.notices.words.text() == "Load final.csv: done."


def test_the_case_stays_as_it_is_where_it_is_not_to_follow(
    project: Window, adding: ImportDialog
) -> None:
    assert adding.join is not None
    adding.join.follow.setChecked(False)

    adding.create()

    case = project.session.case
    assert case is not None
    assert case.base_value(EC2) == pytest.approx(100)


def test_a_removed_export_comes_back_with_undo(project: Window) -> None:
    page = exports_page(project)
    page.table.selectRow(0)

    page.remove.click()

    assert project.session.ledger is not None
    assert project.session.ledger.exports == ()
    project.session.undo()
    assert len(project.session.ledger.exports) == 1
    assert page.table.rowCount() == 1


def test_a_month_missing_in_between_is_in_the_calendar_and_in_no_bill(tmp_path: Path) -> None:
    from tests.costs.test_deliveries import bill
    from whatif_app.ledger import Ledger

    august = bill(tmp_path / "08.csv", "2026-08", *["1"] * 31)
    october = bill(tmp_path / "10.csv", "2026-10", "5")
    ledger = Ledger((august, october))
    assert ledger.baseline is not None

    (found,) = bill_months(ledger)

    assert calendar(ledger.baseline) == ["2026-08", "2026-09", "2026-10"]
    # The export has an invoice column, empty as long as a month is not final.
    assert found.months == {"2026-08": "partial", "2026-10": "partial"}


def test_the_panel_counts_what_waits_for_a_decision_and_leads_to_it(
    window: Window, qtbot: QtBot
) -> None:
    window.files.new_from_sample()
    panel = window.baseline
    qtbot.waitUntil(panel.findings.isVisible, timeout=5000)

    # The sample's credits, and cost whose tag names no team.
    assert panel.findings.text() == "2 things to look at…"
    panel.findings.click()
    assert window.evidence.isVisible()
    assert window.evidence.shown == "quality"


def test_what_is_selected_in_the_model_is_not_summed_beside_the_baseline(example: Window) -> None:
    example.show_baseline("exports")
    assert not example.status_selection.isVisible()

    example.show_model()
    assert example.status_selection.isVisible()


def test_of_more_months_than_fit_the_latest_are_shown(dressed: QApplication) -> None:
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    strip = Coverage()
    strip.show_bills(months, [BillMonths("AWS", dict.fromkeys(months, "final"))])

    # A short name has 160 px; and there are 13 cells of 44 px with 4 px between.
    strip.resize(160 + 13 * 48, strip.height())

    assert list(strip.shown_months) == months[-13:]


def test_tab_leads_through_a_page_and_past_its_tables(project: Window, qtbot: QtBot) -> None:
    page = exports_page(project)
    project.activateWindow()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)

    qtbot.keyClick(page.table, Qt.Key.Key_Tab)

    # The account below is text to read: the next control is the way back.
    assert project.evidence.back.hasFocus()


def test_an_offer_to_undo_goes_once_another_change_is_the_last(project: Window) -> None:
    page = exports_page(project)
    page.table.selectRow(0)
    page.remove.click()
    assert project.notices.isVisible()
    assert project.notices.level == "undo"

    project.session.undo()

    # Undo now would take back something else than what the notice tells of.
    assert not project.notices.isVisible()


def test_a_page_without_a_bill_offers_to_add_one(example: Window) -> None:
    example.show_baseline("showback")
    page = example.evidence.page("showback")
    assert isinstance(page, PageFrame)
    assert page.add_export.isVisible()

    page.add_export.click()

    dialog = example.files.import_dialog
    assert dialog is not None
    assert dialog.windowTitle() == "Add an export"
    dialog.reject()
