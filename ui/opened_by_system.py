"""Files that the system asks the running program to open, as macOS does after a double click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

Take = Callable[[Sequence[Path]], object]


class OpenedBySystem(QObject):
    """Hands each such file on; other systems name it on the command line, and never ask."""

    def __init__(self, app: QApplication, take: Take) -> None:
        super().__init__(app)
        self._take = take
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            path = Path(event.file())
            # What is not saved may have to be asked for, and that is for after the event.
            QTimer.singleShot(0, self, lambda: self._take([path]))
            return True
        return False
