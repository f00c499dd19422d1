"""Every change to a document, as data: applied, named in menus, written to the journal.

A command holds new values by address. The document keeps the case before and
after it, so that undo restores and redo cannot fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenarios import row_edits, scenario_edits
from scenarios.case import Case
from scenarios.cells import Value
from scenarios.differences import Change
from scenarios.edits import RESET, CellEdit, with_edits
from scenarios.schema import TABLES
from scenarios.words import say
from whatif_app.cell_edit_json import edit_from_json, edit_to_json
from whatif_app.cell_labels import label_of_cells
from whatif_app.command import Command, Worded
from whatif_app.commitment_sizes import other_sizes
from whatif_app.history import State
from whatif_app.ledger import Ledger, ledger_from_record, ledger_to_json
from whatif_app.ledger_commands import LoadExport, RemoveExport, SetPart

__all__ = [
    "RESET",
    "AddRow",
    "AddScenario",
    "CellEdit",
    "Command",
    "DeleteRows",
    "DeleteScenario",
    "DuplicateRow",
    "DuplicateScenario",
    "LoadExport",
    "MoveRow",
    "MoveScenario",
    "RemoveExport",
    "RenameRow",
    "RenameScenario",
    "ReplaceCase",
    "SetCells",
    "SetPart",
    "Several",
    "command_from_json",
    "set_cells",
]


@dataclass(frozen=True, slots=True)
class SetCells(Command):
    """Cells of the base and of scenarios get new values; `set_cells` words the label."""

    label: str
    edits: tuple[CellEdit, ...]
    merge_key: str = ""

    def apply(self, case: Case) -> Case:
        return with_edits(case, self.edits)

    def to_json(self) -> dict[str, Any]:
        return {
            "command": "SetCells",
            "label": self.label,
            "edits": [edit_to_json(edit) for edit in self.edits],
            "merge_key": self.merge_key,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SetCells:
        made = (edit_from_json(edit) for edit in data["edits"])
        return cls(str(data["label"]), tuple(made), str(data["merge_key"]))


def _row(table: str) -> str:
    return say(TABLES[table].row_label) if table in TABLES else say("row")


def _table(table: str) -> str:
    return say(TABLES[table].label) if table in TABLES else table


@dataclass(frozen=True)
class AddRow(Worded):
    """A table gets one more row, at a position or last."""

    table: str
    name: str
    cells: Mapping[str, Value] = field(default_factory=dict)
    position: int | None = None

    def in_words(self) -> str:
        return say("Add {row} “{name}”", row=_row(self.table), name=self.name)

    def apply(self, case: Case) -> Case:
        return row_edits.with_row(case, self.table, self.name, self.cells, self.position)


@dataclass(frozen=True)
class DeleteRows(Worded):
    """Rows go, with their overrides and ranges; cells that named them become empty."""

    table: str
    names: Sequence[str]

    def in_words(self) -> str:
        if len(self.names) == 1:
            return say("Delete {row} “{name}”", row=_row(self.table), name=self.names[0])
        return say("Delete {n} rows of {table}", n=len(self.names), table=_table(self.table))

    def apply(self, case: Case) -> Case:
        return row_edits.without_rows(case, self.table, self.names)


@dataclass(frozen=True)
class RenameRow(Worded):
    """A row gets another name, followed wherever it is named."""

    table: str
    old: str
    new: str

    def in_words(self) -> str:
        return say(
            "Rename {row} “{old}” to “{new}”", row=_row(self.table), old=self.old, new=self.new
        )

    def apply(self, case: Case) -> Case:
        return row_edits.with_row_renamed(case, self.table, self.old, self.new)

    def carry_out(self, state: State) -> State:
        case = self.apply(state.case)
        return State(case, state.ledger.with_row_renamed(self.table, self.old, self.new))

    def changes(self, before: Case, after: Case) -> tuple[Change, ...]:
        return (Change(f"{self.table}/{self.old}/name", self.old, self.new),)


@dataclass(frozen=True)
class MoveRow(Worded):
    """A row goes to another place in its table, counted from 0."""

    table: str
    name: str
    position: int

    def in_words(self) -> str:
        return say("Move {row} “{name}”", row=_row(self.table), name=self.name)

    def apply(self, case: Case) -> Case:
        return row_edits.with_row_moved(case, self.table, self.name, self.position)

    def changes(self, before: Case, after: Case) -> tuple[Change, ...]:
        old = before.tables[self.table].index[self.name]
        new = after.tables[self.table].index[self.name]
        return (Change(f"{self.table}/{self.name}/position", old, new),)


@dataclass(frozen=True)
class DuplicateRow(Worded):
    """A row gets a twin below it, alike in every scenario."""

    table: str
    name: str
    new_name: str

    def in_words(self) -> str:
        return say("Duplicate {row} “{name}”", row=_row(self.table), name=self.name)

    def apply(self, case: Case) -> Case:
        return row_edits.with_row_duplicated(case, self.table, self.name, self.new_name)


@dataclass(frozen=True)
class AddScenario(Worded):
    """A case gets one more scenario, at a position or last."""

    name: str
    cells: Mapping[str, Value] = field(default_factory=dict)
    position: int | None = None

    def in_words(self) -> str:
        return say("Add scenario “{name}”", name=self.name)

    def apply(self, case: Case) -> Case:
        return scenario_edits.with_scenario(case, self.name, self.cells, self.position)


@dataclass(frozen=True)
class DuplicateScenario(Worded):
    """A scenario gets a twin after it."""

    name: str
    new_name: str

    def in_words(self) -> str:
        return say("Duplicate scenario “{name}”", name=self.name)

    def apply(self, case: Case) -> Case:
        return scenario_edits.with_scenario_duplicated(case, self.name, self.new_name)


@dataclass(frozen=True)
class DeleteScenario(Worded):
    """A scenario goes; a reference to it becomes empty."""

    name: str

    def in_words(self) -> str:
        return say("Delete scenario “{name}”", name=self.name)

    def apply(self, case: Case) -> Case:
        return scenario_edits.without_scenario(case, self.name)


@dataclass(frozen=True)
class RenameScenario(Worded):
    """A scenario gets another name; references follow."""

    old: str
    new: str

    def in_words(self) -> str:
        return say("Rename scenario “{old}” to “{new}”", old=self.old, new=self.new)

    def apply(self, case: Case) -> Case:
        return scenario_edits.with_scenario_renamed(case, self.old, self.new)

    def carry_out(self, state: State) -> State:
        case = self.apply(state.case)
        return State(case, state.ledger.with_scenario_renamed(self.old, self.new))

    def changes(self, before: Case, after: Case) -> tuple[Change, ...]:
        return (Change(f"scenarios/{self.old}/name", self.old, self.new),)


@dataclass(frozen=True)
class MoveScenario(Worded):
    """A scenario goes to another place in the list, counted from 0."""

    name: str
    position: int

    def in_words(self) -> str:
        return say("Move scenario “{name}”", name=self.name)

    def apply(self, case: Case) -> Case:
        return scenario_edits.with_scenario_moved(case, self.name, self.position)

    def changes(self, before: Case, after: Case) -> tuple[Change, ...]:
        old = before.scenario_names.index(self.name)
        new = after.scenario_names.index(self.name)
        return (Change(f"scenarios/{self.name}/position", old, new),)


@dataclass(frozen=True, slots=True)
class ReplaceCase(Command):
    """The whole case becomes another, and the ledger with it where one is given."""

    label: str
    case: Case
    ledger: Ledger | None = None

    def apply(self, case: Case) -> Case:
        return self.case

    def carry_out(self, state: State) -> State:
        return State(self.case, state.ledger if self.ledger is None else self.ledger)

    def to_json(self) -> dict[str, Any]:
        data = {"command": "ReplaceCase", "label": self.label, "case": self.case.to_json()}
        return data if self.ledger is None else data | {"ledger": ledger_to_json(self.ledger)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReplaceCase:
        return cls(str(data["label"]), Case.from_json(data["case"]), ledger_from_record(data))


@dataclass(frozen=True)
class Several(Command):
    """Changes made one after the other as one step; refused as a whole."""

    label: str
    commands: Sequence[Command]
    merge_key: str = ""

    def apply(self, case: Case) -> Case:
        for command in self.commands:
            case = command.apply(case)
        return case

    def carry_out(self, state: State) -> State:
        for command in self.commands:
            state = command.carry_out(state)
        return state

    def to_json(self) -> dict[str, Any]:
        return {
            "command": "Several",
            "label": self.label,
            "commands": [command.to_json() for command in self.commands],
            "merge_key": self.merge_key,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Several:
        made = tuple(command_from_json(item) for item in data["commands"])
        return cls(str(data["label"]), made, str(data["merge_key"]))


_COMMANDS: Mapping[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        SetCells,
        AddRow,
        DeleteRows,
        RenameRow,
        MoveRow,
        DuplicateRow,
        AddScenario,
        DuplicateScenario,
        DeleteScenario,
        RenameScenario,
        MoveScenario,
        ReplaceCase,
        SetPart,
        Several,
        LoadExport,
        RemoveExport,
    )
}


def command_from_json(data: Mapping[str, Any]) -> Command:
    """The command that `Command.to_json` described.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    values = dict(data)
    return _COMMANDS[values.pop("command")].from_json(values)


def set_cells(
    case: Case,
    scenario: str | None,
    cells: Mapping[str, Value],
    *,
    verb: str = "Paste",
    merge_key: str = "",
) -> SetCells:
    """The command that sets cells of the base (None) or of a scenario, with a readable label.

    A commitment is sized by an amount or by a coverage: setting one empties the other.

    Args:
        verb: what was done where the cells are several, e.g. "Paste", "Fill".
    """
    made = {**cells, **other_sizes(case, scenario, cells)}
    edits_made = tuple(CellEdit(address, value, scenario) for address, value in made.items())
    return SetCells(label_of_cells(case, cells, verb), edits_made, merge_key)
