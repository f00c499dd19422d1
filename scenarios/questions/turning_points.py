"""Turning points: how far an input may move before the verdict is another.

Each lever is varied alone, from its present value to its bounds, over a batch of runs: first
coarsely, then ever more finely around the nearest place on either side where the verdict turns.

Source: docs/model.md, "Questions asked of the same engine" (goal seek).
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array
from scenarios.case import Address
from scenarios.inputs import STRUCTURAL_COLUMNS, Inputs
from scenarios.results import Results
from scenarios.schema import Kind
from scenarios.variation import vary

#: Runs of the first, coarse look at a lever, and of each finer one at a turn.
COARSE, FINE = 16, 8
#: Finer looks: each narrows a turn FINE + 1 times, to some 1e-4 of the lever's span.
ROUNDS = 3
#: Cells (workloads × months × runs) evaluated at a time, so that a caller may pause between.
CELLS_AT_ONCE = 50_000
MOST_LEVERS = 10

_VARIED = frozenset({Kind.NUMBER, Kind.COUNT, Kind.SHARE, Kind.RATE, Kind.MONEY, Kind.MONTH})
_WHOLE = frozenset({Kind.COUNT, Kind.MONTH})
#: Growth by the month, prices and rates by the year: how far to look on either side.
_MONTHLY_REACH, _YEARLY_REACH = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Between which values of one input the verdict stays what it is.

    Attributes:
        value: what the input is now.
        lower, upper: the outermost values found at which the verdict still holds; None where
            it holds as far as the input may go that way.
        to_lower, to_upper: the nearest values found at which it is another; None likewise.
        is_go: whether the verdict that holds is a Go.
    """

    address: str
    value: float
    lower: float | None
    upper: float | None
    to_lower: float | None
    to_upper: float | None
    is_go: bool

    @property
    def turns(self) -> bool:
        """Whether the verdict turns at all within the input's bounds."""
        return self.lower is not None or self.upper is not None


