"""What a project's exports say really was spent, by workload and month, beside the forecast.

Lines become workloads by the grouping that the case was made with. Commitments that nobody used
are borne by all workloads in proportion to what ran, as in the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from scenarios.arrays import Array
from scenarios.months import month_index
from scenarios.questions.actuals import Actuals
from scenarios.words import say
from whatif_app.actual_bill import Bill, BillMonth, PriceLevels
from whatif_app.formatting import money

if TYPE_CHECKING:
    from scenarios.case import Case
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.ledger import Ledger
    from whatif_app.volumes.history import UsageHistory

_CENT = 0.01


@dataclass(frozen=True)
class ActualCosts:
    """Actual costs of every complete month that the exports hold, before month 0 too.

    Attributes:
        currency: of all money.
        months: "YYYY-MM", ascending.
        cost, equivalent, volume: as in `scenarios.questions.actuals`, by month; shape (M,).
        incomplete: months held in part, which are not compared.
        notes: sentences on what is not in these figures.
    """

    currency: str
    months: tuple[str, ...]
    cost: Mapping[str, Array]
    equivalent: Mapping[str, Array]
    volume: Mapping[str, Array]
    incomplete: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Array:
        """All cost; shape (M,)."""
        total: Array = np.sum([np.zeros(len(self.months)), *self.cost.values()], axis=0)
        return total

    def within(self, start_month: str, horizon: int) -> Actuals:
        """The months that a forecast covers."""
        offsets = [month_index(month) - month_index(start_month) for month in self.months]
        kept = [position for position, month in enumerate(offsets) if 0 <= month < horizon]

        def of(values: Mapping[str, Array]) -> dict[str, Array]:
            return {name: array[kept] for name, array in values.items()}

        # What cost nothing in any of these months is no row.
        cost = {name: array for name, array in of(self.cost).items() if np.any(array)}
        months = tuple(offsets[position] for position in kept)
        return Actuals(months, cost, of(self.equivalent), of(self.volume))


def rates_of(ledger: Ledger, case: Case) -> dict[str, float]:
    """What one unit of each currency taken from the exports is worth in the project's.

    The case's own rates: forecast and actual are converted alike, so a currency's swing is no
    variance.
    """
    grouping = ledger.grouping
    if grouping is None:
        return {}
    view = case.view()
    entered = dict(zip(view.names("rates"), view.column("rates", "rate"), strict=True))
    others = {code: entered.get(code) or rate for code, (rate, _) in grouping.rates.items()}
    return {grouping.currency: 1.0} | {code: cast("float", rate) for code, rate in others.items()}


def actual_costs(ledger: Ledger, rates: Mapping[str, float]) -> ActualCosts | None:
    """The actual costs that a project holds; None without an export or without its grouping.

    Args:
        rates: of the currencies taken, as `rates_of` gives them.
    """
    baseline, grouping = ledger.adjusted, ledger.grouping
    if baseline is None or grouping is None:
        return None
    bill = Bill(baseline, grouping, rates)
    months = {month: bill.month(month) for month in bill.complete}
    levels = bill.levels(months)
    cost, equivalent = _table(months, levels)
    return ActualCosts(
        currency=grouping.currency,
        months=bill.complete,
        cost=cost,
        equivalent=equivalent,
        volume=_volumes(ledger.usage, bill.complete),
        incomplete=tuple(month for month in baseline.months if month not in bill.complete),
        notes=(*bill.notes(), *_decided(ledger, grouping, rates, months)),
    )


def _table(
    months: Mapping[str, BillMonth], levels: PriceLevels
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Cost and on-demand equivalent by workload; what has no line in a month is 0 there."""
    names = dict.fromkeys(name for month in months.values() for name in month.workloads)
    cost = {name: np.zeros(len(months)) for name in names}
    equivalent = {name: np.zeros(len(months)) for name in names}
    for position, month in enumerate(months.values()):
        for name, workload in month.workloads.items():
            cost[name][position] = workload.cost
            equivalent[name][position] = levels.equivalent(name, workload)
        for name, share in _bearers(month, levels):
            cost[name][position] += month.unused * share
    return cost, equivalent


def _bearers(month: BillMonth, levels: PriceLevels) -> Iterable[tuple[str, float]]:
    """Who bears commitments that nobody used, in proportion to what ran, else to what it cost."""
    ran = {name: levels.equivalent(name, each) for name, each in month.workloads.items()}
    if any(amount != amount for amount in ran.values()):
        ran = {name: each.cost for name, each in month.workloads.items()}
    weights = {name: max(amount, 0.0) for name, amount in ran.items()}
    whole = sum(weights.values())
    for name, weight in weights.items():
        yield name, weight / whole if whole else 1.0 / len(weights)


def _decided(
    ledger: Ledger, grouping: Grouping, rates: Mapping[str, float], months: Mapping[str, BillMonth]
) -> Iterable[str]:
    """What decisions on data quality took out of the months compared, as a sentence."""
    baseline = ledger.baseline
    if baseline is None or baseline is ledger.adjusted:
        return
    raw = Bill(baseline, grouping, rates)
    taken = sum(raw.month(month).total - made.total for month, made in months.items())
    if abs(taken) >= _CENT:
        sentence = (
            say("As decided on Data quality, these months hold {amount} less than the bills.")
            if taken > 0
            else say("As decided on Data quality, these months hold {amount} more than the bills.")
        )
        yield sentence.format(amount=money(abs(taken), grouping.currency, exact=True))


def _volumes(usage: Iterable[UsageHistory], months: Sequence[str]) -> dict[str, Array]:
    """What was counted, by name; NaN in months of which a part is missing."""
    found = {}
    for history in usage:
        known = set(history.complete_months)
        found[history.name] = np.array(
            [history.months[month] if month in known else np.nan for month in months]
        )
    return found
