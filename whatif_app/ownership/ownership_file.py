"""The ownership file: one row a service, with its cost center, owner, product, environment, team.

It is joined to the bill when a report is made. A re-organization is a new file, not new tags.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenarios.words import say
from whatif_app.costs.problem import Problem
from whatif_app.errors import InvalidFileError
from whatif_app.formatting import count
from whatif_app.ownership.ownership import OwnedService, Ownership, account_key
from whatif_app.ownership.ownership_columns import Columns, NumberedRow, find_columns
from whatif_app.ownership.table_rows import read_table

#: A workbook that people keep has its table among the first sheets.
_MOST_SHEETS = 10

_SEVERAL = re.compile(r"[;,\n]")
_ROUNDED_NUMBER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#BEZUG!")


@dataclass(frozen=True)
class OwnershipFile:
    """An ownership file as read.

    Attributes:
        source, fingerprint: its name, and what tells it from a later one.
        services: what can be joined, one row a service.
        read: rows below the header.
        left_out: of these, rows that no service was made of; `problems` says why of each.
        problems: everything that is wrong, with its line.
        notes: what is right, and good to know.
    """

    source: str
    fingerprint: str
    services: tuple[OwnedService, ...]
    read: int
    left_out: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def joined_to(self, ownership: Ownership) -> Ownership:
        """The same rules and required tags with this file in the place of an earlier one."""
        return replace(
            ownership, services=self.services, source=self.source, fingerprint=self.fingerprint
        )


def read_ownership_file(path: Path, sheet: str | None = None) -> OwnershipFile:
    """Read an ownership file: CSV or an Excel workbook, with English or German headers.

    Rows about one service that say the same, or complete each other, are one. Where two contradict
    each other the service is left out and both lines are named: its cost shows as unallocated
    rather than under an owner taken by chance.

    Args:
        sheet: of a workbook; the first that has such columns by default.

    Raises:
        UserError: it cannot be read, has no column of service IDs, or no row that can be joined.
    """
    fingerprint, columns, below = _found(path, sheet)
    reading = _Reading(path.name, columns)
    for line, cells in below:
        reading.take(line, cells)
    services = reading.services()
    if not services:
        raise InvalidFileError(
            " ".join(
                [
                    say("“{name}” has no row with a service and its owner.", name=path.name),
                    *map(str, reading.problems[:1]),
                ]
            ),
            say("Give one row a service: its ID, cost center, owner, product, environment, team."),
        )
    return OwnershipFile(
        source=path.name,
        fingerprint=fingerprint,
        services=services,
        read=len(below),
        left_out=len(below) - reading.used,
        problems=tuple(sorted(dict.fromkeys(reading.problems), key=lambda each: each.line or 0)),
        notes=tuple(reading.notes()),
    )


def _found(path: Path, sheet: str | None) -> tuple[str, Columns, list[NumberedRow]]:
    """The file's fingerprint, its columns, and the rows below them."""
    table = read_table(path, sheet)
    try:
        return table.fingerprint, *find_columns(path.name, table.rows)
    except InvalidFileError:
        for other in table.sheets[:_MOST_SHEETS] if sheet is None else ():
            with contextlib.suppress(InvalidFileError):
                rows = read_table(path, other).rows
                return table.fingerprint, *find_columns(path.name, rows)
        raise


@dataclass
class _Row:
    """What lines say of one service, and which said it."""

    service: OwnedService
    lines: list[int]
    is_contradicted: bool = False


