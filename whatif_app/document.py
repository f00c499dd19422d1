"""The open project: its case and baseline, the way back through every change, and its file.

The one way to change a document is a command given to `do`: checked first,
written to the recovery journal next, then shown. The states before and after
are kept, sharing what did not change, so undo and redo only step between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.case import Case
from scenarios.differences import differences, is_same
from whatif_app.audit import AuditEntry, Clock, now_utc, user_name
from whatif_app.baseline_files import baseline_to_json
from whatif_app.commands import Command, ReplaceCase
from whatif_app.errors import FileChangedError, UserError
from whatif_app.journal import Journal, user_journal_folder
from whatif_app.project_file import Project, digest_of_file, read_project, write_project

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

__all__ = ["AuditEntry", "Document", "FileChangedError"]


@dataclass(frozen=True, slots=True)
class State:
    """What undo goes back to. States are told apart by identity: each is made once."""

    case: Case
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the undo menu.

    Attributes:
        journal_part: the part of the journal that holds its commands; undoing it
            in another part has to write down the whole case.
    """

    label: str
    before: State
    after: State
    merge_key: str
    journal_part: int


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
        baseline: Baseline | None = None,
        path: Path | None = None,
        *,
        audit: Iterable[AuditEntry] = (),
        view_state: dict[str, Any] | None = None,
        author: str | None = None,
        clock: Clock = now_utc,
        journal_folder: Path | None = None,
    ) -> None:
        """A document that shows a case.

        An import that was not saved yet (a baseline without a path) counts as
        modified; `protect` puts it into the journal before its first edit.

        Args:
            author: who changes it; the login name by default.
            clock: the present, in UTC.
            journal_folder: where the recovery journal lies; the user's data folder by default.
        """
        self._state = State(case, baseline)
        self._path = path
        self._digest: str | None = None
        self._audit = list(audit)
        self.view_state: dict[str, Any] = view_state if view_state is not None else {}
        self.journal_problem: UserError | None = None
        self._author = author if author is not None else user_name()
        self._clock = clock
        self._journal_folder = journal_folder
        self._journal: Journal | None = None
        self._journal_part = 0
        self._is_replaying = False
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._may_merge = False
        self._revision = 0
        self._listeners: dict[object, Callable[[], None]] = {}
        is_unsaved_import = path is None and baseline is not None
        self._base = self._state
        self._saved: State | None = None if is_unsaved_import else self._state

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
            project.baseline,
            path,
            audit=project.audit,
            view_state=project.view_state,
            **options,
        )
        document._digest = file_digest
        return document

    # What is open

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return self._state.case

    @property
    def baseline(self) -> Baseline | None:
        """The export behind the case; None for a case made by hand."""
        return self._state.baseline

    @property
    def path(self) -> Path | None:
        """The document's file; None until it is saved."""
        return self._path

    @property
    def name(self) -> str:
        """What a window's title calls the document."""
        return self._path.stem if self._path else "Untitled"

    @property
    def revision(self) -> int:
        """Grows with each change, so that results of an earlier case can be told."""
        return self._revision

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save; exact also after undoing and redoing."""
        return self._state is not self._saved

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
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, in words; "" for nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would make again, in words; "" for nothing."""
        return self._redo[-1].label if self._redo else ""

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        if self._undo:
            self._step_back(self._author, self._clock())

    def redo(self) -> None:
        """Make the last change taken back once more, if there is one."""
        if self._redo:
            self._step_forward(self._author, self._clock())

    def _do(self, command: Command, why: str, who: str, when: datetime) -> None:
        after = self._state_after(command)
        if after.baseline is self.baseline and is_same(self.case, after.case):
            return
        self._write({"do": command.to_json(), "why": why, **_signed(who, when)})
        changes = command.changes(self.case, after.case)
        entry = AuditEntry(when, who, command.label, why, changes)
        if self._merges(command):
            self._merge(after, entry)
        else:
            step = Step(command.label, self._state, after, command.merge_key, self._journal_part)
            self._undo.append(step)
            self._audit.append(entry)
            self._state = after
        self._redo.clear()
        self._may_merge = True
        self._changed()

    def _state_after(self, command: Command) -> State:
        case = command.apply(self.case)
        return State(case, command.baseline if isinstance(command, ReplaceCase) else self.baseline)

    def _merges(self, command: Command) -> bool:
        is_repeated = bool(self._undo) and self._undo[-1].merge_key == command.merge_key != ""
        return is_repeated and self._may_merge

    def _merge(self, after: State, entry: AuditEntry) -> None:
        """Make a change a part of the step before it; one that ends where it began is none."""
        step, said = self._undo.pop(), self._audit.pop()
        if after.baseline is step.before.baseline and is_same(step.before.case, after.case):
            self._state = step.before
            return
        changes = differences(step.before.case, after.case)
        self._audit.append(replace(entry, why=entry.why or said.why, changes=changes))
        self._undo.append(replace(step, label=entry.label, after=after))
        self._state = after

    def _step_back(self, who: str, when: datetime) -> None:
        step = self._undo.pop()
        self._redo.append(step)
        self._go_to(step.before, step, "undo", who, when)

    def _step_forward(self, who: str, when: datetime) -> None:
        step = self._redo.pop()
        self._undo.append(step)
        self._go_to(step.after, step, "redo", who, when)

    def _go_to(self, state: State, step: Step, action: str, who: str, when: datetime) -> None:
        label = f"{action.capitalize()}: {step.label}"
        if step.journal_part == self._journal_part:
            self._write({action: True, **_signed(who, when)})
        else:
            self._write_whole(state, label, who, when)
        self._move(state, label, who, when)

    def _move(self, state: State, label: str, who: str, when: datetime) -> None:
        """Show a state that was checked before."""
        changes = differences(self.case, state.case)
        self._audit.append(AuditEntry(when, who, label, "", changes))
        self._state = state
        self._may_merge = False
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
            raise UserError("The project has no file yet.", "Choose where to save it.")
        if target == self._path and not overwrite:
            self._check_unchanged(target)
        project = Project(self.case, self.baseline, self.audit, self.view_state)
        self._digest = write_project(target, project)
        self._path = target
        self._saved = self._base = self._state
        self._may_merge = False
        self._end_journal()
        self._notify()

    def close(self) -> None:
        """Let the document go; what was not saved is given up."""
        self._end_journal()
        self._listeners.clear()

    def _check_unchanged(self, path: Path) -> None:
        found = digest_of_file(path)
        if self._digest is not None and found is not None and found != self._digest:
            raise FileChangedError(
                f"“{path}” was changed by another program since it was opened here.",
                "Save under another name to keep both, or overwrite it.",
            )

    # Its journal

    def protect(self) -> None:
        """Begin the journal now where there is something unsaved, rather than at the next edit."""
        if self.is_modified and self._journal is None and self._state is self._base:
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
                # A full disk must not stop the work; the window says so, and saving clears it.
                self.journal_problem = problem

    def _write_whole(self, state: State, label: str, who: str, when: datetime) -> None:
        record = {"state": state.case.to_json(), "label": label, **_signed(who, when)}
        if state.baseline is not self.baseline:
            record["baseline"] = baseline_to_json(state.baseline)
        self._write(record)
        # What came before is no longer what the journal's next records build on.
        self._journal_part += 1

    def _start_journal(self) -> None:
        folder = self._journal_folder or user_journal_folder()
        base: dict[str, Any] = {"case": self._base.case.to_json()}
        if self._path is not None:
            base |= {"path": str(self._path), "sha256": self._digest}
        else:
            base["baseline"] = baseline_to_json(self._base.baseline)
            base["audit"] = [entry.to_json() for entry in self._audit]
            base["view_state"] = self.view_state
        try:
            self._journal = Journal.start(folder, base)
        except UserError as problem:
            self.journal_problem = problem

    def _end_journal(self) -> None:
        if self._journal is not None:
            self._journal.remove()
        self._journal = None
        self._journal_part += 1
        self.journal_problem = None


def _signed(who: str, when: datetime) -> dict[str, str]:
    return {"who": who, "when": when.isoformat()}
