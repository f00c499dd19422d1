"""Changes to what a project keeps of its files: exports come and go, parts get other values.

Cells of the case that follow such a change are edited in the same step, so that one undo takes
both back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from scenarios.words import Kept, keep, say
from whatif_app.baseline_files import export_from_json, export_to_json
from whatif_app.cell_edit_json import edit_from_json, edit_to_json
from whatif_app.command import Command
from whatif_app.history import State
from whatif_app.ledger import Ledger, part_from_json, part_to_json

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


class _LedgerCommand(Command):
    """A change of the ledger, and the edits of cells that go with it."""

    cells: tuple[CellEdit, ...]

    def apply(self, case: Case) -> Case:
        return with_edits(case, self.cells) if self.cells else case

    def carry_out(self, state: State) -> State:
        return State(self.apply(state.case), self.changed(state.ledger))

    def changed(self, ledger: Ledger) -> Ledger:
        """The ledger with the change made."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class SetPart(_LedgerCommand):
    """A part of the ledger gets another value; None takes it away."""

    label: str
    part: str
    value: Any
    cells: tuple[CellEdit, ...] = ()
    merge_key: str = ""

    def changed(self, ledger: Ledger) -> Ledger:
        return ledger.with_part(self.part, self.value)

    def to_json(self) -> dict[str, Any]:
        return {
            "command": "SetPart",
            "label": self.label,
            "part": self.part,
            "value": None if self.value is None else part_to_json(self.part, self.value),
            "cells": [edit_to_json(edit) for edit in self.cells],
            "merge_key": self.merge_key,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SetPart:
        part = str(data["part"])
        return cls(
            str(data["label"]),
            part,
            part_from_json(part, data["value"]),
            tuple(edit_from_json(edit) for edit in data["cells"]),
            str(data["merge_key"]),
        )


@dataclass(frozen=True, slots=True)
class LoadExport(_LedgerCommand):
    """One more cost export; it replaces the billing periods that it delivers anew.

    Loading what is there already changes nothing.
    """

    export: Baseline
    cells: tuple[CellEdit, ...] = ()
    merge_key: str = field(default="", init=False)

    @property
    def label(self) -> Kept:  # type: ignore[override]
        """What the undo menu calls it."""
        return keep(lambda: say("Load {name}", name=self.export.name))

    def changed(self, ledger: Ledger) -> Ledger:
        from whatif_app.costs.deliveries import with_export

        exports = with_export(ledger.exports, self.export)
        return ledger if exports == ledger.exports else Ledger(exports, ledger.parts)

    def to_json(self) -> dict[str, Any]:
        return {
            "command": "LoadExport",
            "export": export_to_json(self.export),
            "cells": [edit_to_json(edit) for edit in self.cells],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LoadExport:
        cells = tuple(edit_from_json(edit) for edit in data["cells"])
        return cls(export_from_json(data["export"]), cells)


@dataclass(frozen=True, slots=True)
class RemoveExport(_LedgerCommand):
    """An export goes; the billing periods that it had replaced count again."""

    label: str
    position: int
    cells: tuple[CellEdit, ...] = ()
    merge_key: str = field(default="", init=False)

    def changed(self, ledger: Ledger) -> Ledger:
        exports = ledger.exports
        return Ledger(exports[: self.position] + exports[self.position + 1 :], ledger.parts)

    def to_json(self) -> dict[str, Any]:
        return {
            "command": "RemoveExport",
            "label": self.label,
            "position": self.position,
            "cells": [edit_to_json(edit) for edit in self.cells],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RemoveExport:
        cells = tuple(edit_from_json(edit) for edit in data["cells"])
        return cls(str(data["label"]), int(data["position"]), cells)
