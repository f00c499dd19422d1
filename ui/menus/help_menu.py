"""The Help menu: help on what has the focus, the contents, the keys, and who made what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from ui.help.desk import HelpDesk
from ui.menus.menu import Menu

if TYPE_CHECKING:
    from ui.palette.palette import CommandPalette
    from ui.tour.tour import Tour
    from ui.window import Window


class HelpMenu(Menu):
    """Ways into the help."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&Help"))
        self.desk = HelpDesk(window, window.preferences)
        window.session.help_asked.connect(self.desk.show)
        self._palette: CommandPalette | None = None
        self.tour: Tour | None = None
        self.add(
            "help.palette",
            self.tr("&Find a command…"),
            self._open_palette,
            "Ctrl+Shift+P",
            tip=self.tr("Find any command, cell, figure, page or file by typing."),
        )
        self.menu.addSeparator()
        self.add(
            "help.here",
            self.tr("&Help on this"),
            self.desk.show_for_focus,
            QKeySequence.StandardKey.HelpContents,
            tip=self.tr("What the manual says on the cell, figure or page that has the focus."),
        )
        self.add(
            "help.contents",
            self.tr("&Contents"),
            lambda: self.desk.show(),
            tip=self.tr("Guides, the model, and every field and figure."),
        )
        self.add(
            "help.model",
            self.tr("&Model reference"),
            lambda: self.desk.show("model"),
            tip=self.tr("Every formula behind the figures."),
        )
        self.add(
            "help.keyboard",
            self.tr("&Keyboard map"),
            lambda: self.desk.show("keyboard"),
            "Ctrl+/",
            tip=self.tr("Which key does what."),
        )
        self.add(
            "help.tour",
            self.tr("&Tour of two minutes"),
            self._take_tour,
            tip=self.tr("Show the program around on the sample project; Esc leaves it."),
        )
        window.start.tour_accepted.connect(self._take_tour)
        window.start.tour_declined.connect(self._stop_offering)
        self.menu.addSeparator()
        about = self.add(
            "help.about",
            self.tr("&About and licences"),
            lambda: self.desk.show("about"),
            tip=self.tr("The version, and what the program is built with."),
        )
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _open_palette(self) -> None:
        if self._palette is None:
            from ui.palette.palette import CommandPalette

            self._palette = CommandPalette(self.window)
        self._palette.open()

    def _take_tour(self) -> None:
        if self.tour is None:
            from ui.tour.tour import Tour

            self.tour = Tour(self.window)
        if self.tour.begin():
            self._stop_offering()

    def _stop_offering(self) -> None:
        self.window.preferences.is_tour_offered = False
        self.window.refresh()
