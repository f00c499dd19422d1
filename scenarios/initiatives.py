"""Initiatives: what engineering work costs, in cash and in the P&L.

Source: docs/model.md, "Initiatives".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Array
from scenarios.demand import completions
from scenarios.inputs import Inputs


@dataclass(frozen=True)
class InitiativeRun:
    """What the enabled initiatives cost each month; every array has shape (…, I, H).

    Attributes:
        labour: engineers' cost.
        other: other cost, in the first month.
        double_running: demand that runs twice, before any agreement.
        ongoing: running cost from completion on.
        amortization: of what is capitalized, from completion on.
    """

    labour: Array
    other: Array
    double_running: Array
    ongoing: Array
    amortization: Array


def initiative_costs(inputs: Inputs, demand: Array) -> InitiativeRun:
    """Cost of the enabled initiatives; months before month 0 are sunk.

    Args:
        demand: shape (…, W, H).
    """
    months = inputs.structure.months

    def column(field: str) -> Array:
        return inputs.column("initiatives", field)[..., None]

    start, enabled = column("start"), column("enabled")
    done = completions(inputs)[..., None]
    # Part of each month that the work takes: 1, the last one perhaps a fraction.
    working = np.clip(column("months") - (months - start), 0.0, 1.0) * (months >= start) * enabled
    labour = column("engineers") * column("loaded_cost") * working
    other = column("other_cost") * (months == start) * enabled
    ongoing = column("ongoing_cost") * (months >= done) * enabled
    # A last row of zeros stands for "no workload", which index -1 then finds.
    padded = np.concatenate([demand, np.zeros((*demand.shape[:-2], 1, len(months)))], axis=-2)
    twice = padded[..., list(inputs.structure.workload_of_initiative), :]
    double_running = column("parallel_share") * twice * working
    capital = column("capitalizable_share") * (labour + other).sum(axis=-1, keepdims=True)
    life = column("amortization_months")
    writing_off = (months >= done) & (months < done + life)
    return InitiativeRun(labour, other, double_running, ongoing, capital / life * writing_off)
