"""F6 and Shift+F6: the keyboard's way from one panel to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def cycle(panels: Sequence[QWidget], step: int) -> QWidget | None:
    """Give the next panel the focus, or the one before; the widget that has it then.

    Panels that are hidden, or hold nothing that takes the focus, are passed over.
    """
    focused = QApplication.focusWidget()
    holding = [
        place
        for place, panel in enumerate(panels)
        if focused is not None and (panel is focused or panel.isAncestorOf(focused))
    ]
    start = holding[0] if holding else (-1 if step > 0 else 0)
    for offset in range(1, len(panels) + 1):
        panel = panels[(start + step * offset) % len(panels)]
        target = first_stop(panel) if panel.isVisible() else None
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return target
    return None


def first_stop(panel: QWidget) -> QWidget | None:
    """The first control of a panel that Tab would stop at; the panel itself where it is one."""
    widget: QWidget | None = panel
    while widget is not None:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
        if widget is panel or (widget is not None and not panel.isAncestorOf(widget)):
            break
    return None
