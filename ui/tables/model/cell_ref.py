"""Which input cell a place in a grid shows, and how it looks there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt

from scenarios.case import Address
from scenarios.schema import Field, Kind

#: A cell's value as the case holds it.
VALUE_ROLE = int(Qt.ItemDataRole.UserRole)

_LEFT_KINDS = frozenset(
    {Kind.TEXT, Kind.CHOICE, Kind.ROW, Kind.SCENARIO, Kind.SCOPE, Kind.SEASON, Kind.EVENTS}
    | {Kind.PLAN, Kind.YEARS, Kind.HOUR_CLASSES, Kind.SHAPE}
)


def is_right_aligned(field: Field) -> bool:
    """Whether a column's values line up at the right, as numbers and months do."""
    return field.kind not in _LEFT_KINDS and field.kind is not Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class CellRef:
    """An input cell, and the scenario whose value a grid shows there (None for the base)."""

    address: Address
    scenario: str | None = None

    @property
    def field(self) -> Field:
        """The cell's declaration."""
        return self.address.declaration


class Tone(Enum):
    """How loudly a cell speaks."""

    NORMAL = "normal"
    NAME = "name"  # the row's name
    QUIET = "quiet"  # help, nothing, the line that adds a row
    HEADING = "heading"  # a group's title


@dataclass(frozen=True, slots=True)
class CellLook:
    """All that painting a cell needs.

    Attributes:
        is_overridden: the scenario changed it, so it is tinted and bold.
        checked: for a yes or no; None for every other cell.
        is_computed: it has a formula, which a small corner tells.
    """

    text: str
    is_right: bool = False
    tone: Tone = Tone.NORMAL
    is_overridden: bool = False
    checked: bool | None = None
    is_computed: bool = False
