"""The keys of a stage: one table that both works and is shown by the question mark."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent

_Key = Qt.Key


class Act(StrEnum):
    """What a key does."""

    NEXT = "next"
    BACK = "back"
    FIRST = "first"
    LAST = "last"
    MORE = "more"
    LESS = "less"
    SCENARIO = "scenario"
    BLACK = "black"
    WHITE = "white"
    NOTES = "notes"
    SWAP = "swap"
    UNDO = "undo"
    REDO = "redo"
    HELP = "help"
    LEAVE = "leave"


_PLAIN: Mapping[int, Act] = {
    _Key.Key_Right: Act.NEXT,
    _Key.Key_PageDown: Act.NEXT,
    _Key.Key_Space: Act.NEXT,
    _Key.Key_Return: Act.NEXT,
    _Key.Key_Enter: Act.NEXT,
    _Key.Key_Left: Act.BACK,
    _Key.Key_PageUp: Act.BACK,
    _Key.Key_Backspace: Act.BACK,
    _Key.Key_Home: Act.FIRST,
    _Key.Key_End: Act.LAST,
    _Key.Key_Up: Act.MORE,
    _Key.Key_Down: Act.LESS,
    _Key.Key_B: Act.BLACK,
    _Key.Key_Period: Act.BLACK,
    _Key.Key_W: Act.WHITE,
    _Key.Key_Comma: Act.WHITE,
    _Key.Key_N: Act.NOTES,
    _Key.Key_S: Act.SWAP,
    _Key.Key_Question: Act.HELP,
    _Key.Key_F1: Act.HELP,
    _Key.Key_Escape: Act.LEAVE,
    **{key: Act.SCENARIO for key in range(int(_Key.Key_0), int(_Key.Key_9) + 1)},
}


def act_of(event: QKeyEvent) -> Act | None:
    """What a key press asks for; None for nothing."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == _Key.Key_Z:
            return Act.REDO if is_shifted else Act.UNDO
        return Act.REDO if event.key() == _Key.Key_Y else None
    return _PLAIN.get(event.key())


def _tr(text: str) -> str:
    return QCoreApplication.translate("StageKeys", text)


def keys_in_words() -> tuple[tuple[str, str], ...]:
    """Keys and what they do, as the stage shows them."""
    return (
        (_tr("→  Space  Page Down"), _tr("Next page; ↓ too, where no number is in the spotlight")),
        (_tr("←  Page Up"), _tr("Page before")),
        (_tr("Home  End"), _tr("First and last page")),
        (_tr("1 … 9  0"), _tr("Another scenario; 0 is the base")),
        (_tr("↑  ↓"), _tr("Move the number in the spotlight; Shift ten times, Ctrl a tenth")),
        (_tr("Ctrl+Z  Ctrl+Y"), _tr("Undo and redo")),
        (_tr("B  W"), _tr("Black or white screen, and back")),
        (_tr("N"), _tr("Notes, on the second screen where there is one")),
        (_tr("S"), _tr("Swap the screens")),
        (_tr("Esc"), _tr("End the presentation")),
    )
