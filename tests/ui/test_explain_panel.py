"""The card that explains what is looked at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from scenarios.library import load
from ui.panels.explain import ExplainPanel
from ui.session import Session
from whatif_app.commands import DeleteRows, set_cells
from whatif_app.document import Document

TARGET = "workloads/Video encoder/spot_target"


@pytest.fixture
def session(dressed: QApplication) -> Session:
    made = Session()
    made.replace_document(Document(Case.from_json(load("checkout-2027").case)))
    made.select("Spot + plan")
    return made


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ExplainPanel:
    made = ExplainPanel(session)
    qtbot.addWidget(made)
    made.resize(232, 600)
    made.show()
    return made


def test_a_focused_cell_is_explained_at_once(panel: ExplainPanel, session: Session) -> None:
    session.cell_focused.emit(TARGET)

    assert "Spot target · Video encoder" in panel.text
    assert "base has none" in panel.text
    assert "Spot cost = demand" in panel.text


def test_what_a_cell_does_and_where_the_verdict_turns_follow(
    panel: ExplainPanel, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.settled, timeout=5000):
        session.cell_focused.emit(TARGET)

    assert "What it does" in panel.text
    assert "It stays a Go while" in panel.text
    assert "Spot target of Video encoder ≥" in panel.text


def test_a_figure_is_said_to_be_a_scenario_s_and_a_cell_has_its_address(
    panel: ExplainPanel, session: Session
) -> None:
    assert panel.text.splitlines()[:2] == ["Verdict", "Figure of Spot + plan"]

    session.cell_focused.emit(TARGET)

    assert panel.text.splitlines()[1].replace("\u200b", "") == TARGET


def test_following_a_part_focuses_where_it_comes_from(
    panel: ExplainPanel, session: Session
) -> None:
    cells: list[str] = []
    figures: list[str] = []
    session.cell_focused.connect(cells.append)
    session.figure_focused.connect(figures.append)

    panel._follow("cell:workloads/Video%20encoder/spot_discount")
    panel._follow("figure:volume/TB%20stored@2027-03")

    assert cells == ["workloads/Video encoder/spot_discount"]
    assert figures == ["volume/TB stored@2027-03"]
    assert "Volume · TB stored" in panel.text


def test_an_edit_is_explained_anew(panel: ExplainPanel, session: Session) -> None:
    session.cell_focused.emit(TARGET)
    assert session.case is not None

    session.do(set_cells(session.case, "Spot + plan", {TARGET: 0.5}))
    session.recompute()

    assert "50&nbsp;%" in panel.text


def test_a_deleted_row_is_no_longer_explained(panel: ExplainPanel, session: Session) -> None:
    session.cell_focused.emit("cliffs/Search shard/every")
    assert "Search shard" in panel.text

    session.do(DeleteRows("cliffs", ("Search shard",)))
    session.recompute()

    assert "Verdict" in panel.text


def test_names_from_a_bill_are_shown_as_text_not_as_markup(
    dressed: QApplication, qtbot: QtBot
) -> None:
    data = load("checkout-2027").case
    data["workloads"][7].update(name="<b>lake", on_demand_cost=90000)
    session = Session()
    session.replace_document(Document(Case.from_json(data)))
    panel = ExplainPanel(session)
    qtbot.addWidget(panel)

    session.figure_focused.emit("on_demand")

    assert "&lt;b&gt;lake" in panel.text
    assert "<b>lake" not in panel.text
    assert panel._title.textFormat() == Qt.TextFormat.PlainText


def test_with_nothing_open_the_card_is_blank(dressed: QApplication, qtbot: QtBot) -> None:
    panel = ExplainPanel(Session())
    qtbot.addWidget(panel)
    panel.show()

    assert not panel.widget().isVisible()


def test_the_menu_copies_the_explanation_as_plain_text_and_follows_the_link_under_the_cursor(
    panel: ExplainPanel, session: Session
) -> None:
    session.cell_focused.emit(TARGET)

    panel.menu().actions()[-1].trigger()
    copied = QApplication.clipboard().text()
    assert "Spot target · Video encoder" in copied and "<" not in copied

    panel._sections["computed"].linkHovered.emit("figure:npv")
    panel.menu().actions()[0].trigger()
    assert panel.text.startswith("NPV")
