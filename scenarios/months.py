"""Months: offsets from the start month, and their calendar names; and days of the calendar."""

from __future__ import annotations

import re
from datetime import date

_CALENDAR = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def month_index(calendar: str) -> int:
    """Months since year 0 of a calendar month "YYYY-MM".

    Raises:
        ValueError: not of that form.
    """
    found = _CALENDAR.fullmatch(calendar)
    if found is None:
        raise ValueError(f"“{calendar}” is not a month; write it YYYY-MM, e.g. 2027-04")
    return int(found[1]) * 12 + int(found[2]) - 1


def is_calendar_month(text: object) -> bool:
    """Whether a value is a calendar month written "YYYY-MM"."""
    return isinstance(text, str) and _CALENDAR.fullmatch(text) is not None


def is_calendar_day(text: object) -> bool:
    """Whether a value is a day of the calendar written "YYYY-MM-DD"."""
    if not isinstance(text, str) or _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def offset_of(month: int | float | str, start_month: str) -> int:
    """Offset of a month from the start month; an offset stays as it is."""
    if isinstance(month, str):
        if month.lstrip("+-").isdigit():
            return int(month)
        return month_index(month) - month_index(start_month)
    return int(month)


def calendar_month(offset: int, start_month: str) -> str:
    """Calendar month "YYYY-MM" so many months after the start month."""
    index = month_index(start_month) + offset
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_of_year(offset: int, start_month: str) -> int:
    """0 for January to 11 for December."""
    return (month_index(start_month) + offset) % 12
