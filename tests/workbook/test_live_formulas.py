"""The workbook is the program: every figure, recalculated by another engine, also after edits."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scenarios.case import Address, Case
from scenarios.edits import CellEdit, with_edits
from scenarios.library import entries, load
from scenarios.problems import CaseError
from tests.random_cases import cases
from tests.workbook.cell_edits import can_be_changed, changed, new_part, new_value
from tests.workbook.recalculation import (
    Recalculated,
    Stored,
    agrees,
    differences,
    errors,
    poison,
)
from whatif_app.workbook import export_workbook

#: An example takes a second, so that a failure is shown as found, not made smaller.
pytestmark = pytest.mark.slow

FEW = settings(
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def recalculated(case: Case, folder: Path) -> Recalculated:
    export_workbook(case, folder / "case.xlsx")
    return Recalculated(poison(folder / "case.xlsx", folder / "poisoned.xlsx"))


@pytest.mark.parametrize("name", [entry.name for entry in entries()])
def test_a_worked_case_recalculates_to_the_program_s_figures(name: str, tmp_path: Path) -> None:
    case = Case.from_json(load(name).case)

    book = recalculated(case, tmp_path)

    assert list(errors(book)) == []
    assert differences(book, case) == []


@pytest.mark.parametrize("name", ["checkout-2027", "agreement", "day-and-night"])
def test_every_formula_is_stored_with_the_value_it_recalculates_to(
    name: str, tmp_path: Path
) -> None:
    case = Case.from_json(load(name).case)
    book = recalculated(case, tmp_path)
    stored = Stored(tmp_path / "case.xlsx")

    wrong = []
    for place in sorted(book.formulas):
        value, kept = book.value(*place), stored.value(*place)
        # What is left of amounts that cancel is rounding: a millionth of a cent is nothing.
        if not agrees(value, kept, 1e-9, 10.0):
            wrong.append((place, kept, value))

    assert len(book.formulas) > 3000
    assert wrong == []


@settings(FEW, max_examples=10)
@given(document=cases())
def test_any_case_recalculates_to_the_program_s_figures(
    document: dict[str, object], tmp_path: Path
) -> None:
    case = Case.from_json(document)

    book = recalculated(case, tmp_path)

    assert list(errors(book)) == []
    assert differences(book, case) == []


@settings(FEW, max_examples=5)
@given(document=cases(), dice=st.integers(0, 1000))
def test_any_cell_changed_in_the_workbook_gives_what_the_program_gives(
    document: dict[str, object], dice: int, tmp_path: Path
) -> None:
    random, case = Random(dice), Case.from_json(document)
    book = recalculated(case, tmp_path)
    overrides = [place for place in book.places if place[0]]
    for turn in range(10):
        place = random.choice(overrides if overrides and turn % 2 else list(book.places))
        if not can_be_changed(case, place):
            continue
        field = Address.parse(place[1]).declaration
        value = (
            new_part(place, case, random) if place[2] else new_value(field, case, place[0], random)
        )
        try:
            edited = changed(case, place, value)
        except CaseError:
            continue
        book.set({place: "(none)" if place[0] and value is None else value})

        assert list(errors(book)) == [], (place, value)
        assert differences(book, edited) == [], (place, value)
        case = edited


def test_the_order_of_commitments_follows_kind_and_priority(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)
    edits = {
        "commitments/Search RIs/kind": "savings_plan",
        "commitments/Checkout plan/priority": -3,
        "commitments/Compute plan/scope": "r6g",
        "commitments/Compute plan/enabled": True,
        "commitments/Database RIs/payment": "all",
    }

    book.set({("", address, ""): value for address, value in edits.items()})

    edited = with_edits(case, [CellEdit(address, value, None) for address, value in edits.items()])
    assert differences(book, edited) == []


def test_a_convertible_ri_follows_a_migration_switched_on_in_the_workbook(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)
    edits = {
        "commitments/Checkout plan/kind": "convertible_ri",
        "commitments/Checkout plan/scope": "Checkout API",
        "migrations/Checkout to Graviton/enabled": True,
        "migrations/Checkout to Graviton/start": 5,
    }

    book.set({("", address, ""): value for address, value in edits.items()})

    edited = with_edits(case, [CellEdit(address, value, None) for address, value in edits.items()])
    assert differences(book, edited) == []


def test_hours_and_shapes_may_be_changed_together(tmp_path: Path) -> None:
    case = Case.from_json(load("day-and-night").case)
    book = recalculated(case, tmp_path)
    workload = case.tables["workloads"].names[0]
    # 84 × 1.5 + 42 × 0.75 + 42 × 0.25 = 168: the mean over the week stays 1.
    hours, levels = [84, 42, 42], [1.5, 0.75, 0.25]
    parts = [f"class {number}" for number in (1, 2, 3)]
    changes = {("", "project/hour_classes", p): h for p, h in zip(parts, hours, strict=True)}
    address = f"workloads/{workload}/shape"
    changes |= {("", address, p): level for p, level in zip(parts, levels, strict=True)}

    book.set(changes)

    names = [each["name"] for each in case.project["hour_classes"]]  # type: ignore[attr-defined]
    classes = [{"name": n, "hours": h} for n, h in zip(names, hours, strict=True)]
    edits = [CellEdit("project/hour_classes", classes, None), CellEdit(address, levels, None)]
    assert differences(book, with_edits(case, edits)) == []


def test_an_event_and_a_contract_year_can_be_added_in_the_spare_cells(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)
    events, years = "units/TB stored/events", "agreements/Enterprise agreement/commitments"

    book.set(
        {
            ("", events, "month 1"): "2027-05",
            ("", events, "uplift 1"): 0.25,
            ("", years, "year 4"): 900_000.0,
            ("", "agreements/Enterprise agreement/enabled", ""): True,
            ("", "agreements/Enterprise agreement/start", ""): -18,
        }
    )

    edits = {
        events: [{"month": "2027-05", "uplift": 0.25}],
        years: [600000, 700000, 800000, 900000],
        "agreements/Enterprise agreement/enabled": True,
        "agreements/Enterprise agreement/start": -18,
    }
    edited = with_edits(case, [CellEdit(address, value, None) for address, value in edits.items()])
    assert differences(book, edited) == []


def test_the_start_month_moves_season_and_calendar_months(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)

    book.set({("", "project/start_month", ""): "2027-04"})

    edited = with_edits(case, [CellEdit("project/start_month", "2027-04", None)])
    assert differences(book, edited) == []


def test_the_horizon_can_be_shortened(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)

    book.set({("", "project/horizon", ""): 20})

    assert differences(book, with_edits(case, [CellEdit("project/horizon", 20, None)])) == []


def test_an_emptied_override_takes_the_base_s_value_again(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)

    book.set({("Slow growth", "units/Orders/growth", ""): None})

    scenarios = [
        {**row, "set": {k: v for k, v in row["set"].items() if k != "units/Orders/growth"}}
        if row["name"] == "Slow growth"
        else row
        for row in load("checkout-2027").case["scenarios"]
    ]
    edited = Case.from_json({**load("checkout-2027").case, "scenarios": scenarios})
    assert differences(book, edited) == []


def test_a_value_typed_over_a_scenario_s_input_formula_overrides_it(tmp_path: Path) -> None:
    case = Case.from_json(load("checkout-2027").case)
    book = recalculated(case, tmp_path)
    texts = Stored(tmp_path / "case.xlsx")
    # On the sheet of the second scenario, the column "On-demand cost" of its workloads.
    header = next(
        (row, column)
        for row in range(1, 60)
        for column in range(1, 40)
        if book.value("Inputs 2", row, column) == "On-demand cost"
    )
    row = next(r for r in range(header[0], 80) if texts.value("Inputs 2", r, 1) == "Data lake")

    book.put("Inputs 2", row, header[1], 9999.0)
    book.model.evaluate()

    edit = CellEdit("workloads/Data lake/on_demand_cost", 9999.0, case.scenario_names[1])
    assert differences(book, with_edits(case, [edit])) == []
