"""The dates of a usage table, read together: their order, and the time that each stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.formatting import count
from whatif_app.note import Note
from whatif_app.volumes.choices import Question, UsageChoices
from whatif_app.volumes.moments import (
    DATE_ORDERS,
    DAY,
    OrderEvidence,
    days_in,
    month_of,
    month_start,
    order_evidence,
    read_moment,
)
from whatif_app.volumes.month_totals import usual_step
from whatif_app.volumes.table import Table

NO_DATE = marked("date not readable")
OTHER_DATE = marked("a date among months, or a month among dates")


@dataclass(frozen=True)
class Calendar:
    """The dates of a table, read.

    Attributes:
        moments: by place of the date.
        unread: why a date has none, by its place.
        is_monthly: whether each date stands for its month.
        is_irregular: whether the dates follow no step; events are then added up by day.
        step: seconds between dates.
        notes: how the dates were taken.
    """

    moments: Mapping[int, float]
    unread: Mapping[int, str]
    is_monthly: bool = False
    is_irregular: bool = False
    step: float = DAY
    notes: tuple[str, ...] = ()


def order_question(table: Table, choices: UsageChoices) -> list[Question]:
    """What order the short dates are written in, where they leave it open."""
    evidence = order_evidence(table.dates)
    if choices.date_order is not None or not evidence.open:
        return []
    if evidence.month_first or evidence.day_first:  # told, or contradictory
        return []
    text = say(
        "{file}: {n} dates such as {example} may be month/day/year or "
        "day/month/year, and no other date settles it.",
        file=table.file,
        n=count(evidence.open),
        example=evidence.example,
    )
    return [Question("date_order", text, tuple(DATE_ORDERS))]


def _told(evidence: OrderEvidence) -> str | None:
    """The order that the dates tell of; None where none or both do."""
    if bool(evidence.month_first) == bool(evidence.day_first):
        return None
    return "mdy" if evidence.month_first else "dmy"


def contradictions(table: Table, choices: UsageChoices) -> list[UserError]:
    """Dates that cannot all be right, or not in the order that was said."""
    evidence = order_evidence(table.dates)
    told = _told(evidence)
    if evidence.month_first and evidence.day_first and choices.date_order is None:
        return [
            InvalidFileError(
                say(
                    "{file}: {month_first} dates can only be month/day/year and {day_first} "
                    "only day/month/year.",
                    file=table.file,
                    month_first=count(evidence.month_first),
                    day_first=count(evidence.day_first),
                ),
                say("Export it in one language setting."),
            )
        ]
    if told is not None and choices.date_order not in (None, told):
        return [
            InvalidFileError(
                say(
                    "{file}: the dates are written {told}, not {chosen}.",
                    file=table.file,
                    told=DATE_ORDERS[told],
                    chosen=DATE_ORDERS[choices.date_order or told],
                ),
                say("Leave the date order out, or set it to the other one."),
            )
        ]
    return []


def calendar_of(table: Table, choices: UsageChoices) -> Calendar:
    """Every date read, in the order that they tell of or that was said."""
    shape = table.shape
    order = choices.date_order or _told(order_evidence(table.dates)) or "mdy"
    read = {
        place: read_moment(text, order, numbers=shape.has_named_date)
        for text, place in table.dates.items()
    }
    moments = {place: moment for place, moment in read.items() if moment is not None}
    unread = {place: NO_DATE for place in read if place not in moments}
    # A few months among dates (or the other way round) are headings and totals.
    as_months = sum(moment.is_month for moment in moments.values()) * 2 > len(moments)
    for place, moment in list(moments.items()):
        if moment.is_month != as_months:
            unread[place] = OTHER_DATE
            del moments[place]
    times = {place: moment.at for place, moment in moments.items()}
    distinct = sorted(set(times.values()))
    if as_months or _is_one_a_month(distinct):
        notes = () if as_months else (Note("One date a month: each stands for its month."),)
        return Calendar(times, unread, is_monthly=True, notes=notes)
    step = usual_step(distinct)
    if step is None or step > 7 * DAY:
        notes = (Note("The times are irregular: taken by day."),) if len(distinct) > 1 else ()
        return Calendar(times, unread, is_irregular=True, notes=notes)
    weekly = (Note("One date a week: each stands for the seven days from it on."),)
    return Calendar(times, unread, step=step, notes=weekly if step == 7 * DAY else ())


def _is_one_a_month(times: Sequence[float]) -> bool:
    """Whether there is a date a month, on the same day of each or on the last."""
    if len(times) < 2 or any(month_of(a) == month_of(b) for a, b in pairwise(times)):
        return False
    days = {int((at - month_start(month_of(at))) // DAY) for at in times}
    are_last = all(
        int((at - month_start(month_of(at))) // DAY) == days_in(month_of(at)) - 1 for at in times
    )
    return len(days) == 1 or are_last
