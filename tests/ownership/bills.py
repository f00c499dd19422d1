"""Bills of a few lines, made by hand so that every sum is plain to see."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from decimal import Decimal
from typing import Any

from whatif_app.costs.baseline import Baseline, MonthState
from whatif_app.costs.lines import Line, totals_within
from whatif_app.costs.reconciliation import Reconciliation, add_up

NOTHING = Decimal(0)


def line(
    cost: str,
    *tags: str,
    billed: str | None = "same",
    month: str = "2026-12",
    currency: str = "USD",
    service: str = "Compute",
    account: str = "111122223333",
    kind: str = "usage",
    rows: int = 1,
    **others: Any,
) -> Line:
    """A line of amortized cost `cost`, billed likewise unless told otherwise, with tag values."""
    amount = Decimal(cost)
    values: dict[str, Any] = {
        "month": month,
        "currency": currency,
        "service": service,
        "account": account,
        "region": "eu-west-1",
        "usage_type": "Hours",
        "tags": tags,
        "kind": kind,
        "purchase": "on_demand" if kind == "usage" else "none",
        "term": None,
        "rows": rows,
        "quantity": 1.0,
        "billed": amount if billed == "same" else None if billed is None else Decimal(billed),
        "amortized": amount,
        "on_demand": amount,
        "unused": NOTHING,
        "eligible": NOTHING,
        "interruptible": NOTHING,
        "upfront": NOTHING,
    }
    texts = {each.name: "" for each in fields(Line) if each.default is MISSING}
    return Line(**(texts | values | others))


def bill(*lines: Line, tags: tuple[str, ...] = ("ServiceID",)) -> Baseline:
    """A baseline of these lines; tags that a line does not give are empty."""
    lines = tuple(
        replace(each, tags=each.tags + ("",) * (len(tags) - len(each.tags))) for each in lines
    )
    currencies = sorted({each.currency for each in lines})
    months = sorted({each.month for each in lines})
    by_currency = {
        currency: add_up(each.totals for each in lines if each.currency == currency)
        for currency in currencies
    }
    account = Reconciliation(
        format="by hand",
        used=sum(each.rows for each in lines),
        set_aside={},
        totals=by_currency,
        months=totals_within(lines, "month", "currency"),
        by_kind=totals_within(lines, "currency", "kind"),
        column_sums={},
        plain_billed={
            currency: float(totals.billed or 0) for currency, totals in by_currency.items()
        },
    )
    return Baseline(
        format="by hand",
        sources=(),
        currencies=tuple(currencies),
        months=tuple(months),
        tags=tags,
        calendar={month: MonthState(True, True) for month in months},
        reconciliation=account,
        lines=lines,
    )
