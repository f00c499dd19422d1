"""Text on a stage: as large as designed where it fits, smaller before it is ever cut."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.presentation.scale import Scale, ink

_SMALLEST = 0.55
_STEPS = 9
_WRAP = int(Qt.TextFlag.TextWordWrap)


class FittedText(QWidget):
    """A text of at most so many lines, which shrinks to stay whole."""

    def __init__(
        self,
        px: float,
        *,
        lines: int = 1,
        weight: QFont.Weight = QFont.Weight.Normal,
        tone: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._px, self._lines, self._weight = px, lines, weight
        self._tone, self._align = tone, align
        self._text, self._scale = "", Scale()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def show_text(self, text: str, tone: str = "") -> None:
        """Show another text, in another tone where one is given."""
        if text == self._text and tone in ("", self._tone):
            return
        self._text, self._tone = text, tone or self._tone
        self.setAccessibleName(text)
        self._fit_height()
        self.update()

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._scale = scale
        self._fit_height()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Take as many lines as are needed, and no more than allowed."""
        metrics = QFontMetrics(self._scale.font(self._px, self._weight))
        needed = self._needed(metrics).height() / max(metrics.lineSpacing(), 1)
        lines = min(max(round(needed), 1), self._lines) if self._text else 1
        self.setFixedHeight(metrics.height() + (lines - 1) * metrics.lineSpacing())

    def _needed(self, metrics: QFontMetrics) -> QRect:
        return metrics.boundingRect(0, 0, max(self.width(), 1), 0, self._flags(), self._text)

    def _flags(self) -> int:
        vertical = Qt.AlignmentFlag.AlignTop if self._lines > 1 else Qt.AlignmentFlag.AlignVCenter
        wrap = _WRAP if self._lines > 1 else 0
        return int(self._align | vertical) | wrap

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(ink(self._tone)))
        text = self._text
        for step in range(_STEPS):
            shrunk = 1.0 - (1.0 - _SMALLEST) * step / (_STEPS - 1)
            font = self._scale.font(self._px * shrunk, self._weight)
            metrics = QFontMetrics(font)
            needed = self._needed(metrics)
            if needed.width() <= self.width() and needed.height() <= self.height() + 1:
                break
        else:
            if self._lines == 1:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(font)
        painter.drawText(self.rect(), self._flags(), text)
        painter.end()
