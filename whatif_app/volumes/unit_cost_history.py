"""Unit cost against volume, month by month, as indices: do they diverge?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from scenarios.words import marked, say
from whatif_app.formatting import month_label, share
from whatif_app.volumes.history import UsageHistory
from whatif_app.wording import singular

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.lines import Line

_UNCHANGED = 0.0005


@dataclass(frozen=True)
class UnitCostHistory:
    """Cost per unit and volume in the months that both bill and usage cover completely.

    Attributes:
        name: what is counted.
        currency: of the costs.
        basis: "amortized", or "billed" where the export cannot tell amortized costs.
        months: in order; at least two.
        cost, volume: by month, in currency and units; all above zero.
    """

    name: str
    currency: str
    basis: str
    months: tuple[str, ...]
    cost: tuple[float, ...]
    volume: tuple[float, ...]

    @property
    def unit_cost(self) -> tuple[float, ...]:
        """Cost of one unit, by month."""
        return tuple(cost / volume for cost, volume in zip(self.cost, self.volume, strict=True))

    @property
    def volume_index(self) -> tuple[float, ...]:
        """Volume by month, 100 in the first."""
        return tuple(100.0 * each / self.volume[0] for each in self.volume)

    @property
    def unit_cost_index(self) -> tuple[float, ...]:
        """Unit cost by month, 100 in the first."""
        return tuple(100.0 * each / self.unit_cost[0] for each in self.unit_cost)

    @property
    def unit_cost_change(self) -> float:
        """Of the last month against the first, −0.12 for 12 % less."""
        return self.unit_cost[-1] / self.unit_cost[0] - 1.0

    @property
    def volume_change(self) -> float:
        """Of the last month against the first."""
        return self.volume[-1] / self.volume[0] - 1.0

    @property
    def diverges(self) -> bool:
        """Whether one of the two rose while the other fell."""
        both_move = min(abs(self.unit_cost_change), abs(self.volume_change)) >= _UNCHANGED
        return both_move and (self.unit_cost_change > 0) != (self.volume_change > 0)

    def sentence(self) -> str:
        """The two changes: "Cost per order fell 12.0 % while volume grew 40.0 %."."""
        cost = _moved(self.unit_cost_change, marked("fell {share}"), marked("rose {share}"))
        volume = _moved(self.volume_change, marked("shrank {share}"), marked("grew {share}"))
        return say(
            "Cost per {unit} {cost} while volume {volume}.",
            unit=singular(self.name) or say("unit"),
            cost=cost,
            volume=volume,
        )

    def verdict(self) -> str:
        """What the two lines together say."""
        first, last = month_label(self.months[0]), month_label(self.months[-1])
        span = say("{first} to {last}", first=first, last=last)
        if not self.diverges:
            together = self.unit_cost_change > _UNCHANGED and self.volume_change > _UNCHANGED
            meaning = (
                say("they rise together, so growth makes each one dearer")
                if together
                else say("they do not diverge")
            )
        elif self.unit_cost_change < 0:
            meaning = say("they diverge: growth makes each one cheaper")
        else:
            meaning = say("they diverge: fewer share the cost, and each one is dearer")
        return f"{span}: {meaning}."


def _moved(change: float, down: str, up: str) -> str:
    if abs(change) < _UNCHANGED:
        return say("stayed the same")
    return say(down if change < 0 else up, share=share(abs(change)))


def unit_cost_history(
    baseline: Baseline,
    history: UsageHistory,
    *,
    currency: str | None = None,
    takes: Callable[[Line], bool] | None = None,
) -> UnitCostHistory | str:
    """Unit cost against volume, or why there is none, as a sentence.

    Args:
        currency: of a bill in several; that of the largest cost by default.
        takes: which lines of the bill count (one service, one workload); all by default.
    """
    currency = currency or _main_currency(baseline)
    billed, amortized = _by_month(baseline, currency, takes)
    basis = "billed" if amortized is None else "amortized"
    costs = billed if amortized is None else amortized
    complete = {month for month, state in baseline.calendar.items() if state.is_complete}
    common = [
        month
        for month in history.complete_months
        if month in complete and costs.get(month, 0) > 0 and history.months[month] > 0.0
    ]
    if len(common) < 2:
        return (
            say(
                "Bill and usage have one month in common that both cover completely and that is "
                "above zero; two are needed."
            )
            if common
            else say(
                "Bill and usage have no month in common that both cover completely and that is "
                "above zero; two are needed."
            )
        )
    return UnitCostHistory(
        history.name,
        currency,
        basis,
        tuple(common),
        tuple(float(costs[month]) for month in common),
        tuple(history.months[month] for month in common),
    )


def _by_month(
    baseline: Baseline, currency: str, takes: Callable[[Line], bool] | None
) -> tuple[Mapping[str, Decimal], Mapping[str, Decimal] | None]:
    """Billed and amortized cost by month; None where a line's amortized cost is not known."""
    billed: dict[str, Decimal] = {}
    amortized: dict[str, Decimal] = {}
    is_known = True
    for line in baseline.lines:
        if line.currency != currency or (takes is not None and not takes(line)):
            continue
        billed[line.month] = billed.get(line.month, Decimal(0)) + (line.billed or Decimal(0))
        is_known = is_known and line.amortized is not None
        amortized[line.month] = amortized.get(line.month, Decimal(0)) + (
            line.amortized or Decimal(0)
        )
    return billed, amortized if is_known else None


def _main_currency(baseline: Baseline) -> str:
    sums: dict[str, Decimal] = {}
    for line in baseline.lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + (line.billed or Decimal(0))
    return max(sums, key=lambda each: sums[each], default="")
