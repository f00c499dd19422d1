"""Who owns what: the ownership file as last loaded, the rules, and the tags that are required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenarios.words import say
from whatif_app.ownership.rules import Rule, default_rules, level_in_words

#: The share of cost without an owner that FinOps practice aims to stay below.
DEFAULT_TARGET = 0.05

_FIELDS = ("service_id", "cost_center", "owner", "product", "environment", "team")


@dataclass(frozen=True, slots=True)
class OwnedService:
    """One row of the ownership file: a service and whose it is. Empty where the file says nothing.

    Attributes:
        accounts: whose whole cost is this service's where no tag says otherwise.
        extra: columns of the file that the program does not know, by their own names.
    """

    service_id: str
    cost_center: str = ""
    owner: str = ""
    product: str = ""
    environment: str = ""
    team: str = ""
    accounts: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    def at(self, level: str) -> str:
        """Its value at one of `rules.LEVELS`. Its team is its owner where no team is named."""
        if level == "team":
            return self.team or self.owner
        value: str = getattr(self, level)
        return value

    @property
    def is_ownerless(self) -> bool:
        """Whether nothing is said of it beyond its ID."""
        named = [getattr(self, name) for name in _FIELDS[1:]]
        return not any((*named, *self.accounts, *(value for _, value in self.extra)))

    def __str__(self) -> str:
        parts = [
            f"{level_in_words(name)} {getattr(self, name)}"
            for name in _FIELDS[1:]
            if getattr(self, name)
        ]
        parts += [f"account {account}" for account in self.accounts]
        parts += [f"{name} {value}" for name, value in self.extra if value]
        return ", ".join(parts) or "no owner"


@dataclass(frozen=True, slots=True)
class RequiredTag:
    """A tag that every taggable resource must carry; `allowed` empty lets it have any value."""

    key: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ownership:
    """Everything that says whose a cost is.

    Attributes:
        services: the rows of the ownership file.
        source, fingerprint: the file's name, and what tells it from a later one.
        rules: in the order in which they are asked; None for the usual precedence.
        required: the tags that compliance is measured by; none for all that the baseline keeps.
        target: the share of cost without an owner to stay below, 0…1.
    """

    services: tuple[OwnedService, ...] = ()
    source: str = ""
    fingerprint: str = ""
    rules: tuple[Rule, ...] | None = None
    required: tuple[RequiredTag, ...] = ()
    target: float = DEFAULT_TARGET

    @classmethod
    def empty(cls) -> Ownership:
        """No file, the usual precedence and target."""
        return cls()

    def rules_for(self, tags: Sequence[str]) -> tuple[Rule, ...]:
        """The rules in force for a baseline that keeps these tags."""
        return default_rules(tags) if self.rules is None else self.rules

    def service(self, service_id: str) -> OwnedService | None:
        """The file's row of a service; capitals and spaces around make no difference."""
        return self._by_id.get(_id_key(service_id))

    def service_of_account(self, account: str) -> OwnedService | None:
        """The row that names this account, or whose ID it is.

        Spreadsheets drop the zeros that an account number begins with; they do not count.
        """
        return self._by_account.get(account_key(account)) or self._by_number.get(
            account_key(account)
        )

    @cached_property
    def _by_id(self) -> Mapping[str, OwnedService]:
        return {_id_key(each.service_id): each for each in self.services}

    @cached_property
    def _by_number(self) -> Mapping[str, OwnedService]:
        return {account_key(each.service_id): each for each in self.services}

    @cached_property
    def _by_account(self) -> Mapping[str, OwnedService]:
        return {account_key(a): each for each in self.services for a in each.accounts}

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data that holds all of it."""
        return {
            "services": [_service_json(each) for each in self.services],
            "source": self.source,
            "fingerprint": self.fingerprint,
            "rules": None if self.rules is None else [rule.to_json() for rule in self.rules],
            "required": [{"key": tag.key, "allowed": list(tag.allowed)} for tag in self.required],
            "target": self.target,
        }

    @classmethod
    def from_json(cls, data: Any) -> Ownership:
        """What `to_json` wrote.

        Raises:
            ValueError: it is none; in words.
        """
        if not isinstance(data, dict):
            raise ValueError(say("The ownership is not a set of entries."))
        rules = data.get("rules")
        target = data.get("target", DEFAULT_TARGET)
        if isinstance(target, bool) or not isinstance(target, int | float) or not 0 <= target <= 1:
            raise ValueError(say("The target of unallocated cost is not a share of 0 to 1."))
        return cls(
            services=tuple(_service(each) for each in _list(data, "services")),
            source=_text(data, "source"),
            fingerprint=_text(data, "fingerprint"),
            rules=None if rules is None else tuple(map(Rule.from_json, _list(data, "rules"))),
            required=tuple(_required(each) for each in _list(data, "required")),
            target=float(target),
        )

    def entries(self) -> dict[str, str | float | None]:
        """A flat, readable description, for the audit trail."""
        found: dict[str, str | float | None] = {"target": self.target}
        if self.source:
            found["file"] = f"{self.source} ({self.fingerprint[:12]})"
        for each in self.services:
            found[f"services/{each.service_id}"] = str(each)
        for position, rule in enumerate(self.rules or (), start=1):
            found[f"rules/{position}"] = str(rule)
        if self.rules is None:
            found["rules"] = "usual precedence"
        for tag in self.required:
            found[f"required tags/{tag.key}"] = ", ".join(tag.allowed) or "any value"
        return found


def account_key(account: str) -> str:
    """What tells one account from another: digits alone, without zeros in front and dashes between,
    where it is a number (`0012-3456-7890`); else its letters."""
    text = _id_key(account)
    digits = text.replace("-", "").replace(" ", "")
    return (digits.lstrip("0") or "0") if digits.isdecimal() else text


def _id_key(text: str) -> str:
    return text.strip().casefold()


def _service_json(service: OwnedService) -> dict[str, Any]:
    """What the file says of a service; every change of a rule is journaled with all services, so
    what is empty is left out."""
    written: dict[str, Any] = {name: value for name in _FIELDS if (value := getattr(service, name))}
    if service.accounts:
        written["accounts"] = list(service.accounts)
    if service.extra:
        written["extra"] = dict(service.extra)
    return written


def _service(data: Any) -> OwnedService:
    if not isinstance(data, dict):
        raise ValueError(say("An owned service is not a set of entries."))
    extra = data.get("extra", {})
    if not isinstance(extra, dict) or not all(isinstance(each, str) for each in extra.values()):
        raise ValueError(say("An owned service’s further columns are not texts."))
    fields = {name: _text(data, name) for name in _FIELDS}
    if not fields["service_id"].strip():
        raise ValueError(say("An owned service has no ID."))
    return OwnedService(**fields, accounts=_texts(data, "accounts"), extra=tuple(extra.items()))


def _required(data: Any) -> RequiredTag:
    if not isinstance(data, dict) or not _text(data, "key"):
        raise ValueError(say("A required tag has no key."))
    return RequiredTag(_text(data, "key"), _texts(data, "allowed"))


def _texts(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = _list(data, name)
    if not all(isinstance(each, str) for each in found):
        raise ValueError(say("“{name}” is not a list of texts.", name=name))
    return tuple(found)


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name, [])
    if not isinstance(found, list):
        raise ValueError(say("“{name}” is not a list.", name=name))
    return found


def _text(data: Mapping[str, Any], name: str) -> str:
    found = data.get(name, "")
    if not isinstance(found, str):
        raise ValueError(say("“{name}” is not a text.", name=name))
    return found
