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
from typing import TYPE_CHECKING, Any

from scenarios.case import Case
from scenarios.differences import Change, differences
from scenarios.words import keep, say, spoken
from whatif_app.audit import AuditEntry, Clock, now_utc, user_name
from whatif_app.commands import Command, command_from_json
from whatif_app.document_file import DocumentFile
from whatif_app.errors import FileChangedError, UserError
from whatif_app.history import History, State, Step
from whatif_app.journal import SAVING, Journal
from whatif_app.ledger import Ledger, changes_between, ledger_from_record, ledger_to_json
from whatif_app.project_file import Project, content_for, read_project
from whatif_app.protection import Protection

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

__all__ = ["AuditEntry", "Document", "FileChangedError"]


class Document:
    """One open project.

    Attributes:
        view_state: what the window remembers, as free JSON; saved in the file,
            neither undoable nor a modification.
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
        self._file = DocumentFile(path)
        self._audit = list(audit)
        self.view_state: dict[str, Any] = view_state if view_state is not None else {}
        self._author = author if author is not None else user_name()
        self._clock = clock
        self._protection = Protection(journal_folder, self._journal_base)
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
        document._file.was_read(file_digest)
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
        return self._file.path

    @property
    def name(self) -> str:
        """What a window's title calls the document."""
        return self.path.stem if self.path else say("Untitled")

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

    def begin_gesture(self) -> None:
        """A number is being scrubbed: the journal waits for the disk once it is let go of."""
        self._protection.begin_gesture()

    def end_gesture(self) -> None:
        """The number was let go of: all that it was moved by is safe from now on."""
        self._protection.end_gesture()

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
            Step(label, before, after, command.merge_key, self._protection.part)
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
        if step.journal_part == self._protection.part:
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
        target = Path(path).absolute() if path is not None else self.path
        if target is None:
            raise UserError(say("The project has no file yet."), say("Choose where to save it."))
        if target == self.path and not overwrite:
            self._file.check_unchanged()
        project = Project(self.case, self.ledger, self.audit, self.view_state)
        self._file.write(
            target, content_for(target, project), lambda sent: self._tell_of_saving(target, sent)
        )
        self._saved = self._base = self._history.state
        self._history.end_step()
        self._protection.end()
        self._notify()

    def _tell_of_saving(self, target: Path, sent: str) -> None:
        """Tell the journal which content of which file would make it needless."""
        if self._journal is not None:
            self.end_gesture()
            self._write({SAVING: sent, "path": str(target)})

    def part_from_file(self) -> None:
        """Go on as a copy without a file, so that saving asks for a name."""
        self._file = DocumentFile(None)

    def was_changed_outside(self) -> bool:
        """Whether the file has come to hold something else since this was last asked or saved."""
        return self._file.was_changed_outside()

    def close(self) -> None:
        """Let the document go; what was not saved is given up."""
        self._protection.end()
        self._listeners.clear()

    # Its journal

    @property
    def journal_problem(self) -> UserError | None:
        """Why edits are not protected against a crash just now; None while they are."""
        return self._protection.problem

    @property
    def _journal(self) -> Journal | None:
        return self._protection.journal

    def protect(self) -> None:
        """Begin the journal now where there is something unsaved, rather than at the next edit."""
        if self.is_modified and self._journal is None and self._history.state is self._base:
            self._protection.begin()

    def _write(self, record: dict[str, Any]) -> None:
        if not self._is_replaying:
            self._protection.write(record)

    def _write_whole(self, step: Step, label: str, who: str, when: datetime) -> None:
        """Write down where undoing or redoing led, over a step that the journal does not hold."""
        record: dict[str, Any] = {"state": self.case.to_json(), "label": label}
        if step.before.ledger is not step.after.ledger:
            record["ledger"] = ledger_to_json(self.ledger)
        if not self._is_replaying:
            self._protection.write_whole({**record, **_signed(who, when)})

    def _mend_journal(self, who: str, when: datetime) -> None:
        """Write everything down where the journal lacks some edits and can be written again."""
        label = "Edits while the journal was not written"
        self._protection.mend(
            lambda: {
                "state": self.case.to_json(),
                "ledger": ledger_to_json(self.ledger),
                "label": label,
                **_signed(who, when),
            }
        )

    def _journal_base(self) -> dict[str, Any]:
        base: dict[str, Any] = {"case": self._base.case.to_json()}
        if self.path is not None:
            return {**base, "path": str(self.path), "sha256": self._file.digest}
        return {
            **base,
            "ledger": ledger_to_json(self._base.ledger),
            "audit": [entry.to_json() for entry in self._audit],
            "view_state": self.view_state,
        }

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
            self._protection.part += 1
            changes = _all_changes(before, self._history.state)
            self._audit.append(AuditEntry(when, who, record["label"], "", changes))
            self._changed()

    def continue_in(self, journal: Journal) -> None:
        """Write further edits into a journal that holds those so far."""
        self._protection.journal = journal


def _all_changes(before: State, after: State) -> tuple[Change, ...]:
    return differences(before.case, after.case) + changes_between(before.ledger, after.ledger)


def _signed(who: str, when: datetime) -> dict[str, str]:
    return {"who": who, "when": when.isoformat()}
