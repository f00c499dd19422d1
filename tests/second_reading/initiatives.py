"""Initiatives: the investment, what it costs to keep, and the P&L's view of it (§6)."""

from __future__ import annotations

from .cells import Cells, Row, enabled
from .volume import completion


def share_of_month_worked(initiative: Row, t: int) -> float:
    """How much of month `t` the initiative's team works on it, 0 to 1."""
    if t < initiative["start"]:
        return 0.0
    return float(min(max(initiative["months"] - (t - initiative["start"]), 0.0), 1.0))


def labour_and_other(initiative: Row, t: int) -> float:
    cost = (
        initiative["engineers"] * initiative["loaded_cost"] * share_of_month_worked(initiative, t)
    )
    if t == initiative["start"]:
        cost += initiative["other_cost"]
    return float(cost)


def amortization(initiative: Row, t: int) -> float:
    """Month `t`'s straight-line share of what was capitalized; spending before month 0 is sunk."""
    done = completion(initiative)
    if not done <= t < done + initiative["amortization_months"]:
        return 0.0
    # Up to `start` too: an initiative of no months is complete in the month of its other cost.
    spent = sum(labour_and_other(initiative, s) for s in range(max(done, initiative["start"] + 1)))
    return float(initiative["capitalizable_share"] * spent / initiative["amortization_months"])


def month(cells: Cells, t: int, demand: dict[str, float], factor: float) -> Row:
    """Month `t` of all enabled initiatives.

    Returns:
        `investment` (without ongoing cost), of which `double_running` and the part that is
        `operating` expense at once; `ongoing`; `amortization`.
    """
    investment = double_running = capitalized = ongoing = amortized = 0.0
    for initiative in enabled(cells, "initiatives"):
        spent = labour_and_other(initiative, t)
        capitalized += initiative["capitalizable_share"] * spent
        if initiative["workload"] is not None:
            parallel = initiative["parallel_share"] * demand[initiative["workload"]]
            parallel *= share_of_month_worked(initiative, t) * factor
            double_running += parallel
            spent += parallel
        investment += spent
        if t >= completion(initiative):
            ongoing += initiative["ongoing_cost"]
        amortized += amortization(initiative, t)
    return {
        "investment": investment,
        "double_running": double_running,
        "operating": investment - capitalized,
        "ongoing": ongoing,
        "amortization": amortized,
    }
