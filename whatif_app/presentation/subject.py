"""What a presentation is about: the case, its results, and which scenario is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.address import Address
from scenarios.schema import Kind

if TYPE_CHECKING:
    from scenarios.case import Case
    from scenarios.results import Results
    from whatif_app.actuals import ActualCosts
    from whatif_app.costs.baseline import Baseline
    from whatif_app.ledger import Ledger

#: Kinds of cells that a spotlight can move.
_NUMBERS = (Kind.NUMBER, Kind.COUNT, Kind.SHARE, Kind.RATE, Kind.MONEY, Kind.MONTH)


@dataclass(frozen=True)
class Subject:
    """Everything that pages speak of, at one moment.

    Attributes:
        results: of every scenario, in the order of the case.
        visible: names of the scenarios that are shown where a page names none.
        selected: the scenario looked at; "" for the base. `here` are its results.
        actual_costs: what was really spent; None where the project does not say.
    """

    case: Case
    results: Mapping[str, Results]
    visible: tuple[str, ...]
    selected: str
    here: Results
    ledger: Ledger
    actual_costs: ActualCosts | None = None

    @property
    def hurdle(self) -> float:
        """Months within which the scenario looked at has to pay back."""
        return float(str(self.here.evaluated.view.project("hurdle_months")))

    @property
    def baseline(self) -> Baseline | None:
        """The exports behind the case as one."""
        return self.ledger.baseline

    def shown(self, names: tuple[str, ...]) -> dict[str, Results]:
        """Results of the scenarios that a page names; of all visible ones where it names none."""
        wanted = names or self.visible
        return {name: self.results[name] for name in wanted if name in self.results}


def levers_of(case: Case, scenario: str) -> tuple[str, ...]:
    """Addresses of the numbers that a scenario changes: what a spotlight may be put on.

    Computed ones are not among them: they move with what they are computed from.
    """
    if scenario not in case.scenario_names:
        return ()
    changed = case.scenario(scenario)
    return tuple(
        key
        for key, value in changed.set.items()
        if key not in changed.formulas and is_number(key, value)
    )


def is_number(address: str, value: object) -> bool:
    """Whether a cell holds a number that can be moved."""
    return (
        Address.parse(address).declaration.kind in _NUMBERS
        and isinstance(value, int | float)
        and not isinstance(value, bool)
    )
