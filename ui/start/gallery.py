"""The gallery of examples: the sample project and every worked case, in as many columns as fit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from scenarios.library import entries
from scenarios.words import say
from ui import theme
from ui.start.example_card import ExampleCard
from ui.start.thumbnail import drawings

#: The sample project's name among the drawings.
SAMPLE = "sample"
_NARROWEST = 250
MOST_COLUMNS = 4


class Gallery(QWidget):
    """Cards to choose from.

    Signals:
        sample_chosen: the sample project is wanted.
        example_chosen: the name of a library entry.
    """

    sample_chosen = Signal()
    example_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = 0
        self.sample = ExampleCard(
            self.tr("Sample project: four months of a cloud bill"),
            self.tr(
                "Exports, data quality, owners, showback, orders and actuals: everything behind a "
                "case, filled in."
            ),
            drawings()[SAMPLE],
        )
        self.sample.clicked.connect(self.sample_chosen)
        self.cards: list[ExampleCard] = []
        for entry in entries():
            card = ExampleCard(say(entry.title), say(entry.teaches), drawings()[entry.name])
            card.clicked.connect(partial(self.example_chosen.emit, entry.name))
            self.cards.append(card)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._arrange()
        theme.changes().changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        fitting = (self.width() + 12) // (theme.scaled(_NARROWEST) + 12)
        columns = max(1, min(MOST_COLUMNS, fitting))
        if columns == self._columns:
            return
        self._columns = columns
        for position, card in enumerate([self.sample, *self.cards]):
            self._grid.addWidget(card, position // columns, position % columns)
        for column in range(MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
