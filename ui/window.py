"""The window: start page or workspace, menus, status bar, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from scenarios.problems import Problem
from ui import icons, theme
from ui.actions import Actions
from ui.baseline.view import BaselineView
from ui.docks.layouts import Split
from ui.docks.on_screen import bring_back
from ui.docks.panel_dock import PanelDock
from ui.docks.panel_focus import cycle
from ui.files import Files
from ui.panels.baseline import BaselinePanel
from ui.panels.notices import NoticeBar
from ui.panels.scenarios import ScenariosPanel
from ui.panels.start_page import StartPage
from ui.preferences import Preferences
from ui.quiet_style import QuietStyle
from ui.scenario_edits import ScenarioEdits
from ui.session import Session
from ui.status import StatusBar
from ui.theme import Theme
from ui.workspace import Workspace
from whatif_app.formatting import month_label

_PROBLEMS_SHOWN = 3


class Window(QMainWindow):
    """One project at a time, from the start page to the last saved edit."""

    def __init__(self, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self._dress_app(theme.prepare)
        self.session = Session(self)
        self.edits = ScenarioEdits(self.session, self)
        self.notices = NoticeBar()
        self.files = Files(self, self.session, self.preferences, self.notices)
        self.scenarios = ScenariosPanel(self.session, self.edits)
        self.baseline = BaselinePanel(self.session)
        self.workspace = Workspace(self.session, self.scenarios, self.baseline)
        self.evidence = BaselineView(self.session)
        self.start = StartPage()
        self._stack = QStackedWidget()
        # What an open project shows: the model, or what stands behind it.
        self._face: QWidget = self.workspace
        self._lay_out()
        self._restore()
        self.actions_of_menus = Actions(self)
        self._connect()
        self.refresh()
        self._dress_app()

    @property
    def status_selection(self) -> QLabel:
        """Where the tables show sum, average and count of what is selected."""
        return self.statusBar().selection

    def panels(self) -> list[tuple[str, PanelDock]]:
        """What the View menu opens and closes, with its label."""
        docks = self.workspace.docks
        return [
            (self.tr("S&cenarios"), docks["scenarios"]),
            (self.tr("Baseline &summary"), docks["baseline"]),
            (self.tr("&Key figures"), docks["strip"]),
            (self.tr("Tab&les"), docks["tables"]),
            (self.tr("C&harts"), docks["charts"]),
            (self.tr("&Explanation"), docks["explain"]),
        ]

    def use_layout(self, layout: Split | QByteArray) -> None:
        """Show the model with its panels as a layout has them."""
        self.show_model()
        if isinstance(layout, Split):
            self.workspace.apply(layout)
        elif not self.workspace.restore(layout):
            said = self.tr("This layout was kept by another version; save it anew.")
            self.session.notice.emit(said, "warn")

    def arrange_panels(self, on: bool) -> None:
        """Show titles to drag panels by, with a word on how, or no longer."""
        if on:
            self.show_model()
            done = (self.tr("Done"), lambda: self.workspace.arrange(False))
            said = self.tr(
                "Drag a panel by its title: beside another, onto it to share its place, or out of "
                "the window. View > Layout > As designed brings everything back."
            )
            self.notices.show_notice(said, "tip", [done])
        elif self.notices.level == "tip":
            self.notices.hide()
        self.workspace.arrange(on)

    def go_to_panel(self, step: int) -> None:
        """Give the next panel the focus, or the one before."""
        faces: dict[QWidget, list[QWidget]] = {
            self.workspace: [dock.panel for _, dock in self.panels()],
            self.evidence: [self.evidence.side, self.evidence.stack],
            self.start: [self.start],
        }
        shown = [panel for face, panels in faces.items() if face.isVisible() for panel in panels]
        cycle([self.notices, *shown], step)

    def refresh(self) -> None:
        """Bring title, corner and page in step with what is open."""
        document = self.session.document
        is_scrubbing = self.session.is_in_gesture and self.isWindowModified()
        if is_scrubbing and self._period.text() == self._period_text():
            return  # a corner set anew lays out the whole window, thirty times a second
        if document is None:
            self._face = self.workspace
        self._stack.setCurrentWidget(self.start if document is None else self._face)
        self.setWindowModified(document is not None and document.is_modified)
        title = self.files.title
        self.setWindowTitle(f"{title}[*] – What-If" if title else "What-If[*]")
        self._name.setText(title)
        self._name.setVisible(bool(title))
        self._period.setText(self._period_text())
        # A menu bar gives its corners room only when they are set.
        self.menuBar().setCornerWidget(self._name, Qt.Corner.TopLeftCorner)
        self.menuBar().setCornerWidget(self._period, Qt.Corner.TopRightCorner)
        self.statusBar().setVisible(document is not None)
        if document is None:
            self.start.offer(
                self.preferences.recent,
                self.files.recoveries(),
                is_tour_offered=self.preferences.is_tour_offered,
            )

    def show_model(self) -> None:
        """Show the case: tables, figures and charts."""
        self._show_face(self.workspace)

    def show_baseline(self, page: str = "") -> None:
        """Show what stands behind the case; the page of that name, else the last one."""
        if self.session.document is not None:
            self.evidence.show_page(page or self.evidence.shown)
            self._show_face(self.evidence)

    def _show_face(self, face: QWidget) -> None:
        self._face = face
        # What is selected in the model's tables says nothing beside another page.
        self.status_selection.setVisible(face is self.workspace)
        self.refresh()

    def choose_theme(self, name: str) -> None:
        """Go light, dark, or with the desktop."""
        self.preferences.theme = name
        self._dress_app()

    def zoom_by(self, factor: float) -> None:
        """Draw everything larger or smaller; 0 for the designed size."""
        self.preferences.zoom = self.preferences.zoom * factor if factor else 1.0
        self._dress_app()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _paths(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if _paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _paths(event.mimeData())
        event.acceptProposedAction()
        # A question asked within a drop would freeze the program that was dragged from.
        QTimer.singleShot(0, self, lambda: self.files.take(paths))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.leave():
            event.ignore()
            return
        self._remember()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self._show_letters(True)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self._show_letters(False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        # Who leaves by Alt and Tab releases Alt elsewhere.
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._show_letters(False)
        super().changeEvent(event)

    def _show_letters(self, shown: bool) -> None:
        """Underline the menus' letters, or no longer."""
        if shown != QuietStyle.shows_letters:
            QuietStyle.shows_letters = shown
            self.menuBar().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(960, 620)
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.workspace)
        self._stack.addWidget(self.evidence)
        centre = QWidget()
        centre.setObjectName("ground")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        place = QVBoxLayout()
        place.setContentsMargins(12, 0, 12, 0)
        place.addWidget(self.notices)
        column.addLayout(place)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(centre)
        self._name, self._period = QLabel(), QLabel()
        self._name.setContentsMargins(14, 0, 12, 0)
        self._period.setContentsMargins(0, 0, 14, 0)
        self._period.setProperty("tone", "secondary")
        self.setStatusBar(StatusBar(self.session, self.files, self))

    def _connect(self) -> None:
        session, start = self.session, self.start
        session.document_replaced.connect(self.refresh)
        session.case_changed.connect(self.refresh)
        session.results_replaced.connect(self._show_period)
        for changed in (session.case_changed, session.ledger_changed):
            changed.connect(self._forget_undo)
        session.refused.connect(self._show_refused)
        session.notice.connect(self._show_notice)
        self.files.changed.connect(self.refresh)
        self.files.scenario_asked.connect(self.scenarios.add)
        self.workspace.tables.selection_summary.connect(self.status_selection.setText)
        self.baseline.opened.connect(self.show_baseline)
        self.evidence.closed.connect(self.show_model)
        self.evidence.page_made.connect(self._connect_page)
        self.baseline.import_asked.connect(lambda: self.files.new_from_export())
        start.import_asked.connect(lambda: self.files.new_from_export())
        start.open_asked.connect(self.files.ask_open)
        start.sample_chosen.connect(self.files.new_from_sample)
        start.example_chosen.connect(self.files.new_from_example)
        start.recent_chosen.connect(self.files.open)
        start.recovery_chosen.connect(self.files.recover)
        start.recovery_discarded.connect(self.files.discard)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _show_refused(self, problems: tuple[Problem, ...]) -> None:
        said = [str(problem) for problem in problems[:_PROBLEMS_SHOWN]]
        if len(problems) > _PROBLEMS_SHOWN:
            left = len(problems) - _PROBLEMS_SHOWN
            said.append(self.tr("… and {n} more.").format(n=left))
        self.notices.show_notice("\n".join(said), "error")

    def _show_notice(self, text: str, level: str) -> None:
        actions = [(self.tr("Undo"), self.session.undo)] if level == "undo" else []
        self.notices.show_notice(text, level, actions)

    def _forget_undo(self) -> None:
        """Withdraw an offer to undo once the change it means is no longer the last one."""
        if self.notices.level == "undo":
            self.notices.hide()

    def _connect_page(self, key: str, page: QWidget) -> None:
        """Let a page of the baseline ask for what the window does."""
        page.export_asked.connect(lambda: self.files.add_export())  # type: ignore[attr-defined]

    def _show_period(self) -> None:
        if self._period.text() != self._period_text():
            self.refresh()

    def _period_text(self) -> str:
        case, results = self.session.case, self.session.selected_results
        if case is None or results is None or not results.months:
            return ""
        first, last = month_label(results.months[0]), month_label(results.months[-1])
        return f"{results.currency} · {first} – {last}"

    def _dress_app(self, dress: Callable[[QApplication, Theme], None] = theme.apply) -> None:
        app = QApplication.instance()
        named = {"light": theme.LIGHT, "dark": theme.DARK}
        chosen = named.get(self.preferences.theme) or theme.system_theme()
        theme.set_zoom(self.preferences.zoom)
        if isinstance(app, QApplication):
            dress(app, chosen)

    def _follow_desktop(self) -> None:
        if self.preferences.theme == "system":
            self._dress_app()

    def _dress(self) -> None:
        self._name.setFont(theme.font(theme.CARD_PX, QFont.Weight.Bold))
        self._period.setFont(theme.font())
        # Set once by itself, the bar no longer follows the application's font.
        for menu in (self.menuBar(), *self.menuBar().findChildren(QMenu)):
            menu.setFont(theme.font())
        for label in (self._name, self._period):
            # As high as the menus' own entries, whose padding the style sheet gives.
            label.setFixedHeight(QFontMetrics(theme.font()).height() + theme.scaled(12))

    def _restore(self) -> None:
        geometry = self.preferences.state("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
        bring_back(self)
        self.workspace.restore_from(self.preferences)

    def _remember(self) -> None:
        self.preferences.set_state("geometry", self.saveGeometry())
        self.workspace.remember(self.preferences)


def _paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
