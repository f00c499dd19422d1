"""Which lines of the baseline are which workload of the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whatif_app.costs.baseline import Baseline, Line

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
        currency: the lines taken; others are not in the case.
        with_credits: whether credits and refunds were netted, or left out.
        largest: workloads kept apart.
        names: value of the dimension → the workload's name.
        rest: the workload that takes values without a name of their own; "" for none.
    """

    dimension: str
    month: str
    currency: str
    with_credits: bool = True
    largest: int = 12
    names: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""

    def workload_of(self, baseline: Baseline, line: Line) -> str:
        """The workload that a line belongs to; "" for a value that the case does not know."""
        if line.kind in OWN_WORKLOAD and not line.commitment:
            return OWN_WORKLOAD[line.kind]
        return self.names.get(baseline.value(line, self.dimension), self.rest)

    def renamed(self, old: str, new: str) -> Grouping:
        """The grouping once a workload has another name."""
        names = {value: new if name == old else name for value, name in self.names.items()}
        rest = new if self.rest == old else self.rest
        return Grouping(
            self.dimension,
            self.month,
            self.currency,
            self.with_credits,
            self.largest,
            names,
            rest,
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
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Grouping:
        """The grouping that `to_json` described.

        Raises:
            ValueError: it is none.
        """
        names = data["names"]
        if not isinstance(names, Mapping):
            raise ValueError("grouping/names is no list of names")
        return cls(
            str(data["dimension"]),
            str(data["month"]),
            str(data["currency"]),
            bool(data["with_credits"]),
            int(data["largest"]),
            {str(value): str(name) for value, name in names.items()},
            str(data["rest"]),
        )

    def entries(self) -> dict[str, str | float | None]:
        """What the audit trail tells of it."""
        return {"dimension": self.dimension, "month": self.month, "currency": self.currency}
