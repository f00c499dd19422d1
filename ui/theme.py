"""Colours, type and the style of every stock control, in a light and a dark twin.

Widgets ask `current()` when they paint, so a change of theme needs no restart;
what keeps colours of its own listens to `changes().changed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from assets import asset_path
from ui.quiet_style import QuietStyle
from ui.style_sheet import style_sheet

RADIUS = 9
ROW_HEIGHT = 26
#: The type scale, in device-independent pixels at the designed size. Every text is set in one of
#: these steps; what differs beyond them differs in weight and tone.
TINY_PX = 10.5
SMALL_PX = 11.0
BASE_PX = 12.5
CARD_PX = 13.0
LEAD_PX = 15.0
PAGE_PX = 17.0
KPI_PX = 19.0
HERO_PX = 30.0

FAMILY = "Inter"
_FONT_FILES = ("Regular", "Medium", "SemiBold", "Bold")


@dataclass(frozen=True)
class Theme:
    """Every colour on screen, as "#RRGGBB".

    All that a text is written in can be read on every ground it stands on (4.5 : 1), `disabled`
    excepted; what draws a control or a line can be made out (3 : 1), `border` and `scroll`
    excepted: the one only quietens what stands apart anyway, the other is an `edge` once in use.
    """

    name: str
    ground: str
    card: str
    border: str
    text: str
    secondary: str
    faint: str
    disabled: str
    edge: str
    scroll: str
    hover: str
    accent: str
    accent_soft: str
    on_accent: str
    gain: str
    gain_soft: str
    loss: str
    loss_soft: str
    warn: str
    warn_soft: str
    grid: str
    selection: str
    verdict_go: str
    verdict_no_go: str
    verdict_none: str
    scenario_colours: tuple[str, ...]
    purchase_colours: Mapping[str, str]

    @property
    def is_dark(self) -> bool:
        """Whether text is light on a dark ground."""
        return QColor(self.ground).lightnessF() < 0.5

    def tokens(self) -> dict[str, str]:
        """The plain colours by name, for the style sheet."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, str)}


# The hues after Okabe and Ito, darkened until they read as text on white; grey is "do nothing".
# Two that look alike to somebody who sees fewer colours are drawn as different lines.
SCENARIO_COLOURS = (
    "#6B778C",
    "#0A6454",
    "#4165DF",
    "#BF5408",
    "#9B3FA0",
    "#0A7EA4",
    "#B4232A",
    "#7A6A00",
)
LINE_STYLES = (
    Qt.PenStyle.DashLine,
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
)
PURCHASE_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "on_demand": "#CBD4E3",
        "committed_used": "#7590EA",
        "committed_unused": "#E05252",
        "spot": "#3FAF97",
    }
)

LIGHT = Theme(
    name="light",
    ground="#F4F6F9",
    card="#FFFFFF",
    border="#E3E8EF",
    text="#1B2330",
    secondary="#5B677A",
    faint="#636D81",
    disabled="#98A2B3",
    edge="#858FA1",
    scroll="#C9D0DB",
    hover="#EEF1F6",
    accent="#3157D5",
    accent_soft="#EDF1FD",
    on_accent="#FFFFFF",
    gain="#0B6B5C",
    gain_soft="#DDF3EC",
    loss="#B4232A",
    loss_soft="#FCE8E8",
    warn="#8A5A00",
    warn_soft="#FDF3DC",
    grid="#EDF0F5",
    selection="#DDE6FC",
    verdict_go="#0B6B5C",
    verdict_no_go="#A3272D",
    verdict_none="#566277",
    scenario_colours=SCENARIO_COLOURS,
    purchase_colours=PURCHASE_COLOURS,
)
DARK = Theme(
    name="dark",
    ground="#12171F",
    card="#1A212B",
    border="#2D3745",
    text="#E7ECF3",
    secondary="#A0ACBC",
    faint="#8A97AB",
    disabled="#6C788A",
    edge="#6C788A",
    scroll="#3A4656",
    hover="#232C38",
    accent="#86A3FF",
    accent_soft="#232F4E",
    on_accent="#10182B",
    gain="#4CC9AB",
    gain_soft="#15362F",
    loss="#F58078",
    loss_soft="#422326",
    warn="#E9B95B",
    warn_soft="#3B2F17",
    grid="#252E3A",
    selection="#273660",
    verdict_go="#0E6A5A",
    verdict_no_go="#8F2B2B",
    verdict_none="#3E4A5C",
    scenario_colours=(
        "#97A3B6",
        "#5AD6BA",
        "#7C9BFF",
        "#F2954A",
        "#D58BDB",
        "#5CC0E6",
        "#F58078",
        "#D3C04A",
    ),
    purchase_colours=MappingProxyType(
        {
            "on_demand": "#465266",
            "committed_used": "#6682E0",
            "committed_unused": "#E26060",
            "spot": "#3BA48E",
        }
    ),
)


