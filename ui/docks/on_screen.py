"""Windows back onto a screen: one may be gone, or smaller, since a place was remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui import theme

#: Of a window's upper edge, so much must lie on a screen for it to be dragged by.
_REACHABLE = 120
#: What a dialog leaves free of the window that it stands over, and the least that it takes.
_MARGIN, _LEAST = 40, QSize(480, 360)


def on_screen(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """The place wanted where a screen shows it whole or enough of it, else the nearest that is.

    Args:
        screens: what each screen has free for windows; the first is the main one.
    """
    if not screens:
        return wanted
    edge = QRect(wanted.left(), wanted.top(), wanted.width(), 1)
    home = max(screens, key=lambda screen: _area(screen.intersected(wanted)))
    reachable = home.intersected(edge).width() >= min(_REACHABLE, wanted.width())
    fits = wanted.width() <= home.width() and wanted.height() <= home.height()
    if reachable and fits:
        return wanted
    size = wanted.size().boundedTo(home.size())
    left = min(max(wanted.left(), home.left()), home.right() + 1 - size.width())
    top = min(max(wanted.top(), home.top()), home.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())


def bring_back(window: QWidget) -> None:
    """Move a window that no screen shows to the screen that is nearest to it."""
    free = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    found = on_screen(window.geometry(), free)
    if found != window.geometry():
        window.setGeometry(found)


def first_size(window: QWidget, width: int, height: int) -> None:
    """Make a dialog so large, in designed pixels that grow with its text, but never too large.

    The window that it stands over bounds it; where there is none, the screen does.
    """
    over = window.parentWidget()
    room = over.window().size() if over is not None else window.screen().availableSize()
    room -= QSize(_MARGIN, _MARGIN)
    wanted = QSize(theme.scaled(width), theme.scaled(height))
    window.resize(wanted.boundedTo(room.expandedTo(_LEAST)))


def _area(rect: QRect) -> int:
    return rect.width() * rect.height() if rect.isValid() else 0
