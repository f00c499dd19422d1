"""Dialogs, popups and the stage: each control has a name, and each picture says what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from scenarios.case import Address
from scenarios.problems import Problem
from tests.ui.access import nameless, wordless
from ui import file_dialogs
from ui.preferences import Preferences
from ui.window import Window

# Offscreen windows cannot be raised, which popups try.
pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support")]

SAMPLE = Path(__file__).parents[2] / "assets" / "sample.whatif"


@pytest.fixture(scope="module")
def sample(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One window with the sample project, for tests that only look."""
    path = tmp_path_factory.mktemp("access") / "what-if.ini"
    window = Window(Preferences(QSettings(str(path), QSettings.Format.IniFormat)))
    window.resize(1440, 900)
    window.show()
    window.files.open(SAMPLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "discard")
        yield window
        window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _match(window: Window) -> QDialog:
    from ui.baseline.exports.match_dialog import MatchDialog

    ledger, case = window.session.ledger, window.session.case
    assert ledger is not None and ledger.baseline is not None and case is not None
    return MatchDialog(ledger.baseline, case, ledger.grouping, window)


def _key(window: Window) -> QDialog:
    from ui.baseline.showback.key_dialog import KeyDialog

    assert window.session.ledger is not None
    return KeyDialog(("checkout",), key=window.session.ledger.sharing.keys[0], parent=window)


def _usage(window: Window) -> QDialog:
    from ui.baseline.usage.dialog import UsageDialog

    return UsageDialog([SAMPLE.with_name("sample-orders.csv")], window)


def _crash(window: Window) -> QDialog:
    from ui.crash_report import CrashDialog

    return CrashDialog("ValueError: what", None, lambda: True, window)


def _lost(window: Window) -> QDialog:
    from ui.lost_list import LostList

    return LostList(SAMPLE, [Problem("units/Orders/volume", "It cannot be read.")], window)


def _engine(window: Window) -> QDialog:
    from ui.panels.engine_page import EngineDialog

    return EngineDialog(window)


def _gallery(window: Window) -> QDialog:
    from ui.start.gallery_dialog import GalleryDialog

    return GalleryDialog(window)


def _pages(window: Window) -> QDialog:
    from ui.presentation.pages_editor import PagesEditor
    from ui.presentation.presenting import Presenting

    return PagesEditor(window.session, Presenting(window), window)


def _plan(window: Window) -> QDialog:
    from ui.tables.lists.plan_editor import PlanEditor
    from ui.tables.model.cell_ref import CellRef

    grid = window.workspace.tables.grid_of("units")
    row = grid.grid_model.full.keys[0]
    return PlanEditor(grid.grid_model, CellRef(Address("units", row, "plan")), grid)


@pytest.mark.parametrize(
    "make", [_match, _key, _usage, _crash, _lost, _engine, _gallery, _pages, _plan]
)
def test_every_control_and_picture_of_a_dialog_has_a_name(
    sample: Window, make: Callable[[Window], QDialog]
) -> None:
    dialog = make(sample)
    dialog.show()
    QApplication.processEvents()

    assert nameless(dialog) == []
    assert wordless(dialog) == []
    assert dialog.windowTitle()
    dialog.reject()


def test_every_control_of_a_refused_paste_has_a_name(sample: Window, qtbot: QtBot) -> None:
    sample.show_model()
    tables = sample.workspace.tables
    tables.show_table("workloads")
    shown = tables.grid.grid_model.shown
    tables.grid.go_to(0, shown.heads.index("fixed_share"))
    QApplication.clipboard().setText("many\r\n")
    tables.grid.blocks.paste()
    preview = tables.card.preview

    assert preview is not None
    assert nameless(preview) == []
    preview.close()


def test_every_control_of_finding_and_replacing_has_a_name(sample: Window) -> None:
    sample.show_model()
    sample.workspace.tables.open_replace()

    assert nameless(sample.workspace.tables.find_bar) == []
    sample.workspace.tables.find_bar.close_bar()


@pytest.mark.parametrize("keys", ["Ctrl+Shift+P", "F1", "F5"])
def test_every_control_of_what_a_key_opens_has_a_name(sample: Window, keys: str) -> None:
    sample.show_model()
    before = set(QApplication.topLevelWidgets()) | set(sample.findChildren(QWidget))
    opener = next(a for a in sample.findChildren(_action()) if a.shortcut().toString() == keys)
    opener.trigger()
    QApplication.processEvents()
    now = set(QApplication.topLevelWidgets()) | set(sample.findChildren(QWidget))
    opened = [each for each in now - before if each.isVisible()]

    assert opened
    assert [way for each in opened for way in nameless(each)] == []
    assert [way for each in opened for way in wordless(each)] == []
    for each in opened:
        if each.isWindow() or each.parentWidget() is sample:
            each.close()


def _action() -> type:
    from PySide6.QtGui import QAction

    return QAction
