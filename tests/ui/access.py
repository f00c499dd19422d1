"""What a screen reader is told of a control, and which controls the keyboard stops at."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

#: Controls that must have a name even before they are shown.
_ALWAYS = (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def controls(root: QWidget) -> Iterator[QWidget]:
    """Every control within a widget that can have the focus, parts of other controls left out."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.objectName().startswith("qt_"):
            continue
        holder = widget.parentWidget()
        if isinstance(widget, QLineEdit) and isinstance(holder, (QAbstractSpinBox, QComboBox)):
            continue
        # The list that a box pops up speaks for the box.
        if holder is not None and holder.inherits("QComboBoxPrivateContainer"):
            continue
        if isinstance(widget, QLabel) and not widget.text():
            continue
        yield widget


def nameless(root: QWidget) -> list[str]:
    """The way to each control that a screen reader could only call by its kind."""
    return [
        " in ".join(_way(widget, root))
        for widget in controls(root)
        if (widget.isVisibleTo(root) or isinstance(widget, _ALWAYS)) and not name_of(widget)
    ]


def _way(widget: QWidget, root: QWidget) -> Iterator[str]:
    at: QWidget | None = widget
    while at is not None:
        yield type(at).__name__
        if at is root:
            return
        at = at.parentWidget()


def wordless(root: QWidget) -> list[str]:
    """The way to each picture that says nothing: drawn by the program, and without a name.

    What holds labels or controls speaks through them, and a veil over others shows nothing itself.
    """
    return [
        " in ".join(_way(widget, root))
        for widget in (root, *root.findChildren(QWidget))
        if widget.isVisible()
        and _draws_itself(type(widget))
        and not widget.findChildren(QWidget)
        and not widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        and not name_of(widget)
    ]


def _draws_itself(kind: type) -> bool:
    """Whether the program itself, rather than Qt, says how a kind of widget looks."""
    owner = next(each for each in kind.__mro__ if "paintEvent" in vars(each))
    return owner.__module__.startswith("ui.")
