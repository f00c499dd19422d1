"""What a line costs where quality is judged: amortized, or billed where that cannot be computed.

It is the measure that a starting case takes for the month, so that what is said of a baseline is
said of the case built on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from whatif_app.costs.lines import Line

AMORTIZED, BILLED = "amortized", "billed"


@dataclass(frozen=True)
class Basis:
    """The measure that counts, by currency and month.

    Attributes:
        billed: the currencies and months in which some line has no amortized cost.
    """

    billed: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Basis:
        """What these lines give."""
        lacking = {(line.currency, line.month) for line in lines if line.amortized is None}
        return cls(frozenset(lacking))

    def measure(self, currency: str, month: str) -> str:
        """`amortized` or `billed`."""
        return BILLED if (currency, month) in self.billed else AMORTIZED

    def cost(self, line: Line) -> Decimal:
        """What the line costs; 0 where its month cannot tell at all."""
        measure = self.measure(line.currency, line.month)
        return (line.amortized if measure == AMORTIZED else line.billed) or Decimal(0)


def month_costs(lines: Iterable[Line], basis: Basis) -> dict[tuple[str, str], Decimal]:
    """What everything cost, by currency and month."""
    costs: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        key = (line.currency, line.month)
        costs[key] = costs.get(key, Decimal(0)) + basis.cost(line)
    return costs
