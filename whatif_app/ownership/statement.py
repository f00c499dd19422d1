"""The showback statement: what each team costs, directly and by its share of what is shared.

Amortized, by month, in one currency. What all teams cost together, and what nobody owns, is the
bill to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scenarios.words import say
from whatif_app.costs.baseline import Baseline
from whatif_app.formatting import month_label
from whatif_app.note import Note
from whatif_app.ownership.bill import Bill, bill_before, bill_of
from whatif_app.ownership.division import NOBODY, Division
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.pieces import line_finder, not_kept, piece_of
from whatif_app.ownership.sharing import Sharing
from whatif_app.ownership.team_statement import LargeLine, SharedCost, TeamStatement, UnitCost
from whatif_app.volumes.history import UsageHistory

#: So many of a team's largest lines are listed.
LARGEST = 15

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Statement:
    """A bill by team.

    Attributes:
        months: in order; one after the other, though some may lack.
        currency: of all amounts.
        measure: of `format.MEASURES`, in which the bill is counted.
        bill: the sum of all lines of the bill, to the cent.
        teams: the most costly first; last what no rule allocates, if anything.
        previous: the bill of as many months before, or None.
        previous_months: those months.
        notes: what was split otherwise than asked, and what is not what one might expect.
    """

    months: tuple[str, ...]
    currency: str
    measure: str
    bill: Decimal
    teams: tuple[TeamStatement, ...]
    previous: Decimal | None
    previous_months: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def period(self) -> str:
        """The months in words."""
        first, last = month_label(self.months[0]), month_label(self.months[-1])
        return first if first == last else say("{first} to {last}", first=first, last=last)

    @property
    def previous_period(self) -> str:
        """The months before, in words; "" where there is no bill of them."""
        if not self.previous_months:
            return ""
        first, last = month_label(self.previous_months[0]), month_label(self.previous_months[-1])
        return first if first == last else say("{first} to {last}", first=first, last=last)

    def team(self, name: str) -> TeamStatement:
        """One team's statement.

        Raises:
            KeyError: there is no such team.
        """
        for each in self.teams:
            if each.team == name:
                return each
        raise KeyError(name)

    def share(self, team: TeamStatement) -> float | None:
        """A team's part of the bill; None where the bill is not positive."""
        return float(team.total / self.bill) if self.bill > 0 else None


def statement_of(
    bill: Bill,
    sharing: Sharing,
    *,
    before: Bill | None = None,
    usage: Sequence[UsageHistory] = (),
) -> Statement:
    """The statement of a bill.

    Args:
        before: the months before, to compare with.
        usage: the usage volumes that unit costs are counted by.
    """
    divisions = bill.divisions(sharing)
    previous = before.divisions(sharing) if before is not None else None
    direct, shares, shared_out = _added_up(divisions, sharing)
    largest = _largest(bill, sharing, _kept_apart(divisions))
    earlier = _totals(previous) if previous is not None else None
    totals = _totals(divisions)
    ranked = sorted(
        {*totals, *shared_out, *(earlier or {})},
        key=lambda team: (team == NOBODY, -totals.get(team, _ZERO), team),
    )
    teams = tuple(
        TeamStatement(
            team=team,
            direct=_largest_first(direct.get(team, {})),
            shares=tuple(shares.get(team, ())),
            shared_out=shared_out.get(team, {}),
            previous=None if earlier is None else earlier.get(team, _ZERO),
            unit=_unit(sharing.units.get(team, ""), totals.get(team, _ZERO), bill.months, usage),
            largest=tuple(largest.get(team, ())),
        )
        for team in ranked
    )
    return Statement(
        months=bill.months,
        currency=bill.currency,
        measure=bill.measure,
        bill=sum((each.bill for each in divisions), _ZERO),
        teams=teams,
        previous=None if previous is None else sum((each.bill for each in previous), _ZERO),
        previous_months=before.months if before is not None else (),
        notes=tuple(dict.fromkeys(_notes(bill, sharing, divisions, usage))),
    )


def statement(
    baseline: Baseline,
    ownership: Ownership,
    sharing: Sharing,
    months: Sequence[str],
    *,
    currency: str | None = None,
    usage: Sequence[UsageHistory] = (),
) -> Statement:
    """The statement of some months, against as many before where all of those are there.

    Raises:
        UsageError: the baseline has no such month or currency.
    """
    bill = bill_of(baseline, ownership, months, level=sharing.level, currency=currency)
    return statement_of(bill, sharing, before=bill_before(bill, ownership), usage=usage)


