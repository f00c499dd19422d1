"""Volume: how many units the business sells, serves or stores each month.

Source: docs/model.md, "Volume".
"""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from scenarios.inputs import Inputs, season_months


def volumes(inputs: Inputs) -> Array:
    """Units per month: growth, season and events, or the plan where there is one.

    Returns:
        Shape (…, U, T); T reaches past the horizon by the longest lead time
        of a cliff.
    """
    months = np.arange(inputs.months_seen, dtype=np.float64)
    season = inputs.season[..., season_months(inputs.structure, len(months))]
    growth = (1.0 + inputs.column("units", "growth"))[..., None] ** months
    computed = (
        inputs.column("units", "volume")[..., None]
        * growth
        * (season / season[..., :1])
        * inputs.uplift
    )
    return np.where(np.isnan(inputs.plan), computed, inputs.plan)


def revenues(inputs: Inputs, volume: Array) -> Array:
    """Own revenue of each unit per month.

    Args:
        volume: shape (…, U, H).

    Returns:
        Shape (…, U, H).
    """
    years = inputs.structure.months / 12.0
    change = (1.0 + inputs.column("units", "price_change"))[..., None] ** years
    return volume * inputs.column("units", "price")[..., None] * change
