"""The rows of the cost export behind a workload, found by the name it was grouped under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.words import say
from whatif_app.formatting import count, money, month_label
from whatif_app.ownership.rules import dimension_in_words

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


def rows_behind(baseline: Baseline, workload: str, currency: str = "") -> tuple[str, ...]:
    """How many rows of which export make a workload, and what they come to, a sentence each.

    Args:
        currency: of the workload's bill, where the case has several; "" for rows of any. A
            workload of another bill than the project's is called by its currency too.

    Returns:
        Nothing where no dimension of the baseline has a value of that name, as for a workload
        that was added by hand or that gathers what is left.
    """
    month = baseline.months[-1] if baseline.months else None
    called = (workload, workload.removesuffix(f" ({currency})"))
    for dimension in baseline.dimensions:
        found = [
            group
            for group in baseline.group([dimension, "currency"], month=month)
            if group.values[0] in called and currency in ("", group.values[1])
        ]
        if found and month is not None:
            sources = ", ".join(source.name for source in baseline.sources[:2])
            return tuple(
                say(
                    "{n} rows of {exports} with {dimension} “{value}” in {month}: {amortized} "
                    "amortized, {billed} billed.",
                    n=count(group.rows),
                    exports=sources,
                    dimension=dimension_in_words(dimension),
                    value=group.values[0],
                    month=month_label(month),
                    amortized=_amount(group.totals.amortized, group.values[1]),
                    billed=_amount(group.totals.billed, group.values[1]),
                )
                for group in found
            )
    return ()


def _amount(value: object, currency: str) -> str:
    return money(None if value is None else float(str(value)), currency, exact=True)
