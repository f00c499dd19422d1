"""Any number may differ between the runs of a batch, and each run comes out as it does alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scenarios.case import Address, Case
from scenarios.engine import evaluate, evaluate_cells
from scenarios.inputs import number_of
from scenarios.library import entries
from scenarios.results import Results
from scenarios.schema import PROJECT, TABLES, Kind
from scenarios.variation import vary
from tests.nasty_cases import NASTY_CASES

pytestmark = pytest.mark.slow

FIGURES = ("npv", "run_rate_savings", "peak_exposure", "obligations")


def documents() -> list[Any]:
    library = [pytest.param(entry.case, id=entry.name) for entry in entries()]
    return library + [pytest.param(case, id=name) for name, case in NASTY_CASES.items()]


def numeric_cells(case: Case) -> list[Address]:
    """Every cell that holds a number, of the project and of every row."""
    places = [(PROJECT, "")]
    places += [(table, row) for table in TABLES.values() for row in case.tables[table.name]]
    return [
        Address(table.name, row, field.name)
        for table, row in places
        for field in table.fields
        if field.is_numeric and field.name not in ("horizon", "lead_months")
    ]


def another(address: Address, value: float) -> float:
    """A valid value that is another than this one."""
    field = address.declaration
    if field.kind is Kind.CHOICE:
        return (value + 1.0) % len(field.choices)
    if field.kind is Kind.BOOLEAN:
        return 1.0 - value
    if field.kind in (Kind.COUNT, Kind.MONTH):
        return value + 2.0
    if field.kind in (Kind.SHARE, Kind.RATE):
        return 0.37 if value != 0.37 else 0.73
    return value * 1.5 + 1.0


@pytest.mark.parametrize("document", documents())
def test_a_number_varied_over_a_batch_gives_each_run_its_own(document: dict[str, Any]) -> None:
    case = Case.from_json(document)
    name = (case.scenario_names or (None,))[-1]
    results = evaluate(case, [name] if name else None)
    subject = next(iter(results.values()))
    checked = 0

    for address in numeric_cells(case):
        present = _present(subject, address)
        if math.isnan(present):
            continue
        values = np.array([present, another(address, present), present])
        worth = vary(subject, {str(address): values}).appraisal
        for figure in FIGURES:
            found = getattr(worth, figure)
            expected = getattr(subject.kpis, figure)
            assert found[[0, 2]] == pytest.approx([expected] * 2, rel=1e-9, abs=1e-6), address
        checked += 1

    assert checked > 0


@pytest.mark.parametrize("document", documents())
def test_scenarios_that_differ_in_one_cell_come_out_as_they_do_alone(
    document: dict[str, Any],
) -> None:
    case = Case.from_json(document)
    own = dict(case.scenarios[-1].set) if case.scenarios else {}

    for address in numeric_cells(case):
        field = address.declaration
        value = case.base_value(address)
        if field.kind in (Kind.CHOICE, Kind.MONTH) or value is None or isinstance(value, bool):
            continue
        if address.field in ("commit", "volume"):
            continue  # its partner would have to change as well, or other rows hang on it
        changed = another(address, number_of(field, value, str(case.project["start_month"])))
        changed = int(changed) if field.kind is Kind.COUNT else changed
        scenarios = {"as it is": own, "changed": {**own, str(address): changed}}
        together = evaluate_cells(case, scenarios)
        for scenario, cells in scenarios.items():
            alone = evaluate_cells(case, {scenario: cells})[scenario]
            assert together[scenario].series["net"] == pytest.approx(
                alone.series["net"], rel=1e-9, abs=1e-6
            ), (scenario, address)


def _present(results: Results, address: Address) -> float:
    if address.table == PROJECT.name:
        return float(results.inputs.project[address.field])
    row = results.inputs.structure.rows[address.table].index(address.row)
    return float(results.inputs.column(address.table, address.field)[row])
