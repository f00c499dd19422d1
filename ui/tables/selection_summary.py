"""Sum, average, count, smallest and largest of what is selected, as the status bar says them."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.cells import Value
from scenarios.schema import Kind
from scenarios.words import say
from ui.tables.model.cell_text import amount_text
from ui.tables.model.grid_model import GridModel
from whatif_app.formatting import number, share

#: More places than this are counted but not added up while the selection is dragged.
MOST = 200_000
_SHARES = frozenset({Kind.SHARE, Kind.RATE})
#: Kinds whose numbers say when, of which a sum would say nothing.
_TIMES = frozenset({Kind.MONTH, Kind.CALENDAR_MONTH})


def summary_of(model: GridModel, places: Iterable[tuple[int, int]], size: int) -> str:
    """What the status bar says of a selection of a grid.

    Args:
        places: what is selected of rows that exist.
        size: how many places that is, at most.
    """
    if not 0 < size <= MOST or model.case is None:
        return ""
    chosen = list(places)
    cells = [(model.kind_of(*place), model.value(*place)) for place in chosen]
    return summary(cells, _one_currency(model, chosen))


def _one_currency(model: GridModel, places: Iterable[tuple[int, int]]) -> str:
    """The one currency of the money selected; "" where there are several."""
    assert model.case is not None
    project = model.currency_of(None)
    if not model.case.tables["rates"]:
        return project
    refs = (model.cell(*place) for place in places if model.kind_of(*place) is Kind.MONEY)
    found = {model.currency_of(ref) for ref in refs}
    return "" if len(found) > 1 else next(iter(found), project)


def summary(cells: Iterable[tuple[Kind | None, Value]], currency: str) -> str:
    """Such as "Sum $4,200 · Average $1,400 · Count 3 · Min … · Max …"; "" without a number.

    Args:
        currency: of the amounts; "" where they are in several, which do not add up.
    """
    numbers: list[float] = []
    kinds: set[Kind | None] = set()
    for kind, value in cells:
        if not isinstance(value, bool) and isinstance(value, int | float):
            numbers.append(float(value))
            kinds.add(kind)
    if not numbers:
        return ""
    if Kind.MONEY in kinds and not currency:
        return say("Count {n}, in several currencies", n=len(numbers))
    if kinds <= _TIMES:
        return say("Count {n}", n=len(numbers))

    def written(value: float) -> str:
        return _written(kinds, value, currency)

    said = say(
        "Sum {sum} · Average {average} · Count {n}",
        sum=written(sum(numbers)),
        average=written(sum(numbers) / len(numbers)),
        n=len(numbers),
    )
    if len(numbers) == 1:
        return said
    span = say("Min {least} · Max {most}", least=written(min(numbers)), most=written(max(numbers)))
    return f"{said} · {span}"


def _written(kinds: set[Kind | None], value: float, currency: str) -> str:
    if kinds == {Kind.MONEY}:
        return amount_text(value, currency)
    if kinds <= _SHARES:
        return share(value, 2)
    return number(value)
