"""Cells that hold a list (season, events, plan, years, shape, hour classes), laid out as a row.

Each list becomes a row of plain cells, with a few spare ones where finance may
add an event or a contract year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from scenarios.case import Address, Case, CaseView
from scenarios.cells import Value
from scenarios.consistency import hour_shares, shape_levels
from scenarios.months import calendar_month, is_calendar_month, month_index, offset_of
from scenarios.schema import Field, Kind
from whatif_app.formatting import MONTH_NAMES

_SPARE_EVENTS, _SPARE_YEARS, _SPARE_LEAD = 2, 2, 12
#: A year that ends beyond this many is refused by the model.
_MOST_YEARS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a list: what it is called, what it holds."""

    name: str
    value: Value


@dataclass(frozen=True)
class Widths:
    """How many cells each kind of list takes in this workbook.

    Attributes:
        months: of a plan, counted from `plan_start`.
        seen: months of volume, lead times of cliffs past the horizon included.
        plan_start: earliest start month of any scenario.
    """

    events: int
    years: int
    months: int
    seen: Mapping[int, int]
    plan_start: str
    most_lead: int


def widths_of(case: Case, views: Sequence[CaseView]) -> Widths:
    """Room for the longest list of each kind, in the base and in every scenario."""

    def longest(table: str, field: str) -> int:
        return max(
            (
                len(cast("Sequence[object]", value))
                for view in views
                for value in view.column(table, field)
            ),
            default=0,
        )

    leads = [cast("int", lead) for view in views for lead in view.column("cliffs", "lead_months")]
    lead = max(leads) + _SPARE_LEAD if leads else 0
    starts = [str(view.project("start_month")) for view in views]
    horizons = {int(cast("int", view.project("horizon"))) for view in views}
    first = min(starts, key=month_index)
    drift = max(month_index(start) for start in starts) - month_index(first)
    return Widths(
        events=longest("units", "events") + _SPARE_EVENTS,
        years=min(longest("agreements", "commitments") + _SPARE_YEARS, _MOST_YEARS),
        months=max(horizons) + lead + drift,
        seen={horizon: horizon + lead for horizon in horizons},
        plan_start=first,
        most_lead=lead,
    )


def parts_of(field: Field, value: Value, view: CaseView, widths: Widths) -> list[Part]:
    """The cells of a list in order; empty ones where there is nothing."""
    if field.kind is Kind.SEASON:
        factors = cast("Sequence[float] | None", value)
        return [
            Part(name, None if factors is None else factors[month])
            for month, name in enumerate(MONTH_NAMES)
        ]
    if field.kind is Kind.EVENTS:
        return _events(cast("Sequence[Mapping[str, Value]]", value), widths.events)
    if field.kind is Kind.PLAN:
        return _plan(cast("Mapping[str, float]", value), widths)
    if field.kind is Kind.YEARS:
        amounts = cast("Sequence[float]", value)
        padded = [*amounts, *[None] * (widths.years - len(amounts))]
        return [Part(f"year {year}", amount) for year, amount in enumerate(padded, 1)]
    if field.kind is Kind.HOUR_CLASSES:
        classes = cast("Sequence[Mapping[str, Any]] | None", value)
        if classes is None:
            return [Part("class 1", 168)]
        return [Part(f"class {n}", each["hours"]) for n, each in enumerate(classes, 1)]
    shares = hour_shares(view)
    levels = shape_levels(value, shares) if value is not None else None
    return [Part(f"class {n + 1}", levels[n] if levels else None) for n in range(len(shares))]


def _events(events: Sequence[Mapping[str, Value]], width: int) -> list[Part]:
    room: list[Mapping[str, Value]] = [*events, *[{}] * (width - len(events))]
    months = [Part(f"month {n}", event.get("month")) for n, event in enumerate(room, 1)]
    return months + [Part(f"uplift {n}", event.get("uplift")) for n, event in enumerate(room, 1)]


def _plan(plan: Mapping[str, float], widths: Widths) -> list[Part]:
    by_calendar = any(is_calendar_month(month) for month in plan)
    start = widths.plan_start
    volumes = {offset_of(month, start): volume for month, volume in plan.items()}
    first = Part("first month", start if by_calendar else 0)
    return [first] + [
        Part(f"month {offset}", volumes.get(offset)) for offset in range(widths.months)
    ]


def headings(field: Field, view: CaseView, widths: Widths) -> list[str]:
    """What stands above each cell of a list."""
    if field.kind is Kind.PLAN:
        months = [calendar_month(offset, widths.plan_start) for offset in range(widths.months)]
        return ["Plan from month", *months]
    if field.kind is Kind.EVENTS:
        numbers = range(1, widths.events + 1)
        return [f"Event {n}: month" for n in numbers] + [f"Event {n}: uplift" for n in numbers]
    if field.kind is Kind.YEARS:
        return [f"Year {year}" for year in range(1, widths.years + 1)]
    if field.kind is Kind.SEASON:
        return [f"Season {name}" for name in MONTH_NAMES]
    return [f"{field.label}: {name}" for name in hour_shares(view)]


def is_list(address: Address) -> bool:
    """Whether an address holds a list."""
    return address.declaration.is_composite
