"""How far apart two colours are: for reading, and for eyes that see fewer of them."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

Rgb = tuple[float, float, float]

#: What each kind of eye makes of linear red, green and blue (Viénot, Brettel and Mollon 1999 for
#: the first two; Brettel's plane for the third, as it is commonly put into one matrix).
SIMULATED: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "deuteranopia": (
        (0.29275, 0.70725, 0.0),
        (0.29275, 0.70725, 0.0),
        (-0.02234, 0.02234, 1.0),
    ),
    "protanopia": (
        (0.11238, 0.88762, 0.0),
        (0.11238, 0.88762, 0.0),
        (0.00401, -0.00401, 1.0),
    ),
    "tritanopia": (
        (1.0, 0.14461, -0.14461),
        (0.0, 0.85924, 0.14076),
        (0.0, 0.85924, 0.14076),
    ),
}


def linear(colour: str) -> Rgb:
    """Red, green and blue as amounts of light."""
    parts = QColor(colour).getRgbF()[:3]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1."""
    low, high = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in (linear(one), linear(other))
    )
    return (high + 0.05) / (low + 0.05)


def seen_by(kind: str, colour: str) -> Rgb:
    """A colour's light as one kind of colour-blind eye sees it; "" for all others."""
    light = linear(colour)
    if not kind:
        return light
    rows = SIMULATED[kind]
    red, green, blue = (
        min(max(sum(part * amount for part, amount in zip(row, light, strict=True)), 0.0), 1.0)
        for row in rows
    )
    return red, green, blue


def distance(one: Rgb, other: Rgb) -> float:
    """How different two lights look: their distance in CIE L*a*b*; about 2 is just noticeable."""
    return math.dist(_lab(one), _lab(other))


def _lab(light: Rgb) -> Rgb:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
