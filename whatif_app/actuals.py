"""What a project's exports say really was spent, by workload and month, beside the forecast.

Lines become workloads by the grouping that the case was made with. Commitments that nobody used
are borne by all workloads in proportion to what ran, as in the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scenarios.arrays import Array
from scenarios.months import month_index
from scenarios.questions.actuals import Actuals
from whatif_app.costs.grouping import FEES, OWN_WORKLOAD
from whatif_app.costs.observed import Observed, observe
from whatif_app.formatting import money

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline, Line
    from whatif_app.costs.grouping import Grouping
    from whatif_app.ledger import Ledger
    from whatif_app.volumes.history import UsageHistory

NAMELESS = "(no name)"
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


def actual_costs(ledger: Ledger) -> ActualCosts | None:
    """The actual costs that a project holds; None without an export or without its grouping."""
    baseline, grouping = ledger.adjusted, ledger.grouping
    if baseline is None or grouping is None:
        return None
    bill = _Bill(baseline, grouping)
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
        notes=(*bill.notes(), *_decided(ledger, grouping, months)),
    )


@dataclass
class _Workload:
    """One workload's month.

    Attributes:
        cost: without unused commitment.
        own: charges that are their own on-demand equivalent: tax, support, fees.
        public: usage at the export's on-demand prices; None where they are not given.
    """

    cost: float = 0.0
    own: float = 0.0
    public: float | None = 0.0


@dataclass
class _Month:
    """One month by workload.

    Attributes:
        unused: cost of commitments that no usage ran under, which is no workload's own.
    """

    workloads: dict[str, _Workload] = field(default_factory=dict)
    unused: float = 0.0

    @property
    def total(self) -> float:
        """All that the month cost."""
        return self.unused + sum(each.cost for each in self.workloads.values())

    def add(self, line: Line, name: str, amount: float, unused: float) -> None:
        """Take a line into a workload.

        Args:
            amount, unused: its cost, and the part of it that no usage ran under.
        """
        self.unused += unused
        if line.kind == "purchase" and amount == unused:
            return  # a commitment's fee: its use is accrued on the usage
        workload = self.workloads.setdefault(name, _Workload())
        workload.cost += amount - unused
        if line.kind in OWN_WORKLOAD:
            workload.own += amount - unused
        elif line.kind == "usage":
            if line.on_demand is None:
                workload.public = None
            elif workload.public is not None:
                workload.public += float(line.on_demand)


class _Bill:
    """The lines of the grouping's currency, and the workloads that they belong to."""

    def __init__(self, baseline: Baseline, grouping: Grouping) -> None:
        self._baseline, self._grouping = baseline, grouping
        self._lines: dict[str, list[Line]] = {month: [] for month in baseline.months}
        for line in baseline.lines:
            if line.currency == grouping.currency:
                self._lines[line.month].append(line)
        self._billed = [
            month
            for month, lines in self._lines.items()
            if any(line.amortized is None for line in lines)
        ]
        self.complete = tuple(
            month for month in baseline.months if baseline.calendar[month].is_complete
        )

    def workload_of(self, line: Line) -> str:
        """The workload that a line belongs to, or its own value where the case had none for it.

        A value that came up later thus becomes a workload of the case by naming one like it.
        """
        if line.kind == "purchase":
            return FEES
        named = self._grouping.workload_of(self._baseline, line)
        return named or self._baseline.value(line, self._grouping.dimension) or NAMELESS

    def month(self, month: str) -> _Month:
        """One month's lines, added up by workload."""
        made = _Month()
        for line in self._lines[month]:
            if line.kind in ("credit", "refund") and not self._grouping.with_credits:
                continue
            is_billed = month in self._billed
            amount = line.billed if is_billed else line.amortized
            # A bill shows what was paid for commitments, not what became of them.
            unused = line.unused if line.commitment and not is_billed else 0
            made.add(line, self.workload_of(line), float(amount or 0), float(unused or 0))
        if made.unused and not made.workloads:
            made.workloads[FEES] = _Workload()
        return made

    def levels(self, months: Mapping[str, _Month]) -> _Levels:
        """The price levels of the case's month, or of the first complete one without it."""
        if not months:
            return _Levels({}, 1.0)
        month = self._grouping.month if self._grouping.month in months else next(iter(months))
        observed = observe(
            self._lines[month],
            self.workload_of,
            month not in self._billed,
            self._grouping.with_credits,
        )
        return _Levels.of(observed, months[month])

    def notes(self) -> tuple[str, ...]:
        """What a reader of the figures should know."""
        notes = []
        currency = self._grouping.currency
        others = [each for each in self._baseline.currencies if each != currency]
        if others:
            notes.append(
                f"Costs in {', '.join(others)} are not compared, only those in {currency}."
            )
        if not self._grouping.with_credits:
            notes.append("Credits and refunds are left out, as they are in the case.")
        billed = [month for month in self.complete if month in self._billed]
        if billed:
            notes.append(
                f"Without amortized cost, held against the forecast as billed: {', '.join(billed)}."
            )
        return tuple(notes)


