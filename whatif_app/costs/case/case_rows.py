"""The tables of a case, from what a month shows of its workloads and commitments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whatif_app.costs.case.observed import Commitment, Observed, Terms, Workload
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY

#: The scope of what was bought and not used: no workload is of this family, so it covers nothing.
UNUSED_FAMILY = "Unused commitment (observed)"
#: What the name of that row adds to the commitment's.
UNUSED_SUFFIX = ": unused"

#: Kinds of commitments in words.
KINDS = {
    "standard_ri": "Standard RI",
    "convertible_ri": "Convertible RI",
    "savings_plan": "Savings Plan",
    "cud": "Committed use",
}
_PAYMENTS = {"none": "no upfront", "partial": "partial upfront", "all": "all upfront"}


def case_rows(observed: Observed, month: str, currency: str) -> dict[str, Any]:
    """The case, in the form of `case.json`, of what a month shows.

    Args:
        observed: the month, its negative amounts settled.
        month: `YYYY-MM`, the case's month 0.
        currency: of all money; not written where it is unknown.
    """
    project: dict[str, Any] = {"start_month": month}
    if currency != UNKNOWN_CURRENCY:
        project["currency"] = currency
    committed: dict[str, float] = {}
    for commitment in observed.commitments.values():
        scale = _scale(commitment)
        for name, amount in commitment.equivalent.items():
            committed[name] = committed.get(name, 0.0) + amount * scale
    rows = [
        _workload_row(name, each, committed.get(name, 0.0))
        for name, each in observed.workloads.items()
    ]
    return {
        "project": project,
        "units": [],
        "workloads": [row for row in rows if row["on_demand_cost"] > 0] or rows[:1],
        "commitments": _commitment_rows(observed.commitments, month),
    }


def _scale(commitment: Commitment) -> float:
    total = sum(commitment.equivalent.values())
    return commitment.size / total if total > 0 else 0.0


def _workload_row(name: str, workload: Workload, committed: float) -> dict[str, Any]:
    """One workload: its demand is what it paid on demand and the equivalent of the rest."""
    demand = workload.on_demand + workload.spot_list + committed
    row: dict[str, Any] = {"name": name, "on_demand_cost": demand}
    if not workload.is_usage:
        return row | {"spot_eligible": 0.0, "commit_eligible": 0.0}
    remainder = workload.on_demand + committed
    row["commit_eligible"] = _share(committed + workload.eligible, remainder)
    row["spot_eligible"] = _share(workload.spot_list + workload.interruptible, demand)
    if workload.spot_list > 0:
        row["spot_share"] = _share(workload.spot_list, demand)
        row["spot_discount"] = 1.0 - _share(workload.spot, workload.spot_list)
    return row


def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole > 0 else 0.0


def _commitment_rows(
    commitments: Mapping[Terms, Commitment], start_month: str
) -> list[dict[str, Any]]:
    """Each commitment as it runs: what is used, and what is not, on a row of its own.

    A month of sums cannot tell in which hours a commitment idled, so its unused part gets a scope
    that no workload belongs to: it is paid for and stays unused, and all else is as observed.
    """
    rows: list[dict[str, Any]] = []
    taken: set[str] = set()
    for terms, commitment in commitments.items():
        name = _commitment_name(terms, commitment, taken)
        common = {"kind": terms.kind, **_schedule(terms, commitment, start_month)}
        size = commitment.size
        discount = 1.0 - _share(commitment.used, size) if size > 0 else 0.0
        if size > 0:
            scope = next(iter(commitment.equivalent)) if len(commitment.equivalent) == 1 else "*"
            rows.append(
                {"name": name, "scope": scope, "discount": discount, "commit": size, **common}
            )
        if commitment.unused > 0:
            discount = discount if discount < 1.0 else 0.0
            rows.append(
                {
                    "name": f"{name}{UNUSED_SUFFIX}",
                    "scope": UNUSED_FAMILY,
                    "discount": discount,
                    "commit": commitment.unused / (1.0 - discount),
                    **common,
                }
            )
    return rows


def _commitment_name(terms: Terms, commitment: Commitment, taken: set[str]) -> str:
    is_one_sort = len(commitment.plans) == 1
    parts = [next(iter(commitment.plans)) if is_one_sort else KINDS[terms.kind]]
    if terms.service:
        # A row's name is part of an address, which cannot hold everything that a service may.
        signs = ("-" if sign == "/" else sign for sign in terms.service if sign.isprintable())
        parts.append("".join(signs).strip()[:40])
    if terms.term:
        parts.append(f"{terms.term} months")
    if terms.payment:
        parts.append(_PAYMENTS[terms.payment])
    if terms.end:
        parts.append(f"to {terms.end}")
    shown = ", ".join(parts)
    name, number = shown, 2
    while name in taken:
        name, number = f"{shown} ({number})", number + 1
    taken.add(name)
    return name


def _schedule(terms: Terms, commitment: Commitment, start_month: str) -> dict[str, Any]:
    """Term, start and payment as far as the export tells; renewed, so that today continues."""
    term = terms.term or 12
    start = 0
    if terms.end:
        end = _months_between(start_month, terms.end)
        if 0 < end <= term:
            start = end - term
    paid = commitment.used + commitment.unused
    upfront = _share(commitment.upfront, paid)
    payment = terms.payment
    if not payment:
        payment = "none" if upfront == 0 else "all" if upfront > 0.99 else "partial"
    schedule: dict[str, Any] = {"start": start, "term": term, "payment": payment, "renew": True}
    if payment == "partial" and upfront > 0:
        schedule["upfront_share"] = upfront
    return schedule


def _months_between(first: str, second: str) -> int:
    years, months = (
        int(b) - int(a) for a, b in zip(first.split("-"), second.split("-"), strict=True)
    )
    return 12 * years + months
