"""Every pair of colours that meet on screen can be told apart, by every eye, in both twins."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from tests.ui.contrast import SIMULATED, contrast, distance, seen_by
from ui import theme
from ui.charts.ink import edge_colour
from ui.theme import DARK, LIGHT, Theme

TEXT, GRAPHIC = 4.5, 3.0
#: What two lines must differ by to be known apart at a glance; about 2 is just noticeable.
APART = 12.0

TWINS = pytest.mark.parametrize("twin", [LIGHT, DARK], ids=lambda twin: twin.name)

#: Inks that texts are written in, and the grounds that they are written on.
INKS: dict[str, tuple[str, ...]] = {
    "text": (
        *("card", "ground", "hover", "accent_soft", "selection"),
        *("gain_soft", "loss_soft", "warn_soft", "grid"),
    ),
    "secondary": ("card", "ground", "hover", "accent_soft", "selection", "gain_soft", "loss_soft"),
    "faint": ("card", "ground", "hover"),
    "accent": ("card", "ground", "hover", "accent_soft", "selection"),
    "gain": ("card", "ground", "hover", "gain_soft", "selection"),
    "loss": ("card", "ground", "hover", "loss_soft", "selection"),
    "warn": ("card", "ground", "hover", "warn_soft", "selection"),
    "on_accent": ("accent",),
    "card": ("text",),  # a tool tip
}
#: What draws controls, lines and the ring around what has the focus.
LINES: dict[str, tuple[str, ...]] = {
    "edge": ("card", "ground"),
    "faint": ("card",),
    "accent": ("card", "ground", "hover"),
    "text": ("card", "ground"),
    "warn": ("card",),
}


def too_alike(
    twin: Theme, pairs: dict[str, tuple[str, ...]], least: float
) -> list[tuple[str, str, float]]:
    return [
        (ink, ground, round(ratio, 2))
        for ink, grounds in pairs.items()
        for ground in grounds
        if (ratio := contrast(getattr(twin, ink), getattr(twin, ground))) < least
    ]


@TWINS
def test_every_text_can_be_read_on_every_ground_it_stands_on(twin: Theme) -> None:
    assert too_alike(twin, INKS, TEXT) == []


@TWINS
def test_controls_lines_and_the_ring_of_the_focus_can_be_made_out(twin: Theme) -> None:
    assert too_alike(twin, LINES, GRAPHIC) == []


@TWINS
def test_white_can_be_read_on_every_verdict(twin: Theme) -> None:
    grounds = (twin.verdict_go, twin.verdict_no_go, twin.verdict_none)

    assert all(contrast("#FFFFFF", ground) >= TEXT for ground in grounds)


@TWINS
def test_a_scenarios_name_can_be_read_in_its_colour(twin: Theme) -> None:
    assert all(contrast(colour, twin.card) >= TEXT for colour in twin.scenario_colours)


@TWINS
def test_every_band_ends_in_a_line_that_can_be_made_out(twin: Theme) -> None:
    bands = (*twin.purchase_colours, "cliffs", "shortfall")

    assert all(contrast(edge_colour(twin, band), twin.card) >= GRAPHIC for band in bands)


@pytest.mark.parametrize("eye", ["", *SIMULATED])
@TWINS
def test_no_two_scenarios_look_alike_in_colour_and_in_line(twin: Theme, eye: str) -> None:
    places = range(len(twin.scenario_colours))

    alike = [
        (one, other)
        for one, other in combinations(places, 2)
        if theme.LINE_STYLES[one] == theme.LINE_STYLES[other]
        and distance(
            seen_by(eye, twin.scenario_colours[one]), seen_by(eye, twin.scenario_colours[other])
        )
        < APART
    ]

    assert alike == []


def test_what_is_simulated_is_what_such_eyes_confuse() -> None:
    # Full red and a dark olive of the same light: worlds apart, and one to a deuteranope.
    red, olive = "#D03030", "#8A7A00"

    assert distance(seen_by("", red), seen_by("", olive)) > 50
    assert distance(seen_by("deuteranopia", red), seen_by("deuteranopia", olive)) < 20
    # A grey stays a grey to everybody.
    assert all(
        distance(seen_by("", grey), seen_by(eye, grey)) < 2
        for grey, eye in product(("#808080", "#202020"), SIMULATED)
    )
