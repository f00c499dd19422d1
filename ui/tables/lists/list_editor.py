"""The editor of a cell that holds a list: a small grid that takes typing and pasting."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scenarios.cells import RefusedError, Value
from scenarios.edits import RESET
from scenarios.schema import Kind
from ui import theme
from ui.tables.lists.list_grid import ListGrid, ListModel
from ui.tables.lists.list_rows import rows_of, value_of
from ui.tables.lists.plan_editor import open_plan_editor
from ui.tables.model.cell_ref import CellRef
from ui.tables.model.cell_text import label_of
from ui.tables.model.grid_model import GridModel
from ui.tables.popover import Popover

_MOST_SHOWN = 12


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
        self.grid.finish_asked.connect(self.finish)
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
    if ref.field.kind is Kind.PLAN:
        open_plan_editor(model, ref, grid)
        return
    editor = ListEditor(model, ref, grid)
    editor.show_at(grid.mapToGlobal(cell.bottomLeft()), editor.grid)
