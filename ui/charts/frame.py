"""Where a chart's values lie on screen: the plotted rectangle and its two scales."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF


@dataclass(frozen=True)
class Frame:
    """The plotted rectangle, in the widget's pixels, and the values at its edges."""

    area: QRectF
    span: float
    low: float
    high: float

    def x(self, month: float) -> float:
        """Pixels from the left of a place in time."""
        return self.area.left() + month / self.span * self.area.width()

    def y(self, value: float) -> float:
        """Pixels from the top of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.area.bottom() - share * self.area.height()

    def month(self, x: float) -> float:
        """The place in time under a pixel."""
        return (x - self.area.left()) / max(self.area.width(), 1.0) * self.span
