"""A case to begin with: one month of a baseline, as the model's month 0.

Month 0 of "do nothing" costs what the month cost, amortized: usage on demand at the prices paid,
Spot and commitments at the discounts observed, unused commitment, tax, support and fees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scenarios.words import say, say_count
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.case_choice import Choice
from whatif_app.costs.case.case_rows import KINDS, UNUSED_FAMILY, case_rows
from whatif_app.costs.case.grouping import FEES, SUPPORT, TAX, Grouping
from whatif_app.costs.case.joined_case import Rates, joined_case
from whatif_app.costs.case.observed import (
    OTHER,
    Observed,
    keep_largest,
    leave_out_dust,
    observe,
    settle_negatives,
)
from whatif_app.costs.lines import Line
from whatif_app.formatting import amount, share

#: How near month 0 must come to the export for the case to count as calibrated.
TOLERANCE = 0.005

_NAMELESS = {"service": "(no service)", "account": "(no account)", "region": "(no region)"}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether the case's month 0 costs what the export's month cost.

    Attributes:
        month, currency, basis: what was compared; the basis is `amortized`, or `billed` where the
            export does not give amortized cost.
        export: the export's cost, less credits left out.
        case: month 0 of "do nothing", amortized, by the engine.
    """

    month: str
    currency: str
    basis: str
    export: float
    case: float

    @property
    def difference(self) -> float:
        """Case less export, in currency."""
        return self.case - self.export

    @property
    def share(self) -> float:
        """The difference as a share of the export's cost; 0 where both are nothing."""
        if self.difference == 0:
            return 0.0
        return abs(self.difference) / abs(self.export) if self.export else float("inf")

    @property
    def ok(self) -> bool:
        """Whether the difference is within `TOLERANCE`, or below half a cent."""
        return self.share <= TOLERANCE or abs(self.difference) < 0.005


@dataclass(frozen=True)
class StartingCase:
    """A case in the form of `case.json`, how well it fits, and what to know about it.

    Attributes:
        grouping: which lines are which of its workloads.
    """

    case: dict[str, Any]
    calibration: Calibration
    notes: tuple[str, ...]
    grouping: Grouping


def starting_case(
    baseline: Baseline,
    *,
    group_by: str = "service",
    month: str | None = None,
    currency: str | None = None,
    largest: int = 12,
    credits: Literal["net", "leave_out"] = "net",
    rates: Rates | None = None,
) -> StartingCase:
    """Make a case of one month of the baseline.

    Args:
        baseline: the export.
        group_by: what a workload is: `service`, `account`, `region`, `usage_type` or `tag:KEY`.
        month: `YYYY-MM`; the last complete month by default, else the last one.
        currency: of several; the one with the largest cost by default.
        largest: workloads kept apart; the rest becomes "Other".
        credits: `net` takes credits and refunds off the workloads they were given to; `leave_out`
            ignores them, to show what running costs without them.
        rates: of other currencies: their lines are in the case too, in their own currency, and
            are converted at these rates. Currencies without one are left out.

    Raises:
        ExportError: where there is no such month, currency or dimension, or nothing in it.
    """
    chosen = Choice.of(baseline, group_by, month, currency, largest, rates or {})
    bills = _bills(baseline, chosen, group_by, with_credits=credits == "net")
    _keep_largest(bills, largest, chosen.rates)
    for bill in bills:
        bill.settle()
    own, *others = bills
    cases = {bill.currency: case_rows(bill.observed, chosen.month, bill.currency) for bill in bills}
    joined = joined_case(cases.pop(own.currency), cases, chosen.rates)
    calibration = Calibration(
        chosen.month,
        chosen.currency,
        "amortized" if own.is_amortized else "billed",
        sum(bill.observed.cost * chosen.rate_of(bill.currency) for bill in bills),
        _month_zero_cost(joined.case),
    )
    grouping = Grouping(
        dimension=group_by,
        month=chosen.month,
        currency=chosen.currency,
        with_credits=credits == "net",
        largest=largest,
        names=own.names_of_values(),
        rates=chosen.rates,
        foreign_names={
            bill.currency: {
                value: joined.names[bill.currency].get(name, "")
                for value, name in bill.names_of_values().items()
            }
            for bill in others
        },
    )
    notes = [*chosen.notes, *own.notes()]
    for bill in others:
        notes += [f"{bill.currency}: {note}" for note in bill.notes() if note not in notes]
    return StartingCase(joined.case, calibration, tuple(notes), grouping)


@dataclass
class _Bill:
    """The month's lines of one currency, and what they show.

    Attributes:
        lost: what credits exceed all on-demand cost by, negative or 0; known once settled.
    """

    currency: str
    is_amortized: bool
    names: _Names
    observed: Observed
    lost: float = 0.0

    def settle(self) -> None:
        """Leave no negative amount, and no commitment that nobody decides on."""
        self.lost = settle_negatives(self.observed)
        leave_out_dust(self.observed)

    def names_of_values(self) -> dict[str, str]:
        """The workload of each value of the dimension."""
        return {
            value: name if name in self.observed.workloads else OTHER
            for value, name in self.names.row_of.items()
        }

    def notes(self) -> list[str]:
        """What to know about it."""
        return _notes(self.observed, self.is_amortized, self.lost, self.currency)


