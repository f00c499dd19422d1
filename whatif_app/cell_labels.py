"""What a cell is called, and a change of cells in the undo menu."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.address_problems import address_problem
from scenarios.case import Address, Case
from scenarios.cells import RefusedError, Value, accepted
from scenarios.edits import RESET
from scenarios.formula import is_formula
from scenarios.formula_graph import may_be_computed
from scenarios.schema import Field
from scenarios.words import Kept, keep, marked, say
from whatif_app.cell_text import cell_text
from whatif_app.edit_text import formula_text

#: By what was done to several cells.
_SEVERAL: Mapping[str, str] = {
    "Paste": marked("Paste {n} cells"),
    "Fill": marked("Fill {n} cells"),
    "Set": marked("Set {n} cells"),
    "Cut": marked("Cut {n} cells"),
    "Link": marked("Link {n} cells"),
    "Replace": marked("Replace {n} cells"),
    "Reset": marked("Reset {n} cells"),
}


def label_of_cells(case: Case, cells: Mapping[str, Value], verb: str) -> Kept:
    """Such as "Set Spot target of encoder to 85 %", "Paste 12 cells", "Reset Growth of orders".

    Args:
        cells: new values by address; they may yet be refused.
        verb: what was done where the cells are several.
    """
    if len(cells) == 1:
        ((key, value),) = cells.items()
        return keep(lambda: _label_of_one(case, key, value))
    cleared = all(value is RESET for value in cells.values())
    return label_of_several("Reset" if cleared else verb, len(cells))


def label_of_several(verb: str, n: int) -> Kept:
    """Such as "Paste 12 cells"."""
    return keep(lambda: say(_SEVERAL.get(verb, "{verb} {n} cells"), n=n, verb=verb))


def cell_in_words(address: Address) -> str:
    """A cell by its field and row: "Spot target of Video encoder"."""
    label = say(address.declaration.label)
    return say("{field} of {row}", field=label, row=address.row) if address.row else label


def _label_of_one(case: Case, key: str, value: Value) -> str:
    if address_problem(case, key):
        return say("Set {what}", what=key)
    address = Address.parse(key)
    declaration, what = address.declaration, cell_in_words(address)
    if value is RESET:
        return say("Reset {what}", what=what)
    if declaration.name == "enabled" and isinstance(value, bool):
        switched = marked("Switch {row} on") if value else marked("Switch {row} off")
        return say(switched, row=address.row)
    to = _value_in_words(case, declaration, value)
    return say("Set {what} to {value}", what=what, value=to) if to else say("Set {what}", what=what)


def _value_in_words(case: Case, declaration: Field, value: Value) -> str:
    """Such as "85 %"; nothing where the value will be refused or takes too many words."""
    if is_formula(value) and may_be_computed(declaration):
        return _formula_in_words(str(value))
    try:
        checked = accepted(declaration, value)
    except RefusedError:
        return ""
    currency, start = case.project.get("currency", "USD"), case.project["start_month"]
    text = cell_text(declaration, checked, str(currency), str(start))
    return text if len(text) <= 40 else ""


def _formula_in_words(text: str) -> str:
    try:
        formula = formula_text(text)
    except RefusedError:
        return ""
    return formula if len(formula) <= 40 else say("a formula")