class ThemeChanges(QObject):
    """Tells that the colours in force are others than before."""

    changed = Signal()


_in_force = LIGHT
_zoom = 1.0


def current() -> Theme:
    """The theme in force."""
    return _in_force


def changes() -> ThemeChanges:
    """The one object that tells of theme changes; lives as long as the application."""
    app = QCoreApplication.instance()
    found = app.findChild(ThemeChanges) if app else None
    return found or ThemeChanges(app)


def system_theme() -> Theme:
    """The twin the desktop asks for; light where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def prepare(app: QApplication, theme: Theme) -> None:
    """Choose colours and type before anything is built; `apply` completes it.

    Under a style sheet Qt dresses each widget anew, and all that is in it, whenever it is put into
    another; a window built before there is one starts in some four fifths of the time.
    """
    global _in_force
    _in_force = theme
    _load_fonts()
    if not app.property("is_quiet"):
        app.setStyle(QuietStyle())
        app.setProperty("is_quiet", True)
    app.setPalette(_palette(theme))
    app.setFont(font(BASE_PX))


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application, what is open included."""
    prepare(app, theme)
    sheet = style_sheet(theme.tokens(), _zoom)
    # Each new sheet dresses every widget again, which takes a third of a second.
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)
    changes().changed.emit()


def zoom() -> float:
    """How much larger than designed text is drawn."""
    return _zoom


def set_zoom(factor: float) -> None:
    """Draw text so much larger; `apply` the theme again to show it."""
    global _zoom
    _zoom = factor


def scaled(px: float) -> int:
    """A length that must grow with the text, in whole pixels at the zoom in force."""
    return round(px * _zoom)


def points(px: float) -> float:
    """A step of the type scale in points, at the zoom in force: what fonts and pages take."""
    screen = QGuiApplication.primaryScreen()
    per_inch = screen.logicalDotsPerInchY() if screen else 96.0
    return px * _zoom * 72.0 / per_inch


def font(px: float = BASE_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter with figures of one width, so that columns of numbers line up.

    Args:
        px: a step of the type scale.
        weight: 400, 500, 600 and 700 are shipped.
    """
    _load_fonts()
    made = QFont(FAMILY)
    # Pixel sizes are whole numbers in Qt; points are not.
    made.setPointSizeF(points(px))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _load_fonts() -> None:
    app = QCoreApplication.instance()
    if app is None or app.property("inter_loaded"):
        return
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(asset_path(f"fonts/Inter-{name}.otf")))
    app.setProperty("inter_loaded", True)


def _palette(theme: Theme) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.ground),
        (role.WindowText, theme.text),
        (role.Base, theme.card),
        (role.AlternateBase, theme.ground),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.faint),
        (role.Button, theme.card),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.loss),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.text),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.ToolTipBase, theme.text),
        (role.ToolTipText, theme.card),
        (role.Light, theme.card),
        (role.Midlight, theme.hover),
        (role.Mid, theme.border),
        (role.Dark, theme.edge),
        (role.Shadow, theme.border),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, which, QColor(theme.disabled))
    return palette
