"""The selected scenario's cost by how it is bought, as a stack whose top is the total."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scenarios.words import marked
from ui.charts.actual import actual_line, actual_mark, actual_of
from ui.charts.picture import Array, Band, Line, Picture, Shown, extent_of
from ui.charts.words import say

if TYPE_CHECKING:
    from scenarios.results import Results

TITLE = marked("Cost by how it is bought")
NO_WORKLOADS = marked("No workload yet. Import a cost export, or add a row on Workloads.")
BASES = {
    "amortized": marked("amortized"),
    "cash": marked("cash"),
    "on_demand": marked("at on-demand rates"),
}
#: A band that never reaches this share of the largest total is nothing to see.
VISIBLE_SHARE = 1e-9


def purchase(shown: Shown, basis: str) -> Picture:
    """The picture of one scenario's monthly cost in a basis ("amortized", "cash", "on_demand")."""
    results = shown.selected_results
    series, months = results.series, results.months
    total = series[f"cost/{basis}"]
    largest = float(np.max(np.abs(total)))
    bands = tuple(
        band
        for band in _bands(results, basis)
        if np.max(np.abs(band.values)) > VISIBLE_SHARE * largest
    )
    line = Line(shown.selected, say("charts", "Total"), None, total, total, f"cost/{basis}")
    lines, marks = (line,), ()
    # A bill says what usage cost, amortized; cash and on-demand totals it does not.
    actual = actual_of(shown) if basis == "amortized" else None
    if actual is not None:
        months = actual.months
        total = actual.padded(total)
        bands = tuple(replace(band, values=actual.padded(band.values)) for band in bands)
        forecast = replace(
            line, label=say("charts", "Forecast"), values=total, points=total, is_dashed=True
        )
        lines, marks = (forecast, actual_line(actual.cost)), actual_mark(actual.cost, total)
    return Picture(
        title=say("charts", TITLE),
        subtitle=say("charts", "{scenario}; {basis}, per month").format(
            scenario=results.scenario or say("charts", "Base"), basis=say("charts", BASES[basis])
        ),
        months=months,
        span=float(max(len(months) - 1, 1)),
        currency=shown.currency,
        bands=bands,
        lines=lines,
        marks=marks,
        has_zero=True,
        empty="" if largest > 0 else say("charts", NO_WORKLOADS),
        mended_in="" if largest > 0 else "workloads",
        extent=extent_of([*(each.values for each in lines), *_tops(bands)], with_zero=True),
    )


def _tops(bands: tuple[Band, ...]) -> list[Array]:
    return list(np.cumsum([band.values for band in bands], axis=0)) if bands else []


def _bands(results: Results, basis: str) -> list[Band]:
    series = results.series
    if basis == "on_demand":
        rate = say("charts", "On-demand rate")
        return [Band("on_demand", rate, series["cost/on_demand"], "cost/on_demand")]
    on_demand = Band("on_demand", say("charts", "On demand"), series["on_demand"], "on_demand")
    short = say("charts", "Shortfall")
    spot = Band("spot", say("charts", "Spot"), series["spot"], "spot")
    cliffs = Band("cliffs", say("charts", "Cliffs"), series["cliffs"], "cliffs")
    if basis == "cash":
        # What was paid for commitments is the rest: used and unused are no matter of cash.
        shortfall = Band("shortfall", short, series["shortfall"], "shortfall")
        others = [on_demand, spot, cliffs, shortfall]
        paid = series["cost/cash"] - np.sum([band.values for band in others], axis=0)
        payments = Band("committed_used", say("charts", "Commitments paid"), paid, "cost/cash")
        return [on_demand, payments, spot, cliffs, shortfall]
    used = series["committed"] - series["unused"]
    return [
        on_demand,
        Band("committed_used", say("charts", "Committed, used"), used, "committed"),
        Band("committed_unused", say("charts", "Committed, unused"), series["unused"], "unused"),
        spot,
        cliffs,
        Band("shortfall", short, series["shortfall_accrued"], "shortfall_accrued"),
    ]
