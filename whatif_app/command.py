"""What every change to a document has in common: it is data, applied, named, and written down."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from scenarios.case import Case
from scenarios.differences import Change, differences
from scenarios.words import Kept, keep
from whatif_app.history import State


class Command(ABC):
    """A change to a document: to its case by `apply`, to more of it by `carry_out`.

    Attributes:
        label: what the undo menu calls it.
        merge_key: consecutive commands with the same key are one undo step; "" for none.
    """

    label: str
    merge_key: str = ""

    def apply(self, case: Case) -> Case:
        """The case changed; as it is, for a command that changes the ledger alone.

        Raises:
            CaseError: the change is refused, with every reason.
        """
        return case

    def carry_out(self, state: State) -> State:
        """What the document shows once this is done.

        Raises:
            CaseError: the change is refused, with every reason.
        """
        return State(self.apply(state.case), state.ledger)

    def changes(self, before: Case, after: Case) -> tuple[Change, ...]:
        """Old and new values, for the audit trail."""
        return differences(before, after)

    def to_json(self) -> dict[str, Any]:
        """The command as plain JSON data, for the journal."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}  # type: ignore[arg-type]
        return {"command": type(self).__name__, **values}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Command:
        """The command of this class that `to_json` described."""
        return cls(**data)


class Worded(Command):
    """A change whose label follows from what it does."""

    @abstractmethod
    def in_words(self) -> str:
        """What the undo menu calls it, in the reader's language."""

    @property
    def label(self) -> Kept:  # type: ignore[override]
        """What the undo menu calls it: kept in English, also where other commands take it over."""
        return keep(self.in_words)
