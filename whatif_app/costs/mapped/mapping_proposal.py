"""A first guess at what the columns of a table mean, from their headings and their cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from whatif_app.costs.mapped.cell_shapes import is_date, is_number, month_number, month_of
from whatif_app.costs.mapped.mapping import ColumnMapping

# Headings by role, the surest first; a heading may hold more words. English and German.
_WORDS = {
    "date": "date|usage date|billing date|day|period|billing period|invoice month|usage month"
    "|month|datum|tag|monat|zeitraum|abrechnungsmonat|abrechnungszeitraum|rechnungsmonat",
    "cost": "billed cost|cost|costs|total cost|net cost|amount|amount due|charge|charges|spend"
    "|price|total|value|kosten|gesamtkosten|nettokosten|betrag|nettobetrag|preis|ausgaben|summe",
    "amortized": "amortized cost|amortised cost|amortized|amortisierte kosten|effective cost",
    "on_demand": "list cost|on demand cost|public cost|public on demand cost|listenpreis"
    "|listenkosten",
    "currency": "currency|currency code|billing currency|währung|waehrung",
    "service": "service|service name|service description|product|product name|product code"
    "|meter category|dienst|dienstname|produkt|leistung|kategorie|category|resource type",
    "account": "account|account id|account name|linked account|linked account id|subscription"
    "|subscription name|subscription id|project|project id|project name|vendor account|konto"
    "|kontonummer|abonnement|projekt|mandant",
    "region": "region|location|resource location|availability zone|zone|standort|rechenzentrum",
    "usage_type": "usage type|sku|sku description|meter|meter name|item|item description"
    "|description|beschreibung|artikel|nutzungsart|verbrauchsart",
    "quantity": "quantity|usage quantity|usage amount|usage|units|consumed quantity|menge"
    "|verbrauch|nutzung|anzahl",
    "kind": "charge type|charge category|cost type|line item type|charge kind|kind|kostenart"
    "|art|typ",
}
_TAG = re.compile(
    r"(?i)(?:tags?|labels?)\s*[:./_ -]\s*.+|user:.+|(?:team|owner|environment|env|application|app"
    r"|cost ?cent(?:er|re)|department|business unit|stage|kostenstelle|abteilung|umgebung|besitzer"
    r"|anwendung|bereich)"
)
_YEAR, _MONTH = ("year", "jahr"), ("month", "monat")
_IN_HEADING = re.compile(r"[(\[]\s*([A-Z]{3}|[$€£¥₹])\s*[)\]]|\b(USD|EUR|GBP|CHF|JPY|CAD|AUD)\b")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CODE = re.compile(r"[A-Z]{3}")
_SEPARATORS = re.compile(r"[^\w]+|_+")
_CAMEL = re.compile(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])")
_COMMA = re.compile(
    r"-?\(?[^\d,.]*(\d{1,3}(\.\d{3})+,\d+|\d+,\d{1,2}|\d+,\d{4,}|\d{1,3}(\.\d{3}){2,})\D*"
)
_POINT = re.compile(r"-?\(?[^\d,.]*(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.(\d{1,2}|\d{4,}))\D*")


def proposal(
    names: Sequence[str], rows: Sequence[Sequence[str]], *, may_be_wide: bool = True
) -> ColumnMapping:
    """The mapping that headings and first rows suggest; roles that nothing suggests stay empty.

    Args:
        names: of the columns, each once.
        rows: cells as text, as long as the header.
        may_be_wide: whether months may be columns.
    """
    columns = {name: [row[at] for row in rows if row[at]] for at, name in enumerate(names)}
    months = {name: None for name in names if month_of(name) and _mostly(is_number, columns[name])}
    is_wide = len(months) > 1 or (len(months) == 1 and _date(columns) == "")
    across = is_wide and may_be_wide
    free = {name: cells for name, cells in columns.items() if name not in months or not across}
    roles: dict[str, str] = {}
    if not across:
        roles |= _dated(free)
        roles |= _costs({name: free[name] for name in free if name not in roles.values()})
    for role in ("currency", "service", "account", "region", "usage_type", "quantity", "kind"):
        taken = set(roles.values())
        cells = {name: values for name, values in free.items() if name not in taken}
        if found := _by_words(role, cells, _FITTING.get(role, _is_no_date)):
            roles[role] = found
    taken = set(roles.values())
    if "service" not in roles and (words := _first_of_words(free, taken)):
        roles["service"] = words
        taken.add(words)
    amounts = [
        cell
        for name in (months if across else [roles.get("cost", "")])
        if name
        for cell in columns[name]
    ]
    heading = " ".join([*months, *names] if across else [roles.get("cost", "")])
    guessed = ColumnMapping(
        months_across=across,
        tags=tuple(name for name in free if name not in taken and _TAG.fullmatch(name.strip())),
        fixed_currency="" if "currency" in roles else _currency(heading, amounts),
        decimal=_decimal(amounts),
    )
    named: dict[str, Any] = dict(roles)
    return replace(guessed, **named)


def _dated(columns: dict[str, list[str]]) -> dict[str, str]:
    """The date column, or the year column and the month column."""
    years = [
        name for name in columns if _plain(name) in _YEAR and _mostly(is_number, columns[name])
    ]
    months = [
        name for name in columns if _plain(name) in _MONTH and _mostly(_is_month, columns[name])
    ]
    if years and months:
        return {"year": years[0], "month": months[0]}
    date = _date(columns)
    return {"date": date} if date else {}


def _date(columns: dict[str, list[str]]) -> str:
    named = _by_words("date", columns, _is_day_or_excel)
    of_dates = (name for name, cells in columns.items() if _mostly(_is_day, cells))
    return named or next(of_dates, "")


def _costs(columns: dict[str, list[str]]) -> dict[str, str]:
    """The cost columns: by their headings; else the last column of amounts that is no count."""
    found: dict[str, str] = {}
    for role in ("amortized", "on_demand", "cost"):
        left = {name: cells for name, cells in columns.items() if name not in found.values()}
        if name := _by_words(role, left, is_number):
            found[role] = name
    if "cost" not in found:
        amounts = [
            name
            for name, cells in columns.items()
            if name not in found.values()
            and _mostly(is_number, cells)
            and any("." in cell or "," in cell for cell in cells)
        ]
        found |= {"cost": amounts[-1]} if amounts else {}
    return found


def _by_words(role: str, columns: dict[str, list[str]], fits: Callable[[str], bool]) -> str:
    """The column whose heading says the role most surely, and whose cells fit it."""
    headings = [(_plain(name), name) for name in columns]
    of_words = [(heading, name) for heading, name in headings if " " in heading]
    for is_such, among in ((str.__eq__, headings), (_begins_or_ends, of_words)):
        for word in _WORDS[role].split("|"):
            for heading, name in among:
                cells = columns[name]
                if is_such(heading, word) and (not cells or _mostly(fits, cells)):
                    return name
    return ""


def _begins_or_ends(heading: str, word: str) -> bool:
    return heading.startswith(f"{word} ") or heading.endswith(f" {word}")


def _plain(name: str) -> str:
    """A heading in lower case, its words apart, without what stands in parentheses."""
    bare = re.sub(r"[(\[].*?[)\]]|[$€£¥]", " ", name)
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", bare)).strip().lower()


def _is_day(cell: str) -> bool:
    return is_date(cell) and not (cell.isdecimal() and len(cell) < 6)


def _is_day_or_excel(cell: str) -> bool:
    return _is_day(cell) or (cell.isdecimal() and 20_000 <= int(cell) < 80_000)


def _is_month(cell: str) -> bool:
    is_figure = cell.isdecimal() and 1 <= int(cell) <= 12
    return is_figure or month_number(cell) is not None


def _is_no_date(cell: str) -> bool:
    return not _is_day(cell) or cell.isdecimal()


def _is_words(cell: str) -> bool:
    return not is_number(cell) and not is_date(cell)


_FITTING: dict[str, Callable[[str], bool]] = {
    "currency": lambda cell: _CODE.fullmatch(cell.upper()) is not None,
    "service": _is_words,
    "region": _is_words,
    "usage_type": _is_words,
    "kind": _is_words,
    "quantity": is_number,
}


def _first_of_words(columns: dict[str, list[str]], taken: set[str]) -> str:
    words = (
        name
        for name, cells in columns.items()
        if name not in taken and _mostly(_is_words, cells) and not _TAG.fullmatch(name.strip())
    )
    return next(words, "")


def _mostly(is_such: Callable[[str], bool], cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(is_such, cells)) >= 0.6 * len(cells)


def _currency(heading: str, amounts: Sequence[str]) -> str:
    """A currency that the heading or most amounts name, if any."""
    if found := _IN_HEADING.search(heading):
        return _SIGNS.get(found[1], found[1]) if found[1] else found[2]
    signs = Counter(code for sign, code in _SIGNS.items() for cell in amounts if sign in cell)
    codes = Counter(found[0] for cell in amounts if (found := _CODE.search(cell)))
    most = (signs + codes).most_common(1)
    return most[0][0] if most and most[0][1] * 2 > len(amounts) else ""


def _decimal(amounts: Sequence[str]) -> str:
    """Whether the amounts have decimal commas: more of them can only be read so."""
    commas = sum(1 for cell in amounts if _COMMA.fullmatch(cell))
    points = sum(1 for cell in amounts if _POINT.fullmatch(cell))
    return "comma" if commas > points else "point"
