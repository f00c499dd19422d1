"""Cells that a run works out by a formula of the case, over the cells in effect in that run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.address import Address
from scenarios.formula_graph import is_computed
from scenarios.schema import PROJECT
from whatif_app.workbook.book import Book
from whatif_app.workbook.cell_formulas import excel_formula, unless_typed_over
from whatif_app.workbook.effective import effective
from whatif_app.workbook.sheet import Cached

if TYPE_CHECKING:
    from whatif_app.workbook.run_inputs import RunInputs


@dataclass(frozen=True, slots=True)
class _Computed:
    """One such cell: where it is, and what its formula comes to."""

    address: str
    text: str
    place: tuple[int, int]
    value: Cached
    form: str


class ComputedCells:
    """Notes a run's computed cells as they come, and writes them once all cells have a place."""

    def __init__(self, inputs: RunInputs, book: Book) -> None:
        self._inputs = inputs
        self._book = book
        self._noted: list[_Computed] = []

    def note(self, address: str, place: tuple[int, int], value: Cached, form: str) -> None:
        """Take down a cell, if this run works it out itself."""
        text = self._text(address)
        if text is not None:
            self._noted.append(_Computed(address, text, place, value, form))

    def write(self) -> None:
        """Write every cell that was noted, over what stood there until now."""
        for each in self._noted:
            formula = self._formula(each)
            self._inputs.sheet.formula(*each.place, formula, each.value, "value", each.form)

    def _text(self, address: str) -> str | None:
        """The formula that this run works out; None where it reads another cell's value."""
        run, view = self._inputs.run, self._inputs.run.results.evaluated.view
        is_base = not run.scenario and not run.volumes
        if is_base or (not run.is_scenario and self._inputs.following.follows(address)):
            return None
        if address not in view.given:
            return view.case.formulas.get(address)
        # A scenario's own stands in its cell among the overrides, over this run's cells.
        given = view.given[address]
        return str(given) if is_computed(address, given) and not run.is_scenario else None

    def _formula(self, each: _Computed) -> str:
        inputs, address = self._inputs, each.address
        field = Address.parse(address).declaration
        live = excel_formula(each.text, address, inputs.naming(address, is_here=True))
        start, source = inputs.here(PROJECT.name, "start_index"), inputs.run.scenario
        base = self._book.input(address)
        assert base is not None, address  # every cell of every table has been written
        override = self._book.input(address, "", source) if source else None
        if override is not None and address in inputs.run.results.evaluated.view.given:
            value = unless_typed_over(override, live, effective(field, base, override, start))
        else:
            value = effective(field, base, override, start, live)
        above = inputs.above(address)
        return value if above is None else unless_typed_over(above, value, above)
