"""Taking a proposal into the case: the cells of a unit, or a new unit with them."""

from __future__ import annotations

from scenarios.case import Case
from scenarios.cells import Value
from scenarios.edits import CellEdit
from scenarios.words import keep, marked, say
from whatif_app.commands import AddRow, Command, SetCells
from whatif_app.volumes.history import UsageHistory
from whatif_app.volumes.proposal import Proposal


def cells_of(proposal: Proposal) -> dict[str, Value]:
    """The fields of a unit that a proposal sets; a season that was not fitted is left as it is."""
    cells: dict[str, Value] = {"volume": proposal.volume, "growth": proposal.growth}
    return cells | ({"season": list(proposal.season)} if proposal.season is not None else {})


def unit_edits(proposal: Proposal, unit: str) -> tuple[CellEdit, ...]:
    """A proposal as new values of a unit's cells, in the base."""
    return tuple(
        CellEdit(f"units/{unit}/{key}", value) for key, value in cells_of(proposal).items()
    )


def take_into_unit(proposal: Proposal, unit: str) -> Command:
    """The command that gives a unit of the case the proposed volume, growth and season."""
    taken = (
        marked("Take volume and growth into unit “{unit}”")
        if proposal.season is None
        else marked("Take volume, growth and season into unit “{unit}”")
    )
    return SetCells(keep(lambda: say(taken, unit=unit)), unit_edits(proposal, unit))


def new_unit(
    case: Case, history: UsageHistory, proposal: Proposal, parent: str | None = None
) -> Command:
    """The command that adds a unit with the history's name, at its level of the unit tree."""
    cells = {"level": history.level, "parent": parent, **cells_of(proposal)}
    return AddRow("units", free_name(case, history.name), cells)


def free_name(case: Case, name: str) -> str:
    """The history's name as a unit's: without what a name may not hold, and not yet taken."""
    writable = "".join(char for char in name.replace("/", " per ") if char.isprintable())
    plain = " ".join(writable.split()) or "usage"
    taken = case.tables["units"]
    free = (f"{plain} {number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(each for each in free if each not in taken)
