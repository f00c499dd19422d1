"""What a cell of a table looks like: a number, a date, a month, or words; in English and German."""

from __future__ import annotations

import re

_NAMES = (
    "jan january januar jän jänner janner",
    "feb february februar feber",
    "mar march mär märz mrz maerz marz",
    "apr april",
    "may mai",
    "jun june juni",
    "jul july juli",
    "aug august",
    "sep sept september",
    "oct october okt oktober",
    "nov november",
    "dec december dez dezember",
)
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}

_AMOUNT = re.compile(
    r"\(?[-+]?\s*(?:[A-Z]{3}|[$€£¥₹])?\s*[-+]?\d[\d.,'’ \u00a0\u202f]*(?:[eE][-+]?\d+)?"
    r"\s*(?:[A-Z]{3}|[$€£¥₹%])?\s*-?\)?"
)
_DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{4}/\d{1,2}/\d{1,2}([T ].*)?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](\d{4}|\d{2})( .*)?|(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])"
)
_WORDED_DAY = re.compile(
    r"\d{1,2}[. -]+([^\W\d_]{3,9})\.?[ -]+\d{2,4}|([^\W\d_]{3,9})\.? \d{1,2}, \d{4}"
)
_WORDED_MONTH = re.compile(r"([^\W\d_]{3,9})\.?[ ,'’/-]*((?:19|20)\d{2}|\d{2})")
_YEAR_WORDED = re.compile(r"((?:19|20)\d{2})[ ,/-]+([^\W\d_]{3,9})\.?")
_YEAR_FIRST = re.compile(r"((?:19|20)\d{2})[-/. ]?(0[1-9]|1[0-2])(?:-01(?:[T ]00:00(?::00)?)?)?")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])[-/. ]((?:19|20)\d{2})")


def is_number(text: str) -> bool:
    """Whether a text is an amount, in any way of writing one."""
    return _AMOUNT.fullmatch(text.strip()) is not None


def is_date(text: str) -> bool:
    """Whether a text is a day or a month."""
    text = text.strip()
    if _DAY.fullmatch(text) or month_of(text):
        return True
    worded = _WORDED_DAY.fullmatch(text)
    return worded is not None and month_number(worded[1] or worded[2]) is not None


def month_of(text: str) -> str | None:
    """The month that a heading such as `Jan 2026`, `2026-01` or `Mär-26` names, as `YYYY-MM`."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    if found := _MONTH_FIRST.fullmatch(text):
        return f"{found[2]}-{int(found[1]):02}"
    if found := _WORDED_MONTH.fullmatch(text):
        name, year = found[1], found[2]
    elif found := _YEAR_WORDED.fullmatch(text):
        year, name = found[1], found[2]
    else:
        return None
    number = month_number(name)
    whole_year = f"20{year}" if len(year) == 2 else year
    return None if number is None else f"{whole_year}-{number:02}"


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month or its short form; None for any other word."""
    return _NUMBERS.get(name.casefold())
