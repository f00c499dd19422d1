"""The splits with their buttons, and the form that adds one or changes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QPushButton, QToolButton, QWidget

from scenarios.words import say
from ui import icons, theme
from ui.baseline.page_frame import Card, PlainTable
from ui.baseline.showback.edits import ShowbackEdits
from ui.baseline.showback.split_form import Offer, SplitForm
from whatif_app.formatting import money, share
from whatif_app.ownership.sharing import HOWS, OWNER, Source, Split

if TYPE_CHECKING:
    from whatif_app.ownership.statement import Statement


class SplitsTable(PlainTable):
    """The splits in order; Enter changes one, Delete takes it away."""

    def __init__(self, columns: Sequence[str], numeric: Sequence[int] = ()) -> None:
        super().__init__(columns, numeric)
        self.on_delete: Callable[[], None] = lambda: None
        self.on_change: Callable[[], None] = lambda: None
        self.cellDoubleClicked.connect(lambda *_: self.on_change())

    def stretch(self, column: int) -> None:
        """Let one column take the room that the others leave."""
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        # To be said again after each fit to the texts, which forgets it.
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.on_delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.on_change()
        else:
            super().keyPressEvent(event)


class SplitsCard(Card):
    """What is shared and how, in order: add, change, delete, move.

    Signals:
        form_opened: the form is to be brought into view.
    """

    form_opened = Signal()

    def __init__(self, edits: ShowbackEdits, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Shared costs"), self.tr("a cost is shared by the first that fits"))
        self._edits = edits
        self._edited: int | None = None
        self._select: int | None = None
        self.offer: Callable[[int | None], Offer] | None = None
        self.form = SplitForm()
        columns = (
            self.tr("Split"),
            self.tr("What is shared"),
            self.tr("Divided"),
            self.tr("Idle, or what is left"),
            self.tr("Amount"),
        )
        self.table = SplitsTable(columns, numeric=(4,))
        self.table.setAccessibleName(self.tr("Shared costs"))
        self.add = QPushButton(self.tr("Add split"))
        self.model = QPushButton(self.tr("Put into the model"))
        self.model.setProperty("kind", "link")
        self.model.setToolTip(
            self.tr("Let the model divide the workload of that name as this split divides the bill")
        )
        self.up = self._tool(self.tr("Ask earlier"))
        self.down = self._tool(self.tr("Ask later"))
        self.change = self._tool(self.tr("Change"))
        self.delete = self._tool(self.tr("Delete"))
        for part in (self.model, self.up, self.down, self.change, self.delete, self.add):
            self.head.addWidget(part)
        self._hint = QLabel(
            self.tr(
                "Nothing is shared yet: every cost stays with its owner. Share a platform team’s "
                "cost, a service such as a Kubernetes cluster, or what no rule allocates."
            )
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "secondary")
        self.column.addWidget(self._hint)
        self.column.addWidget(self.table)
        self.column.addWidget(self.form)
        self._connect()
        theme.changes().changed.connect(self._dress)
        self._dress()

    @property
    def current(self) -> int | None:
        """Position of the selected split."""
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def show_splits(self, splits: Sequence[Split], statement: Statement) -> None:
        """Show the splits and what each shares of a bill."""
        chosen = self._select if self._select is not None else self.current
        self._select = None
        self.table.set_rows([self._row(split, statement) for split in splits])
        self.table.setVisible(bool(splits))
        self._hint.setVisible(not splits)
        self.table.fit()
        self.table.stretch(1)
        if not self.form.isHidden() and self.offer is not None:
            self.form.renew(self.offer(self._edited))
        if chosen is not None and splits:
            self.table.selectRow(min(chosen, len(splits) - 1))
        self._update_buttons()

    def begin(self, split: Split | None = None) -> None:
        """Open the form for a new split."""
        begun = split or Split("", Source(OWNER), "cost")
        self._open(begun, None)

    def _open(self, split: Split, position: int | None) -> None:
        if self.offer is None:
            return
        self._edited = position
        self.form.open_with(split, self.offer(position), is_new=position is None)
        self._update_buttons()
        self.form_opened.emit()

    def _accept(self, split: Split) -> None:
        count = len(self._edits.sharing.splits)
        # What is being changed may have been undone meanwhile.
        if self._edited is None or self._edited >= count:
            self._select = count
            self._edits.add_split(split)
        else:
            self._edits.change_split(self._edited, split)
        self._edited = None

    def _row(self, split: Split, statement: Statement) -> list[str]:
        taken = sum(team.shared_out.get(split.name, 0) for team in statement.teams)
        how = say(HOWS[split.how])
        if split.how == "weight":
            how = self.tr("by weight of “{key}”").format(key=split.key)
        elif split.how == "surcharge":
            how = self.tr("a surcharge of {rate}").format(rate=share(split.rate))
        elif split.key:
            how = self.tr("evenly among “{key}”").format(key=split.key)
        if split.top:
            how = self.tr("{how}, top {n} and overhead").format(how=how, n=split.top)
        keeps = split.platform or (self.tr("spread") if split.how == "weight" else "")
        amount = money(float(taken), statement.currency, exact=True)
        return [split.name, str(split.source), how, keeps, amount]

    def _update_buttons(self) -> None:
        row, count = self.current, self.table.rowCount()
        self.up.setEnabled(row is not None and row > 0)
        self.down.setEnabled(row is not None and row < count - 1)
        for button in (self.change, self.delete, self.model):
            button.setEnabled(row is not None)
        for button in (self.up, self.down, self.change, self.delete, self.model):
            button.setVisible(count > 0)
        # `isVisible` would be false while the page itself is not shown.
        self.add.setEnabled(self.form.isHidden())

    def _move(self, steps: int) -> None:
        if self.current is not None:
            self._select = self.current + steps
            self._edits.move_split(self.current, self.current + steps)

    def _delete(self) -> None:
        if self.current is not None:
            self._edits.delete_split(self.current)

    def _change(self) -> None:
        if self.current is not None:
            self._open(self._edits.sharing.splits[self.current], self.current)

    def _put_into_model(self) -> None:
        if self.current is not None:
            self._edits.put_into_model(self.current)

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self.begin())
        self.model.clicked.connect(self._put_into_model)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.change.clicked.connect(self._change)
        self.delete.clicked.connect(self._delete)
        self.table.on_delete, self.table.on_change = self._delete, self._change
        self.table.itemSelectionChanged.connect(self._update_buttons)
        self.form.accepted.connect(self._accept)
        self.form.closed.connect(self._update_buttons)

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _dress(self) -> None:
        self._hint.setFont(theme.font())
        for button, name in (
            (self.up, "arrow-up"),
            (self.down, "arrow-down"),
            (self.change, "pencil"),
            (self.delete, "trash"),
        ):
            icons.put_on(button, name)
