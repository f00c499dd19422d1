"""Writing the workbook for finance: where, in the background, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ui import file_dialogs
from ui.background import Cancelled, Job, Reporter
from ui.panels.notices import NoticeBar
from ui.preferences import Preferences
from ui.session import Session
from whatif_app.errors import UserError


class WorkbookExport(QObject):
    """One export at a time; the window stays free meanwhile.

    Signals:
        began: a workbook is being written; carries its `Job`.
        ended: it is written, or is not to be.
    """

    began = Signal(object)
    ended = Signal()

    def __init__(
        self,
        window: QWidget,
        session: Session,
        preferences: Preferences,
        notices: NoticeBar,
        suggestion: Callable[[], Path],
    ) -> None:
        """An export that asks where to write, with a suggestion."""
        super().__init__(window)
        self._window = window
        self._session = session
        self._preferences = preferences
        self._notices = notices
        self._suggestion = suggestion
        self.job: Job | None = None

    def ask(self) -> None:
        """Ask where, and write the workbook in the background."""
        if self._session.document is None or self.job is not None:
            return
        path = file_dialogs.ask_workbook(self._window, self._suggestion())
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the workbook in the background; the case as it is now, whatever is edited since."""
        document = self._session.document
        if document is None:
            return
        case, baseline = document.case, document.baseline

        def work(reporter: Reporter) -> object:
            from whatif_app.costs.problem import Cancelled as Stopped
            from whatif_app.workbook import export_workbook

            try:
                export_workbook(
                    case,
                    path,
                    baseline=baseline,
                    progress=lambda done, stage: reporter.progress((done, stage)),
                    cancelled=reporter.cancelled,
                )
            except Stopped as error:
                raise Cancelled from error
            return path

        job = Job(work, (UserError, OSError), self)
        job.succeeded.connect(self._say_written)
        job.failed.connect(self._say_not_written)
        job.cancelled.connect(self._say_cancelled)
        job.ended.connect(self._end)
        self.job = job
        self._preferences.folder = str(path.parent)
        self.began.emit(job)
        job.start()

    def stop(self) -> None:
        """Give it a moment to end before the window closes."""
        if self.job is not None:
            self.job.wait(2.0)

    def _say_written(self, path: Path) -> None:
        text = self.tr("“{name}” was written; its formulas are alive.").format(name=path.name)
        folder = QUrl.fromLocalFile(str(path.parent))
        actions = [
            (self.tr("Open"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))),
            (self.tr("Open folder"), lambda: QDesktopServices.openUrl(folder)),
        ]
        self._notices.show_notice(text, "good", actions)

    def _say_not_written(self, error: Exception) -> None:
        text = self.tr("The workbook was not written. {why}").format(why=error)
        self._notices.show_notice(text, "error", [(self.tr("Export to…"), self.ask)])

    def _say_cancelled(self) -> None:
        self._notices.show_notice(self.tr("The export was stopped; nothing was written."), "info")

    def _end(self) -> None:
        self.job = None
        self.ended.emit()
