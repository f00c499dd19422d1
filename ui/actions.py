"""Every action of the window: the menus in order, and when each entry can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.menus.edit_menu import EditMenu
from ui.menus.file_menu import FileMenu
from ui.menus.help_menu import HelpMenu
from ui.menus.menu import NEEDS, Menu, Needs
from ui.menus.present_menu import PresentMenu
from ui.menus.scenario_menu import ScenarioMenu
from ui.menus.view_menu import ViewMenu
from ui.session import BASE

if TYPE_CHECKING:
    from ui.window import Window

#: The menus of the bar, from left to right.
_MENUS: tuple[Callable[[Window], Menu], ...] = (
    FileMenu,
    EditMenu,
    ScenarioMenu,
    ViewMenu,
    PresentMenu,
    HelpMenu,
)


class Actions(QObject):
    """Builds the menus of a window and keeps them in step with what is open."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._session = window.session
        self._menus = [make(window) for make in _MENUS]
        for signal in (
            window.session.case_changed,
            window.session.document_replaced,
            window.session.scenario_selected,
            window.session.visibility_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Enable what can be done now, and name what undo would take back."""
        given = {Needs.NOTHING}
        if self._session.document is not None:
            given.add(Needs.DOCUMENT)
            if self._session.selected != BASE:
                given.add(Needs.SCENARIO)
        for action, _ in self.entries():
            needs = action.property(NEEDS)
            if needs:
                action.setEnabled(needs in given)
        for menu in self._menus:
            menu.refresh()

    def entries(self) -> Iterator[tuple[QAction, tuple[QMenu, ...]]]:
        """Every entry with the menus that lead to it; menus within menus come before theirs."""
        for menu in self._menus:
            yield from _entries(menu.menu, (menu.menu,))

    def reason(self, action: QAction) -> str:
        """Why an action cannot be used now; "" where it can, or where nothing is known."""
        if action.isEnabled():
            return ""
        if self._session.document is None:
            return self.tr("Open or make a project first.")
        if action.property(NEEDS) == Needs.SCENARIO:
            return self.tr("Select a scenario first; the base is selected.")
        return {
            "edit.undo": self.tr("Nothing was changed yet."),
            "edit.redo": self.tr("Nothing was taken back."),
        }.get(action.objectName(), "")


def _entries(menu: QMenu, path: tuple[QMenu, ...]) -> Iterator[tuple[QAction, tuple[QMenu, ...]]]:
    for action in menu.actions():
        if action.isSeparator():
            continue
        yield action, path
        within = action.menu()
        if isinstance(within, QMenu):
            yield from _entries(within, (*path, within))
