"""One example to begin with: how it comes out, its title, and what it teaches."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout

from ui import theme
from ui.start.thumbnail import Drawing, Thumbnail


class ExampleCard(QAbstractButton):
    """A button as large as what it tells."""

    def __init__(self, title: str, teaches: str, drawing: Drawing) -> None:
        super().__init__()
        self.setText(title)
        self.thumbnail = Thumbnail(drawing)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{teaches} {self.thumbnail.described}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title, self._teaches = QLabel(title), QLabel(teaches)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 14)
        column.setSpacing(5)
        column.addWidget(self.thumbnail)
        column.addSpacing(6)
        for label in (self._title, self._teaches):
            label.setWordWrap(True)
            label.setContentsMargins(15, 0, 15, 0)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self._teaches.setProperty("tone", "secondary")
        column.addStretch(1)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._column.heightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        lit = self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.accent if lit else colours.border))
        painter.setBrush(QColor(colours.accent_soft if self.isDown() else colours.card))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS
        )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A card is chosen by Enter as a row of a list is, not by Space alone.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def _dress(self) -> None:
        self._title.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        self._teaches.setFont(theme.font(theme.BASE_PX))
        self.updateGeometry()
