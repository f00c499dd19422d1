"""What happens when the program itself is at fault: a log, one report, the work kept open.

Reports stay on this computer: nothing here sends anything anywhere.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.docks.on_screen import first_size
from whatif_app.bug_report import add_to_report, write_report

_log = logging.getLogger("what-if")

#: A mistake in painting comes with every frame; the log need not hold each.
_MOST_SHOWN = 20
# Of a report, to be seen at any size of the text.
_LINES = 9


class CrashReports(QObject):
    """In place of `sys.excepthook` and its like: shows one report at a time and stays alive."""

    _arrived = Signal(object)

    def __init__(self, window: QWidget, save: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._save = save
        self.dialog: CrashDialog | None = None
        self._before = sys.excepthook
        self._before_in_threads = threading.excepthook
        # Widgets are made in the window's thread alone, wherever the mistake was.
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch what nobody else does from now on, in any thread."""
        sys.excepthook = self.report
        threading.excepthook = self._report_thread

    def remove(self) -> None:
        """Leave errors to whom they went before."""
        sys.excepthook = self._before
        threading.excepthook = self._before_in_threads

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error and show it; a second one joins the report on screen."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        report = ("".join(traceback.format_exception(kind, error, trace)), _is_memory(kind))
        if threading.current_thread() is threading.main_thread():
            self._show(report)
        else:
            self._arrived.emit(report)

    def _report_thread(self, happened: threading.ExceptHookArgs) -> None:
        if happened.exc_value is not None and not issubclass(happened.exc_type, SystemExit):
            self.report(happened.exc_type, happened.exc_value, happened.exc_traceback)

    def _show(self, report: tuple[str, bool]) -> None:
        text, is_memory = report
        if self.dialog is not None:
            if self.dialog.add(text):
                _log.error(text)
            return
        _log.error(text)
        self.dialog = CrashDialog(
            text, write_report(text), self._save, self._window, is_memory=is_memory
        )
        self.dialog.finished.connect(self._forget)
        self.dialog.show()

    def _forget(self) -> None:
        self.dialog = None


def _is_memory(kind: type[BaseException]) -> bool:
    return issubclass(kind, MemoryError)


class CrashDialog(QDialog):
    """Says that the program is at fault, offers saving, and gives the details to copy."""

    def __init__(
        self,
        text: str,
        place: Path | None,
        save: Callable[[], bool],
        parent: QWidget | None = None,
        *,
        is_memory: bool = False,
    ) -> None:
        """A report of one mistake; `add` joins others.

        Args:
            place: the file that holds it as well.
            save: saves the project; whether it is saved now.
            is_memory: the computer has no memory left, which is no mistake to report.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("A mistake of the program’s own"))
        first_size(self, 640, 440)
        self._place = place
        self._save = save
        self._seen = {text: 1}
        self._title = QLabel(self.tr("Something went wrong inside What-If"))
        self._words = QLabel(self._in_words())
        if is_memory:
            self._title.setText(self.tr("The computer’s memory is used up"))
            self._words.setText(
                self.tr(
                    "Save the project, close other programs, and start What-If again. Every edit "
                    "is in the recovery journal."
                )
            )
        self._words.setWordWrap(True)
        self._words.setProperty("tone", "secondary")
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self.outcome.hide()
        self.details = QPlainTextEdit(text)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Report"))
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def _in_words(self) -> str:
        said = self.tr(
            "Your project is still open, and every edit is in the recovery journal. Save it, then "
            "go on or start the program again. The report below holds no data of your project "
            "beyond what the error names, and stays on this computer: nothing is sent."
        )
        if self._place is not None:
            said += " " + self.tr("It is also in {place}.").format(place=self._place)
        return said

    def _lay_out(self) -> None:
        copy = QPushButton(self.tr("Copy report"))
        copy.clicked.connect(self._copy)
        look = QPushButton(self.tr("Open its folder"))
        look.clicked.connect(self._open_folder)
        look.setVisible(self._place is not None)
        keep = QPushButton(self.tr("Save the project"))
        keep.clicked.connect(self._keep)
        go_on = QPushButton(self.tr("Go on"))
        go_on.setProperty("kind", "primary")
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        for button in (copy, look):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (keep, go_on):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (self._title, self._words, self.details, self.outcome):
            column.addWidget(part)
        column.addLayout(buttons)

    def _dress(self) -> None:
        self._title.setFont(theme.font(theme.PAGE_PX, QFont.Weight.Bold))
        self.details.setMinimumHeight(_LINES * QFontMetrics(theme.font()).lineSpacing())

    def add(self, text: str) -> bool:
        """Add a further mistake to the report; one that was there before is only counted.

        Returns:
            Whether it is a new one.
        """
        self._seen[text] = self._seen.get(text, 0) + 1
        if self._seen[text] > 1 or len(self._seen) > _MOST_SHOWN:
            n = sum(self._seen.values())
            self._say(self.tr("It happened again: {n} times by now.").format(n=n))
            return False
        self.details.appendPlainText("\n" + text)
        if self._place is not None:
            add_to_report(self._place, "\n" + text)
        return True

    def _keep(self) -> None:
        # A mistake within saving would otherwise leave no word of how it went.
        self._say(self.tr("Not saved. Every edit is still in the recovery journal."))
        if self._save():
            self._say(self.tr("The project is saved."))

    def _say(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())

    def _open_folder(self) -> None:
        if self._place is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place.parent)))
