"""Credits and one-offs: what a bill holds that no usage made, and that may not come again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from whatif_app.quality.basis import Basis

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

#: Given back by the provider; they lower what running costs, and end some day.
CREDITS = ("credit", "refund")
#: Paid at once; the same amount every month is a fee, and no one-off.
ONE_OFFS = ("purchase", "fee", "support", "other")

#: Of a monthly charge, so many months have it, and it is about as large each time.
_MONTHLY_SHARE, _ALIKE = 0.75, 0.25
#: Fewer months cannot tell a monthly charge from a one-off.
MONTHS_NEEDED = 3
_HALF_A_CENT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Charge:
    """Charges of one kind, in one currency.

    Attributes:
        kind: of `CREDITS` or `ONE_OFFS`.
        service: whose they are; "" for credits and refunds, which are looked at together.
        by_month: what they come to, by month; none is zero.
        is_recurring: the same amount comes about every month; None where too few months can tell.
    """

    currency: str
    kind: str
    service: str
    by_month: tuple[tuple[str, Decimal], ...]
    is_recurring: bool | None

    @property
    def total(self) -> Decimal:
        """All months together."""
        return sum((amount for _, amount in self.by_month), Decimal(0))


def charges(baseline: Baseline, basis: Basis) -> tuple[Charge, ...]:
    """Credits, refunds and one-offs of a baseline, the largest first.

    What commitments cost is none: amortized cost spreads it over their term. As billed, their
    purchases fall on single months, and are.
    """
    found: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for line in baseline.lines:
        is_credit = line.kind in CREDITS
        if not is_credit and line.kind not in ONE_OFFS:
            continue
        is_amortized = basis.measure(line.currency, line.month) == "amortized"
        if line.commitment and not is_credit and is_amortized:
            continue
        months = found.setdefault((line.currency, line.kind, "" if is_credit else line.service), {})
        months[line.month] = months.get(line.month, Decimal(0)) + basis.cost(line)
    complete = [month for month in baseline.months if baseline.calendar[month].is_complete]
    made = [_charge(*key, months, complete) for key, months in found.items()]
    return tuple(
        sorted(
            (each for each in made if each.by_month),
            key=lambda each: (-abs(each.total), each.kind, each.service),
        )
    )


def _charge(
    currency: str, kind: str, service: str, months: Mapping[str, Decimal], complete: Sequence[str]
) -> Charge:
    by_month = tuple(
        (month, amount) for month, amount in sorted(months.items()) if abs(amount) > _HALF_A_CENT
    )
    return Charge(currency, kind, service, by_month, _is_recurring(dict(by_month), complete))


def _is_recurring(by_month: Mapping[str, Decimal], complete: Sequence[str]) -> bool | None:
    """Whether a charge comes month after month, once it began."""
    if not by_month:
        return False
    since = [month for month in complete if month >= min(by_month)]
    amounts = [by_month.get(month, Decimal(0)) for month in since]
    if len(amounts) < MONTHS_NEEDED and all(amounts):
        return None
    usual = median(amounts)
    alike = [abs(amount - usual) <= Decimal(str(_ALIKE)) * abs(usual) for amount in amounts]
    return bool(usual) and sum(alike) >= _MONTHLY_SHARE * len(alike)
