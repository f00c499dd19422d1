"""Choosing the pages: added, removed, put in order, worded, with their pictures beside them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.words import keep, marked, say
from ui import icons, theme
from ui.presentation.page_form import PageForm
from ui.presentation.page_list import THUMBNAIL, PageList
from ui.presentation.subject import subject_of
from ui.presentation.thumbnails import Thumbnails
from ui.session import Session
from whatif_app.commands import SetPart
from whatif_app.presentation.content import content_of
from whatif_app.presentation.default_pages import presentation_of
from whatif_app.presentation.pages import Page, PageKind, Presentation

if TYPE_CHECKING:
    from ui.presentation.presenting import Presenting

_FOLLOWS_AFTER = 300  # milliseconds after which thumbnails follow a change
_LIST_WIDTH = 380
# What is typed into one page without looking at another is one undo step.
_visits = count(1)


def kind_names() -> dict[PageKind, str]:
    """What each kind of page is called."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("PageKinds", text)

    return {
        PageKind.VERDICT: tr("Verdict and key figures"),
        PageKind.SIDE_BY_SIDE: tr("Scenarios side by side"),
        PageKind.CUMULATIVE: tr("Cumulative net cash"),
        PageKind.PURCHASE: tr("Cost by how it is bought"),
        PageKind.UNIT_COST: tr("Unit cost"),
        PageKind.MARGIN: tr("Gross margin"),
        PageKind.LEVER: tr("Spotlight on a lever"),
        PageKind.TURNING_POINTS: tr("What turns the verdict"),
        PageKind.BASELINE: tr("Baseline and its reconciliation"),
        PageKind.ACTUALS: tr("Actuals against forecast"),
        PageKind.TEXT: tr("Text"),
    }


