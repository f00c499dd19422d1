"""The headless results (§10) of a case file's contents, worked by the second reading."""

from __future__ import annotations

from typing import Any

from . import cliffs, units, value
from .books import Books, keep_books
from .cells import cells_of, overrides_of, reference_overrides
from .volume import volume

DO_NOTHING = "Do nothing"
"""What a case without scenarios is evaluated as."""

OWN_SERIES = (
    "cost/amortized",
    "cost/cash",
    "cost/on_demand",
    "spot",
    "committed",
    "unused",
    "on_demand",
    "cliffs",
    "one_time",
    "shortfall",
    "shortfall_accrued",
    "marketplace",
    "investment",
)
COMPARED_SERIES = ("savings", "benefit", "net", "cumulative", "ebitda", "operating_income")


def compute(case: dict[str, Any]) -> dict[str, Any]:
    """All scenarios of a case: `{"scenarios": {name: {"kpis", "series", "crossings"}}}`."""
    names = [scenario["name"] for scenario in case.get("scenarios", [])] or [DO_NOTHING]
    return {"scenarios": {name: compute_scenario(case, name) for name in names}}


def compute_scenario(case: dict[str, Any], name: str) -> dict[str, Any]:
    overrides = overrides_of(case, name if case.get("scenarios") else None)
    this = keep_books(cells_of(case, overrides))
    ref = keep_books(cells_of(case, reference_overrides(case, overrides)))
    flow = value.flows(this, ref)
    return {
        "kpis": value.kpis(this, ref, flow),
        "series": series(this, flow),
        "crossings": [
            {key: crossing[key] for key in ("name", "month", "due", "late_by")}
            for crossing in cliffs.crossings(this["cells"])
        ],
    }


def series(this: Books, flow: dict[str, list[float]]) -> dict[str, list[float | None]]:
    cells, months = this["cells"], this["months"]
    found: dict[str, list[float | None]] = {}
    for name, unit in cells["units"].items():
        found[f"volume/{name}"] = [volume(cells, unit, t) for t in range(len(months))]
        found[f"revenue/{name}"] = [month["revenue"][name] for month in months]
        found[f"marginal_cost/{name}"] = list(units.marginal_costs(this, name))
    found |= units.unit_series(this)
    for name in cells["workloads"]:
        found[f"workload/{name}"] = [month["workload"][name] for month in months]
    for name in OWN_SERIES:
        found[name] = [month[name] for month in months]
    for name in COMPARED_SERIES:
        found[name] = list(flow[name])
    return found
