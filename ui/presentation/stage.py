"""The stage: one page at a time on a whole screen, led by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.presentation.overlays import Cover, KeysCard, NotesStrip
from ui.presentation.page_view import PageView
from ui.presentation.page_views import view_of
from ui.presentation.scale import Scale
from ui.presentation.scenario_bar import ScenarioBar
from ui.presentation.stage_keys import Act, act_of
from ui.session import BASE, Session
from whatif_app.presentation.pages import Page

_LOOKS_AT_CURSOR = 150  # milliseconds
_HIDES_CURSOR_AFTER = 2500


class Stage(QWidget):
    """Shows pages of a session, each following the session while it is shown.

    Signals:
        left: the presentation is over.
        page_shown: the page at this place is shown.
        notes_asked, swap_asked: the speaker wants the notes, or the screens the other way round.
    """

    left = Signal()
    page_shown = Signal(int)
    notes_asked = Signal()
    swap_asked = Signal()

    def __init__(self, session: Session, pages: tuple[Page, ...], position: int = 0) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.session, self.pages = session, pages
        self.position = min(max(position, 0), len(pages) - 1)
        self._views: dict[int, PageView] = {}
        self._stack, self.bar = QStackedWidget(), ScenarioBar(session)
        self.notes = NotesStrip()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.bar)
        column.addWidget(self.notes)
        self.cover, self.keys = Cover(self), KeysCard(self)
        self._cursor_at, self._cursor_rests = QCursor.pos(), 0
        self._cursor = QTimer(self, interval=_LOOKS_AT_CURSOR)
        self._cursor.timeout.connect(self._watch_cursor)
        self._acts = self._make_acts()
        for signal in (
            session.results_replaced,
            session.scenario_selected,
            session.visibility_changed,
            session.ledger_changed,
        ):
            signal.connect(self.refresh)
        theme.changes().changed.connect(self._restyle)
        self.setWindowTitle(self.tr("Presentation"))
        self.show_page(self.position)

    @property
    def view(self) -> PageView:
        """The page on stage."""
        return self._views[self.position]

    @property
    def is_cursor_hidden(self) -> bool:
        """Whether the cursor is out of sight, because it rests."""
        return self._cursor_rests >= _HIDES_CURSOR_AFTER

    def show_page(self, position: int) -> None:
        """Show the page at a place; the first or last where there is none."""
        self.let_go()
        self.position = min(max(position, 0), len(self.pages) - 1)
        page = self.pages[self.position]
        view = self._views.get(self.position)
        if view is None:
            view = view_of(page, self.session)
            self._views[self.position] = view
            self._stack.addWidget(view)
        else:
            view.refresh()
        self._stack.setCurrentWidget(view)
        here, last = self.position + 1, len(self.pages)
        self.bar.show_page(self.tr("{n} / {last}").format(n=here, last=last))
        self.notes.show_notes(page.notes)
        self.setAccessibleName(
            self.tr("Page {n} of {last}: {title}").format(
                n=here, last=last, title=view.content.title
            )
        )
        self.page_shown.emit(self.position)

    def refresh(self) -> None:
        """Show what the session holds now."""
        if self.session.case is None:
            self.close()
            return
        self.view.refresh()

    def let_go(self) -> None:
        """End a gesture on the page shown."""
        if self.position in self._views:
            self.view.body.let_go()

    def toggle_notes(self) -> None:
        """Show the notes at the foot of the stage, or no longer."""
        self.notes.setVisible(self.notes.isHidden())

    def _restyle(self) -> None:
        for view in self._views.values():
            view.rescale()
        self.update()

    def _make_acts(self) -> Mapping[Act, Callable[[], object]]:
        return {
            Act.NEXT: lambda: self.show_page(self.position + 1),
            Act.BACK: lambda: self.show_page(self.position - 1),
            Act.FIRST: lambda: self.show_page(0),
            Act.LAST: lambda: self.show_page(len(self.pages) - 1),
            Act.BLACK: lambda: self.cover.toggle("black"),
            Act.WHITE: lambda: self.cover.toggle("white"),
            Act.NOTES: self.notes_asked.emit,
            Act.SWAP: self.swap_asked.emit,
            Act.UNDO: lambda: (self.let_go(), self.session.undo()),
            Act.REDO: lambda: (self.let_go(), self.session.redo()),
            Act.HELP: self._toggle_keys,
            Act.LEAVE: self._leave,
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event)
        if act is None:
            event.ignore()
        elif act is Act.SCENARIO:
            self._choose(event.key() - int(Qt.Key.Key_0))
        elif act in (Act.MORE, Act.LESS):
            self._adjust(1 if act is Act.MORE else -1, event.modifiers())
        elif self.cover.isVisible() and act not in (Act.BLACK, Act.WHITE):
            self.cover.hide()
        else:
            self._acts[act]()

    def _choose(self, number: int) -> None:
        """Look at another scenario, by its number key."""
        chosen = dict(self.bar.choices).get(str(number))
        if chosen is not None:
            self.session.select(chosen or BASE)

    def _adjust(self, notches: int, modifiers: Qt.KeyboardModifier) -> None:
        """Move the number in the spotlight; where there is none, ↓ and ↑ turn pages."""
        if not self.view.body.adjust(notches, modifiers):
            self.show_page(self.position - notches)

    def _toggle_keys(self) -> None:
        self.keys.setVisible(self.keys.isHidden())
        self.keys.raise_()

    def _leave(self) -> None:
        """Put away what lies over the page first, then the stage itself."""
        if self.keys.isVisible():
            self.keys.hide()
        else:
            self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._acts[Act.NEXT]() if self.cover.isHidden() else self.cover.hide()
        elif event.button() == Qt.MouseButton.BackButton:
            self._acts[Act.BACK]()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = Scale.of(self.size())
        for part in (self.bar, self.notes, self.keys):
            part.rescale(scale)
        self.cover.setGeometry(self.rect())

    def showEvent(self, event: object) -> None:
        self._cursor.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.let_go()
        self._cursor.stop()
        self._show_cursor()
        event.accept()
        self.left.emit()

    def _watch_cursor(self) -> None:
        """Hide the cursor once it rests; it must not lie over a figure."""
        now = QCursor.pos()
        if now != self._cursor_at:
            self._cursor_at = now
            self._show_cursor()
            return
        was_hidden = self.is_cursor_hidden
        self._cursor_rests += _LOOKS_AT_CURSOR
        if self.is_cursor_hidden and not was_hidden:
            QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _show_cursor(self) -> None:
        if self.is_cursor_hidden:
            QApplication.restoreOverrideCursor()
        self._cursor_rests = 0
