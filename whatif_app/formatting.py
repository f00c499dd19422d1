"""Numbers and cells as people read them, and as they edit them.

One place turns values into text, so that a figure reads the same in a table, a
chart, a slide and a message. What does not exist (None, NaN) reads "–".
Display text is rounded; edit text is exact and reads back to the same value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from scenarios.cells import Value
from scenarios.formula import is_formula
from scenarios.formula_graph import may_be_computed
from scenarios.formula_reading import read_formula
from scenarios.months import calendar_month, is_calendar_day, is_calendar_month
from scenarios.schema import REQUIRED, Field, Kind
from scenarios.words import say
from whatif_app.number_style import ENGLISH, THIN, style

NOTHING = "–"
MINUS = "\u2212"

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
_ACRONYMS: Mapping[str, str] = {"ri": "RI", "cud": "CUD"}
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
        text = style().written(_grouped(size, _decimals(currency)))
    elif 1 <= size < 100:
        text = style().written(_grouped(size, _decimals(currency)).removesuffix(".00"))
    else:
        text = _compact(size)
    return _signed(with_symbol(text, currency), value, text)


def unit_money(value: float | None, currency: str) -> str:
    """Money per unit: "3.94¢" below 1 where the currency has cents, else "$1.23".

    Three significant digits at least, since a unit may cost a fraction of a cent.
    """
    if value is None or is_nothing(value):
        return NOTHING
    size = abs(value)
    if 0 < size < 0.9995 and currency in _CENTS:
        text = style().written(_significant(size * 100))
        sign = _CENTS[currency]
        gap = THIN if style().symbol_follows and not sign.startswith(THIN) else ""
        return _signed(f"{text}{gap}{sign}", value, text)
    text = style().written(_significant(size) if 0 < size < 1 else _grouped(size, 2))
    return _signed(with_symbol(text, currency), value, text)


def share(value: float | None, digits: int = 1) -> str:
    """A fraction as a percentage: 0.123 is "12.3 %"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = style().written(f"{abs(value) * 100:,.{digits}f}")
    return _signed(f"{text}{THIN}%", value, text)


def months(value: float | None) -> str:
    """A length of time: "17.3 mo"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = style().written(f"{abs(value):,.1f}")
    return _signed(_in_months(text), value, text)


def _in_months(text: str) -> str:
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
    text = _compact(abs(value))
    return _signed(text, value, text)


def count(number_of_things: int) -> str:
    """A whole number with separators: "1,234,567"."""
    return style().written(f"{number_of_things:,}").replace("-", MINUS)


def amount(value: float | Decimal, digits: int = 2) -> str:
    """A number with separators and so many decimals, whether or not they say anything."""
    text = style().written(f"{abs(value):,.{digits}f}")
    return _signed(text, value, text)


def number(value: float | None, digits: int = 4) -> str:
    """A number with separators and no needless zeros: "1,300,000", "0.98"."""
    if value is None or is_nothing(value):
        return NOTHING
    text = style().written(_trimmed(abs(value), digits))
    return _signed(text, value, text)


def unit_text(field: Field, currency: str) -> str:
    """What a field's numbers count, as a header says it: "$/month", "% a month"."""
    sign = symbol(currency).strip(THIN) or currency
    return say(field.unit).replace("{currency}", sign)


def cell_text(field: Field, value: Value, currency: str, start_month: str) -> str:
    """A cell as the table shows it: "$21,400", "85 %", "Apr 2027", "4 mo"; "–" for none."""
    if is_nothing(value):
        return NOTHING
    writer = _CELLS.get(field.kind)
    if writer is not None:
        return writer(cast(Any, value), currency, start_month)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_months(number(value)) if field.unit == "months" else number(value)
    return choice_text(str(value)) if field.choices else str(value)


def choice_text(choice: str) -> str:
    """One of a field's choices in words: "standard_ri" is "Standard RI"."""
    words = [_ACRONYMS.get(word, word) for word in choice.split("_")]
    return say(" ".join([words[0][:1].upper() + words[0][1:], *words[1:]]))


