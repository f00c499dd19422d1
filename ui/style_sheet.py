"""The style of every stock control, written once over the theme's colour names.

Fonts are not named here: Qt's style sheets know whole pixels only, and a rule
that sets a weight forgets the tabular figures. `theme.font` makes them.

Widgets ask for a look by dynamic property: `kind` on buttons ("primary",
"quiet", "danger", "link"), `tone` on labels ("secondary", "faint", "gain",
"loss", "warn", "accent"), `card` on frames.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Template

from assets import asset_path


def style_sheet(tokens: Mapping[str, str], zoom: float = 1.0) -> str:
    """The application's style sheet in the given colours, its lengths grown with the text."""
    icons = {
        f"icon_{name.replace('-', '_')}": asset_path(f"icons/{name}.svg").as_posix()
        for name in ("chevron-down", "chevron-up", "chevron-right", "check", "dot")
    }
    rules = _LENGTH.sub(lambda found: f"{round(int(found[1]) * zoom)}px", _RULES)
    rules = _RADIUS.sub(lambda found: f"border-radius: {int(int(found[1]) * zoom)}px", rules)
    return Template(rules + _UNSCALED).substitute(tokens, **icons, radio=_radio_radius(zoom))


def _radio_radius(zoom: float) -> int:
    """Half of a radio button with its hairline on both sides."""
    return (round(_INDICATOR_PX * zoom) + 2) // 2


#: The box of a check box or radio button, within its border.
_INDICATOR_PX = 14
#: Of two pixels or more; hairlines stay hairlines.
_LENGTH = re.compile(r"(?<!border-radius: )\b([2-9]|[1-9]\d+)px")
# Rounded down: Qt draws sharp corners where a radius is more than half of what it rounds.
_RADIUS = re.compile(r"border-radius: (\d+)px")

#: What divides panels takes no more room when the text is large: they need it.
_UNSCALED = """
QMainWindow::separator { background: transparent; width: 10px; height: 10px; }
QMainWindow::separator:hover { background: $border; }
"""

_RULES = """
* { outline: 0; }
QWidget { color: $text; selection-background-color: $selection; selection-color: $text; }
QMainWindow, QDialog, QMessageBox, QWidget#ground { background: $ground; }
QFrame[card="true"], QWidget[card="true"] {
    background: $card; border: 1px solid $border; border-radius: 9px; }
QLabel { background: transparent; border: 0; }
QLabel[tone="secondary"] { color: $secondary; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="gain"] { color: $gain; }
QLabel[tone="loss"] { color: $loss; }
QLabel[tone="warn"] { color: $warn; }

QToolTip { background: $text; color: $card; border: 0; padding: 6px 8px; }

QMenuBar { background: $card; border-bottom: 1px solid $border; padding: 3px 8px; spacing: 2px; }
QMenuBar::item { background: transparent; padding: 6px 9px; border-radius: 6px; color: $text; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $card; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 26px; border-radius: 5px; background: transparent; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QMenu::icon { left: 7px; }
QMenu::right-arrow { image: url("$icon_chevron_right"); width: 12px; height: 12px; right: 8px; }
QMenu::indicator { width: 12px; height: 12px; left: 8px; }
QMenu::indicator:checked { background: $accent; border-radius: 3px; image: url("$icon_check"); }
QMenu::indicator:exclusive:checked { border-radius: 6px; image: url("$icon_dot"); }

QStatusBar { background: $card; border-top: 1px solid $border; color: $secondary; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: $secondary; padding: 2px 6px; }

QPushButton { background: $card; border: 1px solid $border; border-radius: 7px;
    padding: 6px 14px; min-height: 16px; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $disabled; background: $ground; }
QPushButton[kind="primary"], QPushButton:default {
    background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[kind="primary"]:hover, QPushButton:default:hover { border-color: $text; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled, QPushButton:default:disabled {
    background: $border; border-color: $border; color: $disabled; }
QPushButton[kind="danger"] { color: $loss; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent;
    padding: 3px 6px; text-align: left; }
QPushButton[kind="link"]:hover { background: $accent_soft; }
QPushButton[kind="link"]:focus { padding: 2px 5px; }
QPushButton[kind="link"]:disabled { color: $disabled; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 3px; color: $secondary; }
QToolButton:hover { background: $hover; color: $text; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:focus { border: 2px solid $accent; padding: 2px; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit {
    background: $card; border: 1px solid $edge; border-radius: 7px; padding: 5px 8px;
    min-height: 16px; color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus, QDateEdit:focus { border: 2px solid $accent; padding: 4px 7px; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: $disabled; background: $ground; }
QLineEdit:read-only { background: $ground; }
QAbstractSpinBox QLineEdit { background: transparent; border: 0; padding: 0 4px; }
QTextBrowser { border: 1px solid $border; border-radius: 9px; padding: 0; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url("$icon_chevron_down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $border; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $text; }
QSpinBox::up-button, QDoubleSpinBox::up-button { border: 0; width: 18px; }
QSpinBox::down-button, QDoubleSpinBox::down-button { border: 0; width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url("$icon_chevron_up"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url("$icon_chevron_down"); width: 10px; height: 10px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px;
    border: 1px solid transparent; border-radius: 5px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; padding: 1px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; border: 1px solid $edge; background: $card; }
QCheckBox::indicator, QAbstractItemView::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: ${radio}px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icon_check"); }
QRadioButton::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icon_dot"); }

QTabWidget::pane { border: 0; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; border: 0; border-bottom: 2px solid transparent;
    padding: 6px 12px; color: $secondary; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tear { image: none; width: 0; }
QTabBar::tab:focus { background: $accent_soft; }

QAbstractScrollArea { background: $card; border: 0; }
QTableView, QTreeView, QListView { background: $card; gridline-color: $grid;
    selection-background-color: $selection; selection-color: $text; border: 0; }
QListWidget { border: 1px solid $border; border-radius: 7px; padding: 4px; }
QListWidget:focus, QTextBrowser:focus { border: 2px solid $accent; }
QListWidget::item { padding: 5px 4px; border-radius: 5px; color: $text; }
QListWidget::item:selected { background: $accent_soft; }
QTreeView::branch:closed:has-children { image: url("$icon_chevron_right"); }
QTreeView::branch:open:has-children { image: url("$icon_chevron_down"); }
QHeaderView { background: $card; border: 0; }
QHeaderView::section { background: $ground; color: $secondary; border: 0;
    border-right: 1px solid $border; border-bottom: 1px solid $border; padding: 4px 8px; }
QTableCornerButton::section { background: $ground; border: 0;
    border-right: 1px solid $border; border-bottom: 1px solid $border; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }
QProgressBar { background: $border; border: 0; border-radius: 4px; min-height: 8px;
    max-height: 8px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QSlider::groove:horizontal { background: $border; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 14px; height: 14px; margin: -5px 0;
    border-radius: 7px; }
QGroupBox { border: 1px solid $border; border-radius: 9px; margin-top: 10px; padding: 10px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: $secondary; }
"""
