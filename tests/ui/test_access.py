"""Everything has a name that can be read aloud, and can be reached without a mouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.access import controls, nameless
from ui import file_dialogs, theme
from ui.baseline.drawing import Drawing
from ui.baseline.drawing_table import DrawingTable
from ui.baseline.view import PAGES
from ui.charts.chart import Chart
from ui.docks.own_layouts import OwnLayouts
from ui.panels.import_dialog import ImportDialog
from ui.panels.page import Page
from ui.preferences import Preferences
from ui.window import Window

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "assets" / "sample.whatif"


@pytest.fixture(scope="module")
def sample(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One window with the sample project, for tests that only look."""
    path = tmp_path_factory.mktemp("access") / "what-if.ini"
    window = Window(Preferences(QSettings(str(path), QSettings.Format.IniFormat)))
    window.choose_theme("light")
    window.resize(1440, 900)
    window.show()
    window.files.open(SAMPLE)
    window.notices.hide()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "discard")
        yield window
        window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_every_control_of_the_start_page_has_a_name(window: Window) -> None:
    assert nameless(window.start) == []


def test_every_control_of_the_model_has_a_name(sample: Window) -> None:
    sample.show_model()

    assert nameless(sample) == []


@pytest.mark.slow
@pytest.mark.parametrize("key", [key for key, _, _ in PAGES])
def test_every_control_of_a_baseline_page_has_a_name(sample: Window, key: str) -> None:
    sample.show_baseline(key)
    QApplication.processEvents()

    assert nameless(sample.evidence) == []


def test_every_control_of_the_dialogs_has_a_name(sample: Window, qtbot: QtBot) -> None:
    dialogs = [
        OwnLayouts(sample.workspace, sample.preferences, sample),
        Page("Title", "<p>Words</p>", sample),
        ImportDialog(sample),
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        assert nameless(dialog) == []


def test_a_control_without_a_name_would_be_found(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.addWidget(QLineEdit())
    column.addWidget(QPushButton("Named"))

    assert nameless(holder) == ["QLineEdit in QWidget"]


def test_tab_reaches_every_control_of_the_model(sample: Window) -> None:
    sample.show_model()
    wanted = {
        widget
        for widget in controls(sample.workspace)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }

    reached: set[QWidget] = set()
    at: QWidget | None = sample.workspace
    for _ in range(2000):
        at = at.nextInFocusChain() if at is not None else None
        if at is None or at is sample.workspace:
            break
        reached.add(at)

    assert wanted and wanted <= reached


@pytest.mark.slow
def test_every_chart_and_picture_can_be_read_as_a_table_by_keyboard(sample: Window) -> None:
    charts = list(sample.workspace.charts.charts)
    for key, _, _ in PAGES:
        sample.show_baseline(key)
        QApplication.processEvents()
        page = sample.evidence.page(key)
        charts += [chart for chart in page.findChildren(Chart) if chart.isVisible()]
        for drawing in page.findChildren(Drawing):
            if drawing.isVisibleTo(page) and drawing.cells():
                QTest.keyClick(drawing, Qt.Key.Key_Return)
                shown = sample.findChildren(DrawingTable)[-1]
                heads, *rows = drawing.cells()
                assert rows and all(len(row) == len(heads) for row in rows)
                assert shown.table.rowCount() == len(rows)
                assert shown.windowTitle()
                shown.close()

    for chart in charts:
        assert chart.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert "Show as table" in [action.text() for action in chart.menu().actions()]


@pytest.mark.slow
def test_a_picture_of_the_baseline_is_copied_and_exported(sample: Window, tmp_path: Path) -> None:
    sample.show_baseline("actuals")
    QApplication.processEvents()
    bridge = sample.evidence.page("actuals").findChild(Drawing)
    assert bridge is not None

    bridge.copy_data()
    lines = QGuiApplication.clipboard().text().strip().split("\r\n")
    assert len(lines) == len(bridge.cells()) and "\t" in lines[0]
    bridge.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 2 * bridge.width()

    for kind in ("png", "svg"):
        bridge.export_to(tmp_path / f"bridge.{kind}")
        assert (tmp_path / f"bridge.{kind}").stat().st_size > 1000
    with pytest.raises(OSError, match="cannot be written"):
        bridge.export_to(tmp_path / "nowhere" / "bridge.svg")


def test_no_two_entries_of_a_menu_share_a_letter(sample: Window) -> None:
    clashes: list[str] = []
    for menu in sample.menuBar().findChildren(QMenu):
        seen: dict[str, str] = {}
        for action in menu.actions():
            letter = _letter(action)
            if letter and letter in seen:
                clashes.append(f"{menu.title()}: {seen[letter]} / {action.text()}")
            seen[letter] = action.text()

    assert clashes == []


def test_no_two_menus_share_a_letter(sample: Window) -> None:
    letters = [_letter(action) for action in sample.menuBar().actions()]

    assert len(letters) == len(set(letters)) and all(letters)


def _letter(action: QAction) -> str:
    """The letter that an entry answers to while its menu is open."""
    text = action.text().replace("&&", "")
    _, mark, rest = text.partition("&")
    return rest[:1].lower() if mark else ""


@pytest.mark.slow
def test_going_dark_and_back_leaves_nothing_of_the_other_colours(sample: Window) -> None:
    grounds = ("ground", "hover", "accent_soft", "selection", "gain_soft", "warn_soft")
    left_over: list[tuple[str, str, str]] = []
    for name, other in (("dark", theme.LIGHT), ("light", theme.DARK)):
        sample.choose_theme(name)
        for key in ("", *(key for key, _, _ in PAGES)):
            if key:
                sample.show_baseline(key)
            else:
                sample.show_model()
            sample.notices.hide()
            QApplication.processEvents()
            seen = _colours(sample.grab().toImage())
            left_over += [
                (name, key, token)
                for token in grounds
                # Where a letter's edge is smoothed, any colour may come about now and then.
                if seen[QColor(getattr(other, token)).rgb()] > _BY_CHANCE
            ]

    assert left_over == []


#: Pixels of one colour that smoothed edges may come to.
_BY_CHANCE = 120


def _colours(image: QImage) -> Counter[int]:
    """How often each colour is seen, on every second pixel of every second row."""
    return Counter(
        image.pixel(x, y) for y in range(0, image.height(), 2) for x in range(0, image.width(), 2)
    )
