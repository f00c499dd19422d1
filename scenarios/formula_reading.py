"""Reading a formula: from what somebody wrote to the tree, or to what is wrong with it.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NoReturn

from scenarios.cells import RefusedError, shown
from scenarios.formula import (
    BASE,
    FUNCTIONS,
    Call,
    Chain,
    Digits,
    Formula,
    Negative,
    Node,
    Number,
    OfBase,
    Piece,
    Power,
    Reference,
)
from scenarios.problems import suggestion
from scenarios.schema import PROJECT, TABLES
from scenarios.words import say

_LONGEST, _DEEPEST = 2000, 40
_SCALES: Final = {"k": 3, "m": 6, "b": 9}
_SIGNS: Final = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "**": "^"}

_NUMBER = r"(\d+[{decimal}]?\d*|[{decimal}]\d+)(e[+-]?\d{{1,3}})?([kmb](?!\w))?"
_GROUPED = r"(\d{{1,3}}(?:[{group}]\d{{3}})+(?:[{decimal}]\d+)?)()([kmb](?!\w))?(?![{group}]?\d)"
_WORD = re.compile(r"[^\W\d]\w*")
_SIGN = re.compile(r"\*\*|[-+*/^()%,;×·÷−–]")
_CODE = re.compile(r"[A-Z]{3}")
_CALLED = re.compile(r"\s*\(")
_QUOTED_ROW = re.compile(r"'((?:[^']|'')*)'")
#: What follows a table in an address; after a field, it divides.
_ROW_FOLLOWS = re.compile(r"/\s*(?:'|[^\W\d])")
#: Tables by what they are called in the window as well as in addresses.
_TABLES: Final = {
    called: table.name
    for table in (PROJECT, *TABLES.values())
    for called in (table.label.lower(), table.name)
}
_FIELDS: Final = frozenset(field.name for table in TABLES.values() for field in table.fields)


@lru_cache(maxsize=16_384)
def read_formula(text: str, decimal: str = ".", group: str = ",") -> Formula:
    """The formula that a text writes, with or without its equals sign.

    Args:
        decimal, group: signs within numbers, as the writer is used to them.

    Raises:
        RefusedError: what cannot be read, and what would be valid.
    """
    written = text.strip().removeprefix("=")
    if is_too_long(written):
        raise RefusedError(say("The formula is too long."), _valid())
    return _Reader(written, decimal, group).formula()


def is_too_long(text: str) -> bool:
    """Whether a text is longer than any formula that is read, its equals sign aside."""
    return len(text.removeprefix("=")) > _LONGEST


@lru_cache(maxsize=16)
def _patterns(decimal: str, group: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a number is written without groups of digits, and with them."""
    # A point is a decimal sign to everybody, unless it divides groups.
    signs = {"decimal": re.escape(decimal) + r"\.", "group": re.escape(group)}
    plain = re.compile(_NUMBER.format(**signs), re.IGNORECASE)
    signs["decimal"] = re.escape(decimal)
    return plain, re.compile(_GROUPED.format(**signs), re.IGNORECASE)


def _valid() -> str:
    return say(
        "Write numbers and cells such as units/orders/volume with + - * / ^ and parentheses."
    )


def _lowered(word: str) -> str:
    """A word as names of the schema are written; small letters of other words may be no word."""
    return word.lower() if word.isascii() else word


