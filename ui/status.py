"""The status bar: what is selected, what runs in the background, and whether all is saved."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from scenarios.words import marked, say
from ui import icons, theme
from ui.background import Job
from ui.files import Files
from ui.session import Session

#: What the workbook's writer says it is at, besides the names of scenarios.
STAGES = (marked("Inputs"), marked("Summary"), marked("Saving"))


class StatusBar(QStatusBar):
    """Selection at the left, a running export in the middle, the state of the file at the right."""

    def __init__(self, session: Session, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._files = files
        self._job: Job | None = None
        self.setSizeGripEnabled(False)
        self.selection = QLabel()
        self.selection.setAccessibleName(self.tr("Sum, average and count of the selection"))
        self.saved = QLabel()
        self.saved.setAccessibleName(self.tr("State of the file"))
        self.task, self.bar, self.stop = QLabel(), QProgressBar(), QToolButton()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the export"))
        self.stop.setToolTip(self.tr("Stop the export"))
        self.stop.setAccessibleName(self.stop.toolTip())
        self.stop.clicked.connect(self._stop_job)
        self.addWidget(self.selection)
        for part in (self.task, self.bar, self.stop, self.saved):
            self.addPermanentWidget(part)
        self._show_job(False)
        session.case_changed.connect(self.refresh)
        session.document_replaced.connect(self.refresh)
        files.changed.connect(self.refresh)
        files.export.began.connect(self._follow)
        files.export.ended.connect(self._end)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Say whether all is saved, and whether edits are safe from a crash."""
        document = self._session.document
        if document is None:
            self.saved.setText("")
            self.selection.setText("")
            return
        if document.journal_problem is not None:
            self.saved.setText(self.tr("Edits are not safe from a crash: save now"))
            self.saved.setToolTip(str(document.journal_problem))
            return
        self.saved.setToolTip(self.tr("Every edit is in the recovery journal at once."))
        at = self._files.saved_at
        if document.is_modified:
            text = self.tr("Not saved · journal up to date")
        elif at is not None:
            text = self.tr("Saved {time} · journal up to date").format(time=at.strftime("%H:%M"))
        else:
            text = self.tr("No changes") if document.path else self.tr("Not saved yet")
        self.saved.setText(text)

    def _follow(self, job: Job) -> None:
        self._job = job
        job.progressed.connect(self._show_progress)
        self.task.setText(self.tr("Writing the workbook"))
        self.bar.setRange(0, 0)
        self._show_job(True)

    @Slot(object)
    def _show_progress(self, state: tuple[float, str]) -> None:
        done, stage = state
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done))
        self.task.setText(self.tr("Writing the workbook: {stage}").format(stage=say(stage)))

    def _stop_job(self) -> None:
        if self._job is not None:
            self.task.setText(self.tr("Stopping…"))
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        self._show_job(False)

    def _show_job(self, visible: bool) -> None:
        for part in (self.task, self.bar, self.stop):
            part.setVisible(visible)

    def _dress(self) -> None:
        icons.put_on(self.stop, "close")
        self.bar.setFixedWidth(theme.scaled(140))
        for label in (self.selection, self.saved, self.task):
            label.setFont(theme.font(theme.SMALL_PX))
