"""New from export: look, read off the window's thread, reconcile, make the case."""

from __future__ import annotations

import gzip
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from assets import asset_path
from ui.background import Reporter
from ui.panels import import_dialog
from ui.panels.import_dialog import ImportDialog
from ui.panels.import_steps import size_text
from ui.panels.import_work import Made
from ui.window import Window
from whatif_app.costs.session import Progress

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first two thousand rows of the sample bill."""
    path = tmp_path_factory.mktemp("export") / "bill.csv"
    with gzip.open(asset_path("sample-cur.csv.gz"), "rt", encoding="utf-8") as source:
        path.write_text("".join(itertools.islice(source, 2001)), encoding="utf-8")
    return path


@pytest.fixture
def dialog(dressed: QApplication, tmp_path: Path) -> Iterator[ImportDialog]:
    made = ImportDialog(str(tmp_path))
    made.show()
    yield made
    # It deletes itself when closed; a test may have closed it.
    if isValid(made):
        made.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def look(dialog: ImportDialog, path: Path, qtbot: QtBot) -> None:
    dialog.look_at([path])
    qtbot.waitUntil(lambda: not dialog.choose.found.text().startswith("Looking"), timeout=20000)


def read(dialog: ImportDialog, path: Path, qtbot: QtBot) -> None:
    look(dialog, path, qtbot)
    dialog.begin_reading()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.case, timeout=20000)


def test_looking_says_format_and_tags_before_anything_is_read(
    dialog: ImportDialog, export: Path, qtbot: QtBot
) -> None:
    look(dialog, export, qtbot)

    assert "AWS CUR" in dialog.choose.found.text()
    assert "1 file" in dialog.choose.found.text()
    assert dialog.choose.tags.count() > 0
    assert dialog.go_on.isEnabled()


def test_reading_shows_the_account_and_makes_a_case(
    dialog: ImportDialog, export: Path, qtbot: QtBot
) -> None:
    read(dialog, export, qtbot)

    account = dialog.case.account.toPlainText()
    assert "reconciles to the cent" in account
    assert "2,000" in account
    assert dialog.made is not None
    assert any("Difference: " in sentence for sentence in dialog.made.sentences)

    made: list[Made] = []
    dialog.created.connect(made.append)
    dialog.create()
    assert made[0].case.tables["workloads"]
    assert made[0].baseline.reconciliation.read == 2000


def test_fewer_workloads_are_made_where_fewer_are_wanted(
    dialog: ImportDialog, export: Path, qtbot: QtBot
) -> None:
    read(dialog, export, qtbot)

    dialog.case.largest.setValue(2)

    assert dialog.made is not None
    assert len(dialog.made.case.tables["workloads"]) == 3
    assert dialog.made.case.tables["workloads"].names[-1] == "Other"


def test_a_broken_file_says_where_and_cannot_be_read(
    dialog: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "notes.csv"
    broken.write_text("a,b\n1,2\n")

    look(dialog, broken, qtbot)

    assert dialog.choose.found.text() == "“notes.csv” cannot be imported"
    assert dialog.choose.details.text().startswith("notes.csv")
    assert not dialog.go_on.isEnabled()


def test_dates_that_stay_open_are_asked_about_and_then_read(
    dialog: ImportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    azure = tmp_path / "azure.csv"
    azure.write_text(
        "Date,CostInBillingCurrency,MeterCategory,PricingModel\n03/04/2026,1,Storage,OnDemand\n"
    )
    look(dialog, azure, qtbot)
    order = dialog.choose.reading.date_order
    assert order.isVisible()

    dialog.begin_reading()
    qtbot.waitUntil(lambda: "Choose the order" in dialog.choose.details.text(), timeout=20000)
    order.setCurrentIndex(order.findData("dmy"))
    dialog.begin_reading()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.case, timeout=20000)

    assert dialog.baseline is not None
    assert dialog.baseline.months == ("2026-04",)


def test_nothing_is_asked_of_an_export_that_leaves_nothing_open(
    dialog: ImportDialog, export: Path, qtbot: QtBot
) -> None:
    look(dialog, export, qtbot)

    assert not dialog.choose.reading.isVisible()


def test_cancelling_the_reading_leads_back_and_keeps_nothing(
    dialog: ImportDialog, export: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(paths: object, tags: object, choices: object, reporter: Reporter) -> None:
        begun.set()
        while True:
            reporter.check()

    monkeypatch.setattr(import_dialog, "read_whole", endless)
    look(dialog, export, qtbot)
    dialog.begin_reading()
    assert begun.wait(5)
    dialog.cancel.click()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.choose)

    assert dialog.baseline is None
    assert dialog.go_on.isEnabled()


def test_a_project_from_an_export_shows_its_baseline(
    window: Window, export: Path, qtbot: QtBot
) -> None:
    dialog = window.files.new_from_export()
    read(dialog, export, qtbot)
    dialog.create()

    assert window.isWindowModified()
    assert window.baseline.check.text() == "✓ reconciles to the cent"
    assert window.baseline.source.text().startswith("bill.csv · 2,000 rows")
    assert "unallocated" in window.baseline.rest.text()
    assert window.notices.level == "good"


def test_leaving_in_the_middle_leaves_the_open_project_alone(
    example: Window, export: Path, qtbot: QtBot
) -> None:
    before = example.session.document
    dialog = example.files.new_from_export()
    read(dialog, export, qtbot)
    dialog.reject()

    assert example.session.document is before
    assert not example.isWindowModified()


@pytest.mark.parametrize(
    ("size", "text"), [(512, "512 bytes"), (1_500, "1.5 kB"), (3_300_000_000, "3.3 GB")]
)
def test_sizes_read_as_people_say_them(size: int, text: str) -> None:
    assert size_text(size) == text


def test_the_reading_page_says_how_far_it_is_and_how_long_it_will_take(
    dialog: ImportDialog,
) -> None:
    dialog.read.show_progress(Progress(1_000_000, 4_000_000, 2_500, "Reading cur.csv", 32.0))

    assert dialog.read.bar.value() == 250  # of 1000
    assert dialog.read.numbers.text() == "1.0 MB of 4.0 MB · 2,500 rows · about 30 seconds left"


def test_of_a_table_elsewhere_the_reading_page_says_only_what_is_being_done(
    dialog: ImportDialog,
) -> None:
    dialog.read.show_progress(Progress(0, 0, 0, "Reading billing (Spark)"))

    assert dialog.read.stage.text() == "Reading billing (Spark)"
    assert (dialog.read.bar.minimum(), dialog.read.bar.maximum()) == (0, 0)  # busy
    assert dialog.read.numbers.text() == ""
