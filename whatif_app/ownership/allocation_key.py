"""An allocation key: how much of something shared each name asked for, counted by one measure.

A key divides a bill; it is never added to one. Its costs are a cluster's own estimates, so only
their proportions are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from scenarios.words import say
from whatif_app.note import note_from_json, note_to_json


@dataclass(frozen=True, slots=True)
class Weight:
    """What one name of a key asked for.

    Attributes:
        name: as the file has it: a namespace, a label's value, a client.
        amount: in the key's measure; never negative.
        team: whose the name is; the name itself where nobody said.
    """

    name: str
    amount: Decimal
    team: str


@dataclass(frozen=True)
class AllocationKey:
    """Weights to divide a shared cost by.

    Attributes:
        name: what splits call it by.
        measure: what the weights count, in words.
        weights: the largest first.
        idle: what was paid for and asked for by nobody, in the same measure.
        source: the file, and the time that it covers.
        notes: what was left out or assumed, in sentences.
    """

    name: str
    measure: str
    weights: tuple[Weight, ...]
    idle: Decimal = Decimal(0)
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """All weights; idle is apart."""
        return sum((weight.amount for weight in self.weights), Decimal(0))

    @property
    def idle_share(self) -> Decimal:
        """The part of the whole that nobody asked for; 0 for an empty key."""
        whole = self.total + self.idle
        return self.idle / whole if whole else Decimal(0)

    def by_team(self) -> dict[str, Decimal]:
        """Each team's weight: that of all names which are its own."""
        found: dict[str, Decimal] = {}
        for weight in self.weights:
            found[weight.team] = found.get(weight.team, Decimal(0)) + weight.amount
        return found

    def given_to(self, teams: Mapping[str, str]) -> AllocationKey:
        """The key with names given to teams; a name that is not among them keeps its team."""
        weights = tuple(
            replace(weight, team=teams.get(weight.name, weight.team) or weight.name)
            for weight in self.weights
        )
        return replace(self, weights=weights)

    def matched_to(self, teams: Mapping[str, Any] | tuple[str, ...]) -> AllocationKey:
        """The key in which each name that is a team's but for its spelling is that team's."""
        known = {spelling(team): team for team in teams if team}
        return self.given_to({
            weight.name: known[spelling(weight.team)]
            for weight in self.weights
            if spelling(weight.team) in known
        })  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """The key as plain JSON data; amounts as text, so that no digit is lost."""
        return {
            "name": self.name,
            "measure": self.measure,
            "weights": [
                {"name": weight.name, "amount": format(weight.amount, "f"), "team": weight.team}
                for weight in self.weights
            ],
            "idle": format(self.idle, "f"),
            "source": self.source,
            "notes": [note_to_json(note) for note in self.notes],
        }

    @classmethod
    def from_json(cls, data: Any) -> AllocationKey:
        """The key that `to_json` described.

        Raises:
            ValueError: it is none; in words.
        """
        try:
            weights = tuple(
                Weight(str(each["name"]), _amount(each["amount"]), str(each["team"]))
                for each in data["weights"]
            )
            key = cls(
                name=str(data["name"]),
                measure=str(data["measure"]),
                weights=weights,
                idle=_amount(data["idle"]),
                source=str(data["source"]),
                notes=tuple(note_from_json(note) for note in data["notes"]),
            )
        except (KeyError, TypeError, InvalidOperation) as error:
            raise ValueError(say("an allocation key lacks an entry, or has one amiss")) from error
        if not key.name or len({weight.name for weight in weights}) < len(weights):
            raise ValueError(say("an allocation key has no name, or names something twice"))
        return key

    def entries(self) -> dict[str, str | float | None]:
        """A flat description, for the audit trail."""
        about: dict[str, str | float | None] = {
            "measure": self.measure,
            "source": self.source or None,
            "idle": float(self.idle),
        }
        for weight in self.weights:
            about[f"weight/{weight.name}"] = float(weight.amount)
            if weight.team != weight.name:
                about[f"team/{weight.name}"] = weight.team
        return about


def spelling(name: str) -> str:
    """A name without what people spell differently: "Payments-Prod" is "payments prod"."""
    return " ".join(name.replace("-", " ").replace("_", " ").split()).casefold()


def _amount(text: Any) -> Decimal:
    if not isinstance(text, str):
        raise TypeError
    amount = Decimal(text)
    if not amount.is_finite() or amount < 0:
        raise ValueError(say("a weight is not a number of 0 or more"))
    return amount
