"""What follows from cells that are varied over a batch: every computed cell that depends on them.

Source: docs/model.md, "Formulas in cells".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenarios.address import Address
from scenarios.arrays import Array
from scenarios.case import CaseView
from scenarios.cells import Value
from scenarios.formula import BASE
from scenarios.formula_graph import Bound, in_order, reached, readers
from scenarios.formulas import formulas_of
from scenarios.inputs import number_of
from scenarios.schema import Field, Kind

#: A count computed in floats may miss a whole number by so much.
_WHOLE_TOLERANCE = 1e-6
#: Cells that are alike in all variants of a batch: they say how many months it has.
_OF_THE_WHOLE_BATCH = frozenset({("project", "horizon"), ("cliffs", "lead_months")})


def following(view: CaseView, values: Mapping[str, Array]) -> Variation:
    """What follows in a run from numeric cells varied over a batch.

    A varied cell has the value it is varied to, whether or not it is computed. One that the run
    does not override moves in the base as well, and so moves what a formula calls base.

    Args:
        values: address → one number per variant.
    """
    case = view.case
    facts = {key: numbers for key, numbers in values.items() if key not in view.given}
    base = Variation(case.view(), facts, {}).values if case.formulas and view.given else facts
    return Variation(view, values, base)


class Variation:
    """The computed cells of a run that depend on varied ones, over all variants at once.

    Attributes:
        values: the varied cells and those that follow; address → one number per variant.
        is_valid: whether in a variant each of these is a number within its field's bounds.
    """

    def __init__(
        self, view: CaseView, values: Mapping[str, Array], base: Mapping[str, Array]
    ) -> None:
        """
        Args:
            base: cells that vary in the base.
        """
        self._view = view
        self._base = base
        self._length = len(next(iter(values.values()), ()))
        self.values: dict[str, Array] = dict(values)
        self.is_valid: NDArray[np.bool_] = np.ones(self._length, dtype=np.bool_)
        known = formulas_of(view.case, view.given)
        formulas = {key: each for key, each in known.items() if key not in values}
        of_base = {key for key, each in formulas.items() if each.formula.uses_base and key in base}
        moved = of_base | reached({*values, *of_base}, readers(formulas.values()))
        order, _circles = in_order(moved, {key: formulas[key] for key in moved})
        for key in order:
            self._work_out(formulas[key])

    def _work_out(self, each: Bound) -> None:
        field = Address.parse(each.home).declaration
        with np.errstate(all="ignore"):
            result = each.work(lambda key: self._number(key, each.home))
        numbers = np.broadcast_to(np.asarray(result, dtype=np.float64), (self._length,))
        if field.kind in (Kind.COUNT, Kind.MONTH):
            nearest = np.round(numbers)
            is_whole = np.abs(numbers - nearest) < _WHOLE_TOLERANCE
            numbers = np.where(is_whole, nearest, np.nan)
        self.is_valid &= _within(field, numbers)
        if (each.home.partition("/")[0], field.name) in _OF_THE_WHOLE_BATCH:
            self.is_valid &= numbers == self._present(each.home)
        self.values[each.home] = numbers

    def _number(self, key: str, home: str) -> float | Array:
        varied = self._base.get(home) if key == BASE else self.values.get(key)
        if varied is not None:
            return varied
        if key != BASE:
            return self._present(key)
        return self._as_number(home, self._view.case.base_value(Address.parse(home)))

    def _present(self, key: str) -> float:
        """The number in effect in this run, where nothing varies."""
        address, view = Address.parse(key), self._view
        if not address.row:
            return self._as_number(key, view.project(address.field))
        return self._as_number(key, view.value(address.table, address.row, address.field))

    def _as_number(self, key: str, value: Value) -> float:
        return number_of(
            Address.parse(key).declaration, value, str(self._view.project("start_month"))
        )


def _within(field: Field, numbers: Array) -> NDArray[np.bool_]:
    valid: NDArray[np.bool_] = np.isfinite(numbers)
    if field.minimum is not None:
        valid &= numbers >= field.minimum
    if field.maximum is not None:
        valid &= numbers <= field.maximum
    if field.above is not None:
        valid &= numbers > field.above
    return valid
