"""A split put into the model: which workloads are shared, how, and what the others weigh.

The model's own allocation (docs/model.md, "Full allocation") then divides the cost of every month
and scenario in the way that the statement divides the bill.
"""

from __future__ import annotations

from decimal import Decimal

from scenarios.case import Address, Case
from scenarios.cells import Value
from scenarios.edits import CellEdit
from whatif_app.ownership.allocation_key import AllocationKey, spelling
from whatif_app.ownership.sharing import LINES, OWNER, Sharing, Split

#: What the model calls each way of splitting; a surcharge is no way of the model's.
_IN_THE_MODEL = {"cost": "cost", "weight": "weight", "even": "even"}


def cells_for(case: Case, split: Split, sharing: Sharing) -> tuple[CellEdit, ...]:
    """The cells by which the model divides a shared workload as a split divides its cost.

    Only workloads of the same name, but for its spelling, are meant: the one that the split shares,
    and those of the key. A workload that the key does not name weighs nothing; what is idle is
    weighed with the platform team's workload, where there is one. A key has one weight a workload:
    of two splits by weight the one put in last counts.

    Returns:
        Edits of the base; only of cells that differ. None where no workload is what is shared, or
        where the model knows no such split.
    """
    names = {spelling(name): name for name in case.tables["workloads"]}
    shared = (
        names.get(spelling(split.source.value)) if split.source.kind in (OWNER, LINES) else None
    )
    if shared is None or split.how not in _IN_THE_MODEL:
        return ()
    wanted: dict[str, Value] = {
        f"workloads/{shared}/shared": True,
        f"workloads/{shared}/allocation": _IN_THE_MODEL[split.how],
    }
    key = sharing.key(split.key) if split.key else None
    if split.how == "weight" and key is not None:
        weights = _weights(key, split, names)
        if not any(weights.values()):
            return ()
        for name in names.values():
            if name != shared:
                wanted[f"workloads/{name}/weight"] = float(weights.get(name, Decimal(0)))
    return tuple(
        CellEdit(address, value)
        for address, value in wanted.items()
        if case.base_value(Address.parse(address)) != value
    )


def _weights(key: AllocationKey, split: Split, names: dict[str, str]) -> dict[str, Decimal]:
    """What each workload weighs: the key's names and teams that are called as it is."""
    found: dict[str, Decimal] = {}
    for weight in key.weights:
        name = names.get(spelling(weight.team)) or names.get(spelling(weight.name))
        if name is not None:
            found[name] = found.get(name, Decimal(0)) + weight.amount
    platform = names.get(spelling(split.platform)) if split.platform else None
    if platform is not None:
        found[platform] = found.get(platform, Decimal(0)) + key.idle
    return found
