"""The figures of a page: a few large ones of one scenario, or a table of several scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.results import Results
from scenarios.words import figure, say, say_count
from whatif_app.formatting import NOTHING, is_nothing, money, months, share, unit_money
from whatif_app.presentation.subject import Subject
from whatif_app.wording import singular

#: Whether a verdict is good or bad news.
_TONES = {"Go": "gain", "No-go": "loss"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: what it is called, what it is, what it is set against.

    Attributes:
        tone: "gain" or "loss" where the figure is good or bad news by itself; else "".
    """

    label: str
    value: str
    caption: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first column names the rows.

    Attributes:
        marked: the row looked at; -1 for none.
        tones: of each row's verdict, "gain" or "loss"; "" where it is neither.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: int = -1
    tones: tuple[str, ...] = ()


def key_facts(subject: Subject) -> tuple[Fact, ...]:
    """Payback, NPV, unit cost and margin of the scenario looked at."""
    results = subject.here
    return (_payback(subject), _npv(results), _unit_cost(results), _margin(results))


def _payback(subject: Subject) -> Fact:
    kpis = subject.here.kpis
    against = say("hurdle {months} months", months=figure(subject.hurdle))
    tone = "gain" if kpis.verdict == "Go" else ""
    return Fact(say("Payback"), months(kpis.payback), against, tone)


def _npv(results: Results) -> Fact:
    kpis = results.kpis
    span = say_count("over {n} month", "over {n} months", results.horizon)
    tone = "loss" if kpis.npv is not None and kpis.npv < 0 else ""
    return Fact(say("NPV"), money(kpis.npv, results.currency), span, tone)


def _unit_cost(results: Results) -> Fact:
    headline = results.headline
    if headline is None:
        return Fact(say("Unit cost"), NOTHING, say("no unit with a volume"))
    label = say("Cost per {unit}", unit=singular(headline.unit))
    first = unit_money(headline.unit_cost_first, results.currency)
    change = headline.unit_cost_change
    if is_nothing(change):
        caption = say("from {value}", value=first)
    else:
        signed = ("+" if change >= 0.0005 else "") + share(change)
        caption = say("{change} from {first}", change=signed, first=first)
    return Fact(label, unit_money(headline.unit_cost_last, results.currency), caption)


def _margin(results: Results) -> Fact:
    margin = results.series["margin"]
    first, last = float(margin[0]), float(margin[-1])
    if is_nothing(last):
        return Fact(say("Gross margin"), NOTHING, say("no unit has a price"))
    tone = "loss" if last < 0 else ""
    return Fact(say("Gross margin"), share(last), say("from {value}", value=share(first)), tone)


def side_by_side(subject: Subject, shown: Mapping[str, Results]) -> Table:
    """The same figures of several scenarios, a row each."""
    heads = (
        say("Scenario"),
        say("Verdict"),
        say("Payback"),
        say("NPV"),
        say("Investment"),
        say("Unit cost"),
        say("Gross margin"),
    )
    rows = tuple(_row(name, results) for name, results in shown.items())
    names = list(shown)
    marked = names.index(subject.selected) if subject.selected in names else -1
    tones = tuple(_TONES.get(results.kpis.verdict, "") for results in shown.values())
    return Table(heads, rows, marked, tones)


def _row(name: str, results: Results) -> tuple[str, ...]:
    kpis, currency = results.kpis, results.currency
    headline = results.headline
    return (
        name,
        say(kpis.verdict),
        months(kpis.payback),
        money(kpis.npv, currency),
        money(kpis.investment, currency),
        unit_money(headline.unit_cost_last, currency) if headline is not None else NOTHING,
        share(float(results.series["margin"][-1])),
    )
