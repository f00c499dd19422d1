"""The Scenario menu: what is done to the scenario that is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from ui import icons, theme
from ui.menus.menu import Menu, Needs

if TYPE_CHECKING:
    from ui.window import Window


class ScenarioMenu(Menu):
    """Add, copy, rename, move, colour, delete; the same entries are in the list's own menu."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, self.tr("&Scenario"))
        self._looks: list[QAction] = []
        self._make_list_entries()
        self.menu.addSeparator()
        self._make_moves()
        self.menu.addSeparator()
        self._make_chart_entries()
        window.scenarios.menu.addActions(self.menu.actions())
        theme.changes().changed.connect(self._draw_looks)

    def refresh(self) -> None:
        name = self.session.selected
        if self.session.document is not None:
            self._show_hide.setText(
                self.tr("&Hide in the charts")
                if name in self.session.visible
                else self.tr("S&how in the charts")
            )
        for look, action in enumerate(self._looks):
            action.setChecked(self.session.look(name) == look)

    def _make_list_entries(self) -> None:
        panel, edits = self.window.scenarios, self.window.edits
        self.add(
            "scenario.add",
            self.tr("&Add"),
            panel.add,
            "Ctrl+Shift+N",
            tip=self.tr("Add a scenario, and name it."),
            icon="plus",
            needs=Needs.DOCUMENT,
        )
        self.add(
            "scenario.duplicate",
            self.tr("&Duplicate"),
            panel.duplicate,
            "Ctrl+Shift+D",
            tip=self.tr("Copy the selected scenario, and name the copy."),
            icon="duplicate",
            needs=Needs.DOCUMENT,
        )
        self.add(
            "scenario.rename",
            self.tr("Re&name\tF2"),
            lambda: panel.rename(self.session.selected),
            tip=self.tr("Name the selected scenario anew."),
            icon="pencil",
            needs=Needs.SCENARIO,
        )
        self.add(
            "scenario.delete",
            self.tr("Dele&te\tDel"),
            lambda: edits.delete(self.session.selected),
            tip=self.tr("Delete the selected scenario; undo brings it back."),
            icon="trash",
            needs=Needs.SCENARIO,
        )

    def _make_moves(self) -> None:
        edits = self.window.edits
        self.add(
            "scenario.up",
            self.tr("Move &up\tAlt+Up"),
            lambda: edits.move_by(self.session.selected, -1),
            tip=self.tr("Move the selected scenario up in the list."),
            icon="arrow-up",
            needs=Needs.SCENARIO,
        )
        self.add(
            "scenario.down",
            self.tr("Move do&wn\tAlt+Down"),
            lambda: edits.move_by(self.session.selected, 1),
            tip=self.tr("Move the selected scenario down in the list."),
            icon="arrow-down",
            needs=Needs.SCENARIO,
        )

    def _make_chart_entries(self) -> None:
        edits = self.window.edits
        self.add(
            "scenario.reference",
            self.tr("Set as &reference"),
            lambda: edits.set_reference(self.session.selected),
            tip=self.tr("Measure every other scenario against the selected one."),
            icon="flag",
            needs=Needs.DOCUMENT,
        )
        self._show_hide = self.add(
            "scenario.visible",
            self.tr("&Hide in the charts"),
            lambda: edits.toggle_visible(self.session.selected),
            tip=self.tr("Show the selected scenario in the charts, or hide it."),
            icon="eye",
            needs=Needs.SCENARIO,
        )
        menu = self.add_menu("scenario.colour", self.tr("&Colour"), Needs.SCENARIO)
        group = self.choice()
        for look, label in enumerate(icons.looks()):
            action = self.add(
                f"scenario.colour.{look}",
                label,
                lambda _=False, look=look: self.session.set_look(self.session.selected, look),
                tip=self.tr("Draw the selected scenario in this colour and line."),
                needs=Needs.SCENARIO,
                to=menu,
            )
            action.setCheckable(True)
            group.addAction(action)
            self._looks.append(action)
        self._draw_looks()

    def _draw_looks(self) -> None:
        for look, action in enumerate(self._looks):
            action.setIcon(icons.look_icon(look))
