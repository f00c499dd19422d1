"""A unit's plan as months: what is planned, beside what the model computes without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from scenarios.case import Case
from scenarios.cells import RefusedError
from scenarios.months import calendar_month, is_calendar_month, offset_of
from scenarios.problems import CaseError
from scenarios.schema import Field, Kind
from ui.tables.model.cell_ref import CellRef
from whatif_app.clipboard import Block
from whatif_app.formatting import plain
from whatif_app.typed_values import parse_month, parse_typed

_VOLUME = Field("volume", "", Kind.NUMBER, "", minimum=0.0)


@dataclass(frozen=True, slots=True)
class PlanMonth:
    """One month that may be planned.

    Attributes:
        month: "YYYY-MM".
        key: how the plan names it: by its calendar month, or by its offset from the start.
        computed: the volume without a plan; None beyond the horizon.
        text: the planned volume as it is edited; "" for none.
    """

    month: str
    key: str
    computed: float | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """A pasted block as texts by month.

    Attributes:
        texts: by the place of a month in the list.
        outside: how many rows name a month that the list does not have.
    """

    texts: Mapping[int, str]
    outside: int = 0


def plan_months(case: Case, ref: CellRef) -> list[PlanMonth]:
    """Every month of the horizon, and those that are planned outside it, in order of time."""
    view = case.view(ref.scenario)
    start = str(view.project("start_month"))
    horizon = int(cast(int, view.project("horizon")))
    plan = cast("Mapping[str, float]", case.value(ref.address, ref.scenario) or {})
    planned = {_offset(key, start): (key, volume) for key, volume in plan.items()}
    computed = volumes_without_plan(case, ref)
    offsets = sorted({*range(horizon), *planned})
    months = []
    for offset in offsets:
        month = calendar_month(offset, start)
        key, volume = planned.get(offset, (month, None))
        inside = 0 <= offset < len(computed)
        months.append(
            PlanMonth(
                month,
                key,
                computed[offset] if inside else None,
                "" if volume is None else plain(volume),
            )
        )
    return months


def volumes_without_plan(case: Case, ref: CellRef) -> Sequence[float]:
    """The unit's volume by month as it would be if nothing were planned."""
    # numpy takes a tenth of a second to load, which the window need not wait for.
    from scenarios.engine import evaluate_cells

    own = case.scenario(ref.scenario).given if ref.scenario is not None else {}
    try:
        results = evaluate_cells(case, {"": {**own, str(ref.address): {}}})
    except CaseError:
        return ()
    return [float(value) for value in results[""].series[f"volume/{ref.address.row}"]]


def plan_of(months: Sequence[PlanMonth]) -> dict[str, int | float]:
    """The plan that the texts of the months mean.

    Raises:
        RefusedError: the first text that is no volume, with its month.
    """
    plan: dict[str, int | float] = {}
    for each in months:
        if each.text.strip():
            plan[each.key] = volume_of(each.text, each.month)
    return plan


def volume_of(text: str, month: str) -> int | float:
    """The volume that a text means.

    Raises:
        RefusedError: it means none; the month is named.
    """
    try:
        return cast("int | float", parse_typed(_VOLUME, text))
    except RefusedError as refused:
        raise RefusedError(f"{month}: {refused.what}", refused.valid) from None


def spread(block: Block, months: Sequence[PlanMonth], first: int) -> Spread:
    """A pasted block by month: by the months in its first column, else from a row on downward."""
    rows = [row for row in block if any(text.strip() for text in row)]
    named = [_month_of(row[0], months) for row in rows]
    # A header above the months is no month itself.
    if len(rows) > 1 and named[0] is None and all(named[1:]) and len(rows[0]) > 1:
        rows, named = rows[1:], named[1:]
    if rows and len(rows[0]) > 1 and all(named):
        places = {each.month: at for at, each in enumerate(months)}
        inside = {
            places[month]: row[-1].strip()
            for month, row in zip(named, rows, strict=True)
            if month in places
        }
        return Spread(inside, len(rows) - len(inside))
    texts = [row[-1].strip() for row in block]
    if len(texts) > 1 and not _is_volume(texts[0]) and _is_volume(texts[1]):
        texts = texts[1:]
    fitting = texts[: max(0, len(months) - first)]
    return Spread(dict(enumerate(fitting, start=first)), len(texts) - len(fitting))


def with_texts(months: Sequence[PlanMonth], texts: Mapping[int, str]) -> list[PlanMonth]:
    """The months with other texts at some places."""
    return [
        replace(each, text=texts[at]) if at in texts else each for at, each in enumerate(months)
    ]


def _month_of(text: str, months: Sequence[PlanMonth]) -> str | None:
    """The calendar month that a text names; None where it names none."""
    month = parse_month(text.strip())
    if isinstance(month, int) and 0 <= month < len(months):
        return months[month].month
    return month if isinstance(month, str) else None


def _is_volume(text: str) -> bool:
    if not text.strip():
        return True
    try:
        parse_typed(_VOLUME, text)
    except RefusedError:
        return False
    return True


def _offset(key: str, start: str) -> int:
    return offset_of(key if is_calendar_month(key) else int(key), start)
