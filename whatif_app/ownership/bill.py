"""Some months of the baseline, sorted by owner, ready to be divided among the teams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.months import calendar_month, month_index
from scenarios.words import say
from whatif_app.costs.baseline import Baseline
from whatif_app.errors import UsageError
from whatif_app.ownership.allocation_key import AllocationKey
from whatif_app.ownership.assignment import (
    AssignedLine,
    Assignment,
    assign,
    best_measure,
    first_level,
    main_currency,
)
from whatif_app.ownership.division import Division, Piece, divide
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.pieces import pieces_of
from whatif_app.ownership.sharing import Sharing


@dataclass(frozen=True)
class Bill:
    """Some months of the baseline, with their owners, ready to be divided again and again.

    Attributes:
        months, currency, measure: as in the statement.
        assignments: of each month.
    """

    baseline: Baseline
    months: tuple[str, ...]
    currency: str
    measure: str
    assignments: tuple[Assignment, ...]

    @property
    def level(self) -> str:
        """Whose it is sorted by, of `rules.LEVELS`."""
        return self.assignments[0].level

    @property
    def lines(self) -> Iterable[AssignedLine]:
        """All lines."""
        return (line for month in self.assignments for line in month.lines)

    def whose(self, key: AllocationKey, ownership: Ownership) -> AllocationKey:
        """The key with each name given to the team called so, or that owns the service of that ID.

        A namespace is often what an ownership file calls a service.
        """
        services = ((each.name, ownership.service(each.name)) for each in key.weights)
        owned = {name: service.at(self.level) for name, service in services if service is not None}
        owners = tuple(dict.fromkeys(each.owner for each in self.lines if each.owner))
        return key.given_to(owned).matched_to(owners)

    def pieces(self, sharing: Sharing) -> list[list[Piece]]:
        """The lines of each month as pieces to divide; a quarter is the sum of its months."""
        return [pieces_of(month, self.baseline, sharing) for month in self.assignments]

    def divisions(self, sharing: Sharing) -> list[Division]:
        """Each month divided."""
        return [divide(pieces, sharing) for pieces in self.pieces(sharing)]


def bill_of(
    baseline: Baseline,
    ownership: Ownership,
    months: Sequence[str],
    *,
    level: str = "",
    currency: str | None = None,
) -> Bill:
    """The bill of some months, sorted by owner.

    Args:
        level: of `rules.LEVELS`; the first that the ownership names by default.
        currency: the one with the largest cost by default.

    Raises:
        UsageError: the baseline has no such month or currency.
    """
    wanted = tuple(sorted(set(months)))
    lacking = [month for month in wanted if month not in baseline.months]
    if lacking or not wanted:
        raise UsageError(
            say("There is no bill of {months}.", months=", ".join(lacking) or say("no month")),
            say(
                "Choose among {months}: load an export first.",
                months=", ".join(baseline.months) or say("none"),
            ),
        )
    if currency is None:
        currency = main_currency(baseline, wanted[-1])
    elif currency not in baseline.currencies:
        raise UsageError(
            say("There is no bill in {currency}.", currency=currency),
            say("Choose {currencies}.", currencies=", ".join(baseline.currencies)),
        )
    level = level or first_level(baseline, ownership)
    lines = [each for each in baseline.lines if each.month in wanted and each.currency == currency]
    measure = best_measure(lines)
    assignments = tuple(
        assign(baseline, ownership, level, month=month, currency=currency, measure=measure)
        for month in wanted
    )
    return Bill(baseline, wanted, currency, measure, assignments)


def previous_months(months: Sequence[str]) -> tuple[str, ...]:
    """As many months right before: those of the quarter before a quarter."""
    span = month_index(months[-1]) - month_index(months[0]) + 1
    return tuple(calendar_month(-offset, months[0]) for offset in range(span, 0, -1))


def bill_before(bill: Bill, ownership: Ownership) -> Bill | None:
    """The bill of as many months right before; None where one is lacking, or is counted otherwise.

    What was billed and what was amortized are not to be compared.
    """
    months = previous_months(bill.months)
    if not set(months) <= set(bill.baseline.months):
        return None
    found = bill_of(bill.baseline, ownership, months, level=bill.level, currency=bill.currency)
    return found if found.measure == bill.measure else None


def last_month(baseline: Baseline) -> str:
    """The last complete month, or the last one where none is complete; "" without any."""
    complete = [
        m for m in baseline.months if m in baseline.calendar and baseline.calendar[m].is_complete
    ]
    return (complete or list(baseline.months) or [""])[-1]
