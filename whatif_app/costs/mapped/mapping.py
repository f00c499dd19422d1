"""What the columns of a table mean, where no format says so: chosen once, kept for next time.

A mapping speaks of columns by name. Strict reading: a mapping file with anything unknown or
missing in it is refused, with everything that is wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from scenarios.words import say
from whatif_app.costs.columns import key_of
from whatif_app.costs.mapped.cell_shapes import month_of
from whatif_app.costs.vocabulary import KINDS

FORMAT = "what-if column mapping"
VERSION = 1

#: The roles that one column at most plays, in the order in which they are shown.
ROLES = (
    *("date", "year", "month", "cost", "amortized", "on_demand", "currency"),
    *("service", "account", "region", "usage_type", "quantity", "kind"),
)

#: What a row is called that repeats others.
TOTALS = (
    *("total", "totals", "grand total", "subtotal", "sub total", "sub-total", "sum"),
    *("summe", "gesamt", "gesamtsumme", "zwischensumme", "gesamtergebnis", "total costs"),
)

_CHOICES = {"decimal": ("point", "comma"), "date_order": ("", "mdy", "dmy")}
_MONTH = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of a table is what. A role without a column is empty.

    Attributes:
        date: the day or month of a row. Instead of it: `year` and `month` (a number or a name);
            `months_across`, where each column headed by a month holds that month's costs; or
            `fixed_month`, `YYYY-MM`, where all rows are of one month.
        cost: what was billed; none with `months_across`.
        amortized, on_demand: further costs of the same rows.
        currency: column of currency codes; else `fixed_currency`.
        service, account, region, usage_type: the dimensions.
        quantity: what was used.
        kind: what a charge is for; `kinds` translates its values into those of `format.KINDS`.
            What is not translated is usage.
        tags: further columns to group by.
        provider: who sent the bill, as one text for the whole table.
        decimal: `point` (1,234.56) or `comma` (1.234,56).
        date_order: of short dates, `mdy` or `dmy`; empty to let the dates themselves tell.
        left_out: a row with one of these texts in a mapped column, or in the first, is left out.
    """

    date: str = ""
    year: str = ""
    month: str = ""
    cost: str = ""
    amortized: str = ""
    on_demand: str = ""
    currency: str = ""
    service: str = ""
    account: str = ""
    region: str = ""
    usage_type: str = ""
    quantity: str = ""
    kind: str = ""
    months_across: bool = False
    fixed_month: str = ""
    fixed_currency: str = ""
    provider: str = ""
    decimal: str = "point"
    date_order: str = ""
    tags: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = TOTALS

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it names."""
        named = (getattr(self, role) for role in ROLES)
        return tuple(dict.fromkeys([*filter(None, named), *self.tags]))

    def problems(self, names: Sequence[str]) -> list[str]:
        """What keeps it from reading a table with these columns, in sentences; empty if nothing."""
        return list(_problems(self, names))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data; roles without a column are left out."""
        stored = asdict(self)
        kept = {name: value for name, value in stored.items() if value != _DEFAULTS[name]}
        for name in ("tags", "left_out"):
            if name in kept:
                kept[name] = list(kept[name])
        if "kinds" in kept:
            kept["kinds"] = dict(self.kinds)
        return {"format": FORMAT, "version": VERSION, **kept}

    @classmethod
    def from_json(cls, data: object) -> ColumnMapping:
        """The mapping that `to_json` wrote.

        Raises:
            ValueError: listing everything that is wrong, one sentence a line.
        """
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError(say("This is no column mapping."))
        if data.get("version") != VERSION:
            raise ValueError(
                say(
                    "The mapping is of version {version}, not {known}.",
                    version=data.get("version"),
                    known=VERSION,
                )
            )
        given = {key: value for key, value in data.items() if key not in ("format", "version")}
        wrong = [what for name, value in given.items() for what in _wrong(name, value)]
        if wrong:
            raise ValueError("\n".join(wrong))
        for name in ("tags", "left_out"):
            if name in given:
                given[name] = tuple(given[name])
        if "kinds" in given:
            given["kinds"] = tuple(given["kinds"].items())
        return cls(**given)


_DEFAULTS = {each.name: each.default for each in fields(ColumnMapping)}


