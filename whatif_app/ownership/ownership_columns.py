"""The columns of an ownership file, found by what they mean in English or German."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.words import say
from whatif_app.costs.columns import key_of
from whatif_app.errors import InvalidFileError

#: A 1-based line and its cells.
NumberedRow = tuple[int, tuple[str, ...]]

#: What columns may be called, spelling-free, the most telling name first.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "service_id": (
        "serviceid",
        "applicationid",
        "appid",
        "service",
        "servicename",
        "application",
        "app",
        "dienstid",
        "serviceschlussel",
        "anwendungsid",
        "dienst",
        "anwendung",
    ),
    "cost_center": ("costcenter", "costcentre", "costcenterid", "kostenstelle", "kst"),
    "owner": (
        "owner",
        "serviceowner",
        "technicalowner",
        "contact",
        "eigentumer",
        "besitzer",
        "verantwortlich",
        "verantwortlicher",
        "verantwortliche",
        "ansprechpartner",
    ),
    "product": ("product", "productline", "productname", "produkt", "produktlinie"),
    "environment": ("environment", "env", "stage", "umgebung"),
    "team": ("team", "teamname", "squad", "gruppe"),
    "accounts": (
        "account",
        "accounts",
        "accountid",
        "accountids",
        "subscription",
        "subscriptionid",
        "projectid",
        "konto",
        "konten",
        "kontonummer",
    ),
}

#: Rows above the header that a workbook may begin with: a title, a date.
_MOST_ROWS_ABOVE = 20


#: Further columns kept beside; a file with more of them is some other list.
_MOST_FURTHER = 40


@dataclass(frozen=True)
class Columns:
    """The columns of one file.

    Attributes:
        places: where each known field stands.
        names: all, in order.
        further: where columns of no known meaning stand, by name; kept beside.
        left_aside: how many of those are too many to keep.
    """

    places: Mapping[str, int]
    names: tuple[str, ...]
    further: Mapping[str, int]
    left_aside: int = 0


def find_columns(file: str, rows: Sequence[NumberedRow]) -> tuple[Columns, list[NumberedRow]]:
    """The columns, and the rows below them.

    A list of accounts and their owners, without services, does as well: each is a service then.

    Raises:
        InvalidFileError: no row near the top names a service and an owner.
    """
    for position, (_, cells) in enumerate(rows[:_MOST_ROWS_ABOVE]):
        keys = [_key(cell) for cell in cells]
        places = {name: place for name in _NAMES if (place := _place(name, keys)) is not None}
        if "accounts" in places:
            places.setdefault("service_id", places["accounts"])
        if "service_id" in places and len(set(places.values())) > 1:
            below = list(rows[position + 1 :])
            further = _further(cells, places, below)
            kept = dict(list(further.items())[:_MOST_FURTHER])
            return Columns(places, cells, kept, len(further) - len(kept)), below
    seen = ", ".join(f"“{cell}”" for cell in rows[0][1] if cell)[:200] if rows else say("nothing")
    raise InvalidFileError(
        say(
            "“{file}” has no column of service IDs with an owner beside it; it begins with {seen}.",
            file=file,
            seen=seen,
        ),
        say(
            "Name the columns ServiceID, Cost center, Owner, Product, Environment, Team (or "
            "Kostenstelle, Verantwortlich, Produkt, Umgebung); ServiceID and one other are "
            "needed."
        ),
    )


def _further(
    cells: Sequence[str], places: Mapping[str, int], below: Sequence[NumberedRow]
) -> dict[str, int]:
    """The columns of no known meaning; one without a name is there if anything stands in it."""
    used = {at for _, row in below for at, cell in enumerate(row) if cell}
    known = set(places.values())
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if at not in known and (cell or at in used):
            name = cell or f"Column {at + 1}"
            found[name if name not in found else f"{name} ({at + 1})"] = at
    return found


def _place(name: str, keys: Sequence[str]) -> int | None:
    return next((keys.index(each) for each in _NAMES[name] if each in keys), None)


def _key(text: str) -> str:
    """A column's spelling-free name; umlauts count as the vowel alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return key_of("".join(each for each in plain if not unicodedata.combining(each)))