def edit_text(field: Field, value: Value) -> str:
    """A cell as it is edited and copied: exact, and read back by `parse_typed` to the same value.

    Null and what was never given are blank; shares carry their percent sign, as Excel
    writes them; a list is its items with ";" between; a formula is itself.
    """
    if is_nothing(value):
        return ""
    if is_formula(value) and may_be_computed(field):
        return formula_text(str(value))
    writer = _EDITS.get(field.kind)
    if writer is not None:
        return writer(cast(Any, value))
    if isinstance(value, bool):
        return say("true") if value else say("false")
    if isinstance(value, int | float):
        return plain(value)
    return str(value)


def formula_text(formula: str) -> str:
    """A formula as it is kept, with numbers as the reader writes them."""
    return read_formula(formula).shown(style().decimal)


def plain(value: float) -> str:
    """A number's shortest exact digits, without separators or exponent."""
    return style().written(_digits(Decimal(repr(value))))


def percent(value: float) -> str:
    """A fraction's exact percentage: 0.07 is "7%", never 7.000000000000001%."""
    return style().written(_digits(Decimal(repr(value)) * 100)) + "%"


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(text: str, value: float | Decimal, digits: str) -> str:
    """A minus before what is negative and does not round to zero."""
    return MINUS + text if value < 0 and any(char in "123456789" for char in digits) else text


def _grouped(value: float, digits: int) -> str:
    """Separators and so many decimals, halves rounded away from zero as people do."""
    step = Decimal(1).scaleb(-digits)
    # A float this large has no cents left, and would overflow the decimal context.
    if value >= 1e20:
        return f"{value:,.0f}"
    rounded = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return f"{rounded:,.{digits}f}"


def _trimmed(size: float, digits: int) -> str:
    """Separators, at most so many decimals, no trailing zeros; tiny sizes keep three digits."""
    if 0 < size < 0.5 * 10.0**-digits:
        return _significant(size)
    text = f"{size:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if digits else text


def _significant(size: float) -> str:
    """Three significant digits without an exponent: 3.94, 0.0123, 12.3."""
    if size == 0:
        return "0"
    exponent = math.floor(math.log10(float(f"{size:.2e}")))
    return f"{size:,.{max(0, 2 - exponent)}f}"


def _compact(size: float) -> str:
    """Three significant digits with k, M, B or T; below 1,000 no decimals that say nothing."""
    for scale, suffix in zip(SCALES, style().scales, strict=True):
        # 999,950 reads 1M: the suffix is chosen by the rounded number.
        if float(f"{size:.2e}") >= scale:
            return style().written(_short(size / scale)) + suffix
    if size >= 100 or size == 0:
        return f"{size:.0f}"
    return style().written(_short(size))


def _short(size: float) -> str:
    text = _significant(size)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(currency: str) -> int:
    return 0 if currency in _WHOLE else 2


def _cell_money(value: float, currency: str, _start: str) -> str:
    size = abs(value)
    if size == int(size):
        text = f"{size:,.0f}"
    elif size >= 1:
        # A price of ¥12.5 has a half; a cost of ¥12,345.67 is observed and has none worth seeing.
        text = _grouped(size, 2 if size < 1000 else _decimals(currency))
    else:
        text = _trimmed(size, 4)
    text = style().written(text)
    return _signed(with_symbol(text, currency), value, text)


def _cell_share(value: float, _currency: str, _start: str) -> str:
    # What is observed on a bill has any number of decimals; two are read, all are in the tooltip.
    text = style().written(_trimmed(abs(value) * 100, 2))
    return _signed(f"{text}{THIN}%", value, text)


def _cell_month(value: int | str, _currency: str, start: str) -> str:
    if isinstance(value, str):
        return month_label(value)
    return month_label(calendar_month(value, start)) if is_calendar_month(start) else str(value)


