"""What an even split does to whom: "peanut butter" that hides who uses what.

Two divisions of the same bill are held against each other, team by team.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from whatif_app.ownership.division import NOBODY, Division, Piece, divide
from whatif_app.ownership.sharing import Sharing, Split


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


def against_even(pieces: Sequence[Piece], sharing: Sharing) -> tuple[Against, ...]:
    """Each team's cost against an even split of everything shared, the largest difference first."""
    asked = divide(pieces, sharing)
    even = divide(pieces, sharing, lambda split: "even")
    zero = Decimal(0)
    found = [
        Against(team, asked.totals.get(team, zero), even.totals.get(team, zero))
        for team in dict.fromkeys([*asked.totals, *even.totals])
        if team != NOBODY
    ]
    return tuple(sorted(found, key=lambda each: (-abs(each.difference), each.team)))


def peanut_butter(pieces: Sequence[Piece], sharing: Sharing) -> tuple[Spread, ...]:
    """What even splits move by more than `sharing.warn_above` of a team's cost, worst first.

    Each is held against the same split by the weights of its key, or by cost where it has none.
    """
    even = [position for position, split in enumerate(sharing.splits) if split.how == "even"]
    if not even:
        return ()
    asked, fair = divide(pieces, sharing), divide(pieces, sharing, _fair)
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


def _spreads(position: int, sharing: Sharing, asked: Division, fair: Division) -> list[Spread]:
    now, then = _given(asked, position), _given(fair, position)
    found = []
    for team in dict.fromkeys([*now, *then]):
        was, by_use = now.get(team, Decimal(0)), then.get(team, Decimal(0))
        whole = fair.totals.get(team, Decimal(0))
        share = float((was - by_use) / whole) if whole > 0 else None
        if was != by_use:
            found.append(Spread(sharing.splits[position].name, team, by_use, was, share))
    return found


def _given(division: Division, position: int) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for share in division.shares:
        if share.split == position:
            found[share.team] = found.get(share.team, Decimal(0)) + share.amount
    return found
