"""The enterprise agreement: its discount, its yearly commitment, its marketplace (§4)."""

from __future__ import annotations

from .buying import Tranche, upfront_share
from .cells import Cells, Row, enabled, horizon


def is_active(agreement: Row, t: int) -> bool:
    """An agreement lasts 12 months for each yearly commitment listed."""
    end = agreement["start"] + 12 * len(agreement["commitments"])
    return bool(agreement["start"] <= t < end)


def factor(cells: Cells, t: int) -> float:
    """What a cloud cost of month `t` is multiplied by."""
    product = 1.0
    for agreement in enabled(cells, "agreements"):
        if is_active(agreement, t):
            product *= 1 - agreement["discount"]
    return product


def amortized_factor(cells: Cells, tranche: Tranche, t: int) -> float:
    """What a tranche's amortized cost of month `t` is multiplied by.

    Its upfront part keeps the factor of the month in which it was paid.
    """
    p = upfront_share(tranche["commitment"])
    paid_in = tranche["start"] if tranche["start"] >= 0 else t
    return p * factor(cells, paid_in) + (1 - p) * factor(cells, t)


def marketplace(cells: Cells, t: int) -> float:
    """Marketplace spend of the month under all active agreements."""
    return float(
        sum(a["marketplace_monthly"] for a in enabled(cells, "agreements") if is_active(a, t))
    )


def new_marketplace(cells: Cells, t: int) -> float:
    """The part of the month's marketplace spend that would not be spent otherwise."""
    return float(
        sum(
            a["marketplace_monthly"] * a["marketplace_new"]
            for a in enabled(cells, "agreements")
            if is_active(a, t)
        )
    )


def shortfalls(cells: Cells, invoiced: list[float]) -> tuple[list[float], list[float]]:
    """Shortfall by month, as paid (cash) and as accrued, of every enabled agreement.

    Args:
        invoiced: the cash cloud cost of each month, double running included, after the discount.
    """
    cash = [0.0] * horizon(cells)
    accrued = [0.0] * horizon(cells)
    for agreement in enabled(cells, "agreements"):
        for y in range(len(agreement["commitments"])):
            months = months_within_horizon(cells, agreement, y)
            if not months:
                continue
            missing = shortfall_of_year(cells, agreement, y, months, invoiced)
            cash[months[-1]] += missing
            for t in months:
                accrued[t] += missing / len(months)
    return cash, accrued


def months_within_horizon(cells: Cells, agreement: Row, y: int) -> list[int]:
    begin = agreement["start"] + 12 * y
    return [t for t in range(begin, begin + 12) if 0 <= t < horizon(cells)]


def shortfall_of_year(
    cells: Cells, agreement: Row, y: int, months: list[int], invoiced: list[float]
) -> float:
    """What contract year `y` lacks; a year cut short by the horizon is held to its share."""
    begin = agreement["start"] + 12 * y
    share = min(horizon(cells) - begin, 12) / 12
    commitment = agreement["commitments"][y] * share
    counted = sum(invoiced[t] for t in months)
    if begin <= 0 < begin + 12:
        counted += agreement["counted_so_far"]
    spend = agreement["marketplace_monthly"] * len(months)
    counted += min(
        agreement["marketplace_counts"] * spend, agreement["marketplace_cap"] * commitment
    )
    return float(max(0.0, commitment - counted))
