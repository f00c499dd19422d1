"""What happens when the program itself is at fault: a log, one report, the work kept open."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QGuiApplication
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
from whatif_app.bug_report import write_report

_log = logging.getLogger("what-if")


class CrashReports(QObject):
    """In place of `sys.excepthook`: shows one report at a time and stays alive."""

    def __init__(self, window: QWidget, save: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._save = save
        self.dialog: CrashDialog | None = None
        self._before = sys.excepthook

    def install(self) -> None:
        """Catch what nobody else does from now on."""
        sys.excepthook = self.report

    def remove(self) -> None:
        """Leave errors to whom they went before."""
        sys.excepthook = self._before

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error and show it; a second one joins the report on screen."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error(text)
        if self.dialog is None:
            self.dialog = CrashDialog(text, write_report(text), self._save, self._window)
            self.dialog.finished.connect(self._forget)
            self.dialog.show()
        else:
            self.dialog.add(text)

    def _forget(self) -> None:
        self.dialog = None


class CrashDialog(QDialog):
    """Says that the program is at fault, offers saving, and gives the details to copy."""

    def __init__(
        self,
        text: str,
        place: str | None,
        save: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("A mistake of the program’s own"))
        self.resize(640, 420)
        title = QLabel(self.tr("Something went wrong inside What-If"))
        title.setFont(theme.font(16, QFont.Weight.Bold))
        said = self.tr(
            "Your project is still open, and every edit is in the recovery journal. Save it, then "
            "go on or start the program again. The report below holds no data of your project "
            "beyond what the error names."
        )
        if place:
            said += " " + self.tr("It is also in {place}.").format(place=place)
        words = QLabel(said)
        words.setWordWrap(True)
        words.setProperty("tone", "secondary")
        self.details = QPlainTextEdit(text)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Report"))
        copy = QPushButton(self.tr("Copy report"))
        copy.clicked.connect(self._copy)
        keep = QPushButton(self.tr("Save the project…"))
        keep.clicked.connect(save)
        go_on = QPushButton(self.tr("Go on"))
        go_on.setProperty("kind", "primary")
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(keep)
        buttons.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (title, words, self.details):
            column.addWidget(part)
        column.addLayout(buttons)

    def add(self, text: str) -> None:
        """Add a further error to the report."""
        self.details.appendPlainText("\n" + text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
