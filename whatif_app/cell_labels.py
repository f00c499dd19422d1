"""What a change of cells is called in the undo menu."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.case import Address, Case
from scenarios.case_file import address_problem
from scenarios.cells import RefusedError, Value, accepted
from scenarios.edits import RESET
from scenarios.schema import Field
from whatif_app.formatting import cell_text


def label_of_cells(case: Case, cells: Mapping[str, Value], verb: str) -> str:
    """Such as "Set Spot target of encoder to 85 %", "Paste 12 cells", "Reset Growth of orders".

    Args:
        cells: new values by address; they may yet be refused.
        verb: what was done where the cells are several.
    """
    if len(cells) != 1:
        cleared = all(value is RESET for value in cells.values())
        return f"{'Reset' if cleared else verb} {len(cells)} cells"
    ((key, value),) = cells.items()
    if address_problem(case, key):
        return f"Set {key}"
    address = Address.parse(key)
    declaration = address.declaration
    of = f"{declaration.label} of {address.row}" if address.row else declaration.label
    if value is RESET:
        return f"Reset {of}"
    if declaration.name == "enabled" and isinstance(value, bool):
        return f"Switch {address.row} {'on' if value else 'off'}"
    return f"Set {of}{_to_value(case, declaration, value)}"


def _to_value(case: Case, declaration: Field, value: Value) -> str:
    """Such as " to 85 %"; nothing where the value will be refused or takes too many words."""
    try:
        checked = accepted(declaration, value)
    except RefusedError:
        return ""
    currency, start = case.project.get("currency", "USD"), case.project["start_month"]
    text = cell_text(declaration, checked, str(currency), str(start))
    return f" to {text}" if len(text) <= 40 else ""
