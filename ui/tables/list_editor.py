"""The editor of a cell that holds a list: a small grid that takes typing and pasting."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QCloseEvent, QFont, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from scenarios.cells import RefusedError, Value
from scenarios.edits import RESET
from ui import theme
from ui.tables.cell_ref import CellRef
from ui.tables.cell_text import label_of
from ui.tables.grid_model import GridModel
from ui.tables.list_rows import ListRows, rows_of, value_of
from ui.tables.popover import Popover
from whatif_app.clipboard import CopiedCell, parse_tsv, to_tsv

Index = QModelIndex | QPersistentModelIndex
_EDIT_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.EditRole))
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MOST_SHOWN = 12


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
        is_number = index.column() == len(self._about.heads) - 1
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and is_number else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _EDIT_ROLES[0]
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._about.heads[section]
        return str(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        given = self._about.is_fixed and index.column() == 0
        readable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return readable if given else readable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = _EDIT_ROLES[1]) -> bool:
        if not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        self.rows[index.row()][index.column()] = str(value).strip()
        self.dataChanged.emit(index, index)
        self._grow()
        return True

    def write(self, top: int, left: int, block: list[list[str]]) -> None:
        """Write a pasted block; rows that do not fit are added where rows may come."""
        if self._about.is_fixed and left == 0 and block and len(block[0]) == 1:
            left = 1
        for offset, texts in enumerate(block):
            self._grow(top + offset + 1)
            for step, text in enumerate(texts):
                at = self.index(top + offset, left + step)
                if at.isValid():
                    self.setData(at, text)

    def _grow(self, needed: int = 0) -> None:
        """Keep a blank row at the end, or as many rows as are needed."""
        while not self._about.is_fixed and (
            len(self.rows) < needed or not self.rows or any(self.rows[-1])
        ):
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append([""] * len(self._about.heads))
            self.endInsertRows()


class ListGrid(QTableView):
    """The small grid: Delete empties, Enter goes down, blocks go in and out."""

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
        first = 1 if not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable else 0
        self.setCurrentIndex(model.index(0, first))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        now = self.currentIndex()
        if control and event.key() == Qt.Key.Key_V:
            self.paste()
        elif control and event.key() == Qt.Key.Key_C:
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for index in self.selectedIndexes():
                self.list_model.setData(index, "")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.setCurrentIndex(self.list_model.index(now.row() + 1, now.column()))
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Write the clipboard's cells from the current one on."""
        now = self.currentIndex()
        try:
            block = parse_tsv(QGuiApplication.clipboard().text())
        except RefusedError:
            return
        self.list_model.write(max(0, now.row()), max(0, now.column()), block)

    def copy(self) -> None:
        """Put the selected cells on the clipboard."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        cells = [
            [CopiedCell(self.list_model.rows[row][column], is_number=True) for column in columns]
            for row in rows
        ]
        QGuiApplication.clipboard().setText(to_tsv(cells))


class ListEditor(Popover):
    """A small window at the cell; what it holds is checked whole and written as one change."""

    def __init__(self, model: GridModel, ref: CellRef, parent: QWidget) -> None:
        super().__init__(label_of(ref.address), parent)
        assert model.case is not None
        self._model = model
        self._ref = ref
        about = rows_of(
            model.case, ref.field, model.case.value(ref.address, ref.scenario), ref.scenario
        )
        self.list_model = ListModel(about, self)
        self._first = [list(row) for row in self.list_model.rows]
        self.grid = ListGrid(self.list_model, self)
        self.message = QLabel()
        self._lay_out(label_of(ref.address), about.hint)

    def _lay_out(self, title: str, hint: str) -> None:
        heading, help_line = QLabel(title), QLabel(hint)
        heading.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        for label, tone in ((help_line, "secondary"), (self.message, "loss")):
            label.setProperty("tone", tone)
            label.setFont(theme.font(theme.SMALL_PX))
            label.setWordWrap(True)
        self.message.hide()
        done, cancel = QPushButton(self.tr("Done")), QPushButton(self.tr("Cancel"))
        empty = QPushButton(self.tr("Clear"))
        done.setProperty("kind", "primary")
        empty.setProperty("kind", "quiet")
        done.clicked.connect(self.finish)
        cancel.clicked.connect(self.cancel)
        empty.clicked.connect(self.clear)
        buttons = QHBoxLayout()
        buttons.addWidget(empty)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        for widget in (heading, help_line, self.grid, self.message):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        shown = max(4, min(_MOST_SHOWN, self.list_model.rowCount() + 1))
        self.grid.setFixedHeight(shown * theme.scaled(theme.ROW_HEIGHT) + theme.scaled(30))

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(300), super().sizeHint().height())

    def finish(self) -> bool:
        """Write the list and close; stay open with the reason where it is refused."""
        if self.list_model.rows != self._first and not self._write():
            return False
        self._first = [list(row) for row in self.list_model.rows]
        self.close()
        return True

    def cancel(self) -> None:
        """Close and leave the cell as it was."""
        self._first = [list(row) for row in self.list_model.rows]
        self.close()

    def clear(self) -> None:
        """Leave the cell blank, or without items where it may not be."""
        if self._give(None if self._ref.field.nullable else RESET):
            self.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        # A click elsewhere closes it: what was edited is written, or else it stays.
        if self.list_model.rows != self._first and not self._write():
            event.ignore()
            self.show()
            return
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        else:
            super().keyPressEvent(event)

    def _write(self) -> bool:
        try:
            value = value_of(self._ref.field, self.list_model.rows)
        except RefusedError as refused:
            self._say(str(refused))
            return False
        return self._give(value)

    def _give(self, value: Value) -> bool:
        if self._model.write([(self._ref, value)]):
            return True
        self._say(self._model.refusal)
        return False

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence[:1].upper() + sentence[1:])
        self.message.show()
        self.adjustSize()


def open_list_editor(model: GridModel, ref: CellRef, grid: QWidget, cell: QRect) -> None:
    """Edit a cell that holds a list in a window of its own, at the cell."""
    editor = ListEditor(model, ref, grid)
    editor.show_at(grid.mapToGlobal(cell.bottomLeft()), editor.grid)
