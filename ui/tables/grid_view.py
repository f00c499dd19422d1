"""A grid with a spreadsheet's habits: editing, mouse, menus, filling and scrubbing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from scenarios.schema import Kind
from ui import theme
from ui.tables.block_actions import BlockActions
from ui.tables.cell_delegate import CellDelegate
from ui.tables.cell_editor import CellEditor
from ui.tables.column_widths import ColumnWidths
from ui.tables.filling.fill_choice import FillChoice
from ui.tables.filling.fill_handle import FillHandle
from ui.tables.frozen_column import FrozenColumn, dress, fit_rows
from ui.tables.grid import Grid, Hint, Index
from ui.tables.grid_header import PADDING, GridHeader
from ui.tables.grid_keys import GridKeys
from ui.tables.lists.list_editor import open_list_editor
from ui.tables.model.grid_model import GridModel
from ui.tables.model.table_model import TableModel
from ui.tables.row_actions import RowActions
from ui.tables.scrubber import Scrubber
from ui.tables.selection_summary import summary_of
from whatif_app.fill_series import Fill

_LEFT_BUTTON = Qt.MouseButton.LeftButton
_ALT = Qt.KeyboardModifier.AltModifier


class GridView(Grid):
    """The view of one grid, with its first column frozen.

    Signals:
        selection_summary: sum, average and count of what is selected, or "".
        menu_asked: the context menu is wanted at a point of the screen.
    """

    selection_summary = Signal(str)
    menu_asked = Signal(QPoint)

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setAccessibleName(name)
        # Scrolling asks the frozen column, so it comes before anything that scrolls.
        self.frozen = FrozenColumn(self, model)
        self.frozen.setSelectionModel(self.selectionModel())
        dress(self)
        self.header = GridHeader(self)
        self.setHorizontalHeader(self.header)
        self.cell_delegate = CellDelegate(self, self)
        self.setItemDelegate(self.cell_delegate)
        self.frozen.raise_()
        self.setCornerWidget(QWidget(self))
        # The corner that fills shows another cursor before any button is pressed.
        self.viewport().setMouseTracking(True)
        self.blocks = BlockActions(self)
        self.rows = RowActions(self, model) if isinstance(model, TableModel) else None
        self.keys = GridKeys(self, self.blocks, self.rows)
        self.fill = FillHandle(self)
        self._fill_choice: FillChoice | None = None
        self._scrubber = Scrubber(model, self)
        self._summary_soon = QTimer(self, interval=0, singleShot=True)
        self._summary_soon.timeout.connect(self._summarize)
        self.widths = ColumnWidths(self)
        self._listen()
        self.frozen.place()

    def _listen(self) -> None:
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.grid_model.dataChanged.connect(self.summarize_soon)
        self.grid_model.modelReset.connect(self.summarize_soon)
        self.widths.fitted.connect(self.frozen.place)
        self.header.sectionResized.connect(self.frozen.place)
        self.header.geometriesChanged.connect(self.frozen.place)
        self.grid_model.modelReset.connect(self._scroll_back)
        theme.changes().changed.connect(self._fit)
        self.horizontalScrollBar().rangeChanged.connect(self.reach_whole_columns)
        for delegate in (self.cell_delegate, self.frozen.cell_delegate):
            delegate.fill_asked.connect(self.blocks.write_everywhere)
        self.fill.filled.connect(self._offer_fills)

    def _fit(self) -> None:
        """Follow the zoom in force."""
        for view in (self, self.frozen):
            fit_rows(view)
        self.widths.fit()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _scroll_back(self) -> None:
        """Another document, or other columns, are read from their beginning."""
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)

    def help_topic(self) -> str:
        """What F1 tells of: the field, or the figure, of the current cell."""
        return self.grid_model.help_topic(self.currentIndex())

    def scroll_names(self, index: Index, hint: QAbstractItemView.ScrollHint) -> None:
        self.frozen.scrollTo(index, hint)

    def below(self, index: Index) -> QPoint:
        """The point of the screen right below a place."""
        view = self.frozen if index.column() == 0 else self
        return view.viewport().mapToGlobal(view.visualRect(index).bottomLeft())

    # Editing.

    def open_editor(self, index: Index, typed: QKeyEvent | None = None) -> None:
        """Edit a place: its list in an editor of its own, a yes or no by turning it over.

        Args:
            typed: the key that began it, which replaces what the cell holds.
        """
        row, column = index.row(), index.column()
        if not index.isValid() or not self.grid_model.is_writable(row, column):
            return
        ref = self.grid_model.cell(row, column)
        if typed is None and ref is not None and ref.field.kind is Kind.BOOLEAN:
            self.blocks.toggle()
            return
        if typed is None and ref is not None and ref.field.is_composite:
            open_list_editor(self.grid_model, ref, self, self.visualRect(index))
            return
        view, delegate = self._editing(column)
        delegate.is_typing = typed is not None
        view.edit(index)
        if typed is not None and delegate.editor is not None:
            delegate.editor.selectAll()
            QApplication.sendEvent(delegate.editor, typed)

    def _editing(self, column: int) -> tuple[QTableView, CellDelegate]:
        if column == 0:
            return self.frozen, self.frozen.cell_delegate
        return self, self.cell_delegate

    @property
    def open_cell_editor(self) -> CellEditor | None:
        """The line editor that is open."""
        return self.cell_delegate.editor or self.frozen.cell_delegate.editor

    def settle_editor(self) -> bool:
        for delegate in (self.cell_delegate, self.frozen.cell_delegate):
            if not delegate.commit():
                if delegate.editor is not None:
                    delegate.editor.setFocus()
                return False
        return True

    def may_close(self, editor: QWidget, hint: Hint) -> bool:
        return (
            not isinstance(editor, CellEditor)
            or not editor.refusal
            or hint == Hint.RevertModelCache
        )

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        if self.may_close(editor, hint):
            super().closeEditor(editor, hint)

    # Events.

    def event(self, event: QEvent) -> bool:
        # What the grid does with a key comes before the window's menus.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.keys.wants(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.fill.is_dragging and event.key() == Qt.Key.Key_Escape:
            self.fill.cancel()
            return
        if not self.currentIndex().isValid() and self.grid_model.rowCount():
            self.go_to(0, 0)
        self._end_fill()
        if not self.keys.press(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.settle_editor():
            return
        self._end_fill()
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() == _LEFT_BUTTON and event.modifiers() & _ALT:
            self.go_to(index.row(), index.column())
            self._scrubber.begin_drag(index, event.position().x())
            return
        if event.button() == _LEFT_BUTTON and self.fill.is_at(point):
            self.fill.begin()
            return
        if event.button() == Qt.MouseButton.RightButton and self.selectionModel().isSelected(index):
            # The menu is about what is selected.
            return
        super().mousePressEvent(event)
        self.mouse_pressed(index, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._scrubber.is_dragging:
            self._scrubber.drag(event.position().x())
        elif self.fill.is_dragging:
            self.fill.drag(point)
        else:
            held = self.currentIndex()
            super().mouseMoveEvent(event)
            if event.buttons() & _LEFT_BUTTON:
                self.hold_current(held)
            self._show_cursor(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._scrubber.is_dragging:
            self._scrubber.end()
        elif self.fill.is_dragging:
            self.fill.drop()
        else:
            super().mouseReleaseEvent(event)
            self.mouse_released(self.indexAt(event.position().toPoint()), event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if self.fill.is_at(point):
            self.fill.cancel()
            self.fill.fill_to_neighbour()
        elif not self._is_on_box(index, point):
            self.open_editor(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _ALT:
            # With Alt some systems turn the wheel sideways.
            delta = event.angleDelta().y() or event.angleDelta().x()
            place = self.viewport().mapFromGlobal(event.globalPosition().toPoint())
            self._scrubber.wheel(self.indexAt(place), delta, event.modifiers())
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.show_menu(self.below(self.currentIndex()))
        else:
            self.show_menu(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.fill.paint(painter)
        painter.end()

    def mouse_pressed(self, index: Index, event: QMouseEvent) -> None:
        self.setFocus()
        self.end_tab_run()

    def mouse_released(self, index: Index, event: QMouseEvent) -> None:
        """A click: on a box it turns it over, on the last line it adds a row."""
        if event.button() != _LEFT_BUTTON or not index.isValid() or not self.is_single_selected():
            return
        if self._is_on_box(index, event.position().toPoint()):
            self.blocks.toggle()
        elif self.rows is not None and index.column() == 0:
            self.rows.add_if_placeholder(index.row())

    def _is_on_box(self, index: Index, point: QPoint) -> bool:
        if not index.isValid() or self.grid_model.look(index.row(), index.column()).checked is None:
            return False
        return point.x() - self.visualRect(index).left() <= 2 * PADDING + 8

    def _show_cursor(self, point: QPoint) -> None:
        """A cross over the corner that fills."""
        shape = Qt.CursorShape.CrossCursor if self.fill.is_at(point) else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def show_menu(self, place: QPoint) -> None:
        self.menu_asked.emit(place)

    def _current_changed(self, now: Index, before: Index) -> None:
        # The tint of the current cell reaches past what the base class repaints.
        self.viewport().update()
        self.frozen.viewport().update()
        if now.isValid():
            self.grid_model.focus(now.row(), now.column())

    @property
    def fill_choice(self) -> FillChoice:
        """What is offered after a fill; made when the first cells are filled."""
        if self._fill_choice is None:
            self._fill_choice = FillChoice(self.viewport())
            self._fill_choice.chosen.connect(self.fill.fill_instead)
        return self._fill_choice

    def _end_fill(self) -> None:
        """What was filled stays as it is: something else is done."""
        if self._fill_choice is not None:
            self._fill_choice.hide()

    def _selection_changed(self) -> None:
        self.viewport().update()
        self.summarize_soon()

    def _offer_fills(self, how: Fill, others: list[Fill]) -> None:
        rect = self.selected_rectangle() or QRect()
        corner = self.visualRect(self.grid_model.index(rect.bottom(), rect.right()))
        self.fill_choice.offer(how, others, corner)

    def summarize_soon(self, *_: object) -> None:
        """Say the selection's sum, average and count once the event loop is free."""
        self._summary_soon.start()

    def _summarize(self) -> None:
        self.selection_summary.emit(
            summary_of(self.grid_model, self.selected_cells(), self.selected_size())
        )
