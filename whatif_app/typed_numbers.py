"""Numbers as people type and paste them: "1,234.5", "$1.2m", "(300)", "=3*2*25000".

Read as decimals, so that "7%" is exactly what 0.07 is. What can mean one number alone
("1,234.5", "1.234,5") is that number everywhere; "1.234" is read by the style in which the
reader's numbers are written. Where that leaves two ("1,5" beside decimal points), the text is
refused rather than guessed.
"""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from scenarios.arithmetic import constant
from scenarios.cells import RefusedError, shown
from scenarios.formula_reading import read_formula
from scenarios.words import say
from whatif_app.formatting import SYMBOLS
from whatif_app.number_style import style

_SPACES = " \u00a0\u202f\u2009"
_SIGNS = sorted(set(SYMBOLS.values()) | {"₽", "zł", "US$"}, key=len, reverse=True)
_MONEY = "|".join(re.escape(sign) for sign in _SIGNS) + r"|\b[A-Z]{3}\b"
_SCALES = {
    "k": 3, "tsd": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "million": 6,
    "b": 9, "bn": 9, "billion": 9, "mrd": 9, "t": 12, "tn": 12, "trillion": 12, "bio": 12,
    "ct": -2,
}  # fmt: skip
#: Words that may follow a number because the table shows them after it.
_UNITS = frozenset(
    "mo month months h hour hours people unit units x × "
    "mon monat monate std stunde stunden personen einheit einheiten".split()
)
_PLAIN = re.compile(r"\d*\.?\d*(?:[eE][+-]?\d{1,4})?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
#: What are thousands where points group, and a fraction where they do not.
_POINTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_GAP = re.compile(rf"(?<=\d)[{_SPACES}'’](?=\d{{3}}(?!\d))")
_SHAPE = re.compile(r"([\d.,]+(?:[eE][+-]?\d+)?)\s*([^\W\d_]+|×)?\.?\s*([%¢])?")


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number that was read.

    Attributes:
        value: the number as written; what a percent sign follows is already divided by 100.
        is_percent: whether a percent sign was written.
        is_formula: whether it was computed from "=…".
    """

    value: Decimal
    is_percent: bool = False
    is_formula: bool = False


def read_number(text: str) -> TypedNumber:
    """The number that a text writes.

    Accepts thousands separators (comma, apostrophe, space), a currency sign or code,
    k/m/bn/t, a percent or cent sign, parentheses or a minus for negatives, and arithmetic
    after "=".

    Raises:
        RefusedError: not a number, or one that could mean two.
    """
    rest = text.strip()
    if rest.startswith("="):
        result = constant(read_formula(rest, style().decimal, style().group))
        return TypedNumber(Decimal(repr(result)), "%" in rest, True)
    if (simple := _PLAIN.fullmatch(rest)) and _is_plain(rest):
        return TypedNumber(_decimal(simple[0], text))
    rest, negative = _without_sign(rest)
    found = _SHAPE.fullmatch(_GAP.sub("", rest))
    if found is None:
        _refuse(text)
    digits, word, mark = found.groups()
    value = _decimal(_digits(digits, text), text)
    if word is not None and word.lower() in _SCALES:
        value = value.scaleb(_SCALES[word.lower()])
    elif word is not None and word.lower() not in _UNITS:
        _refuse(text)
    if mark is not None:
        value = value.scaleb(-2)
    return TypedNumber(-value if negative else value, mark == "%")


def as_value(number: Decimal) -> int | float:
    """A decimal as a cell holds it: whole numbers as int, the rest as the nearest float."""
    if number == number.to_integral_value() and abs(number) < Decimal(10) ** 15:
        return int(number)
    return float(number)


def _refuse(text: str, valid: str = "") -> NoReturn:
    raise RefusedError(say("{text} is not a number.", text=shown(text.strip())), valid)


def _without_sign(text: str) -> tuple[str, bool]:
    """The text without currency, minus and parentheses, and whether it is negative."""
    rest = re.sub(_MONEY, "", text).strip()
    negative = False
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest = True, rest[1:-1].strip()
    if rest[:1] in ("-", "−", "–"):
        negative, rest = not negative, rest[1:].strip()
    elif rest[:1] == "+":
        rest = rest[1:].strip()
    return rest, negative


def _is_plain(text: str) -> bool:
    """Whether Python's own reading of digits and a point is the only one."""
    return any(map(str.isdigit, text)) and ("." not in text or style().decimal == ".")


def _digits(text: str, whole: str) -> str:
    """Digits with a decimal point alone."""
    mantissa, mark, exponent = text.replace("E", "e").partition("e")
    read = _with_comma if style().decimal == "," else _with_point
    return read(mantissa, whole) + mark + exponent


def _with_point(text: str, whole: str) -> str:
    """Digits as they are read beside numbers such as 1,234.5."""
    if "," not in text and text.count(".") < 2:
        return text
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    if _CONTINENTAL.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d+,\d+", text):
        raise RefusedError(
            say("{text} may be meant with a decimal comma.", text=shown(whole.strip())),
            _either(text.replace(",", "."), text.replace(",", "")),
        )
    _refuse(whole)


def _with_comma(text: str, whole: str) -> str:
    """Digits as they are read beside numbers such as 1.234,5."""
    if re.fullmatch(r"\d*,?\d*", text):
        return text.replace(",", ".")
    if _POINTS.fullmatch(text) and style().group != "." and text.count(".") == 1:
        raise RefusedError(
            say("{text} may be meant with a decimal point.", text=shown(whole.strip())),
            _either(text.replace(".", ","), text.replace(".", "")),
        )
    if _POINTS.fullmatch(text) or _CONTINENTAL.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    # Neither three digits nor a second point: nothing but a fraction.
    if re.fullmatch(r"\d*\.\d*", text):
        return text
    _refuse(whole)


def _either(one: str, other: str) -> str:
    return say("Write {one} or {other}.", one=one, other=other)


def _decimal(digits: str, whole: str) -> Decimal:
    try:
        value = Decimal(digits)
    except decimal.InvalidOperation:
        _refuse(whole)
    return _finite(value)


def _finite(value: Decimal) -> Decimal:
    """The value, unless no float can hold it."""
    if not value.is_finite() or value.adjusted() > 300:
        raise RefusedError(say("The number is too large."))
    return value
