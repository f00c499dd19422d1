"""The lines that a cost export is added up to, and their sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from whatif_app.costs.reconciliation import Totals, add_up


@dataclass(frozen=True, slots=True)
class Line:
    """The sum of the rows that share everything named here. Money in `currency`, for the month.

    Attributes:
        month: `YYYY-MM`, of the usage, in UTC.
        tags: values of the chosen tags, in their order; empty where a row has none.
        kind, purchase: of `format.KINDS` and `format.PURCHASES`.
        commitment: kind of the commitment that the rows belong to, or empty.
        payment, term, term_end: its terms where the export tells; months, and `YYYY-MM`.
        quantity: in the usage type's own unit.
        billed, amortized, on_demand, unused: the measures; None where not computable.
        eligible, interruptible: the part of on-demand cost that a commitment could cover, and that
            could run on Spot.
        upfront: the part of amortized cost that was paid upfront.
        provider, payer, period: the bill that the rows are on: the account that pays, and the
            billing month as `YYYY-MM`; empty where the export does not tell.
    """

    month: str
    currency: str
    service: str
    account: str
    region: str
    usage_type: str
    tags: tuple[str, ...]
    kind: str
    purchase: str
    commitment: str
    payment: str
    term: int | None
    term_end: str
    rows: int
    quantity: float
    billed: Decimal | None
    amortized: Decimal | None
    on_demand: Decimal | None
    unused: Decimal | None
    eligible: Decimal
    interruptible: Decimal
    upfront: Decimal
    provider: str = ""
    payer: str = ""
    period: str = ""

    @property
    def bill(self) -> tuple[str, str, str]:
        """Provider, payer and billing month: a later delivery of the same bill replaces it."""
        return self.provider, self.payer, self.period or self.month

    @property
    def totals(self) -> Totals:
        """The four measures together."""
        return Totals(self.billed, self.amortized, self.on_demand, self.unused)


def totals_by(lines: Iterable[Line], attribute: str) -> dict[str, Totals]:
    """The lines added up by one of their attributes, sorted."""
    found: dict[str, list[Totals]] = {}
    for line in lines:
        found.setdefault(getattr(line, attribute), []).append(line.totals)
    return {value: add_up(found[value]) for value in sorted(found)}


def totals_within(lines: Iterable[Line], outer: str, inner: str) -> dict[str, dict[str, Totals]]:
    """The lines added up by one attribute, and within it by another, both sorted."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(getattr(line, outer), []).append(line)
    return {value: totals_by(found[value], inner) for value in sorted(found)}
