"""A line beside a table that says how it stands, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui import theme

Offer = tuple[str, Callable[[], object]]


class OfferBar(QFrame):
    """A sentence and links; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Most bars never say anything: their parts are made when they first do.
        self._row: QHBoxLayout | None = None
        self.buttons: list[QPushButton] = []
        self.hide()

    def _make(self) -> QHBoxLayout:
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 3, 5, 3)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        theme.changes().changed.connect(self._dress)
        return row

    def say(self, text: str, tone: str, offers: Sequence[Offer]) -> None:
        """Show a sentence in a tone of the style sheet, and a link for each offer."""
        row = self._row = self._row or self._make()
        self.words.setText(text)
        self.words.setProperty("tone", tone)
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.setAccessibleName(text)
        for button in self.buttons:
            button.deleteLater()
        self.buttons = [self._button(*offer) for offer in offers]
        for button in self.buttons:
            row.addWidget(button)
        self._dress()
        self.show()

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "link")
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        self.words.setFont(theme.font(theme.SMALL_PX))
        for button in self.buttons:
            button.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