@dataclass(frozen=True)
class _Levels:
    """What the case's month 0 paid on demand, as a share of the export's on-demand prices.

    The case is in prices paid. Held against them, a later month's on-demand prices show what ran,
    and a discount that changed since shows in the price.
    """

    by_workload: Mapping[str, float]
    overall: float

    @classmethod
    def of(cls, observed: Observed, month: _Month) -> _Levels:
        """The levels of one month."""
        paid = {name: each.on_demand + each.spot_list for name, each in observed.workloads.items()}
        for commitment in observed.commitments.values():
            for name, amount in commitment.equivalent.items():
                paid[name] = paid.get(name, 0.0) + amount
        usage = {
            name: (paid.get(name, 0.0) - each.own, each.public)
            for name, each in month.workloads.items()
            if each.public
        }
        seen = {name: pair for name, pair in usage.items() if pair[0] > 0 and pair[1] > 0}
        whole = sum(public for _, public in seen.values())
        return cls(
            {name: amount / public for name, (amount, public) in seen.items()},
            sum(amount for amount, _ in seen.values()) / whole if whole else 1.0,
        )

    def equivalent(self, name: str, workload: _Workload) -> float:
        """What a workload's month would have cost at the case's on-demand prices; NaN unknown."""
        if workload.public is None:
            return float("nan")
        return workload.own + workload.public * self.by_workload.get(name, self.overall)


def _decided(ledger: Ledger, grouping: Grouping, months: Mapping[str, _Month]) -> Iterable[str]:
    """What decisions on data quality took out of the months compared, as a sentence."""
    baseline = ledger.baseline
    if baseline is None or baseline is ledger.adjusted:
        return
    raw = _Bill(baseline, grouping)
    taken = sum(raw.month(month).total - made.total for month, made in months.items())
    if abs(taken) >= _CENT:
        side = "less" if taken > 0 else "more"
        yield (
            f"As decided on Data quality, these months hold "
            f"{money(abs(taken), grouping.currency, exact=True)} {side} than the bills."
        )


def _volumes(usage: Iterable[UsageHistory], months: Sequence[str]) -> dict[str, Array]:
    """What was counted, by name; NaN in months of which a part is missing."""
    found = {}
    for history in usage:
        known = set(history.complete_months)
        found[history.name] = np.array(
            [history.months[month] if month in known else np.nan for month in months]
        )
    return found


def _table(
    months: Mapping[str, _Month], levels: _Levels
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


def _bearers(month: _Month, levels: _Levels) -> Iterable[tuple[str, float]]:
    """Who bears commitments that nobody used, in proportion to what ran, else to what it cost."""
    ran = {name: levels.equivalent(name, each) for name, each in month.workloads.items()}
    if any(amount != amount for amount in ran.values()):
        ran = {name: each.cost for name, each in month.workloads.items()}
    weights = {name: max(amount, 0.0) for name, amount in ran.items()}
    whole = sum(weights.values())
    for name, weight in weights.items():
        yield name, weight / whole if whole else 1.0 / len(weights)
