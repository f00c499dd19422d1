"""The figures of the strip above the tables, as words: value, what it is set against, details.

No Qt here, so that what a card says can be tested without a window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.words import figure, say_in
from whatif_app.formatting import (
    NOTHING,
    amount,
    is_nothing,
    money,
    month_label,
    months,
    share,
    unit_money,
)
from whatif_app.wording import singular

if TYPE_CHECKING:
    from scenarios.results import Results

Say = Callable[[str], str]

#: Changes below this show as 0.0 %.
_SHOWN = 0.0005


@dataclass(frozen=True)
class Figure:
    """One card of the strip.

    Attributes:
        name: the kpi or series behind it, for the explanation.
        label: what it is called.
        value: the figure, "–" where it does not exist.
        captions: one or two short lines below it.
        details: every figure behind it, exact; the reason where one does not exist.
        tone: "loss" where the figure itself is bad news, else "".
    """

    name: str
    label: str
    value: str
    captions: tuple[str, ...]
    details: str
    tone: str = ""


@dataclass(frozen=True)
class Setting:
    """What the figures are judged by: the project's cells in effect in the scenario."""

    hurdle: float
    rate: float
    unit: str


def key_figures(results: Results, setting: Setting, tr: Say) -> tuple[Figure, ...]:
    """The cards for one scenario, in order."""
    return (
        _payback(results, setting, tr),
        _npv(results, setting, tr),
        _unit_cost(results, setting, tr),
        _margin(results, tr),
        _esr(results, tr),
        _unused(results, tr),
    )


def _payback(results: Results, setting: Setting, tr: Say) -> Figure:
    kpis = results.kpis
    hurdle = tr("hurdle {months} · from first spend").format(months=figure(setting.hurdle))
    if kpis.payback is None:
        second = (
            tr("nothing changes")
            if kpis.verdict == "No change"
            else tr("not within {n} months").format(n=results.horizon)
        )
    else:
        second = tr("discounted {months}").format(months=months(kpis.discounted_payback))
    lines = [
        tr("Payback, from the start of the first month of spending: {v}").format(
            v=_exact_months(kpis.payback, tr)
        ),
        tr("Discounted payback: {v}").format(v=_exact_months(kpis.discounted_payback, tr)),
        tr("Simple payback, investment ÷ run-rate savings: {v}").format(
            v=_exact_months(kpis.simple_payback, tr)
        ),
        tr("First break-even: {v}").format(v=_exact_months(kpis.first_breakeven, tr)),
        tr("Hurdle: {v} months").format(v=figure(setting.hurdle)),
    ]
    if kpis.payback is None and kpis.first_breakeven is not None:
        lines.append(tr("It breaks even once, but does not stay so to the end of the horizon."))
    return Figure("payback", tr("Payback"), months(kpis.payback), (hurdle, second), _text(lines))


def _npv(results: Results, setting: Setting, tr: Say) -> Figure:
    kpis, currency = results.kpis, results.currency
    at = tr("{n} months at {rate}").format(
        n=results.horizon, rate=share(setting.rate, _digits(setting.rate))
    )
    second = _beyond(results, tr) or _return(results, tr)
    lines = [
        tr("NPV: {v}").format(v=money(kpis.npv, currency, exact=True)),
        tr("NPV with residual: {v}").format(v=money(kpis.npv_with_residual, currency, exact=True)),
        tr("Obligations after the horizon: {v}").format(
            v=money(kpis.obligations, currency, exact=True)
        ),
        tr("IRR: {v}").format(v=share(kpis.irr, 2)),
        tr("ROI: {v}").format(v=share(kpis.roi, 2)),
        tr("Investment: {v}").format(v=money(kpis.investment, currency, exact=True)),
        tr("Peak exposure: {v}").format(v=money(kpis.peak_exposure, currency, exact=True)),
        tr("Before tax; flows at the start of each month, against {reference}.").format(
            reference=results.reference_name or tr("nothing set")
        ),
    ]
    tone = "loss" if kpis.npv is not None and kpis.npv < 0 else ""
    return Figure("npv", tr("NPV"), money(kpis.npv, currency), (at, second), _text(lines), tone)


def _beyond(results: Results, tr: Say) -> str:
    """What the horizon cuts off, where that makes a difference of a cent or more."""
    kpis, currency = results.kpis, results.currency
    parts = []
    residual, npv = kpis.npv_with_residual, kpis.npv
    if residual is not None and npv is not None and abs(residual - npv) >= 0.005:
        parts.append(tr("{v} with residual").format(v=money(residual, currency)))
    if kpis.obligations is not None and abs(kpis.obligations) >= 0.005:
        parts.append(tr("{v} owed after").format(v=money(kpis.obligations, currency)))
    return " · ".join(parts)


def _return(results: Results, tr: Say) -> str:
    if results.kpis.irr is None:
        return tr("IRR –")
    return tr("IRR {v}").format(v=share(results.kpis.irr, 0))


