"""Match columns: a table of no known format is shown as it would be read, and then read so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.costs.test_mapping import PLAIN
from tests.costs.test_sheets import workbook
from ui import file_dialogs
from ui.panels.import_dialog import ImportDialog
from whatif_app.costs.mapped import mapping_store
from whatif_app.costs.mapped.mapping import ColumnMapping

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow


@pytest.fixture
def dialog(
    dressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ImportDialog]:
    monkeypatch.setattr(mapping_store, "user_mapping_folder", lambda: tmp_path / "remembered")
    made = ImportDialog(str(tmp_path))
    made.show()
    yield made
    if isValid(made):
        made.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def costs(tmp_path: Path) -> Path:
    """A day, a product and a cost: 120.75 EUR in two of six rows."""
    path = tmp_path / "costs.csv"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def match(dialog: ImportDialog, path: Path, qtbot: QtBot) -> None:
    """Look at a file, and go on to its columns."""
    dialog.look_at([path])
    qtbot.waitUntil(lambda: dialog.go_on.isEnabled(), timeout=20000)
    dialog.go_on.click()
    qtbot.waitUntil(lambda: dialog.match.shown is not None, timeout=20000)


def choose(dialog: ImportDialog, role: str, column: str, qtbot: QtBot) -> None:
    """Choose another column for a role, and wait for the rows."""
    before = dialog.match.shown
    combo = dialog.match.form.roles[role]
    combo.setCurrentIndex(combo.findData(column))
    qtbot.waitUntil(lambda: dialog.match.shown is not before, timeout=20000)


def test_the_first_rows_show_what_would_be_read(
    dialog: ImportDialog, costs: Path, qtbot: QtBot
) -> None:
    match(dialog, costs, qtbot)

    step = dialog.match
    tester = QAbstractItemModelTester(step.rows)
    assert step.summary.text() == "All 6 rows: 2 are counted, 120.75 EUR"
    assert "1 × cost cannot be read" in step.aside.text()
    shown = [
        [step.rows.index(row, column).data() for column in range(step.rows.columnCount())]
        for row in range(step.rows.rowCount())
    ]
    assert shown[0][:6] == ["✓", "Jan 2026", "100.50", "EUR", "Usage", "Compute"]
    assert shown[2][0] == "✕" and shown[2][2] == "?"
    assert shown[5][0] == "–"
    assert step.rows.headerData(5, Qt.Orientation.Vertical) == "7"
    reason = step.rows.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert reason == "cost cannot be read"
    del tester


def test_the_table_is_read_as_matched_and_the_match_is_remembered(
    dialog: ImportDialog, costs: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    match(dialog, costs, qtbot)
    choose(dialog, "service", "Team", qtbot)
    dialog.go_on.click()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.case, timeout=20000)

    assert dialog.baseline is not None
    assert {line.service for line in dialog.baseline.lines} == {"web", "data"}
    assert len(list((tmp_path / "remembered").iterdir())) == 1

    dialog.back.click()
    assert dialog.pages.currentWidget() is dialog.match
    again = ImportDialog(str(tmp_path))
    match(again, costs, qtbot)
    assert again.match.mapping.service == "Team"
    assert "as the last time" in again.match.aside.text()
    again.reject()


def test_a_match_without_a_cost_says_so_and_shows_the_rows_as_they_are(
    dialog: ImportDialog, costs: Path, qtbot: QtBot
) -> None:
    match(dialog, costs, qtbot)
    choose(dialog, "cost", "", qtbot)

    rows = dialog.match.rows
    QAbstractItemModelTester(rows, dialog)
    assert dialog.match.summary.text() == "Choose the column with the costs."
    assert rows.headerData(1, Qt.Orientation.Horizontal) == "Product"
    assert [rows.index(0, column).data() for column in range(2)] == ["2026-01-01", "Compute"]
    assert not dialog.go_on.isEnabled()


def test_values_of_the_kind_column_are_translated(
    dialog: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "kinds.csv"
    path.write_text("Date,Service,Sort,Cost\n2026-01-01,VM,Prepaid,2\n2026-01-01,VM,MwSt,1\n")
    match(dialog, path, qtbot)
    choose(dialog, "kind", "Sort", qtbot)
    before = dialog.match.shown
    combo = dialog.match.form.kinds["Prepaid"]
    combo.setCurrentIndex(combo.findData("purchase"))
    qtbot.waitUntil(lambda: dialog.match.shown is not before, timeout=20000)

    assert dialog.match.shown is not None
    assert [row.kind for row in dialog.match.shown.rows] == ["purchase", "usage"]


def test_another_sheet_and_another_row_are_looked_at(
    dialog: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = workbook(
        tmp_path / "costs.xlsx",
        Jan=[["Date", "Service", "Cost"], ["2026-01-01", "EC2", 1.5]],
        Feb=[["Date", "Service", "Cost"], ["2026-02-01", "EC2", 2.5], ["2026-02-02", "S3", 1.5]],
    )
    match(dialog, path, qtbot)
    first = dialog.match.sheet.currentText()
    other = "Jan" if first == "Feb" else "Feb"

    dialog.match.sheet.setCurrentText(other)
    dialog.match.sheet.activated.emit(dialog.match.sheet.currentIndex())
    qtbot.waitUntil(lambda: dialog.match.form.isEnabled() and _sheet(dialog) == other)
    qtbot.waitUntil(lambda: dialog.match.shown is not None, timeout=20000)
    dialog.go_on.click()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.case, timeout=20000)

    assert dialog.baseline is not None
    assert dialog.baseline.months == ("2026-01" if other == "Jan" else "2026-02",)


def _sheet(dialog: ImportDialog) -> str:
    table = dialog._peek.table if dialog._peek is not None else None
    return "" if table is None else table.head.sheet


def test_a_mapping_is_saved_and_loaded_and_a_wrong_one_refused(
    dialog: ImportDialog,
    costs: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "a.mapping.json"
    monkeypatch.setattr(file_dialogs, "ask_save_mapping", lambda parent, suggestion: file)
    monkeypatch.setattr(file_dialogs, "ask_mapping", lambda parent, folder: file)
    match(dialog, costs, qtbot)
    dialog.match.save.click()
    assert mapping_store.load_mapping(file) == dialog.match.mapping

    mapping_store.save_mapping(file, ColumnMapping(date="Day", cost="Cost", service="Location"))
    before = dialog.match.shown
    dialog.match.load.click()
    qtbot.waitUntil(lambda: dialog.match.shown not in (None, before), timeout=20000)
    assert dialog.match.mapping.service == "Location"

    file.write_text("{}")
    dialog.match.load.click()
    assert "This is no column mapping" in dialog.match.summary.text()


def test_a_known_workbook_offers_its_sheets(
    dialog: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    header = ["BilledCost", "ChargeCategory", "ChargePeriodStart", "BillingCurrency"]
    path = workbook(
        tmp_path / "focus.xlsx",
        Jan=[header, [1, "Usage", "2026-01-01", "USD"]],
        Feb=[header, [2, "Usage", "2026-02-01", "USD"]],
    )
    dialog.look_at([path])
    qtbot.waitUntil(lambda: dialog.go_on.isEnabled(), timeout=20000)
    sheet = dialog.choose.reading.sheet
    assert sheet.isVisible() and sheet.currentText() == "Jan"

    sheet.setCurrentText("Feb")
    sheet.activated.emit(1)
    qtbot.waitUntil(lambda: dialog._peek is not None and dialog._peek.sheet == "Feb")
    dialog.begin_reading()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.case, timeout=20000)

    assert dialog.baseline is not None
    assert dialog.baseline.months == ("2026-02",)


def test_every_choice_can_be_reached_by_the_keyboard(
    dialog: ImportDialog, costs: Path, qtbot: QtBot
) -> None:
    match(dialog, costs, qtbot)

    reached = set()
    part = dialog.match.form.dates_from
    for _ in range(300):
        reached.add(part)
        part = part.nextInFocusChain()
    form = dialog.match.form
    assert set(form.roles.values()) <= reached
    assert {form.tags, form.decimal, dialog.match.table, dialog.match.save} <= reached
    assert all(combo.focusPolicy() & Qt.FocusPolicy.TabFocus for combo in form.roles.values())