def fingerprint(names: Sequence[str]) -> str:
    """Tells one header from another, whatever the order and spelling of its columns; months as
    columns do not count, for each delivery adds one."""
    keys = {key_of(name) or name.strip().casefold() for name in names if not month_of(name)}
    return hashlib.sha256("\n".join(sorted(keys - {""})).encode()).hexdigest()


def readable_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names that tell all columns apart: those without one are called by their place, and of
    equal ones the later are numbered."""
    made: dict[str, None] = {}
    used: dict[str, int] = {}  # the last number tried, so that thousands of twins stay quick
    for position, name in enumerate(names):
        wanted = name.strip() or f"Column {position + 1}"
        number, unique = used.get(wanted, 1), wanted
        while unique in made:
            number += 1
            unique = f"{wanted} ({number})"
        used[wanted] = number
        made[unique] = None
    return tuple(made)


def position_of(name: str, names: Sequence[str]) -> int | None:
    """Where a column stands: by its name, else by its name in another spelling."""
    if name in names:
        return names.index(name)
    keys = [key_of(each) for each in names]
    return keys.index(key_of(name)) if key_of(name) and key_of(name) in keys else None


def _problems(mapping: ColumnMapping, names: Sequence[str]) -> Iterator[str]:
    for name in mapping.columns:
        if position_of(name, names) is None:
            yield say("The table has no column “{name}”.", name=name)
    dated = {
        "a date column": bool(mapping.date),
        "year and month columns": bool(mapping.year or mapping.month),
        "months as columns": mapping.months_across,
        "one month for all rows": bool(mapping.fixed_month),
    }
    chosen = [what for what, is_chosen in dated.items() if is_chosen]
    if not chosen:
        yield say("Choose the column with the dates, or what stands for it.")
    if len(chosen) > 1:
        yield say("Dates come from {chosen}; choose one of them.", chosen=" and from ".join(chosen))
    if bool(mapping.year) != bool(mapping.month):
        yield say("Choose the year column and the month column together.")
    if mapping.fixed_month and not _MONTH.fullmatch(mapping.fixed_month):
        yield say("“{month}” is not a month such as 2026-12.", month=mapping.fixed_month)
    if mapping.fixed_currency and not _CURRENCY.fullmatch(mapping.fixed_currency):
        yield say(
            "“{currency}” is not a currency code such as USD.", currency=mapping.fixed_currency
        )
    if mapping.months_across and not any(map(month_of, names)):
        yield say("No column of the table is headed by a month.")
    if mapping.months_across and (mapping.cost or mapping.amortized or mapping.on_demand):
        yield say("With months as columns, their cells are the costs; choose no other cost column.")
    if not mapping.months_across and not mapping.cost:
        yield say("Choose the column with the costs.")


def _wrong(name: str, value: object) -> Iterator[str]:
    """What is wrong with one entry of a mapping file."""
    if name not in _DEFAULTS:
        yield say("“{name}” is no part of a mapping.", name=name)
    elif name == "months_across":
        if not isinstance(value, bool):
            yield say("“{name}” must be true or false.", name=name)
    elif name in ("tags", "left_out"):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            yield say("“{name}” must be a list of texts.", name=name)
    elif name == "kinds":
        yield from _wrong_kinds(value)
    elif not isinstance(value, str):
        yield say("“{name}” must be a text.", name=name)
    elif name in _CHOICES and value not in _CHOICES[name]:
        yield say(
            "“{name}” is “{value}”, not one of {known}.",
            name=name,
            value=value,
            known=", ".join(filter(None, _CHOICES[name])),
        )
    elif name == "fixed_month" and value and not _MONTH.fullmatch(value):
        yield say("“{name}” is “{value}”, not a month such as 2026-12.", name=name, value=value)
    elif name == "fixed_currency" and value and not _CURRENCY.fullmatch(value):
        yield say("“{name}” is “{value}”, not a currency code such as USD.", name=name, value=value)


def _wrong_kinds(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield say("“kinds” must name a kind for each value.")
        return
    for text, kind in value.items():
        if kind not in KINDS:
            yield say(
                "“kinds” makes “{text}” “{kind}”, which is none of {kinds}.",
                text=text,
                kind=kind,
                kinds=", ".join(KINDS),
            )
