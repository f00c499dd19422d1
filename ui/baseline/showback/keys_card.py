"""The allocation keys that splits weigh by: load one, give its names to teams, take one away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from scenarios.words import spoken
from ui import icons, theme
from ui.baseline.page_frame import Card, PlainTable
from whatif_app.formatting import count, share
from whatif_app.ownership.allocation_key import AllocationKey


class KeysCard(Card):
    """One row a key.

    Signals:
        names_asked, delete_asked: of the key of this name.
    """

    names_asked = Signal(str)
    delete_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(
            self.tr("Allocation keys"),
            self.tr("they divide the bill, and are never added to it"),
        )
        self._keys: Sequence[AllocationKey] = ()
        self.names = QToolButton()
        self.delete = QToolButton()
        for button, name in (
            (self.names, self.tr("Whose its names are")),
            (self.delete, self.tr("Delete")),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)
        for part in (self.names, self.delete):
            self.head.addWidget(part)
        self.table = PlainTable(
            (
                self.tr("Key"),
                self.tr("Counts"),
                self.tr("Names"),
                self.tr("Idle"),
                self.tr("From"),
                self.tr("Notes"),
            ),
            numeric=(2, 3),
        )
        self.table.setAccessibleName(self.tr("Allocation keys"))
        self._hint = QLabel(
            self.tr(
                "To weigh by use, load requested CPU or memory from OpenCost or Kubecost, or any "
                "table of names and amounts: capacity units per client, say."
            )
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "secondary")
        self.column.addWidget(self._hint)
        self.column.addWidget(self.table)
        self.names.clicked.connect(lambda: self.names_asked.emit(self.current))
        self.delete.clicked.connect(lambda: self.delete_asked.emit(self.current))
        self.table.cellDoubleClicked.connect(lambda *_: self.names_asked.emit(self.current))
        self.table.itemSelectionChanged.connect(self._update_buttons)
        theme.changes().changed.connect(self._dress)
        self._dress()

    @property
    def current(self) -> str:
        """Name of the selected key; "" where there is none."""
        rows = self.table.selectionModel().selectedRows()
        return self._keys[rows[0].row()].name if rows else ""

    def show_keys(self, keys: Sequence[AllocationKey]) -> None:
        """Show these keys."""
        self._keys = tuple(keys)
        self.table.set_rows(
            [
                [
                    key.name,
                    key.measure,
                    count(len(key.weights)),
                    share(float(key.idle_share)),
                    key.source,
                    " ".join(map(spoken, key.notes)),
                ]
                for key in keys
            ]
        )
        self.table.setVisible(bool(keys))
        self._hint.setVisible(not keys)
        self.table.fit(6)
        self._update_buttons()

    def _update_buttons(self) -> None:
        for button in (self.names, self.delete):
            button.setEnabled(bool(self.current))
            button.setVisible(bool(self._keys))

    def _dress(self) -> None:
        self._hint.setFont(theme.font())
        icons.put_on(self.names, "pencil")
        icons.put_on(self.delete, "trash")
