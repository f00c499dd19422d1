"""Somebody at work for a test to kill: any change there is, at random, and tells of each one.

Before a change it says what the document will be, and afterwards that it is so; before and after
saving, likewise. So whoever reads along knows what has to be there when the worker is gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assets import asset_path
from scenarios.case import Case
from scenarios.problems import CaseError
from tests.document.shop import shop
from whatif_app.commands import (
    RESET,
    AddRow,
    AddScenario,
    Command,
    DeleteRows,
    DeleteScenario,
    DuplicateRow,
    DuplicateScenario,
    LoadExport,
    MoveRow,
    MoveScenario,
    RemoveExport,
    RenameRow,
    RenameScenario,
    ReplaceCase,
    SetPart,
    set_cells,
)
from whatif_app.document import Document
from whatif_app.history import State
from whatif_app.ledger import Ledger, ledger_to_json
from whatif_app.project_file import read_project

NAMES = ("a", "b – é", "=c", "予算")
CELLS: dict[str, list[object]] = {
    "units": ["volume", "growth"],
    "workloads": ["on_demand_cost", "spot_target", "fixed_share"],
    "cliffs": ["threshold", "monthly_cost"],
}
SHARES = ("growth", "spot_target", "fixed_share")
FILES = ("shop.whatif", "copy – é.whatif", "third.whatif")


@dataclass(frozen=True)
class Said:
    """One line of what a worker tells: what it is about to do, or has done."""

    what: str
    state: str
    file: str = ""

    def line(self) -> bytes:
        return (json.dumps([self.what, self.state, self.file]) + "\n").encode()


def sample_ledger() -> Ledger:
    """The ledger of the sample project, in which every part is filled in."""
    return read_project(asset_path("sample.whatif"))[0].ledger


# Writing a ledger down takes most of the time, and most changes leave it as it is.
_MOST_KEPT = 20
_digests: dict[int, tuple[Ledger, str]] = {}


def digest_of(state: State) -> str:
    """What tells one state of a document from another."""
    known = _digests.get(id(state.ledger))
    if known is None or known[0] is not state.ledger:
        if len(_digests) > _MOST_KEPT:
            _digests.clear()
        known = state.ledger, json.dumps(ledger_to_json(state.ledger), sort_keys=True)
        _digests[id(state.ledger)] = known
    text = json.dumps(state.case.to_json(), sort_keys=True, default=dict) + known[1]
    return hashlib.sha256(text.encode()).hexdigest()


class Worker:
    """Works on a document until it is killed."""

    def __init__(
        self,
        document: Document,
        folder: Path,
        seed: int,
        tell: Callable[[Said], None],
        ledger: Ledger | None = None,
    ) -> None:
        self.document = document
        self._folder = folder
        self._random = random.Random(seed)
        self._tell = tell
        self._ledger = ledger if ledger is not None else sample_ledger()

    def work(self) -> None:
        """One change, one step back or forth, or one save."""
        act = self._random.choices(
            (self._change, self._undo, self._redo, self._save, self._save_as), (60, 14, 8, 12, 6)
        )[0]
        act()

    def _change(self) -> None:
        command = self._command()
        with contextlib.suppress(CaseError):
            before = self.document._history.state
            self._tell(Said("next", digest_of(command.carry_out(before))))
            self.document.do(command)
        self._tell_done()

    def _undo(self) -> None:
        if self.document.can_undo:
            self._tell(Said("next", digest_of(self.document._history._undo[-1].before)))
        self.document.undo()
        self._tell_done()

    def _redo(self) -> None:
        if self.document.can_redo:
            self._tell(Said("next", digest_of(self.document._history._redo[-1].after)))
        self.document.redo()
        self._tell_done()

    def _save(self) -> None:
        self._save_to(self.document.path or self._folder / FILES[0])

    def _save_as(self) -> None:
        self._save_to(self._folder / self._random.choice(FILES))

    def _save_to(self, path: Path) -> None:
        state = digest_of(self.document._history.state)
        self._tell(Said("saving", state, path.name))
        self.document.save(path, overwrite=True)
        self._tell(Said("saved", state, path.name))

    def _tell_done(self) -> None:
        self._tell(Said("is", digest_of(self.document._history.state)))

    def _command(self) -> Command:
        made = self._random.choices(
            (self._cells, self._rows, self._scenarios, self._parts, self._exports), (8, 4, 4, 2, 2)
        )[0]
        return made()

    def _cells(self) -> Command:
        case, dice = self.document.case, self._random
        table = dice.choice([name for name in CELLS if case.tables[name]] or ["units"])
        cells: dict[str, object] = {}
        for row in dice.choices(case.tables[table].names or ("none",), k=dice.choice((1, 1, 3))):
            field = str(dice.choice(CELLS[table]))
            value = dice.random() if field in SHARES else dice.randrange(1, 10_000)
            cells[f"{table}/{row}/{field}"] = RESET if dice.random() < 0.1 else value
        where = dice.choice((None, *case.scenario_names))
        return set_cells(case, where, cells, merge_key=dice.choice(("", "scrub")))  # type: ignore[arg-type]

    def _rows(self) -> Command:
        case, dice = self.document.case, self._random
        table = dice.choice([name for name, rows in case.tables.items() if rows] or ["units"])
        row = dice.choice(case.tables[table].names or ("none",))
        name, place = dice.choice(NAMES), dice.randrange(4)
        return dice.choice(
            (
                AddRow("units", name, {"volume": 10}, place),
                DeleteRows(table, [row]),
                RenameRow(table, row, name),
                MoveRow(table, row, place),
                DuplicateRow(table, row, name),
            )
        )

    def _scenarios(self) -> Command:
        case, dice = self.document.case, self._random
        scenario = dice.choice(case.scenario_names or ("none",))
        name, place = dice.choice(NAMES), dice.randrange(3)
        return dice.choice(
            (
                AddScenario(name, {}, place),
                DuplicateScenario(scenario, name),
                DeleteScenario(scenario),
                RenameScenario(scenario, name),
                MoveScenario(scenario, place),
                ReplaceCase("Open an example", shop()),
            )
        )

    def _parts(self) -> Command:
        part = self._random.choice(tuple(self._ledger.parts))
        value = self._random.choice((None, self._ledger.parts[part]))
        return SetPart(f"Change {part}", part, value)

    def _exports(self) -> Command:
        there = self.document.ledger.exports
        if there and self._random.random() < 0.5:
            return RemoveExport("Remove an export", self._random.randrange(len(there)))
        return LoadExport(self._random.choice(self._ledger.exports))


def a_case() -> Case:
    """What the work begins with."""
    return shop()
