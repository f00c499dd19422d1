"""A user's hands at the tables: keys, typing, the clipboard, and what comes of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from scenarios.problems import Problem
from ui.session import Session
from ui.tables.grid_view import GridView
from ui.tables.panel import TablesPanel
from whatif_app.document import Document

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Hands:
    """A user at one grid of the panel."""

    def __init__(self, qtbot: QtBot, panel: TablesPanel, session: Session) -> None:
        self.qtbot = qtbot
        self.panel = panel
        self.session = session
        self.refused: list[str] = []
        self.notices: list[str] = []
        session.refused.connect(self._hear_refused)
        session.notice.connect(self._hear_notice)

    def take_up(self, document: Document) -> None:
        """Open a document at its workloads, in a panel of the usual size."""
        self.session.replace_document(document)
        self.session.select("Do nothing")
        self.panel.resize(1000, 420)
        self.panel.show_table("workloads")
        self.grid.setFocus()
        self.refused.clear()
        self.notices.clear()

    def let_go(self) -> None:
        """Leave the panel to whoever comes next."""
        self.session.refused.disconnect(self._hear_refused)
        self.session.notice.disconnect(self._hear_notice)
        self.session.replace_document(None)
        if self.panel.find_bar.isVisible():
            self.panel.find_bar.close_bar()

    def _hear_refused(self, problems: tuple[Problem, ...]) -> None:
        self.refused.extend(map(str, problems))

    def _hear_notice(self, text: str, _level: str) -> None:
        self.notices.append(text)

    @property
    def grid(self) -> GridView:
        return self.panel.grid

    def at(self, row: str, field: str) -> None:
        shown = self.grid.grid_model.shown
        self.grid.go_to(shown.keys.index(row), shown.heads.index(field))

    def press(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        times: int = 1,
    ) -> None:
        for _ in range(times):
            self.qtbot.keyClick(self.grid.open_cell_editor or self.grid, key, modifiers)

    def type(self, text: str) -> None:
        for letter in text:
            self.qtbot.keyClicks(self.grid.open_cell_editor or self.grid, letter)

    def extend(self, key: Qt.Key, times: int = 1) -> None:
        self.press(key, SHIFT, times)

    @property
    def place(self) -> tuple[str, str]:
        shown, now = self.grid.grid_model.shown, self.grid.currentIndex()
        return shown.keys[now.row()], shown.heads[now.column()]

    @property
    def overrides(self) -> dict[str, object]:
        assert self.session.case is not None
        return dict(self.session.case.scenario(self.session.selected).set)

    @property
    def undo_label(self) -> str:
        assert self.session.document is not None
        return self.session.document.undo_label

    def clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
