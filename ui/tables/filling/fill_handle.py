"""The small square at the selection's corner: dragged, it fills the cells it passes over."""

from __future__ import annotations

from itertools import count as numbers

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme
from ui.tables.filling.drag_fill import DragFill, stretched
from ui.tables.grid import Grid
from ui.tables.model.grid_model import GridModel
from whatif_app.fill_series import Fill

_SIDE = 7
# How near the mouse must come; the square itself is small.
_NEAR = 5
_gestures = numbers(1)


class FillHandle(QObject):
    """Follows a drag from the selection's corner, and writes the cells it ends on.

    Signals:
        filled: cells were filled; how, and in which other ways they can be (both are `Fill`s).
    """

    filled = Signal(object, object)

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._source: QRect | None = None
        self._target = QRect()
        self._last: DragFill | None = None

    @property
    def _model(self) -> GridModel:
        return self._grid.grid_model

    @property
    def is_dragging(self) -> bool:
        """Whether a drag is under way."""
        return self._source is not None

    def square(self) -> QRect | None:
        """Where the handle is, in the viewport; None where there is nothing to fill from."""
        rect = self.source()
        if rect is None:
            return None
        corner = self._model.index(rect.bottom(), rect.right())
        cell = self._grid.visualRect(corner)
        if cell.right() < self._grid.columnWidth(0):
            return None
        side = theme.scaled(_SIDE)
        return QRect(cell.bottomRight() - QPoint(side // 2, side // 2), QSize(side, side))

    def is_at(self, point: QPoint) -> bool:
        """Whether a point of the viewport is on the handle."""
        square = self.square()
        return square is not None and square.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(point)

    def begin(self) -> None:
        """Take hold of the handle."""
        self._source = self.source()
        self._target = QRect()

    def drag(self, point: QPoint) -> None:
        """Stretch the fill to a point of the viewport."""
        if self._source is None:
            return
        self._target = stretched(self._source, *self._place_at(point))
        self._scroll_towards(point)
        self._grid.viewport().update()

    def drop(self) -> None:
        """Fill what the handle was dragged over."""
        source, self._source = self._source, None
        if source is not None and self._target.isValid() and self._target != source:
            self._fill(source, self._target)
        self._target = QRect()
        self._grid.viewport().update()

    def cancel(self) -> None:
        """Let go without filling."""
        self._source = None
        self._target = QRect()
        self._grid.viewport().update()

    def fill_to_neighbour(self) -> None:
        """Fill down as far as the column beside the selection is filled."""
        source = self.source()
        if source is None:
            return
        last = self._end_beside(source)
        if last > source.bottom():
            target = QRect(source)
            target.setBottom(last)
            self._fill(source, target)

    def fill_instead(self, how: Fill) -> None:
        """Fill the cells that were filled last in another way, within the same undo step."""
        if self._last is not None:
            self._last.write(how)

    def paint(self, painter: QPainter) -> None:
        """Draw the handle, and while it is dragged the cells it will fill."""
        colours = theme.current()
        if self._source is not None and self._target.isValid():
            painter.setPen(QPen(QColor(colours.accent), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._area(self._target).adjusted(1, 1, -1, -1))
        square = self.square()
        if square is not None:
            painter.setPen(QPen(QColor(colours.card), 1))
            painter.setBrush(QColor(colours.accent))
            painter.drawRect(square)

    def _scroll_towards(self, point: QPoint) -> None:
        """Bring more of the table into view where the drag reaches past what is seen."""
        view, bar = self._grid.viewport().rect(), self._grid.verticalScrollBar()
        row = self._grid.rowHeight(0)
        if point.y() > view.bottom() or point.y() < view.top():
            bar.setValue(bar.value() + (row if point.y() > view.bottom() else -row))
        index = self._grid.indexAt(point)
        if index.isValid() and index.column() > 0:
            self._grid.scrollTo(index)

    def source(self) -> QRect | None:
        """The rectangle that is selected, where it holds cells alone."""
        rect = self._grid.selected_rectangle()
        if rect is None or rect.left() < 1 or rect.bottom() >= len(self._model.shown.keys):
            return None
        is_cell = self._model.cell(rect.top(), rect.left()) is not None
        return rect if is_cell else None

    def _place_at(self, point: QPoint) -> tuple[int, int]:
        """The row and column at a point, the nearest ones beyond the table's edge."""
        grid, model = self._grid, self._model
        row = grid.rowAt(max(0, min(point.y(), grid.viewport().height() - 1)))
        column = grid.columnAt(max(grid.columnWidth(0) + 1, point.x()))
        last_row, last_column = len(model.shown.keys) - 1, model.columnCount() - 1
        return (
            last_row if row < 0 else min(row, last_row),
            last_column if column < 0 else max(1, column),
        )

    def _area(self, rect: QRect) -> QRect:
        first = self._grid.visualRect(self._model.index(rect.top(), rect.left()))
        return first.united(self._grid.visualRect(self._model.index(rect.bottom(), rect.right())))

    def _end_beside(self, source: QRect) -> int:
        """The last row down to which the column at the left, or else at the right, is filled."""
        for column in (source.left() - 1, source.right() + 1):
            if not 0 <= column < self._model.columnCount():
                continue
            row = source.bottom()
            while row + 1 < len(self._model.shown.keys) and self._is_filled(row + 1, column):
                row += 1
            if row > source.bottom():
                return row
        return source.bottom()

    def _is_filled(self, row: int, column: int) -> bool:
        return bool(self._model.exact_text(row, column))

    def _fill(self, source: QRect, target: QRect) -> None:
        fill = DragFill(self._model, source, target, f"fill {next(_gestures)}")
        ways, usual = fill.ways(), fill.usual()
        if fill.write():
            self._last = fill
            self._grid.select_block(target)
            self.filled.emit(usual, ways)
