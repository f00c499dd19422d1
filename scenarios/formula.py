"""A formula as it is written in a cell: `=units/orders/volume*0.1`, `=12*base`, `=base_cost*15%`.

A small tree, and the text in the form in which it is kept: references as they are stored, quotes
where a row's name needs them, no currency signs, no thousands separators. `formula_reading` makes
it of a text; nothing is ever executed: what it comes to is worked out in `arithmetic`.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scenarios.schema import PROJECT

#: What a scenario's formula calls the base's value of its own cell.
BASE: Final = "base"
FUNCTIONS: Final = ("min", "max", "round", "abs")

_PLAIN_ROW = re.compile(r"[^\W\d_][\w.]*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; what a percent sign follows is already divided by 100."""

    value: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell; without a table it is a field of the formula's own row."""

    table: str
    row: str
    field: str

    def at(self, home: str) -> str:
        """The address meant by a formula in the cell `home`."""
        if self.table:
            return "/".join(part for part in (self.table, self.row, self.field) if part)
        return f"{home.rpartition('/')[0]}/{self.field}"

    def __str__(self) -> str:
        if not self.table:
            return self.field
        row = () if self.table == PROJECT.name else (quoted(self.row),)
        return "/".join((self.table, *row, self.field))


@dataclass(frozen=True, slots=True)
class OfBase:
    """The base's value of the scenario's cell that holds the formula."""


@dataclass(frozen=True, slots=True)
class Negative:
    """A term with the opposite sign."""

    of: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Terms added and subtracted, or multiplied and divided, from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Power:
    """A power; of several, the rightmost is worked out first."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call:
    """One of `FUNCTIONS`, and what it is given."""

    name: str
    arguments: tuple[Node, ...]


Node = Number | Reference | OfBase | Negative | Chain | Power | Call


@dataclass(frozen=True, slots=True)
class Digits:
    """A number in a formula's text, with a decimal point."""

    text: str

    def __str__(self) -> str:
        return self.text


#: A piece of the kept text: a reference may yet be named anew, digits be written in a style.
Piece = str | Reference | Digits


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read.

    Attributes:
        text: as it is kept, with its equals sign; reads back to the same.
        root: what is to be worked out.
        references: every cell named, in order, each once.
        uses_base: whether it takes the base's value of its own cell.
        pieces: of the text.
    """

    text: str
    root: Node
    references: tuple[Reference, ...]
    uses_base: bool
    pieces: tuple[Piece, ...]

    @property
    def is_constant(self) -> bool:
        """Whether it is arithmetic alone, so that it comes to the same in every cell."""
        return not self.references and not self.uses_base

    def renamed(self, change: Callable[[Reference], Reference]) -> str:
        """The text with every reference replaced by what it becomes."""
        return "".join(
            str(change(piece) if isinstance(piece, Reference) else piece) for piece in self.pieces
        ).rstrip()

    def shown(self, decimal: str) -> str:
        """The text with the decimal sign that the reader writes."""
        return "".join(
            piece.text.replace(".", decimal) if isinstance(piece, Digits) else str(piece)
            for piece in self.pieces
        ).rstrip()


def is_formula(value: object) -> bool:
    """Whether a value given to a cell of numbers is a formula."""
    return isinstance(value, str) and value.startswith("=")


def quoted(row: str) -> str:
    """A row's name as a reference writes it: in single quotes unless it is one plain word."""
    return row if _PLAIN_ROW.fullmatch(row) else "'" + row.replace("'", "''") + "'"
