"""Which document is open: new, open, recover, save, close, export; every way asks before a loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from assets import asset_path
from scenarios.case import Case
from scenarios.library import load
from scenarios.problems import CaseError
from ui import file_dialogs
from ui.background import Cancelled, Job, Reporter
from ui.panels.import_dialog import ImportDialog
from ui.panels.import_work import Made
from ui.panels.notices import NoticeBar
from ui.preferences import Preferences
from ui.session import Session
from whatif_app.command import Command
from whatif_app.document import Document
from whatif_app.errors import FileChangedError, UserError
from whatif_app.journal import Recovery, recoverable
from whatif_app.ledger import of_export
from whatif_app.project_file import PROJECT_ENDINGS, read_project
from whatif_app.recovery import recovered


class Files(QObject):
    """Opens and saves the window's one document.

    Signals:
        scenario_asked: the first scenario of an import is wanted.
        changed: another document, another path, or saved: titles and lists are to be reread.
        export_began, export_ended: a workbook is being written; the former carries its `Job`.
    """

    changed = Signal()
    scenario_asked = Signal()
    export_began = Signal(object)
    export_ended = Signal()

    def __init__(
        self,
        window: QWidget,
        session: Session,
        preferences: Preferences,
        notices: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._preferences = preferences
        self._notices = notices
        self._title = ""
        self.saved_at: datetime | None = None
        self.export_job: Job | None = None
        self.import_dialog: ImportDialog | None = None

    @property
    def document(self) -> Document | None:
        """The open document; None on the start page."""
        return self._session.document

    @property
    def title(self) -> str:
        """What the window's title calls the document; "" where none is open."""
        if self.document is None:
            return ""
        return self.document.path.name if self.document.path else self._title

    def new_from_example(self, name: str) -> bool:
        """Begin with a worked case of the library."""
        if not self._may_leave():
            return False
        entry = load(name)
        self._show(Document(Case.from_json(entry.case)), entry.title)
        self._notices.show_notice(entry.story, "info")
        return True

    def new_from_sample(self) -> bool:
        """Begin with the sample project, in which everything behind a case is filled in."""
        if not self._may_leave():
            return False
        sample, _ = read_project(asset_path("sample.whatif"))
        document = Document(sample.case, sample.ledger, audit=sample.audit, is_saved=True)
        self._show(document, self.tr("Sample project"))
        self._notices.show_notice(
            self.tr(
                "Four months of an invented shop's bill, with its orders, owners and decisions. "
                "Look at the baseline (Ctrl+2) for what stands behind the figures."
            ),
            "info",
        )
        return True

    def new_from_export(self, paths: Sequence[Path] = ()) -> ImportDialog:
        """Begin the import of an export; the open document stays until its project is made."""
        return self._import(paths, into=None)

    def add_export(self, paths: Sequence[Path] = ()) -> ImportDialog:
        """Begin the import of one more export into the open document."""
        return self._import(paths, into=self._session)

    def _import(self, paths: Sequence[Path], into: Session | None) -> ImportDialog:
        if self.import_dialog is None:
            dialog = ImportDialog(self._preferences.folder, self._window, into=into)
            dialog.created.connect(self._show_import)
            dialog.joined.connect(self._join_export)
            dialog.folder_used.connect(self._remember_folder)
            dialog.destroyed.connect(self._forget_dialog)
            self.import_dialog = dialog
            dialog.open()
        if paths:
            self.import_dialog.look_at(list(paths))
        return self.import_dialog

    def ask_open(self) -> None:
        """Ask for a project, and open it."""
        path = file_dialogs.ask_open(self._window, self._preferences.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a `.whatif` or `case.json`; where it cannot be, say why and change nothing."""
        try:
            document = Document.open(path)
        except (UserError, CaseError) as error:
            self._say_not_opened(path, error)
            return False
        if not self._may_leave():
            document.close()
            return False
        self._preferences.remember(path)
        self._show(document, path.name)
        return True

    def take(self, paths: Sequence[Path]) -> None:
        """Open or import what was dropped on the window."""
        if len(paths) == 1 and paths[0].suffix.lower() in PROJECT_ENDINGS and paths[0].is_file():
            self.open(paths[0])
        elif paths and self.document is not None and self.document.ledger.exports:
            # Who drops an export on a project that has some means the next month of it.
            self.add_export(paths)
        elif paths:
            self.new_from_export(paths)

    def recoveries(self) -> list[Recovery]:
        """What a crash left behind."""
        return recoverable()

    def recover(self, recovery: Recovery) -> bool:
        """Open a document with the edits that were not saved."""
        if not self._may_leave():
            return False
        try:
            document = recovered(recovery)
        except (UserError, CaseError) as error:
            self._notices.show_notice(str(error), "error")
            return False
        self._show(document, recovery.path.name if recovery.path else self.tr("Recovered project"))
        text = self.tr("Every edit is back ({n}). Save the project to keep them.")
        self._notices.show_notice(
            text.format(n=recovery.edits), "good", [(self.tr("Save"), self.save)]
        )
        return True

    def discard(self, recovery: Recovery) -> None:
        """Give up what a crash left behind."""
        recovery.discard()
        self.changed.emit()

    def save(self) -> bool:
        """Save to the document's file, or ask for one; whether it is saved now."""
        document = self.document
        if document is None:
            return True
        if document.path is None:
            return self.save_as()
        return self._save(document.path, overwrite=False)

    def save_as(self) -> bool:
        """Ask for a file and save there; whether it is saved now."""
        document = self.document
        if document is None:
            return True
        path = file_dialogs.ask_save(
            self._window, self._suggestion(".whatif"), with_case=document.baseline is None
        )
        return path is not None and self._save(path, overwrite=path == document.path)

    def close(self) -> bool:
        """Close the document and show the start page; whether it is closed."""
        if not self._may_leave():
            return False
        self._release()
        self._session.replace_document(None)
        self.changed.emit()
        return True

    def leave(self) -> bool:
        """Let everything go before the window closes; whether it may."""
        if not self._may_leave():
            return False
        if self.import_dialog is not None:
            self.import_dialog.reject()
        if self.export_job is not None:
            self.export_job.wait(2.0)
        self._release()
        return True

    def export_workbook(self) -> None:
        """Ask where, and write the workbook in the background."""
        if self.document is None or self.export_job is not None:
            return
        path = file_dialogs.ask_workbook(self._window, self._suggestion(".xlsx"))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the workbook in the background; the case as it is now, whatever is edited since."""
        document = self.document
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
        job.succeeded.connect(self._say_exported)
        job.failed.connect(self._say_not_exported)
        job.cancelled.connect(self._say_export_cancelled)
        job.ended.connect(self._end_export)
        self.export_job = job
        self._preferences.folder = str(path.parent)
        self.export_began.emit(job)
        job.start()

    def _show(self, document: Document, title: str) -> None:
        self._release()
        self._title = title
        self.saved_at = None
        self._notices.hide()
        self._session.replace_document(document)
        self.changed.emit()

    def _show_import(self, made: Made) -> None:
        if not self._may_leave():
            return
        document = Document(made.case, of_export(made.baseline, made.grouping))
        document.protect()
        name = made.baseline.name
        self._show(document, Path(name).name.split(".")[0])
        # A base without scenarios has nothing to compare; the first one is begun here.
        text = self.tr("{n} workloads from {name}. Add a scenario to see what a change would do.")
        n = len(made.case.tables["workloads"])
        if n == 1:
            text = self.tr("1 workload from {name}. Add a scenario to see what a change would do.")
        self._notices.show_notice(
            text.format(n=n, name=Path(name).name),
            "good",
            [(self.tr("Add a scenario"), self.scenario_asked.emit)],
        )

    def _join_export(self, command: Command) -> None:
        ledger = self._session.ledger
        if not self._session.do(command):
            return
        if self._session.ledger is ledger:
            self._notices.show_notice(self.tr("This export is loaded already."), "info")
            return
        self._session.notice.emit(self.tr("{what}: done.").format(what=command.label), "undo")

    def _save(self, path: Path, *, overwrite: bool) -> bool:
        document = self.document
        if document is None:
            return False
        try:
            document.save(path, overwrite=overwrite)
        except FileChangedError as error:
            answer = file_dialogs.ask_overwrite(self._window, error.what)
            if answer == "save_as":
                return self.save_as()
            return answer == "overwrite" and self._save(path, overwrite=True)
        except UserError as error:
            self._notices.show_notice(str(error), "error", [(self.tr("Save as…"), self.save_as)])
            return False
        self.saved_at = datetime.now()
        self._preferences.remember(path)
        self.changed.emit()
        return True

    def _may_leave(self) -> bool:
        """Ask only where something would be lost."""
        document = self.document
        if document is None or not document.is_modified:
            return True
        answer = file_dialogs.ask_save_changes(self._window, self.title)
        return answer == "discard" or (answer == "save" and self.save())

    def _release(self) -> None:
        if self.document is not None:
            document = self.document
            self._session.replace_document(None)
            document.close()

    def _suggestion(self, ending: str) -> Path:
        document = self.document
        if document is not None and document.path is not None:
            return document.path.with_suffix(ending)
        stem = "".join("-" if sign in '<>:"/\\|?*' else sign for sign in self._title)
        return Path(self._preferences.folder, (stem or self.tr("Untitled")) + ending)

    def _say_not_opened(self, path: Path, error: Exception) -> None:
        if isinstance(error, CaseError):
            count = len(error.problems)
            head = self.tr("“{name}” was not opened: {n} mistakes in it.")
            said = [head.format(name=path.name, n=count), *map(str, error.problems[:4])]
            if count > 4:
                said.append(self.tr("… and {n} more.").format(n=count - 4))
            self._notices.show_notice("\n".join(said), "error")
        else:
            self._notices.show_notice(str(error), "error")

    def _say_exported(self, path: Path) -> None:
        text = self.tr("“{name}” was written; its formulas are alive.").format(name=path.name)
        folder = QUrl.fromLocalFile(str(path.parent))
        actions = [
            (self.tr("Open"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))),
            (self.tr("Open folder"), lambda: QDesktopServices.openUrl(folder)),
        ]
        self._notices.show_notice(text, "good", actions)

    def _say_not_exported(self, error: Exception) -> None:
        text = self.tr("The workbook was not written. {why}").format(why=error)
        self._notices.show_notice(text, "error", [(self.tr("Export to…"), self.export_workbook)])

    def _say_export_cancelled(self) -> None:
        self._notices.show_notice(self.tr("The export was stopped; nothing was written."), "info")

    def _end_export(self) -> None:
        self.export_job = None
        self.export_ended.emit()

    def _remember_folder(self, folder: str) -> None:
        self._preferences.folder = folder

    def _forget_dialog(self) -> None:
        self.import_dialog = None
