"""What an export shows finer than months: each day's cost, and the week's course of demand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

#: Hours of the week; the first is Monday 0:00 to 1:00, UTC.
WEEK = 168


@dataclass(frozen=True, slots=True)
class DayCost:
    """What one service's usage cost on one day; no purchases, fees, credits, tax or support.

    Attributes:
        day: `YYYY-MM-DD`, UTC.
        provider, payer, period: the bill, as in `Line`.
        billed, amortized: None where not computable.
    """

    day: str
    currency: str
    service: str
    billed: Decimal | None
    amortized: Decimal | None
    rows: int
    provider: str = ""
    payer: str = ""
    period: str = ""

    @property
    def bill(self) -> tuple[str, str, str]:
        """Provider, payer and billing month."""
        return self.provider, self.payer, self.period or self.day[:7]


@dataclass(frozen=True, slots=True)
class HourProfile:
    """The week's course of the demand that commitments may cover, of one bill's usage.

    Attributes:
        dimension, value: whose demand: `service`, `account` or `tag:KEY`, and its value.
        levels: for each hour of the week, the mean of its occurrences, in on-demand-equivalent
            currency an hour; shape (168,).
    """

    currency: str
    dimension: str
    value: str
    levels: tuple[float, ...]
    provider: str = ""
    payer: str = ""
    period: str = ""

    @property
    def bill(self) -> tuple[str, str, str]:
        """Provider, payer and billing month."""
        return self.provider, self.payer, self.period
