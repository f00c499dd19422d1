"""How an open document's edits are kept safe from a crash: its journal, and what if that fails.

Where the journal cannot be written, the work goes on and the window says so; as soon as it can be
written again, one record holds all that it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from whatif_app.errors import UserError
from whatif_app.journal import Journal, user_journal_folder

# Each try costs the time of writing everything down, and most disks stay full for a while.
RETRY_SECONDS = 5.0

Record = Mapping[str, Any]


class Protection:
    """The journal of one document, begun when there is something to write.

    Attributes:
        journal: None while there is nothing unsaved, or nothing can be written.
        problem: why edits are not protected just now; None while they are.
        part: grows whenever the journal goes on from a state of its own: it does not hold the
            commands of steps made in an earlier part.
    """

    def __init__(self, folder: Path | None, base: Callable[[], Record]) -> None:
        """A journal in a folder, the user's own by default.

        Args:
            base: says what the edits start from.
        """
        self._folder = folder
        self._base = base
        self._failed_at = 0.0
        self._is_in_gesture = False
        self.journal: Journal | None = None
        self.problem: UserError | None = None
        self.part = 0

    def begin(self) -> None:
        """Begin the journal before its first record."""
        try:
            self.journal = Journal.start(self._folder or user_journal_folder(), self._base())
        except UserError as problem:
            self._fail(problem)

    def write(self, record: Record) -> None:
        """Put a record on disk before the change it tells of is shown."""
        if self.problem is not None:
            return
        if self.journal is None:
            self.begin()
        if self.journal is not None:
            try:
                self.journal.append(record, waits=not self._is_in_gesture)
            except UserError as problem:
                self._fail(problem)

    def begin_gesture(self) -> None:
        """Some thirty changes a second follow: a disk that each waits for may be too slow."""
        self._is_in_gesture = True

    def end_gesture(self) -> None:
        """Wait until the disk has what the gesture came to."""
        if not self._is_in_gesture:
            return
        self._is_in_gesture = False
        if self.journal is not None and self.problem is None:
            try:
                self.journal.sync()
            except UserError as problem:
                self._fail(problem)

    def write_whole(self, record: Record) -> None:
        """Write a whole state down; further records build on it, not on the steps before it."""
        self.write(record)
        self.part += 1

    def _fail(self, problem: UserError) -> None:
        self.problem = problem
        self._failed_at = monotonic()

    def mend(self, whole: Callable[[], Record]) -> None:
        """Where the journal lacks edits, try again to write, and write everything down."""
        if self.problem is None or monotonic() - self._failed_at < RETRY_SECONDS:
            return
        self.problem = None
        if self.journal is not None and self.journal.is_gone:
            self.journal.leave()
            self.journal = None
        self.write_whole(whole())

    def end(self) -> None:
        """Everything is saved, or given up."""
        if self.journal is not None:
            self.journal.remove()
        self.journal = None
        self.problem = None
        self.part += 1
