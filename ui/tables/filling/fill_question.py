"""Asks for the step or the growth of a fill, beside the cells that it is for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.tables.popover import Popover

#: Takes what was typed; why it was not taken, or "".
Take = Callable[[str], str]


class FillQuestion(Popover):
    """One line to type into; it stays open, and says why, while what it holds is refused."""

    def __init__(self, title: str, first: str, take: Take, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._take = take
        label = QLabel(title)
        label.setFont(theme.font(theme.BASE_PX, QFont.Weight.DemiBold))
        self.line = QLineEdit(first)
        self.line.setAccessibleName(title)
        self.line.setFont(theme.font())
        self.line.selectAll()
        self.line.returnPressed.connect(self.finish)
        label.setBuddy(self.line)
        self.message = QLabel()
        self.message.setProperty("tone", "loss")
        self.message.setWordWrap(True)
        self.message.setFont(theme.font(theme.SMALL_PX))
        self.message.hide()
        done = QPushButton(self.tr("Fill"))
        done.setProperty("kind", "primary")
        done.setFont(theme.font())
        done.clicked.connect(self.finish)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.addWidget(label)
        layout.addLayout(row)
        layout.addWidget(self.message)

    def finish(self) -> None:
        """Fill by what was typed, and close; stay open with the reason where it is refused."""
        why = self._take(self.line.text())
        if not why:
            self.close()
            return
        self.message.setText(why)
        self.message.show()
        self.adjustSize()