# Adding months up


def _totals(divisions: Iterable[Division]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for division in divisions:
        for team, amount in division.totals.items():
            totals[team] = totals.get(team, _ZERO) + amount
    return totals


def _added_up(
    divisions: Sequence[Division], sharing: Sharing
) -> tuple[
    dict[str, dict[str, Decimal]], dict[str, list[SharedCost]], dict[str, dict[str, Decimal]]
]:
    """Over all months: what stays, what each gets, and what of its own others bear."""
    direct: dict[str, dict[str, Decimal]] = {}
    given: dict[tuple[int, str, str], Decimal] = {}
    shared_out: dict[str, dict[str, Decimal]] = {}
    for division in divisions:
        for owner, services in division.direct.items():
            _add(direct.setdefault(owner, {}), services)
        for each in division.shares:
            key = (each.split, each.kind, each.team)
            given[key] = given.get(key, _ZERO) + each.amount
        for position, taken in division.shared.items():
            name = sharing.splits[position].name
            for (owner, _), amount in taken.items():
                _add(shared_out.setdefault(owner, {}), {name: amount})
    shares: dict[str, list[SharedCost]] = {}
    for (position, kind, team), amount in sorted(given.items()):
        shares.setdefault(team, []).append(SharedCost(sharing.splits[position].name, kind, amount))
    return direct, shares, shared_out


def _add(sums: dict[str, Decimal], amounts: Mapping[str, Decimal]) -> None:
    for name, amount in amounts.items():
        sums[name] = sums.get(name, _ZERO) + amount


def _largest_first(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    kept = ((name, amount) for name, amount in amounts.items() if amount)
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))


def _kept_apart(divisions: Iterable[Division]) -> set[tuple[str, str]]:
    """Owners and services of which something stays."""
    return {
        (owner, service)
        for division in divisions
        for owner, services in division.direct.items()
        for service in services
    }


def _largest(
    bill: Bill, sharing: Sharing, kept: set[tuple[str, str]]
) -> dict[str, list[LargeLine]]:
    """Each team's largest lines that stay with it."""
    find = line_finder(bill.baseline, sharing)
    sums: dict[str, dict[tuple[str, str, str, str], Decimal]] = {}
    for each in bill.lines:
        piece, line = piece_of(each, find), each.line
        if piece.split is None and (piece.owner, piece.service) in kept:
            what = (piece.service, line.account, line.region, line.usage_type)
            found = sums.setdefault(piece.owner, {})
            found[what] = found.get(what, _ZERO) + each.cost
    return {
        team: [
            LargeLine(*what, amount)
            for what, amount in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        ][:LARGEST]
        for team, found in sums.items()
    }


def _unit(
    name: str, total: Decimal, months: Sequence[str], usage: Sequence[UsageHistory]
) -> UnitCost | None:
    """The unit cost by a usage volume; None where a month of it is lacking."""
    history = next((each for each in usage if each.name == name), None) if name else None
    if history is None or not set(months) <= set(history.months):
        return None
    counts = [history.months[month] for month in months]
    volume = sum(counts) / len(counts) if history.kind == "level" else sum(counts)
    return UnitCost(name, volume, float(total) / volume if volume else None)


def _notes(
    bill: Bill, sharing: Sharing, divisions: Iterable[Division], usage: Sequence[UsageHistory]
) -> Iterable[str]:
    yield from sharing.problems()
    yield from not_kept(bill.baseline, sharing)
    for division in divisions:
        yield from division.notes
    shared = {position for division in divisions for position in division.shared}
    for position, split in enumerate(sharing.splits):
        if position not in shared:
            yield Note(
                "“{name}” shares nothing of this bill: {source}.",
                name=split.name,
                source=split.source,
            )
    if bill.measure != "amortized":
        yield Note("The export does not tell amortized cost: amounts are as billed.")
    unfinished = [
        month_label(month)
        for month in bill.months
        if month in bill.baseline.calendar and not bill.baseline.calendar[month].is_complete
    ]
    if unfinished:
        yield Note("Not a whole month yet: {months}.", months=", ".join(unfinished))
    others = [each for each in bill.baseline.currencies if each != bill.currency]
    if others:
        yield Note(
            "Costs in {others} are not in it: a statement has one currency.",
            others=", ".join(others),
        )
    for team, name in sharing.units.items():
        if _unit(name, _ZERO, bill.months, usage) is None:
            yield Note("No unit cost of “{team}”: “{name}” lacks a month.", team=team, name=name)
