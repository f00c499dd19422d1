"""Numbers, amounts and dates as people read them, in the style in force.

One place turns values into text, so that a figure reads the same in a table, a
chart, a slide and a message. What does not exist (None, NaN) reads "–".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from scenarios.months import is_calendar_day, is_calendar_month
from scenarios.schema import REQUIRED
from scenarios.words import say
from whatif_app.digits import MINUS, exact_digits, grouped, short, signed, significant, trimmed
from whatif_app.number_style import ENGLISH, THIN, style

NOTHING = "–"

#: As files name them; `month_names` are the reader's.
MONTH_NAMES = ENGLISH.months
SYMBOLS: Mapping[str, str] = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "KRW": "₩",
    "BRL": "R$",
    "CAD": "CA$",
    "AUD": "A$",
    "CNY": "CN¥",
}
#: Currencies whose smallest amount is the whole.
_WHOLE = frozenset({"JPY", "KRW"})
#: How a hundredth of a currency is written after a number.
_CENTS: Mapping[str, str] = {"USD": "¢", "EUR": THIN + "ct", "GBP": "p", "CAD": "¢", "AUD": "¢"}
#: What the suffixes of a style's `scales` stand for, in its order.
SCALES = (1e12, 1e9, 1e6, 1e3)


def is_nothing(value: object) -> bool:
    """Whether a value does not exist: None, NaN, or a required cell not given."""
    return (
        value is None
        or value is REQUIRED
        or (isinstance(value, float) and not math.isfinite(value))
    )


def symbol(currency: str) -> str:
    """What stands before an amount: "$", or the code and a space where there is no sign."""
    return SYMBOLS.get(currency, f"{currency}{THIN}" if currency else "")


def with_symbol(text: str, currency: str) -> str:
    """An amount's digits with its currency, before or after them as the reader writes it."""
    sign = symbol(currency)
    if not sign or not style().symbol_follows:
        return sign + text
    return f"{text}{THIN}{sign.strip(THIN)}"


def month_names() -> tuple[str, ...]:
    """Twelve short names in the reader's language, January first."""
    return style().months


def money(value: float | None, currency: str, *, exact: bool = False) -> str:
    """An amount: "$12.3k", "$4.56M", "−$300"; exact "$12,345.67"."""
    if value is None or is_nothing(value):
        return NOTHING
    size = abs(value)
    if exact:
        text = style().written(grouped(size, decimals_of(currency)))
    elif 1 <= size < 100:
        text = style().written(grouped(size, decimals_of(currency)).removesuffix(".00"))
    else:
        text = compact(size)
    return signed(with_symbol(text, currency), value, text)


def unit_money(value: float | None, currency: str) -> str:
    """Money per unit: "3.94¢" below 1 where the currency has cents, else "$1.23".

    Three significant digits at least, since a unit may cost a fraction of a cent.
    """
    if value is None or is_nothing(value):
        return NOTHING
    size = abs(value)
    if 0 < size < 0.9995 and currency in _CENTS:
        text = style().written(significant(size * 100))
        sign = _CENTS[currency]
        gap = THIN if style().symbol_follows and not sign.startswith(THIN) else ""
        return signed(f"{text}{gap}{sign}", value, text)
    text = style().written(significant(size) if 0 < size < 1 else grouped(size, 2))
    return signed(with_symbol(text, currency), value, text)


def share(value: float | None, digits: int = 1) -> str:
    """A fraction as a percentage: 0.123 is "12.3 %"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = style().written(f"{abs(value) * 100:,.{digits}f}")
    return signed(f"{text}{THIN}%", value, text)


def months(value: float | None) -> str:
    """A length of time: "17.3 mo"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = style().written(f"{abs(value):,.1f}")
    return signed(in_months(text), value, text)


def in_months(text: str) -> str:
    """Digits, and that they count months: "17.3 mo"."""
    return text + THIN + say("mo")


def month_label(month: str) -> str:
    """A calendar month: "2027-01" is "Jan 2027"; other text stays as it is."""
    if not is_calendar_month(month):
        return month
    year, number = month.split("-")
    return f"{month_names()[int(number) - 1]} {year}"


def day_label(day: str) -> str:
    """A day of the calendar: "2026-09-30" is "30 Sep 2026"; other text stays as it is."""
    if not is_calendar_day(day):
        return day
    year, month, number = day.split("-")
    return style().day.format(day=int(number), month=month_names()[int(month) - 1], year=year)


def moment_label(moment: datetime) -> str:
    """A moment of the reader's day: "30 Sep 2026, 14:05"."""
    return f"{day_label(moment.date().isoformat())}, {moment:%H:%M}"


def quantity(value: float | None) -> str:
    """A count of things: 1,234,567 is "1.23M"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = compact(abs(value))
    return signed(text, value, text)


def count(number_of_things: int) -> str:
    """A whole number with separators: "1,234,567"."""
    return style().written(f"{number_of_things:,}").replace("-", MINUS)


def amount(value: float | Decimal, digits: int = 2) -> str:
    """A number with separators and so many decimals, whether or not they say anything."""
    text = style().written(f"{abs(value):,.{digits}f}")
    return signed(text, value, text)


def number(value: float | None, digits: int = 4) -> str:
    """A number with separators and no needless zeros: "1,300,000", "0.98"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = style().written(trimmed(abs(value), digits))
    return signed(text, value, text)


def plain(value: float) -> str:
    """A number's shortest exact digits, without separators or exponent."""
    return style().written(exact_digits(Decimal(repr(value))))


def percent(value: float) -> str:
    """A fraction's exact percentage: 0.07 is "7%", never 7.000000000000001%."""
    return style().written(exact_digits(Decimal(repr(value)) * 100)) + "%"


def compact(size: float) -> str:
    """Three significant digits with k, M, B or T; below 1,000 no decimals that say nothing."""
    for scale, suffix in zip(SCALES, style().scales, strict=True):
        # 999,950 reads 1M: the suffix is chosen by the rounded number.
        if float(f"{size:.2e}") >= scale:
            return style().written(short(size / scale)) + suffix
    if size >= 100 or size == 0:
        return f"{size:.0f}"
    return style().written(short(size))


def decimals_of(currency: str) -> int:
    """Decimals of a currency's amounts: two, or none where its smallest amount is the whole."""
    return 0 if currency in _WHOLE else 2
