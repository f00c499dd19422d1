"""What one team costs: its own cost by service, its shares of what is shared, and its unit cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from whatif_app.ownership.division import OVERHEAD

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SharedCost:
    """What a team gets of one split: `division.SHARED`, `IDLE` or `OVERHEAD`."""

    split: str
    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LargeLine:
    """One of the largest costs that stay with a team."""

    service: str
    account: str
    region: str
    usage_type: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UnitCost:
    """A team's cost by one of what it serves.

    Attributes:
        name: the usage volume's.
        volume: over the statement's months.
        cost: per one; None where nothing was served.
    """

    name: str
    volume: float
    cost: float | None


@dataclass(frozen=True)
class TeamStatement:
    """What one team costs, to the cent.

    Attributes:
        team: `NOBODY` for what no rule allocates.
        direct: by service, what stays with the team; the largest first.
        shares: what it gets of each split, in the splits' order.
        shared_out: by split, what of its own cost others bear.
        previous: its total of as many months before; None where there is no such bill.
        unit: its unit cost, where a usage volume is named for it.
        largest: its largest lines.
    """

    team: str
    direct: Mapping[str, Decimal]
    shares: tuple[SharedCost, ...]
    shared_out: Mapping[str, Decimal]
    previous: Decimal | None
    unit: UnitCost | None
    largest: tuple[LargeLine, ...]

    @cached_property
    def direct_total(self) -> Decimal:
        """All that stays with the team."""
        return sum(self.direct.values(), _ZERO)

    @cached_property
    def shared_total(self) -> Decimal:
        """All that it gets of splits, overhead apart."""
        return sum((each.amount for each in self.shares if each.kind != OVERHEAD), _ZERO)

    @cached_property
    def overhead(self) -> Decimal:
        """Its part of overhead."""
        return sum((each.amount for each in self.shares if each.kind == OVERHEAD), _ZERO)

    @property
    def total(self) -> Decimal:
        """What it costs."""
        return self.direct_total + self.shared_total + self.overhead

    @property
    def change(self) -> Decimal | None:
        """Total less previous."""
        return None if self.previous is None else self.total - self.previous
