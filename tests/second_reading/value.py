"""Savings, payback, present value and the verdict: a run against its reference (§7)."""

from __future__ import annotations

from typing import Any

from .agreement import factor
from .books import Books
from .buying import upfront_share
from .cells import Cells, Row, enabled, horizon
from .internal_rate import sole_internal_rate
from .volume import completion, lever_start, ramp

NEGLIGIBLE = 1e-9
"""Share of the largest monthly cost below which a monthly flow counts as nothing."""


FLOWS = (
    "savings",
    "benefit",
    "invested",
    "net",
    "cumulative",
    "run_rate_benefit",
    "ebitda",
    "operating_income",
)


def spending(month: Row, cost: str) -> float:
    """A month's cost of the named basis with what else a saving counts."""
    return float(month[cost] + month["one_time"] + month["ongoing"] + month["new_marketplace"])


def flows(this: Books, ref: Books) -> dict[str, list[float]]:
    """The month-by-month comparison of a run with its reference."""
    found: dict[str, list[float]] = {name: [] for name in FLOWS}
    cumulative = 0.0
    for own, other in zip(this["months"], ref["months"], strict=True):
        revenue = sum(own["revenue"].values()) - sum(other["revenue"].values())
        savings = spending(other, "cost/cash") - spending(own, "cost/cash")
        invested = own["investment"] - other["investment"]
        net = savings + revenue - invested
        cumulative += net
        run_rate = spending(other, "amortized_before_shortfall") - other["one_time"]
        run_rate -= spending(own, "amortized_before_shortfall") - own["one_time"]
        ebitda = spending(other, "cost/amortized") - spending(own, "cost/amortized") + revenue
        ebitda -= own["operating"] - other["operating"]
        found["savings"].append(savings)
        found["benefit"].append(savings + revenue)
        found["invested"].append(invested)
        found["net"].append(net)
        found["cumulative"].append(cumulative)
        found["run_rate_benefit"].append(run_rate + revenue)
        found["ebitda"].append(ebitda)
        found["operating_income"].append(ebitda - (own["amortization"] - other["amortization"]))
    return found


def negligible_flow(this: Books, ref: Books) -> float:
    months = this["months"] + ref["months"]
    return NEGLIGIBLE * max(max(abs(m["cost/cash"]), abs(m["cost/amortized"])) for m in months)


def levers_are_full(cells: Cells, workload: Row, t: int) -> bool:
    """Whether a workload's own levers are at their full; one that changes nothing always is.

    The contract lists what changes nothing. A Spot target that equals today's share is not on the
    list: it was entered, so its ramp is waited for.
    """
    start = lever_start(cells, workload, "efficiency")
    if workload["efficiency_target"] != 0 and start is not None:
        is_full = ramp(t, start, workload["efficiency_ramp"]) >= 1
        if not is_full:
            return False
    start = lever_start(cells, workload, "spot")
    if workload["spot_target"] is None or start is None:
        return True
    return ramp(t, start, workload["spot_ramp"]) >= 1


def is_all_in_force(cells: Cells, t: int) -> bool:
    """Whether by month `t` every lever is at its full and everything taken up has begun."""
    if not all(levers_are_full(cells, workload, t) for workload in cells["workloads"].values()):
        return False
    for migration in enabled(cells, "migrations"):
        if migration["target"] != 0 and ramp(t, migration["start"], migration["ramp"]) < 1:
            return False
    if any(t < completion(initiative) for initiative in enabled(cells, "initiatives")):
        return False
    begun = enabled(cells, "commitments") + enabled(cells, "agreements")
    return all(t >= row["start"] for row in begun)


def run_rate_savings(this: Books, flow: dict[str, list[float]]) -> float:
    """The benefit of an average month once all is in force, over a year or what is left."""
    h = horizon(this["cells"])
    first = next((t for t in range(h) if is_all_in_force(this["cells"], t)), h - 1)
    window = flow["run_rate_benefit"][first : first + 12]
    return sum(window) / len(window)


