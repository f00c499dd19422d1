"""The offer of the tour, on the first starts: taken, or put away for good."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui import theme


class TourOffer(QFrame):
    """One line above the examples.

    Signals:
        accepted, declined: the two buttons.
    """

    accepted = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(
            self.tr(
                "New here? A tour of two minutes shows you around, on the sample project. "
                "Esc leaves it at any time."
            )
        )
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.take = QPushButton(self.tr("Take the tour"))
        self.take.setProperty("kind", "primary")
        self.take.clicked.connect(self.accepted)
        self.decline = QPushButton(self.tr("Not now"))
        self.decline.setProperty("kind", "quiet")
        self.decline.setToolTip(self.tr("It stays in the Help menu."))
        self.decline.clicked.connect(self.declined)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 10, 10)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self.take, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.decline, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawRoundedRect(self.rect().toRectF(), theme.RADIUS, theme.RADIUS)
        painter.end()

    def _dress(self) -> None:
        self._words.setFont(theme.font(theme.CARD_PX))
        for button in (self.take, self.decline):
            button.setFont(theme.font(weight=QFont.Weight.DemiBold))