def _unit_cost(results: Results, setting: Setting, tr: Say) -> Figure:
    currency = results.currency
    label = tr("Cost per {unit}").format(unit=singular(setting.unit) or tr("unit"))
    first, last = _ends(results, "unit_cost")
    reference = _ends(results.reference, "unit_cost")[1]
    if last is None:
        why = tr("There is no volume to divide by. Add a unit with a volume.")
        return Figure("unit_cost", label, NOTHING, (tr("no unit with a volume"),), why)
    change = _change(first, last)
    caption = tr("{change} from {first}").format(change=change, first=unit_money(first, currency))
    against = tr("reference {v}").format(v=unit_money(reference, currency))
    lines = [
        _at(results, 0, _exact_unit(first, currency)),
        _at(results, -1, _exact_unit(last, currency)),
        tr("The reference in the last month: {v}").format(v=_exact_unit(reference, currency)),
        tr("Fully loaded, amortized: all cost of the case ÷ the primary unit's volume."),
    ]
    return Figure("unit_cost", label, unit_money(last, currency), (caption, against), _text(lines))


def _margin(results: Results, tr: Say) -> Figure:
    first, last = _ends(results, "margin")
    reference = _ends(results.reference, "margin")[1]
    label = tr("Gross margin")
    if last is None:
        why = tr("There is no revenue. Give a unit a price to see the margin.")
        return Figure("margin", label, NOTHING, (tr("no unit has a price"),), why)
    captions = (
        tr("from {v}").format(v=_share(first)),
        tr("reference {v}").format(v=_share(reference)),
    )
    lines = [
        _at(results, 0, share(first, 4)),
        _at(results, -1, share(last, 4)),
        tr("The reference in the last month: {v}").format(v=share(reference, 4)),
        tr("(revenue − fully loaded amortized cost) ÷ revenue"),
    ]
    return Figure("margin", label, _share(last), captions, _text(lines), _loss(last))


def _esr(results: Results, tr: Say) -> Figure:
    kpis = results.kpis
    label = tr("ESR")
    if kpis.esr is None:
        why = tr("Nothing could run on Spot or under a commitment, so there is no rate to save.")
        return Figure("esr", label, NOTHING, (tr("nothing is eligible"),), why)
    # Two lines hold the two terms in full; the reference stands with the name.
    label = tr("ESR · reference {v}").format(v=share(results.reference.kpis.esr))
    captions = (
        tr("coverage {v}").format(v=share(kpis.coverage, 0)),
        tr("utilization {v}").format(v=share(kpis.utilization, 0)),
    )
    lines = [
        tr("Effective savings rate: {v}").format(v=share(kpis.esr, 4)),
        tr("Coverage: {v}").format(v=share(kpis.coverage, 4)),
        tr("Utilization: {v}").format(v=share(kpis.utilization, 4)),
        tr("The reference: {v}").format(v=share(results.reference.kpis.esr, 4)),
        tr("Over all months: 1 − what eligible usage costs ÷ its on-demand cost."),
    ]
    if kpis.utilization is None:
        lines.append(tr("No commitment is active, so there is no utilization."))
    return Figure("esr", label, share(kpis.esr), captions, _text(lines), _loss(kpis.esr))


def _unused(results: Results, tr: Say) -> Figure:
    unused, currency = results.kpis.unused, results.currency
    reference = results.reference.kpis.unused
    captions = (
        tr("over {n} months").format(n=results.horizon),
        tr("reference {v}").format(v=money(reference, currency)),
    )
    lines = [
        tr("Commitment paid for and not used: {v}").format(v=money(unused, currency, exact=True)),
        tr("The reference: {v}").format(v=money(reference, currency, exact=True)),
    ]
    if unused is None:
        lines.append(tr("No commitment is active within the horizon."))
    tone = "loss" if unused is not None and unused >= 0.005 else ""
    label = say_in("strip", "Unused commitment")
    return Figure("unused", label, money(unused, currency), captions, _text(lines), tone)


def _ends(results: Results, series: str) -> tuple[float | None, float | None]:
    values = results.series.get(series)
    if values is None or len(values) == 0:
        return None, None
    first, last = float(values[0]), float(values[-1])
    return (None if is_nothing(first) else first), (None if is_nothing(last) else last)


def _at(results: Results, month: int, value: str) -> str:
    return f"{month_label(results.months[month])}: {value}"


def _change(first: float | None, last: float | None) -> str:
    if first is None or last is None or first == 0:
        return NOTHING
    change = last / first - 1
    # Nothing is said to grow by 0.0 %.
    return ("+" if change >= _SHOWN else "") + share(change)


def _exact_unit(value: float | None, currency: str) -> str:
    return NOTHING if value is None else f"{currency} {amount(value, 6)}"


def _exact_months(value: float | None, tr: Say) -> str:
    return NOTHING if value is None else tr("{n} months").format(n=amount(value, 4))


def _digits(rate: float) -> int:
    """Decimals that a percentage needs: none for 10 %, one for 7.5 %."""
    return 0 if abs(rate * 100 - round(rate * 100)) < 1e-9 else 1


def _share(value: float | None) -> str:
    """A percentage for a narrow card: from 1,000 % on its decimals say nothing."""
    return share(value, 0 if value is not None and abs(value) >= 10 else 1)


def _loss(value: float) -> str:
    return "loss" if value < 0 else ""


def _text(lines: list[str]) -> str:
    return "\n".join(lines)
