"""The moving picture of the README: a Spot target is dragged, and everything follows."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView

from scenarios.address import Address
from ui.docks.layouts import DESIGNED
from ui.screenshots.scenes import CELL, EXAMPLE
from ui.screenshots.small_png import animated_png
from ui.screenshots.studio import Studio
from ui.tables.scrub_gesture import ScrubGesture
from ui.window import Window

_SCENARIO = "Spot refactor"  # whose verdict turns on the way
_SIZE = (1280, 880)
_NOTCHES = 35  # down from 85 % to 50 %, and up again
_FRAMES = 34  # each way
_FRAME_MS, _REST_MS = 80, 1400
_SETTLES_MS, _DRAWN_MS = 400, 120
_PIXELS = 3  # that the hand moves for one notch


def scrubbing(studio: Studio) -> bytes:
    """The number goes down until it is a No-go, rests, and comes back."""
    window = _bring_about(studio)
    there = [_eased(place / _FRAMES) for place in range(_FRAMES + 1)]
    way = [*there, *reversed(there[1:-1])]
    still = studio.take(window)
    gesture = ScrubGesture(window.session, window)
    gesture.begin(Address.parse(CELL), _SCENARIO)
    pictures = [_with_hand(still, window, 0)]
    for share in way[1:]:
        notches = -round(_NOTCHES * share)
        gesture.move_to(notches)
        studio.pause(_DRAWN_MS)
        pictures.append(_with_hand(window.grab().toImage(), window, notches))
    gesture.end()
    turns = {0, _FRAMES}
    return animated_png(
        pictures, [_REST_MS if place in turns else _FRAME_MS for place in range(len(pictures))]
    )


def _bring_about(studio: Studio) -> Window:
    window = studio.open(_SIZE)
    window.files.new_from_example(EXAMPLE)
    window.notices.hide()
    window.use_layout(DESIGNED["charts"])
    # The explanation waits for the end of a gesture; without it the charts have its room.
    window.workspace.docks["explain"].set_open(False)
    window.session.select(_SCENARIO)
    window.session.cell_focused.emit(CELL)
    studio.pause(_SETTLES_MS)
    grid = window.workspace.tables.grid
    grid.scrollTo(grid.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
    return window


def _eased(share: float) -> float:
    """A hand sets off and comes to rest gently."""
    return (1 - math.cos(math.pi * share)) / 2


def _with_hand(picture: QImage, window: Window, notches: int) -> QImage:
    """The picture with the pointer that drags, which a window's own picture never has."""
    grid = window.workspace.tables.grid
    cell = grid.visualRect(grid.currentIndex())
    corner = grid.viewport().mapTo(window, cell.center())
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(QPointF(corner + QPoint(notches * _PIXELS, 8)))
    painter.setPen(QPen(QColor("white"), 2.0, Qt.PenStyle.SolidLine))
    painter.setBrush(QColor("black"))
    painter.drawPath(_arrows())
    painter.end()
    return picture


def _arrows() -> QPainterPath:
    """The pointer of what is dragged sideways: ↔."""
    right = [(3.0, 1.5), (3.0, 6.0), (12.0, 0.0), (3.0, -6.0), (3.0, -1.5)]
    outline = [*right, *((-x, -y) for x, y in right)]
    path = QPainterPath(QPointF(*outline[0]))
    for point in outline[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    return path
