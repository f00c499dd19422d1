"""Titles that say the point: a sentence from the results rather than the name of a chart.

Without a full stop, as headings are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scenarios.results import Results
from scenarios.words import say, say_count
from whatif_app.formatting import is_nothing, money, month_label, number, share
from whatif_app.presentation.pages import PageKind
from whatif_app.presentation.subject import Subject
from whatif_app.wording import headline_sentence

#: Less than this of a month's cost, or of a margin, shows as 0.0 %.
_SHOWN = 0.0005


def base() -> str:
    """The page of the base: it has no verdict of its own."""
    return say("What all scenarios share")


def verdict(results: Results) -> str:
    """Whether and when it pays: "“Spot + plan” pays back in 17.3 months"."""
    kpis, name = results.kpis, results.scenario
    if kpis.verdict == "No change":
        return say("“{scenario}” changes nothing", scenario=name)
    if kpis.payback is None:
        return say_count(
            "“{scenario}” does not pay back within {n} month",
            "“{scenario}” does not pay back within {n} months",
            results.horizon,
            scenario=name,
        )
    if kpis.payback == 0:
        return say("“{scenario}” pays from the first month", scenario=name)
    long = number(kpis.payback, 1)
    return say("“{scenario}” pays back in {n} months", scenario=name, n=long)


def _cumulative(subject: Subject) -> str:
    results = subject.here
    last = float(results.series["cumulative"][-1])
    amount = money(abs(last), results.currency)
    if not subject.selected:
        return say("Cumulative net cash of the scenarios")
    if abs(last) < 0.5:
        return say("“{scenario}” ends level with its reference", scenario=subject.selected)
    where = (
        say("“{scenario}” is {amount} ahead after {n} months")
        if last > 0
        else say("“{scenario}” is {amount} behind after {n} months")
    )
    return where.format(scenario=subject.selected, amount=amount, n=results.horizon)


def _purchase(subject: Subject) -> str:
    series = subject.here.series
    total = float(series["cost/amortized"][-1])
    cheaper = float(series["spot"][-1] + series["committed"][-1])
    month = month_label(subject.here.months[-1])
    if total <= 0 or cheaper / total < _SHOWN:
        return say("Everything is bought on demand")
    return say(
        "In {month}, {share} of the cost is Spot or committed",
        month=month,
        share=share(cheaper / total, 0),
    )


def _unit_cost(subject: Subject) -> str:
    return headline_sentence(subject.here).removesuffix(".") or say("Unit cost")


def _margin(subject: Subject) -> str:
    margin = subject.here.series["margin"]
    first, last = float(margin[0]), float(margin[-1])
    if is_nothing(first) or is_nothing(last):
        return say("Gross margin")
    if abs(last - first) < _SHOWN:
        return say("Gross margin stays at {share}", share=share(last))
    moves = (
        say("Gross margin rises from {first} to {last}")
        if last > first
        else say("Gross margin falls from {first} to {last}")
    )
    return moves.format(first=share(first), last=share(last))


def side_by_side(shown: Mapping[str, Results]) -> str:
    """Which of several is worth most; whether any is a Go."""
    going = [results for results in shown.values() if results.kpis.verdict == "Go"]
    if not going:
        return say("No scenario is a Go yet")
    best = max(going, key=lambda results: results.kpis.npv or 0.0)
    worth = money(best.kpis.npv, best.currency)
    return say("“{scenario}” is worth most: an NPV of {npv}", scenario=best.scenario, npv=worth)


#: What the title of each chart is made by.
OF_CHART: Mapping[PageKind, Callable[[Subject], str]] = {
    PageKind.CUMULATIVE: _cumulative,
    PageKind.PURCHASE: _purchase,
    PageKind.UNIT_COST: _unit_cost,
    PageKind.MARGIN: _margin,
}
