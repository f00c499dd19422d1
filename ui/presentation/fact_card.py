"""One large figure on a stage, with its name above it and what it is set against below."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.presentation.fitted_text import FittedText
from ui.presentation.scale import Scale
from whatif_app.presentation.figures import Fact

_RADIUS, _GAP = 14, 16


class Card(QWidget):
    """A rounded ground, in the colour of a card or another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ground = ""
        self.scale = Scale()

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self.scale = scale
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self.ground or colours.border))
        painter.setBrush(QColor(self.ground or colours.card))
        radius = self.scale.px(_RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()


class FactCard(Card):
    """One figure."""

    def __init__(self, px: float = 46, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # What is around a figure grows with it, though less.
        self.label = FittedText(10 + px * 0.15, tone="secondary")
        self.value = FittedText(px, weight=QFont.Weight.Bold)
        self.caption = FittedText(9 + px * 0.14, tone="secondary", lines=2)
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        for text in (self.label, self.value, self.caption):
            self._column.addWidget(text)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_fact(self, fact: Fact) -> None:
        """Show another figure."""
        self.label.show_text(fact.label)
        self.value.show_text(fact.value, fact.tone or "text")
        self.caption.show_text(fact.caption)
        self.caption.setVisible(bool(fact.caption))
        self.setAccessibleName(f"{fact.label}: {fact.value}")
        self.setAccessibleDescription(fact.caption)

    def rescale(self, scale: Scale) -> None:
        super().rescale(scale)
        self._column.setContentsMargins(*(scale.px(side) for side in (20, 16, 16, 14)))
        self._column.setSpacing(scale.px(4))
        for text in (self.label, self.value, self.caption):
            text.rescale(scale)


class FactRow(QWidget):
    """Figures side by side, all of one width."""

    def __init__(self, px: float = 46, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px, self._scale = px, Scale()
        self.cards: list[FactCard] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show other figures."""
        while len(self.cards) < len(facts):
            card = FactCard(self._px)
            card.rescale(self._scale)
            self.cards.append(card)
            self._row.addWidget(card, 1)
        for position, card in enumerate(self.cards):
            card.setVisible(position < len(facts))
            if position < len(facts):
                card.show_fact(facts[position])
        self.setVisible(bool(facts))

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._scale = scale
        self._row.setSpacing(scale.px(_GAP))
        for card in self.cards:
            card.rescale(scale)