@dataclass
class _Reading:
    """Rows on their way to services."""

    file: str
    columns: Columns
    problems: list[Problem] = field(default_factory=list)
    _rows: dict[str, _Row] = field(default_factory=dict)
    _accounts: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def used(self) -> int:
        return sum(len(row.lines) for row in self._rows.values() if not row.is_contradicted)

    def services(self) -> tuple[OwnedService, ...]:
        return tuple(row.service for row in self._rows.values() if not row.is_contradicted)

    def notes(self) -> Iterable[str]:
        further = self.columns.further
        if further:
            named = ", ".join(f"“{name}”" for name in further)
            yield say("Kept beside, and not used to allocate: {named}.", named=named)
        if self.columns.left_aside:
            yield say("Further columns, left aside: {n}.", n=count(self.columns.left_aside))
        ownerless = sum(row.service.is_ownerless for row in self._rows.values())
        if ownerless:
            yield say("Services of which the file names no owner: {n}.", n=count(ownerless))
        repeated = sum(len(row.lines) - 1 for row in self._rows.values() if not row.is_contradicted)
        if repeated:
            yield say(
                "Rows that repeat or complete a service named before: {n}.",
                n=count(repeated),
            )

    def take(self, line: int, cells: tuple[str, ...]) -> None:
        if any(cells[len(self.columns.names) :]):
            self._say(
                line, None, say("The row has more cells than the header."), say("Quote its commas.")
            )
            return
        service = self._service(line, cells)
        if not service.service_id:
            self._say(
                line,
                "service_id",
                say("There is no service ID."),
                say("Give it one, or delete the row."),
            )
            return
        known = self._rows.get(service.service_id.casefold())
        if known is None:
            self._rows[service.service_id.casefold()] = _Row(service, [line])
        else:
            self._merge(known, service, line)

    def _service(self, line: int, cells: tuple[str, ...]) -> OwnedService:
        def cell(at: int) -> str:
            return cells[at] if at < len(cells) else ""

        found = {
            name: self._checked(line, name, cell(at)) for name, at in self.columns.places.items()
        }
        accounts = self._own_accounts(line, found)
        extra = tuple((name, cell(at)) for name, at in self.columns.further.items())
        return OwnedService(**found, accounts=accounts, extra=extra)

    def _checked(self, line: int, name: str, text: str) -> str:
        """A cell's text; what a spreadsheet spoiled is said and counts as empty."""
        if text.upper() in _ERRORS:
            self._say(
                line,
                name,
                say("The cell holds {text}.", text=text),
                say("Mend the formula, or type the value."),
            )
            return ""
        if name in ("service_id", "accounts") and _ROUNDED_NUMBER.fullmatch(text):
            self._say(
                line,
                name,
                say("The spreadsheet has rounded a long number to {text}.", text=text),
                say("Format the column as text, and enter the number again."),
            )
            return ""
        return text

    def _own_accounts(self, line: int, found: dict[str, str]) -> tuple[str, ...]:
        """The accounts that a row names and no other service has."""
        service_id = found["service_id"]
        own: list[str] = []
        for account in filter(None, map(str.strip, _SEVERAL.split(found.pop("accounts", "")))):
            holder, where = self._accounts.setdefault(account_key(account), (service_id, line))
            if holder.casefold() == service_id.casefold():
                own.append(account)
            else:
                self._say(
                    line,
                    "accounts",
                    say(
                        "Account {account} is given to “{service_id}”, and on line {where} to "
                        "“{holder}”, which keeps it.",
                        account=account,
                        service_id=service_id,
                        where=where,
                        holder=holder,
                    ),
                    say("Give each account to one service."),
                )
        return tuple(own)

    def _merge(self, known: _Row, service: OwnedService, line: int) -> None:
        filled: dict[str, Any] = {}
        for name in ("cost_center", "owner", "product", "environment", "team"):
            before, now = getattr(known.service, name), getattr(service, name)
            if before and now and before.casefold() != now.casefold():
                known.is_contradicted = True
                self._say(
                    line,
                    name,
                    say(
                        "“{service}” has “{now}” here and “{before}” on line {line}; it is left "
                        "out.",
                        service=service.service_id,
                        now=now,
                        before=before,
                        line=known.lines[0],
                    ),
                    say("Keep one of the two."),
                )
            filled[name] = before or now
        accounts = tuple(dict.fromkeys((*known.service.accounts, *service.accounts)))
        known.service = replace(known.service, accounts=accounts, **filled)
        known.lines.append(line)

    def _say(self, line: int, name: str | None, what: str, what_to_do: str) -> None:
        place = None if name is None else self.columns.places.get(name)
        column = None if place is None else self.columns.names[place]
        self.problems.append(Problem(self.file, line, column, what, what_to_do))
