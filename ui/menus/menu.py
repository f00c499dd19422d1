"""What the menus are made of: entries with a name, a key, a tip, and what they need."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from ui import icons

if TYPE_CHECKING:
    from ui.window import Window

Key = QKeySequence | QKeySequence.StandardKey | str


class Needs(StrEnum):
    """What must be open or selected before an entry can do its work."""

    NOTHING = ""
    DOCUMENT = "document"
    SCENARIO = "scenario"


#: The property of an action that holds its `Needs`.
NEEDS = "needs"


class Menu(QObject):
    """One menu of the bar.

    Every entry has an object name of its own ("file.save"): the command palette, tests and
    what the user did lately know it by that, in whatever language it is labelled.
    """

    def __init__(self, window: Window, title: str) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.menu = window.menuBar().addMenu(title)
        self.menu.setToolTipsVisible(True)

    def refresh(self) -> None:
        """Follow what is open and selected; most entries need no more than `Needs` says."""

    def add(
        self,
        name: str,
        text: str,
        act: Callable[..., object],
        key: Key = "",
        *,
        tip: str = "",
        icon: str = "",
        needs: Needs = Needs.NOTHING,
        to: QMenu | None = None,
    ) -> QAction:
        """One more entry, at the end.

        Args:
            name: its object name; unique in the program.
            text: after a tab, the key that whatever has the focus answers to by itself.
            tip: what it does, a sentence.
            to: a menu within this one; this one itself where none is given.
        """
        action = (to or self.menu).addAction(text)
        action.setObjectName(name)
        action.setProperty(NEEDS, needs.value)
        if key:
            action.setShortcut(QKeySequence(key))
        if icon:
            action.setIcon(icons.icon(icon))
        if tip:
            action.setToolTip(tip)
            action.setStatusTip(tip)
        action.triggered.connect(act)
        return action

    def add_menu(self, name: str, title: str, needs: Needs = Needs.NOTHING) -> QMenu:
        """A menu within this one."""
        menu: QMenu = self.menu.addMenu(title)
        menu.setToolTipsVisible(True)
        menu.menuAction().setObjectName(name)
        menu.menuAction().setProperty(NEEDS, needs.value)
        return menu

    def choice(self) -> QActionGroup:
        """A group of entries of which one is ticked."""
        return QActionGroup(self)
