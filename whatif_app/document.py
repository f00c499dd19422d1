"""The open project: its case and ledger, the way back through every change, and its file.

The one way to change a document is a command given to `do`: checked first,
written to the recovery journal next, then shown. The states before and after
are kept, sharing what did not change, so undo and redo only step between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from scenarios.case import Case
from scenarios.differences import Change, differences
from scenarios.words import keep, say, spoken
from whatif_app.atomic_file import write_atomically
from whatif_app.audit import AuditEntry, Clock, now_utc, user_name
from whatif_app.commands import Command, command_from_json
from whatif_app.errors import FileChangedError, UserError
from whatif_app.history import History, State, Step
from whatif_app.journal import SAVING, Journal, user_journal_folder
from whatif_app.ledger import Ledger, changes_between, ledger_from_record, ledger_to_json
from whatif_app.project_file import Project, content_for, digest, digest_of_file, read_project

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

__all__ = ["AuditEntry", "Document", "FileChangedError"]

# Where the journal cannot be written, each try costs the time of writing everything down.
_RETRY_SECONDS = 5.0


class Document:
    """One open project.

    Attributes:
        view_state: what the window remembers, as free JSON; saved in the file,
            neither undoable nor a modification.
        journal_problem: why edits are not protected against a crash just now;
            None while they are.
    """

    def __init__(
        self,
        case: Case,
        ledger: Ledger | None = None,
        path: Path | None = None,
        *,
        audit: Iterable[AuditEntry] = (),
        view_state: dict[str, Any] | None = None,
        author: str | None = None,
        clock: Clock = now_utc,
        journal_folder: Path | None = None,
        is_saved: bool | None = None,
    ) -> None:
        """A document that shows a case.

        An import that was not saved yet (a ledger without a path) counts as
        modified; `protect` puts it into the journal before its first edit.

        Args:
            author: who changes it; the login name by default.
            clock: the present, in UTC.
            journal_folder: where the recovery journal lies; the user's data folder by default.
            is_saved: whether the case exists elsewhere as it is; by default all but an import.
        """
        ledger = ledger if ledger is not None else Ledger()
        self._history = History(State(case, ledger))
        self._path = path
        self._digest: str | None = None
        # What the last save was to write; it may have arrived although the system said otherwise.
        self._sent: str | None = None
        # By which a file that nobody touched is known without reading it.
        self._stamp: tuple[int, int, int] | None = None
        self._audit = list(audit)
        self.view_state: dict[str, Any] = view_state if view_state is not None else {}
        self.journal_problem: UserError | None = None
        self._author = author if author is not None else user_name()
        self._clock = clock
        self._journal_folder = journal_folder
        self._journal: Journal | None = None
        self._journal_part = 0
        self._journal_failed_at = 0.0
        self._is_replaying = False
        self._revision = 0
        self._listeners: dict[object, Callable[[], None]] = {}
        if is_saved is None:
            is_saved = path is not None or not ledger.exports
        # Where the journal's edits start, and what the file holds.
        self._base = self._history.state
        self._saved: State | None = self._base if is_saved else None

    @classmethod
    def open(cls, path: Path | str, **options: Any) -> Document:
        """The document in a `.whatif` or a `case.json`.

        Args:
            options: author, clock, journal_folder, as for `Document`.

        Raises:
            UserError: the file cannot be read, is damaged, or comes from a newer version.
            CaseError: the case in it is wrong; every problem at its address.
        """
        path = Path(path).absolute()
        project, file_digest = read_project(path)
        document = cls(
            project.case,
            project.ledger,
            path,
            audit=project.audit,
            view_state=project.view_state,
            **options,
        )
        document._digest = file_digest
        document._stamp = _stamp(path)
        return document

    # What is open

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self._history.state.case

    @property
    def ledger(self) -> Ledger:
        """What the project keeps of the files it was given."""
        return self._history.state.ledger

    @property
    def baseline(self) -> Baseline | None:
        """All exports as one; None for a case made by hand."""
        return self.ledger.baseline

    @property
    def path(self) -> Path | None:
        """The document's file; None until it is saved."""
        return self._path

    @property
    def name(self) -> str:
        """What a window's title calls the document."""
        return self._path.stem if self._path else say("Untitled")

    @property
    def revision(self) -> int:
        """Grows with each change, so that results of an earlier case can be told."""
        return self._revision

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save; exact also after undoing and redoing."""
        return self._history.state is not self._saved

    @property
    def audit(self) -> tuple[AuditEntry, ...]:
        """Every change since the project began, oldest first; undoing is a change too."""
        return tuple(self._audit)

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after each change and each save.

        Returns:
            A function that ends it.
        """
        key = object()
        self._listeners[key] = callback

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

    # Changing it

    def do(self, command: Command, why: str = "") -> None:
        """Make a change. One that changes nothing leaves no trace.

        Raises:
            CaseError: the change is refused, with every reason; nothing has changed.
        """
        self._do(command, why, self._author, self._clock())

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return self._history.can_redo

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, in words; "" for nothing."""
        return spoken(self._history.undo_label)

    @property
    def redo_label(self) -> str:
        """What `redo` would make again, in words; "" for nothing."""
        return spoken(self._history.redo_label)

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        if self.can_undo:
            self._step_back(self._author, self._clock())

    def redo(self) -> None:
        """Make the last change taken back once more, if there is one."""
        if self.can_redo:
            self._step_forward(self._author, self._clock())

    def _do(self, command: Command, why: str, who: str, when: datetime) -> None:
        before = self._history.state
        after = command.carry_out(before)
        if after.shows_the_same(before):
            return
        self._mend_journal(who, when)
        self._write({"do": command.to_json(), "why": why, **_signed(who, when)})
        changes = (
            *command.changes(before.case, after.case),
            *changes_between(before.ledger, after.ledger),
        )
        label = keep(lambda: spoken(command.label))
        said = AuditEntry(when, who, str(label), why, changes)
        is_merged = self._history.merges(command.merge_key)
        step = self._history.go_on(
            Step(label, before, after, command.merge_key, self._journal_part)
        )
        if is_merged:
            self._say_once(said, step)
        else:
            self._audit.append(said)
        self._changed()

    def _say_once(self, said: AuditEntry, step: Step | None) -> None:
        """Keep one entry for all the changes that one step is made of."""
        earlier = self._audit.pop()
        if step is not None:
            changes = _all_changes(step.before, step.after)
            self._audit.append(replace(said, why=said.why or earlier.why, changes=changes))

    def _step_back(self, who: str, when: datetime) -> None:
        self._mend_journal(who, when)
        before = self._history.state
        self._went_over(self._history.back(), "undo", before, who, when)

    def _step_forward(self, who: str, when: datetime) -> None:
        self._mend_journal(who, when)
        before = self._history.state
        self._went_over(self._history.forward(), "redo", before, who, when)

    def _went_over(self, step: Step, action: str, before: State, who: str, when: datetime) -> None:
        label = f"{action.capitalize()}: {step.label}"
        if step.journal_part == self._journal_part:
            self._write({action: True, **_signed(who, when)})
        else:
            self._write_whole(step, label, who, when)
        changes = _all_changes(before, self._history.state)
        self._audit.append(AuditEntry(when, who, label, "", changes))
        self._changed()

    def _changed(self) -> None:
        self._revision += 1
        self._notify()

    def _notify(self) -> None:
        for callback in list(self._listeners.values()):
            callback()

    # Its file

    def save(self, path: Path | str | None = None, *, overwrite: bool = False) -> None:
        """Write the document to its file, or to another that becomes its own.

        Args:
            overwrite: also where the file was changed by someone else meanwhile.

        Raises:
            FileChangedError: the file is not as it was opened or last saved.
            UserError: it cannot be written; the old file is as it was.
        """
        target = Path(path).absolute() if path is not None else self._path
        if target is None:
            raise UserError(say("The project has no file yet."), say("Choose where to save it."))
        if target == self._path and not overwrite:
            self._check_unchanged(target)
        project = Project(self.case, self.ledger, self.audit, self.view_state)
        content = content_for(target, project)
        self._send(target, content)
        self._digest = self._sent
        self._path = target
        self._stamp = _stamp(target)
        self._saved = self._base = self._history.state
        self._history.end_step()
        self._end_journal()
        self._notify()

    def _send(self, target: Path, content: bytes) -> None:
        """Write a file, and beforehand tell the journal which content would make it needless."""
        if target == self._path and not target.parent.is_dir():
            raise UserError(
                say(
                    "The folder “{folder}” is not there any more, so nothing was saved.",
                    folder=target.parent,
                ),
                say(
                    "Connect its drive again and save once more, or save elsewhere; nothing is "
                    "lost so far."
                ),
            )
        self._sent = digest(content)
        if self._journal is not None:
            self._write({SAVING: self._sent, "path": str(target)})
        write_atomically(target, content)

    def part_from_file(self) -> None:
        """Go on as a copy without a file, so that saving asks for a name."""
        self._path = self._digest = self._sent = None

    def was_changed_outside(self) -> bool:
        """Whether the file has come to hold something else since this was last asked or saved."""
        if self._path is None or self._digest is None:
            return False
        stamp = _stamp(self._path)
        if stamp is None or stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            return digest_of_file(self._path) not in (None, self._digest, self._sent)
        except UserError:
            return False

    def close(self) -> None:
        """Let the document go; what was not saved is given up."""
        self._end_journal()
        self._listeners.clear()

    def _check_unchanged(self, path: Path) -> None:
        found = digest_of_file(path)
        if self._digest is not None and found not in (None, self._digest, self._sent):
            raise FileChangedError(
                say("“{path}” was changed by another program since it was opened here.", path=path),
                say("Save under another name to keep both, or overwrite it."),
            )

    # Its journal

    def protect(self) -> None:
        """Begin the journal now where there is something unsaved, rather than at the next edit."""
        if self.is_modified and self._journal is None and self._history.state is self._base:
            self._start_journal()

    def _write(self, record: dict[str, Any]) -> None:
        """Put a record on disk before the change it tells of is shown."""
        if self._is_replaying or self.journal_problem is not None:
            return
        if self._journal is None:
            self._start_journal()
        if self._journal is not None:
            try:
                self._journal.append(record)
            except UserError as problem:
                self._fail(problem)

    def _fail(self, problem: UserError) -> None:
        """Go on without a journal: a full disk must not stop the work, and the window says so."""
        self.journal_problem = problem
        self._journal_failed_at = monotonic()

    def _mend_journal(self, who: str, when: datetime) -> None:
        """Write everything down once the journal can be written again: it lacks some edits."""
        if self.journal_problem is None or monotonic() - self._journal_failed_at < _RETRY_SECONDS:
            return
        self.journal_problem = None
        if self._journal is not None and self._journal.is_gone:
            self._journal.leave()
            self._journal = None
        record = {"state": self.case.to_json(), "label": "Edits while the journal was not written"}
        self._write({**record, "ledger": ledger_to_json(self.ledger), **_signed(who, when)})
        self._journal_part += 1

    def _write_whole(self, step: Step, label: str, who: str, when: datetime) -> None:
        """Write down where undoing or redoing led, over a step that the journal does not hold."""
        record: dict[str, Any] = {"state": self.case.to_json(), "label": label}
        if step.before.ledger is not step.after.ledger:
            record["ledger"] = ledger_to_json(self.ledger)
        self._write({**record, **_signed(who, when)})
        # The journal's next records build on this state, not on the steps before it.
        self._journal_part += 1

    def _start_journal(self) -> None:
        folder = self._journal_folder or user_journal_folder()
        base: dict[str, Any] = {"case": self._base.case.to_json()}
        if self._path is not None:
            base |= {"path": str(self._path), "sha256": self._digest}
        else:
            base["ledger"] = ledger_to_json(self._base.ledger)
            base["audit"] = [entry.to_json() for entry in self._audit]
            base["view_state"] = self.view_state
        try:
            self._journal = Journal.start(folder, base)
        except UserError as problem:
            self._fail(problem)

    def replay(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Make the changes that a journal tells of, as they were made.

        Raises:
            CaseError: a change is refused by this version of the program.
            KeyError, TypeError, ValueError, IndexError: a record is none of a journal.
        """
        self._is_replaying = True
        try:
            for record in records:
                self._replay_one(record)
        finally:
            self._is_replaying = False

    def _replay_one(self, record: Mapping[str, Any]) -> None:
        if SAVING in record:
            return  # it came to nothing, or the journal would not be there
        who, when = record["who"], datetime.fromisoformat(record["when"])
        if "do" in record:
            self._do(command_from_json(record["do"]), record["why"], who, when)
        elif "undo" in record:
            self._step_back(who, when)
        elif "redo" in record:
            self._step_forward(who, when)
        else:
            before = self._history.state
            ledger = ledger_from_record(record)
            case = Case.from_json(record["state"])
            self._history.start_over(State(case, before.ledger if ledger is None else ledger))
            self._journal_part += 1
            changes = _all_changes(before, self._history.state)
            self._audit.append(AuditEntry(when, who, record["label"], "", changes))
            self._changed()

    def continue_in(self, journal: Journal) -> None:
        """Write further edits into a journal that holds those so far."""
        self._journal = journal

    def _end_journal(self) -> None:
        if self._journal is not None:
            self._journal.remove()
        self._journal = None
        self._journal_part += 1
        self.journal_problem = None


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Which file it is, and when it was last written; None where there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def _all_changes(before: State, after: State) -> tuple[Change, ...]:
    return differences(before.case, after.case) + changes_between(before.ledger, after.ledger)


def _signed(who: str, when: datetime) -> dict[str, str]:
    return {"who": who, "when": when.isoformat()}
