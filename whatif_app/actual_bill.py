"""The lines of a bill as workloads, month by month, at cost and at the case's on-demand prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scenarios.words import say
from whatif_app.costs.case.grouping import FEES, OWN_WORKLOAD
from whatif_app.costs.case.observed import Observed, observe

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.costs.lines import Line

NAMELESS = "(no name)"


@dataclass
class WorkloadMonth:
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
class BillMonth:
    """One month by workload.

    Attributes:
        unused: cost of commitments that no usage ran under, which is no workload's own.
    """

    workloads: dict[str, WorkloadMonth] = field(default_factory=dict)
    unused: float = 0.0

    @property
    def total(self) -> float:
        """All that the month cost."""
        return self.unused + sum(each.cost for each in self.workloads.values())

    def add(self, line: Line, name: str, amount: float, unused: float, rate: float) -> None:
        """Take a line into a workload.

        Args:
            amount, unused: its cost, and the part of it that no usage ran under, converted.
            rate: of its currency.
        """
        self.unused += unused
        if line.kind == "purchase" and amount == unused:
            return  # a commitment's fee: its use is accrued on the usage
        workload = self.workloads.setdefault(name, WorkloadMonth())
        workload.cost += amount - unused
        if line.kind in OWN_WORKLOAD:
            workload.own += amount - unused
        elif line.kind == "usage":
            if line.on_demand is None:
                workload.public = None
            elif workload.public is not None:
                workload.public += float(line.on_demand) * rate


class Bill:
    """The lines of the currencies taken, and the workloads that they belong to."""

    def __init__(self, baseline: Baseline, grouping: Grouping, rates: Mapping[str, float]) -> None:
        self._baseline, self._grouping, self._rates = baseline, grouping, rates
        self._lines: dict[str, list[Line]] = {month: [] for month in baseline.months}
        for line in baseline.lines:
            if line.currency in rates:
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
            is_own = line.currency == self._grouping.currency
            return FEES if is_own else f"{FEES} ({line.currency})"
        named = self._grouping.workload_of(self._baseline, line)
        return named or self._baseline.value(line, self._grouping.dimension) or NAMELESS

    def month(self, month: str) -> BillMonth:
        """One month's lines, added up by workload."""
        made = BillMonth()
        for line in self._lines[month]:
            if line.kind in ("credit", "refund") and not self._grouping.with_credits:
                continue
            is_billed = month in self._billed
            amount = line.billed if is_billed else line.amortized
            # A bill shows what was paid for commitments, not what became of them.
            unused = line.unused if line.commitment and not is_billed else 0
            rate = self._rates[line.currency]
            amounts = (float(amount or 0) * rate, float(unused or 0) * rate)
            made.add(line, self.workload_of(line), *amounts, rate)
        if made.unused and not made.workloads:
            made.workloads[FEES] = WorkloadMonth()
        return made

    def levels(self, months: Mapping[str, BillMonth]) -> PriceLevels:
        """The price levels of the case's month, or of the first complete one without it."""
        if not months:
            return PriceLevels({}, 1.0)
        month = self._grouping.month if self._grouping.month in months else next(iter(months))
        paid: dict[str, float] = {}
        for code, rate in self._rates.items():
            observed = observe(
                [line for line in self._lines[month] if line.currency == code],
                self.workload_of,
                month not in self._billed,
                self._grouping.with_credits,
            )
            for name, amount in _on_demand(observed):
                paid[name] = paid.get(name, 0.0) + amount * rate
        return PriceLevels.of(paid, months[month])

    def notes(self) -> tuple[str, ...]:
        """What a reader of the figures should know."""
        notes = []
        others = [each for each in self._baseline.currencies if each not in self._rates]
        if others:
            notes.append(
                say(
                    "Costs in {names} are not compared: the case was made without them.",
                    names=", ".join(others),
                )
            )
        if len(self._rates) > 1:
            notes.append(
                say("Other currencies are converted at the case's rates, as in the forecast.")
            )
        if not self._grouping.with_credits:
            notes.append(say("Credits and refunds are left out, as they are in the case."))
        billed = [month for month in self.complete if month in self._billed]
        if billed:
            notes.append(
                say(
                    "Without amortized cost, held against the forecast as billed: {names}.",
                    names=", ".join(billed),
                )
            )
        return tuple(notes)


@dataclass(frozen=True)
class PriceLevels:
    """What the case's month 0 paid on demand, as a share of the export's on-demand prices.

    The case is in prices paid. Held against them, a later month's on-demand prices show what ran,
    and a discount that changed since shows in the price.
    """

    by_workload: Mapping[str, float]
    overall: float

    @classmethod
    def of(cls, paid: Mapping[str, float], month: BillMonth) -> PriceLevels:
        """The levels of one month.

        Args:
            paid: what each workload's usage would have cost at the on-demand prices paid.
        """
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

    def equivalent(self, name: str, workload: WorkloadMonth) -> float:
        """What a workload's month would have cost at the case's on-demand prices; NaN unknown."""
        if workload.public is None:
            return float("nan")
        return workload.own + workload.public * self.by_workload.get(name, self.overall)


def _on_demand(observed: Observed) -> Iterable[tuple[str, float]]:
    """Each workload's month at the on-demand prices paid, as a case made of it says; in pieces."""
    for name, workload in observed.workloads.items():
        yield name, workload.on_demand + workload.spot_list
    for commitment in observed.commitments.values():
        yield from commitment.equivalent.items()
