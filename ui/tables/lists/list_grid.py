"""The small grid of a list: a model of its texts, and a view with a spreadsheet's keys."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from scenarios.cells import RefusedError
from ui import copied_cells, theme
from ui.tables.lists.list_rows import ListRows
from whatif_app.clipboard import Block, CopiedCell, parse_tsv, tiled, to_html, to_tsv

Index = QModelIndex | QPersistentModelIndex
_EDIT_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.EditRole))
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ListModel(QAbstractTableModel):
    """The texts of a list; where rows may come, a blank one waits at the end."""

    def __init__(self, rows: ListRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = [list(row) for row in rows.rows]
        self._about = rows
        self._grow()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._about.heads)

    def data(self, index: Index, role: int = _EDIT_ROLES[0]) -> object:
        if not index.isValid():
            return None
        if role in _EDIT_ROLES:
            return self.rows[index.row()][index.column()]
        is_number = index.column() > 0 or len(self._about.heads) == 1
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and is_number else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _EDIT_ROLES[0]
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._about.heads[section]
        return str(section + 1)

    def text(self, row: int, column: int) -> str:
        """What a place holds."""
        return self.rows[row][column]

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        given = index.column() in self._about.given
        readable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return readable if given else readable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = _EDIT_ROLES[1]) -> bool:
        if not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        self.rows[index.row()][index.column()] = str(value).strip()
        self.dataChanged.emit(index, index)
        self._grow()
        return True

    def write(self, top: int, left: int, block: Block) -> None:
        """Write a pasted block; rows that do not fit are added where rows may come."""
        if left in self._about.given and block and len(block[0]) == 1:
            left = self.first_open
        for offset, texts in enumerate(block):
            self._grow(top + offset + 1)
            for step, text in enumerate(texts):
                at = self.index(top + offset, left + step)
                if at.isValid():
                    self.setData(at, text)

    @property
    def first_open(self) -> int:
        """The first column that can be written."""
        return next(at for at in range(self.columnCount()) if at not in self._about.given)

    def _grow(self, needed: int = 0) -> None:
        """Keep a blank row at the end, or as many rows as are needed."""
        while not self._about.is_fixed and (
            len(self.rows) < needed or not self.rows or any(self.rows[-1])
        ):
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append([""] * len(self._about.heads))
            self.endInsertRows()


class ListGrid(QTableView):
    """The small grid: typing replaces, Enter goes down, Delete empties, blocks go in and out.

    Signals:
        finish_asked: Ctrl+Enter; what the list holds is meant.
    """

    finish_asked = Signal()

    def __init__(self, model: ListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.list_model = model
        self.setModel(model)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setFont(theme.font())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.scaled(theme.ROW_HEIGHT))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setFont(theme.font(theme.SMALL_PX))
        self.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.setCurrentIndex(model.index(0, model.first_open))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        key, now = event.key(), self.currentIndex()
        acts = {
            Qt.Key.Key_V: self.paste,
            Qt.Key.Key_C: self.copy,
            Qt.Key.Key_X: self.cut,
            Qt.Key.Key_D: self.fill_down,
        }
        if control and key in acts:
            acts[Qt.Key(key)]()
        elif control and key in _ENTERS:
            self.finish_asked.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.empty()
        elif key in _ENTERS:
            up = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            row = max(0, now.row() + (-1 if up else 1))
            self.setCurrentIndex(self.list_model.index(row, now.column()))
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Write the clipboard's cells from the first selected one on, tiled over the selection."""
        rows, columns = self.selected()
        try:
            block = parse_tsv(copied_cells.taken())
        except RefusedError:
            return
        block = tiled(block, len(rows), len(columns))
        self.list_model.write(max(0, rows[0]), max(0, columns[0]), block)

    def copy(self) -> None:
        """Put the selected cells on the clipboard."""
        rows, columns = self.selected()
        cells = [
            [CopiedCell(self.list_model.text(row, column), is_number=True) for column in columns]
            for row in rows
        ]
        text = to_tsv(cells)
        copied_cells.put(text, to_html(cells), text)

    def cut(self) -> None:
        """Copy the selected cells, then empty them."""
        self.copy()
        self.empty()

    def empty(self) -> None:
        """Empty the selected cells."""
        for index in self.selectedIndexes():
            self.list_model.setData(index, "")

    def fill_down(self) -> None:
        """Copy the first selected row into those below it."""
        rows, columns = self.selected()
        texts = [self.list_model.text(rows[0], column) for column in columns]
        for row in rows[1:]:
            for column, text in zip(columns, texts, strict=True):
                self.list_model.setData(self.list_model.index(row, column), text)

    def selected(self) -> tuple[list[int], list[int]]:
        """The rows and columns that are selected; those of the current cell where none is."""
        chosen = self.selectedIndexes() or [self.currentIndex()]
        rows = sorted({index.row() for index in chosen})
        return rows, sorted({index.column() for index in chosen})
