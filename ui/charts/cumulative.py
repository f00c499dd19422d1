"""Cumulative net cash of every visible scenario, with the month in which it has paid back.

A month's value is what has been gained by its end, so the line starts at zero and crosses zero
exactly where the payback circle is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.words import marked
from ui.charts.picture import Line, Mark, Picture, Shown, extent_of
from ui.charts.words import say
from whatif_app import formatting

if TYPE_CHECKING:
    from scenarios.results import Results

TITLE = marked("Cumulative net cash")
ALL_HIDDEN = marked("Every scenario is hidden. Switch one on with the eye beside its name.")
NOTHING_DIFFERS = marked(
    "No scenario differs from the reference yet. "
    "Change a cell in a scenario, and its payback appears here."
)
#: What counts as a cost or an investment, as a share of the largest monthly cost (model, §7).
NEGLIGIBLE = 1e-9


def cumulative(shown: Shown) -> Picture:
    """The picture of cumulative net cash against the reference."""
    lines = tuple(_line(shown, name, results) for name, results in shown.results.items())
    # The selected scenario's marks come first, and so find room for their text first.
    order = sorted(shown.results, key=lambda name: name != shown.selected)
    marks = tuple(mark for name in order for mark in _marks(shown, name, shown.results[name]))
    months = shown.selected_results.months
    empty = ""
    if not lines:
        empty = say("charts", ALL_HIDDEN)
    elif all(results.kpis.verdict == "No change" for results in shown.results.values()):
        empty = say("charts", NOTHING_DIFFERS)
    against = shown.reference or say("charts", "doing nothing")
    words = say("charts", "against {reference} at the same volume; circle = payback")
    return Picture(
        title=say("charts", TITLE),
        subtitle=words.format(reference=against),
        months=months,
        span=float(len(months)),
        currency=shown.currency,
        lines=lines,
        marks=marks,
        has_zero=True,
        reads_at_month_end=True,
        selected=shown.selected,
        empty=empty,
        extent=extent_of([line.points for line in lines], with_zero=True),
    )


def _line(shown: Shown, name: str, results: Results) -> Line:
    values = results.series["cumulative"]
    points = np.concatenate([[0.0], values])
    return Line(name, name, shown.looks.get(name, 0), values, points, "cumulative")


def first_flow(results: Results) -> int | None:
    """The month that payback counts from: the first of negative net or of investment.

    Returns:
        An offset from month 0; None where no money is put in.
    """
    costs = ("cost/cash", "cost/amortized")
    runs = (results.series, results.reference.series)
    largest = max(float(np.max(np.abs(series[cost]))) for series in runs for cost in costs)
    net = results.series["net"]
    # What is invested beyond the reference, since net is benefit less that.
    spent = results.series["benefit"] - net
    found = np.flatnonzero((net < -NEGLIGIBLE * largest) | (spent > NEGLIGIBLE * largest))
    return int(found[0]) if found.size else None


def _marks(shown: Shown, name: str, results: Results) -> list[Mark]:
    kpis, look = results.kpis, shown.looks.get(name, 0)
    start = first_flow(results) or 0
    marks = []
    if kpis.payback is not None:
        marks.append(Mark(start + kpis.payback, 0.0, formatting.months(kpis.payback), look))
    even = kpis.first_breakeven
    if even is not None and even != kpis.payback:
        label = say("charts", "first even {months}").format(months=formatting.months(even))
        marks.append(Mark(start + even, 0.0, label, look, minor=True))
    return marks
