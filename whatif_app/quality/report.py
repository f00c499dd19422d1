"""The data-quality report: all that was found about the baseline of a project, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from scenarios.words import say, say_count
from whatif_app.quality.adjusting import Taken, adjusted
from whatif_app.quality.allocation_checks import (
    check_currencies,
    check_fit,
    check_grouping,
    check_owners,
    check_tags,
)
from whatif_app.quality.anomalies import AnomalyFindings, find_anomalies
from whatif_app.quality.basis import Basis, month_costs
from whatif_app.quality.charges import charges
from whatif_app.quality.cost_checks import check_anomalies, check_charges
from whatif_app.quality.export_checks import check_exports, check_months
from whatif_app.quality.finding import Area, Checked, Finding, MonthCosts, Severity
from whatif_app.rebasing import started

if TYPE_CHECKING:
    from scenarios.case import Case
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.ledger import Ledger

_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class QualityReport:
    """What was found about a baseline.

    Attributes:
        month: the month looked at first: that of the case, else the last complete one.
        findings: by area; in each the graver first, then the larger.
        in_order: what was checked and is as it should be, in sentences.
        not_judged: what cannot be told, in sentences.
        costs: what everything cost in the raw baseline, by currency and month.
        taken: what the decisions made take out of the raw baseline.
        anomalies: with the days that they were found in, for charts.
    """

    month: str
    findings: tuple[Finding, ...]
    in_order: tuple[str, ...]
    not_judged: tuple[str, ...]
    costs: MonthCosts
    taken: tuple[Taken, ...]
    anomalies: AnomalyFindings

    @property
    def to_look_at(self) -> int:
        """Findings that wait for somebody to look."""
        return sum(finding.is_open for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The report in one sentence."""
        count = self.to_look_at
        if count == 0:
            return say("Nothing stands in the way of trusting this baseline.")
        return say_count(
            "1 thing to look at before you trust this baseline.",
            "{n} things to look at before you trust this baseline.",
            count,
        )

    def of(self, area: Area) -> tuple[Finding, ...]:
        """The findings of one area."""
        return tuple(finding for finding in self.findings if finding.area is area)

    @property
    def adjusted_by(self) -> Mapping[tuple[str, str], Decimal]:
        """What all decisions together add to each currency and month; negative where they take."""
        found: dict[tuple[str, str], Decimal] = {}
        for taken in self.taken:
            amount = taken.billed if taken.amortized is None else taken.amortized
            key = (taken.currency, taken.month)
            found[key] = found.get(key, Decimal(0)) - (amount or Decimal(0))
        return found


def quality_report(
    ledger: Ledger, case: Case | None = None, known: AnomalyFindings | None = None
) -> QualityReport | None:
    """Everything that can be said about the baseline of a ledger; None where it has none.

    Args:
        case: the project's; its currency and rates are looked at.
        known: the anomalies of this baseline and these thresholds, where they were found before.
    """
    baseline = ledger.baseline
    if baseline is None or not baseline.months:
        return None
    adjustments, grouping = ledger.adjustments, ledger.grouping
    month = _month(baseline, grouping)
    basis = Basis.of(baseline.lines)
    costs = month_costs(baseline.lines, basis)
    anomalies = known or find_anomalies(baseline, adjustments.thresholds)

    begun = started(ledger)
    checked = check_exports(ledger.exports)
    checked += check_months(baseline, adjustments, costs)
    checked += check_anomalies(anomalies.anomalies, baseline, adjustments, month, costs)
    checked += check_charges(charges(baseline, basis), baseline, adjustments, month, costs)
    checked += _check_allocation(ledger, baseline, month, costs)
    if case is not None:
        checked += check_currencies(baseline, case, month, costs)
    if begun is not None:
        checked += check_fit(begun.calibration)
    return QualityReport(
        month,
        tuple(sorted(checked.findings, key=_rank)),
        checked.in_order,
        anomalies.not_judged,
        costs,
        adjusted(baseline, adjustments).taken,
        anomalies,
    )


def _month(baseline: Baseline, grouping: Grouping | None) -> str:
    if grouping is not None and grouping.month in baseline.months:
        return grouping.month
    complete = [month for month in baseline.months if baseline.calendar[month].is_complete]
    return (complete or baseline.months)[-1]


def _rank(finding: Finding) -> tuple[int, int, float]:
    effect = finding.effect
    size = abs(effect.share or 0.0) if effect is not None else 0.0
    return list(Area).index(finding.area), _ORDER[finding.severity], -size


def _check_allocation(ledger: Ledger, baseline: Baseline, month: str, costs: MonthCosts) -> Checked:
    """What has no workload or no owner; asked only where there are tags or rules."""
    from whatif_app.ownership.assignment import assign, first_level

    ownership, grouping = ledger.ownership, ledger.grouping
    is_owned = "ownership" in ledger.parts
    checked = Checked()
    if grouping is not None:
        checked += check_grouping(
            baseline, grouping.dimension, ledger.adjustments, month, costs, ownership.target
        )
    if not (baseline.tags or is_owned):
        return checked
    level = first_level(baseline, ownership)
    assignment = assign(baseline, ownership, level, month=month)
    # Where tags alone say whose a cost is, and the case is made by tag, it is told already.
    if is_owned or grouping is None or not grouping.dimension.startswith("tag:"):
        checked += check_owners(assignment)
    return checked + check_tags(baseline, ownership, assignment)
