"""One rule made ready for a baseline: what it finds for a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whatif_app.costs.baseline import Baseline, Line
from whatif_app.ownership.line_values import line_value
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.rules import Rule


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule says of one value of a line."""

    owner: str = ""
    service_id: str = ""
    unknown_id: str = ""


class Finder:
    """One rule made ready for a baseline; a value is looked up once, however many lines have it."""

    def __init__(self, value: Callable[[Line], str] | None, find: Callable[[str], Found]) -> None:
        self.is_kept = value is not None
        self._value = value or (lambda line: "")
        self._find = find
        self._known: dict[str, Found] = {}

    def found(self, line: Line) -> Found:
        value = self._value(line)
        if value not in self._known:
            self._known[value] = self._find(value)
        return self._known[value]

    @classmethod
    def of(cls, rule: Rule, baseline: Baseline, ownership: Ownership, level: str) -> Finder:
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

        return cls(line_value(baseline, rule.dimension), find)


def _of_service(service: OwnedService, level: str) -> Found:
    owner = service.at(level)
    return Found(owner, service.service_id) if owner else Found()


def _unlisted(service_id: str, level: str, has_file: bool) -> Found:
    if level == "service_id" and not has_file:
        # With no file to contradict it, the ID itself says the service.
        return Found(service_id, unknown_id=service_id)
    return Found(unknown_id=service_id)
