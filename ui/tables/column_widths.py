"""How wide columns are: what they hold, until the user drags one, which the file remembers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtGui import QFont, QFontMetrics

from ui import theme
from ui.tables.grid import Grid
from ui.tables.grid_header import PADDING, GridHeader

_KEY = "column_widths"
_SAMPLE = 60
_MEASURED = 4
_WIDEST = 260
_HELP_WIDEST = 560
_BOX_ROOM = 20


class ColumnWidths(QObject):
    """Widths measured from header and a sample of cells; asking each cell would freeze the grid.

    Signals:
        fitted: columns may be as wide as they were not before.
    """

    fitted = Signal()

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._is_fitting = False
        grid.grid_model.modelReset.connect(self.fit)
        grid.grid_model.dataChanged.connect(self._widen)
        grid.horizontalHeader().sectionResized.connect(self._resized)
        grid.horizontalHeader().sectionHandleDoubleClicked.connect(self._fit_one)
        self.fit()

    def fit(self) -> None:
        """Make every column as wide as what it holds, or as the user once made it."""
        self._is_fitting = True
        model = self._grid.grid_model
        kept = self._kept()
        for column, head in enumerate(model.shown.heads):
            width = kept.get(head)
            is_kept = isinstance(width, int) and width > 20
            fitting = theme.scaled(width) if is_kept else self._needed(column)
            self._grid.setColumnWidth(column, fitting)
        self._is_fitting = False
        self.fitted.emit()

    def _fit_one(self, column: int) -> None:
        """Make one column as wide as what it holds, and forget the width that was chosen."""
        document = self._grid.grid_model.session.document
        stored = document.view_state.get(_KEY) if document is not None else None
        kept = self._kept()
        kept.pop(self._grid.grid_model.shown.heads[column], None)
        if isinstance(stored, dict):
            stored[self._grid.grid_model.key] = kept
        self._is_fitting = True
        self._grid.setColumnWidth(column, self._needed(column))
        self._is_fitting = False

    def _widen(self, first: QModelIndex, last: QModelIndex) -> None:
        """Make room for what was just entered, unless the user chose the width."""
        rows = range(first.row(), min(last.row() + 1, first.row() + _SAMPLE))
        kept = self._kept()
        self._is_fitting = True
        for column in range(first.column(), last.column() + 1):
            needed = self._needed_by(column, rows)
            head = self._grid.grid_model.shown.heads[column]
            if head not in kept and needed > self._grid.columnWidth(column):
                self._grid.setColumnWidth(column, needed)
        self._is_fitting = False

    def _needed(self, column: int) -> int:
        header = self._grid.horizontalHeader()
        needed = header.width_for(column) if isinstance(header, GridHeader) else 80
        rows = range(min(self._grid.grid_model.rowCount(), _SAMPLE))
        return max(needed, self._needed_by(column, rows))

    def _needed_by(self, column: int, rows: range) -> int:
        """How wide a column must be to show some of its rows whole, within reason."""
        model = self._grid.grid_model
        metrics = QFontMetrics(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        looks = [model.look(row, column) for row in rows]
        box = _BOX_ROOM if any(look.checked is not None for look in looks) else 0
        # Measuring takes longer than counting letters, which tells the longest texts well enough.
        longest = sorted({look.text for look in looks}, key=len)[-_MEASURED:]
        widest = max(map(metrics.horizontalAdvance, longest), default=0)
        needed = widest + 2 * PADDING + 6 + box
        is_help = model.columnCount() == 3 and column == 2
        return min(needed, theme.scaled(_HELP_WIDEST if is_help else _WIDEST))

    def _kept(self) -> dict[str, Any]:
        document = self._grid.grid_model.session.document
        kept = document.view_state.get(_KEY) if document is not None else None
        mine = kept.get(self._grid.grid_model.key) if isinstance(kept, dict) else None
        return mine if isinstance(mine, dict) else {}

    def _resized(self, section: int, _old: int, width: int) -> None:
        model = self._grid.grid_model
        document = model.session.document
        if self._is_fitting or document is None or section >= len(model.shown.heads):
            return
        all_kept = document.view_state.get(_KEY)
        kept = dict(all_kept) if isinstance(all_kept, dict) else {}
        kept[self._grid.grid_model.key] = {
            **self._kept(),
            model.shown.heads[section]: round(width / theme.zoom()),
        }
        document.view_state[_KEY] = kept
