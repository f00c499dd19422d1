"""The page that splits shared cost and shows each team its statement."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from tests.ownership.bills import bill, line
from ui import file_dialogs
from ui.baseline.page_frame import PlainTable
from ui.baseline.showback.choices import quarters
from ui.baseline.showback.key_dialog import KeyDialog
from ui.baseline.showback.showback_page import ShowbackPage
from ui.session import Session
from whatif_app.document import Document
from whatif_app.ledger import Ledger, of_export
from whatif_app.ownership.allocation_key import AllocationKey, Weight
from whatif_app.ownership.key_reader import key_file_of_text
from whatif_app.ownership.sharing import LINES, OWNER, UNALLOCATED, Sharing, Source, Split
from whatif_app.volumes.history import Coverage, UsageHistory

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

BILL = bill(
    line("500", "Shop", month="2026-11"),
    line("600", "Shop", service="EC2"),
    line("200", "Data", service="EC2"),
    line("300", "Platform", service="EKS"),
    line("40", service="Support"),
    tags=("team",),
)
KEY = AllocationKey(
    "cores", "cores", (Weight("shop", Decimal(1), "Shop"), Weight("d", Decimal(1), "Data"))
)
EVEN = Split("Cluster", Source(OWNER, "Platform"), "even")
USAGE = UsageHistory("orders", {"2026-12": 300.0}, {"2026-12": Coverage(31, 31)})
WORKLOADS = [{"name": name, "on_demand_cost": 100} for name in ("Shop", "Data", "Platform")]


def case() -> Case:
    return Case.from_json({"project": {"start_month": "2026-12"}, "workloads": WORKLOADS})


@pytest.fixture
def session(dressed: QApplication, tmp_path: Path) -> Session:
    made = Session()
    ledger = of_export(BILL).with_part("usage", (USAGE,)).with_part("sharing", Sharing((), (KEY,)))
    made.replace_document(
        Document(case(), ledger, journal_folder=tmp_path / "journal", is_saved=True)
    )
    return made


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> ShowbackPage:
    made = ShowbackPage(session)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


def texts(table: PlainTable) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def totals(page: ShowbackPage) -> dict[str, str]:
    return {row[0]: row[4] for row in texts(page.teams.table)}


def add(page: ShowbackPage, split: Split) -> None:
    page.splits.begin(split)
    page.splits.form.name.setText(split.name)
    page.splits.form.take.click()


def test_every_team_and_the_unallocated_stand_above_the_bill(page: ShowbackPage) -> None:
    assert totals(page) == {
        "Shop": "$600.00",
        "Platform": "$300.00",
        "Data": "$200.00",
        "Unallocated": "$40.00",
        "The bill": "$1,140.00",
    }
    assert page.teams.check.text() == "✓ reconciles to the bill to the cent"
    assert texts(page.teams.table)[0][7] == "+$100.00"


def test_a_split_says_what_it_would_give_and_one_undo_takes_it_back(
    page: ShowbackPage, session: Session
) -> None:
    page.splits.begin(EVEN)
    assert page.splits.form.words.text() == "$300.00: Data $150.00, Shop $150.00"
    page.splits.form.take.click()

    assert totals(page)["Data"] == "$350.00"
    assert texts(page.splits.table) == [
        ["Platform", "all cost of “Platform”", "evenly", "", "$300.00"]
    ]
    session.undo()
    assert totals(page)["Data"] == "$200.00"
    assert page.splits.table.rowCount() == 0


def test_peanut_butter_is_warned_of_and_mended_with_one_click(page: ShowbackPage) -> None:
    # Evenly 150 each; by cost 225 and 75: Data bears 75 more, 27.3 % of its 275.
    add(page, EVEN)

    assert page.warning.isVisible()
    assert "puts $75.00 on Data" in page.warning.words.text()
    page.warning.mend.click()
    assert not page.warning.isVisible()
    assert totals(page)["Data"] == "$275.00"
    assert "Data −$75.00" in page.even.bars.accessibleDescription()


def test_the_form_refuses_what_cannot_be_split_and_says_why(page: ShowbackPage) -> None:
    form = page.splits.form
    add(page, EVEN)

    page.splits.begin(Split("Cluster", Source(UNALLOCATED), "cost"))
    form.name.setText("Cluster")
    assert form.problem() == "Another split is called “Cluster”."
    form.name.setText("")
    form.how.setCurrentIndex(form.how.findData("weight"))
    assert "Load an allocation key" in form.problem()
    form.how.setCurrentIndex(form.how.findData("surcharge"))
    form.platform.setCurrentText("Platform")
    assert "rate" in form.problem()
    form.rate.setText("5")
    assert (form.problem(), form.split.rate, form.split.name) == ("", 0.05, "Unallocated")


def test_a_split_by_weight_keeps_idle_with_the_platform_team(page: ShowbackPage) -> None:
    form = page.splits.form
    page.splits.begin(Split("", Source(LINES, "EKS", "service"), "weight", "cores"))
    form.platform.setCurrentText("Infra")

    assert form.split == Split(
        "EKS", Source(LINES, "EKS", "service"), "weight", "cores", platform="Infra"
    )
    form.take.click()
    assert totals(page)["Shop"] == "$750.00"


def test_splits_are_changed_moved_and_deleted(page: ShowbackPage, session: Session) -> None:
    add(page, EVEN)
    add(page, Split("Rest", Source(UNALLOCATED), "cost"))
    names = lambda: [row[0] for row in texts(page.splits.table)]  # noqa: E731

    page.splits.table.selectRow(1)
    page.splits.up.click()
    assert names() == ["Rest", "Cluster"]
    page.splits.change.click()
    page.splits.form.name.setText("Support")
    page.splits.form.take.click()
    assert names() == ["Support", "Cluster"]
    page.splits.delete.click()
    assert names() == ["Cluster"]
    assert session.document is not None
    assert session.document.undo_label == "Delete split “Support”"


def test_a_key_loaded_while_a_split_is_written_is_weighed_by(page: ShowbackPage) -> None:
    page.splits.begin(Split("", Source(OWNER, "Platform"), "weight"))
    assert "Load an allocation key" in page.splits.form.problem()

    page.edits.keep_key(replace(KEY, name="fresh"))

    assert page.splits.form.problem() == ""
    assert page.splits.form.split.key == "fresh"


def test_a_rate_is_edited_as_exactly_as_it_was_typed(page: ShowbackPage) -> None:
    split = Split("Tax", Source(UNALLOCATED), "surcharge", platform="Platform", rate=0.0333333)

    page.splits.begin(split)

    assert page.splits.form.split.rate == 0.0333333


def test_a_split_undone_while_it_is_changed_is_added_anew(
    page: ShowbackPage, session: Session
) -> None:
    add(page, EVEN)
    page.splits.table.selectRow(0)
    page.splits.change.click()
    session.undo()
    page.splits.form.take.click()

    assert [row[0] for row in texts(page.splits.table)] == ["Cluster"]


def test_the_model_can_divide_as_the_split_does(page: ShowbackPage, session: Session) -> None:
    add(page, Split("Cluster", Source(OWNER, "Platform"), "weight", "cores"))
    page.splits.table.selectRow(0)
    page.splits.model.click()

    assert session.case is not None
    cells = session.case.tables["workloads"]
    assert cells["Platform"]["shared"] is True
    assert (cells["Shop"]["weight"], cells["Data"]["weight"]) == (1.0, 1.0)


def test_a_team_is_shown_with_its_parts_and_gets_a_unit_cost(
    page: ShowbackPage, session: Session
) -> None:
    add(page, EVEN)
    page.teams.table.selectRow(0)

    assert texts(page.team.made_of) == [
        ["EC2", "direct", "$600.00"],
        ["Cluster", "share", "$150.00"],
    ]
    page.team.unit.setCurrentIndex(page.team.unit.findData("orders"))
    page.team.unit.activated.emit(page.team.unit.currentIndex())
    assert texts(page.teams.table)[0][8] == "$2.50 / order"
    assert session.ledger is not None
    assert session.ledger.sharing.units == {"Shop": "orders"}


def test_a_key_is_made_of_a_file_and_its_names_given_to_teams(
    page: ShowbackPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rcu.csv"
    path.write_text("client,RCU,WCU\nshop,30,1\nbatch,10,9\n")

    def choose(dialog: KeyDialog) -> int:
        dialog.measure.setCurrentText("WCU")
        dialog.measure.activated.emit(1)
        assert texts(dialog.table)[0][:2] == ["batch", "9"]
        dialog.table.item(0, 4).setText("Data")
        return int(KeyDialog.DialogCode.Accepted)

    monkeypatch.setattr(KeyDialog, "exec", choose)
    monkeypatch.setattr(file_dialogs, "ask_allocation_key", lambda parent, folder: path)
    page.load.click()

    assert session.ledger is not None
    key = session.ledger.sharing.key("rcu")
    assert key is not None
    assert key.by_team() == {"Data": 9, "Shop": 1}
    assert [row[0] for row in texts(page.keys.table)] == ["cores", "rcu"]
    page.keys.table.selectRow(1)
    page.keys.delete.click()
    assert session.ledger.sharing.key("rcu") is None


def test_a_file_that_is_no_key_is_refused_and_changes_nothing(
    page: ShowbackPage, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "sizing.json"
    path.write_text('{"data": {"Recommendations": [{"monthlySavings": 3}]}}')

    with qtbot.waitSignal(session.notice) as said:
        assert page.read_key(path) is False
    assert "right-sizing" in said.args[0]
    assert session.document is not None and not session.document.can_undo


def test_a_key_that_a_split_weighs_by_is_not_deleted(
    page: ShowbackPage, session: Session, qtbot: QtBot
) -> None:
    add(page, Split("Cluster", Source(OWNER, "Platform"), "weight", "cores"))
    page.keys.table.selectRow(0)

    with qtbot.waitSignal(session.notice) as said:
        page.keys.delete.click()
    assert "used by “Cluster”" in said.args[0]


def test_a_measure_without_weights_is_said_in_the_dialog(
    dressed: QApplication, qtbot: QtBot
) -> None:
    file = key_file_of_text("client,RCU,WCU\nshop,3,0\n", "t.csv")
    dialog = KeyDialog(("Shop",), file=file)
    qtbot.addWidget(dialog)

    assert dialog.use.isEnabled()
    dialog.measure.setCurrentText("WCU")
    dialog.measure.activated.emit(1)
    assert not dialog.use.isEnabled()
    assert "nobody any weight" in dialog.problem.text()


def test_the_workbook_is_written_where_asked(
    page: ShowbackPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "Showback.xlsx"
    monkeypatch.setattr(file_dialogs, "ask_workbook", lambda parent, suggestion: out)
    page.export.click()

    assert openpyxl.load_workbook(out).sheetnames == [
        "Summary",
        "Shop",
        "Platform",
        "Data",
        "Unallocated",
    ]


def test_another_month_is_remembered_and_is_no_change_of_the_project(
    page: ShowbackPage, session: Session
) -> None:
    page.choices.month.setCurrentIndex(1)
    page.choices.month.activated.emit(1)

    assert totals(page)["The bill"] == "$500.00"
    assert session.document is not None and not session.document.is_modified
    page.refresh()
    assert page.choices.month.currentText() == "Nov 2026"


def test_without_an_export_the_page_teaches(page: ShowbackPage, session: Session) -> None:
    session.replace_document(Document(case(), Ledger()))

    assert "no bill to show back" in page._empty.text()
    assert not page.export.isVisible()
    session.replace_document(None)
    assert "Open a project" in page._empty.text()


def test_quarters_are_offered_where_all_their_months_are_there() -> None:
    months = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-12"]

    assert quarters(months) == [("2026-07", "2026-08", "2026-09")]
