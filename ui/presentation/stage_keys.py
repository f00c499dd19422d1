"""The keys of a stage, by what they do; `ui.keyboard_map.presenting` says them in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import Qt
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
