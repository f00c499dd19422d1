"""A commitment has one size, an amount or a coverage: setting one makes the other give way."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.address_problems import address_problem
from scenarios.case import Address, Case
from scenarios.cells import Value
from scenarios.edits import RESET, CellEdit

_OTHER_SIZE = {"commit": "coverage", "coverage": "commit"}


def other_sizes(case: Case, scenario: str | None, cells: Mapping[str, Value]) -> dict[str, Value]:
    """What becomes of the other size of each commitment whose size is set.

    Args:
        scenario: the scenario whose cells are set; None for the base.
        cells: what is set. A commitment of which both sizes are given is left as it is.

    Returns:
        Further cells to set: None to empty one, `RESET` to take an override back.
    """
    made: dict[str, Value] = {}
    for key, value in cells.items():
        table, _, rest = key.partition("/")
        row, _, name = rest.rpartition("/")
        if table != "commitments" or name not in _OTHER_SIZE or value is None:
            continue
        other = f"{table}/{row}/{_OTHER_SIZE[name]}"
        if other in cells or address_problem(case, key) or not _has(case, scenario):
            continue
        if (emptied := _emptied(case, scenario, other, value)) is not None:
            made[other] = emptied.value
    return made


def _emptied(case: Case, scenario: str | None, other: str, value: Value) -> CellEdit | None:
    """How the other size makes way for one that is set or reset; None where it need not."""
    address = Address.parse(other)
    overridden = scenario is not None and other in case.scenario(scenario).set
    if value is RESET:
        return CellEdit(other, RESET, scenario) if overridden else None
    if case.value(address, scenario) is None:
        return None
    if overridden and case.base_value(address) is None:
        return CellEdit(other, RESET, scenario)
    return CellEdit(other, None, scenario)


def _has(case: Case, scenario: str | None) -> bool:
    return scenario is None or scenario in case.scenario_names
