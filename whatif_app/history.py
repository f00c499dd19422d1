"""The way back and forth through a document's states.

A state is immutable and shares with its neighbours what did not change, so
keeping them costs little, and stepping to one that was shown before cannot fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.case import Case
from scenarios.differences import is_same
from whatif_app.ledger import Ledger


@dataclass(frozen=True, slots=True)
class State:
    """What undo goes back to. States are told apart by identity: each is made once."""

    case: Case
    ledger: Ledger

    def shows_the_same(self, other: State) -> bool:
        """Whether the two hold the same cells and the same ledger."""
        return self.ledger == other.ledger and is_same(self.case, other.case)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the undo menu.

    Attributes:
        merge_key: consecutive changes with the same key are one step; "" for none.
        journal_part: the part of the journal that holds its commands; going over
            the step in a later part has to write the whole case down.
    """

    label: str
    before: State
    after: State
    merge_key: str
    journal_part: int


class History:
    """The states of one document: those behind, the present one, and those taken back."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._may_merge = False

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """The step that `back` takes back; "" for none."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """The step that `forward` makes again; "" for none."""
        return self._redo[-1].label if self._redo else ""

    def merges(self, merge_key: str) -> bool:
        """Whether a change with this key would continue the last step."""
        return bool(self._may_merge and merge_key and self._undo[-1].merge_key == merge_key)

    def go_on(self, step: Step) -> Step | None:
        """Make a change, which is a step of its own or continues the last one.

        Returns:
            The step as it now stands; None where it ended where it began, and is none.
        """
        self._redo.clear()
        if self.merges(step.merge_key):
            step = replace(step, before=self._undo.pop().before)
            if step.after.shows_the_same(step.before):
                self.state = step.before
                self._may_merge = False
                return None
        self._undo.append(step)
        self.state = step.after
        self._may_merge = True
        return step

    def back(self) -> Step:
        """Take the last step back.

        Raises:
            IndexError: there is none.
        """
        step = self._undo.pop()
        self._redo.append(step)
        self.state = step.before
        self._may_merge = False
        return step

    def forward(self) -> Step:
        """Make the last step taken back once more.

        Raises:
            IndexError: there is none.
        """
        step = self._redo.pop()
        self._undo.append(step)
        self.state = step.after
        self._may_merge = False
        return step

    def start_over(self, state: State) -> None:
        """Show a state, with nothing behind or ahead of it."""
        self.state = state
        self._undo.clear()
        self._redo.clear()
        self._may_merge = False

    def end_step(self) -> None:
        """Let the next change be a step of its own: the file now holds this state."""
        self._may_merge = False
