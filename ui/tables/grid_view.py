"""A grid with a spreadsheet's habits: selection, movement, editing and scrubbing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QMenu,
    QTableView,
    QWidget,
)

from scenarios.schema import Kind
from ui import theme
from ui.tables.block_actions import BlockActions
from ui.tables.cell_delegate import CellDelegate
from ui.tables.cell_editor import CellEditor
from ui.tables.column_widths import ColumnWidths
from ui.tables.frozen_column import FrozenColumn, dress, fit_rows
from ui.tables.grid_header import PADDING, GridHeader
from ui.tables.grid_keys import GridKeys
from ui.tables.grid_model import GridModel
from ui.tables.list_editor import ListEditor
from ui.tables.row_actions import RowActions
from ui.tables.scrubber import Scrubber
from ui.tables.selection_summary import MOST, summary
from ui.tables.table_model import TableModel

_Select = QItemSelectionModel.SelectionFlag
_LEFT_BUTTON = Qt.MouseButton.LeftButton
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
Hint = QAbstractItemDelegate.EndEditHint
Index = QModelIndex | QPersistentModelIndex


class GridView(QTableView):
    """The view of one grid, with its first column frozen.

    Signals:
        selection_summary: sum, average and count of what is selected, or "".
    """

    selection_summary = Signal(str)

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid_model = model
        self.setModel(model)
        model.setParent(self)
        self.setAccessibleName(name)
        # Scrolling asks the frozen column, so it comes before anything that scrolls.
        self.frozen = FrozenColumn(self, model)
        self.frozen.setSelectionModel(self.selectionModel())
        dress(self)
        self.setHorizontalHeader(GridHeader(self))
        self.cell_delegate = CellDelegate(self, self)
        self.setItemDelegate(self.cell_delegate)
        self.frozen.raise_()
        self.setCornerWidget(QWidget(self))
        self.blocks = BlockActions(self)
        self.rows = RowActions(self, model) if isinstance(model, TableModel) else None
        self.keys = GridKeys(self)
        self._scrubber = Scrubber(model, self)
        self._anchor = QPersistentModelIndex()
        self._tab_origin: int | None = None
        self._summary_soon = QTimer(self, interval=0, singleShot=True)
        self._summary_soon.timeout.connect(self._summarize)
        self.widths = ColumnWidths(self, name)
        self._listen()

    def _listen(self) -> None:
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.selectionModel().selectionChanged.connect(self.summarize_soon)
        self.grid_model.dataChanged.connect(self.summarize_soon)
        self.grid_model.modelReset.connect(self.summarize_soon)
        self.horizontalHeader().sectionResized.connect(self.frozen.place)
        self.horizontalHeader().geometriesChanged.connect(self.frozen.place)
        self.grid_model.modelReset.connect(self._scroll_back)
        theme.changes().changed.connect(self._fit)
        self.horizontalScrollBar().rangeChanged.connect(self._reach_whole_columns)

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
        """What F1 tells of: the current cell's field, or its table where it is no input."""
        now = self.currentIndex()
        ref = self.grid_model.cell(now.row(), now.column()) if now.isValid() else None
        if ref is None:
            return f"table:{self.grid_model.key}"
        return f"field:{ref.address.table}/{ref.address.field}"

    # Where the selection is.

    def selected_cells(self) -> Iterator[tuple[int, int]]:
        """Every selected place of a row that exists, block by block."""
        last = len(self.grid_model.shown.keys) - 1
        for part in self.selectionModel().selection():
            for row in range(part.top(), min(part.bottom(), last) + 1):
                for column in range(part.left(), part.right() + 1):
                    yield row, column

    def selected_rectangle(self) -> QRect | None:
        """The selection as one rectangle of (column, row), the current cell where there is none.

        None where what is selected is not one rectangle.
        """
        parts = list(self.selectionModel().selection())
        if not parts:
            now = self.currentIndex()
            return QRect(now.column(), now.row(), 1, 1) if now.isValid() else None
        around = QRect()
        area = 0
        for part in parts:
            rect = QRect(part.left(), part.top(), part.width(), part.height())
            around = around.united(rect)
            area += rect.width() * rect.height()
        return around if area == around.width() * around.height() else None

    def is_single_selected(self) -> bool:
        """Whether no more than one cell is selected."""
        parts = self.selectionModel().selection()
        return parts.isEmpty() or (
            parts.count() == 1 and parts[0].width() == 1 and parts[0].height() == 1
        )

    # Moving.

    def go_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a place current, or stretch the selection to it from where it began."""
        row = max(0, min(row, self.grid_model.rowCount() - 1))
        column = max(0, min(column, self.grid_model.columnCount() - 1))
        target = self.grid_model.index(row, column)
        if not target.isValid():
            return
        selection = self.selectionModel()
        if extend and self._anchor.isValid():
            selection.setCurrentIndex(target, _Select.NoUpdate)
            anchor = self.grid_model.index(self._anchor.row(), self._anchor.column())
            selection.select(QItemSelection(anchor, target), _Select.ClearAndSelect)
        else:
            selection.setCurrentIndex(target, _Select.ClearAndSelect)
            self._anchor = QPersistentModelIndex(target)
        self.scrollTo(target)

    def select_block(self, rect: QRect) -> None:
        """Select a rectangle of (column, row); its first cell becomes current."""
        top = self.grid_model.index(rect.top(), rect.left())
        bottom = self.grid_model.index(
            min(rect.bottom(), self.grid_model.rowCount() - 1), rect.right()
        )
        self.selectionModel().setCurrentIndex(top, _Select.NoUpdate)
        self.selectionModel().select(QItemSelection(top, bottom), _Select.ClearAndSelect)
        self._anchor = QPersistentModelIndex(top)

    def go_enter(self, step: int) -> None:
        """Down or up; after a run of tabs, under the column where the run began."""
        now = self.currentIndex()
        column = self._tab_origin if self._tab_origin is not None else now.column()
        self._tab_origin = None
        self.go_to(now.row() + step, column)

    def go_tab(self, step: int) -> bool:
        """Right or left, on to the next row at the end of one; False past the last cell."""
        now = self.currentIndex()
        columns = self.grid_model.columnCount()
        place = now.row() * columns + now.column() + step
        if not 0 <= place < self.grid_model.rowCount() * columns:
            return False
        origin = self._tab_origin if self._tab_origin is not None else now.column()
        self.go_to(*divmod(place, columns))
        self._tab_origin = origin
        return True

    def leave(self, forward: bool) -> bool:
        """Give the focus to what comes after, or before, the grid."""
        return QWidget.focusNextPrevChild(self, forward)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.column() == 0:
            self.frozen.scrollTo(index, hint)
            return
        super().scrollTo(index, hint)
        if index.isValid():
            self._align(index.column())

    def _align(self, column: int) -> None:
        """Scroll on to whole columns, so that none stands half under the frozen one."""
        bar, starts = self.horizontalScrollBar(), self._column_starts()
        wanted = min(bar.value(), starts[column - 1])
        # A default even where one is sure: Qt does not survive a StopIteration within a call back.
        bar.setValue(next((start for start in starts if start >= wanted), wanted))

    def _reach_whole_columns(self, _least: int, most: int) -> None:
        """Let the last page too begin with a whole column, though room is left at its right."""
        if most > 0:
            start = next((at for at in self._column_starts() if at >= most), most)
            self.horizontalScrollBar().setMaximum(start)

    def _column_starts(self) -> list[int]:
        """How far to scroll for each column to stand first beside the frozen one."""
        header, frozen = self.horizontalHeader(), self.columnWidth(0)
        return [header.sectionPosition(at) - frozen for at in range(1, header.count())]

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
            ListEditor(self.grid_model, index, self).show_at(self.visualRect(index))
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
        """Commit the open editor, if any; False where it stays open, refused."""
        for delegate in (self.cell_delegate, self.frozen.cell_delegate):
            if not delegate.commit():
                if delegate.editor is not None:
                    delegate.editor.setFocus()
                return False
        return True

    def may_close(self, editor: QWidget, hint: Hint) -> bool:
        """Whether an editor may close: not while what it holds is refused, unless by Escape."""
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
        if not self.currentIndex().isValid() and self.grid_model.rowCount():
            self.go_to(0, 0)
        if not self.keys.press(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.settle_editor():
            return
        index = self.indexAt(event.position().toPoint())
        if event.button() == _LEFT_BUTTON and event.modifiers() & _ALT:
            self.go_to(index.row(), index.column())
            self._scrubber.begin_drag(index, event.position().x())
            return
        super().mousePressEvent(event)
        self.pressed(index, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._scrubber.is_dragging:
            self._scrubber.drag(event.position().x())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._scrubber.is_dragging:
            self._scrubber.end()
            return
        super().mouseReleaseEvent(event)
        self.released(self.indexAt(event.position().toPoint()), event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not self._is_on_box(index, event.position().toPoint()):
            self.open_editor(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _ALT:
            # Alt turns the wheel sideways on some systems.
            delta = event.angleDelta().y() or event.angleDelta().x()
            place = self.viewport().mapFromGlobal(event.globalPosition().toPoint())
            self._scrubber.wheel(self.indexAt(place), delta, event.modifiers())
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.show_menu(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.place()

    def pressed(self, index: Index, event: QMouseEvent) -> None:
        """A press on a place of the grid or its frozen column."""
        self.setFocus()
        self._tab_origin = None
        if not event.modifiers() & _SHIFT and index.isValid():
            self._anchor = QPersistentModelIndex(index)

    def released(self, index: Index, event: QMouseEvent) -> None:
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

    def menu(self) -> QMenu:
        """The context menu for what is selected."""
        menu = QMenu(self)
        self.blocks.add_to(menu)
        if self.rows is not None:
            menu.addSeparator()
            self.rows.add_to(menu)
        return menu

    def show_menu(self, place: QPoint) -> None:
        """Open the context menu at a point of the screen."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        # The tint of the current cell reaches past what the base class repaints.
        self.viewport().update()
        self.frozen.viewport().update()
        if now.isValid():
            self.grid_model.focus(now.row(), now.column())

    def summarize_soon(self, *_: object) -> None:
        """Say the selection's sum, average and count once the event loop is free."""
        self._summary_soon.start()

    def _summarize(self) -> None:
        size = sum(part.width() * part.height() for part in self.selectionModel().selection())
        model = self.grid_model
        if not 0 < size <= MOST or model.case is None:
            self.selection_summary.emit("")
            return
        cells = (
            (model.cell(row, column), model.value(row, column))
            for row, column in self.selected_cells()
        )
        self.selection_summary.emit(summary(cells, self._selected_currency()))

    def _selected_currency(self) -> str:
        """The one currency of the money selected; "" where there are several."""
        model = self.grid_model
        if model.case is None or not model.case.tables["rates"]:
            return model.currency(0, 0)
        found = {
            model.currency(row, column)
            for row, column in self.selected_cells()
            if (ref := model.cell(row, column)) is not None and ref.field.kind is Kind.MONEY
        }
        return "" if len(found) > 1 else next(iter(found), model.currency(0, 0))
