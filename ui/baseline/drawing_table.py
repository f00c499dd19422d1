"""A picture as a table beside the window: the same numbers, to read aloud, check and copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.baseline.drawing import Cells, as_tsv
from ui.baseline.page_frame import PlainTable
from ui.docks.on_screen import first_size


class DrawingTable(QDialog):
    """The numbers of one picture."""

    def __init__(self, title: str, cells: Cells, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._cells = cells
        self.table = PlainTable(cells[0], numeric=range(1, len(cells[0])))
        self.table.setAccessibleName(title)
        self.table.set_rows(cells[1:])
        self.table.resizeColumnsToContents()
        copy, close = QPushButton(self.tr("&Copy all")), QPushButton(self.tr("C&lose"))
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.close)
        close.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        first_size(self, 560, 420)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_tsv(self._cells))
