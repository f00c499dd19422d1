"""Colours and type: legible in both twins, figures of one width."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.style_sheet import style_sheet


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1."""

    def luminance(colour: str) -> float:
        parts = QColor(colour).getRgbF()[:3]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("twin", [theme.LIGHT, theme.DARK], ids=lambda twin: twin.name)
def test_text_can_be_read_on_every_ground_it_stands_on(twin: theme.Theme) -> None:
    pairs = [
        (twin.text, twin.card),
        (twin.text, twin.ground),
        (twin.secondary, twin.card),
        (twin.secondary, twin.ground),
        (twin.accent, twin.card),
        (twin.on_accent, twin.accent),
        (twin.gain, twin.gain_soft),
        (twin.loss, twin.loss_soft),
        (twin.warn, twin.warn_soft),
        ("#FFFFFF", twin.verdict_go),
        ("#FFFFFF", twin.verdict_no_go),
        ("#FFFFFF", twin.verdict_none),
        *((colour, twin.card) for colour in twin.scenario_colours),
    ]

    unreadable = [pair for pair in pairs if contrast(*pair) < 4.5]

    assert unreadable == []


def test_scenarios_differ_in_colour_or_in_line() -> None:
    for twin in (theme.LIGHT, theme.DARK):
        assert len(set(twin.scenario_colours)) == len(twin.scenario_colours) == 8
    assert len(theme.LINE_STYLES) == 8


def test_all_figures_are_of_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(theme.font(19))

    assert QFontInfo(theme.font(19)).family() == "Inter"
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_the_twins_share_one_style_with_every_colour_named(qapp: QApplication) -> None:
    light, dark = (style_sheet(twin.tokens()) for twin in (theme.LIGHT, theme.DARK))

    assert "$" not in light + dark
    assert re.sub(r"#\w{6}", "", light) == re.sub(r"#\w{6}", "", dark)


def test_going_dark_is_told_and_changes_the_palette(dressed: QApplication) -> None:
    told: list[str] = []
    changes = theme.changes()

    def hear() -> None:
        told.append(theme.current().name)

    changes.changed.connect(hear)
    theme.apply(dressed, theme.DARK)
    changes.changed.disconnect(hear)

    assert told == ["dark"]
    assert dressed.palette().color(QPalette.ColorRole.Window).name() == theme.DARK.ground.lower()
