"""Files of the Ownership page: one that is joined, and lists that are written; off the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui import file_dialogs
from ui.background import Job
from ui.baseline.ownership.edits import OwnershipEdits
from ui.session import Session
from whatif_app.errors import UserError
from whatif_app.formatting import count

if TYPE_CHECKING:
    from whatif_app.ownership.assignment import Assignment
    from whatif_app.ownership.ownership_file import OwnershipFile


class OwnershipFiles(QObject):
    """Reads and writes one file at a time, and says how it went in the notice bar.

    Signals:
        began, ended: a file is being read or written; nothing else is begun meanwhile.
        read_again: a file was read that is joined already.
    """

    began = Signal()
    ended = Signal()
    read_again = Signal()

    def __init__(self, page: QWidget, session: Session, edits: OwnershipEdits) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        self._edits = edits
        self._job: Job | None = None
        self._read: OwnershipFile | None = None
        session.document_replaced.connect(self._forget)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._job is not None

    def read_of(self, fingerprint: str) -> OwnershipFile | None:
        """What was said of a file when it was read, where it was in this session."""
        is_it = self._read is not None and self._read.fingerprint == fingerprint
        return self._read if is_it else None

    def load(self) -> None:
        """Ask for an ownership file, and join it."""
        path = file_dialogs.ask_ownership_file(self._page, self._folder)
        if path is not None:
            self.join(path)

    def join(self, path: Path) -> None:
        """Join an ownership file to the bill; where it cannot be read, say why."""
        from whatif_app.ownership.ownership_file import read_ownership_file

        document = self._session.document

        def done(read: object) -> None:
            if self._session.document is document:
                self._join(read)  # type: ignore[arg-type]

        self._start(lambda: read_ownership_file(path), done)

    def export_untagged(self, assignment: Assignment) -> None:
        """Ask where to, and write the untagged list of what is shown."""
        ledger = self._session.ledger
        suggestion = Path(self._folder, self.tr("Untagged usage.xlsx"))
        path = file_dialogs.ask_untagged_list(self._page, suggestion)
        if path is None or ledger is None or ledger.baseline is None:
            return
        parts = ledger.baseline, ledger.ownership, assignment

        def write() -> int:
            from whatif_app.ownership.compliance import comply
            from whatif_app.ownership.untagged import list_untagged
            from whatif_app.ownership.untagged_workbook import write_untagged

            untagged = list_untagged(*parts)
            write_untagged(path, untagged, comply(*parts))
            return len(untagged.lines)

        said = self.tr("Wrote {n} lines to {name}.")
        self._start(write, lambda n: self._say(said, n, path))

    def begin(self, assignment: Assignment) -> None:
        """Ask where to, and write an ownership file to fill in."""
        ownership = self._edits.ownership
        path = file_dialogs.ask_workbook(self._page, Path(self._folder, self.tr("Ownership.xlsx")))
        if path is None or ownership is None:
            return

        def write() -> int:
            from whatif_app.ownership.list_to_fill import write_list_to_fill

            return write_list_to_fill(path, assignment, ownership)

        said = self.tr("Wrote {n} rows to {name}. Fill in the owners, and load it here.")
        self._start(write, lambda n: self._say(said, n, path))

    def _join(self, read: OwnershipFile) -> None:
        self._read = read
        if not self._edits.join(read):
            self.read_again.emit()
            said = self.tr("{name} is joined already.").format(name=read.source)
            self._session.notice.emit(said, "info")
            return
        n = count(len(read.services))
        said = self.tr("{name}: {n} services joined.").format(name=read.source, n=n)
        if read.problems:
            said += " " + self.tr("{n} of {all} rows are left out; the page lists why.").format(
                n=count(read.left_out), all=count(read.read)
            )
        self._session.notice.emit(said, "warn" if read.problems else "good")

    def _start(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        if self.is_busy:
            return
        job = Job(lambda reporter: work(), (UserError,), self)
        job.succeeded.connect(done)
        job.failed.connect(lambda error: self._session.notice.emit(str(error), "error"))
        job.ended.connect(self._end)
        self._job = job
        self.began.emit()
        job.start()

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self.ended.emit()

    def _say(self, said: str, n: object, path: Path) -> None:
        self._session.notice.emit(said.format(n=count(int(str(n))), name=path.name), "good")

    @property
    def _folder(self) -> str:
        document = self._session.document
        return str(document.path.parent) if document is not None and document.path else ""

    def _forget(self) -> None:
        self._read = None
