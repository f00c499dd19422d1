"""Fully loaded cost of one primary unit: a staircase, with the cliffs that make its steps."""

from __future__ import annotations

import numpy as np

from ui.charts.axes import Measure
from ui.charts.cumulative import ALL_HIDDEN
from ui.charts.picture import Flag, Line, Picture, Shown, extent_of
from ui.charts.words import say
from whatif_app.wording import singular

NO_UNIT = "No unit yet. Add what you count (orders, requests, users) on Units to see its cost."


def unit_cost(shown: Shown) -> Picture:
    """The picture of the case's own unit cost."""
    unit = shown.primary_unit
    months = shown.selected_results.months
    lines = tuple(
        Line(name, name, shown.looks.get(name, 0), values, values, "unit_cost")
        for name, results in shown.results.items()
        for values in [results.series["unit_cost"]]
    )
    empty = "" if lines else say("charts", ALL_HIDDEN)
    if not unit or (lines and not any(np.isfinite(line.values).any() for line in lines)):
        empty = say("charts", NO_UNIT)
    return Picture(
        title=say("charts", "Cost per {unit}").format(unit=singular(unit))
        if unit
        else say("charts", "Unit cost"),
        subtitle=say("charts", "fully loaded, amortized; staircase = cliffs crossed"),
        months=months,
        span=float(len(months)),
        measure=Measure.UNIT_MONEY,
        currency=shown.currency,
        lines=lines,
        flags=_flags(shown),
        is_step=True,
        selected=shown.selected,
        empty=empty,
        extent=extent_of([line.values for line in lines] or [np.zeros(1)]),
    )


def _flags(shown: Shown) -> tuple[Flag, ...]:
    """The cliffs that the selected scenario crosses, by month; those of one month together."""
    results = shown.selected_results
    by_month: dict[int, list[str]] = {}
    for crossing in results.crossings:
        names = by_month.setdefault(crossing.month, [])
        if crossing.name not in names:
            names.append(crossing.name)
    return tuple(
        Flag(float(month), " · ".join(names))
        for month, names in sorted(by_month.items())
        if 0 <= month < len(results.months)
    )
