"""Small bills for the tests of data quality: a service's cost on each day, and the lines of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from whatif_app.costs.baseline import Baseline, MonthState, SourceFile
from whatif_app.costs.daily import DayCost
from whatif_app.costs.lines import Line
from whatif_app.costs.reconciliation import Reconciliation, Totals, add_up

#: A Thursday; 2026 is no leap year.
FIRST = date(2026, 1, 1)


def money(amount: float | str | Decimal) -> Decimal:
    """An amount to the cent."""
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def line(month: str, amount: float | str, service: str = "EC2", **others: object) -> Line:
    """On-demand usage of one account, billed, amortized and at list price the same."""
    cost = money(amount)
    plain = Line(
        month=month,
        currency="USD",
        service=service,
        account="111",
        region="eu-west-1",
        usage_type="BoxUsage",
        tags=(),
        kind="usage",
        purchase="on_demand",
        commitment="",
        payment="",
        term=None,
        term_end="",
        rows=1,
        quantity=1.0,
        billed=cost,
        amortized=cost,
        on_demand=cost,
        unused=Decimal(0),
        eligible=cost,
        interruptible=Decimal(0),
        upfront=Decimal(0),
    )
    return replace(plain, **others)  # type: ignore[arg-type]


def bill(
    lines: Sequence[Line] = (),
    days: Sequence[DayCost] = (),
    *,
    incomplete: Sequence[str] = (),
    tags: Sequence[str] = (),
    variance: float = 0.0,
    set_aside: Mapping[str, int] | None = None,
) -> Baseline:
    """A reconciled export of these lines and days."""
    months = sorted({each.month for each in lines} | {each.day[:7] for each in days})
    currencies = sorted({each.currency for each in (*lines, *days)})
    totals = {
        currency: add_up(each.totals for each in lines if each.currency == currency)
        for currency in currencies
    }
    by_month: dict[str, dict[str, Totals]] = {
        month: {
            currency: add_up(
                each.totals for each in lines if (each.month, each.currency) == (month, currency)
            )
            for currency in currencies
            if any((each.month, each.currency) == (month, currency) for each in lines)
        }
        for month in months
    }
    account = Reconciliation(
        format="AWS CUR",
        used=sum(each.rows for each in lines),
        set_aside=dict(set_aside or {}),
        totals=totals,
        months=by_month,
        by_kind={},
        column_sums={},
        plain_billed={
            currency: float(each.billed or 0) - variance for currency, each in totals.items()
        },
    )
    return Baseline(
        format="AWS CUR",
        sources=(SourceFile("cur.csv", 1, "0123456789abcdef"),),
        currencies=tuple(currencies),
        months=tuple(months),
        tags=tuple(tags),
        calendar={month: MonthState(month not in incomplete, True) for month in months},
        reconciliation=account,
        lines=tuple(lines),
        days=tuple(days),
    )


def weekdays(days: int, weekday: float = 100.0, weekend: float = 40.0) -> list[float]:
    """So many days from `FIRST`: one cost from Monday to Friday, another on weekends."""
    return [
        weekend if (FIRST + timedelta(days=at)).weekday() >= 5 else weekday for at in range(days)
    ]


def at(day: str) -> int:
    """The place of a day, counted from `FIRST`."""
    return (date.fromisoformat(day) - FIRST).days


def daily_bill(
    costs: Mapping[str, Sequence[float]], *, incomplete: Sequence[str] = (), currency: str = "USD"
) -> Baseline:
    """An export of daily costs from `FIRST`; days of no cost have no row. Lines are their sums."""
    days, months = [], {}
    for service, every in costs.items():
        for place, amount in enumerate(every):
            day = (FIRST + timedelta(days=place)).isoformat()
            cost = money(amount)
            if not cost:
                continue
            days.append(DayCost(day, currency, service, cost, cost, 1))
            key = (day[:7], service)
            months[key] = months.get(key, Decimal(0)) + cost
    lines = [
        line(month, str(cost), service, currency=currency)
        for (month, service), cost in months.items()
    ]
    return bill(lines, days, incomplete=incomplete)
