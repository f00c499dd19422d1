"""What was changed while presenting, taken back in one step that can itself be undone."""

from __future__ import annotations

from scenarios.address import Address
from scenarios.case import Case
from scenarios.differences import differences
from scenarios.words import keep, say
from whatif_app.commands import CellEdit, SetCells


def put_back(before: Case, after: Case) -> SetCells | None:
    """The command that gives cells what they held before; None where none differs.

    Only cells that exist in both cases: on a stage nothing but cells is changed.
    """
    edits = tuple(
        CellEdit(change.address, change.old, change.scenario)
        for change in differences(before, after)
        if _is_cell(change.address, before) and _is_cell(change.address, after)
    )
    return SetCells(keep(_label), edits) if edits else None


def _label() -> str:
    return say("Put back what was changed while presenting")


def _is_cell(text: str, case: Case) -> bool:
    try:
        return case.has_cell(Address.parse(text))
    except ValueError:
        return False
