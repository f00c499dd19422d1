"""A fill from one rectangle of cells to a larger one: line by line, on from what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QRect

from scenarios.cells import RefusedError, Value, accepted
from scenarios.schema import Field
from ui.tables.model.grid_model import GridModel
from whatif_app.clipboard import Block
from whatif_app.edit_text import edit_text
from whatif_app.fill_series import Fill, can_fill, filled, usual_fill


@dataclass(frozen=True, slots=True)
class Line:
    """The cells that one row or column is filled from, in the direction of the fill.

    Attributes:
        backward: whether that is up or to the left.
    """

    field: Field
    values: list[Value]
    texts: list[str]
    backward: bool = False

    def way(self, count: int) -> Fill:
        """How the line goes on before anybody chooses; a copy where a series would be refused."""
        way = usual_fill(self.field, self.values)
        made = self._filled(count, way)
        return way if all(_fits(self.field, value) for value in made) else Fill.COPY

    def following(self, count: int, way: Fill) -> list[str]:
        """The texts of the next cells; copies keep formulas."""
        if way is Fill.COPY or not can_fill(self.field, self.values, way):
            return [self.texts[at % len(self.texts)] for at in range(count)]
        return [edit_text(self.field, value) for value in self._filled(count, way)]

    def _filled(self, count: int, way: Fill) -> list[Value]:
        return filled(self.field, self.values, count, way, backward=self.backward)


@dataclass(frozen=True)
class DragFill:
    """What the handle was dragged from and to, as rectangles of (column, row).

    Attributes:
        key: makes a fill in another way part of the same undo step.
    """

    model: GridModel
    source: QRect
    target: QRect
    key: str

    @cached_property
    def lines(self) -> list[Line]:
        """What each line goes on from."""
        return list(self._lines())

    def usual(self) -> Fill:
        """How the fill is told: as a series where any of its lines is one."""
        return max(line.way(self._count) for line in self.lines)

    def ways(self) -> list[Fill]:
        """The ways in which every line can go on."""
        return [
            way
            for way in Fill
            if all(can_fill(line.field, line.values, way) for line in self.lines)
        ]

    def write(self, way: Fill | None = None) -> bool:
        """Fill; each line in its own usual way where none is given."""
        count = self._count
        texts = [line.following(count, way or line.way(count)) for line in self.lines]
        if not self._is_ahead:
            texts = [line[::-1] for line in texts]
        block: Block = [list(row) for row in zip(*texts, strict=True)] if self._is_down else texts
        top = self.source.bottom() + 1 if self._is_down and self._is_ahead else self.target.top()
        left = self.target.left()
        if not self._is_down and self._is_ahead:
            left = self.source.right() + 1
        return self.model.write_block(top, left, block, "Fill", merge_key=self.key)

    @property
    def _is_down(self) -> bool:
        """Whether it goes down or up rather than right or left."""
        return self.target.width() == self.source.width()

    @property
    def _is_ahead(self) -> bool:
        """Whether it goes down or right rather than up or left."""
        begins = self.target.topLeft()
        return begins.x() >= self.source.left() and begins.y() >= self.source.top()

    @property
    def _count(self) -> int:
        """How many cells each line fills."""
        more_rows = self.target.height() - self.source.height()
        return more_rows + self.target.width() - self.source.width()

    def _lines(self) -> Iterator[Line]:
        rows = range(self.source.top(), self.source.bottom() + 1)
        columns = range(self.source.left(), self.source.right() + 1)
        if self._is_down:
            places = [[(row, column) for row in rows] for column in columns]
        else:
            places = [[(row, column) for column in columns] for row in rows]
        for line in places:
            ref = self.model.cell(*line[0])
            if ref is None:
                continue
            ordered = line if self._is_ahead else line[::-1]
            yield Line(
                ref.field,
                [self.model.value(*place) for place in ordered],
                [self.model.exact_text(*place) for place in ordered],
                not self._is_ahead,
            )


def stretched(source: QRect, row: int, column: int) -> QRect:
    """A rectangle stretched to a place, one way only: the way that goes further."""
    down = max(row - source.bottom(), source.top() - row, 0)
    across = max(column - source.right(), source.left() - column, 0)
    made = QRect(source)
    if down >= across:
        made.setTop(min(source.top(), row))
        made.setBottom(max(source.bottom(), row))
    else:
        made.setLeft(min(source.left(), column))
        made.setRight(max(source.right(), column))
    return made


def _fits(field: Field, value: Value) -> bool:
    try:
        accepted(field, value)
    except RefusedError:
        return False
    return True
