"""The order of day and month in short dates, settled by all dates of a column together.

`03/04/2026` alone may be March or April. One date with a part above 12 tells for the whole export;
where none does, the reader is asked, for a guess would move costs into other months.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.words import say
from whatif_app.costs.columns import Columns
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.formatting import count

#: What the reader may say, and how each is called.
DATE_ORDERS = {"mdy": "month/day/year", "dmy": "day/month/year"}

_SHORT = r"^\s*\d{1,2}[/-]\d{1,2}[/-]\d{2}"
_FORMATS = {"mdy": "['%m/%d/%y', '%m/%d/%Y']", "dmy": "['%d/%m/%y', '%d/%m/%Y']"}


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """What the short dates of one column say of their order.

    Attributes:
        month_first, day_first: dates that can only be read so.
        open: dates that can be read both ways, as different days.
        example: one of the open ones, or of the telling ones where none is open.
    """

    month_first: int = 0
    day_first: int = 0
    open: int = 0
    example: str = ""


def evidence_sql(columns: Columns, key: str) -> str:
    """Aggregates over one column that make a `DateEvidence`: its fields, in order."""
    if not columns.has(key):
        return "0, 0, 0, ''"
    cell = columns.text(key)
    one, two = (
        f"TRY_CAST(regexp_extract({cell}, '^\\s*(\\d{{1,2}})[/-](\\d{{1,2}})[/-]\\d{{2}}', {n}) "
        "AS INTEGER)"
        for n in (1, 2)
    )
    is_open = f"{one} <= 12 AND {two} <= 12 AND {one} <> {two}"
    return (
        f"count(*) FILTER ({one} <= 12 AND {two} BETWEEN 13 AND 31), "
        f"count(*) FILTER ({two} <= 12 AND {one} BETWEEN 13 AND 31), "
        f"count(*) FILTER ({is_open}), "
        f"coalesce(min({cell}) FILTER ({is_open}), min({cell}) FILTER ({one} <> {two}), '')"
    )


def settled_order(
    column: str,
    dates: Iterable[DateEvidence],
    beside: Iterable[DateEvidence],
    wanted: str | None,
) -> str:
    """The order in which the short dates of an export are written.

    Args:
        column: the date column, as the files spell it.
        dates: of that column, file by file.
        beside: of other date columns of the same files; asked where the first leave it open.
        wanted: what the reader said: `mdy`, `dmy` or None.

    Returns:
        `mdy` or `dmy`; where no date depends on it, `mdy`.

    Raises:
        ExportError: the dates contradict each other or the reader, or leave the order open.
    """
    main, others = _together(dates), _together(beside)
    if main.month_first and main.day_first and wanted is None:
        raise _problem(
            column,
            say(
                "{month_first} dates can only be month/day/year and {day_first} only "
                "day/month/year.",
                month_first=count(main.month_first),
                day_first=count(main.day_first),
            ),
            say(
                "Export the files again in one language setting, or import them one after the "
                "other."
            ),
        )
    for evidence in (main, others):
        if bool(evidence.month_first) == bool(evidence.day_first):
            continue
        told = "mdy" if evidence.month_first else "dmy"
        if wanted not in (None, told):
            raise _problem(
                column,
                say(
                    "The dates are written {told} (such as {example}), not {wanted}.",
                    told=DATE_ORDERS[told],
                    example=evidence.example,
                    wanted=DATE_ORDERS[wanted or told],
                ),
                say("Leave the date order out, or set it to the other one."),
            )
        return told
    if wanted is None and main.open:
        raise _problem(
            column,
            say(
                "{n} dates such as {example} may be month/day/year or day/month/year, and "
                "no other date in the export settles it.",
                n=count(main.open),
                example=main.example,
            ),
            say(
                "Choose the order of short dates (on the command line “--date-order mdy” or "
                "“--date-order dmy”), or export whole months."
            ),
        )
    return wanted or "mdy"


def moment_sql(columns: Columns, order: str, *keys: str) -> str:
    """The first of these cells as a UTC timestamp, short dates in the given order.

    Beside what `Columns.moment` reads: short dates with a time of day behind them, `31.12.2026`,
    and `20261231`.
    """
    key = columns.first(*keys)
    if key is None:
        return "NULL::TIMESTAMP"
    if not columns.is_text(key):
        return columns.moment(key)
    cell = f"trim({columns.text(key)})"
    day = f"split_part(replace(split_part({cell}, 'T', 1), '-', '/'), ' ', 1)"
    moment = (
        f"CASE WHEN regexp_matches({cell}, '{_SHORT}') THEN TRY_STRPTIME({day}, {_FORMATS[order]}) "
        f"WHEN regexp_matches({cell}, '^\\d{{1,2}}\\.\\d{{1,2}}\\.\\d{{2}}') "
        f"THEN TRY_STRPTIME(split_part({cell}, ' ', 1), ['%d.%m.%y', '%d.%m.%Y']) "
        f"WHEN regexp_matches({cell}, '^\\d{{8}}$') THEN TRY_STRPTIME({cell}, '%Y%m%d') "
        f"WHEN ends_with({cell}, 'Z') THEN TRY_CAST({cell} AS TIMESTAMP) "
        f"ELSE TRY_CAST(TRY_CAST({cell} AS TIMESTAMPTZ) AS TIMESTAMP) END"
    )
    return f"CASE WHEN year({moment}) BETWEEN 1990 AND 2100 THEN {moment} END"


def _together(found: Iterable[DateEvidence]) -> DateEvidence:
    every: Sequence[DateEvidence] = list(found)
    ranked = sorted(every, key=lambda each: (-each.open, -each.month_first - each.day_first))
    return DateEvidence(
        sum(each.month_first for each in every),
        sum(each.day_first for each in every),
        sum(each.open for each in every),
        next((each.example for each in ranked if each.example), ""),
    )


def _problem(column: str, what: str, what_to_do: str) -> ExportError:
    return ExportError([Problem("", None, column, what, what_to_do)])
