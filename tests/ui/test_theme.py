"""Colours and type: legible in both twins, figures of one width."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtGui import QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.style_sheet import style_sheet

ROOT = Path(__file__).parents[2]


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


def test_every_text_is_set_in_a_step_of_the_type_scale() -> None:
    sources = (ROOT / "ui").rglob("*.py")

    numbered = re.compile(r"theme\.font\(\s*\d")
    stray = [p.name for p in sources if numbered.search(p.read_text(encoding="utf-8"))]

    assert stray == []


def test_lengths_of_the_style_grow_with_the_text_and_hairlines_do_not() -> None:
    tokens = theme.LIGHT.tokens()
    plain, large = style_sheet(tokens), style_sheet(tokens, 2.0)

    assert "padding: 6px 14px" in plain and "padding: 12px 28px" in large
    assert "border: 1px solid" in large


def test_what_is_round_stays_round_at_every_size_of_the_text() -> None:
    # Qt draws sharp corners where a radius is more than half of what it rounds.
    for percent in range(75, 201, 5):
        sheet = style_sheet(theme.LIGHT.tokens(), percent / 100)
        box = re.search(r"QAbstractItemView::indicator \{\s*width: (\d+)px", sheet)
        radio = re.search(r"QRadioButton::indicator \{ border-radius: (\d+)px", sheet)
        slider = re.search(
            r"handle:horizontal \{ background: #\w+; width: (\d+)px.*?radius: (\d+)", sheet, re.S
        )
        assert box and radio and slider

        assert int(box[1]) + 2 - 2 * int(radio[1]) in (0, 1)
        assert int(slider[1]) - 2 * int(slider[2]) in (0, 1, 2)
