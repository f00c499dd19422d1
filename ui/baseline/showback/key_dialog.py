"""Make an allocation key of a file: what names it, what it counts, and whose each name is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scenarios.words import spoken
from ui import theme
from ui.baseline.page_frame import PlainTable
from ui.baseline.share_bar import add_bars, set_bars
from ui.docks.on_screen import first_size
from whatif_app.errors import UserError
from whatif_app.formatting import number, share
from whatif_app.ownership.allocation_key import AllocationKey
from whatif_app.ownership.key_file import KeyFile

_NAME, _WEIGHT, _BAR, _PART, _TEAM = range(5)


class KeyDialog(QDialog):
    """Chooses among what a file offers; `key` is what came of it."""

    def __init__(
        self,
        teams: Sequence[str],
        *,
        file: KeyFile | None = None,
        key: AllocationKey | None = None,
        whose: Callable[[AllocationKey], AllocationKey] = lambda key: key,
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            teams: those who have cost, for names to be given to.
            file: a file just read; or else
            key: a key that there is, to give its names to others.
            whose: gives the names of a key just read to their teams.
        """
        super().__init__(parent)
        self.setProperty("helpTopic", "page:showback")
        self.setWindowTitle(self.tr("Allocation key"))
        first_size(self, 760, 560)
        self._file, self._teams, self._whose = file, tuple(teams), whose
        self.key: AllocationKey | None = key
        self._given: dict[str, str] = {}
        self.name = QLineEdit()
        self.dimension, self.measure = QComboBox(), QComboBox()
        columns = (self.tr("Name"), self.tr("Weight"), "", "%", self.tr("Team (click to change)"))
        self.table = PlainTable(columns, numeric=(_WEIGHT, _PART))
        add_bars(self.table, _BAR, stretched=_NAME)
        self.table.setAccessibleName(self.tr("Names and weights"))
        self.table.setItemDelegateForColumn(_TEAM, TeamChoice(self._teams, self.table))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.notes, self.problem = QLabel(), QLabel()
        self.use, self.cancel = QPushButton(self.tr("Use key")), QPushButton(self.tr("Cancel"))
        self._lay_out()
        self._fill()
        self._connect()
        self._make()

    def _lay_out(self) -> None:
        self.use.setProperty("kind", "primary")
        self.use.setDefault(True)
        self._lead = QLabel()
        self._lead.setWordWrap(True)
        self._lead.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        for label, tone in ((self.notes, "secondary"), (self.problem, "loss")):
            label.setProperty("tone", tone)
            label.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.form.addRow(self.tr("Name"), self.name)
        self.form.addRow(self.tr("Entries are named by"), self.dimension)
        self.form.addRow(self.tr("It counts"), self.measure)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._lead)
        column.addLayout(self.form)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _fill(self) -> None:
        is_read = self._file is not None
        if self._file is not None:
            about = " · ".join(part for part in (self._file.what, self._file.period) if part)
            self._lead.setText(f"{self._file.name}\n{about}")
            self.name.setText(self._file.name.rpartition(".")[0] or self._file.name)
            self.dimension.addItems(list(self._file.dimensions))
            self.measure.addItems(list(self._file.measures))
        elif self.key is not None:
            self._lead.setText(f"{self.key.name}\n{self.key.measure} · {self.key.source}")
            self.name.setText(self.key.name)
        for field in (self.name, self.dimension, self.measure):
            self.form.setRowVisible(field, is_read)

    def _connect(self) -> None:
        self.dimension.activated.connect(self._make)
        self.measure.activated.connect(self._make)
        self.name.textEdited.connect(self._make)
        self.table.itemChanged.connect(self._give)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self.accept)

    def _make(self) -> None:
        """Make the key anew of what is chosen."""
        self.problem.hide()
        if self._file is not None:
            try:
                read = self._file.key(
                    self.name.text().strip(),
                    dimension=self.dimension.currentText(),
                    measure=self.measure.currentText(),
                )
                self.key = self._whose(read)
            except UserError as error:
                self.key = None
                self.problem.setText(str(error))
                self.problem.show()
        if self.key is not None:
            self.key = self.key.given_to(self._given)
            self._show(self.key)
        self.table.setEnabled(self.key is not None)
        self.use.setEnabled(self.key is not None)

    def _show(self, key: AllocationKey) -> None:
        whole = key.total + key.idle
        rows = [(weight.name, weight.amount) for weight in key.weights]
        rows += [(self.tr("idle"), key.idle)] if key.idle else []
        parts = [float(amount / whole) if whole else 0.0 for _, amount in rows]
        self.table.blockSignals(True)
        self.table.set_rows(
            [
                [name, number(float(amount), 2), "", share(part), ""]
                for (name, amount), part in zip(rows, parts, strict=True)
            ]
        )
        tones = ["faint" if row >= len(key.weights) else "" for row in range(len(rows))]
        set_bars(self.table, _BAR, parts, tones)
        for row, weight in enumerate(key.weights):
            self.table.item(row, _TEAM).setText(weight.team)
        for row in range(self.table.rowCount()):
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if column != _TEAM or row >= len(key.weights):
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        self.table.blockSignals(False)
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(_TEAM, theme.scaled(190))
        self._tell(key)

    def _tell(self, key: AllocationKey) -> None:
        """What must be known of the key as it is."""
        strangers = sum(weight.team not in self._teams for weight in key.weights)
        said = [spoken(note) for note in key.notes]
        if strangers:
            said.append(
                self.tr("{n} names are no team: each gets a statement of its own.").format(
                    n=strangers
                )
                if strangers > 1
                else self.tr("1 name is no team: it gets a statement of its own.")
            )
        self.notes.setText("\n".join(said))
        self.notes.setVisible(bool(said))

    def _give(self, item: QTableWidgetItem) -> None:
        """Let a name be the team's that was written or chosen for it."""
        if item.column() == _TEAM:
            name = self.table.item(item.row(), _NAME).text()
            self._given[name] = item.text().strip() or name
            if self.key is not None:
                self.key = self.key.given_to(self._given)
                self._tell(self.key)


class TeamChoice(QStyledItemDelegate):
    """The editor of a cell that names a team: one of those there are, or any other."""

    def __init__(self, teams: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._teams = tuple(teams)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        box = QComboBox(parent)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(list(dict.fromkeys([str(index.data()), *self._teams])))
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(str(index.data()))

    def setModelData(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentText())
