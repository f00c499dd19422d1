"""Sizes on a stage: designed for 1280×720, and as much larger as the screen is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont

from ui import theme

_DESIGNED = QSize(1280, 720)
#: A chart's own texts are made for a desk; read from afar they have to be so much larger.
_CHART = 1.5


@dataclass(frozen=True, slots=True)
class Scale:
    """How much larger than designed a stage is."""

    factor: float = 1.0

    @classmethod
    def of(cls, size: QSize) -> Scale:
        """The scale of a stage of this size."""
        wide, high = size.width() / _DESIGNED.width(), size.height() / _DESIGNED.height()
        return cls(max(min(wide, high), 0.05))

    def px(self, designed: float) -> int:
        """A length in whole pixels."""
        return round(designed * self.factor)

    def font(self, designed: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The theme's font at a size that the screen gives, whatever the window's zoom is."""
        return theme.font(max(designed * self.factor, 1.0) / theme.zoom(), weight)

    @property
    def of_charts(self) -> float:
        """How much larger than in the window a chart is drawn."""
        return self.factor * _CHART / theme.zoom()


def ink(tone: str) -> str:
    """The colour of a tone: a token of the theme in force, or white on a verdict's ground."""
    return "#FFFFFF" if tone == "on_verdict" else str(getattr(theme.current(), tone or "text"))


def verdict_ground(verdict: str) -> str:
    """The ground that a verdict is written on."""
    colours = theme.current()
    return {"Go": colours.verdict_go, "No-go": colours.verdict_no_go}.get(
        verdict, colours.verdict_none
    )
