"""Several exports of one project as one bill: a later delivery replaces, it does not add.

A bill is known by provider, payer and billing month. Where an export does not tell the provider or
the payer, it is taken for the same bill as any other of that month: counting a cost twice would be
the worse mistake, and it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.words import first_of, say
from whatif_app.costs.baseline import Baseline, MonthState
from whatif_app.costs.lines import totals_by, totals_within
from whatif_app.costs.reconciliation import ColumnSum, Reconciliation
from whatif_app.formatting import month_label

if TYPE_CHECKING:
    from whatif_app.costs.lines import Line

#: Provider, payer, billing month.
Bill = tuple[str, str, str]

#: The reason under which the combined account counts rows of replaced deliveries.
REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading one more export would do.

    Attributes:
        exports: those of the project afterwards.
        replaced: bills that the new export delivers again, sorted.
        added: bills that are new, sorted.
        is_known: whether the very same export was loaded before, so that nothing changes.
    """

    exports: tuple[Baseline, ...]
    replaced: tuple[Bill, ...]
    added: tuple[Bill, ...]
    is_known: bool

    def in_words(self) -> tuple[str, ...]:
        """What is said of it, a sentence each."""
        if self.is_known:
            return (say("This export is loaded already: nothing changes."),)
        said = []
        if self.added:
            said.append(say("New: {listed}.", listed=_listed(self.added)))
        if self.replaced:
            said.append(
                say("Replaces the earlier delivery of {listed}.", listed=_listed(self.replaced))
            )
        if any(not payer for _, payer, _ in self.replaced):
            said.append(
                say(
                    "The export does not name the paying account, so it is taken for the same bill "
                    "as what was loaded of that month."
                )
            )
        return tuple(said)


def _listed(bills: Sequence[Bill]) -> str:
    names = dict.fromkeys(
        " ".join(part for part in (provider, month_label(period)) if part)
        for provider, _, period in bills
    )
    return first_of(list(names), 12)


def loading(exports: Sequence[Baseline], export: Baseline) -> Loading:
    """What comes of loading an export beside others.

    An export all of whose bills are delivered anew goes; one that keeps some stays whole, and the
    combination passes its replaced bills over.
    """
    if any(_is_same(known, export) for known in exports):
        return Loading(tuple(exports), (), (), is_known=True)
    bills = bills_of(export)
    kept = tuple(
        known for known in exports if any(not _is_among(bill, bills) for bill in bills_of(known))
    )
    before = {bill for known in exports for bill in bills_of(known)}
    replaced = {bill for bill in bills if _is_among(bill, before)}
    return Loading(
        (*kept, export), tuple(sorted(replaced)), tuple(sorted(bills - replaced)), is_known=False
    )


def with_export(exports: Sequence[Baseline], export: Baseline) -> tuple[Baseline, ...]:
    """The exports once one more is loaded; as they are where it is there already."""
    return loading(exports, export).exports


def bills_of(export: Baseline) -> set[Bill]:
    """The bills that an export delivers."""
    return {line.bill for line in export.lines}


def combined(exports: Sequence[Baseline]) -> Baseline:
    """All exports as one baseline, each bill from its latest delivery.

    It adds up as its exports do: the difference between billed cost and the files' own columns is
    the sum of theirs, and rows of replaced deliveries are counted as set aside.
    """
    tags = tuple(dict.fromkeys(tag for export in exports for tag in export.tags))
    newer: list[set[Bill]] = [set() for _ in exports]
    for position in range(len(exports) - 2, -1, -1):
        newer[position] = newer[position + 1] | bills_of(exports[position + 1])
    lines = [
        _retagged(line, export.tags, tags)
        for export, replaced in zip(exports, newer, strict=True)
        for line in export.lines
        if not _is_among(line.bill, replaced)
    ]
    lines.sort(key=lambda line: (line.month, line.currency, *line.bill))
    months = sorted({line.month for line in lines})
    return Baseline(
        format=" + ".join(dict.fromkeys(export.format for export in exports)),
        sources=tuple(dict.fromkeys(s for export in exports for s in export.sources)),
        currencies=tuple(sorted({line.currency for line in lines})),
        months=tuple(months),
        tags=tags,
        calendar={month: _month_state(exports, newer, month) for month in months},
        reconciliation=_account(exports, lines),
        lines=tuple(lines),
        days=tuple(
            day
            for export, replaced in zip(exports, newer, strict=True)
            for day in export.days
            if not _is_among(day.bill, replaced)
        ),
        hours=tuple(
            profile
            for export, replaced in zip(exports, newer, strict=True)
            for profile in export.hours
            if not _is_among(profile.bill, replaced)
        ),
    )


