"""What one cell does: the main figures with it, and without it or with a tenth more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.case import Address, Case
from scenarios.cells import RefusedError, Value, accepted
from scenarios.problems import CaseError
from scenarios.rates import currency_of
from scenarios.schema import PROJECT, Kind
from scenarios.words import say
from whatif_app.cell_text import cell_text
from whatif_app.digits import MINUS
from whatif_app.explain.explanation import Kind as Link
from whatif_app.explain.explanation import Part
from whatif_app.formatting import is_nothing, money, months, unit_money

if TYPE_CHECKING:
    from scenarios.results import Results

_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Effects:
    """Differences of the main figures, and what they are against, in words."""

    against: str
    parts: tuple[Part, ...]


def effects(case: Case, scenario: str, address: Address) -> Effects | None:
    """The main figures with a cell as it is, less those with it changed.

    An overridden cell is compared with the base's value; any other number with a tenth more.

    Args:
        scenario: the scenario; "" for the base, whose figures are against itself.

    Returns:
        None where there is nothing to compare: a word, a list, or a value that cannot be more.
    """
    from scenarios.engine import evaluate_cells

    key = str(address)
    own = dict(case.scenario(scenario).given) if scenario else {}
    if key in own:
        other = {name: value for name, value in own.items() if name != key}
        base = case.base_value(address)
        shown = _shown(case, address, base)
        against = say("against the base, which has {value}", value=shown)
    else:
        more = _tenth_more(address, case.value(address, scenario or None))
        if more is None:
            return None
        other = {**own, key: more}
        against = say("were it {value}", value=_shown(case, address, more))
    try:
        found = evaluate_cells(case, {"as it is": own, "other": other})
    except (CaseError, KeyError):
        # A reference or a link that only this override makes possible.
        return None
    here, there = found["as it is"], found["other"]
    pair = (there, here) if key in own else (here, there)
    return Effects(against, _differences(*pair))


def _shown(case: Case, address: Address, value: Value) -> str:
    if is_nothing(value):
        return say("none")
    currency = currency_of(case.view(), address)
    return cell_text(address.declaration, value, currency, str(case.project["start_month"]))


def _tenth_more(address: Address, value: Value) -> Value | None:
    field = address.declaration
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if field.kind in (Kind.MONTH, Kind.COUNT):
        if address.table == PROJECT.name:
            return None
        more: float = value + 1
    elif field.kind is Kind.SHARE:
        more = value + _STEP if value + _STEP <= 1.0 else value - _STEP
    else:
        more = value * (1.0 + _STEP) if value else 0.01 if field.kind is Kind.RATE else 0.0
    try:
        # A tenth in binary leaves crumbs that would show: 27,500.000000000004.
        changed = accepted(field, float(f"{more:.12g}"))
    except RefusedError:
        return None
    return changed if changed != value else None


def _differences(before: Results, after: Results) -> tuple[Part, ...]:
    """After less before, for each main figure; those that stay are left out."""
    currency = after.currency
    found = []
    for name, label in (("npv", say("NPV")), ("investment", say("Investment"))):
        old, new = getattr(before.kpis, name), getattr(after.kpis, name)
        change = (new or 0.0) - (old or 0.0)
        if abs(change) >= 0.5:
            found.append(Part(label, _signed(money(change, currency)), Link.FIGURE, name))
    old, new = before.kpis.payback, after.kpis.payback
    if old != new:
        text = f"{months(old)} → {months(new)}" if old is None or new is None else ""
        text = text or _signed(months((new or 0.0) - (old or 0.0)))
        found.append(Part(say("Payback"), text, Link.FIGURE, "payback"))
    last = {"cost/amortized": money, "unit_cost": unit_money}
    labels = {
        "cost/amortized": say("Monthly cost, last month"),
        "unit_cost": say("Unit cost, last month"),
    }
    for name, write in last.items():
        if after.horizon != before.horizon:
            break
        change = float(after.series[name][-1] - before.series[name][-1])
        size = abs(float(before.series[name][-1]))
        if abs(change) > 1e-9 * size:
            found.append(Part(labels[name], _signed(write(change, currency)), Link.FIGURE, name))
    if before.kpis.verdict != after.kpis.verdict:
        text = f"{say(before.kpis.verdict)} → {say(after.kpis.verdict)}"
        found.append(Part(say("Verdict"), text, Link.FIGURE, "verdict"))
    return tuple(found)


def _signed(text: str) -> str:
    return text if text.startswith(MINUS) else f"+{text}"
