"""A usage history: how much of one thing was counted each month, and how completely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from scenarios.cells import Value
from scenarios.months import is_calendar_month
from scenarios.words import marked, say
from whatif_app.note import note_from_json, note_to_json

#: A month with less than this share missing counts as complete; its total is never scaled up.
MISSING_ALLOWED = 0.02

#: How values became a month's figure.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "sum": marked("events per step, added up"),
        "counter": marked("a counter, its increases added up"),
        "rate": marked("a rate per second, times the seconds"),
        "level": marked("a level, averaged over the month"),
    }
)
LEVELS = ("L1", "L2", "L3")


@dataclass(frozen=True, slots=True)
class UsageSource:
    """A file that was read, with the fingerprint that tells whether it is another."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a month the values cover.

    Attributes:
        days_covered: days with values; parts of days count as parts.
        days: days of the month.
        gaps: steps between the first and the last value for which there is none.
    """

    days_covered: float
    days: int
    gaps: int = 0

    @property
    def share(self) -> float:
        """Covered share of the month, 0 to 1."""
        return min(self.days_covered / self.days, 1.0)

    @property
    def is_complete(self) -> bool:
        """Whether so little is missing that the month's figure stands for the month."""
        return self.share >= 1.0 - MISSING_ALLOWED


@dataclass(frozen=True, slots=True)
class RowAccount:
    """What became of the values in the files: all were used, or set aside under a reason."""

    read: int = 0
    used: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: RowAccount) -> RowAccount:
        reasons = dict.fromkeys([*self.set_aside, *other.set_aside])
        return RowAccount(
            self.read + other.read,
            self.used + other.used,
            {key: self.set_aside.get(key, 0) + other.set_aside.get(key, 0) for key in reasons},
        )


@dataclass(frozen=True)
class UsageHistory:
    """One thing counted, month by month.

    Attributes:
        name: what it is called; unique in a project.
        unit: what one of it is, e.g. "core-hours"; may be empty.
        level: of the unit tree: L1 business, L2 product, L3 infrastructure.
        kind: of `KINDS`.
        months: the month's total, or its average where the kind is `level`, by "YYYY-MM".
        coverage: of each of these months.
        sources: the files, oldest first.
        account: values read, used and set aside.
        notes: what the reader should know, as sentences.
    """

    name: str
    months: Mapping[str, float]
    coverage: Mapping[str, Coverage]
    unit: str = ""
    level: str = "L1"
    kind: str = "sum"
    sources: tuple[UsageSource, ...] = ()
    account: RowAccount = RowAccount()
    notes: tuple[str, ...] = ()

    @property
    def complete_months(self) -> tuple[str, ...]:
        """Months whose figure stands for the whole month, in order."""
        return tuple(month for month in self.months if self.coverage[month].is_complete)

    @property
    def gaps(self) -> int:
        """Steps without a value, in all."""
        return sum(each.gaps for each in self.coverage.values())

    def to_json(self) -> dict[str, Any]:
        """The history as plain JSON data."""
        data = asdict(self)
        data["months"] = dict(self.months)
        data["sources"] = [asdict(source) for source in self.sources]
        data["notes"] = [note_to_json(note) for note in self.notes]
        return data

    @classmethod
    def from_json(cls, data: Any) -> UsageHistory:
        """The history that `to_json` described.

        Raises:
            ValueError: it is none; in words.
        """
        try:
            made = cls(
                name=str(data["name"]),
                months={str(month): float(total) for month, total in data["months"].items()},
                coverage={month: _coverage(each) for month, each in data["coverage"].items()},
                unit=str(data["unit"]),
                level=str(data["level"]),
                kind=str(data["kind"]),
                sources=tuple(
                    UsageSource(str(each["name"]), str(each["fingerprint"]))
                    for each in data["sources"]
                ),
                account=_account(data["account"]),
                notes=tuple(note_from_json(note) for note in data["notes"]),
            )
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(
                say("a usage history lacks an entry, or has one of another kind")
            ) from error
        if wrong := made._wrong():
            raise ValueError(say(wrong, name=made.name))
        return made

    def _wrong(self) -> str:
        if set(self.months) != set(self.coverage):
            return marked("the usage history “{name}” has months whose coverage is not known")
        if not all(is_calendar_month(month) for month in self.months):
            return marked("the usage history “{name}” has a month that is not written YYYY-MM")
        if not all(math.isfinite(total) for total in self.months.values()):
            return marked(
                "the usage history “{name}” has a month whose total is not a finite number"
            )
        if not all(
            each.days > 0 and 0.0 <= each.days_covered <= each.days
            for each in self.coverage.values()
        ):
            return marked(
                "the usage history “{name}” has a month that is covered by more or less than its "
                "days"
            )
        if self.level not in LEVELS or self.kind not in KINDS:
            return marked("the usage history “{name}” has a level or kind that is not known")
        return ""

    def entries(self) -> dict[str, Value]:
        """The history in readable pieces, by name, as the audit trail tells of them."""
        found: dict[str, Value] = {
            f"{self.name}/level": self.level,
            f"{self.name}/kind": self.kind,
            f"{self.name}/unit": self.unit,
            f"{self.name}/files": ", ".join(
                f"{source.name} ({source.fingerprint[:8]})" for source in self.sources
            ),
        }
        return found | {f"{self.name}/{month}": total for month, total in self.months.items()}


def _coverage(data: Any) -> Coverage:
    return Coverage(float(data["days_covered"]), int(data["days"]), int(data["gaps"]))


def _account(data: Any) -> RowAccount:
    reasons = {str(reason): int(count) for reason, count in data["set_aside"].items()}
    return RowAccount(int(data["read"]), int(data["used"]), reasons)
