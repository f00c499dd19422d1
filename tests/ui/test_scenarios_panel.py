"""The scenarios panel: what its rows say, and what its keys and mouse do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from ui.panels.scenario_model import Role
from ui.panels.scenario_row import eye_rect
from ui.panels.scenarios import ScenariosPanel
from ui.scenario_edits import ScenarioEdits
from ui.session import BASE, Session
from whatif_app.document import Document


@pytest.fixture
def session(qtbot: QtBot, small_case: Case) -> Iterator[Session]:
    made = Session()
    made.replace_document(Document(small_case))
    yield made
    if made.document is not None:
        made.document.close()


@pytest.fixture
def panel(dressed: QApplication, qtbot: QtBot, session: Session) -> ScenariosPanel:
    edits = ScenarioEdits(session)
    made = ScenariosPanel(session, edits)
    edits.setParent(made)
    qtbot.addWidget(made)
    made.tester = QAbstractItemModelTester(
        made.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    made.resize(215, 400)
    made.show()
    return made


def names(session: Session) -> tuple[str, ...]:
    assert session.case is not None
    return session.case.scenario_names


def texts(panel: ScenariosPanel, role: int) -> list[str]:
    rows = range(panel.model.rowCount())
    return [panel.model.index(row).data(role) for row in rows]


def press(panel: ScenariosPanel, key: Qt.Key, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(panel.list, key, modifier)


def test_rows_are_the_base_and_the_scenarios_with_their_figures(panel: ScenariosPanel) -> None:
    assert texts(panel, Qt.ItemDataRole.DisplayRole) == ["Base", "Do nothing", "Spot"]
    # 20,000 × 0.8 × 0.7 = 11,200 a month against 30,000 of work: paid back in the third month.
    assert texts(panel, Role.SUBTITLE)[1:] == ["reference", "2.6\u202fmo · 2 cells"]
    assert texts(panel, Role.VERDICT)[2] == "Go"


def test_selecting_a_row_selects_the_scenario_and_the_other_way_round(
    panel: ScenariosPanel, session: Session
) -> None:
    panel.list.setCurrentIndex(panel.model.index(0))
    assert session.selected == BASE

    session.select("Do nothing")
    assert panel.current == "Do nothing"


def test_space_and_a_click_on_the_eye_show_and_hide(
    panel: ScenariosPanel, session: Session
) -> None:
    press(panel, Qt.Key.Key_Space)
    assert session.visible == ["Do nothing"]

    row = panel.list.visualRect(panel.model.index_of("Spot"))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=eye_rect(row).center())
    assert session.visible == ["Do nothing", "Spot"]


def test_alt_and_arrows_reorder_without_losing_the_selection(
    panel: ScenariosPanel, session: Session
) -> None:
    press(panel, Qt.Key.Key_Up, alt=True)

    assert names(session) == ("Spot", "Do nothing")
    assert panel.current == session.selected == "Spot"


def test_dropping_a_row_below_another_moves_the_scenario(
    panel: ScenariosPanel, session: Session
) -> None:
    carried = panel.model.mimeData([panel.model.index_of("Do nothing")])
    panel.model.dropMimeData(carried, Qt.DropAction.MoveAction, 3, 0, panel.model.index(-1))

    assert names(session) == ("Spot", "Do nothing")


def test_a_new_name_is_typed_in_place(panel: ScenariosPanel, session: Session) -> None:
    panel.rename("Spot")
    editor = panel.list.findChild(QLineEdit)
    editor.setText("Spot 80")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # The editor commits once it has handled the key itself.
    QApplication.processEvents()

    assert names(session) == ("Do nothing", "Spot 80")
    assert session.selected == "Spot 80"


def test_new_figures_do_not_undo_what_is_being_typed(
    panel: ScenariosPanel, session: Session
) -> None:
    panel.rename("Spot")
    editor = panel.list.findChild(QLineEdit)
    assert editor.selectedText() == "Spot"
    QTest.keyClicks(editor, "Sp")
    session.recompute()

    assert editor.text() == "Sp"


def test_a_name_that_is_taken_keeps_the_editor_open(
    panel: ScenariosPanel, session: Session
) -> None:
    panel.rename("Spot")
    editor = panel.list.findChild(QLineEdit)
    editor.setText("Do nothing")
    QTest.keyClick(editor, Qt.Key.Key_Return)

    assert editor.isVisible()
    assert editor.text() == "Do nothing"
    assert names(session) == ("Do nothing", "Spot")


def test_deleting_selects_a_neighbour_and_undo_brings_it_back(
    panel: ScenariosPanel, session: Session
) -> None:
    press(panel, Qt.Key.Key_Delete)
    assert names(session) == ("Do nothing",)
    assert session.selected == "Do nothing"

    session.undo()
    assert names(session) == ("Do nothing", "Spot")


def test_a_copy_stands_below_with_a_name_of_its_own(
    panel: ScenariosPanel, session: Session
) -> None:
    panel.duplicate()
    panel.list.closeEditor(
        panel.list.findChild(QLineEdit), panel.list.itemDelegate().EndEditHint.NoHint
    )

    assert names(session) == ("Do nothing", "Spot", "Spot copy")
    assert session.case is not None
    assert session.case.scenario("Spot copy").set == session.case.scenario("Spot").set


def test_the_base_can_neither_be_renamed_nor_dragged(panel: ScenariosPanel) -> None:
    flags = panel.model.flags(panel.model.index(0))

    assert not flags & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled)


def test_every_row_speaks_in_words(panel: ScenariosPanel) -> None:
    spoken = texts(panel, Qt.ItemDataRole.AccessibleTextRole)

    assert spoken[2] == "Spot, 2.6\u202fmo · 2 cells, Go, visible"


def test_a_click_beside_the_rows_selects_nothing_else(
    panel: ScenariosPanel, session: Session
) -> None:
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 390))

    assert session.selected == "Spot"
