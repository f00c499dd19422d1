"""How numbers and dates are written for the reader: signs, suffixes, months, and their order.

A style is for people alone. What goes into a file is written `in_english`, which has one style
that no choice changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scenarios import words

#: Thin no-break space: between a number and its unit.
THIN = "\u202f"
#: No-break space: before an abbreviated word, which a thin space would run into the digits.
_GAP = "\u00a0"


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """One way of writing numbers and dates.

    Attributes:
        decimal: the decimal sign.
        group: between groups of three digits.
        symbol_follows: whether a currency's sign stands after the amount.
        scales: what follows trillions, billions, millions and thousands, space included.
        months: twelve short names, January first.
        day: a day of the calendar, of its `{day}`, `{month}` (a name) and `{year}`.
    """

    decimal: str
    group: str
    symbol_follows: bool
    scales: tuple[str, str, str, str]
    months: tuple[str, ...]
    day: str

    def written(self, digits: str) -> str:
        """Digits of Python's writing, such as "1,234.5", in this style."""
        if self.decimal == ".":
            return digits if self.group == "," else digits.replace(",", self.group)
        return digits.translate(str.maketrans(",.", self.group + self.decimal))

    def neutral(self, text: str) -> str:
        """The inverse for digits without groups: the decimal sign as a point."""
        return text if self.decimal == "." else text.replace(self.decimal, ".")


ENGLISH = NumberStyle(
    decimal=".",
    group=",",
    symbol_follows=False,
    scales=("T", "B", "M", "k"),
    months=tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    day="{day} {month} {year}",
)
GERMAN = NumberStyle(
    decimal=",",
    group=".",
    symbol_follows=True,
    scales=(_GAP + "Bio.", _GAP + "Mrd.", _GAP + "Mio.", _GAP + "Tsd."),
    months=tuple("Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".split()),
    day="{day}. {month} {year}",
)
#: The styles of the languages, by their codes.
STYLES: Mapping[str, NumberStyle] = {"en": ENGLISH, "de": GERMAN}

#: Separators that may be chosen whatever the language is: their names, and an example of each.
SEPARATORS: Mapping[str, str] = {
    "point": "1,234.56",
    "comma": "1.234,56",
    "space": f"1{THIN}234,56",
    "apostrophe": "1’234.56",
}

_in_force = ENGLISH


def style() -> NumberStyle:
    """The style in force here; the English one while a file is written."""
    return ENGLISH if words.is_only_english() else _in_force


def use_style(chosen: NumberStyle) -> None:
    """Write everything for the reader in this style from now on."""
    global _in_force
    _in_force = chosen
    words.use_digits(chosen.written)


def with_separators(base: NumberStyle, name: str) -> NumberStyle:
    """A language's style with the separators of a choice; as it is for any other name."""
    example = SEPARATORS.get(name)
    if example is None:
        return base
    return replace(base, group=example[1], decimal=example[-3])