def _bills(baseline: Baseline, chosen: Choice, group_by: str, *, with_credits: bool) -> list[_Bill]:
    """The bill in the project's currency, then those of the others, on one basis."""
    codes = (chosen.currency, *chosen.rates)
    lines = {
        code: [
            line for line in baseline.lines if (line.month, line.currency) == (chosen.month, code)
        ]
        for code in codes
    }
    is_amortized = all(line.amortized is not None for each in lines.values() for line in each)
    bills = []
    for code in codes:
        names = _Names(baseline, group_by)
        observed = observe(lines[code], names.of, is_amortized, with_credits)
        bills.append(_Bill(code, is_amortized, names, observed))
    return bills


def _keep_largest(bills: list[_Bill], largest: int, rates: Rates) -> None:
    """Keep the largest workloads of all bills together, by cost in the project's currency."""
    if len(bills) == 1:
        bills[0].observed = keep_largest(bills[0].observed, largest)
        return
    ranked = sorted(
        (-each.cost * rates.get(bill.currency, (1.0, ""))[0], place)
        for place, bill in enumerate(bills)
        for each in bill.observed.workloads.values()
        if each.is_usage
    )[:largest]
    for place, bill in enumerate(bills):
        bill.observed = keep_largest(bill.observed, sum(at == place for _, at in ranked))


class _Names:
    """Row names of the case: unique, without what addresses cannot hold."""

    def __init__(self, baseline: Baseline, group_by: str) -> None:
        self._baseline = baseline
        self._group_by = group_by
        self.row_of: dict[str, str] = {}
        self._taken = {TAX, SUPPORT, FEES, OTHER, UNUSED_FAMILY, "*"}

    def of(self, line: Line) -> str:
        """The workload that a line belongs to."""
        value = self._baseline.value(line, self._group_by)
        if value not in self.row_of:
            self.row_of[value] = self._free(value)
        return self.row_of[value]

    def _free(self, value: str) -> str:
        if value == OTHER:
            return OTHER  # what the import already put together stays together
        shown = "".join("-" if sign == "/" else sign for sign in value if sign.isprintable())
        shown = shown.strip()[:80] or _NAMELESS.get(self._group_by, "(untagged)")
        name, number = shown, 2
        while name in self._taken:
            name, number = f"{shown} ({number})", number + 1
        self._taken.add(name)
        return name


def _month_zero_cost(case: dict[str, Any]) -> float:
    """What the engine says that month 0 costs when nothing is done."""
    from scenarios.case import Case
    from scenarios.engine import evaluate

    results = evaluate(Case.from_json(case))
    (nothing,) = results.values()
    return float(nothing.series["cost/amortized"][0])


def _notes(observed: Observed, is_amortized: bool, lost: float, currency: str) -> list[str]:
    notes = []
    if not is_amortized:
        notes.append(
            say(
                "The export gives no amortized cost, so the case is built on billed cost and "
                "holds no commitments; add those you know of."
            )
        )
    if observed.price_level < 0.995:
        saved = 1 - observed.price_level
        notes.append(
            say(
                "On-demand prices paid are {saved} below public ones; the case uses prices paid.",
                saved=share(saved),
            )
        )
    if lost < 0:
        notes.append(
            say(
                "Credits exceed all on-demand cost by {amount} {currency}, which a case "
                "cannot hold.",
                amount=amount(-lost),
                currency=currency,
            )
        )
    if observed.left_out:
        notes.append(
            say(
                "Credits and refunds of {amount} {currency} are left out.",
                amount=amount(observed.left_out),
                currency=currency,
            )
        )
    undated = [terms for terms in observed.commitments if not (terms.term and terms.end)]
    notes += _endings(observed)
    if undated:
        kinds = ", ".join(dict.fromkeys(KINDS[terms.kind] + "s" for terms in undated))
        notes.append(
            say(
                "{kinds}: the export does not tell when they were bought or for how long; they "
                "are entered as 12 months from the first month, renewed. Correct start and "
                "term.",
                kinds=kinds,
            )
        )
    return notes


def _endings(observed: Observed) -> list[str]:
    """What the case takes to happen when commitments end, where the export tells their ends."""
    ends = sorted(terms.end for terms in observed.commitments if terms.term and terms.end)
    if not ends:
        return []
    when = (
        ends[0] if len(set(ends)) == 1 else say("{first} to {last}", first=ends[0], last=ends[-1])
    )
    return [
        say_count(
            "1 commitment ends ({when}); the case renews it on the same terms, so that today goes "
            "on. Take Renew off a row to see it lapse.",
            "{n} commitments end ({when}); the case renews them on the same terms, so that today "
            "goes on. Take Renew off a row to see it lapse.",
            len(ends),
            when=when,
        )
    ]
