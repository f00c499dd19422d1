"""The digits of a number as Python writes them, rounded as people round; before any style."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\u2212"


def exact_digits(value: Decimal) -> str:
    """All digits and no needless zeros, without separators or exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(text: str, value: float | Decimal, digits: str) -> str:
    """A minus before what is negative and does not round to zero."""
    return MINUS + text if value < 0 and any(char in "123456789" for char in digits) else text


def grouped(value: float, digits: int) -> str:
    """Separators and so many decimals, halves rounded away from zero as people do."""
    step = Decimal(1).scaleb(-digits)
    # A float this large has no cents left, and would overflow the decimal context.
    if value >= 1e20:
        return f"{value:,.0f}"
    rounded = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return f"{rounded:,.{digits}f}"


def trimmed(size: float, digits: int) -> str:
    """Separators, at most so many decimals, no trailing zeros; tiny sizes keep three digits."""
    if 0 < size < 0.5 * 10.0**-digits:
        return significant(size)
    text = f"{size:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def significant(size: float) -> str:
    """Three significant digits without an exponent: 3.94, 0.0123, 12.3."""
    if size == 0:
        return "0"
    exponent = math.floor(math.log10(float(f"{size:.2e}")))
    return f"{size:,.{max(0, 2 - exponent)}f}"


def short(size: float) -> str:
    """Three significant digits at most: 3.9, 12, 0.012."""
    text = significant(size)
    return text.rstrip("0").rstrip(".") if "." in text else text
