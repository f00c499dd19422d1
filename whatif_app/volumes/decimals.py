"""Numbers of a column, whose comma may part thousands or decimals: settled by all of them.

"1,234" alone may be a thousand or a little more than one. Each value is read both ways while the
file is read once; one "12,5" or "1,234,567" then tells for the whole column.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from scenarios.words import marked

DECIMALS = {"point": "1,234.5", "comma": "1.234,5"}

#: No count of anything is larger; what is, is a fault in the file, and sums would overflow.
LARGEST = 1e18

_EXPONENT = r"(?:[eE][+-]?\d{1,3})?"
_POINT = re.compile(
    rf"[+-]?(?:(?:\d+|\d{{1,3}}(?:,\d{{3}})+)(?:\.\d*)?|\.\d+){_EXPONENT}", re.ASCII
)
_COMMA = re.compile(rf"[+-]?(?:(?:\d+|\d{{1,3}}(?:\.\d{{3}})+)(?:,\d*)?|,\d+){_EXPONENT}", re.ASCII)
#: What programs write most: only a point can part such decimals, for three would be thousands.
_PLAIN = re.compile(r"\d{1,15}\.(?:\d{1,2}|\d{4,17})", re.ASCII)
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’_")
_MINUS = str.maketrans("−–", "--")
_NOTHING = frozenset({"", "-", "null", "none", "n/a", "na", "#n/a", "."})
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "stale"})

EMPTY, NOT_FINITE, NOT_A_NUMBER, TOO_LARGE = (
    marked("no value"),
    marked("not a finite number"),
    marked("not a number"),
    marked("beyond 1e18"),
)


class BothReadings(NamedTuple):
    """A number read with a decimal point and with a decimal comma; None where it cannot be."""

    point: float | None
    comma: float | None


def read_both(text: str) -> BothReadings | str:
    """A number both ways, or the reason why it is none."""
    if text.isdecimal() and text.isascii() and len(text) <= 18:
        value = float(text)
        return BothReadings(value, value)
    if _PLAIN.fullmatch(text):
        return BothReadings(float(text), None)
    bare = text.translate(_SPACES).translate(_MINUS)
    if bare.lower() in _NOTHING:
        return EMPTY
    point = _value(bare.replace(",", "")) if _POINT.fullmatch(bare) else None
    swapped = bare.replace(".", "").replace(",", ".")
    comma = _value(swapped) if _COMMA.fullmatch(bare) else None
    if point is None and comma is None:
        return NOT_FINITE if bare.lstrip("+-").lower() in _NOT_FINITE else NOT_A_NUMBER
    if max(abs(point or 0.0), abs(comma or 0.0)) > LARGEST:
        return TOO_LARGE
    return BothReadings(point, comma)


def _value(text: str) -> float:
    value = float(text)
    return value + 0.0 if math.isfinite(value) else math.inf


def is_number(text: str) -> bool:
    """Whether a cell holds a finite number, written either way."""
    return isinstance(read_both(text), BothReadings)
