"""What a column's header opens: sort by it, filter by it, hide it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.cells import Value
from scenarios.schema import Field
from scenarios.words import in_english
from ui import theme
from ui.tables.model.arrangement import (
    Arrangement,
    Condition,
    Filter,
    folded,
    kept_operand,
    keys_in_order,
    shown_operand,
)
from ui.tables.model.cell_grid import CellGrid
from ui.tables.popover import Popover

_MOST_VALUES = 500
_ROWS_SHOWN = 7
# What a filter keeps of a value, beside what is shown of it.
_KEPT = int(Qt.ItemDataRole.UserRole)


class ColumnMenu(Popover):
    """A small window below a header; each button does its thing and closes it."""

    def __init__(self, model: CellGrid, head: str, parent: QWidget) -> None:
        label = model.title(head).partition("\n")[0]
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Sort and filter by {column}").format(column=label))
        self._model = model
        self._head = head
        self._kept = model.arrangement.filters.get(head, Filter())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(6)
        title = QLabel(label)
        title.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        layout.addWidget(title)
        self._add_sorts(layout)
        self._add_conditions(layout)
        self._add_values(layout)
        self._add_buttons(layout)
        for part in self.findChildren(QWidget):
            if part is not title:
                part.setFont(theme.font())

    # Its parts.

    def _add_sorts(self, layout: QVBoxLayout) -> None:
        numbers = self._holds_numbers()
        up = self.tr("Smallest first") if numbers else self.tr("A to Z")
        down = self.tr("Largest first") if numbers else self.tr("Z to A")
        self.ascending, self.descending = QRadioButton(up), QRadioButton(down)
        self.unsorted = QRadioButton(self.tr("No sort"))
        arrangement = self._model.arrangement
        is_sorted = arrangement.sort_by == self._head
        self.ascending.setChecked(is_sorted and not arrangement.is_descending)
        self.descending.setChecked(is_sorted and arrangement.is_descending)
        self.unsorted.setChecked(not arrangement.sort_by)
        self.ascending.clicked.connect(lambda: self.sort(descending=False))
        self.descending.clicked.connect(lambda: self.sort(descending=True))
        self.unsorted.clicked.connect(self.unsort)
        row = QHBoxLayout()
        for button in (self.ascending, self.descending, self.unsorted):
            row.addWidget(button)
        layout.addLayout(row)

    def _add_conditions(self, layout: QVBoxLayout) -> None:
        self.only_overridden = QCheckBox(self.tr("Only cells that the scenario changes"))
        self.only_overridden.setChecked(self._kept.only_overridden)
        self.condition = QComboBox()
        self.condition.setAccessibleName(self.tr("Condition"))
        for condition, text in self._conditions().items():
            self.condition.addItem(text, condition)
        self.condition.setCurrentIndex(self.condition.findData(self._kept.condition))
        self.operand = QLineEdit(shown_operand(self._field(), self._kept))
        self.operand.setAccessibleName(self.tr("Compared with"))
        self.operand.setEnabled(self._kept.condition.needs_operand)
        self.operand.returnPressed.connect(self.apply)
        self.condition.currentIndexChanged.connect(self._follow_condition)
        row = QHBoxLayout()
        row.addWidget(self.condition)
        row.addWidget(self.operand, 1)
        layout.addWidget(self.only_overridden)
        layout.addLayout(row)

    def _conditions(self) -> dict[Condition, str]:
        said = {
            Condition.NONE: self.tr("Any value"),
            Condition.CONTAINS: self.tr("contains"),
            Condition.LACKS: self.tr("does not contain"),
            Condition.EQUALS: self.tr("is"),
            Condition.DIFFERS: self.tr("is not"),
            Condition.BLANK: self.tr("is blank"),
            Condition.FILLED: self.tr("is not blank"),
        }
        if self._holds_numbers():
            said |= {Condition.ABOVE: self.tr("is above"), Condition.BELOW: self.tr("is below")}
        return said

    def _add_values(self, layout: QVBoxLayout) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a value"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self.apply)
        self.values = QListWidget()
        self.values.setAccessibleName(self.tr("Values to show"))
        self.values.setFixedHeight(_ROWS_SHOWN * theme.scaled(theme.ROW_HEIGHT))
        for kept, text in self._texts()[:_MOST_VALUES]:
            item = QListWidgetItem(text)
            item.setData(_KEPT, kept)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = self._kept.values is None or kept in self._kept.values
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.values.addItem(item)
        every, none = (
            self._button(self.tr("All"), lambda: self.check_all(True)),
            self._button(self.tr("None"), lambda: self.check_all(False)),
        )
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        row.addWidget(every)
        row.addWidget(none)
        layout.addLayout(row)
        layout.addWidget(self.values)

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        done = QPushButton(self.tr("Filter"))
        done.setProperty("kind", "primary")
        done.clicked.connect(self.apply)
        self.clear_button = self._button(self.tr("No filter"), self.clear)
        self.clear_button.setEnabled(not self._kept.lets_all_through)
        self.hide_button = self._button(self.tr("Hide column"), self.hide_column)
        self.hide_button.setEnabled(self._head != self._model.full.heads[0])
        row = QHBoxLayout()
        row.addWidget(self.hide_button)
        row.addStretch()
        row.addWidget(self.clear_button)
        row.addWidget(done)
        layout.addLayout(row)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.clicked.connect(lambda *_: act())
        return button

    def chosen_sort(self) -> QRadioButton:
        """The way in which the rows are sorted now, as far as this column knows."""
        buttons = (self.descending, self.unsorted)
        return next((button for button in buttons if button.isChecked()), self.ascending)

    # What it does.

    def sort(self, *, descending: bool) -> None:
        """Order the rows by this column."""
        self._arrange(
            replace(self._model.arrangement, sort_by=self._head, is_descending=descending)
        )

    def unsort(self) -> None:
        """Put the rows in the case's own order."""
        self._arrange(replace(self._model.arrangement, sort_by="", is_descending=False))

    def apply(self) -> None:
        """Show the rows that the conditions and the checked values let through."""
        items = [self.values.item(at) for at in range(self.values.count())]
        checked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        values = frozenset(str(item.data(_KEPT)) for item in checked)
        condition = Condition(self.condition.currentData())
        wanted = Filter(
            condition,
            kept_operand(self._field(), condition, self.operand.text()),
            None if len(checked) == len(items) else values,
            self.only_overridden.isChecked(),
        )
        self._arrange(self._model.arrangement.with_filter(self._head, wanted))

    def clear(self) -> None:
        """Let this column's rows all through."""
        self._arrange(self._model.arrangement.with_filter(self._head, Filter()))

    def hide_column(self) -> None:
        """Take the column out of sight."""
        kept = self._model.arrangement
        self._arrange(replace(kept, hidden=kept.hidden | {self._head}))

    def check_all(self, checked: bool) -> None:
        """Check or uncheck every value that is listed."""
        state = Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        for at in range(self.values.count()):
            if not self.values.item(at).isHidden():
                self.values.item(at).setCheckState(state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton | QRadioButton):
                focused.click()
            else:
                self.apply()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _arrange(self, wanted: Arrangement) -> None:
        self.close()
        self._model.arrange(wanted)

    def _narrow(self, sought: str) -> None:
        """List only the values that hold what is typed, and let only those through."""
        for at in range(self.values.count()):
            item = self.values.item(at)
            found = folded(sought) in folded(item.text())
            item.setHidden(not found)
            item.setCheckState(Qt.CheckState.Checked if found else Qt.CheckState.Unchecked)

    def _follow_condition(self) -> None:
        needs = Condition(self.condition.currentData()).needs_operand
        self.operand.setEnabled(needs)
        if needs:
            self.operand.setFocus()

    # What the column holds.

    def _column(self) -> list[tuple[str, Value]]:
        full = self._model.full
        column = full.columns[full.heads.index(self._head)]
        return list(zip(full.keys, column, strict=True))

    def _texts(self) -> list[tuple[str, str]]:
        """Every text of the column once, as a filter keeps it and as it is shown, sorted."""
        model, values = self._model, dict(self._column())
        by_this = Arrangement(self._head)
        keys = keys_in_order(by_this, model.full, model.text_of, model.field_of, model.start_month)
        texts: dict[str, str] = {}
        for key in keys:
            with in_english():
                kept = model.text_of(key, self._head, values[key])
            texts.setdefault(kept, model.text_of(key, self._head, values[key]))
        return list(texts.items())

    def _field(self) -> Field | None:
        """The declaration of the column's cells; None where they are not written to."""
        fields = (self._model.field_of(key, self._head) for key, _ in self._column())
        return next((field for field in fields if field is not None), None)

    def _holds_numbers(self) -> bool:
        fields = (self._model.field_of(key, self._head) for key, _ in self._column())
        return any(field is not None and field.is_numeric and not field.choices for field in fields)
