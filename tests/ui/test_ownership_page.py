"""The Ownership page: what it shows, what its keys and buttons change, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from tests.ownership.bills import bill, line
from ui import file_dialogs, theme
from ui.baseline.ownership.ownership_page import OwnershipPage
from ui.baseline.ownership.rules_table import BAR, COST, GIVES, LOOKS_AT, TAKEN
from ui.baseline.ownership.target_bar import TargetBar
from ui.baseline.share_bar import BESIDE, SHARE
from ui.session import Session
from whatif_app.document import Document
from whatif_app.ledger import Ledger, of_export
from whatif_app.ownership.rules import Rule

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

BILL = bill(
    line("60.00", "svc-shop", "prod", month="2026-11"),
    line("25.00", "svc-data", "Prod"),
    line("10.00", "", "", service="Queue", account="000000000099"),
    line("5.00", "", "", service="Support", kind="support"),
    tags=("ServiceID", "env"),
)


@pytest.fixture
def session(qtbot: QtBot, small_case: Case, tmp_path: Path) -> Iterator[Session]:
    made = Session()
    made.replace_document(Document(small_case, of_export(BILL), journal_folder=tmp_path))
    yield made
    if made.document is not None:
        made.document.close()


@pytest.fixture
def page(dressed: QApplication, qtbot: QtBot, session: Session) -> OwnershipPage:
    made = OwnershipPage(session)
    qtbot.addWidget(made)
    made.tester = QAbstractItemModelTester(
        made.rules.table.rules, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    made.resize(1225, 840)
    made.show()
    return made


@pytest.fixture
def owners(tmp_path: Path) -> Path:
    path = tmp_path / "owners.csv"
    path.write_text("ServiceID,Team,Account\nsvc-shop,Web,\nsvc-data,Data,99\n,lost,\n")
    return path


def join(page: OwnershipPage, path: Path) -> None:
    page.files.join(path)
    finish(page)


def finish(page: OwnershipPage) -> None:
    """Wait until the file that is read or written is."""
    assert page.files.is_busy
    waiting = QEventLoop()
    page.files.ended.connect(waiting.quit)
    QTimer.singleShot(10_000, waiting.quit)
    waiting.exec()
    assert not page.files.is_busy


def rules(page: OwnershipPage, column: int) -> list[str]:
    model = page.rules.table.rules
    return [model.index(row, column).data() for row in range(model.rowCount())]


def cells(page_table: object, column: int = 0) -> list[str]:
    table = page_table
    return [table.item(row, column).text() for row in range(table.rowCount())]


def kept_rules(session: Session) -> tuple[Rule, ...] | None:
    assert session.ledger is not None
    return session.ledger.ownership.rules


def test_a_file_joined_gives_the_cost_its_owners(page: OwnershipPage, owners: Path) -> None:
    # Without a file the tag itself is all there is.
    assert cells(page.owners.table) == ["svc-shop", "svc-data", "Unallocated"]

    join(page, owners)

    # Data: 25 by its tag and 10 by its account.
    assert cells(page.owners.table) == ["Web", "Data", "Unallocated"]
    assert cells(page.owners.table, 2) == ["$60.00", "$35.00", "$5.00"]
    assert page.unallocated.share.text() == "5.0\u202f%"
    assert page.unallocated.share.property("tone") == "gain"
    assert cells(page.unallocated.table) == ["Support"]
    assert page.file.problems.text() == "1 row to look at"


def test_undo_takes_a_file_back(page: OwnershipPage, session: Session, owners: Path) -> None:
    join(page, owners)
    session.undo()

    assert page.unallocated.share.text() == "15.0\u202f%"
    assert "No ownership file yet" in page.file.words.text()
    assert not page.file.problems.isVisible()


def test_a_file_that_is_none_is_refused_in_words_and_changes_nothing(
    page: OwnershipPage, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("just,words\n1,2\n")

    with qtbot.waitSignal(session.notice) as said:
        page.files.join(path)
        assert not page.file.load.isEnabled()
    assert page.file.load.isEnabled()

    assert said.args[1] == "error" and "no column of service IDs" in said.args[0]
    assert session.document is not None and not session.document.can_undo


def test_rules_show_what_they_catch_and_what_earlier_ones_took(
    page: OwnershipPage, owners: Path
) -> None:
    join(page, owners)
    page.edits.add_rule(Rule("service", "equals", "Compute", "team", "X"))
    model = page.rules.table.rules

    assert rules(page, LOOKS_AT) == [
        "tag ServiceID",
        "tag env",
        "account",
        "service is “Compute”",
        "anything else",
    ]
    assert rules(page, COST) == ["$85.00", "$0.00", "$10.00", "$0.00", "$5.00"]
    assert rules(page, TAKEN) == ["", "", "", "$85.00", ""]
    assert model.index(0, BAR).data(SHARE) == 0.85
    assert model.index(3, BAR).data(BESIDE) == 0.85


def test_moving_a_rule_up_changes_who_gets_the_cost(
    page: OwnershipPage, session: Session, owners: Path
) -> None:
    join(page, owners)
    page.edits.add_rule(Rule("service", "equals", "Compute", "team", "X"))
    table = page.rules.table
    table.selectRow(3)
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)

    assert rules(page, LOOKS_AT)[0] == "service is “Compute”"
    assert table.current == 0
    assert cells(page.owners.table) == ["X", "Data", "Unallocated"]
    assert cells(page.owners.table, 2) == ["$85.00", "$10.00", "$5.00"]
    session.undo()
    assert rules(page, LOOKS_AT)[1] == "service is “Compute”"


def test_a_rule_dropped_elsewhere_is_asked_there(page: OwnershipPage) -> None:
    model = page.rules.table.rules
    carried = model.mimeData([model.index(0, 0)])

    # Between the second and the third.
    model.dropMimeData(carried, Qt.DropAction.MoveAction, 2, 0, model.index(-1, -1))
    assert rules(page, LOOKS_AT)[:3] == ["tag env", "tag ServiceID", "account"]

    # Onto itself nothing moves.
    carried = model.mimeData([model.index(1, 0)])
    model.dropMimeData(carried, Qt.DropAction.MoveAction, -1, -1, model.index(1, 0))
    assert rules(page, LOOKS_AT)[:3] == ["tag env", "tag ServiceID", "account"]


def test_what_nobody_owns_begins_a_rule_that_is_scrolled_to(
    page: OwnershipPage, session: Session, owners: Path
) -> None:
    join(page, owners)
    page.unallocated.table.selectRow(0)
    page.unallocated.make_rule.click()
    form = page.rules.form

    QApplication.processEvents()
    assert not form.visibleRegion().isEmpty()
    assert form.rule == Rule("service", "equals", "Support", "team")
    # Whose it is, is still missing.
    assert not form.take.isEnabled()
    assert form.words.text() == "Name the team that these lines belong to."

    form.value.setText("Platform")
    QTest.keyClick(form, Qt.Key.Key_Return)

    assert not form.isVisible()
    assert rules(page, GIVES)[-2:] == ["team Platform", "Unallocated"]
    assert page.rules.table.current == 3
    assert page.unallocated.share.text() == "0.0\u202f%"
    assert session.document is not None
    assert "Add the rule “service is “Support” → team Platform”" in session.document.undo_label


def test_the_form_tells_what_a_rule_would_catch_before_it_is_taken(
    page: OwnershipPage, owners: Path
) -> None:
    join(page, owners)
    page.rules.begin_rule("service", "Compute")
    form = page.rules.form
    form.value.setText("X")
    form._soon.timeout.emit()

    assert form.words.text() == "It catches 0 rows, $0.00. Rules before it take another $85.00."
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible() and page.rules.add.isEnabled()


def test_the_form_offers_the_values_and_the_owners_there_are(
    page: OwnershipPage, owners: Path
) -> None:
    join(page, owners)
    page.rules.begin_rule("service", "Compute")
    form = page.rules.form

    assert offered(form.pattern) == ["Compute", "Queue", "Support"]
    assert offered(form.value) == ["Data", "Web"]


def offered(line: QLineEdit) -> list[str]:
    model = line.completer().model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_rule_is_changed_in_its_place(page: OwnershipPage, session: Session) -> None:
    page.edits.add_rule(Rule("service", "equals", "Queue", "team", "A"))
    page.rules.table.selectRow(3)
    QTest.keyClick(page.rules.table, Qt.Key.Key_Return)
    page.rules.form.value.setText("B")
    page.rules.form.take.click()

    kept = kept_rules(session)
    assert kept is not None and kept[3].value == "B" and len(kept) == 4


def test_undo_of_a_rule_closes_the_form_that_changes_it(
    page: OwnershipPage, session: Session
) -> None:
    page.edits.add_rule(Rule("service", "equals", "Queue", "team", "A"))
    page.rules.change_rule(3)
    assert page.rules.form.isVisible()

    session.undo()

    assert not page.rules.form.isVisible()
    assert page.rules.add.isEnabled()


def test_deleting_a_rule_and_going_back_to_the_usual_ones(
    page: OwnershipPage, session: Session
) -> None:
    page.rules.table.selectRow(0)
    QTest.keyClick(page.rules.table, Qt.Key.Key_Delete)
    kept = kept_rules(session)
    assert kept is not None and len(kept) == 2

    page.rules.usual.click()
    assert kept_rules(session) is None
    assert not page.rules.usual.isVisible()


def test_the_target_is_typed_in_percent(page: OwnershipPage, session: Session) -> None:
    target = page.unallocated.target
    target.setText("12,5 %".replace(",", "."))
    target.setModified(True)
    target.editingFinished.emit()
    assert session.ledger is not None and session.ledger.ownership.target == 0.125

    target.setText("many")
    target.setModified(True)
    target.editingFinished.emit()
    assert session.ledger.ownership.target == 0.125
    assert target.text() == "12.5%"


def test_a_required_tag_shows_allowed_values_and_near_misses(
    page: OwnershipPage, session: Session
) -> None:
    card = page.compliance
    card.key.setCurrentText("env")
    card.allowed.setText("prod, test, prod")
    card.require.click()

    # Usage is 95: 60 with “prod”, 25 with “Prod”, 10 without.
    row = cells(card.table).index("env")
    texts = [card.table.item(row, column).text() for column in range(2, 6)]
    assert texts == ["89.5\u202f%", "63.2\u202f%", "66.7\u202f%", "prod, test"]
    assert card.misses.text() == "env: “Prod” is probably “prod”"
    assert session.ledger is not None
    for _ in range(2):  # the last one stays: none would mean all
        card.release.click()
        card.key.setCurrentText("ServiceID")
        assert [tag.key for tag in session.ledger.ownership.required] == ["ServiceID"]


def test_the_untagged_list_is_written_where_it_is_asked_for(
    page: OwnershipPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "untagged.csv"
    monkeypatch.setattr(file_dialogs, "ask_untagged_list", lambda parent, suggestion: path)

    page.compliance.export.click()
    finish(page)

    assert path.read_text("utf-8-sig").splitlines()[1].startswith("Queue,")


def test_a_list_that_cannot_be_written_says_so(
    page: OwnershipPage,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "no such folder" / "untagged.xlsx"
    monkeypatch.setattr(file_dialogs, "ask_untagged_list", lambda parent, suggestion: path)

    with qtbot.waitSignal(session.notice) as said:
        page.compliance.export.click()
    assert said.args[1] == "error"


def test_level_and_month_are_chosen_and_remembered(
    page: OwnershipPage, session: Session, owners: Path
) -> None:
    join(page, owners)
    page.month.setCurrentIndex(page.month.findData("2026-11"))
    page.month.activated.emit(page.month.currentIndex())
    assert cells(page.owners.table) == ["Web"]

    page.level.setCurrentIndex(page.level.findData("service_id"))
    page.level.activated.emit(page.level.currentIndex())
    assert cells(page.owners.table) == ["svc-shop"]
    session.undo()
    assert (page.level.currentData(), page.month.currentData()) == ("service_id", "2026-11")
    assert not page.currency.isVisible()


def test_without_an_export_the_page_teaches(
    page: OwnershipPage, session: Session, small_case: Case, tmp_path: Path
) -> None:
    before = session.document
    session.replace_document(Document(small_case, Ledger(), journal_folder=tmp_path / "j"))

    assert not page.rules.isVisible() and not page.level.isVisible()
    assert "No export is behind this case yet" in page._empty.text()
    assert before is not None
    before.close()


def test_a_page_that_nobody_sees_assigns_once_it_is_seen(page: OwnershipPage, owners: Path) -> None:
    page.hide()
    join(page, owners)
    assert cells(page.owners.table) == ["svc-shop", "svc-data", "Unallocated"]

    page.show()
    assert cells(page.owners.table) == ["Web", "Data", "Unallocated"]


@pytest.mark.parametrize(("share", "tone"), [(0.04, "gain"), (0.06, "loss")])
def test_the_bar_tells_whether_the_target_is_met(
    dressed: QApplication, qtbot: QtBot, share: float, tone: str
) -> None:
    bar = TargetBar()
    qtbot.addWidget(bar)
    bar.resize(200, 22)
    bar.show_share(share, 0.05)

    # The bar reaches to four targets, 20 %: the share ends beyond its tenth part, 20 pixels.
    picture = bar.grab().toImage()
    assert picture.pixelColor(20, 11).name() == getattr(theme.current(), tone).lower()
    assert picture.pixelColor(150, 11).name() == theme.current().grid.lower()
