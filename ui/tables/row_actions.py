"""What is done to rows: add, duplicate, rename, move, delete."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from scenarios.case import Address, Case
from scenarios.links import Link, links_to
from scenarios.problems import Problem
from scenarios.schema import RATES, Kind
from scenarios.words import keep, say
from ui.tables.grid import Grid
from ui.tables.model.new_rows import free_name
from ui.tables.model.table_model import NAME_COLUMN, TableModel
from whatif_app.commands import (
    RESET,
    CellEdit,
    Command,
    DeleteRows,
    DuplicateRow,
    MoveRow,
    SetCells,
    Several,
)


class RowActions(QObject):
    """Changes the rows of one table's grid; each action is one undo step.

    Signals:
        deletion_offered: why rows cannot go, and the command that lets go of what needs them too.
    """

    deletion_offered = Signal(object, object)

    def __init__(self, grid: Grid, model: TableModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model

    @property
    def label(self) -> str:
        """What one row is called."""
        return self._model.row_label

    def add(self) -> None:
        """Add a row, and open its name for typing."""
        name = self._model.add_row()
        if name:
            self._show(name)
            self.rename()

    def is_placeholder(self, row: int) -> bool:
        """Whether a row is the line that adds one."""
        return self._model.is_placeholder(row)

    def add_if_placeholder(self, row: int) -> None:
        """Add a row where the line that says so was clicked."""
        if self.is_placeholder(row):
            # The click's own handling must end before the rows change under it.
            QTimer.singleShot(0, self, self.add)

    def duplicate(self) -> None:
        """Put a twin below each selected row."""
        case, names = self._model.case, self._selected()
        if not names or case is None:
            return
        table, twins = self._model.table, _twins(case, self._model.table.name, names)
        commands = [DuplicateRow(table.name, name, twins[name]) for name in names]
        command: Command = commands[0]
        if len(commands) > 1:
            label = keep(
                lambda: say("Duplicate {n} rows of {table}", n=len(names), table=say(table.label))
            )
            command = Several(label, commands)
        if self._model.do(command):
            self._show(twins[names[0]])

    def rename(self) -> None:
        """Edit the current row's name."""
        now = self._grid.currentIndex()
        if now.isValid():
            self._grid.go_to(now.row(), NAME_COLUMN)
            self._grid.open_editor(self._grid.currentIndex())

    @property
    def can_move(self) -> bool:
        """Whether rows stand as in the case, so that moving one means something."""
        return not self._model.arrangement.moves_rows

    def move(self, step: int) -> None:
        """Move the current row up or down by one."""
        if not self.can_move:
            self._model.session.notice.emit(
                self.tr("Rows cannot be moved while the table is sorted or filtered."), "info"
            )
            return
        name, names = self.current(), self._model.shown.keys
        if not name or not 0 <= names.index(name) + step < len(names):
            return
        column = self._grid.currentIndex().column()
        position = names.index(name) + step
        if self._model.do(MoveRow(self._model.table.name, name, position)):
            self._grid.go_to(position, column)

    def delete(self) -> None:
        """Delete every row that a selected cell is in, or say what needs it."""
        rows = sorted({row for row, _ in self._grid.selected_cells()})
        names = [self._model.shown.keys[row] for row in rows]
        case = self._model.case
        if not names or case is None:
            return
        table = self._model.table
        command = DeleteRows(table.name, tuple(names))
        problems = self._model.attempt(command)
        if problems:
            self._refuse(case, problems, command)
            return
        now = self._grid.currentIndex()
        self._grid.go_to(min(rows[0], self._model.rowCount() - 1), max(0, now.column()))

    def _refuse(self, case: Case, problems: Sequence[Problem], command: DeleteRows) -> None:
        """Say what needs the rows, and offer to delete it along where that is possible."""
        along = letting_go(case, command)
        if along is None:
            self._model.session.refuse(problems)
        else:
            self.deletion_offered.emit(problems, along)

    def current(self) -> str:
        """The current row's name; "" on the line that adds a row."""
        now = self._grid.currentIndex()
        if not now.isValid() or self._model.is_placeholder(now.row()):
            return ""
        return self._model.shown.keys[now.row()]

    def _selected(self) -> list[str]:
        rows = sorted({row for row, _ in self._grid.selected_cells()})
        return [self._model.shown.keys[row] for row in rows]

    def _show(self, name: str) -> None:
        if self._model.reveal(name, self._model.shown.heads[NAME_COLUMN]):
            self._grid.go_to(self._model.shown.keys.index(name), NAME_COLUMN)


def letting_go(case: Case, command: DeleteRows) -> Several | None:
    """The deletion of rows along with all that cannot do without them; None where that stays.

    A row that needs one of them goes as well; a scenario's cell that names one goes back
    to the base's value.
    """
    needing = [link for link in links_to(case, command.table, set(command.names)) if _needs(link)]
    if not needing or command.table == RATES.name:
        return None
    rows: dict[str, list[str]] = {}
    resets: list[CellEdit] = []
    for link in needing:
        address = Address.parse(link.address)
        if link.scenario is not None:
            resets.append(CellEdit(link.address, RESET, link.scenario))
        elif address.row not in rows.setdefault(address.table, []):
            rows[address.table].append(address.row)
    commands: list[Command] = [SetCells("", tuple(resets))] if resets else []
    commands += [DeleteRows(table, tuple(names)) for table, names in rows.items()]
    return Several(command.label, [*commands, command])


def _needs(link: Link) -> bool:
    return link.declaration.kind is Kind.ROW and not link.declaration.nullable


def _twins(case: Case, table: str, names: Sequence[str]) -> dict[str, str]:
    """A free name for the twin of each row."""
    twins: dict[str, str] = {}
    for name in names:
        wanted = say("{name} copy", name=name)
        twin, number = free_name(case, table, wanted), 2
        while twin in twins.values():
            twin, number = free_name(case, table, f"{wanted} {number}"), number + 1
        twins[name] = twin
    return twins
