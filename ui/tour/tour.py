"""The tour under way: which step is shown, what it points at now, and how it goes on or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from ui.tour.bubble import Bubble
from ui.tour.spotlight import Spotlight
from ui.tour.steps import Step, steps

if TYPE_CHECKING:
    from ui.window import Window

#: How often the spotlight looks where its target is: panels are dragged, closed and resized.
_LOOKS_EVERY_MS = 120
#: A task that is done is seen before the tour goes on.
_SEEN_MS = 1200


class Tour(QObject):
    """Leads through the steps once; nothing that it does keeps the user from anything.

    Signals:
        ended: it was left, finished, or another project was opened.
    """

    ended = Signal()

    def __init__(self, window: Window, *, seen_ms: int = _SEEN_MS) -> None:
        super().__init__(window)
        self._window = window
        self._steps = steps()
        self._place = -1
        self._done_by: SignalInstance | None = None
        self._heard: QWidget | None = None
        self.spotlight, self.bubble = Spotlight(window), Bubble(window)
        self.bubble.next_asked.connect(self.go_on)
        self.bubble.back_asked.connect(self.go_back)
        self.bubble.leave_asked.connect(self.end)
        self._follow = QTimer(self, interval=_LOOKS_EVERY_MS)
        self._follow.timeout.connect(self._point)
        self._go_on_soon = QTimer(self, interval=seen_ms, singleShot=True)
        self._go_on_soon.timeout.connect(self.go_on)

    @property
    def step(self) -> Step | None:
        """The step shown; None while no tour is under way."""
        return self._steps[self._place] if self._place >= 0 else None

    def begin(self) -> bool:
        """Open the sample project and show the first step; False where the user keeps theirs."""
        if self.step is not None:
            self.bubble.setFocus()
            return True
        if not self._window.files.new_from_sample():
            return False
        self._window.notices.hide()
        self._window.session.document_replaced.connect(self.end)
        self._window.installEventFilter(self)
        self._show(0)
        self._follow.start()
        return True

    def go_on(self) -> None:
        """The next step; after the last one the tour is over."""
        if self._place == len(self._steps) - 1:
            self.end()
        else:
            self._show(self._place + 1)

    def go_back(self) -> None:
        """The step before."""
        if self._place > 0:
            self._show(self._place - 1)

    def end(self) -> None:
        """Leave the window to the user."""
        if self.step is None:
            return
        self._forget_task()
        self._listen_to(None)
        self._follow.stop()
        self._window.session.document_replaced.disconnect(self.end)
        self._window.removeEventFilter(self)
        self._place = -1
        self.spotlight.hide()
        self.bubble.hide()
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._point()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.end()
            return True
        return False

    def _show(self, place: int) -> None:
        self._forget_task()
        self._listen_to(None)
        self._place = place
        step = self._steps[place]
        step.prepare(self._window)
        _reveal(step.target(self._window))
        self.bubble.say(step, place, len(self._steps))
        self._point()
        for widget in (self.spotlight, self.bubble):
            widget.show()
            widget.raise_()
        if step.has_keys:
            self._listen_to(QApplication.focusWidget())
        else:
            self.bubble.setFocus()
        if step.done_by is not None:
            self._done_by = step.done_by(self._window)
            self._done_by.connect(self._task_done)

    def _listen_to(self, widget: QWidget | None) -> None:
        """Hear the Esc of what has the keyboard; an editor within it closes by its own Esc."""
        if self._heard is not None:
            self._heard.removeEventFilter(self)
        self._heard = widget
        if widget is not None:
            widget.installEventFilter(self)

    def _task_done(self) -> None:
        if self.step is not None and self.step.is_done(self._window):
            self._forget_task()
            self._go_on_soon.start()

    def _forget_task(self) -> None:
        self._go_on_soon.stop()
        if self._done_by is not None:
            self._done_by.disconnect(self._task_done)
            self._done_by = None

    def _point(self) -> None:
        step = self.step
        if step is None:
            return
        hole = _place_of(step, self._window)
        self.spotlight.point_at(hole)
        self.bubble.stand_beside(hole)


def _place_of(step: Step, window: Window) -> QRect:
    """Where in the window a step points; nowhere where its target is away or floats."""
    target = step.target(window)
    if not target.isVisible() or target.window() is not window:
        return QRect()
    part = target.rect() if step.part is None else step.part(window)
    return QRect(target.mapTo(window, part.topLeft()), part.size()) & window.rect()


def _reveal(target: QWidget) -> None:
    """Open the panel that a target is in, in case it was put away."""
    widget: QWidget | None = target
    while widget is not None:
        if isinstance(widget, QDockWidget):
            widget.show()
            widget.raise_()
        widget = widget.parentWidget()
