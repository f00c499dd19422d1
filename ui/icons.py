"""The program's own icons: line drawings that take the theme's colours."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from assets import asset_path
from ui import theme

# Each size is drawn once per device pixel ratio in use.
_RATIOS = (1.0, 1.25, 1.5, 2.0)
_LOOKS = ("Grey", "Green", "Blue", "Orange", "Purple", "Cyan", "Red", "Olive")


def icon(name: str, colour: str = "", size: int = 16) -> QIcon:
    """A line icon in a colour ("" for the theme's secondary text), fainter where disabled."""
    in_force = theme.current()
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, colour or in_force.secondary, size, ratio))
        made.addPixmap(pixmap(name, in_force.disabled, size, ratio), QIcon.Mode.Disabled)
    return made


def put_on(button: QAbstractButton, name: str, size: int = 16) -> None:
    """Give a button an icon that grows with the text; call it again after a change of theme."""
    grown = theme.scaled(size)
    button.setIcon(icon(name, size=grown))
    button.setIconSize(QSize(grown, grown))


def pixmap(name: str, colour: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """A line icon as a picture of `size` device-independent pixels."""
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def app_icon() -> QIcon:
    """The program's icon, at the sizes that desktops ask for."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", "", size))
    return made


@cache
def _source(name: str) -> str:
    return asset_path(f"icons/{name}.svg").read_text(encoding="utf-8")


def looks() -> tuple[str, ...]:
    """What the colours that a scenario may have are called, in the theme's order."""
    return tuple(QCoreApplication.translate("Looks", name) for name in _LOOKS)


def look_icon(look: int) -> QIcon:
    """A sample of a scenario's colour and line."""
    made = QIcon()
    for ratio in _RATIOS:
        drawn = QPixmap(round(16 * ratio), round(16 * ratio))
        drawn.fill(Qt.GlobalColor.transparent)
        drawn.setDevicePixelRatio(ratio)
        painter = QPainter(drawn)
        colour = QColor(theme.current().scenario_colours[look])
        painter.setPen(QPen(colour, 3.0, theme.LINE_STYLES[look], Qt.PenCapStyle.FlatCap))
        painter.drawLine(0, 8, 16, 8)
        painter.end()
        made.addPixmap(drawn)
    return made
