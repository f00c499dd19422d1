"""The style under the style sheet: Fusion, its menu letters underlined only while Alt is held."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

_UNDERLINE = QStyle.StyleHint.SH_UnderlineShortcut


class QuietStyle(QProxyStyle):
    """Fusion that shows keyboard letters to who reaches for them, and to nobody else."""

    #: Whether Alt is held. The window says so: Qt itself knows only from the next key on.
    shows_letters = False

    def __init__(self) -> None:
        super().__init__("Fusion")

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == _UNDERLINE:
            return int(QuietStyle.shows_letters)
        return super().styleHint(hint, option, widget, returnData)
