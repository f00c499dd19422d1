"""The bill divided: what stays with each team, and what each split gives to whom.

In whole cents throughout, so that a statement adds up to the bill to the cent. The rules are the
model's (docs/model.md, "Full allocation"): shared cost goes to those who are not shared themselves,
in proportion to their own cost, evenly or by weight; evenly where what divides is all zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from whatif_app.note import Note
from whatif_app.ownership.cents import divided, from_cents, in_cents, rounded_to
from whatif_app.ownership.sharing import OWNER, TAIL, UNALLOCATED, Sharing, Split

#: The owner of what nobody owns.
NOBODY = ""

#: What a share of a split is: of the shared cost itself, of its idle part, or overhead.
SHARED, IDLE, OVERHEAD = "shared", "idle", "overhead"

#: Which way a split is divided, where it is not its own.
How = Callable[[Split], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the bill.

    Attributes:
        owner: `NOBODY` for none.
        split: position of the split that shares these lines by what they are; None where none does.
    """

    owner: str
    service: str
    cost: Decimal
    split: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What a team gets of a split.

    Attributes:
        split: its position.
        kind: `SHARED`, `IDLE` or `OVERHEAD`.
    """

    split: int
    team: str
    amount: Decimal
    kind: str


@dataclass(frozen=True)
class Division:
    """A bill divided.

    Attributes:
        bill: the whole, to the cent.
        direct: by owner and service, what stays with them; `NOBODY` where nobody owns it.
        shared: by position of the split, what it took, by owner and service.
        shares: what it gave to whom.
        notes: sentences: what could not be split as asked.
    """

    bill: Decimal
    direct: Mapping[str, Mapping[str, Decimal]]
    shared: Mapping[int, Mapping[tuple[str, str], Decimal]]
    shares: tuple[Share, ...]
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def totals(self) -> Mapping[str, Decimal]:
        """By team, what stays with it and all that splits give it; the most costly first,
        `NOBODY` last."""
        found = {
            owner: sum(services.values(), Decimal(0)) for owner, services in self.direct.items()
        }
        for share in self.shares:
            found[share.team] = found.get(share.team, Decimal(0)) + share.amount
        ranked = sorted(found, key=lambda team: (team == NOBODY, -found[team], team))
        return {team: found[team] for team in ranked}


def divide(pieces: Iterable[Piece], sharing: Sharing, how: How | None = None) -> Division:
    """Divide a bill.

    Args:
        pieces: the bill; its sum rounded to the cent is what is divided.
        how: which way to divide a split; its own by default.
    """
    every = list(pieces)
    caught = _caught(every, sharing)
    notes: list[str] = []
    while (stuck := _without_takers(every, caught, sharing)) is not None:
        notes.append(
            Note(
                "“{name}” stays where it is: nobody is left to take part.",
                name=sharing.splits[stuck].name,
            )
        )
        caught = [None if split == stuck else split for split in caught]
    bill = in_cents(sum((piece.cost for piece in every), Decimal(0)))
    direct, shared = _in_cents(bill, every, caught)
    own = {owner: from_cents(sum(cents.values())) for owner, cents in direct.items()}
    closed = _closed(every, caught, sharing)
    shares: list[Share] = []
    for position, cents in shared.items():
        split = sharing.splits[position]
        takers = _takers(split, sharing, own, closed)
        divider = _Divider(position, split, sharing, own, takers)
        chosen = how(split) if how is not None else split.how
        shares += divider.shares(sum(cents.values()), chosen)
        notes += divider.notes
    return Division(
        bill=from_cents(bill),
        direct=_amounts(direct),
        shared={
            at: {key: from_cents(c) for key, c in cents.items()} for at, cents in shared.items()
        },
        shares=tuple(share for share in shares if share.amount),
        notes=tuple(dict.fromkeys(notes)),
    )


def _caught(pieces: Sequence[Piece], sharing: Sharing) -> list[int | None]:
    """For each piece, the first split that shares it.

    Who belongs to the tail is known only when everything else has found its split.
    """
    caught = [_by_owner(piece, sharing) for piece in pieces]
    for position, split in enumerate(sharing.splits):
        if split.source.kind == TAIL:
            tail = _tail(split, sharing, pieces, caught)
            caught = [
                position if at is None and piece.owner in tail else at
                for piece, at in zip(pieces, caught, strict=True)
            ]
    return caught


def _by_owner(piece: Piece, sharing: Sharing) -> int | None:
    """The first split that shares a piece by its lines, by its owner or for having none."""
    last = len(sharing.splits) if piece.split is None else piece.split
    for position, split in enumerate(sharing.splits[:last]):
        source = split.source
        is_owner = source.kind == OWNER and source.value == piece.owner != NOBODY
        if is_owner or (source.kind == UNALLOCATED and piece.owner == NOBODY):
            return position
    return piece.split


def _tail(
    split: Split, sharing: Sharing, pieces: Sequence[Piece], caught: Sequence[int | None]
) -> set[str]:
    """Teams beyond the top ones by usage: by the split's key, or else by their own cost."""
    usage: dict[str, Decimal] = {}
    for piece, at in zip(pieces, caught, strict=True):
        if at is None and piece.owner != NOBODY:
            usage[piece.owner] = usage.get(piece.owner, Decimal(0)) + piece.cost
    key = sharing.key(split.key) if split.key else None
    if key is not None:
        weights = key.by_team()
        usage = {team: weights.get(team, Decimal(0)) for team in usage}
    ranked = sorted(usage, key=lambda team: (-usage[team], team))
    return set(ranked[split.source.top :])


