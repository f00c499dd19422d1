"""When a value was counted: the ways in which dates are written, settled column by column.

Times are taken as written: an offset such as +0100 is left aside, since the days of a report are
the days of whoever wrote it. Moments are seconds since 1970 on that clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY = 86_400.0
FIRST_YEAR, LAST_YEAR = 1990, 2100
DATE_ORDERS = {"mdy": "month/day/year", "dmy": "day/month/year"}

_EPOCH = datetime(1970, 1, 1)
_EXCEL_DAY_0 = datetime(1899, 12, 30)
_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero",
            "feb february februar février febrero",
            "mar march mär märz mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}

_CLOCK = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?)?"
_OFFSET = r"(?:\s*(?:Z|[A-Z]{3,5}|[+-]\d{2}:?\d{2}(?:\s*[A-Z]{2,5})?))?"
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +", re.IGNORECASE)
_REST = rf"{_CLOCK}{_OFFSET}"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_REST}", re.ASCII)
_SHORT = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_REST}", re.ASCII)
_DAY_NAME_YEAR = re.compile(rf"(\d{{1,2}})[ .-]+([^\W\d]+)\.?[ ,-]+(\d{{4}}|\d{{2}}){_REST}")
_NAME_DAY_YEAR = re.compile(rf"([^\W\d]+)\.?[ -]+(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}}){_REST}")
_YEAR_NAME_DAY = re.compile(rf"(\d{{4}})[ -]([^\W\d]+)[ -](\d{{1,2}}){_REST}")
_NAME_YEAR = re.compile(r"([^\W\d]+)\.?[ ,'’/-]*(\d{4}|\d{2})")
_YEAR_NAME = re.compile(r"(\d{4})[ /-]*([^\W\d]+)\.?")
_YEAR_MONTH = re.compile(r"(\d{4})[-/. M]+(\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was counted.

    Attributes:
        at: seconds since 1970, of the clock that the date was written by.
        is_month: whether a whole month was meant ("Jan 2026").
    """

    at: float
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """What the short dates of a column (3/4/2026) say of their order.

    Attributes:
        month_first, day_first: dates that can only be read so.
        open: dates that could be read both ways, as different days.
        example: one of them.
    """

    month_first: int = 0
    day_first: int = 0
    open: int = 0
    example: str = ""


def month_of(at: float) -> str:
    """The calendar month "YYYY-MM" of a moment."""
    moment = _EPOCH + timedelta(seconds=at)
    return f"{moment.year:04d}-{moment.month:02d}"


def month_start(month: str) -> float:
    """The first moment of a calendar month "YYYY-MM"."""
    return _seconds(datetime(int(month[:4]), int(month[5:]), 1))


def days_in(month: str) -> int:
    """Days of a calendar month "YYYY-MM"."""
    return monthrange(int(month[:4]), int(month[5:]))[1]


def order_evidence(texts: Iterable[str]) -> OrderEvidence:
    """What short dates written with slashes or hyphens say together of the order of their parts."""
    month_first = day_first = unclear = 0
    example = ""
    for text in texts:
        found = _SHORT.fullmatch(text.strip())
        if found is None or found[2] == ".":
            continue
        one, two = int(found[1]), int(found[3])
        month_first += one <= 12 < two
        day_first += two <= 12 < one
        if one <= 12 and two <= 12 and one != two:
            unclear += 1
            example = example or text.strip()
    return OrderEvidence(month_first, day_first, unclear, example)


def read_moment(text: str, order: str = "mdy", *, numbers: bool = False) -> Moment | None:
    """The moment that a text writes; None where it writes none between 1990 and 2100.

    Reads ISO and other year-first dates, short dates in the given order (with dots always day
    first), dates with the month's name, months alone ("Jan 2026", "2026-01"), each with or without
    a time of day.

    Args:
        order: `mdy` or `dmy`.
        numbers: also read bare numbers: 20260131, 202601, seconds or milliseconds since 1970, and
            the day numbers of spreadsheets.
    """
    text = text.strip()
    if not text or len(text) > 60:
        return None
    if (weekday := _WEEKDAY.match(text)) is not None:
        text = text[weekday.end() :]
    try:
        if _NUMBER.fullmatch(text):
            return _from_number(text) if numbers else None
        return next((made for read in _READERS if (made := read(text, order))), None)
    except (OverflowError, ValueError):  # the 31st of June
        return None


def _seconds(moment: datetime) -> float:
    return (moment - _EPOCH).total_seconds()


def _full_year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _made(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> Moment | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    moment = datetime(year, month, day)
    time = timedelta(hours=hours, minutes=int(minute or 0), seconds=int(second or 0))
    return Moment(_seconds(moment + time)) if time <= timedelta(days=1) else None


def _month_made(year: int, month: int) -> Moment | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Moment(_seconds(datetime(year, month, 1)), is_month=True)


def _year_first(text: str, _order: str) -> Moment | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _made(int(found[1]), int(found[3]), int(found[4]), found.groups()[4:])
    return None


def _short(text: str, order: str) -> Moment | None:
    if (found := _SHORT.fullmatch(text)) is None:
        return None
    one, two, year = int(found[1]), int(found[3]), _full_year(found[4])
    day_first = found[2] == "." or order == "dmy"
    day, month = (one, two) if day_first else (two, one)
    return _made(year, month, day, found.groups()[4:])


def _with_name(text: str, _order: str) -> Moment | None:
    for pattern, year, name, day in (
        (_DAY_NAME_YEAR, 3, 2, 1),
        (_NAME_DAY_YEAR, 3, 1, 2),
        (_YEAR_NAME_DAY, 1, 2, 3),
    ):
        if found := pattern.fullmatch(text):
            month = _NAMES.get(found[name].lower())
            clock = found.groups()[3:]
            if month is None:
                return None
            return _made(_full_year(found[year]), month, int(found[day]), clock)
    return None


def _month_alone(text: str, _order: str) -> Moment | None:
    for pattern, year, month in ((_YEAR_MONTH, 1, 2), (_MONTH_YEAR, 2, 1)):
        if found := pattern.fullmatch(text):
            return _month_made(int(found[year]), int(found[month]))
    for pattern, year, name in ((_NAME_YEAR, 2, 1), (_YEAR_NAME, 1, 2)):
        if (found := pattern.fullmatch(text)) and (number := _NAMES.get(found[name].lower())):
            return _month_made(_full_year(found[year]), number)
    return None


_READERS: tuple[Callable[[str, str], Moment | None], ...] = (
    _year_first,
    _short,
    _month_alone,
    _with_name,
)


def _from_number(text: str) -> Moment | None:
    digits = text.partition(".")[0]
    if len(digits) == 8 and digits == text:
        return _made(int(text[:4]), int(text[4:6]), int(text[6:]), (None,) * 4)
    if len(digits) == 6 and digits == text:
        return _month_made(int(text[:4]), int(text[4:]))
    value = float(text)
    if len(digits) in (13, 16):  # milliseconds, microseconds
        value /= 10.0 ** (len(digits) - 10)
    elif len(digits) == 5:
        day = _EXCEL_DAY_0 + timedelta(days=value)
        return Moment(round(_seconds(day))) if FIRST_YEAR <= day.year <= LAST_YEAR else None
    elif len(digits) not in (9, 10):
        return None
    year = datetime.fromtimestamp(value, UTC).year
    return Moment(value) if FIRST_YEAR <= year <= LAST_YEAR else None
