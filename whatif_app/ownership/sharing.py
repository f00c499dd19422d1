"""How shared cost is split: what is shared, by what it is divided, and who keeps the idle part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.words import figure, marked, say
from whatif_app.note import Note
from whatif_app.ownership.allocation_key import AllocationKey
from whatif_app.ownership.rules import LEVELS

#: What can be shared.
OWNER, LINES, UNALLOCATED, TAIL = "owner", "lines", "unallocated", "tail"

#: What a shared cost can be divided by, and how each is called.
HOWS: Mapping[str, str] = {
    "cost": marked("by own cost"),
    "weight": marked("by weight"),
    "even": marked("evenly"),
    "surcharge": marked("as a surcharge on own cost"),
}

#: An even split that moves more of a team's cost than this is warned of.
WARN_ABOVE = 0.10


@dataclass(frozen=True, slots=True)
class Source:
    """What is shared.

    Attributes:
        kind: `OWNER`: all cost of the team `value`; `LINES`: lines whose `dimension` is `value`;
            `UNALLOCATED`: what no rule allocates; `TAIL`: all cost of all but the `top` teams.
        dimension: as rules name it: `service`, `account`, `tag:KEY` …
    """

    kind: str
    value: str = ""
    dimension: str = ""
    top: int = 0

    def __str__(self) -> str:
        if self.kind == OWNER:
            return say("all cost of “{value}”", value=self.value)
        if self.kind == LINES:
            return f"{self.dimension.removeprefix('tag:').replace('_', ' ')} “{self.value}”"
        if self.kind == TAIL:
            return say("all but the {top} teams with the most usage", top=self.top)
        return say("what no rule allocates")


@dataclass(frozen=True, slots=True)
class Split:
    """How one shared cost reaches the teams.

    Attributes:
        name: as the statement calls it.
        source: what is shared.
        how: of `HOWS`. A surcharge asks `rate` of each team's own cost; the platform team bears
            what that does not recover, and is credited what it recovers beyond.
        key: name of the allocation key to weigh by; its names are then the ones that take part. An
            even split may name one too: that among whom it is even, and what it is held against.
        teams: who takes part; none for all.
        platform: who keeps idle capacity, or what a surcharge does not recover; "" spreads idle
            over the others in proportion.
        rate: of a surcharge, a fraction.
        top: of a split by weight: so many of the largest pay for what they weigh, and the rest is
            overhead that all teams bear by their own cost; 0 weighs everyone.
    """

    name: str
    source: Source
    how: str = "cost"
    key: str = ""
    teams: tuple[str, ...] = ()
    platform: str = ""
    rate: float = 0.0
    top: int = 0

    def __str__(self) -> str:
        words = [f"{self.source}, {say(HOWS[self.how])}"]
        if self.how == "weight":
            words = [say("{source}, by weight of “{key}”", source=self.source, key=self.key)]
        elif self.key:
            words.append(say("among the names of “{key}”", key=self.key))
        if self.how == "surcharge":
            words.append(say("of {rate}", rate=figure(self.rate)))
        if self.top:
            words.append(say("the top {top}, the rest as overhead", top=self.top))
        if self.platform:
            words.append(say("idle or rest to “{platform}”", platform=self.platform))
        if self.teams:
            words.append(say("among {teams}", teams=", ".join(self.teams)))
        return "; ".join(words)


@dataclass(frozen=True)
class Sharing:
    """Everything that says how shared cost is split.

    Attributes:
        splits: in order; a line is shared by the first that names it.
        keys: the allocation keys, each by its name.
        level: of `rules.LEVELS`; whose statement is made, "team" say; "" for the first that the
            ownership file or a tag names.
        units: by team, the usage volume that its unit cost is counted by.
        warn_above: the share of a team's cost above which an even split is warned of.
    """

    splits: tuple[Split, ...] = ()
    keys: tuple[AllocationKey, ...] = ()
    level: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    warn_above: float = WARN_ABOVE

    def key(self, name: str) -> AllocationKey | None:
        """The allocation key of that name."""
        return next((key for key in self.keys if key.name == name), None)

    def with_key(self, key: AllocationKey) -> Sharing:
        """The sharing with a key added, or put in place of the one of its name."""
        kept = tuple(key if each.name == key.name else each for each in self.keys)
        return replace(self, keys=kept if key in kept else (*kept, key))

    def without_key(self, name: str) -> Sharing:
        """The sharing without a key that no split weighs by.

        Raises:
            ValueError: a split does.
        """
        users = [split.name for split in self.splits if split.key == name]
        if users:
            raise ValueError(
                say("The key “{name}” is used by {listed}.", name=name, listed=_listed(users))
            )
        return replace(self, keys=tuple(key for key in self.keys if key.name != name))

    def with_splits(self, splits: Iterable[Split]) -> Sharing:
        """The sharing with other splits."""
        return replace(self, splits=tuple(splits))

    def problems(self) -> tuple[str, ...]:
        """Why the splits cannot be carried out as they are; sentences."""
        found: list[str] = []
        for position, split in enumerate(self.splits):
            if any(split.name == other.name for other in self.splits[:position]):
                found.append(Note("Two splits are called “{name}”: rename one.", name=split.name))
            if split.key and self.key(split.key) is None:
                found.append(
                    Note(
                        "“{name}” weighs by “{key}”, which is not loaded: even so far.",
                        name=split.name,
                        key=split.key,
                    )
                )
            elif split.how == "weight" and not split.key:
                found.append(
                    Note(
                        "“{name}” has no key to weigh by: it is even until you choose one.",
                        name=split.name,
                    )
                )
            if split.how == "surcharge" and not split.platform:
                found.append(
                    Note("“{name}” is a surcharge: name the team that it repays.", name=split.name)
                )
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data that holds all of it."""
        return {
            "splits": [_split_to_json(split) for split in self.splits],
            "keys": [key.to_json() for key in self.keys],
            "level": self.level,
            "units": dict(self.units),
            "warn_above": self.warn_above,
        }

    @classmethod
    def from_json(cls, data: Any) -> Sharing:
        """What `to_json` wrote.

        Raises:
            ValueError: it is none; in words.
        """
        try:
            sharing = cls(
                splits=tuple(_split_from_json(each) for each in data["splits"]),
                keys=tuple(AllocationKey.from_json(each) for each in data["keys"]),
                level=str(data["level"]),
                units={str(team): str(unit) for team, unit in data["units"].items()},
                warn_above=_share(data["warn_above"]),
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(say("the sharing of cost lacks an entry, or has one amiss")) from error
        if sharing.level and sharing.level not in LEVELS:
            raise ValueError(say("cost is not shared by “{level}”", level=sharing.level))
        return sharing

    def entries(self) -> dict[str, str | float | None]:
        """A flat, readable description, for the audit trail."""
        found: dict[str, str | float | None] = {
            "level": self.level or None,
            "warn above": self.warn_above,
        }
        for position, split in enumerate(self.splits, start=1):
            found[f"splits/{position}/{split.name}"] = str(split)
        for key in self.keys:
            found |= {f"keys/{key.name}/{name}": value for name, value in key.entries().items()}
        found |= {f"units/{team}": unit for team, unit in self.units.items()}
        return found


def _split_to_json(split: Split) -> dict[str, Any]:
    source = split.source
    return {
        "name": split.name,
        "source": {
            "kind": source.kind,
            "value": source.value,
            "dimension": source.dimension,
            "top": source.top,
        },
        "how": split.how,
        "key": split.key,
        "teams": list(split.teams),
        "platform": split.platform,
        "rate": split.rate,
        "top": split.top,
    }


def _split_from_json(data: Any) -> Split:
    given = data["source"]
    source = Source(
        str(given["kind"]), str(given["value"]), str(given["dimension"]), _count(given["top"])
    )
    split = Split(
        name=str(data["name"]),
        source=source,
        how=str(data["how"]),
        key=str(data["key"]),
        teams=tuple(str(team) for team in data["teams"]),
        platform=str(data["platform"]),
        rate=_share(data["rate"]),
        top=_count(data["top"]),
    )
    if split.how not in HOWS or source.kind not in (OWNER, LINES, UNALLOCATED, TAIL):
        raise ValueError(
            say(
                "a split is made in a way not known: {how}, {kind}", how=split.how, kind=source.kind
            )
        )
    if not split.name:
        raise ValueError(say("a split has no name"))
    return split


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(say("a number of teams is not a whole number of 0 or more"))
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10:
        raise ValueError(say("a share is not a number of 0 or more"))
    return float(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
