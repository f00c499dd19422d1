"""What is done to a block of selected cells: copy, cut, paste, fill, back to the base's value."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect

from scenarios.cells import RefusedError
from scenarios.edits import RESET
from scenarios.schema import Kind
from ui import copied_cells
from ui.tables.grid import Grid
from ui.tables.model.cell_ref import CellRef
from ui.tables.model.grid_model import GridModel
from whatif_app.clipboard import Block, parse_tsv, tiled, to_html, to_tsv


class BlockActions(QObject):
    """Reads and writes the selection of one grid; each action is one undo step."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    @property
    def _model(self) -> GridModel:
        return self._grid.grid_model

    def copy(self) -> bool:
        """Put the selection on the clipboard: exact text for Excel, and HTML for mail."""
        return self._copy(as_shown=False)

    def copy_as_shown(self) -> bool:
        """Put the selection on the clipboard as the table shows it, for mail and slides."""
        return self._copy(as_shown=True)

    def _copy(self, *, as_shown: bool) -> bool:
        rect = self.rectangle()
        if rect is None:
            return False
        copied = self._model.shown_copy if as_shown else self._model.copied
        cells = [
            [copied(row, column) for column in range(rect.left(), rect.right() + 1)]
            for row in range(rect.top(), rect.bottom() + 1)
        ]
        copied_cells.put(to_tsv(cells), to_html(cells), to_tsv(cells, formulas=True))
        return True

    def cut(self) -> None:
        """Copy the selection, then take its cells back to the base's values."""
        if self.copy():
            self.clear()

    def paste(self) -> None:
        """Write the clipboard's cells from the first selected cell on, tiled over the selection."""
        rect = self.rectangle()
        if rect is None:
            return
        try:
            copied = parse_tsv(copied_cells.taken())
        except RefusedError as refused:
            self._notice(refused.what)
            return
        block = tiled(copied, rect.height(), rect.width())
        if block and self._model.write_block(rect.top(), rect.left(), block):
            self._grid.select_block(QRect(rect.left(), rect.top(), len(block[0]), len(block)))

    def clear(self) -> None:
        """Take cells back: a scenario's to the base's values, the base's to the defaults."""
        given = [
            (ref, RESET)
            for row, column in self._grid.selected_cells()
            if (ref := self._model.cell(row, column)) is not None and self._is_given(ref)
        ]
        if given:
            self._model.write(given, "Reset")
        elif any(True for _ in self._grid.selected_cells()):
            self._notice(self.tr("Nothing to take back: these cells have the base’s values."))

    def fill_down(self) -> None:
        """Copy the first selected row into those below; a single row takes the row above."""
        rect = self.data_rectangle()
        if rect is None:
            return
        top = rect.top() if rect.height() > 1 else rect.top() - 1
        if top < 0:
            return
        texts = self._texts(top, range(rect.left(), rect.right() + 1))
        block = [texts] * (rect.bottom() - top)
        self._model.write_block(top + 1, rect.left(), block, "Fill")

    def fill_right(self) -> None:
        """Copy the first selected column into those beside; a single one takes the one before."""
        rect = self.data_rectangle()
        if rect is None:
            return
        left = rect.left() if rect.width() > 1 else rect.left() - 1
        if left < 1:
            return
        block: Block = []
        for row in range(rect.top(), rect.bottom() + 1):
            block.append(self._texts(row, range(left, left + 1)) * (rect.right() - left))
        self._model.write_block(rect.top(), left + 1, block, "Fill")

    def fill_selection(self) -> None:
        """Copy the current cell into every selected one."""
        now = self._grid.currentIndex()
        if now.isValid():
            self.write_everywhere(self._model.exact_text(now.row(), now.column()))

    def write_everywhere(self, text: str) -> None:
        """Write one text into every selected cell, whole or not at all."""
        rect = self.rectangle(quietly=True)
        if rect is not None:
            block = [[text] * rect.width() for _ in range(rect.height())]
            self._model.write_block(rect.top(), rect.left(), block, "Fill")
            return
        cells = [
            (ref, text)
            for row, column in self._grid.selected_cells()
            if (ref := self._model.cell(row, column)) is not None
        ]
        self._model.write_texts(cells, "Fill")

    def toggle(self) -> None:
        """Turn the selected yes-or-no cells over, all to what the current one is not."""
        now = self._grid.currentIndex()
        turned = self._model.value(now.row(), now.column()) is not True
        boxes = [
            (ref, turned)
            for row, column in self._grid.selected_cells()
            if (ref := self._model.cell(row, column)) is not None and ref.field.kind is Kind.BOOLEAN
        ]
        self._model.write(boxes)

    def rectangle(self, *, quietly: bool = False) -> QRect | None:
        """The one rectangle that is selected; where there are several, None, and a word on it."""
        rect = self._grid.selected_rectangle()
        if rect is None and not quietly and self._grid.currentIndex().isValid():
            self._notice(self.tr("Select one rectangle of cells for this."))
        return rect

    def data_rectangle(self) -> QRect | None:
        """The selected rectangle without the line that adds a row."""
        rect = self.rectangle()
        if rect is None:
            return None
        rect.setBottom(min(rect.bottom(), len(self._model.shown.keys) - 1))
        return rect if rect.height() > 0 else None

    def can_write(self) -> bool:
        """Whether any selected place takes a value."""
        return any(self._model.cell(*place) is not None for place in self._grid.selected_cells())

    def _is_given(self, ref: CellRef) -> bool:
        """Whether there is something to take back."""
        case = self._model.case
        if case is None:
            return False
        if ref.scenario is not None:
            return str(ref.address) in case.scenario(ref.scenario).set
        at = ref.address
        return at.field in (case.tables[at.table][at.row] if at.row else case.project)

    def _texts(self, row: int, columns: range) -> list[str]:
        return [self._model.exact_text(row, column) for column in columns]

    def _notice(self, text: str) -> None:
        self._model.session.notice.emit(text, "info")