def _closed(
    pieces: Sequence[Piece], caught: Sequence[int | None], sharing: Sharing
) -> frozenset[str]:
    """Teams that are shared themselves, and so take no part of what others share."""
    return frozenset(
        piece.owner
        for piece, at in zip(pieces, caught, strict=True)
        if at is not None and sharing.splits[at].source.kind in (OWNER, TAIL)
    )


def _takers(
    split: Split, sharing: Sharing, everyone: Iterable[str], closed: frozenset[str]
) -> list[str]:
    """Who takes part in a split, in the order of their names."""
    key = sharing.key(split.key) if split.key else None
    if split.teams:
        asked: Iterable[str] = split.teams
    elif key is not None:
        asked = [team for team, weight in key.by_team().items() if weight]
    else:
        asked = everyone
    return sorted({team for team in asked if team != NOBODY and team not in closed})


def _without_takers(
    pieces: Sequence[Piece], caught: Sequence[int | None], sharing: Sharing
) -> int | None:
    """The first split with cost to share and nobody to share it among."""
    own = {piece.owner for piece, at in zip(pieces, caught, strict=True) if at is None}
    closed = _closed(pieces, caught, sharing)
    for position in sorted({at for at in caught if at is not None}):
        if not _takers(sharing.splits[position], sharing, own, closed):
            return position
    return None


_Cents = dict[str, dict[str, int]]


def _in_cents(
    bill: int, pieces: Sequence[Piece], caught: Sequence[int | None]
) -> tuple[_Cents, dict[int, dict[tuple[str, str], int]]]:
    """What stays by owner and service, and what each split takes, in cents that sum to the bill.

    Rounded owner by owner first and then within each, so that no total is a cent off.
    """
    exact: dict[tuple[int | None, str], dict[str, Decimal]] = {}
    for piece, at in zip(pieces, caught, strict=True):
        services = exact.setdefault((at, piece.owner), {})
        services[piece.service] = services.get(piece.service, Decimal(0)) + piece.cost
    sums = {where: sum(services.values(), Decimal(0)) for where, services in exact.items()}
    direct: _Cents = {}
    shared: dict[int, dict[tuple[str, str], int]] = {}
    for (at, owner), total in rounded_to(bill, sums).items():
        cents = rounded_to(total, exact[at, owner])
        if at is None:
            direct[owner] = cents
        else:
            taken = shared.setdefault(at, {})
            taken.update({(owner, service): amount for service, amount in cents.items()})
    return direct, dict(sorted(shared.items()))


