"""Cost cliffs: steps taken, what they cost each month and once (§3)."""

from __future__ import annotations

import math

from .cells import Cells, Row, enabled, horizon
from .volume import volume


def steps(cliff: Row, v: float) -> int:
    """`n`: how many of the cliff's steps a volume of `v` takes."""
    if v < cliff["threshold"]:
        return 0
    if cliff["every"] == 0:
        return 1
    return 1 + math.floor((v - cliff["threshold"]) / cliff["every"])


def steps_in(cells: Cells, cliff: Row, t: int) -> int:
    return steps(cliff, volume(cells, cells["units"][cliff["unit"]], t))


def highest_steps(cells: Cells, cliff: Row, t: int) -> int:
    """The most steps taken in any month from 0 to `t`."""
    return max(steps_in(cells, cliff, s) for s in range(t + 1))


def run_cost(cells: Cells, cliff: Row, t: int) -> float:
    """`K_c(t)`: monthly cost of the change in steps since month 0, before the agreement."""
    n = highest_steps(cells, cliff, t) if cliff["sticky"] else steps_in(cells, cliff, t)
    return float(cliff["monthly_cost"] * (n - steps_in(cells, cliff, 0)))


def run_cost_at(cells: Cells, cliff: Row, t: int, raised: float) -> float:
    """`K_c(t)` had the volume been `raised` in month `t` alone; earlier highs are kept."""
    n = steps(cliff, raised)
    if cliff["sticky"] and t > 0:
        n = max(n, highest_steps(cells, cliff, t - 1))
    return float(cliff["monthly_cost"] * (n - steps_in(cells, cliff, 0)))


def crossings(cells: Cells) -> list[Row]:
    """Every new high of every enabled cliff that falls due within the horizon.

    Each has the cliff's `name`, the `month` of the crossing, the month its one-time cost is
    `due`, by how many months that is `late_by`, and its one-time `cost`.
    """
    found = []
    for cliff in enabled(cells, "cliffs"):
        lead = cliff["lead_months"]
        high = steps_in(cells, cliff, 0)
        for t in range(1, horizon(cells) + lead):
            new_steps = steps_in(cells, cliff, t) - high
            if new_steps <= 0:
                continue
            high += new_steps
            found.append(
                {
                    "name": cliff["name"],
                    "month": t,
                    "due": max(t - lead, 0),
                    "late_by": max(lead - t, 0),
                    "cost": cliff["one_time_cost"] * new_steps,
                }
            )
    return found


def one_time_cost(cells: Cells, t: int) -> float:
    return float(sum(crossing["cost"] for crossing in crossings(cells) if crossing["due"] == t))