def levers(results: Results) -> tuple[str, ...]:
    """Addresses worth asking about: what the scenario overrides, then volume and the work's cost.

    Only cells that hold a number; at most `MOST_LEVERS`.
    """
    view = results.evaluated.view
    structure = results.evaluated.inputs.structure
    found = list(view.overrides)[: MOST_LEVERS // 2]
    if structure.primary_unit >= 0:
        unit = structure.rows["units"][structure.primary_unit]
        found += [f"units/{unit}/growth", f"units/{unit}/volume"]
    for name, enabled in zip(
        view.names("initiatives"), view.column("initiatives", "enabled"), strict=True
    ):
        if enabled:
            found += [f"initiatives/{name}/loaded_cost", f"initiatives/{name}/months"]
    for key in view.overrides:
        address = Address.parse(key)
        if address.field == "spot_target":
            found.append(str(Address(address.table, address.row, "spot_discount")))
    found += view.overrides
    varied = [key for key in dict.fromkeys(found) if _can_vary(results, Address.parse(key))]
    return tuple(varied[:MOST_LEVERS])


def _can_vary(results: Results, address: Address) -> bool:
    if address.declaration.kind not in _VARIED or address.field == "lead_months":
        return False
    if (address.table, address.field) in STRUCTURAL_COLUMNS:
        return False
    return not math.isnan(_present(results.inputs, address))


def turning_points(results: Results, addresses: Sequence[str]) -> Iterator[TurningPoint | None]:
    """Each lever's turning points, as they are found.

    Yields None between pieces of work, where a caller may pause or stop.

    Args:
        results: of the scenario asked about.
        addresses: of numeric cells that are not null in it.
    """
    if results.kpis.verdict == "No change":
        return
    for text in addresses:
        yield from _turning_point(results, text)


def _turning_point(results: Results, text: str) -> Iterator[TurningPoint | None]:
    value = _present(results.inputs, Address.parse(text))
    low, high = _bounds(results, Address.parse(text), value)
    below = yield from _nearest_turn(results, text, value, low)
    above = yield from _nearest_turn(results, text, value, high)
    yield TurningPoint(
        text,
        value,
        lower=below[0] if below else None,
        upper=above[0] if above else None,
        to_lower=below[1] if below else None,
        to_upper=above[1] if above else None,
        is_go=results.kpis.verdict == "Go",
    )


def _nearest_turn(
    results: Results, text: str, value: float, bound: float
) -> Generator[None, None, tuple[float, float] | None]:
    """The last value on the way to a bound that keeps the verdict, and the next that does not."""
    is_go = results.kpis.verdict == "Go"
    holds, turned = value, bound
    places = np.linspace(value, bound, COARSE // 2 + 1)[1:]
    for look in range(ROUNDS + 1):
        places = _admitted(Address.parse(text), places)
        places = places[(places != holds) & ((places != turned) | (look == 0))]
        go = np.zeros(0, dtype=np.bool_)
        for piece in _pieces(results, places):
            found, is_valid = _is_go(results, text, piece)
            go = np.concatenate([go, found])
            yield None
            if not is_valid:
                break  # what follows by formula is out of its bounds from here on
        places = places[: go.size]
        others = np.flatnonzero(go != is_go)
        if others.size == 0 and look == 0:
            return None
        # Where none of the finer places turns, the turn is between the last and the one known.
        first = int(others[0]) if others.size else places.size
        holds = float(places[first - 1]) if first else holds
        turned = float(places[first]) if others.size else turned
        places = np.linspace(holds, turned, FINE + 2)[1:-1]
    return holds, turned


def _admitted(address: Address, places: Array) -> Array:
    """Places that the field accepts: whole numbers only where it counts."""
    if address.declaration.kind not in _WHOLE or places.size == 0:
        return places
    rounded = np.round(places)
    distinct: Array = rounded[np.concatenate([[True], np.diff(rounded) != 0.0])]
    return distinct


def _pieces(results: Results, places: Array) -> list[Array]:
    structure = results.evaluated.inputs.structure
    cells = max(structure.count("workloads") * structure.horizon, 1)
    at_once = max(1, CELLS_AT_ONCE // cells)
    return [places[start : start + at_once] for start in range(0, places.size, at_once)]


def _present(inputs: Inputs, address: Address) -> float:
    if address.table == "project":
        return float(inputs.project[address.field])
    position = inputs.structure.rows[address.table].index(address.row)
    return float(inputs.column(address.table, address.field)[position])


def _bounds(results: Results, address: Address, value: float) -> tuple[float, float]:
    """How far to look on either side; within what the field accepts."""
    field = address.declaration
    if field.kind is Kind.MONTH:
        return min(0.0, value), max(float(results.horizon - 1), value)
    if field.kind is Kind.RATE:
        reach = _MONTHLY_REACH if field.unit == "% a month" else _YEARLY_REACH
        low, high = value - reach, value + reach
    else:
        low, high = 0.0, 4.0 * abs(value) or 1.0
    least = field.minimum if field.minimum is not None else -math.inf
    if field.above is not None:
        least = field.above + 1e-6
    most = field.maximum if field.maximum is not None else math.inf
    if field.kind is Kind.SHARE:
        return least, most
    return min(max(low, least), value), max(min(high, most), value)


def _is_go(results: Results, text: str, values: Array) -> tuple[NDArray[np.bool_], bool]:
    """Whether the verdict is a Go at each value of one input, up to the last that is valid.

    Returns:
        Shape (up to B,), and whether every value is valid.
    """
    variants = vary(results, {text: values})
    is_go: NDArray[np.bool_] = variants.appraisal.verdict == "Go"
    wrong = np.flatnonzero(~variants.is_valid)
    return (is_go[: wrong[0]], False) if wrong.size else (is_go, True)
