"""Buying the demand: Spot, then commitment tranches in their order, then on demand (§4)."""

from __future__ import annotations

from typing import Any

from .cells import Cells, Row, enabled, horizon, hour_shares, in_project_currency, shape_of
from .volume import lever_start, ramp

KIND_ORDER = ("standard_ri", "convertible_ri", "cud", "savings_plan")

Tranche = dict[str, Any]


def spot_share(cells: Cells, workload: Row, t: int) -> float:
    """The share of the workload's demand that runs on Spot."""
    today: float = workload["spot_share"]
    start = lever_start(cells, workload, "spot")
    if workload["spot_target"] is None or start is None:
        return today
    target = min(workload["spot_target"], workload["spot_eligible"])
    return float(today + (target - today) * ramp(t, start, workload["spot_ramp"]))


def spot_cost(workload: Row, spot_demand: float) -> float:
    fallback = workload["spot_fallback"]
    price = (1 - fallback) * (1 - workload["spot_discount"]) + fallback
    return float(spot_demand * (1 + workload["spot_overhead"]) * price)


def scope_width(cells: Cells, commitment: Row) -> int:
    """0 for a single workload, 1 for a family, 2 for everything."""
    if commitment["scope"] == "*":
        return 2
    return 0 if commitment["scope"] in cells["workloads"] else 1


def workloads_in_scope(cells: Cells, commitment: Row, t: int) -> list[str]:
    """Names of the workloads that a commitment may cover in month `t`, in table order.

    A convertible RI follows a migration out of its scope from the month that it starts.
    """
    width = scope_width(cells, commitment)
    inside = set()
    for name, workload in cells["workloads"].items():
        by_name = width == 0 and name == commitment["scope"]
        by_family = width == 1 and workload["family"] == commitment["scope"]
        if width == 2 or by_name or by_family:
            inside.add(name)
    if commitment["kind"] == "convertible_ri":
        for migration in enabled(cells, "migrations"):
            moves = migration["target"] > 0 and t >= migration["start"]
            if moves and migration["from"] in inside:
                inside.add(migration["to"])
    return [name for name in cells["workloads"] if name in inside]


def upfront_share(commitment: Row) -> float:
    """`p`: the share of a term's cost that is paid in its first month."""
    return {"none": 0.0, "partial": float(commitment["upfront_share"]), "all": 1.0}[
        commitment["payment"]
    ]


def tranches(cells: Cells) -> list[Tranche]:
    """Every tranche that touches the horizon, in the order of application, not yet sized."""
    rows = list(cells["commitments"].values())

    def place(commitment: Row) -> tuple[float, ...]:
        priority = commitment["priority"]
        return (
            KIND_ORDER.index(commitment["kind"]),
            float("inf") if priority is None else priority,
            scope_width(cells, commitment),
            -commitment["discount"],
            rows.index(commitment),
        )

    found: list[Tranche] = []
    for commitment in sorted(enabled(cells, "commitments"), key=place):
        start = commitment["start"]
        while start < horizon(cells):
            if start + commitment["term"] > 0:
                end = start + commitment["term"]
                found.append({"commitment": commitment, "start": start, "end": end, "size": None})
            if not commitment["renew"]:
                break
            start += commitment["term"]
    return found


def size_reaching(coverage: float, shares: list[float], uncovered: list[float]) -> float:
    """The smallest `Q` with `Σ p_h·min(Q, R_h) = coverage × Σ p_h·R_h`.

    Walks the hour classes from the lowest demand up: between two levels, each further unit of `Q`
    is used in the classes that are not yet full.
    """
    wanted = coverage * sum(p * r for p, r in zip(shares, uncovered, strict=True))
    q = 0.0
    reached = 0.0
    for level in sorted(uncovered):
        width = sum(p for p, r in zip(shares, uncovered, strict=True) if r >= level)
        gain = width * (level - q)
        if gain > 0 and reached + gain >= wanted:
            return q + (wanted - reached) / width
        if width > 0:
            reached += gain
            q = level
    return q


def size_tranche(
    cells: Cells, tranche: Tranche, shares: list[float], uncovered: list[float]
) -> None:
    """Fix a tranche's size in its first month (of the horizon); later months keep it."""
    if tranche["size"] is None:
        commitment = tranche["commitment"]
        if commitment["commit"] is not None:
            tranche["size"] = in_project_currency(cells, commitment, "commit")
        else:
            tranche["size"] = size_reaching(commitment["coverage"], shares, uncovered)


def attribution(
    cells: Cells, commitment: Row, t: int, demand: dict[str, float]
) -> dict[str, float]:
    """Shares in which a commitment's unused part is laid on workloads; they sum to 1."""
    inside = workloads_in_scope(cells, commitment, t) or list(cells["workloads"])
    total = sum(demand[name] for name in inside)
    if total == 0:
        return {name: 1 / len(inside) for name in inside}
    return {name: demand[name] / total for name in inside}


def buy(cells: Cells, t: int, demand: dict[str, float], plan: list[Tranche]) -> Row:
    """How month `t`'s demand is bought, before the agreement's discount.

    Sizes the tranches that begin in this month; the plan must be bought in month order.

    Returns:
        `workloads`: by name, `spot_demand`, `spot`, `eligible` (E), `remainder` (what of E is left
        for on demand) and `on_demand`; `tranches`: one per active tranche, with `used` and `unused`
        in on-demand-equivalent by workload, and `idle`, all that is unused.
    """
    shares = hour_shares(cells)
    workloads: dict[str, Row] = {}
    uncovered: dict[str, list[float]] = {}
    for name, workload in cells["workloads"].items():
        spot_demand = demand[name] * spot_share(cells, workload, t)
        rest = demand[name] - spot_demand
        eligible = rest * workload["commit_eligible"]
        workloads[name] = {
            "spot_demand": spot_demand,
            "spot": spot_cost(workload, spot_demand),
            "eligible": eligible,
            "ineligible": rest - eligible,
        }
        uncovered[name] = [eligible * level for level in shape_of(cells, workload)]

    active = []
    for tranche in plan:
        if tranche["start"] <= t < tranche["end"]:
            active.append(apply_tranche(cells, t, tranche, demand, shares, uncovered))

    for name, bought in workloads.items():
        bought["remainder"] = sum(p * r for p, r in zip(shares, uncovered[name], strict=True))
        bought["on_demand"] = bought["remainder"] + bought["ineligible"]
    return {"workloads": workloads, "tranches": active}


def apply_tranche(
    cells: Cells,
    t: int,
    tranche: Tranche,
    demand: dict[str, float],
    shares: list[float],
    uncovered: dict[str, list[float]],
) -> Row:
    """Cover what the tranche can; `uncovered` is lowered by it, class by class."""
    commitment = tranche["commitment"]
    inside = workloads_in_scope(cells, commitment, t)
    totals = [sum(uncovered[name][h] for name in inside) for h in range(len(shares))]
    size_tranche(cells, tranche, shares, totals)
    used = dict.fromkeys(cells["workloads"], 0.0)
    for h, p in enumerate(shares):
        if totals[h] <= 0:
            continue
        share_covered = min(tranche["size"], totals[h]) / totals[h]
        for name in inside:
            covered = uncovered[name][h] * share_covered
            used[name] += p * covered
            uncovered[name][h] -= covered
    idle = tranche["size"] - sum(used.values())
    laid_on = attribution(cells, commitment, t, demand)
    unused = {name: idle * laid_on.get(name, 0.0) for name in cells["workloads"]}
    return {"tranche": tranche, "used": used, "unused": unused, "idle": idle}
