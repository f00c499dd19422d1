"""What can be done to the list of scenarios, for the menu, the panel and its keys alike."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject

from ui.session import BASE, Session
from whatif_app.commands import (
    AddScenario,
    DeleteScenario,
    DuplicateScenario,
    MoveScenario,
    RenameScenario,
    set_cells,
)


class ScenarioEdits(QObject):
    """Adds, copies, renames, moves and deletes scenarios, each as one undoable command."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    @property
    def names(self) -> tuple[str, ...]:
        """The case's own scenarios, in order; empty where nothing is open."""
        case = self._session.case
        return case.scenario_names if case is not None else ()

    def add(self) -> str:
        """Add a scenario that changes nothing yet, below the selected one; its name."""
        name = free_name(self.tr("New scenario"), self.names)
        return self._then_select(AddScenario(name, {}, self._below_selected()), name)

    def duplicate(self, name: str) -> str:
        """Add a copy of a scenario below it; the copy's name."""
        if name == BASE:
            return self.add()
        copy = free_name(self.tr("{name} copy").format(name=name), self.names)
        return self._then_select(DuplicateScenario(name, copy), copy)

    def rename(self, old: str, new: str) -> bool:
        """Call a scenario otherwise; whatever speaks of it follows."""
        return old != new and self._session.do(RenameScenario(old, new))

    def delete(self, name: str) -> None:
        """Take a scenario away; undo brings it back."""
        names = self.names
        if name not in names:
            return
        position = names.index(name)
        if not self._session.do(DeleteScenario(name)):
            return
        left = self.names
        self._session.select(left[min(position, len(left) - 1)] if left else BASE)
        text = self.tr("“{name}” was deleted. Undo brings it back.").format(name=name)
        self._session.notice.emit(text, "undo")

    def move(self, name: str, position: int) -> None:
        """Put a scenario at another place in the list, counted from 0."""
        names = self.names
        if name in names and 0 <= position < len(names) and names.index(name) != position:
            self._session.do(MoveScenario(name, position))

    def move_by(self, name: str, steps: int) -> None:
        """Move a scenario up (negative) or down in the list."""
        if name in self.names:
            self.move(name, self.names.index(name) + steps)

    def set_reference(self, name: str) -> None:
        """Measure the others against this scenario; the base means against nothing set."""
        case = self._session.case
        if case is not None:
            value = None if name == BASE else name
            self._session.do(set_cells(case, None, {"project/reference": value}))

    def toggle_visible(self, name: str) -> None:
        """Show a scenario in the charts, or hide it."""
        if name in self._session.scenario_names:
            self._session.set_visible(name, name not in self._session.visible)

    def name_problem(self, old: str, new: str) -> str:
        """Why a scenario cannot be called so; "" where it can."""
        wanted = new.strip()
        if not wanted:
            return self.tr("A scenario needs a name.")
        if wanted != old and wanted in self.names:
            return self.tr("“{name}” exists already. Choose another name.").format(name=wanted)
        return ""

    def _below_selected(self) -> int:
        selected = self._session.selected
        return self.names.index(selected) + 1 if selected in self.names else len(self.names)

    def _then_select(self, command: AddScenario | DuplicateScenario, name: str) -> str:
        if not self._session.do(command):
            return BASE
        self._session.select(name)
        return name


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The wanted name, with the first number that makes it unique where it is taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted} {number}" in taken:
        number += 1
    return f"{wanted} {number}"
