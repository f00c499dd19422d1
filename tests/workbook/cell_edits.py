"""The same change made in a workbook's cell and in the program's case."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from scenarios.case import Address, Case
from scenarios.edits import CellEdit, with_edits
from scenarios.months import calendar_month, is_calendar_month, offset_of
from scenarios.schema import Field, Kind

Place = tuple[str, str, str]

#: Cells that only a new export follows, or that no figure depends on. The start month is live, but
#: would shift the months that earlier edits of a plan count from; it has a test of its own.
NOT_LIVE = {
    "project/reference",
    "project/currency",
    "project/basis",
    "project/start_month",
}


def new_value(field: Field, case: Case, scenario: str, random: Random) -> Any:
    """Some other value that a plain field accepts."""
    if field.nullable and random.random() < 0.15:
        return None
    if field.kind is Kind.BOOLEAN:
        return random.random() < 0.5
    if field.kind is Kind.CHOICE:
        return random.choice(field.choices)
    if field.kind is Kind.ROW:
        names = case.tables[field.table].names
        return random.choice(names) if names else None
    if field.kind is Kind.SCOPE:
        families = [str(f) for f in case.view().column("workloads", "family") if f]
        return random.choice(["*", "gone", *families, *case.tables["workloads"].names])
    if field.kind is Kind.MONTH:
        return random.choice([random.randint(-15, 15), "2026-03", "2026-11"])
    if field.kind is Kind.CALENDAR_MONTH:
        return random.choice(["2025-10", "2026-02", "2026-09"])
    if field.kind is Kind.DATE:
        return random.choice(["2025-12-31", "2026-09-30"])
    if field.name == "horizon":
        longest: Any = case.view(scenario or None).project("horizon")
        return random.randint(1, longest)
    if field.name == "lead_months":
        return random.randint(0, 11)
    if field.kind is Kind.COUNT:
        return random.randint(1, 30)
    if field.kind is Kind.SHARE:
        return random.choice([0.0, 1.0, round(random.random(), 3)])
    if field.kind is Kind.RATE:
        return round(random.uniform(0.0 if field.minimum == 0.0 else -0.2, 0.4), 4)
    if field.kind is Kind.NUMBER and field.name in ("volume", "threshold", "every"):
        return round(random.uniform(50, 3000), 3)
    if field.kind is Kind.MONEY:
        return round(random.uniform(0, 40_000), 2)
    return round(random.uniform(0.5, 12), 2)


def changed(case: Case, place: Place, value: Any) -> Case:
    """The case with the cell or the part of a list at a place of the workbook changed."""
    scenario, text, part = place
    address = Address.parse(text)
    if part:
        value = _with_part(case, scenario, address, part, value)
    return with_edits(case, [CellEdit(text, value, scenario or None)])


def _with_part(case: Case, scenario: str, address: Address, part: str, value: Any) -> Any:
    kind = address.declaration.kind
    current: Any = case.value(address, scenario or None)
    word, _, number = part.partition(" ")
    if kind is Kind.SEASON:
        from whatif_app.formatting import MONTH_NAMES

        factors = list(current)
        factors[MONTH_NAMES.index(part)] = value
        return factors
    if kind is Kind.PLAN:
        start = str(case.view().project("start_month"))
        kept = {m: v for m, v in current.items() if offset_of(m, start) != int(number)}
        by_calendar = any(is_calendar_month(month) for month in current)
        key = calendar_month(int(number), start) if by_calendar else number
        return kept if value is None else {**kept, key: value}
    if kind is Kind.EVENTS:
        events = [dict(event) for event in current]
        events[int(number) - 1][word] = value
        return events
    if kind is Kind.HOUR_CLASSES:
        classes = [dict(each) for each in current]
        classes[int(number) - 1]["hours"] = value
        return classes
    levels = list(current.values()) if isinstance(current, Mapping) else list(current)
    levels[int(number) - 1 :] = [value, *levels[int(number) :]]
    return levels


def can_be_changed(case: Case, place: Place) -> bool:
    """Whether a place holds something that one change by itself leaves a valid case."""
    scenario, text, part = place
    if text in NOT_LIVE:
        return False
    address = Address.parse(text)
    if not part:
        return True
    kind = address.declaration.kind
    current: Any = case.value(address, scenario or None)
    word, _, number = part.partition(" ")
    if kind is Kind.SEASON:
        return current is not None
    if kind is Kind.PLAN:
        start = str(case.view().project("start_month"))
        return word == "month" and all(offset_of(month, start) >= 0 for month in current)
    if kind in (Kind.EVENTS, Kind.YEARS):
        return int(number) <= len(current)
    # Hours of the week and shapes change two at a time; they have tests of their own.
    return False


def new_part(place: Place, case: Case, random: Random) -> Any:
    """Some other value of a part of a list."""
    kind = Address.parse(place[1]).declaration.kind
    if kind is Kind.EVENTS and place[2].startswith("month"):
        return random.choice([random.randint(-3, 20), "2026-04"])
    if kind is Kind.EVENTS:
        return round(random.uniform(-0.5, 0.9), 3)
    if kind is Kind.SEASON:
        return round(random.uniform(0.5, 1.5), 3)
    if kind is Kind.PLAN:
        return random.choice([None, round(random.uniform(100, 3000), 2)])
    return round(random.uniform(0, 900_000), 2)
