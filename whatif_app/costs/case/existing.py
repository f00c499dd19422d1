"""Commitments that an export shows: what each costs an hour, how much is used, when it ends."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.months import calendar_month
from whatif_app.costs.case.case_rows import UNUSED_FAMILY, UNUSED_SUFFIX

if TYPE_CHECKING:
    from scenarios.case import Case
    from whatif_app.costs.case.starting_case import StartingCase

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExistingCommitment:
    """One commitment, or several of the same terms, in the month that the case was made of.

    Attributes:
        name: of its row in the case.
        kind, scope, payment: as in the commitments table; the scope "" of what nobody used.
        term: months.
        ends: the first month without it, `YYYY-MM`; None where the export does not tell.
        used, unused: amortized cost of the month, in `currency`.
        hourly: what it costs each hour of the month, used or not: the hourly commitment.
        discount: off the on-demand prices paid; None where nothing of it was used.
        renews: what the case does at its end; None where the case does not hold it.
    """

    name: str
    kind: str
    scope: str
    payment: str
    term: int
    ends: str | None
    currency: str
    used: float
    unused: float
    hourly: float
    discount: float | None
    renews: bool | None

    @property
    def utilization(self) -> float | None:
        """Used share of what it costs; None where it costs nothing."""
        cost = self.used + self.unused
        return self.used / cost if cost else None


def existing_commitments(made: StartingCase, case: Case) -> tuple[ExistingCommitment, ...]:
    """Commitments of the export, the dearest first.

    Args:
        made: the case as the export gives it, which tells what was observed.
        case: the project's, which may hold them otherwise or not at all.
    """
    rows = {str(row["name"]): row for row in made.case.get("commitments", ())}
    names = dict.fromkeys(name.removesuffix(UNUSED_SUFFIX) for name in rows)
    renewed = dict(
        zip(
            case.view().names("commitments"),
            case.view().column("commitments", "renew"),
            strict=True,
        )
    )
    found = [
        _existing(name, rows, made, renewed.get(name if name in rows else name + UNUSED_SUFFIX))
        for name in names
    ]
    return tuple(sorted(found, key=lambda each: (-(each.used + each.unused), each.name)))


def _existing(
    name: str, rows: Mapping[str, _Row], made: StartingCase, renews: object
) -> ExistingCommitment:
    """Put the used and the unused row of one commitment together."""
    used_row, unused_row = rows.get(name), rows.get(name + UNUSED_SUFFIX)
    row: _Row = used_row or unused_row or {}
    month = made.calibration.month
    used, unused = _cost(used_row), _cost(unused_row)
    after = calendar_month(row["start"] + row["term"], month)
    scope = str(row["scope"])
    return ExistingCommitment(
        name=name,
        kind=str(row["kind"]),
        scope="" if scope == UNUSED_FAMILY else scope,
        payment=str(row["payment"]),
        term=int(row["term"]),
        # Terms that the export does not tell begin with the case; the name says what it told.
        ends=after if f"to {after}" in name else None,
        currency=str(row.get("currency") or made.calibration.currency),
        used=used,
        unused=unused,
        hourly=(used + unused) / _hours_of(month),
        discount=float(used_row["discount"]) if used_row else None,
        renews=renews if isinstance(renews, bool) else None,
    )


def _cost(row: _Row | None) -> float:
    return float(row["commit"]) * (1.0 - float(row["discount"])) if row else 0.0


def _hours_of(month: str) -> int:
    """Hours of a calendar month, in UTC."""
    year, number = (int(part) for part in month.split("-"))
    return 24 * calendar.monthrange(year, number)[1]
