"""Which columns of a table are shown: a checked list, and one click for those that hold nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.cells import Value
from scenarios.schema import REQUIRED, Field
from ui import theme
from ui.tables.model.cell_grid import CellGrid
from ui.tables.popover import Popover

_MOST_SHOWN = 16


class ColumnChoice(Popover):
    """A small window with every column of a table; a check shows or hides one at once."""

    def __init__(self, model: CellGrid, parent: QWidget) -> None:
        super().__init__("", parent)
        self._model = model
        self.setAccessibleName(self.tr("Columns shown"))
        title = QLabel(self.accessibleName())
        title.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        self.list = QListWidget()
        self.list.setAccessibleName(self.accessibleName())
        self.list.setFont(theme.font())
        for head in model.full.heads[1:]:
            item = QListWidgetItem(model.title(head).partition("\n")[0])
            item.setData(Qt.ItemDataRole.UserRole, head)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        rows = max(4, min(_MOST_SHOWN, self.list.count()))
        self.list.setFixedHeight(rows * theme.scaled(theme.ROW_HEIGHT) + 10)
        self._check()
        self.list.itemChanged.connect(self._choose)
        every = self._button(self.tr("Show all"), lambda: self.hide_columns(frozenset()))
        fold = self._button(
            self.tr("Hide those without entries"),
            lambda: self.hide_columns(columns_without_entries(model)),
        )
        buttons = QHBoxLayout()
        buttons.addWidget(every)
        buttons.addWidget(fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.addWidget(title)
        layout.addWidget(self.list)
        layout.addLayout(buttons)

    def hide_columns(self, heads: frozenset[str]) -> None:
        """Hide these columns and show all others."""
        self._model.arrange(replace(self._model.arrangement, hidden=heads))
        self._check()

    def _check(self) -> None:
        hidden = self._model.arrangement.hidden
        self.list.blockSignals(True)
        for at in range(self.list.count()):
            item = self.list.item(at)
            shown = item.data(Qt.ItemDataRole.UserRole) not in hidden
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _choose(self, item: QListWidgetItem) -> None:
        head = frozenset([item.data(Qt.ItemDataRole.UserRole)])
        hidden = self._model.arrangement.hidden
        is_shown = item.checkState() == Qt.CheckState.Checked
        self.hide_columns(hidden - head if is_shown else hidden | head)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.setFont(theme.font(theme.SMALL_PX))
        button.clicked.connect(lambda *_: act())
        return button


def columns_without_entries(model: CellGrid) -> frozenset[str]:
    """The columns in which every cell is as a new row has it."""
    full = model.full
    return frozenset(
        head
        for head, column in zip(full.heads[1:], full.columns[1:], strict=True)
        if all(
            _is_untouched(model.field_of(key, head), value)
            for key, value in zip(full.keys, column, strict=True)
        )
    )


def _is_untouched(field: Field | None, value: Value) -> bool:
    return field is not None and field.default is not REQUIRED and value == field.default
