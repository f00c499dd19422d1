"""The notice bar: what happened and what to do, without stopping the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui import icons, theme

Action = tuple[str, Callable[[], object]]

# What went well leaves by itself; what needs an answer stays until it has one.
_SECONDS = {"info": 8, "good": 8, "undo": 10}
# Room between the menus and the notice, which must vanish with it.
_ABOVE = 8
_ICONS = {"good": "done", "warn": "warning", "error": "warning"}


class NoticeBar(QFrame):
    """One line above the tables; the latest notice replaces the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = ""
        self._icon = QLabel()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons: list[QPushButton] = []
        self._close = QToolButton()
        self._close.setAccessibleName(self.tr("Close the notice"))
        self._close.setToolTip(self._close.accessibleName())
        self._close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6 + _ABOVE, 8, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self._close)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.timeout.connect(self.hide)
        theme.changes().changed.connect(self._dress)
        self.hide()

    def show_notice(self, text: str, level: str = "info", actions: Sequence[Action] = ()) -> None:
        """Say something.

        Args:
            level: "info", "good", "undo", "warn" or "error"; the last two stay until closed.
            actions: buttons: their text and what they do; the notice closes with a click.
        """
        self.level = level
        self.words.setText(text)
        self.setAccessibleName(text)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(*action) for action in actions]
        self._dress()
        self.show()
        self._leave.stop()
        if level in _SECONDS:
            self._leave.start(_SECONDS[level] * 1000)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ink))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5 + _ABOVE, -0.5, -0.5), 7, 7)
        painter.end()

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "link")
        button.setFont(theme.font(weight=QFont.Weight.DemiBold))

        def clicked() -> None:
            self.hide()
            act()

        button.clicked.connect(clicked)
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _colours(self) -> tuple[str, str]:
        colours = theme.current()
        return {
            "good": (colours.gain, colours.gain_soft),
            "warn": (colours.warn, colours.warn_soft),
            "error": (colours.loss, colours.loss_soft),
        }.get(self.level, (colours.accent, colours.accent_soft))

    def _dress(self) -> None:
        ink, _ = self._colours()
        name = _ICONS.get(self.level, "info")
        self.words.setFont(theme.font())
        self._icon.setPixmap(icons.pixmap(name, ink, theme.scaled(16), self.devicePixelRatioF()))
        icons.put_on(self._close, "close")
        self.update()
