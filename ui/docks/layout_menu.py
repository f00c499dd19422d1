"""View > Layout: the designed layouts, the user's own by name, and moving panels by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.docks.layouts import DESIGNED
from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ui.window import Window


class LayoutMenu:
    """The entries about layouts within another menu."""

    def __init__(self, menu: Menu) -> None:
        self._owner = menu
        self._window: Window = menu.window
        self._own: list[QAction] = []
        self.menu = menu.add_menu("view.layout", menu.tr("La&yout"), Needs.DOCUMENT)
        for key, label in self._designed().items():
            menu.add(
                f"view.layout.{key}",
                label,
                lambda _=False, key=key: self._window.use_layout(DESIGNED[key]),
                tip=menu.tr("Put every panel where this layout has it."),
                needs=Needs.DOCUMENT,
                to=self.menu,
            )
        self._before_own = self.menu.addSeparator()
        self._end_of_own = self.menu.addSeparator()
        menu.add(
            "view.layout.own",
            menu.tr("Sa&ve, rename, delete…"),
            self._open_own,
            tip=menu.tr("Keep where the panels are under a name, and tidy the names kept."),
            needs=Needs.DOCUMENT,
            to=self.menu,
        )
        self._arrange = menu.add(
            "view.layout.arrange",
            menu.tr("Arran&ge panels"),
            self._window.arrange_panels,
            "Ctrl+Alt+L",
            tip=menu.tr("Show the titles that panels are dragged, floated and closed by."),
            needs=Needs.DOCUMENT,
            to=self.menu,
        )
        self._arrange.setCheckable(True)
        self._window.workspace.arranging_changed.connect(self._arrange.setChecked)
        self.menu.aboutToShow.connect(self.list_own)
        self.list_own()

    def list_own(self) -> None:
        """Offer the layouts that the user has kept."""
        for action in self._own:
            self.menu.removeAction(action)
            action.deleteLater()
        self._own = []
        for name, state in self._window.preferences.layouts().items():
            action = self._owner.add(
                f"view.layout.own.{name}",
                name.replace("&", "&&"),
                lambda _=False, state=state: self._window.use_layout(state),
                tip=self._owner.tr("A layout of your own."),
                needs=Needs.DOCUMENT,
                to=self.menu,
            )
            self.menu.removeAction(action)
            self.menu.insertAction(self._end_of_own, action)
            action.setParent(self.menu)
            self._own.append(action)
        self._before_own.setVisible(True)
        self._end_of_own.setVisible(bool(self._own))

    def _designed(self) -> dict[str, str]:
        tr = self._owner.tr
        return {
            "designed": tr("As &designed"),
            "charts": tr("&Charts large"),
            "tables": tr("&Tables large"),
            "side_by_side": tr("&Side by side"),
        }

    def _open_own(self) -> None:
        from ui.docks.own_layouts import OwnLayouts

        OwnLayouts(self._window.workspace, self._window.preferences, self._window).show()
