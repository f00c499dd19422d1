"""Gross margin of every visible scenario: revenue against fully loaded cost."""

from __future__ import annotations

import numpy as np

from scenarios.words import marked
from ui.charts.axes import Measure
from ui.charts.cumulative import ALL_HIDDEN
from ui.charts.picture import Line, Picture, Shown, extent_of
from ui.charts.words import say
from whatif_app import formatting
from whatif_app.wording import singular

TITLE = marked("Gross margin")
NO_PRICE = marked("No price yet: enter a price on Units to see margin.")


def margin(shown: Shown) -> Picture:
    """The picture of all revenue against all loaded cost."""
    months = shown.selected_results.months
    lines = tuple(
        Line(name, name, shown.looks.get(name, 0), values, values, "margin")
        for name, results in shown.results.items()
        for values in [results.series["margin"]]
    )
    empty = "" if lines else say("charts", ALL_HIDDEN)
    mended_in = ""
    if lines and not any(np.isfinite(line.values).any() for line in lines):
        empty, mended_in = say("charts", NO_PRICE), "units"
    return Picture(
        title=say("charts", TITLE),
        subtitle=_price(shown),
        months=months,
        span=float(max(len(months) - 1, 1)),
        measure=Measure.SHARE,
        currency=shown.currency,
        lines=lines,
        selected=shown.selected,
        empty=empty,
        mended_in=mended_in,
        extent=extent_of([line.values for line in lines] or [np.zeros(1)]),
    )


def _price(shown: Shown) -> str:
    """What is earned: the price, where one unit has one; else that all revenue counts."""
    view = shown.case.view(shown.selected or None)
    prices = dict(zip(view.names("units"), view.column("units", "price"), strict=True))
    priced = [(unit, price) for unit, price in prices.items() if price]
    if len(priced) != 1:
        return say("charts", "revenue of all units against fully loaded cost")
    unit, price = priced[0]
    amount = formatting.unit_money(float(str(price)), shown.currency)
    words = say("charts", "revenue at {amount} per {unit}, cost fully loaded")
    return words.format(amount=amount, unit=singular(unit))