def _is_same(known: Baseline, export: Baseline) -> bool:
    """Whether two exports were read of the same files with the same result."""
    prints = [{source.fingerprint for source in each.sources} for each in (known, export)]
    if prints[0] != prints[1] or known.tags != export.tags:
        return False
    return _money(known.lines) == _money(export.lines)


def _money(lines: Iterable[Line]) -> list[Line]:
    """The lines without quantities, whose float sums depend on the order of adding."""
    return [replace(line, quantity=0.0) for line in lines]


def _is_among(bill: Bill, bills: Iterable[Bill]) -> bool:
    """Whether one of the bills is this one, as far as both tell."""
    if isinstance(bills, set) and bill in bills:
        return True
    provider, payer, period = bill
    return any(
        period == other_period
        and (provider == other_provider or not provider or not other_provider)
        and (payer == other_payer or not payer or not other_payer)
        for other_provider, other_payer, other_period in bills
    )


def _retagged(line: Line, own: Sequence[str], tags: Sequence[str]) -> Line:
    if tuple(own) == tuple(tags):
        return line
    values = dict(zip(own, line.tags, strict=True))
    return replace(line, tags=tuple(values.get(tag, "") for tag in tags))


def _month_state(exports: Sequence[Baseline], newer: Sequence[set[Bill]], month: str) -> MonthState:
    """A month is complete where each provider's and payer's part of it is, in some export."""
    complete: dict[tuple[str, str], bool] = {}
    final: list[bool | None] = []
    for export, replaced in zip(exports, newer, strict=True):
        state = export.calendar.get(month)
        bills = {line.bill for line in export.lines if line.month == month}
        counted = {bill for bill in bills if not _is_among(bill, replaced)}
        if state is None or not counted:
            continue
        final.append(state.is_final)
        for provider, payer, _ in counted:
            key = (provider, payer)
            complete[key] = complete.get(key, False) or state.is_complete
    says_final = bool(final) and None not in final
    return MonthState(all(complete.values()), all(final) if says_final else None)


def _account(exports: Sequence[Baseline], lines: Sequence[Line]) -> Reconciliation:
    accounts = [export.reconciliation for export in exports]
    used = sum(line.rows for line in lines)
    set_aside: dict[str, int] = {}
    column_sums: dict[str, ColumnSum] = {}
    for account in accounts:
        for reason, count in account.set_aside.items():
            set_aside[reason] = set_aside.get(reason, 0) + count
        for label, each in account.column_sums.items():
            before = column_sums.get(label, ColumnSum(0.0, 0.0))
            column_sums[label] = ColumnSum(
                before.used + each.used, before.set_aside + each.set_aside
            )
    replaced = sum(account.used for account in accounts) - used
    if replaced:
        set_aside[REPLACED] = replaced
    totals = totals_by(lines, "currency")
    differences: dict[str, float] = {}
    for account in accounts:
        for currency, amount in account.differences().items():
            differences[currency] = differences.get(currency, 0.0) + amount
    return Reconciliation(
        format=" + ".join(dict.fromkeys(account.format for account in accounts)),
        used=used,
        set_aside=set_aside,
        totals=totals,
        months=totals_within(lines, "month", "currency"),
        by_kind=totals_within(lines, "currency", "kind"),
        column_sums=column_sums,
        plain_billed={
            currency: amounts.checked - differences.get(currency, 0.0)
            for currency, amounts in totals.items()
        },
        notes=tuple(dict.fromkeys(note for account in accounts for note in account.notes)),
        problems=tuple(problem for account in accounts for problem in account.problems),
    )
