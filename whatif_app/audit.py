"""The audit trail: what was changed, by whom, when, and why."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scenarios.differences import Change
from scenarios.edits import RESET

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change to a document.

    Attributes:
        when: UTC.
        who: the user's login name.
        label: the change in words, as the undo menu said it.
        why: the reason given; may be empty.
        changes: old and new values.
    """

    when: datetime
    who: str
    label: str
    why: str
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry as plain JSON data."""
        return {
            "when": self.when.isoformat(),
            "who": self.who,
            "label": self.label,
            "why": self.why,
            "changes": [_change_to_json(change) for change in self.changes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AuditEntry:
        """The entry that `to_json` described.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        return cls(
            datetime.fromisoformat(data["when"]),
            str(data["who"]),
            str(data["label"]),
            str(data["why"]),
            tuple(_change_from_json(change) for change in data["changes"]),
        )


def _change_to_json(change: Change) -> dict[str, Any]:
    data: dict[str, Any] = {"address": change.address}
    if change.scenario is not None:
        data["scenario"] = change.scenario
    # A value that was not given is left out: null is a value of its own.
    if change.old is not RESET:
        data["old"] = change.old
    if change.new is not RESET:
        data["new"] = change.new
    return data


def _change_from_json(data: Mapping[str, Any]) -> Change:
    old, new = data.get("old", RESET), data.get("new", RESET)
    return Change(str(data["address"]), old, new, data.get("scenario"))


def to_lines(entries: Iterable[AuditEntry]) -> str:
    """The trail as text: one JSON object a line, oldest first."""
    return "".join(json.dumps(entry.to_json(), ensure_ascii=False) + "\n" for entry in entries)


def from_lines(text: str) -> tuple[AuditEntry, ...]:
    """The trail that `to_lines` wrote.

    Raises:
        KeyError, TypeError, ValueError: a line is no entry.
    """
    return tuple(AuditEntry.from_json(json.loads(line)) for line in text.split("\n") if line)


def now_utc() -> datetime:
    """The present, to the second that an audit needs."""
    return datetime.now(UTC).replace(microsecond=0)


def user_name() -> str:
    """The login name of whoever runs the program; "unknown" where the system has none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "unknown"
