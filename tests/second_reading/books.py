"""One run's books: every cost of every month, in every basis, and who bears it (§4 to §6, §8)."""

from __future__ import annotations

from typing import Any

from . import agreement, cliffs, initiatives
from .buying import Tranche, buy, tranches, upfront_share
from .cells import Cells, Row, enabled, horizon
from .volume import demand, volume

Books = dict[str, Any]


def unit_volumes(cells: Cells, t: int) -> dict[str, float]:
    return {name: volume(cells, unit, t) for name, unit in cells["units"].items()}


def own_revenue(cells: Cells, unit: Row, t: int) -> float:
    return float(volume(cells, unit, t) * unit["price"] * (1 + unit["price_change"]) ** (t / 12))


def committed_cost(cells: Cells, active: Row, t: int) -> tuple[dict[str, float], float]:
    """A tranche's amortized cost after the agreement: by workload, and its unused part alone."""
    tranche = active["tranche"]
    price = 1 - tranche["commitment"]["discount"]
    price *= agreement.amortized_factor(cells, tranche, t)
    by_workload = {
        name: (active["used"][name] + active["unused"][name]) * price for name in active["used"]
    }
    return by_workload, active["idle"] * price


def tranche_payment(cells: Cells, tranche: Tranche, t: int) -> float:
    """What a tranche pays in month `t`; nothing outside its term."""
    if not tranche["start"] <= t < tranche["end"]:
        return 0.0
    commitment = tranche["commitment"]
    monthly = tranche["size"] * (1 - commitment["discount"])
    p = upfront_share(commitment)
    paid = (1 - p) * monthly
    if t == tranche["start"]:
        paid += p * monthly * commitment["term"]
    return float(paid * agreement.factor(cells, t))


def close_month(cells: Cells, t: int, plan: list[Tranche]) -> Row:
    """All of a month's costs save the agreement's shortfall."""
    needed = demand(cells, t, unit_volumes(cells, t))
    bought = buy(cells, t, needed, plan)
    f = agreement.factor(cells, t)

    workload_cost = {}
    spot = on_demand = 0.0
    for name, row in bought["workloads"].items():
        spot += row["spot"] * f
        on_demand += row["on_demand"] * f
        workload_cost[name] = (row["spot"] + row["on_demand"]) * f
    committed = unused = homeless = 0.0
    for active in bought["tranches"]:
        by_workload, unused_cost = committed_cost(cells, active, t)
        unused += unused_cost
        if not by_workload:
            # No workload is there to bear it; it is paid for all the same.
            homeless += unused_cost
            committed += unused_cost
        for name, cost in by_workload.items():
            committed += cost
            workload_cost[name] += cost

    cliff_cost = shared_cliff_cost = undiscounted_cliff_cost = 0.0
    for cliff in enabled(cells, "cliffs"):
        k = cliffs.run_cost(cells, cliff, t)
        undiscounted_cliff_cost += k
        cliff_cost += k * f
        if cliff["workload"] is None:
            shared_cliff_cost += k * f
        else:
            workload_cost[cliff["workload"]] += k * f

    payments = sum(tranche_payment(cells, a["tranche"], t) for a in bought["tranches"])
    return {
        "demand": needed,
        "bought": bought,
        "workload": workload_cost,
        "spot": spot,
        "committed": committed,
        "unused": unused,
        "on_demand": on_demand,
        "cliffs": cliff_cost,
        "shared_cliffs": shared_cliff_cost,
        "homeless": homeless,
        "cost/on_demand": sum(needed.values()) + undiscounted_cliff_cost,
        "cash_before_shortfall": spot + on_demand + cliff_cost + payments,
        "one_time": cliffs.one_time_cost(cells, t),
        "marketplace": agreement.marketplace(cells, t),
        "new_marketplace": agreement.new_marketplace(cells, t),
        "revenue": {name: own_revenue(cells, u, t) for name, u in cells["units"].items()},
        **initiatives.month(cells, t, needed, f),
    }


def keep_books(cells: Cells) -> Books:
    """Every month of a run, with the tranches as they were sized."""
    plan = tranches(cells)
    months = [close_month(cells, t, plan) for t in range(horizon(cells))]
    invoiced = [m["cash_before_shortfall"] + m["double_running"] for m in months]
    cash, accrued = agreement.shortfalls(cells, invoiced)
    for t, m in enumerate(months):
        m["shortfall"], m["shortfall_accrued"] = cash[t], accrued[t]
        before = sum(m["workload"].values()) + m["shared_cliffs"] + m["homeless"]
        m["amortized_before_shortfall"] = before
        m["cost/amortized"] = before + accrued[t]
        m["cost/cash"] = m["cash_before_shortfall"] + cash[t]
    return {"cells": cells, "months": months, "tranches": plan}
