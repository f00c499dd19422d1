"""An explanation: what a number is made of, each part a link to where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a link leads to."""

    NONE = ""
    CELL = "cell"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an explanation: a label, a value as text, and where it comes from.

    Attributes:
        target: an input's address, or a figure with its month ("spot@2029-12").
    """

    label: str
    value: str
    kind: Kind = Kind.NONE
    target: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a number is what it is.

    Attributes:
        title: what is explained, in words.
        address: the cell's address, or the figure's name as the headless command prints it.
        value: the number, as the tables or the strip show it.
        compared: what it is set against: the base's value, the reference's figure.
        about: what the number means, and what is known of it; a sentence each.
        formula: how it is computed, in words.
        parts: what goes into the formula, in its order.
        effects: what follows from it.
        notes: the export's rows behind it, and what else to know; a sentence each.
        is_cell: whether an input is explained rather than a figure.
    """

    title: str
    address: str
    value: str
    compared: str = ""
    about: tuple[str, ...] = ()
    formula: str = ""
    parts: tuple[Part, ...] = ()
    effects: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    is_cell: bool = False


def figure_at(text: str) -> tuple[str, str | None]:
    """A figure's name and month of "name@YYYY-MM"; no month where none is given."""
    name, at, month = text.rpartition("@")
    # A unit or workload may have an "@" in its name; a month cannot be mistaken for one.
    if at and len(month) == 7 and month[:4].isdigit() and month[4] == "-" and month[5:].isdigit():
        return name, month
    return text, None
