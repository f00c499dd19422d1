"""The name column that never scrolls away: a second view of the same cells, over the first."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui import theme
from ui.tables.cell_delegate import CellDelegate
from ui.tables.grid import Grid, Hint
from ui.tables.grid_header import GridHeader
from ui.tables.model.grid_model import GridModel


def dress(view: QTableView) -> None:
    """What the grid and its frozen column have in common."""
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setWordWrap(False)
    # Tab then comes as a key like any other; GridKeys decides what it does.
    view.setTabKeyNavigation(True)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(rows.ResizeMode.Fixed)
    fit_rows(view)


def fit_rows(view: QTableView) -> None:
    """Make rows as high as the text of the zoom in force needs."""
    height = theme.scaled(theme.ROW_HEIGHT)
    view.verticalHeader().setMinimumSectionSize(height)
    view.verticalHeader().setDefaultSectionSize(height)


class FrozenColumn(QTableView):
    """The grid's first column, laid over its left edge; keys go to the grid."""

    def __init__(self, grid: Grid, model: GridModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self.setModel(model)
        dress(self)
        self.header = GridHeader(self)
        self.setHorizontalHeader(self.header)
        self.setItemDelegate(CellDelegate(grid, self))
        self.setFocusProxy(grid)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Names"))
        model.modelReset.connect(self.hide_others)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalHeader().sectionResized.connect(self._resized)
        self.hide_others()

    @property
    def cell_delegate(self) -> CellDelegate:
        """The delegate that paints and edits the names."""
        delegate = self.itemDelegate()
        assert isinstance(delegate, CellDelegate)
        return delegate

    def hide_others(self) -> None:
        """Show the first column alone."""
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column > 0)

    def place(self) -> None:
        """Lie over the grid's first column."""
        header = self._grid.horizontalHeader().height()
        self.setColumnWidth(0, self._grid.columnWidth(0))
        frame = self._grid.frameWidth()
        height = self._grid.viewport().height() + header
        self.setGeometry(frame, frame, self._grid.columnWidth(0), height)

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        if self._grid.may_close(editor, hint):
            super().closeEditor(editor, hint)

    def selectionCommand(
        self, index: QModelIndex, event: object = None
    ) -> QItemSelectionModel.SelectionFlag:
        return self._grid.selectionCommand(index, event)  # type: ignore[arg-type]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._grid.settle_editor():
            super().mousePressEvent(event)
            self._grid.mouse_pressed(self.indexAt(event.position().toPoint()), event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._grid.mouse_released(self.indexAt(event.position().toPoint()), event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._grid.open_editor(self.indexAt(event.position().toPoint()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._grid.show_menu(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The grid scrolls; this column follows it.
        self._grid.wheelEvent(event)

    def _resized(self, section: int, _old: int, width: int) -> None:
        if section == 0 and width != self._grid.columnWidth(0):
            self._grid.setColumnWidth(0, width)
