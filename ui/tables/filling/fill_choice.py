"""What is offered after a fill: the same cells copied, or gone on with in another way."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui import theme
from whatif_app.fill_series import Fill


class FillChoice(QFrame):
    """A small bar beside the cells just filled; it leaves with the next thing that is done.

    Signals:
        chosen: another way to fill them.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("How the cells are filled"))
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 2, 3, 2)
        row.setSpacing(2)
        self.buttons = {
            Fill.COPY: self._button(self.tr("Copy"), Fill.COPY),
            Fill.SERIES: self._button(self.tr("Series"), Fill.SERIES),
            Fill.GROWTH: self._button(self.tr("Growth"), Fill.GROWTH),
        }
        for button in self.buttons.values():
            row.addWidget(button)
        self.hide()

    def offer(self, how: Fill, others: Collection[Fill], beside: QRect) -> None:
        """Show the ways to fill, the one taken pressed, below a rectangle of the parent."""
        for fill, button in self.buttons.items():
            button.setFont(theme.font(theme.SMALL_PX))
            button.setChecked(fill is how)
            button.setEnabled(fill in others)
        self.adjustSize()
        room = self.parentWidget().rect()
        place = beside.bottomRight() + QPoint(6, 6)
        place.setX(max(0, min(place.x(), room.right() - self.width())))
        place.setY(max(0, min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self.raise_()

    def _button(self, text: str, fill: Fill) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.clicked.connect(lambda: self.chosen.emit(fill))
        return button