def paybacks(net: list[float], invested: list[float], nothing: float) -> Row:
    """`payback` and `first_breakeven` in months, counted from the first month that costs."""
    cum = [sum(net[: t + 1]) for t in range(len(net))]
    below = [t for t in range(len(net)) if cum[t] < -nothing]
    if not below:
        gains = any(x > nothing for x in net)
        return {"payback": 0.0 if gains else None, "first_breakeven": 0.0 if gains else None}
    costs = [t for t in range(len(net)) if net[t] < -nothing or invested[t] > nothing]
    begin = min([*costs, below[0]])

    def crossing(t: int) -> float:
        return t + (-cum[t - 1]) / net[t] - begin

    above = [t for t in range(below[0], len(net)) if cum[t] >= -nothing]
    return {
        "payback": crossing(below[-1] + 1) if below[-1] + 1 < len(net) else None,
        "first_breakeven": crossing(above[0]) if above else None,
    }


def residual(books: Books) -> float:
    """Prepaid balance in use at the horizon's end, of tranches bought within the horizon."""
    cells = books["cells"]
    h = horizon(cells)
    total = 0.0
    for active in books["months"][-1]["bought"]["tranches"]:
        tranche = active["tranche"]
        if tranche["start"] < 0 or tranche["size"] == 0:
            continue
        commitment = tranche["commitment"]
        monthly = tranche["size"] * (1 - commitment["discount"]) * factor(cells, tranche["start"])
        balance = upfront_share(commitment) * monthly * (tranche["end"] - h)
        total += balance * sum(active["used"].values()) / tranche["size"]
    return total


def obligations(books: Books) -> float:
    """Payments that active tranches still owe after the horizon."""
    cells = books["cells"]
    h = horizon(cells)
    total = 0.0
    for active in books["months"][-1]["bought"]["tranches"]:
        tranche = active["tranche"]
        commitment = tranche["commitment"]
        monthly = (1 - upfront_share(commitment)) * tranche["size"] * (1 - commitment["discount"])
        total += monthly * factor(cells, h - 1) * (tranche["end"] - h)
    return total


def purchasing(books: Books) -> Row:
    """Effective savings rate, coverage, utilization over the horizon; unused commitment (§9)."""
    paid = servable = eligible = used = size = unused = 0.0
    for month in books["months"]:
        for row in month["bought"]["workloads"].values():
            paid += row["spot"] + row["remainder"]
            servable += row["spot_demand"] + row["eligible"]
            eligible += row["eligible"]
        for active in month["bought"]["tranches"]:
            tranche = active["tranche"]
            paid += tranche["size"] * (1 - tranche["commitment"]["discount"])
            used += sum(active["used"].values())
            size += tranche["size"]
        unused += month["unused"]
    return {
        "esr": None if servable == 0 else 1 - paid / servable,
        "coverage": None if eligible == 0 else used / eligible,
        "utilization": None if size == 0 else used / size,
        "unused": unused,
    }


def verdict(
    net: list[float], nothing: float, payback: float | None, npv: float, hurdle: float
) -> str:
    if all(abs(x) <= nothing for x in net):
        return "No change"
    return "Go" if payback is not None and payback <= hurdle and npv > 0 else "No-go"


def kpis(this: Books, ref: Books, flow: dict[str, list[float]]) -> dict[str, Any]:
    """Every figure of §10's `kpis`."""
    project = this["cells"]["project"]
    net, invested = flow["net"], flow["invested"]
    nothing = negligible_flow(this, ref)
    growth = (1 + project["discount_rate"]) ** (1 / 12)
    discounted = [net[t] / growth**t for t in range(len(net))]
    npv = sum(discounted)
    kept = (residual(this) - residual(ref)) / growth ** len(net)
    investment = sum(invested)
    run_rate = run_rate_savings(this, flow)
    pays = investment > nothing and run_rate > nothing
    undiscounted = paybacks(net, invested, nothing)
    payback = undiscounted["payback"]
    return {
        "simple_payback": investment / run_rate if pays else None,
        "payback": payback,
        "first_breakeven": undiscounted["first_breakeven"],
        "discounted_payback": paybacks(discounted, invested, nothing)["payback"],
        "npv": npv,
        "npv_with_residual": npv + kept,
        "obligations": obligations(this),
        "irr": sole_internal_rate(net, nothing, project["discount_rate"], npv),
        "roi": sum(net) / investment if investment > nothing else None,
        "peak_exposure": 0.0 - min(0.0, min(flow["cumulative"])),
        "investment": investment,
        "run_rate_savings": run_rate,
        **purchasing(this),
        "verdict": verdict(net, nothing, payback, npv, project["hurdle_months"]),
    }
