"""The View menu: which face of the project is shown, in which looks, size and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.docks.layout_menu import LayoutMenu
from ui.menus.language_menu import LanguageMenu
from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
    from ui.window import Window


class ViewMenu(Menu):
    """Faces, panels, theme, zoom and language."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&View"))
        self._make_faces()
        self.menu.addSeparator()
        self._make_panels()
        self.menu.addSeparator()
        self._make_theme()
        self._make_zoom()
        self.menu.addSeparator()
        LanguageMenu(self)

    def _make_faces(self) -> None:
        window = self.window
        self.add(
            "view.model",
            self.tr("&Model"),
            window.show_model,
            "Ctrl+1",
            tip=self.tr("Show the case: tables, figures and charts."),
            needs=Needs.DOCUMENT,
        )
        self.add(
            "view.baseline",
            self.tr("&Baseline"),
            lambda: window.show_baseline(),
            "Ctrl+2",
            tip=self.tr("Show what stands behind the case: exports, owners, usage, actuals."),
            needs=Needs.DOCUMENT,
        )

    def _make_panels(self) -> None:
        for label, dock in self.window.panels():
            action = self.add(
                f"view.panel.{dock.objectName()}",
                label,
                dock.set_open,
                tip=self.tr("Show this part of the window, or put it away."),
                needs=Needs.DOCUMENT,
            )
            action.setCheckable(True)
            action.setChecked(not dock.isHidden())
            dock.toggleViewAction().toggled.connect(action.setChecked)
        LayoutMenu(self)
        self.add(
            "view.next_panel",
            self.tr("&Next panel"),
            lambda: self.window.go_to_panel(1),
            "F6",
            tip=self.tr("Go on with the keyboard in the next panel."),
        )
        self.add(
            "view.previous_panel",
            self.tr("&Previous panel"),
            lambda: self.window.go_to_panel(-1),
            "Shift+F6",
            tip=self.tr("Go back with the keyboard to the panel before."),
        )

    def _make_theme(self) -> None:
        menu, group = self.add_menu("view.theme", self.tr("&Theme")), self.choice()
        for name, label in (
            ("light", self.tr("&Light")),
            ("dark", self.tr("&Dark")),
            ("system", self.tr("As the &system")),
        ):
            action = self.add(
                f"view.theme.{name}",
                label,
                lambda _=False, name=name: self.window.choose_theme(name),
                tip=self.tr("Choose the colours of the whole program."),
                to=menu,
            )
            action.setCheckable(True)
            action.setChecked(self.window.preferences.theme == name)
            group.addAction(action)

    def _make_zoom(self) -> None:
        window = self.window
        self.add(
            "view.larger",
            self.tr("Zoom &in"),
            lambda: window.zoom_by(1.1),
            "Ctrl++",
            tip=self.tr("Draw everything larger."),
        )
        self.add(
            "view.smaller",
            self.tr("Zoom &out"),
            lambda: window.zoom_by(1 / 1.1),
            "Ctrl+-",
            tip=self.tr("Draw everything smaller."),
        )
        self.add(
            "view.actual_size",
            self.tr("&Actual size"),
            lambda: window.zoom_by(0),
            "Ctrl+0",
            tip=self.tr("Draw everything at the size it was designed in."),
        )
