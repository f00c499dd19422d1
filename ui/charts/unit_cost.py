"""Fully loaded cost of one primary unit: a staircase, with the cliffs that make its steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.words import marked
from ui.charts.actual import Actual, actual_line, actual_mark, actual_of
from ui.charts.axes import Measure
from ui.charts.cumulative import ALL_HIDDEN
from ui.charts.picture import Flag, Line, Mark, Picture, Shown, extent_of
from ui.charts.words import say
from whatif_app.wording import singular

NO_UNIT = marked(
    "No unit yet. Add what you count (orders, requests, users) on Units to see its cost."
)


def unit_cost(shown: Shown) -> Picture:
    """The picture of the case's own unit cost."""
    unit = shown.primary_unit
    months = shown.selected_results.months
    lines = tuple(
        Line(name, name, shown.looks.get(name, 0), values, values, "unit_cost")
        for name, results in shown.results.items()
        for values in [results.series["unit_cost"]]
    )
    actual = actual_of(shown)
    history = 0
    marks: tuple[Mark, ...] = ()
    if actual is not None and lines and np.isfinite(actual.unit_cost).any():
        months, history = actual.months, actual.history
        lines = (*(_after(actual, line) for line in lines), actual_line(actual.unit_cost))
        own = actual.padded(shown.selected_results.series["unit_cost"])
        marks = actual_mark(actual.unit_cost, own, is_step=True)
    empty = "" if lines else say("charts", ALL_HIDDEN)
    mended_in = ""
    if not unit or (lines and not any(np.isfinite(line.values).any() for line in lines)):
        empty, mended_in = say("charts", NO_UNIT), "units"
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
        marks=marks,
        flags=_flags(shown, history),
        is_step=True,
        selected=shown.selected,
        empty=empty,
        mended_in=mended_in,
        extent=extent_of([line.values for line in lines] or [np.zeros(1)]),
    )


def _after(actual: Actual, line: Line) -> Line:
    """A scenario's line on a time axis that begins with some history."""
    values = actual.padded(line.values)
    return replace(line, values=values, points=values)


def _flags(shown: Shown, history: int) -> tuple[Flag, ...]:
    """The cliffs that the selected scenario crosses, by month; those of one month together.

    Args:
        history: months that the chart shows before month 0.
    """
    results = shown.selected_results
    by_month: dict[int, list[str]] = {}
    for crossing in results.crossings:
        names = by_month.setdefault(crossing.month, [])
        if crossing.name not in names:
            names.append(crossing.name)
    return tuple(
        Flag(float(month + history), " · ".join(names))
        for month, names in sorted(by_month.items())
        if 0 <= month < len(results.months)
    )
