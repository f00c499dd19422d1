"""A spin box whose number stands as far from its frame as the text of every other field."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

_LEFT = 6


class SpinBox(QSpinBox):
    """A whole number; the style sheet's padding does not reach the text of Qt's own box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_LEFT, 0, 0, 0)
