"""Sum, average and count of what is selected, as the status bar says them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scenarios.cells import Value
from scenarios.schema import Kind
from ui.tables.cell_ref import CellRef
from whatif_app.formatting import money, number, share

#: More places than this are counted but not added up while the selection is dragged.
MOST = 200_000


def summary(cells: Iterable[tuple[CellRef | None, Value]], currency: str) -> str:
    """Such as "Sum $4,200 · Average $1,400 · Count 3"; "" where nothing holds a number.

    Args:
        currency: of the amounts; "" where they are in several, which do not add up.
    """
    numbers: list[float] = []
    kinds: set[Kind | None] = set()
    for ref, value in cells:
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        numbers.append(float(value))
        kinds.add(ref.field.kind if ref is not None else None)
    if not numbers:
        return ""
    if Kind.MONEY in kinds and not currency:
        return f"Count {len(numbers)}, in several currencies"
    total = _written(kinds, sum(numbers), currency)
    average = _written(kinds, sum(numbers) / len(numbers), currency)
    return f"Sum {total} · Average {average} · Count {len(numbers)}"


def _written(kinds: Iterable[Kind | None], value: float, currency: str) -> str:
    only: Sequence[Kind | None] = list(kinds)
    if only == [Kind.MONEY]:
        return money(value, currency, exact=True).removesuffix(".00")
    if set(only) <= {Kind.SHARE, Kind.RATE}:
        return share(value, 2)
    return number(value)
