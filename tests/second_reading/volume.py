"""Volumes and the demand that follows them (§1, §2)."""

from __future__ import annotations

import math

from .cells import Cells, Row, enabled, in_project_currency, months_since_year_zero


def volume(cells: Cells, unit: Row, t: int) -> float:
    """`V_u(t)`; `t` may lie beyond the horizon."""
    if t in unit["plan"]:
        return float(unit["plan"][t])
    v = unit["volume"] * (1 + unit["growth"]) ** t
    if unit["season"] is not None:
        january = months_since_year_zero(cells["project"]["start_month"]) % 12
        v = v * unit["season"][(january + t) % 12] / unit["season"][january]
    for event in unit["events"] or []:
        if event["month"] <= t:
            v = v * (1 + event["uplift"])
    return float(v)


def ramp(t: int, start: float, months: float) -> float:
    """Share of a lever that is in force in month `t`; a ramp of 1 is full in its first month."""
    return min(max((t - start + 1) / max(months, 1), 0.0), 1.0)


def completion(initiative: Row) -> int:
    """The first month in which an initiative is complete."""
    return math.ceil(initiative["start"] + initiative["months"])


def lever_start(cells: Cells, workload: Row, lever: str) -> int | None:
    """First month of a workload's "efficiency" or "spot" lever; None while it is switched off.

    A lever that hangs on an initiative waits for it to complete, and is off where that
    initiative is not enabled.
    """
    start: int = workload[f"{lever}_start"]
    if workload["initiative"] is None:
        return start
    initiative = cells["initiatives"][workload["initiative"]]
    if not initiative["enabled"]:
        return None
    return max(start, completion(initiative))


def demand_before_migrations(
    cells: Cells, workload: Row, t: int, volumes: dict[str, float]
) -> float:
    """`G_w(t)`, with the volumes of month `t` given by unit and those of month 0 computed."""
    if workload["unit"] is None:
        relative_volume = 1.0
    else:
        unit = cells["units"][workload["unit"]]
        relative_volume = volumes[workload["unit"]] / volume(cells, unit, 0)
    fixed = workload["fixed_share"]
    start = lever_start(cells, workload, "efficiency")
    saved = 0.0
    if start is not None:
        saved = workload["efficiency_target"] * ramp(t, start, workload["efficiency_ramp"])
    return float(
        in_project_currency(cells, workload, "on_demand_cost")
        * (fixed + (1 - fixed) * relative_volume ** workload["elasticity"])
        * (1 + workload["rate_change"]) ** (t / 12)
        * (1 - saved)
    )


def demand(cells: Cells, t: int, volumes: dict[str, float]) -> dict[str, float]:
    """`D_w(t)` by workload: on-demand-equivalent cost after migrations, in table order."""
    g = {
        name: demand_before_migrations(cells, workload, t, volumes)
        for name, workload in cells["workloads"].items()
    }
    for migration in enabled(cells, "migrations"):
        moved = migration["target"] * ramp(t, migration["start"], migration["ramp"])
        g[migration["to"]] += g[migration["from"]] * moved * migration["cost_ratio"]
        g[migration["from"]] *= 1 - moved
    return g
