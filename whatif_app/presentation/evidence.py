"""What stands behind the forecast, as pages say it: the reconciled bill, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.months import calendar_month
from scenarios.words import say, say_in
from whatif_app.formatting import NOTHING, amount, count, money, month_label
from whatif_app.presentation.figures import Fact
from whatif_app.variance_words import variance_sentence

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.ledger import Ledger
    from whatif_app.presentation.subject import Subject


def baseline_title(baseline: Baseline, ledger: Ledger) -> str:
    """What the bill came to, and whether it is all there."""
    month = _month(baseline, ledger)
    totals = baseline.reconciliation.months.get(month, {})
    spent = [
        money(float(each.amortized), currency, exact=True)
        for currency, each in totals.items()
        if each.amortized is not None
    ]
    if not spent:
        return say("The baseline")
    what = " + ".join(spent)
    if baseline.reconciliation.agrees:
        return say("{amount} in {month}, to the cent", amount=what, month=month_label(month))
    return say("{amount} in {month}, not yet reconciled", amount=what, month=month_label(month))


def baseline_source(baseline: Baseline) -> str:
    """Which export it is."""
    return f"{baseline.format} · {baseline.name}"


def baseline_facts(baseline: Baseline, ledger: Ledger) -> tuple[Fact, ...]:
    """Rows read, used and set aside, and the check against the file."""
    account = baseline.reconciliation
    aside = account.read - account.used
    off = max(account.differences().items(), key=lambda item: abs(item[1]), default=("", 0.0))
    check = (
        Fact(say("Against the file"), say("to the cent"), say("billed, row by row"), "gain")
        if account.agrees
        else Fact(
            say("Against the file"),
            f"{amount(off[1])} {off[0]}",
            say("more or less than the file's own sums"),
            "loss",
        )
    )
    return (
        Fact(say("Rows read"), count(account.read), account.format),
        Fact(say("Rows used"), count(account.used), say("in the totals")),
        Fact(say("Rows set aside"), count(aside), say("each with its reason")),
        check,
    )


def _month(baseline: Baseline, ledger: Ledger) -> str:
    """The month that the case was made of; the last one where that is not known."""
    grouping = ledger.grouping
    if grouping is not None and grouping.month in baseline.months:
        return grouping.month
    return baseline.months[-1] if baseline.months else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Actual against forecast to date."""

    title: str
    facts: tuple[Fact, ...]


def variance_to_date(subject: Subject) -> Outcome | None:
    """How the known months of the forecast came in; None where none is known."""
    costs, results = subject.actual_costs, subject.here
    if costs is None or costs.currency not in (results.currency, "unknown"):
        return None
    known = costs.within(results.start_month, results.horizon)
    if not known.months:
        return None
    from scenarios.questions.actuals import TOTAL, added, compare

    total = added(compare(results, known).to_date(), TOTAL)
    first, last = (
        month_label(calendar_month(month, results.start_month))
        for month in (known.months[0], known.months[-1])
    )
    period = first if first == last else say("{first} to {last}", first=first, last=last)
    parts = (
        (say("Volume"), total.volume),
        (say_in("variance", "Rate"), total.rate),
        (say("Usage"), total.usage),
    )
    facts = tuple(
        Fact(
            name,
            NOTHING if part is None else money(part, results.currency),
            tone="" if not part else "loss" if part > 0 else "gain",
        )
        for name, part in parts
    )
    return Outcome(variance_sentence(total, period, results.currency).removesuffix("."), facts)
