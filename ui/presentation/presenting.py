"""Presenting from beginning to end: which screens, the speaker's window, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDialog, QWidget

from ui.presentation.speaker_window import SpeakerWindow
from ui.presentation.stage import Stage
from ui.presentation.subject import subject_of
from whatif_app.presentation.default_pages import presentation_of
from whatif_app.presentation.put_back import put_back

if TYPE_CHECKING:
    from scenarios.case import Case
    from ui.window import Window

_Screen = TypeVar("_Screen")


def screens_for(own: _Screen, every: Sequence[_Screen]) -> tuple[_Screen, _Screen | None]:
    """The stage's screen and the speaker's: the audience has the one that the window is not on.

    With one screen alone, the stage has it, and the speaker none.
    """
    others = [screen for screen in every if screen is not own]
    return (others[0], own) if others else (own, None)


class Presenting(QObject):
    """Presents the project that a window shows."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.stage: Stage | None = None
        self.speaker: SpeakerWindow | None = None
        self._last = 0
        self._before: Case | None = None
        self._put_away: list[QWidget] = []

    def start(self, position: int = 0) -> None:
        """Show the pages, from the one at a place on."""
        subject = subject_of(self._window.session)
        if subject is None or self.stage is not None:
            return
        pages = presentation_of(subject).pages
        if not pages:
            self._window.session.notice.emit(
                self.tr("There is no page to show. Add some under Present, Pages."), "info"
            )
            return
        self._before = subject.case
        stage = self.stage = Stage(self._window.session, pages, position)
        stage.left.connect(self._ended)
        stage.notes_asked.connect(self._toggle_notes)
        stage.swap_asked.connect(self._swap)
        screen, other = screens_for(self._window.screen(), QGuiApplication.screens())
        _fill(stage, screen)
        if other is not None:
            self._open_speaker(other)
        # A stage over the window leaves nothing of it to see, or to draw anew with each change;
        # and no dialog shall lie over the stage.
        dialogs = [each for each in self._window.findChildren(QDialog) if each.isVisible()]
        self._put_away = [self._window, *dialogs]
        for each in self._put_away:
            each.hide()
        stage.activateWindow()
        stage.setFocus()

    def resume(self) -> None:
        """Show the pages from where the last presentation was left."""
        self.start(self._last)

    def _toggle_notes(self) -> None:
        stage = self.stage
        if stage is None:
            return
        if self.speaker is not None:
            self.speaker.close()
            return
        _, other = screens_for(stage.screen(), QGuiApplication.screens())
        if other is None:
            stage.toggle_notes()
        else:
            spare = next(each for each in QGuiApplication.screens() if each is not stage.screen())
            self._open_speaker(spare)

    def _open_speaker(self, screen: QScreen) -> None:
        if self.stage is None:
            return
        speaker = self.speaker = SpeakerWindow(self.stage)
        speaker.closed.connect(self._speaker_closed)
        speaker.setGeometry(screen.availableGeometry())
        speaker.showMaximized()

    def _speaker_closed(self) -> None:
        if self.speaker is not None:
            self.speaker.deleteLater()
            self.speaker = None

    def _swap(self) -> None:
        """Put the stage on the next screen, and the speaker's window on the one it leaves."""
        stage, screens = self.stage, QGuiApplication.screens()
        if stage is None or len(screens) < 2:
            return
        left = stage.screen()
        _fill(stage, screens[(screens.index(left) + 1) % len(screens)])
        if self.speaker is not None:
            self.speaker.setGeometry(left.availableGeometry())

    def _ended(self) -> None:
        stage, self.stage = self.stage, None
        if stage is None:
            return
        self._last = stage.position
        if self.speaker is not None:
            self.speaker.close()
        stage.deleteLater()
        for each in self._put_away:
            each.show()
        self._put_away = []
        self._window.activateWindow()
        self._offer_to_put_back()

    def _offer_to_put_back(self) -> None:
        """What was tried in front of the audience stays, unless the user takes it back here."""
        before, self._before = self._before, None
        session = self._window.session
        if before is None or session.case is None:
            return
        command = put_back(before, session.case)
        if command is None:
            return
        count = len(command.edits)
        said = (
            self.tr("1 cell was changed while presenting.")
            if count == 1
            else self.tr("{n} cells were changed while presenting.").format(n=count)
        )
        self._window.notices.show_notice(
            said, "warn", [(self.tr("Put back"), lambda: session.do(command))]
        )


def _fill(widget: QWidget, screen: QScreen) -> None:
    """Cover a whole screen."""
    widget.showNormal()
    widget.setScreen(screen)
    widget.setGeometry(screen.geometry())
    widget.showFullScreen()
