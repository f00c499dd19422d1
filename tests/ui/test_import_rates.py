"""The import dialog's last step, where the export is in several currencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.costs.exports import cur, cur_row
from ui.panels.import_dialog import ImportDialog
from whatif_app.formatting import day_label

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow


@pytest.fixture
def dialog(dressed: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[ImportDialog]:
    """An export of $100 and €80, read."""
    path = cur(
        tmp_path / "cur.csv",
        cur_row(UnblendedCost="100", publicOnDemandCost="100"),
        cur_row(UnblendedCost="80", publicOnDemandCost="80", CurrencyCode="EUR"),
    )
    made = ImportDialog(str(tmp_path))
    made.show()
    made.look_at([path])
    qtbot.waitUntil(made.go_on.isEnabled, timeout=20000)
    made.begin_reading()
    qtbot.waitUntil(lambda: made.pages.currentWidget() is made.case, timeout=20000)
    made.case.currency.setCurrentText("USD")
    yield made
    if isValid(made):
        made.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def enter(edit: QLineEdit, text: str) -> None:
    edit.setText(text)
    edit.editingFinished.emit()


def test_a_rate_takes_the_other_currency_in_and_none_leaves_it_out(dialog: ImportDialog) -> None:
    rates = dialog.case.rates
    assert list(rates.rates) == ["EUR"]
    assert rates.isVisible()
    assert dialog.made is not None
    assert "EUR is left out" in dialog.case.result.text()

    enter(rates.rates["EUR"], "1.25")

    # 100 + 80 × 1.25; the rate is of today where nothing else is said.
    today = date.today().isoformat()
    assert rates.dates["EUR"].text() == day_label(today)
    assert dialog.made.case.tables["rates"]["EUR"] == {"rate": 1.25, "date": today}
    assert "$200.00" in dialog.case.result.text()

    enter(rates.dates["EUR"], "30 Sep 2026")
    assert dialog.made.case.tables["rates"]["EUR"]["date"] == "2026-09-30"


def test_a_rate_that_cannot_be_read_makes_no_project(dialog: ImportDialog) -> None:
    for rate, day, said in (
        ("a lot", "30 Sep 2026", "Rate of EUR: "),
        ("0", "30 Sep 2026", "Enter more than 0."),
        ("1.25", "3/4/2026", "Write the month by its name."),
        ("1.25", "", "has no date"),
    ):
        enter(dialog.case.rates.dates["EUR"], day)
        enter(dialog.case.rates.rates["EUR"], rate)
        assert said in dialog.case.result.text()
        assert dialog.made is None
        assert not dialog.go_on.isEnabled()


def test_another_project_currency_asks_for_the_other_rate_and_keeps_what_was_said(
    dialog: ImportDialog,
) -> None:
    enter(dialog.case.rates.rates["EUR"], "1.25")

    dialog.case.currency.setCurrentText("EUR")
    assert list(dialog.case.rates.rates) == ["USD"]
    assert dialog.made is not None
    assert not dialog.made.case.tables["rates"]

    dialog.case.currency.setCurrentText("USD")
    assert dialog.case.rates.rates["EUR"].text() == "1.25"
    assert dialog.made.case.tables["rates"]["EUR"]["rate"] == 1.25