class PagesEditor(QDialog):
    """Stays open beside the window; every change is a command like any other."""

    def __init__(self, session: Session, presenting: Presenting, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._presenting = session, presenting
        self._shown = Presentation()
        self._visit = 0
        self.list, self.form = PageList(), PageForm(session)
        self.thumbnails = Thumbnails(session, THUMBNAIL, self)
        self._follow = QTimer(self, interval=_FOLLOWS_AFTER, singleShot=True)
        self._follow.timeout.connect(self._draw)
        self._assemble()
        self._connect()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _assemble(self) -> None:
        self.setWindowTitle(self.tr("Pages"))
        self.add, self.remove = QPushButton(self.tr("Add a page")), QToolButton()
        self.up, self.down = QToolButton(), QToolButton()
        self.show_here = QPushButton(self.tr("Present from here"))
        self.show_here.setProperty("kind", "primary")
        for button in (self.add, self.show_here):
            # Enter in a field takes what was typed, and presses nothing.
            button.setAutoDefault(False)
        self.kind = QLabel()
        menu = QMenu(self.add)
        for kind, name in kind_names().items():
            action = QAction(name, menu)
            action.triggered.connect(lambda _=False, kind=kind: self.add_page(kind))
            menu.addAction(action)
        self.add.setMenu(menu)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        for button, words in (
            (self.up, self.tr("Earlier (Alt+Up)")),
            (self.down, self.tr("Later (Alt+Down)")),
            (self.remove, self.tr("Remove (Del)")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
            buttons.addWidget(button)
        buttons.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        right.addWidget(self.kind)
        right.addWidget(self.form, 1)
        right.addWidget(self.show_here)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        session = self._session
        self.list.currentRowChanged.connect(self._show_chosen)
        self.list.move_asked.connect(self.move_page)
        self.list.remove_asked.connect(self.remove_page)
        self.up.clicked.connect(lambda: self._move_by(-1))
        self.down.clicked.connect(lambda: self._move_by(1))
        self.remove.clicked.connect(lambda: self.remove_page(self.list.currentRow()))
        self.show_here.clicked.connect(self._present)
        self.form.edited.connect(self._replace)
        self.thumbnails.drawn.connect(self.list.show_thumbnail)
        for signal in (
            session.document_replaced,
            session.ledger_changed,
            session.results_replaced,
            session.gesture_ended,
            session.scenario_selected,
            session.visibility_changed,
        ):
            signal.connect(self.refresh)

    @property
    def presentation(self) -> Presentation:
        """The pages shown."""
        return self._shown

    def refresh(self) -> None:
        """Show the pages of the open project; nothing while the editor is closed."""
        # Ten pages take longer to word than a frame of a scrubbed number may.
        if not self.isVisible() or self._session.is_in_gesture:
            return
        subject = subject_of(self._session)
        self.setEnabled(subject is not None)
        if subject is None:
            return
        self._shown = presentation_of(subject)
        titles = [_named(page, content_of(page, subject).title) for page in self._shown.pages]
        self.list.show_titles(titles)
        if self.list.currentRow() < 0 and self._shown.pages:
            self.list.setCurrentRow(0)
        self._show_chosen()
        self._follow.start()

    def add_page(self, kind: PageKind) -> None:
        """Add a page after the chosen one."""
        place = self.list.currentRow() + 1 if self._shown.pages else 0
        page = Page(kind, lever=self._first_lever() if kind is PageKind.LEVER else "")
        self._set(self._shown.with_page(page, place), _LABELS["add"])
        self.list.setCurrentRow(place)

    def remove_page(self, place: int) -> None:
        """Remove the page at a place."""
        if 0 <= place < len(self._shown.pages):
            self._set(self._shown.without(place), _LABELS["remove"])
            self.list.setCurrentRow(min(place, len(self._shown.pages) - 1))

    def move_page(self, place: int, to: int) -> None:
        """Move a page to another place, counted without it."""
        last = len(self._shown.pages) - 1
        if 0 <= place <= last and 0 <= to <= last and to != place:
            self._set(self._shown.with_moved(place, to), _LABELS["move"])
            self.list.setCurrentRow(to)

    def _move_by(self, step: int) -> None:
        self.move_page(self.list.currentRow(), self.list.currentRow() + step)

    def _replace(self, page: Page) -> None:
        place = self.list.currentRow()
        if 0 <= place < len(self._shown.pages):
            made = self._shown.with_replaced(place, page)
            self._set(made, _LABELS["edit"], f"page {self._visit}")

    def _set(self, made: Presentation, words: str, merge_key: str = "") -> None:
        label = keep(lambda: say(words))
        self._session.do(SetPart(label, "presentation", made, merge_key=merge_key))
        self.refresh()

    def _first_lever(self) -> str:
        subject = subject_of(self._session)
        pages = presentation_of(subject).pages if subject is not None else ()
        named = (page.lever for page in pages if page.lever)
        return next(named, "")

    def _show_chosen(self, *_: object) -> None:
        place = self.list.currentRow()
        page = self._shown.pages[place] if 0 <= place < len(self._shown.pages) else None
        subject = subject_of(self._session)
        if page is not None and subject is not None:
            said = content_of(Page(page.kind, "", page.scenarios, page.lever), subject).title
            self.kind.setText(kind_names()[page.kind])
        else:
            said = ""
        if self.sender() is self.list:
            self._visit = next(_visits)
        self.form.show_page(page, said)
        self.show_here.setEnabled(page is not None)

    def _present(self) -> None:
        self.form.take()
        self._presenting.start(max(self.list.currentRow(), 0))

    def _draw(self) -> None:
        self.thumbnails.draw(self._shown.pages)

    def _dress(self) -> None:
        for button, name in (
            (self.up, "arrow-up"),
            (self.down, "arrow-down"),
            (self.remove, "trash"),
        ):
            icons.put_on(button, name)
        self.kind.setFont(theme.font(theme.BASE_PX, theme.QFont.Weight.DemiBold))
        self.list.setMinimumWidth(theme.scaled(_LIST_WIDTH))
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.form.take()
        self.thumbnails.stop()
        super().closeEvent(event)


def _named(page: Page, title: str) -> str:
    return title or kind_names()[page.kind]


_LABELS = {
    "add": marked("Add a page to the presentation"),
    "remove": marked("Remove a page of the presentation"),
    "move": marked("Move a page of the presentation"),
    "edit": marked("Change a page of the presentation"),
}