def _cell_season(value: Iterable[float], _currency: str, _start: str) -> str:
    factors = list(value)
    return f"{number(min(factors))} … {number(max(factors))}"


def _listed(items: list[str], most: int = 3) -> str:
    """The first few, and how many more there are."""
    more = f" +{len(items) - most}" if len(items) > most else ""
    return (" · ".join(items[:most]) + more) or NOTHING


def _cell_events(value: Iterable[Mapping[str, Any]], currency: str, start: str) -> str:
    return _listed([
        f"{_cell_month(item['month'], currency, start)} "
        f"{'+' if item['uplift'] >= 0 else ''}{_cell_share(item['uplift'], currency, start)}"
        for item in value
    ], 2)  # fmt: skip


def _cell_plan(value: Mapping[str, float], currency: str, start: str) -> str:
    return _listed([
        f"{_cell_month(_month_key(month), currency, start)} {quantity(volume)}"
        for month, volume in value.items()
    ], 2)  # fmt: skip


def _month_key(month: str) -> int | str:
    return month if is_calendar_month(month) else int(month)


def _cell_years(value: Iterable[float], currency: str, _start: str) -> str:
    return _listed([money(amount, currency) for amount in value])


def _cell_hours(value: Iterable[Mapping[str, Any]], _currency: str, _start: str) -> str:
    return _listed([f"{item['name']} {number(item['hours'])}{THIN}h" for item in value])


def _cell_shape(value: Iterable[float] | Mapping[str, float], _currency: str, _start: str) -> str:
    levels = value.values() if isinstance(value, Mapping) else value
    return _listed([number(level) for level in levels])


_CELLS: Mapping[Kind, Callable[[Any, str, str], str]] = {
    Kind.MONEY: _cell_money,
    Kind.SHARE: _cell_share,
    Kind.RATE: _cell_share,
    Kind.MONTH: _cell_month,
    Kind.CALENDAR_MONTH: _cell_month,
    Kind.DATE: lambda value, _currency, _start: day_label(value),
    Kind.BOOLEAN: lambda value, _currency, _start: say("Yes") if value else say("No"),
    Kind.SEASON: _cell_season,
    Kind.EVENTS: _cell_events,
    Kind.PLAN: _cell_plan,
    Kind.YEARS: _cell_years,
    Kind.HOUR_CLASSES: _cell_hours,
    Kind.SHAPE: _cell_shape,
}


def _edit_list(value: Iterable[float]) -> str:
    return "; ".join(plain(item) for item in value)


def _edit_pairs(pairs: Iterable[tuple[str, str]], whole: Value) -> str:
    """`name: number; …`, or JSON where a name holds what would divide it."""
    listed = list(pairs)
    if any(set(name) & set(':;"[{') or name != name.strip() for name, _ in listed):
        return json.dumps(whole, ensure_ascii=False)
    return "; ".join(f"{name}: {text}" for name, text in listed)


def _edit_events(value: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(f"{item['month']}: {percent(item['uplift'])}" for item in value)


def _edit_plan(value: Mapping[str, float]) -> str:
    return "; ".join(f"{month}: {plain(volume)}" for month, volume in value.items())


def _edit_hours(value: Iterable[Mapping[str, Any]]) -> str:
    classes = [dict(item) for item in value]
    return _edit_pairs(((item["name"], plain(item["hours"])) for item in classes), classes)


def _edit_shape(value: Iterable[float] | Mapping[str, float]) -> str:
    if isinstance(value, Mapping):
        return _edit_pairs(((name, plain(level)) for name, level in value.items()), dict(value))
    return _edit_list(value)


_EDITS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.SHARE: percent,
    Kind.RATE: percent,
    Kind.SEASON: _edit_list,
    Kind.EVENTS: _edit_events,
    Kind.PLAN: _edit_plan,
    Kind.YEARS: _edit_list,
    Kind.HOUR_CLASSES: _edit_hours,
    Kind.SHAPE: _edit_shape,
}
