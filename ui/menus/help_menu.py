"""The Help menu: the keyboard map, and whose work the program stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from ui.help_pages import about_html, keyboard_html
from ui.menus.menu import Menu
from ui.panels.page import Page

if TYPE_CHECKING:
    from ui.window import Window


class HelpMenu(Menu):
    """Pages to read beside the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&Help"))
        self.add(
            "help.keyboard",
            self.tr("&Keyboard map"),
            lambda: self._show_page(self.tr("Keyboard map"), keyboard_html()),
            "F1",
            tip=self.tr("Which key does what."),
        )
        about = self.add(
            "help.about",
            self.tr("&About and licences"),
            lambda: self._show_page(self.tr("About What-If"), about_html()),
            tip=self.tr("The version, and what the program is built with."),
        )
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _show_page(self, title: str, html: str) -> None:
        Page(title, html, self.window).show()
