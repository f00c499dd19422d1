"""From a table's values to histories: what it leaves open, and what its rows come to by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError, ListedError, UserError
from whatif_app.formatting import count
from whatif_app.note import Note
from whatif_app.volumes.choices import (
    Question,
    SeriesSeen,
    UsageChoices,
    chosen,
    guessed_kind,
)
from whatif_app.volumes.decimals import DECIMALS, read_both
from whatif_app.volumes.history import RowAccount, UsageHistory, UsageSource
from whatif_app.volumes.moments import DAY, month_of
from whatif_app.volumes.month_totals import (
    MonthTotals,
    Samples,
    month_totals,
    whole_months,
)
from whatif_app.volumes.table import Table, Tally
from whatif_app.volumes.table_dates import Calendar, calendar_of, contradictions, order_question

#: Histories that are read without asking which are meant.
MOST_UNASKED = 12

#: Headers that say no more than that there is a number.
_NAMELESS = frozenset(
    "value values count total sum quantity amount usage number y wert anzahl menge".split()
)
_UNIT_IN_HEADER = re.compile(r"[(\[]([^)\]]{1,40})[)\]]\s*$")
_SECONDS = re.compile(r"_(core|byte)_seconds$")


def seen(table: Table) -> tuple[SeriesSeen, ...]:
    """What could be taken from a table."""
    return tuple(
        SeriesSeen(name, sum(each.values for each in tally.sums.values()), _kind(name, tally))
        for name, tally in table.tallies.items()
    )


_READ_WITH = {
    "point": marked("Numbers are read with a decimal point: {written} is {number}."),
    "comma": marked("Numbers are read with a decimal comma: {written} is {number}."),
}


def questions(table: Table, choices: UsageChoices) -> list[Question]:
    """What must be said before a table can be read."""
    found = []
    names = list(table.tallies)
    if not choices.series and len(names) > MOST_UNASKED:
        text = say(
            "{file} holds {count} histories; which of them are meant?",
            file=table.file,
            count=count(len(names)),
        )
        found.append(Question("series", text, tuple(names), several=True))
    found += order_question(table, choices)
    unclear = [tally for tally in table.tallies.values() if tally.unclear]
    if choices.decimal is None and unclear and _told_decimal(table) is None:
        text = say(
            "{file}: numbers such as {example} may have a decimal point or a decimal comma, "
            "and no other number settles it.",
            file=table.file,
            example=unclear[0].example,
        )
        found.append(Question("decimal", text, tuple(DECIMALS)))
    return found


def histories(table: Table, choices: UsageChoices) -> list[UsageHistory]:
    """The chosen histories of a table.

    Raises:
        ListedError: what was left open, and what does not fit.
    """
    errors: list[UserError] = [each.as_error() for each in questions(table, choices)]
    errors += contradictions(table, choices)
    names = _taken(table, choices, errors)
    errors += _counters_in_one(table, names, choices)
    if errors:
        raise ListedError(errors)
    calendar = calendar_of(table, choices)
    decimal = choices.decimal or _told_decimal(table) or "point"
    made = [_history(table, name, calendar, decimal, choices) for name in names]
    found = [history for history in made if history.months]
    if not found:
        raise InvalidFileError(
            say("{file}: no row has both a date and a number that can be read.", file=table.file),
            say("Check the date column, or choose another."),
        )
    if without := [history.name for history in made if not history.months]:
        note = Note(
            "Without a month that is known, and left out: {names}.", names=", ".join(without[:10])
        )
        found[0] = replace(found[0], notes=(*found[0].notes, note))
    if len(found) == 1:
        found = [_named(found[0], table, choices)]
    return found


def _taken(table: Table, choices: UsageChoices, errors: list[UserError]) -> list[str]:
    names = list(table.tallies)
    if not choices.series:
        return names
    places = chosen(names, choices.series)
    if not places:
        text = say(
            "{file} has no history {series}.", file=table.file, series=", ".join(choices.series)
        )
        errors.append(Question("series", text, tuple(names)).as_error())
    return [names[place] for place in places]


def _counters_in_one(table: Table, names: Sequence[str], choices: UsageChoices) -> list[UserError]:
    """That counters of several things lie in one column: each has to be followed by itself."""
    mixed = [
        name
        for name in names
        if (choices.kind or _kind(name, table.tallies[name])) == "counter"
        and any(each.values > 1 for each in table.tallies[name].sums.values())
    ]
    if not mixed:
        return []
    texts = [table.shape.header[place] for place in table.shape.texts]
    return [
        InvalidFileError(
            say(
                "{file}: “{name}” has several readings of a counter at one time; each counter "
                "must be followed by itself.",
                file=table.file,
                name=mixed[0],
            ),
            say(
                "Choose another kind, or split by the column that tells the counters apart: "
                "{columns}.",
                columns=", ".join(texts[:8]),
            )
            if texts
            else say("Choose another kind: there is no column that would tell the counters apart."),
        )
    ]


# Numbers


def _told_decimal(table: Table) -> str | None:
    """What parts decimals, as the numbers tell; in a file of commas it is the point, since
    programs that write decimal commas part the cells by something else."""
    point = sum(tally.only_point for tally in table.tallies.values())
    comma = sum(tally.only_comma for tally in table.tallies.values())
    if point or comma:
        return "point" if point >= comma else "comma"
    if table.source.sheet is not None or table.source.delimiter == ",":
        return "point"
    return None


def _kind(name: str, tally: Tally) -> str | None:
    """A column's likely kind; a name like "orders_total" alone makes no counter of a table's."""
    guess = guessed_kind(name)
    if guess != "counter":
        return guess
    values = [each.point for each in tally.sums.values()]
    rises = sum(after >= before for before, after in pairwise(values))
    is_counter = len(values) > 10 and rises >= 0.9 * (len(values) - 1)
    return "counter" if is_counter and len(set(values)) > 2 else None


# Histories


def _history(
    table: Table, name: str, calendar: Calendar, decimal: str, choices: UsageChoices
) -> UsageHistory:
    tally = table.tallies[name]
    kind = choices.kind or _kind(name, tally) or "sum"
    # Readings of a counter or a level are never added to each other, whatever the day.
    by_day = calendar.is_irregular and kind == "sum"
    values, reasons = _values(tally, calendar, decimal, by_day=by_day)
    if calendar.is_monthly:
        by_month: dict[str, float] = {}
        for at, value in values.items():
            by_month[month_of(at)] = by_month.get(month_of(at), 0.0) + value
        totals = whole_months(by_month, kind)
    else:
        times = sorted(values)
        samples = Samples(times, [values[at] for at in times])
        totals = month_totals([samples], kind, calendar.step)
    used = tally.read - sum(reasons.values())
    return UsageHistory(
        name=name,
        months=totals.months,
        coverage=totals.coverage,
        unit=choices.unit or _unit_of(name, tally.units),
        level=choices.level,
        kind=kind,
        sources=(UsageSource(table.file, table.fingerprint),),
        account=RowAccount(tally.read, used, reasons),
        notes=(*calendar.notes, *_notes(table, tally, totals, decimal)),
    )


def _values(
    tally: Tally, calendar: Calendar, decimal: str, *, by_day: bool
) -> tuple[dict[float, float], dict[str, int]]:
    """Sums by moment, and the values that were not used, by reason."""
    reasons = dict(tally.reasons)
    values: dict[float, float] = {}
    for place, each in tally.sums.items():
        if place in calendar.unread:
            reason = calendar.unread[place]
            reasons[reason] = reasons.get(reason, 0) + each.values
            continue
        at = calendar.moments[place]
        at -= at % DAY if by_day else 0.0
        values[at] = values.get(at, 0.0) + (each.point if decimal == "point" else each.comma)
    return values, reasons


def _notes(table: Table, tally: Tally, totals: MonthTotals, decimal: str) -> Iterable[str]:
    shape = table.shape
    is_told = tally.only_point or tally.only_comma
    if any(each.values > 1 for each in tally.sums.values()):
        texts = ", ".join(f"“{shape.header[place]}”" for place in shape.texts[:5])
        if texts:
            yield Note("Rows of one date were added up over {columns}.", columns=texts)
        else:
            yield Note("Rows of one date were added up.")
    if tally.unclear and not is_told:
        yield Note(
            _READ_WITH[decimal],
            written=tally.example,
            number=_example(tally.example, decimal),
        )
    if totals.resets:
        yield Note("A counter fell {n} times; counted on from zero each time.", n=totals.resets)
    negative = sum(total < 0 for total in totals.months.values())
    if negative:
        yield Note("{n} months are negative.", n=negative)
    if table.longer:
        yield Note("{n} rows have more cells than the header; those were not read.", n=table.longer)
    if table.source.encoding == "cp1252":
        yield Note("The file is no UTF-8 text; it was read as Western European.")


def _example(text: str, decimal: str) -> str:
    found = read_both(text)
    value = getattr(found, decimal, None)
    return f"{value:,.10g}" if value is not None else text


def _unit_of(name: str, units: set[str]) -> str:
    told = {unit for unit in units if unit}
    if len(told) == 1:
        return told.pop()[:60]
    if found := _UNIT_IN_HEADER.search(name):
        return found[1]
    if found := _SECONDS.search(name):
        return f"{found[1]}-seconds"
    return ""


def _named(history: UsageHistory, table: Table, choices: UsageChoices) -> UsageHistory:
    """The only history of a file: named as asked, or by the file where its header says nothing."""
    name = choices.name
    if name is None and (history.name.lower() in _NAMELESS or history.name.startswith("column ")):
        name = table.file.partition(".")[0]
    return replace(history, name=name) if name else history
