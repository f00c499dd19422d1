"""The charts of usage volumes: history with its fit, unit cost against volume as indices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.months import calendar_month, month_index
from ui.charts.axes import Measure
from ui.charts.picture import Array, Line, Mark, Picture, extent_of
from ui.charts.words import say
from whatif_app.costs.vocabulary import measure_in_words
from whatif_app.formatting import amount, month_label, share
from whatif_app.volumes.history import UsageHistory
from whatif_app.volumes.proposal import Proposal
from whatif_app.volumes.unit_cost_history import UnitCostHistory
from whatif_app.wording import singular

#: Months that the fit is drawn beyond the last one known.
_AHEAD = 12
_FIT_LOOK, _VOLUME_LOOK, _COST_LOOK = 2, 1, 3
_MOST_INCOMPLETE = 6


def history_picture(history: UsageHistory, proposal: Proposal | str) -> Picture:
    """Volume by month as it was counted; with a proposal its fit, running on for a year."""
    months = _months(history, proposal)
    complete = set(history.complete_months)
    counted = _values(months, {m: v for m, v in history.months.items() if m in complete})
    lines = [
        Line("", say("usage", "Counted"), None, counted, counted, "", is_actual=True),
    ]
    if isinstance(proposal, Proposal):
        fit = np.array([proposal.at(month) for month in months])
        lines.append(Line("fit", say("usage", "Fit"), _FIT_LOOK, fit, fit, ""))
    unit = f" ({history.unit})" if history.unit else ""
    return Picture(
        title=say("usage", "{name}{unit} by month").format(name=history.name, unit=unit),
        subtitle=_fit_words(proposal),
        months=tuple(months),
        span=float(max(len(months) - 1, 1)),
        measure=Measure.QUANTITY,
        currency="",
        lines=tuple(lines),
        marks=(*_incomplete(history, months), *_name_at_end(counted, lines[-1].points)),
        empty="" if complete else _nothing_complete(history),
        extent=extent_of([line.values for line in lines], with_zero=True),
    )


def index_picture(found: UnitCostHistory | str) -> Picture:
    """Unit cost and volume, both 100 in the first month that bill and usage have in common."""
    title = say("usage", "Unit cost against volume")
    if isinstance(found, str):
        return Picture(title, empty=found)
    first, last = month_index(found.months[0]), month_index(found.months[-1])
    months = [calendar_month(n, found.months[0]) for n in range(last - first + 1)]
    one = singular(found.name)
    lines = tuple(
        Line(label, label, look, values, values, "")
        for label, look, index in (
            (say("usage", "Cost per {one}").format(one=one), _COST_LOOK, found.unit_cost_index),
            (found.name, _VOLUME_LOOK, found.volume_index),
        )
        for values in [_values(months, dict(zip(found.months, index, strict=True)))]
    )
    basis = say("usage", "{basis} cost").format(basis=measure_in_words(found.basis))
    return Picture(
        title=title,
        subtitle=say("usage", "{first} = 100; {basis}, complete months").format(
            first=month_label(months[0]), basis=basis
        ),
        months=tuple(months),
        span=float(max(len(months) - 1, 1)),
        measure=Measure.QUANTITY,
        currency="",
        lines=lines,
        selected=lines[0].scenario,
        extent=extent_of([line.values for line in lines]),
    )


def _months(history: UsageHistory, proposal: Proposal | str) -> list[str]:
    first, last = min(history.months), max(history.months)
    if isinstance(proposal, Proposal):
        first, last = min(first, proposal.start_month), max(last, proposal.start_month)
        last = calendar_month(_AHEAD, last)
    return [calendar_month(n, first) for n in range(month_index(last) - month_index(first) + 1)]


def _values(months: Sequence[str], known: dict[str, float]) -> Array:
    return np.array([known.get(month, np.nan) for month in months])


def _incomplete(history: UsageHistory, months: Sequence[str]) -> list[Mark]:
    """Months of which a part is missing: circles beside the line, which passes them by."""
    lacking = [month for month in history.months if not history.coverage[month].is_complete]
    return [
        Mark(
            float(months.index(month)),
            history.months[month],
            share(history.coverage[month].share, 0) if len(lacking) <= _MOST_INCOMPLETE else "",
            None,
            minor=True,
        )
        for month in lacking
    ]


def _name_at_end(counted: Array, fit: Array) -> list[Mark]:
    """The name of what was counted, at its last month, on the side away from the fit."""
    known = np.flatnonzero(np.isfinite(counted))
    if known.size == 0:
        return []
    last = int(known[-1])
    return [
        Mark(
            float(last),
            float(counted[last]),
            say("usage", "Counted"),
            None,
            minor=True,
            ends_line=True,
            is_above=bool(counted[last] >= fit[last]),
        )
    ]


def _fit_words(proposal: Proposal | str) -> str:
    if isinstance(proposal, str):
        return proposal
    growth = f"{'+' if proposal.growth > 0 else ''}{share(proposal.growth, 2)}"
    season = say("usage", "with a season") if proposal.season else say("usage", "without season")
    fit = "" if proposal.r_squared is None else f", R² {amount(proposal.r_squared)}"
    return say("usage", "{growth} a month {season}{fit}, mean error {error}").format(
        growth=growth, season=season, fit=fit, error=share(proposal.mape)
    )


def _nothing_complete(history: UsageHistory) -> str:
    return say(
        "usage",
        "No month of {name} is complete yet, so there is nothing to draw. Load a file that covers "
        "whole months, from their first to their last day.",
    ).format(name=history.name)
