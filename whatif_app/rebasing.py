"""How a case follows its baseline: what the export gave changes with it, what people edited stays.

A case begins as one month of a baseline. When that month is delivered again, or an anomaly in it is
left out, the cells that still hold what the baseline gave take the new amounts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.case import Address, Case
from scenarios.cells import Value
from scenarios.edits import CellEdit
from scenarios.words import first_of, say, say_count

if TYPE_CHECKING:
    from whatif_app.costs.case.starting_case import StartingCase
    from whatif_app.ledger import Ledger

#: Amounts nearer than this share of each other are the same: they were added in another order.
_SAME = 1e-9
#: The field by which a row that is no longer in the baseline costs nothing.
_COST = {"workloads": "on_demand_cost", "commitments": "commit"}


@dataclass(frozen=True, slots=True)
class Following:
    """What a change of the baseline means for the case.

    Attributes:
        edits: of cells that follow.
        kept: addresses that hold something else than the baseline gave, and so stay.
        appeared, vanished: rows that the case would have, or not have, if it were made anew.
    """

    edits: tuple[CellEdit, ...] = ()
    kept: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()

    def in_words(self) -> tuple[str, ...]:
        """What is said of it, a sentence each; nothing where nothing concerns the case."""
        said = []
        if self.edits:
            said.append(
                say_count(
                    "1 cell of the case follows the baseline.",
                    "{n} cells of the case follow the baseline.",
                    len(self.edits),
                )
            )
        if self.kept:
            said.append(
                say("Edited by hand, and so unchanged: {rows}.", rows=first_of(self.kept, 8))
            )
        if self.appeared:
            said.append(
                say(
                    "Not in the case, though the export has them: {rows}.",
                    rows=first_of(self.appeared, 8),
                )
            )
        if self.vanished:
            said.append(
                say(
                    "In the case, but no longer in the export: {rows}.",
                    rows=first_of(self.vanished, 8),
                )
            )
        return tuple(said)


def following_cells(case: Case, before: Ledger, after: Ledger) -> tuple[CellEdit, ...]:
    """The edits by which a case follows from one state of its baseline to another."""
    return following(case, before, after).edits


def following(case: Case, before: Ledger, after: Ledger) -> Following:
    """What follows, what stays, and which rows a case made anew would have besides.

    Nothing follows where the project does not know how the case was made, or where the month that
    it was made of is no longer there.
    """
    old, new = started(before), started(after)
    if old is None or new is None:
        return Following()
    edits: list[CellEdit] = []
    kept: list[str] = []
    appeared: list[str] = []
    vanished: list[str] = []
    for table in ("workloads", "commitments"):
        rows_before, rows_after = _rows(old.case[table]), _rows(new.case[table])
        names = set(case.tables[table].names)
        appeared += [f"{table}/{name}" for name in rows_after if name not in {*rows_before, *names}]
        vanished += [f"{table}/{name}" for name in rows_before if name not in rows_after]
        for name in (rows_before.keys() | rows_after.keys()) & names:
            was, becomes = rows_before.get(name), rows_after.get(name)
            old_row, new_row = _or_nothing(table, was, becomes), _or_nothing(table, becomes, was)
            made = _cells(case, table, name, old_row, new_row)
            edits += made[0]
            kept += made[1]
    edits.sort(key=lambda edit: edit.address)
    return Following(tuple(edits), tuple(sorted(kept)), tuple(appeared), tuple(vanished))


def started(ledger: Ledger) -> StartingCase | None:
    """The case as the ledger's baseline gives it, made the way that the project's case was."""
    grouping, baseline = ledger.grouping, ledger.adjusted
    if grouping is None or baseline is None or not baseline.lines:
        return None
    from whatif_app.costs.case.starting_case import starting_case
    from whatif_app.costs.problem import ExportError

    try:
        return starting_case(
            baseline,
            group_by=grouping.dimension,
            month=grouping.month,
            currency=grouping.currency,
            largest=grouping.largest,
            credits="net" if grouping.with_credits else "leave_out",
            rates=grouping.rates,
        )
    except ExportError:
        return None  # the month, the currency or the tag is not in it any more


def _rows(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows}


def _or_nothing(
    table: str, row: Mapping[str, Any] | None, other: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """A row as a baseline gives it; one that it does not give is as in the other, at no cost."""
    return row if row is not None else {**(other or {}), _COST[table]: 0.0}


def _cells(
    case: Case, table: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[list[CellEdit], list[str]]:
    """The edits of one row, and the addresses that somebody changed."""
    edits, kept = [], []
    for field in dict.fromkeys([*old, *new]):
        address = Address(table, name, field)
        default = None if field == "name" else address.declaration.default
        was, becomes = old.get(field, default), new.get(field, default)
        if field == "name" or _is_same(was, becomes):
            continue
        is_computed = str(address) in case.formulas
        if not is_computed and _is_same(case.base_value(address), was):
            edits.append(CellEdit(str(address), becomes))
        else:
            kept.append(str(address))
    return edits, kept


def _is_same(first: Value, second: Value) -> bool:
    if isinstance(first, int | float) and isinstance(second, int | float):
        return math.isclose(first, second, rel_tol=_SAME, abs_tol=_SAME)
    return first == second
