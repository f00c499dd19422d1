"""The window as a whole: what it opens, says, remembers, and asks before a loss."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QStyle,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from ui import file_dialogs, theme
from ui.preferences import Preferences
from ui.session import Session
from ui.window import Window
from whatif_app.commands import set_cells
from whatif_app.document import Document

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SPOT_TARGET = "workloads/Video encoder/spot_target"


def change(session: Session, value: float = 0.5, address: str = SPOT_TARGET) -> None:
    assert session.case is not None
    assert session.do(set_cells(session.case, session.selected or None, {address: value}))


def action(window: Window, text: str) -> QAction:
    wanted = text.replace("&", "")
    for found in window.findChildren(QAction):
        if found.text().replace("&", "").split("\t")[0] == wanted:
            return found
    raise AssertionError(f"no menu entry {text}")


def test_the_start_page_is_shown_until_something_is_open(window: Window) -> None:
    assert window.start.isVisible()
    assert window.windowTitle() == "What-If[*]"
    assert not action(window, "Save").isEnabled()

    QTest.mouseClick(window.start.gallery.cards[0], Qt.MouseButton.LeftButton)

    assert window.workspace.isVisible()
    assert window.windowTitle() == "Checkout 2027[*] – What-If"
    assert action(window, "Save").isEnabled()


def test_the_sample_project_opens_with_everything_behind_it_and_is_saved_elsewhere(
    window: Window,
) -> None:
    QTest.mouseClick(window.start.gallery.sample, Qt.MouseButton.LeftButton)

    document = window.session.document
    assert document is not None
    assert window.windowTitle() == "Sample project[*] – What-If"
    assert document.path is None  # so that saving asks where
    assert not document.is_modified
    assert [export.name for export in document.ledger.exports] == [
        "sample-cur.csv.gz",
        "sample-cur-2027-01.csv.gz",
    ]


def test_an_edit_marks_the_window_and_undo_takes_the_mark_away(example: Window) -> None:
    change(example.session)
    assert example.isWindowModified()
    assert action(example, "Undo set Spot target of Video encoder to 50\u202f%").isEnabled()
    assert example.statusBar().saved.text() == "Not saved · journal up to date"

    action(example, "Undo set Spot target of Video encoder to 50\u202f%").trigger()
    assert not example.isWindowModified()


def test_an_edit_moves_verdict_scenario_row_and_charts_together(
    example: Window, qtbot: QtBot
) -> None:
    session = example.session
    with qtbot.waitSignal(session.results_replaced):
        change(session, 0.2)

    strip, panel = example.workspace.strip, example.scenarios
    verdict = session.results[session.selected].kpis.verdict
    assert strip.verdict.title.text == f"{verdict} · {session.selected}"
    assert panel.model.index_of(session.selected).data() == session.selected
    assert verdict == "No-go"


def test_saving_asks_for_a_name_once_and_then_saves_there(
    example: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checkout.whatif"
    asked: list[Path] = []

    def ask(parent: object, suggestion: Path, with_case: bool) -> Path:
        asked.append(suggestion)
        return path

    monkeypatch.setattr(file_dialogs, "ask_save", ask)
    change(example.session)
    assert example.files.save()
    change(example.session, 0.6)
    assert example.files.save()

    assert [each.name for each in asked] == ["Checkout 2027.whatif"]
    assert example.windowTitle() == "checkout.whatif[*] – What-If"
    assert not example.isWindowModified()
    assert example.statusBar().saved.text().startswith("Saved ")
    assert example.preferences.recent == [path]
    saved = Document.open(path).case
    assert saved.scenario(example.session.selected).set[SPOT_TARGET] == 0.6


def test_closing_asks_only_where_something_would_be_lost(
    example: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def cancel(parent: object, name: str) -> str:
        asked.append(name)
        return "cancel"

    with monkeypatch.context() as patch:
        patch.setattr(file_dialogs, "ask_save_changes", cancel)
        assert example.files.close()
        assert asked == []
        example.files.new_from_example("checkout-2027")
        change(example.session)
        assert not example.files.close()
        assert not example.close()

    assert asked == ["Checkout 2027", "Checkout 2027"]
    assert example.session.document is not None


def test_a_file_that_cannot_be_opened_leaves_the_project_and_says_why(
    example: Window, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.whatif"
    broken.write_bytes(b"PK no zip")
    before = example.session.document

    assert not example.files.open(broken)

    assert example.session.document is before
    assert example.notices.level == "error"
    assert "broken.whatif" in example.notices.words.text()


def test_a_case_with_mistakes_lists_them_with_their_addresses(
    window: Window, tmp_path: Path
) -> None:
    wrong = tmp_path / "case.json"
    wrong.write_text(
        '{"project": {"start_month": "2027-13", "horizn": 3},'
        ' "workloads": [{"name": "api", "on_demand_cost": -1}]}'
    )

    window.files.open(wrong)

    said = window.notices.words.text()
    assert "3 mistakes" in said
    assert "project/start_month" in said
    assert "workloads/api/on_demand_cost" in said


def test_a_project_dropped_anywhere_is_opened(
    window: Window, tmp_path: Path, small_case: object, qtbot: QtBot
) -> None:
    path = tmp_path / "small.whatif"
    Document(small_case).save(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(700, 500),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    window.dropEvent(drop)
    qtbot.waitUntil(lambda: window.session.document is not None)

    assert window.windowTitle() == "small.whatif[*] – What-If"


def test_a_project_that_is_gone_is_not_taken_for_an_export(window: Window, tmp_path: Path) -> None:
    window.files.take([tmp_path / "gone.whatif"])

    assert window.files.import_dialog is None
    assert "gone.whatif" in window.notices.words.text()


def test_a_folder_dropped_begins_an_import(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window.files.take([tmp_path])

    dialog = window.files.import_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "cannot be imported" in dialog.choose.found.text())
    dialog.reject()


def test_refused_changes_are_said_without_a_dialog(example: Window) -> None:
    session = example.session
    assert session.case is not None
    command = set_cells(session.case, None, {"units/Orders/volume": 0.0})

    assert not session.do(command)

    assert example.notices.isVisible()
    assert "units/Orders/volume" in example.notices.words.text()


@pytest.mark.slow
def test_theme_and_borders_are_remembered(
    example: Window, settings: QSettings, qtbot: QtBot
) -> None:
    example.choose_theme("dark")
    assert theme.current() is theme.DARK
    example.close()

    again = Window(Preferences(settings))
    qtbot.addWidget(again)
    assert theme.current() is theme.DARK
    assert again.preferences.state("panels") is not None


def test_panels_put_away_and_the_table_shown_are_remembered(
    example: Window, settings: QSettings, qtbot: QtBot
) -> None:
    action(example, "Charts").trigger()
    example.workspace.tables.show_table("cliffs")
    example.close()

    again = Window(Preferences(settings))
    qtbot.addWidget(again)
    assert again.workspace.tables.shown_table == "cliffs"
    again.show()
    again.files.new_from_example("checkout-2027")

    assert not again.workspace.charts.isVisible() and again.workspace.explain.isVisible()
    assert not action(again, "Charts").isChecked()


def test_menu_letters_are_underlined_only_while_alt_is_held(example: Window) -> None:
    bar = example.menuBar()
    underline = QStyle.StyleHint.SH_UnderlineShortcut
    assert bar.style().styleHint(underline, None, bar) == 0

    QTest.keyPress(example.workspace.tables.grid, Qt.Key.Key_Alt)
    assert bar.style().styleHint(underline, None, bar) == 1

    QTest.keyRelease(example.workspace.tables.grid, Qt.Key.Key_Alt)
    assert bar.style().styleHint(underline, None, bar) == 0


def test_zooming_enlarges_the_type_and_comes_back(example: Window) -> None:
    before = theme.font().pointSizeF()
    action(example, "Zoom in").trigger()
    assert theme.font().pointSizeF() == pytest.approx(before * 1.1)

    grid = example.workspace.tables.grid
    # Rows, headers and tabs grow with their text; what was looked at stays in view.
    assert grid.rowHeight(0) == grid.frozen.rowHeight(0) == round(theme.ROW_HEIGHT * 1.1)
    assert grid.horizontalHeader().height() > 38
    assert example.workspace.tables.tabs.font() == theme.font(13.0, QFont.Weight.Medium)
    assert example.menuBar().font().pointSizeF() == pytest.approx(before * 1.1)
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center())

    action(example, "Actual size").trigger()
    assert theme.font().pointSizeF() == pytest.approx(before)
    assert grid.rowHeight(0) == theme.ROW_HEIGHT


def test_panels_can_be_put_away(example: Window) -> None:
    action(example, "Explanation").trigger()
    assert not example.workspace.explain.isVisible()

    action(example, "Explanation").trigger()
    assert example.workspace.explain.isVisible()


def test_scenario_menu_adds_and_takes_away(example: Window) -> None:
    before = example.session.scenario_names
    action(example, "Add").trigger()
    assert len(example.session.scenario_names) == len(before) + 1

    action(example, "Delete").trigger()
    assert example.session.scenario_names == before
    assert example.notices.level == "undo"


def test_copying_through_the_menu_copies_the_selected_cell(example: Window) -> None:
    example.session.cell_focused.emit(SPOT_TARGET)

    action(example, "Copy").trigger()

    assert QApplication.clipboard().text().strip() == "85%"


def test_the_program_ends_well_with_copied_cells_on_the_clipboard() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from ui import copied_cells\n"
        "app = QApplication([])\n"
        "copied_cells.put('85%', '<b>85%</b>', '85%')\n"
        "assert app.clipboard().mimeData().html()\n"
        "copied_cells.let_go()\n"
        "assert app.clipboard().text() == '85%'\n"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_selected_numbers_are_summed_in_the_status_bar(example: Window, qtbot: QtBot) -> None:
    example.session.cell_focused.emit(SPOT_TARGET)

    qtbot.waitUntil(lambda: "Count 1" in example.status_selection.text())


def test_typing_into_a_cell_moves_payback(example: Window, qtbot: QtBot) -> None:
    example.session.cell_focused.emit(SPOT_TARGET)
    before = example.workspace.strip.cards[0].value.text
    grid = example.workspace.tables.grid

    with qtbot.waitSignal(example.session.results_replaced):
        QTest.keyClick(grid, Qt.Key.Key_4)
        QTest.keyClick(grid.open_cell_editor, Qt.Key.Key_0)
        QTest.keyClick(grid.open_cell_editor, Qt.Key.Key_Return)

    case = example.session.document.case
    assert case.scenario("Spot refactor").set[SPOT_TARGET] == 0.4
    assert example.workspace.strip.cards[0].value.text != before


def test_every_control_has_a_name_for_screen_readers(example: Window) -> None:
    nameless = [
        found
        for kind in (QPushButton, QToolButton, QComboBox, QLineEdit)
        for found in example.findChildren(kind)
        if not (found.accessibleName() or getattr(found, "text", str)() or found.toolTip())
        and not found.objectName().startswith("qt_")
    ]

    assert nameless == []


def test_switching_between_projects_keeps_nothing_of_the_one_before(
    example: Window, qtbot: QtBot
) -> None:
    example.files.new_from_example("genai-feature")

    assert example.windowTitle().startswith("A GenAI feature")
    assert example.scenarios.model.rowCount() == 4
    assert example.session.selected == "Smaller model"
    assert example.rect().contains(QPoint(1, 1))


@pytest.mark.slow
def test_a_workbook_is_written_in_the_background_and_its_place_is_told(
    example: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "checkout.xlsx"

    with qtbot.waitSignal(example.files.export.ended, timeout=60000):
        example.files.export.write(path)
        assert example.statusBar().task.isVisible()

    assert path.read_bytes().startswith(b"PK")
    assert example.notices.level == "good"
    assert [button.text() for button in example.notices.buttons] == ["Open", "Open folder"]
    assert not example.statusBar().task.isVisible()


def test_a_workbook_that_cannot_be_written_says_why(
    example: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(example.files.export.ended, timeout=60000):
        example.files.export.write(tmp_path / "no such folder" / "checkout.xlsx")

    assert example.notices.level == "error"
    assert example.notices.words.text().startswith("The workbook was not written.")
