"""Variances as rows of a table: as shown, and exactly for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from whatif_app.clipboard import table_to_tsv
from whatif_app.formatting import NOTHING, money, plain, share

if TYPE_CHECKING:
    from scenarios.questions.actuals import Variance


def as_tsv(header: Sequence[str], rows: Iterable[tuple[str, str, Variance]]) -> str:
    """The dialect that Excel pastes: period, name and exact figures; blank where there is none."""
    exact = ([period, name, *map(_exact, _figures(row))] for period, name, row in rows)
    return table_to_tsv(header, exact, names=2)


def _figures(row: Variance) -> tuple[float | None, ...]:
    amounts = (row.forecast, row.actual, row.amount, row.share)
    return (*amounts, row.volume, row.rate, row.usage)


def _exact(value: float | None) -> str:
    return "" if value is None else plain(value)


def cells(name: str, row: Variance, currency: str) -> list[str]:
    """A row as it is shown: its name, amounts to the cent, and the variance as a share."""

    def shown(amount: float | None) -> str:
        return NOTHING if amount is None else money(amount, currency, exact=True)

    forecast, actual, amount, portion, *parts = _figures(row)
    return [
        name,
        *map(shown, (forecast, actual, amount)),
        NOTHING if portion is None else share(portion),
        *map(shown, parts),
    ]