def _amounts(cents: _Cents) -> dict[str, dict[str, Decimal]]:
    return {
        owner: {service: from_cents(amount) for service, amount in services.items()}
        for owner, services in cents.items()
    }


class _Divider:
    """One split's cost, divided among those who take part."""

    def __init__(
        self,
        position: int,
        split: Split,
        sharing: Sharing,
        own: Mapping[str, Decimal],
        takers: Sequence[str],
    ) -> None:
        self.notes: list[str] = []
        self._position = position
        self._split = split
        self._key = sharing.key(split.key) if split.key else None
        # A team in credit (a refund, say) bears nothing of what is divided by cost.
        self._own = {team: max(own.get(team, Decimal(0)), Decimal(0)) for team in takers}
        self._everyone = {team: max(cost, Decimal(0)) for team, cost in own.items()}

    def shares(self, pot: int, how: str) -> list[Share]:
        """The split's cost divided in a way of `HOWS`."""
        if how == "surcharge":
            return self._surcharge(pot)
        if how == "weight" and self._key is not None:
            return self._by_weight(pot, self._key.by_team(), self._key.idle)
        even = dict.fromkeys(self._own, Decimal(1))
        return self._given(pot, self._own if how == "cost" else even, SHARED)

    def _surcharge(self, pot: int) -> list[Share]:
        rate = Decimal(str(self._split.rate))
        payers = {team: cost for team, cost in self._own.items() if team != self._split.platform}
        asked = {team: in_cents(cost * rate) for team, cost in payers.items()}
        rest = pot - sum(asked.values())
        if rest < 0:
            self.notes.append(
                Note(
                    "“{name}” recovers {amount} more than it costs; “{platform}” is credited.",
                    name=self._split.name,
                    amount=from_cents(-rest),
                    platform=self._split.platform,
                )
            )
        given = [self._share(team, cents, OVERHEAD) for team, cents in asked.items()]
        return [*given, self._share(self._split.platform, rest, IDLE)]

    def _by_weight(self, pot: int, by_team: Mapping[str, Decimal], idle: Decimal) -> list[Share]:
        weights = {team: by_team.get(team, Decimal(0)) for team in self._own}
        left_out = [team for team, weight in by_team.items() if weight and team not in weights]
        if left_out:
            self.notes.append(
                Note(
                    "“{name}” gives nothing to {teams}; the others bear their weight.",
                    name=self._split.name,
                    teams=", ".join(sorted(left_out)),
                )
            )
        ranked = sorted(weights, key=lambda team: (-weights[team], team))
        tail = ranked[self._split.top :] if self._split.top else []
        parts = {(team, SHARED): weights[team] for team in weights if team not in tail}
        parts[NOBODY, OVERHEAD] = sum((weights[team] for team in tail), Decimal(0))
        # Idle without a platform team is borne in proportion: it is no part of its own then.
        parts[self._split.platform, IDLE] = idle if self._split.platform else Decimal(0)
        if not any(parts.values()):
            return self._given(pot, dict.fromkeys(self._own, Decimal(1)), SHARED)
        found: list[Share] = []
        for (team, kind), cents in divided(pot, parts).items():
            if kind == OVERHEAD:
                found += self._given(cents, self._everyone_else() or self._own, OVERHEAD)
            else:
                found.append(self._share(team, cents, kind))
        return found

    def _everyone_else(self) -> dict[str, Decimal]:
        """All teams by own cost, who bear an overhead together."""
        return {team: cost for team, cost in self._everyone.items() if team != NOBODY}

    def _given(self, pot: int, weights: Mapping[str, Decimal], kind: str) -> list[Share]:
        return [self._share(team, cents, kind) for team, cents in divided(pot, weights).items()]

    def _share(self, team: str, cents: int, kind: str) -> Share:
        return Share(self._position, team, from_cents(cents), kind)
