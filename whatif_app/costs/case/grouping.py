"""Which lines of the baseline are which workload of the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from whatif_app.costs.baseline import Baseline
from whatif_app.costs.lines import Line

#: Charges that no grouping can attribute to a workload's usage, by kind: their own workload.
TAX, SUPPORT, FEES = "Tax", "Support", "Fees"
OWN_WORKLOAD: Mapping[str, str] = {
    "tax": TAX,
    "support": SUPPORT,
    "fee": FEES,
    "other": FEES,
    "purchase": FEES,
}


@dataclass(frozen=True)
class Grouping:
    """How the lines of an export became the workloads of a case, so that later ones do too.

    Attributes:
        dimension: of `Baseline.dimensions`, as in `service` or `tag:team`.
        month: the month that the case was made of, `YYYY-MM`.
        currency: the project's, and of the lines taken.
        rates: further currencies taken, with what one unit was worth then, and on which day.
        with_credits: whether credits and refunds were netted, or left out.
        largest: workloads kept apart.
        names: value of the dimension → the workload's name.
        foreign_names: the same for each further currency.
        rest: the workload that takes values without a name of their own; "" for none.
    """

    dimension: str
    month: str
    currency: str
    with_credits: bool = True
    largest: int = 12
    names: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    rates: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    foreign_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def workload_of(self, baseline: Baseline, line: Line) -> str:
        """The workload that a line belongs to; "" for a value that the case does not know."""
        if line.kind in OWN_WORKLOAD and not line.commitment:
            own = OWN_WORKLOAD[line.kind]
            return f"{own} ({line.currency})" if line.currency in self.rates else own
        names = self.foreign_names.get(line.currency, self.names)
        return names.get(baseline.value(line, self.dimension), self.rest)

    def renamed(self, old: str, new: str) -> Grouping:
        """The grouping once a workload has another name."""

        def followed(names: Mapping[str, str]) -> dict[str, str]:
            return {value: new if name == old else name for value, name in names.items()}

        return replace(
            self,
            names=followed(self.names),
            rest=new if self.rest == old else self.rest,
            foreign_names={code: followed(each) for code, each in self.foreign_names.items()},
        )

    def to_json(self) -> dict[str, Any]:
        """The grouping as plain JSON data."""
        return {
            "dimension": self.dimension,
            "month": self.month,
            "currency": self.currency,
            "with_credits": self.with_credits,
            "largest": self.largest,
            "names": dict(self.names),
            "rest": self.rest,
            "rates": {code: list(rate) for code, rate in self.rates.items()},
            "foreign_names": {code: dict(each) for code, each in self.foreign_names.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Grouping:
        """The grouping that `to_json` described.

        Raises:
            ValueError: it is none.
        """
        names, foreign = data["names"], data.get("foreign_names", {})
        every = [names, foreign, *(foreign.values() if isinstance(foreign, Mapping) else ())]
        if not all(isinstance(each, Mapping) for each in every):
            raise ValueError("grouping/names is no list of names")
        return cls(
            str(data["dimension"]),
            str(data["month"]),
            str(data["currency"]),
            bool(data["with_credits"]),
            int(data["largest"]),
            {str(value): str(name) for value, name in names.items()},
            str(data["rest"]),
            {str(code): (float(rate), str(day)) for code, (rate, day) in _rates(data).items()},
            {str(code): dict(each) for code, each in foreign.items()},
        )

    def entries(self) -> dict[str, str | float | None]:
        """What the audit trail tells of it."""
        currencies = ", ".join((self.currency, *self.rates))
        return {"dimension": self.dimension, "month": self.month, "currency": currencies}


def _rates(data: Mapping[str, Any]) -> Mapping[str, Any]:
    rates = data.get("rates", {})
    if not isinstance(rates, Mapping) or not all(
        isinstance(each, list | tuple) and len(each) == 2 for each in rates.values()
    ):
        raise ValueError("grouping/rates is no list of rates with their dates")
    return rates
