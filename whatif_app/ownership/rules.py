"""Rules that say whose a line is, in the order in which they are asked."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scenarios.words import marked, say, within
from whatif_app.costs.columns import key_of
from whatif_app.ownership.line_values import TAG, tag_name

#: What cost can be sorted by, and how each is called.
LEVELS: Mapping[str, str] = {
    "team": marked("Team"),
    "owner": marked("Owner"),
    "cost_center": marked("Cost center"),
    "product": marked("Product"),
    "environment": marked("Environment"),
    "service_id": marked("Service ID"),
}

#: How a rule compares, with the words that stand between what it looks at and its pattern.
MATCHES: Mapping[str, str] = {
    "any": marked("has a value"),
    "equals": marked("is"),
    "begins_with": marked("begins with"),
    "contains": marked("contains"),
    "glob": marked("looks like"),
}

_DIMENSIONS = {
    "account": marked("account"),
    "service": marked("service"),
    "usage_type": marked("usage type"),
    "region": marked("region"),
    "kind": marked("kind of charge"),
    "purchase": marked("purchase class"),
    "provider": marked("provider"),
    "payer": marked("billing account"),
}

#: Tags that name an owner themselves, by spelling-free key; any other tag is a technical one.
_BUSINESS_TAGS = {
    "team": "team",
    "teamname": "team",
    "squad": "team",
    "owner": "owner",
    "besitzer": "owner",
    "costcenter": "cost_center",
    "costcentre": "cost_center",
    "kostenstelle": "cost_center",
    "product": "product",
    "productline": "product",
    "produkt": "product",
    "env": "environment",
    "environment": "environment",
    "stage": "environment",
    "umgebung": "environment",
}

#: Technical tags that usually hold the ID of a service; they are asked before others.
_SERVICE_TAGS = frozenset("serviceid applicationid appid service application app".split())


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the lines it catches, and whose they are.

    Attributes:
        dimension: what it looks at: `tag:KEY`, `account`, `service` … as `line_values.dimensions`.
        match: of `MATCHES`; spelling in capitals or small letters makes no difference.
        pattern: what the value is compared with; in a `glob`, * is any text and ? any letter.
        gives: of `LEVELS`. `service_id` is looked up in the ownership file and so answers every
            level; any other level is answered directly.
        value: what it gives; "" for the line's own value.
    """

    dimension: str
    match: str = "any"
    pattern: str = ""
    gives: str = "service_id"
    value: str = ""

    def matcher(self) -> Callable[[str], bool]:
        """Whether a line's value is one that this rule catches. An empty value never is."""
        wanted = self.pattern.strip().casefold()
        if self.match == "any":
            return bool
        if self.match == "equals":
            return lambda value: value.casefold() == wanted
        if self.match == "begins_with":
            return lambda value: value.casefold().startswith(wanted)
        if self.match == "contains":
            return lambda value: wanted in value.casefold()
        fits = re.compile(fnmatch.translate(wanted)).match
        return lambda value: fits(value.casefold()) is not None

    @property
    def looks_at(self) -> str:
        """What it looks at, in words."""
        return dimension_in_words(self.dimension)

    def __str__(self) -> str:
        what = "" if self.match == "any" else f" {say(MATCHES[self.match])} “{self.pattern}”"
        return f"{self.looks_at}{what} → {self.outcome}"

    @property
    def outcome(self) -> str:
        """Whose the lines are, in words."""
        if self.gives == "service_id":
            if self.value:
                return say("service {value}", value=self.value)
            return say("ownership file")
        level = level_in_words(self.gives)
        if self.value:
            return say("{level} {value}", level=level, value=self.value)
        return say("{level} of that name", level=level)

    def problems(self) -> list[str]:
        """What is wrong with the rule, as sentences; none where it can be used."""
        found = []
        if not self.dimension or self.dimension == TAG:
            found.append(say("Choose what the rule looks at."))
        if self.match not in MATCHES:
            found.append(
                say("“{match}” is none of {known}.", match=self.match, known=", ".join(MATCHES))
            )
        elif self.match != "any" and not self.pattern.strip():
            found.append(
                say(
                    "Say what the {what} {compares}.",
                    what=self.looks_at,
                    compares=say(MATCHES[self.match]),
                )
            )
        if self.gives not in LEVELS:
            found.append(
                say("“{level}” is none of {known}.", level=self.gives, known=", ".join(LEVELS))
            )
        return found

    def to_json(self) -> dict[str, str]:
        """The rule as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> Rule:
        """The rule that `to_json` wrote.

        Raises:
            ValueError: it is none; in words.
        """
        if not isinstance(data, dict) or not all(isinstance(each, str) for each in data.values()):
            raise ValueError(say("A rule is not a set of texts."))
        try:
            rule = cls(**data)
        except TypeError as error:
            raise ValueError(
                say("A rule lacks what it looks at, or has an unknown entry.")
            ) from error
        problems = rule.problems()
        if problems:
            raise ValueError(" ".join(problems))
        return rule


def level_in_words(level: str) -> str:
    """A level within a sentence: "cost center", "service ID"."""
    return within(say(LEVELS[level]))


def dimension_in_words(dimension: str) -> str:
    """What rules look at, as it is called on screen: `usage_type` is "usage type"."""
    if dimension.startswith(TAG):
        return say("tag {key}", key=dimension.removeprefix(TAG))
    return say(_DIMENSIONS.get(dimension, dimension.replace("_", " ")))


def default_rules(tags: Sequence[str]) -> tuple[Rule, ...]:
    """The precedence to begin with: technical tags, tags that name an owner, then the account.

    A technical tag (`ServiceID`) says what a resource is and outlives a re-organization, so it
    goes before tags that say whose it was on the day it was made.

    Args:
        tags: the tag keys that the baseline keeps.
    """
    names: dict[str, str] = {}
    for tag in tags:  # one tag may be spelled in each cloud's way
        names.setdefault(key_of(tag_name(tag)) or tag, tag_name(tag))
    levels = {name: _BUSINESS_TAGS.get(key) for key, name in names.items()}
    technical = [Rule(TAG + name) for name, level in levels.items() if level is None]
    technical.sort(key=lambda rule: key_of(rule.dimension[len(TAG) :]) not in _SERVICE_TAGS)
    business = [Rule(TAG + name, gives=level) for name, level in levels.items() if level]
    return (*technical, *business, Rule("account"))