class _Reader:
    """Reads from left to right; each method takes one kind of term."""

    def __init__(self, text: str, decimal: str, group: str) -> None:
        self._text = text
        self._decimal = decimal
        self._group = group
        self._at = 0
        self._depth = 0
        self._calls = 0
        self._pieces: list[Piece] = ["="]
        self._references: dict[Reference, None] = {}
        self._uses_base = False

    def formula(self) -> Formula:
        root = self._sum()
        if self._next():
            self._fail()
        pieces = tuple(self._pieces)
        text = "".join(map(str, pieces)).rstrip()
        return Formula(text, root, tuple(self._references), self._uses_base, pieces)

    # Terms, the loosest first

    def _sum(self) -> Node:
        return self._chain("+-", self._product)

    def _product(self) -> Node:
        return self._chain("*/", self._signed)

    def _chain(self, signs: str, term: Callable[[], Node]) -> Node:
        first = term()
        rest = []
        while sign := self._take(signs):
            rest.append((sign, term()))
        return Chain(first, tuple(rest)) if rest else first

    def _signed(self) -> Node:
        negative = False
        while sign := self._take("-+"):
            negative ^= sign == "-"
        value = self._power()
        return Negative(value) if negative else value

    def _power(self) -> Node:
        base = self._percent()
        if not self._take("^"):
            return base
        return Power(base, self._nested(self._signed))

    def _percent(self) -> Node:
        value = self._atom()
        while self._take("%"):
            if isinstance(value, Number):
                value = Number(float(Decimal(repr(value.value)).scaleb(-2)))
            else:
                value = Chain(value, (("/", Number(100.0)),))
        return value

    def _atom(self) -> Node:
        if self._take("("):
            value = self._nested(self._sum)
            self._require(")")
            return value
        self._pass_currency()
        following = self._next()
        if following.isdecimal() or (following and following in (".", self._decimal)):
            return self._number()
        found = _WORD.match(self._text, self._at)
        if found is None:
            self._fail()
        self._at = found.end()
        return self._named(found[0])

    def _nested(self, term: Callable[[], Node]) -> Node:
        """A term within another; so deep and no deeper, that no stack runs out."""
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail()
        value = term()
        self._depth -= 1
        return value

    def _number(self) -> Node:
        plain, grouped = _patterns(self._decimal, self._group)
        # Within a function a comma parts what it is given: max(1,200) has two.
        is_parted = bool(self._calls) and self._group == ","
        in_groups = None if is_parted else grouped.match(self._text, self._at)
        found = in_groups or plain.match(self._text, self._at)
        if found is None:
            self._fail()
        exponent, scale = (found[2] or "").lower(), (found[3] or "").lower()
        digits = found[1].replace(self._group, "") if in_groups else found[1]
        digits = digits.replace(self._decimal, ".")
        self._at = found.end()
        self._pieces.append(Digits(digits + exponent + scale))
        value = Decimal(digits + exponent).scaleb(_SCALES.get(scale, 0))
        self._pass_currency()
        if value.adjusted() > 300:
            raise RefusedError(say("The number is too large."))
        return Number(float(value))

    # Names

    def _named(self, word: str) -> Node:
        lowered = _lowered(word)
        if self._text.startswith("/", self._at) and lowered in _TABLES:
            return self._reference(_TABLES[lowered])
        if _CALLED.match(self._text, self._at):
            return self._call(word)
        if lowered == BASE:
            self._uses_base = True
            self._pieces.append(BASE)
            return OfBase()
        if lowered not in _FIELDS and _ROW_FOLLOWS.match(self._text, self._at):
            what = say("There is no table {name}.", name=shown(word))
            raise RefusedError(what, suggestion(word, [PROJECT.name, *TABLES]))
        return self._referred(Reference("", "", lowered))

    def _reference(self, table: str) -> Node:
        self._at += 1
        row = "" if table == PROJECT.name else self._row(table)
        found = _WORD.match(self._text, self._at)
        if found is None:
            what = say("“{start}” lacks its field.", start=f"{table}/{row}".rstrip("/"))
            raise RefusedError(what, say("Write it table/row/field or project/field."))
        self._at = found.end()
        return self._referred(Reference(table, row, _lowered(found[0])))

    def _row(self, table: str) -> str:
        """A row's name and the stroke after it: quoted, or as it is up to the next stroke."""
        if (found := _QUOTED_ROW.match(self._text, self._at)) is not None:
            row, end = found[1].replace("''", "'"), found.end()
        else:
            stroke = self._text.find("/", self._at)
            end = stroke if stroke >= 0 else len(self._text)
            row = self._text[self._at : end].strip()
        if not row or not self._text.startswith("/", end):
            what = say("“{start}” names no cell.", start=f"{table}/{self._text[self._at :][:30]}")
            raise RefusedError(what, say("Write it table/row/field or project/field."))
        self._at = end + 1
        return row

    def _referred(self, reference: Reference) -> Reference:
        self._references[reference] = None
        self._pieces.append(reference)
        return reference

    def _call(self, word: str) -> Node:
        name = _lowered(word)
        if name not in FUNCTIONS:
            what = say("{name} is not a function of formulas.", name=shown(word))
            raise RefusedError(what, say("The functions: {names}.", names=", ".join(FUNCTIONS)))
        self._pieces.append(name)
        self._require("(")
        self._calls += 1
        arguments = [self._nested(self._sum)]
        while self._take(",;"):
            arguments.append(self._nested(self._sum))
        self._calls -= 1
        self._require(")")
        most = {"abs": 1, "round": 2}.get(name, len(arguments))
        if len(arguments) > most:
            what = say("{name} is given too much.", name=shown(name))
            raise RefusedError(what, say("Write abs(x), or round(x; digits)."))
        return Call(name, tuple(arguments))

    # The text

    def _next(self) -> str:
        """The character that follows, past spaces, which the kept text has once."""
        start = self._at
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        if self._at > start and self._pieces[-1] not in ("=", " "):
            self._pieces.append(" ")
        return self._text[self._at : self._at + 1]

    def _take(self, signs: str) -> str:
        """One of these signs, if it follows; "" otherwise."""
        self._next()
        found = _SIGN.match(self._text, self._at)
        sign = _SIGNS.get(found[0], found[0]) if found is not None else ""
        if found is None or sign not in signs:
            return ""
        self._at = found.end()
        self._pieces.append(";" if sign == "," else sign)
        return sign

    def _require(self, sign: str) -> None:
        if not self._take(sign):
            self._fail()

    def _pass_currency(self) -> None:
        """Pass over “$” or “EUR” beside a number: all money is in the field's own currency."""
        following = self._next()
        if following and unicodedata.category(following) == "Sc":
            self._at += 1
        elif found := _CODE.match(self._text, self._at):
            after = self._text[found.end() : found.end() + 1]
            is_longer = after.isalnum() or after == "_"
            if not is_longer and not _CALLED.match(self._text, found.end()):
                self._at = found.end()

    def _fail(self) -> NoReturn:
        text = self._text.strip()
        start = text if len(text) <= 50 else text[:50] + "…"
        raise RefusedError(say("“={formula}” cannot be worked out.", formula=start), _valid())
