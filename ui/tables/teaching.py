"""What an empty table says: what belongs into it, an example, and the way to the first row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from scenarios.words import marked, say
from ui import theme
from ui.tables.grid_view import GridView
from ui.tables.model.table_model import TableModel

#: One example for each table, from the work of those who fill it.
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "units": marked("For example orders or customers: how many today, and how they grow."),
        "workloads": marked(
            "For example what one team runs. File > New from export makes them all at once."
        ),
        "commitments": marked(
            "For example a Savings Plan of 10,000 a month for one year, from next quarter on."
        ),
        "initiatives": marked(
            "For example eight weeks of two engineers to make a job interruptible. A workload "
            "names it, and its saving pays for it."
        ),
        "cliffs": marked("For example one more database shard for every 5 million orders."),
        "migrations": marked(
            "For example 40 % of a service to a cheaper region, within six months."
        ),
        "agreements": marked("For example 8 % off for a yearly spend of 2 million."),
        "rates": marked(
            "For example what one euro is worth in dollars. Rows can then be in either currency."
        ),
    }
)


class Teaching(QFrame):
    """Stands below the line that adds a row, as long as there is no row."""

    def __init__(self, grid: GridView, model: TableModel) -> None:
        super().__init__(grid)
        self._grid, self._model = grid, model
        self.words = QLabel(say(model.table.help))
        self.example = QLabel(say(EXAMPLES[model.table.name]))
        self.add = QPushButton(model.spoken(0, 0))
        self.add.clicked.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 6, 24, 6)
        column.setSpacing(4)
        column.addStretch(1)
        for label in (self.words, self.example):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setProperty("tone", "secondary")
            column.addWidget(label)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setAutoFillBackground(True)
        grid.viewport().installEventFilter(self)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Take what the line that adds a row leaves of the table."""
        seen = self._grid.viewport().geometry()
        row = theme.scaled(theme.ROW_HEIGHT) + 1
        free = QRect(0, seen.top() + row, seen.right() + 1, max(seen.height() - row, 0))
        self.setGeometry(free)
        # Where a table is low, the line that adds a row has to do.
        self.add.setVisible(free.height() >= self.sizeHint().height())
        self.example.setVisible(free.height() >= theme.scaled(60))
        self.raise_()

    def _add(self) -> None:
        if self._grid.rows is not None:
            self._grid.rows.add()

    def _dress(self) -> None:
        self.setStyleSheet(f"QFrame {{ background: {theme.current().card}; }}")
        self.words.setFont(theme.font(theme.CARD_PX, QFont.Weight.Medium))
        self.example.setFont(theme.font())
        self.add.setFont(theme.font())
        self.place()
