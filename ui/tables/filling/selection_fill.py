"""Filling what is selected from its first cells on, by a step or a growth that is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QRect

from scenarios.cells import RefusedError, Value
from scenarios.schema import Field, Kind
from ui.tables.block_actions import BlockActions
from ui.tables.grid import Grid
from whatif_app.clipboard import Block
from whatif_app.edit_text import edit_text
from whatif_app.fill_series import grown, stepped
from whatif_app.typed_values import parse_typed

_GROWTH = Field("growth", "", Kind.RATE, "", above=-1.0)
_TIMES = (Kind.MONTH, Kind.CALENDAR_MONTH, Kind.DATE, Kind.COUNT)
Following = Callable[[Field, Value, Value, int], list[Value]]


class SelectionFill(QObject):
    """Fills down from the first selected row, or right from the first column of a single row."""

    def __init__(self, grid: Grid, blocks: BlockActions) -> None:
        super().__init__(grid)
        self._grid = grid
        self._blocks = blocks

    def by_step(self, text: str) -> str:
        """Fill so that each cell is a step more than the one before; why not, or ""."""
        return self._fill(text, _step_field, stepped)

    def by_growth(self, text: str) -> str:
        """Fill so that each cell is a share more than the one before; why not, or ""."""
        return self._fill(text, lambda _field: _GROWTH, grown)

    def _fill(self, text: str, read_as: Callable[[Field], Field], following: Following) -> str:
        rect = self._blocks.data_rectangle()
        if rect is None or (rect.width() == 1 and rect.height() == 1):
            return self.tr("Select the cells to fill, the first one first.")
        down = rect.height() > 1
        lines: list[list[str]] = []
        for row, column in self._firsts(rect, down=down):
            ref = self._grid.grid_model.cell(row, column)
            if ref is None:
                return self.tr("Select cells that take a number.")
            try:
                by = parse_typed(read_as(ref.field), text)
            except RefusedError as refused:
                return str(refused)
            if isinstance(by, bool) or not isinstance(by, int | float):
                return self.tr("Enter a number.")
            count = (rect.height() if down else rect.width()) - 1
            first = self._grid.grid_model.value(row, column)
            values = following(ref.field, first, by, count)
            lines.append([edit_text(ref.field, value) for value in values])
        block: Block = [list(row) for row in zip(*lines, strict=True)] if down else lines
        top, left = rect.top() + (1 if down else 0), rect.left() + (0 if down else 1)
        self._grid.grid_model.write_block(top, left, block, "Fill")
        return ""

    def _firsts(self, rect: QRect, *, down: bool) -> list[tuple[int, int]]:
        """The cells that each line is filled from."""
        if down:
            return [(rect.top(), column) for column in range(rect.left(), rect.right() + 1)]
        return [(row, rect.left()) for row in range(rect.top(), rect.bottom() + 1)]


def _step_field(field: Field) -> Field:
    """What a step is read as: like the column's own numbers, without their bounds."""
    kind = Kind.NUMBER if field.kind in _TIMES or not field.is_numeric else field.kind
    return replace(field, kind=kind, minimum=None, maximum=None, above=None, choices=())
