"""A card that floats over the window, such as the palette's and the tour's: ground, rim, shadow."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect

from ui import theme

_BLUR, _DOWN, _RADIUS = 40, 10, 11


def dress_floating(frame: QFrame) -> None:
    """Draw a frame, known by its object name, as a floating card in the theme in force."""
    colours = theme.current()
    frame.setStyleSheet(
        f"QFrame#{frame.objectName()} {{ background: {colours.card};"
        f" border: 1px solid {colours.border}; border-radius: {_RADIUS}px; }}"
    )
    shadow = QGraphicsDropShadowEffect(frame)
    shadow.setBlurRadius(_BLUR)
    shadow.setOffset(0, _DOWN)
    shadow.setColor(QColor(0, 0, 0, 150 if colours.is_dark else 70))
    frame.setGraphicsEffect(shadow)
