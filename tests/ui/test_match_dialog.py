"""Matching the bill of an added export with the workloads of a case made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case import Case
from tests.document.test_ledger import december
from ui.baseline.exports.exports_page import ExportsPage
from ui.baseline.exports.match_dialog import MatchDialog
from ui.window import Window
from whatif_app.document import Document
from whatif_app.ledger import Ledger

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow


@pytest.fixture
def by_hand(window: Window, small_case: Case, tmp_path: Path) -> Window:
    """A case made by hand to which a December bill of EC2 and S3 was added."""
    ledger = Ledger((december(tmp_path / "first.csv", "100"),))
    document = Document(small_case, ledger, journal_folder=tmp_path / "journals")
    window.session.replace_document(document)
    window.show_baseline("exports")
    return window


def exports_page(window: Window) -> ExportsPage:
    page = window.evidence.page("exports")
    assert isinstance(page, ExportsPage)
    return page


def dialog_of(window: Window) -> MatchDialog:
    """The dialog as the page opens it."""
    ledger, case = window.session.ledger, window.session.case
    assert ledger is not None
    assert ledger.baseline is not None
    assert case is not None
    return MatchDialog(ledger.baseline, case, ledger.grouping, exports_page(window))


def test_a_case_made_by_hand_says_that_its_bill_is_matched_with_nothing(by_hand: Window) -> None:
    page = exports_page(by_hand)

    assert page.unmatched.isVisible()
    assert page.match.isVisible()


def test_selected_values_become_a_workload_and_one_undo_takes_it_back(by_hand: Window) -> None:
    page, dialog = exports_page(by_hand), dialog_of(by_hand)
    # Neither "AmazonEC2" nor "AmazonS3" is named like "api" or "encoder".
    assert dialog.grouping is None
    assert not dialog.match.isEnabled()
    dialog.table.selectAll()

    dialog.give("encoder")

    assert dialog.said.text() == "$140 of $140, 100.0\N{NARROW NO-BREAK SPACE}%, is matched."
    assert dialog.grouping is not None
    page.take_grouping(dialog.grouping)
    session = by_hand.session
    assert session.document is not None
    assert session.document.undo_label == "Match 1 workload"
    assert not page.unmatched.isVisible()
    assert dialog_of(by_hand).grouping == dialog.grouping
    session.undo()
    assert page.unmatched.isVisible()


def test_rows_of_different_workloads_are_shown_as_several(by_hand: Window) -> None:
    dialog = dialog_of(by_hand)
    dialog.table.selectRow(0)
    dialog.give("api")
    assert dialog.workload.currentText() == "api"

    dialog.table.selectAll()

    assert dialog.workload.currentIndex() == -1
    dialog.give("")
    assert dialog.grouping is None
