"""What an even split does to whom: "peanut butter" that hides who uses what.

Two divisions of the same bill are held against each other, team by team.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from whatif_app.ownership.division import NOBODY, Division, Piece, divide
from whatif_app.ownership.sharing import Sharing, Split

#: The pieces of each month.
Bills = Sequence[Sequence[Piece]]

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Against:
    """A team's cost in one division, held against another.

    Attributes:
        cost: as the splits are.
        even: as if every split were even.
        difference: cost less even: what the team pays more by use than by even shares.
    """

    team: str
    cost: Decimal
    even: Decimal

    @property
    def difference(self) -> Decimal:
        """What it pays more than under an even split."""
        return self.cost - self.even

    @property
    def share(self) -> float | None:
        """The difference as a share of the even cost; None where that is not positive."""
        return float(self.difference / self.even) if self.even > 0 else None


@dataclass(frozen=True, slots=True)
class Spread:
    """What an even split moves onto or off a team.

    Attributes:
        split: its name.
        fair: what the team would bear by weight, or by cost where there is no key.
        even: what it bears.
        share: the difference as a share of the team's cost with the fair one; None where it
            would bear none.
    """

    split: str
    team: str
    fair: Decimal
    even: Decimal
    share: float | None

    @property
    def moved(self) -> Decimal:
        """What the even split puts on the team; negative where it takes off."""
        return self.even - self.fair


def against_even(months: Bills, sharing: Sharing) -> tuple[Against, ...]:
    """Each team's cost against an even split of everything shared, the largest difference first.

    Args:
        months: the pieces of each month, which is divided by itself.
    """
    asked = _totals([divide(pieces, sharing) for pieces in months])
    even = _totals([divide(pieces, sharing, lambda split: "even") for pieces in months])
    found = [
        Against(team, asked.get(team, _ZERO), even.get(team, _ZERO))
        for team in dict.fromkeys([*asked, *even])
        if team != NOBODY
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.difference), each.team)))


def peanut_butter(months: Bills, sharing: Sharing) -> tuple[Spread, ...]:
    """What even splits move by more than `sharing.warn_above` of a team's cost, worst first.

    Each is held against the same split by the weights of its key, or by cost where it has none.

    Args:
        months: the pieces of each month, which is divided by itself.
    """
    even = [position for position, split in enumerate(sharing.splits) if split.how == "even"]
    if not even:
        return ()
    asked = [divide(pieces, sharing) for pieces in months]
    fair = [divide(pieces, sharing, _fair) for pieces in months]
    found = [
        spread
        for position in even
        for spread in _spreads(position, sharing, asked, fair)
        if spread.share is None or abs(spread.share) > sharing.warn_above
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.moved), each.team)))


def _fair(split: Split) -> str:
    if split.how != "even":
        return split.how
    return "weight" if split.key else "cost"


def _spreads(
    position: int, sharing: Sharing, asked: Sequence[Division], fair: Sequence[Division]
) -> list[Spread]:
    now, then, totals = _given(asked, position), _given(fair, position), _totals(fair)
    found = []
    for team in dict.fromkeys([*now, *then]):
        was, by_use = now.get(team, _ZERO), then.get(team, _ZERO)
        whole = totals.get(team, _ZERO)
        share = float((was - by_use) / whole) if whole > 0 else None
        if was != by_use:
            found.append(Spread(sharing.splits[position].name, team, by_use, was, share))
    return found


def _given(divisions: Sequence[Division], position: int) -> dict[str, Decimal]:
    """What a split gives each team, over all months."""
    found: dict[str, Decimal] = {}
    for share in (share for division in divisions for share in division.shares):
        if share.split == position:
            found[share.team] = found.get(share.team, _ZERO) + share.amount
    return found


def _totals(divisions: Sequence[Division]) -> dict[str, Decimal]:
    """What each team bears, over all months."""
    found: dict[str, Decimal] = {}
    for division in divisions:
        for team, amount in division.totals.items():
            found[team] = found.get(team, _ZERO) + amount
    return found
