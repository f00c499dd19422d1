"""The rules made ready for a baseline: what they find for a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from whatif_app.costs.baseline import Baseline
from whatif_app.costs.lines import Line
from whatif_app.ownership.line_values import LineValue, line_value
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.rules import Rule


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule says of one value of a line."""

    owner: str = ""
    service_id: str = ""
    unknown_id: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all rules together say of a line; fields as of `assignment.AssignedLine`."""

    owner: str | None
    rule: int | None
    matched: tuple[int, ...]
    service_id: str
    unknown_id: str


class Finder:
    """Rules over one baseline. Lines are many and their values few: lines that share all values
    which rules look at share one verdict, reached once."""

    def __init__(
        self, rules: Sequence[Rule], baseline: Baseline, ownership: Ownership, level: str
    ) -> None:
        dimensions = list(dict.fromkeys(rule.dimension for rule in rules))
        values = [line_value(baseline, dimension) for dimension in dimensions]
        self._values: list[LineValue] = [value or _nothing for value in values]
        self._rules = [
            (dimensions.index(rule.dimension), _reading(rule, ownership, level)) for rule in rules
        ]
        self._verdicts: dict[tuple[str, ...], Verdict] = {}
        #: Of each rule, whether the baseline keeps what it looks at.
        self.kept = tuple(values[place] is not None for place, _ in self._rules)

    def verdict(self, line: Line) -> Verdict:
        """What the rules say of a line: the first that finds an owner decides."""
        seen = tuple([value(line) for value in self._values])
        if seen not in self._verdicts:
            self._verdicts[seen] = self._decide(seen)
        return self._verdicts[seen]

    def _decide(self, seen: Sequence[str]) -> Verdict:
        every = [find(seen[place]) for place, find in self._rules]
        matched = tuple(position for position, found in enumerate(every) if found.owner)
        unknown = next((found.unknown_id for found in every if found.unknown_id), "")
        if not matched:
            return Verdict(None, None, (), "", unknown)
        first = every[matched[0]]
        return Verdict(first.owner, matched[0], matched, first.service_id, unknown)


def _nothing(line: Line) -> str:
    return ""


def _reading(rule: Rule, ownership: Ownership, level: str) -> Callable[[str], Found]:
    """What a rule says of a value that it looks at."""
    catches = rule.matcher()
    by_account = rule.dimension in ("account", "payer") and not rule.value

    def find(value: str) -> Found:
        if not value or not catches(value):
            return Found()
        given = rule.value or value
        if rule.gives != "service_id":
            return Found(given) if rule.gives == level else Found()
        service = (ownership.service_of_account if by_account else ownership.service)(given)
        if service is not None:
            return _of_service(service, level)
        # An account that the file does not name is no mistake in the file: few files do.
        return Found() if by_account else _unlisted(given, level, bool(ownership.services))

    return cache(find)


def _of_service(service: OwnedService, level: str) -> Found:
    owner = service.at(level)
    return Found(owner, service.service_id) if owner else Found()


def _unlisted(service_id: str, level: str, has_file: bool) -> Found:
    if level == "service_id" and not has_file:
        # With no file to contradict it, the ID itself says the service.
        return Found(service_id, unknown_id=service_id)
    return Found(unknown_id=service_id)
