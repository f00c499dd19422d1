"""What an anomaly is, and what counts as one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from whatif_app.quality.wording import anomaly_sentence, anomaly_title

SPIKE, DIP, SHIFT, MISSING = "spike", "dip", "shift", "missing"
DAY, MONTH = "day", "month"

#: How far a single value must stand out of its own noise, in standard deviations: of the days of
#: three years and sixty services, normal noise reaches so far once in some thirty histories.
NOISE_SIGMAS = 5.0
#: A service always costs something if so many of its days, or months, do.
ALWAYS = 0.9
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as off.

    Attributes:
        share: of the usual cost, 0–1.
        least: money; smaller differences are not worth a look.
        least_share: the same as a share of what all services cost in the month.
    """

    share: float = 0.2
    least: float = 1.0
    least_share: float = 0.001

    def floor(self, month_cost: float) -> float:
        """The least difference in money, in a month of that cost."""
        return max(self.least, self.least_share * month_cost)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A run of days, or a month, that is off a service's own baseline.

    Attributes:
        basis: `amortized` or `billed`.
        grain: whether days or months were compared, `day` or `month`.
        kind: `spike`, `dip`, `missing` (nothing where there always is something), or `shift`, a
            level that changed for good.
        first, last: `YYYY-MM-DD`, or `YYYY-MM` for months.
        expected, actual: the usual and the real cost of all of it, in `currency`.
        by_month: actual less expected, by month.
        is_open: it reaches to the end of the history, so that nobody knows yet whether it stays.
    """

    service: str
    currency: str
    basis: str
    grain: str
    kind: str
    first: str
    last: str
    expected: Decimal
    actual: Decimal
    by_month: tuple[tuple[str, Decimal], ...]
    is_open: bool

    @property
    def excess(self) -> Decimal:
        """Actual less expected; negative where too little."""
        return self.actual - self.expected

    @property
    def off_share(self) -> float:
        """The difference as a share of the usual cost; infinite where that rounds to nothing."""
        return float(self.excess / self.expected) if self.expected else math.inf

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return anomaly_title(self)

    @property
    def sentence(self) -> str:
        """What happened, for people."""
        return anomaly_sentence(self)


def ranked(anomalies: Iterable[Anomaly]) -> list[Anomaly]:
    """The largest difference in any month first."""
    return sorted(anomalies, key=lambda each: (-largest(each), each.service, each.first))


def largest(anomaly: Anomaly) -> Decimal:
    """The largest difference that it makes to a month, without its sign."""
    return max(abs(amount) for _, amount in anomaly.by_month)
