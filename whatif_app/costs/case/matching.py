"""Which lines of an export are which workload of a case that was not made of it.

A case made by hand has workloads of its own; matching says, once, which services, accounts or tag
values of the bill each of them is, so that actual costs can be held against its forecast.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from whatif_app.costs.case.grouping import OWN_WORKLOAD, Grouping
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY

if TYPE_CHECKING:
    from scenarios.case import Case
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.lines import Line

#: Lines are not workloads by these: they say when, in what money, and how something was bought.
_NO_WORKLOAD = frozenset({"month", "period", "currency", "kind", "purchase"})
#: A provider's name before its service's: "Amazon EC2" is EC2.
_PROVIDER = re.compile(r"^(amazon|aws|azure|google|oracle|oci|microsoft)\b[\s-]*", re.IGNORECASE)
_JOINED = re.compile(r"^(Amazon|AWS)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class MatchValue:
    """A value of the dimension, and what its lines cost in all months.

    Attributes:
        value: as the export writes it; "" of lines that have none.
        cost: amortized, or billed where the export gives no amortized cost; project's currency.
    """

    value: str
    cost: float


@dataclass(frozen=True)
class Matching:
    """What there is to match: the bill's values at the left, the case's workloads at the right.

    Attributes:
        dimension: what the bill is taken apart by.
        currency: the project's.
        rates: what one unit of each further currency taken is worth in it, and since when.
        values: the dearest first.
        own: cost of tax, support and fees, which are workloads of their own.
        left_out: currencies of the bill that have no rate in the case.
    """

    dimension: str
    currency: str
    rates: Mapping[str, tuple[float, str]]
    values: tuple[MatchValue, ...]
    own: float
    left_out: tuple[str, ...]

    @classmethod
    def of(cls, baseline: Baseline, case: Case, dimension: str) -> Matching:
        """What a bill has of a dimension, in the case's currency.

        Raises:
            KeyError: the baseline has no such dimension.
        """
        currency, rates = currencies(baseline, case)
        worth = {currency: 1.0} | {code: rate for code, (rate, _) in rates.items()}
        costs: dict[str, float] = {}
        own = 0.0
        for line in baseline.lines:
            if line.currency not in worth:
                continue
            amount = float(_cost(line)) * worth[line.currency]
            if line.kind in OWN_WORKLOAD and not line.commitment:
                own += amount
            else:
                value = baseline.value(line, dimension)
                costs[value] = costs.get(value, 0.0) + amount
        ranked = sorted(costs.items(), key=lambda item: (-item[1], item[0]))
        left_out = tuple(code for code in baseline.currencies if code not in worth)
        values = tuple(MatchValue(value, cost) for value, cost in ranked)
        return cls(dimension, currency, rates, values, own, left_out)

    def proposed(self, workloads: Iterable[str]) -> dict[str, str]:
        """The values that are named like a workload, however either is spelled."""
        by_key = {_key(name): name for name in workloads}
        found = {each.value: by_key.get(_key(each.value), "") for each in self.values}
        return {value: name for value, name in found.items() if value and name}

    def cost_of(self, names: Mapping[str, str]) -> float:
        """What the values with a workload cost together."""
        return sum(each.cost for each in self.values if names.get(each.value))

    @property
    def cost(self) -> float:
        """What all values cost together."""
        return sum(each.cost for each in self.values)

    def grouping(
        self, baseline: Baseline, case: Case, names: Mapping[str, str], before: Grouping | None
    ) -> Grouping:
        """The grouping by which these values are these workloads.

        Args:
            names: value → workload; values without one are compared under their own name.
            before: the project's grouping until now, whose month and treatment of credits stay.
        """
        given = {value: name for value, name in names.items() if name}
        return Grouping(
            self.dimension,
            before.month if before is not None else _month(baseline, case),
            self.currency,
            with_credits=before.with_credits if before is not None else True,
            largest=before.largest if before is not None else 12,
            names=given,
            rates=dict(self.rates),
        )


def match_dimensions(baseline: Baseline) -> tuple[str, ...]:
    """What workloads can be told apart by, in this baseline: only what has values."""
    offered = [each for each in baseline.dimensions if each not in _NO_WORKLOAD]
    return tuple(
        each for each in offered if any(baseline.value(line, each) for line in baseline.lines)
    )


def currencies(baseline: Baseline, case: Case) -> tuple[str, dict[str, tuple[float, str]]]:
    """The project's currency, and the rates of the bill's others that the case has.

    Money of a bill that does not name its currency is the project's.
    """
    currency = str(case.project.get("currency") or "USD")
    if baseline.currencies == (UNKNOWN_CURRENCY,):
        return UNKNOWN_CURRENCY, {}
    view = case.view()
    columns = (view.names("rates"), view.column("rates", "rate"), view.column("rates", "date"))
    rates = {
        code: (float(rate), str(day or ""))
        for code, rate, day in zip(*columns, strict=True)
        if code in baseline.currencies and code != currency and isinstance(rate, int | float)
    }
    return currency, rates


def _cost(line: Line) -> Decimal:
    amount = line.billed if line.amortized is None else line.amortized
    return amount or Decimal(0)


def _month(baseline: Baseline, case: Case) -> str:
    """The month that prices are held against: the case's first, else the last whole one."""
    first = str(case.project.get("start_month") or "")
    if first in baseline.months:
        return first
    whole = [month for month in baseline.months if baseline.calendar[month].is_complete]
    return (whole or list(baseline.months))[-1]


def _key(name: str) -> str:
    """A name without the provider's, spaces, signs and case."""
    bare = _PROVIDER.sub("", _JOINED.sub("", name.strip()))
    return "".join(sign for sign in bare.casefold() if sign.isalnum())
