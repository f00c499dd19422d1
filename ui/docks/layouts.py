"""Layouts of the workspace as data: which panel stands beside which, and how room is shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: Large text must leave room for the rest: a fixed part takes at most so much.
_MOST = 0.25


@dataclass(frozen=True)
class Part:
    """One part of a split, and its room.

    Attributes:
        what: a panel's name, or a split of its own.
        px: its length at the designed size, which grows with the text; 0 where it shares the rest.
        share: its share of what the parts of a fixed length leave.
    """

    what: str | Split
    px: int = 0
    share: float = 1.0


@dataclass(frozen=True)
class Split:
    """Parts side by side, or below each other."""

    is_row: bool
    parts: tuple[Part, ...]

    def lengths(self, room: int, zoom: float) -> list[int]:
        """How long each part is when all have so much room, in pixels; none below 1."""
        most = round(room * _MOST)
        fixed = [min(round(part.px * zoom), most) for part in self.parts]
        shares = sum(part.share for part in self.parts if not part.px) or 1.0
        left = max(room - sum(fixed), 0)
        return [
            max(length or round(left * part.share / shares), 1)
            for part, length in zip(self.parts, fixed, strict=True)
        ]


def first_panel(what: str | Split) -> str:
    """The panel at the left or top of a part; it stands for the whole part."""
    return what if isinstance(what, str) else first_panel(what.parts[0].what)


def panels_of(what: str | Split) -> Iterator[str]:
    """Every panel of a part, from left to right and from the top down."""
    if isinstance(what, str):
        yield what
        return
    for part in what.parts:
        yield from panels_of(part.what)


def _row(*parts: Part) -> Split:
    return Split(True, parts)


def _column(*parts: Part) -> Split:
    return Split(False, parts)


SIDE_PX, STRIP_PX, EXPLAIN_PX = 230, 88, 244

_SIDE = Part(_column(Part("scenarios"), Part("baseline")), px=SIDE_PX)
_STRIP = Part("strip", px=STRIP_PX)
_EXPLAIN = Part("explain", px=EXPLAIN_PX)


def _below_strip(*parts: Part) -> Split:
    return _row(_SIDE, Part(_column(_STRIP, Part(_row(*parts)))))


#: The layouts that the program comes with, by key; the first is how it begins.
DESIGNED: Mapping[str, Split] = MappingProxyType(
    {
        "designed": _below_strip(
            Part(_column(Part("tables", share=0.37), Part("charts", share=0.63))), _EXPLAIN
        ),
        "charts": _below_strip(
            Part(_column(Part("charts", share=0.78), Part("tables", share=0.22))), _EXPLAIN
        ),
        "tables": _below_strip(
            Part(_column(Part("tables", share=0.72), Part("charts", share=0.28))), _EXPLAIN
        ),
        "side_by_side": _below_strip(
            Part(_column(Part("tables", share=0.66), Part("explain", share=0.34))), Part("charts")
        ),
    }
)
