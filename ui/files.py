"""Which document is open: new, open, recover, save, close, export; every way asks before a loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from assets import asset_path
from scenarios.case import Case
from scenarios.library import load
from scenarios.problems import CaseError
from ui import file_dialogs
from ui.file_notices import FileNotices
from ui.import_desk import ImportDesk
from ui.panels.notices import NoticeBar
from ui.preferences import Preferences
from ui.session import Session
from ui.workbook_export import WorkbookExport
from whatif_app.document import Document
from whatif_app.errors import FileChangedError, UserError
from whatif_app.file_claim import FileInUseError, HeldClaim
from whatif_app.journal import Recovery, recoverable
from whatif_app.ledger import of_export
from whatif_app.project_file import PROJECT_ENDINGS, read_project
from whatif_app.recovery import recovered

if TYPE_CHECKING:
    from ui.panels.import_dialog import ImportDialog
    from ui.panels.import_work import Made
    from whatif_app.run_mark import HardEnd
    from whatif_app.salvage.salvage import Salvage


class Files(QObject):
    """Opens and saves the window's one document.

    Signals:
        scenario_asked: the first scenario of an import is wanted.
        changed: another document, another path, or saved: titles and lists are to be reread.
    """

    changed = Signal()
    scenario_asked = Signal()

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
        self._claim = HeldClaim()
        self._words = FileNotices(window, notices)
        self.export = WorkbookExport(
            window, session, preferences, notices, lambda: self._suggestion(".xlsx")
        )
        QGuiApplication.instance().applicationStateChanged.connect(self._look_at_file)
        self._imports = ImportDesk(window, session, preferences, notices)
        self._imports.made.connect(self._show_import)

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
        return self._imports.begin(paths, into_open=False)

    def add_export(self, paths: Sequence[Path] = ()) -> ImportDialog:
        """Begin the import of one more export into the open document."""
        return self._imports.begin(paths, into_open=True)

    @property
    def import_dialog(self) -> ImportDialog | None:
        """The import that is under way."""
        return self._imports.dialog

    def ask_open(self) -> None:
        """Ask for a project, and open it."""
        path = file_dialogs.ask_open(self._window, self._preferences.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path, *, by_force: bool = False) -> bool:
        """Open a `.whatif` or `case.json`; where it cannot be, say why and change nothing.

        Args:
            by_force: as the project itself, also where another machine says it has it open.
        """
        try:
            document = Document.open(path)
        except (UserError, CaseError) as error:
            self._words.say_not_opened(path, error, self._salvage_of(path))
            return False
        if not self._may_leave():
            document.close()
            return False
        if document.was_changed_outside():  # by saving the same file on the way
            document.close()
            document = Document.open(path)
        self._preferences.remember(path)
        self._show(document, path.name)
        self._offer_edits_of(path)
        self._claim_it(document, by_force=by_force)
        return True

    def _offer_edits_of(self, path: Path) -> None:
        """Whoever opens the file rather than what a crash left may not know of the latter."""
        found = next((each for each in self.recoveries() if each.path == path.absolute()), None)
        if found is not None:
            self._words.say_recoverable(found, lambda: self.recover(found))

    def tell_of_hard_end(self, end: HardEnd) -> None:
        """Say that the program died, and offer what it left behind."""
        recovery = next(iter(self.recoveries()), None)
        self._words.say_ended_hard(
            end, recovery, None if recovery is None else lambda: self.recover(recovery)
        )

    def _salvage_of(self, path: Path) -> Callable[[], object] | None:
        """What opens the rest of a damaged file; None where nothing of it can be read."""
        from whatif_app.salvage.salvage import salvage

        try:
            found = salvage(path)
        except UserError:
            return None
        return lambda: self._open_salvaged(path, found)

    def _open_salvaged(self, path: Path, found: Salvage) -> None:
        if not self._may_leave():
            return
        project = found.project
        document = Document(
            project.case,
            project.ledger,
            audit=project.audit,
            view_state=project.view_state,
            is_saved=False,
        )
        document.protect()
        self._show(document, self.tr("{name} (recovered)").format(name=path.stem))
        self._words.say_salvaged(path, found.lost, self.save_as)

    def _claim_it(self, document: Document, *, by_force: bool = False) -> None:
        """Tell other windows that the project is open here; where it is open there, take a copy."""
        path = document.path
        if path is None:
            return
        try:
            self._claim.take(path, by_force=by_force)
        except FileInUseError as error:
            document.part_from_file()
            self._title = self.tr("{name} (copy)").format(name=path.stem)
            self.changed.emit()
            self._words.say_in_use(
                path, error.holder, self.save_as, lambda: self.open(path, by_force=True)
            )

    def take(self, paths: Sequence[Path]) -> None:
        """Open or import what was dropped on the window."""
        named = paths[0].suffix.lower() if len(paths) == 1 else ""
        if named in PROJECT_ENDINGS and not paths[0].is_dir():
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
        self._claim_it(document)
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
        self._imports.end()
        self.export.stop()
        self._release()
        return True

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

    def _save(self, path: Path, *, overwrite: bool) -> bool:
        document = self.document
        if document is None:
            return False
        try:
            with self._claim.moving_to(path):
                document.save(path, overwrite=overwrite)
        except FileInUseError as error:
            self._words.say_not_saved_in_use(path, error.holder, self.save_as)
            return False
        except UserError as error:
            self._say_not_saved(path, error, overwrite=overwrite)
            return False
        self.saved_at = datetime.now()
        self._preferences.remember(path)
        self.changed.emit()
        return True

    def _say_not_saved(self, path: Path, error: UserError, *, overwrite: bool) -> None:
        if isinstance(error, FileChangedError):
            self._words.say_changed(
                error.what,
                self.save_as,
                lambda: self._save(path, overwrite=True),
                lambda: self.open(path),
            )
        else:
            self._words.say_not_saved(
                error, lambda: self._save(path, overwrite=overwrite), self.save_as
            )

    def _look_at_file(self, state: Qt.ApplicationState) -> None:
        """Coming back from another program, see whether that has changed the file."""
        document = self.document
        if state is not Qt.ApplicationState.ApplicationActive or document is None:
            return
        path = document.path
        if path is not None and document.was_changed_outside():
            self._words.say_changed_outside(path, lambda: self.open(path))

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
        self._claim.release()

    def _suggestion(self, ending: str) -> Path:
        document = self.document
        if document is not None and document.path is not None:
            return document.path.with_suffix(ending)
        stem = "".join("-" if sign in '<>:"/\\|?*' else sign for sign in self._title)
        return Path(self._preferences.folder, (stem or self.tr("Untitled")) + ending)
