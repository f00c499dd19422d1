"""A day of the calendar as people write it: "2026-09-30", "30 Sep 2026", "9/30/2026".

What may be one of two days is refused rather than guessed.
"""

from __future__ import annotations

import re
from typing import Final

from scenarios.cells import RefusedError, shown
from scenarios.months import is_calendar_day
from scenarios.words import say
from whatif_app.formatting import day_label, month_names

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
_NAME, _YEAR = r"([^\W\d_]{3,9})\.?", r"['’]?(\d{4}|\d{2})"
_DAY_MONTH = re.compile(rf"{_ORDINAL}[\s-]*{_NAME}[\s,-]*{_YEAR}")
_MONTH_DAY = re.compile(rf"{_NAME}[\s-]*{_ORDINAL}(?:,\s*|[\s-]+){_YEAR}")
#: Read whatever the language in force is: no name means two months.
_FULL_NAMES: Final = tuple(
    tuple(names.split())
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
    )
)
_FURTHER: Final = {"jänner": 1, "jän": 1, "feber": 2, "maerz": 3, "mrz": 3}


def month_of_name(name: str) -> int | None:
    """The number of a month, from 1: "Sep", "Sept" and "September" are 9; None for no month."""
    folded = name.casefold()
    for names in _FULL_NAMES:
        for number, full in enumerate(names, start=1):
            if folded in (full, full[:3], full[:4]):
                return number
    shown_names = [shown_name.casefold() for shown_name in month_names()]
    return shown_names.index(folded) + 1 if folded in shown_names else _FURTHER.get(folded)


def _like() -> str:
    return say("Write it like {day} or 2026-09-30.", day=day_label("2026-09-30"))


def parse_date(text: str) -> str:
    """The day that a text means, as "YYYY-MM-DD".

    Raises:
        RefusedError: no day of the calendar, or one of two.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(text, found[1], int(found[3]), found[4])
    if found := _DAY_MONTH.fullmatch(text):
        return _day(text, found[3], month_of_name(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return _day(text, found[3], month_of_name(found[1]), found[2])
    if found := _YEAR_LAST.fullmatch(text):
        return _by_order(text, found[2], (found[1], found[3]), found[4])
    raise RefusedError(say("{text} is not a day.", text=shown(text)), _like())


def _by_order(text: str, divider: str, pair: tuple[str, str], year: str) -> str:
    first, second = pair
    # With points, a date is written day first wherever it is written so.
    day_first = f"{year}-{int(second):02d}-{int(first):02d}"
    month_first = f"{year}-{int(first):02d}-{int(second):02d}"
    readings = [day_first] if divider == "." else sorted({day_first, month_first})
    valid = [day for day in readings if is_calendar_day(day)]
    if len(valid) == 1:
        return valid[0]
    if not valid:
        raise RefusedError(say("{text} is not a day of the calendar.", text=shown(text)), _like())
    one, other = map(day_label, valid)
    raise RefusedError(
        say("{text} may be {one} or {other}.", text=shown(text), one=one, other=other),
        say("Write the month by its name."),
    )


def _day(text: str, year: str, month: int | None, day: str) -> str:
    written = f"{int(year) + (2000 if len(year) == 2 else 0):04d}-{month or 0:02d}-{int(day):02d}"
    if not is_calendar_day(written):
        raise RefusedError(say("{text} is not a day of the calendar.", text=shown(text)), _like())
    return written
