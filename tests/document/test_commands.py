"""Commands: what undo menus call them, what they carry along, and that they survive as JSON."""

import json

import pytest

from scenarios.case import Case
from scenarios.edits import with_cells
from scenarios.problems import CaseError
from tests.document.shop import shop
from whatif_app.commands import (
    RESET,
    AddRow,
    AddScenario,
    CellEdit,
    Command,
    DeleteRows,
    DeleteScenario,
    DuplicateRow,
    DuplicateScenario,
    MoveRow,
    MoveScenario,
    RenameRow,
    RenameScenario,
    ReplaceCase,
    SetCells,
    Several,
    command_from_json,
    set_cells,
)

COMMANDS: list[tuple[str, Command]] = [
    ("Add workload “cache”", AddRow("workloads", "cache", {"on_demand_cost": 1}, 0)),
    ("Delete migration “move”", DeleteRows("migrations", ["move"])),
    ("Delete 2 rows of Workloads", DeleteRows("workloads", ["web", "encoder"])),
    ("Rename unit “orders” to “sales”", RenameRow("units", "orders", "sales")),
    ("Move workload “web”", MoveRow("workloads", "web", 1)),
    ("Duplicate cliff “shard”", DuplicateRow("cliffs", "shard", "shard 2")),
    ("Add scenario “new”", AddScenario("new", {"units/orders/growth": 0.1}, 0)),
    ("Duplicate scenario “spot”", DuplicateScenario("spot", "spot 2")),
    ("Delete scenario “spot”", DeleteScenario("spot")),
    ("Rename scenario “spot” to “Spot”", RenameScenario("spot", "Spot")),
    ("Move scenario “spot”", MoveScenario("spot", 0)),
    (
        "Duplicate 2 rows of Workloads",
        Several(
            "Duplicate 2 rows of Workloads",
            (
                DuplicateRow("workloads", "web", "web 2"),
                DuplicateRow("workloads", "encoder", "encoder 2"),
            ),
        ),
    ),
    (
        "Set 2 cells",
        SetCells(
            "Set 2 cells",
            (
                CellEdit("workloads/encoder/spot_target", None, "spot"),
                CellEdit("workloads/encoder/spot_target", RESET),
            ),
            "scrub",
        ),
    ),
    ("Open an example", ReplaceCase("Open an example", shop())),
]


@pytest.mark.parametrize(("label", "command"), COMMANDS)
def test_a_command_says_what_it_does_and_survives_as_json(label: str, command: Command) -> None:
    again = command_from_json(json.loads(json.dumps(command.to_json())))

    assert command.label == label
    assert again == command
    assert again.merge_key == command.merge_key


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({"workloads/encoder/spot_target": 0.85}, "Set Spot target of encoder to 85\u202f%"),
        ({"project/horizon": 24}, "Set Horizon to 24\u202fmo"),
        ({"initiatives/port/enabled": True}, "Switch port on"),
        ({"workloads/encoder/spot_target": RESET}, "Reset Spot target of encoder"),
        ({"workloads/encoder/spot_target": 7}, "Set Spot target of encoder"),
        ({"units/orders/volume": 1, "units/clicks/volume": 2}, "Paste 2 cells"),
        ({"units/orders/growth": RESET, "units/clicks/growth": RESET}, "Reset 2 cells"),
    ],
)
def test_set_cells_words_its_label(cells: dict[str, object], label: str) -> None:
    assert set_cells(shop(), "spot", cells).label == label


def sizes(case: Case, scenario: str | None) -> list[object]:
    view = case.view(scenario)
    return [view.value("commitments", "plan", name) for name in ("commit", "coverage")]


def test_setting_the_coverage_of_a_commitment_empties_its_amount() -> None:
    case = shop()

    base = set_cells(case, None, {"commitments/plan/coverage": 0.6}).apply(case)
    override = set_cells(case, "spot", {"commitments/plan/coverage": 0.6}).apply(case)

    assert sizes(base, None) == [None, 0.6]
    assert sizes(override, "spot") == [None, 0.6]
    assert sizes(override, None) == [200, None]


def test_resetting_the_coverage_in_a_scenario_brings_the_base_amount_back() -> None:
    case = shop()
    case = set_cells(case, "spot", {"commitments/plan/coverage": 0.6}).apply(case)

    case = set_cells(case, "spot", {"commitments/plan/coverage": RESET}).apply(case)

    assert sizes(case, "spot") == [200, None]
    assert not [key for key in case.scenario("spot").set if key.startswith("commitments/")]


def test_setting_the_amount_again_leaves_no_override_of_the_coverage() -> None:
    case = shop()
    case = set_cells(case, "spot", {"commitments/plan/coverage": 0.6}).apply(case)

    case = set_cells(case, "spot", {"commitments/plan/commit": 300}).apply(case)

    assert sizes(case, "spot") == [300, None]
    assert "commitments/plan/coverage" not in case.scenario("spot").set


def test_a_block_that_gives_both_sizes_is_refused_rather_than_guessed() -> None:
    cells = {"commitments/plan/commit": 300, "commitments/plan/coverage": 0.5}

    with pytest.raises(CaseError):
        set_cells(shop(), None, cells).apply(shop())


def test_a_command_that_is_refused_leaves_no_trace_in_the_case() -> None:
    case = shop()

    with pytest.raises(CaseError):
        set_cells(case, None, {"workloads/web/spot_share": 2}).apply(case)

    assert case == shop()
    assert with_cells(case, None, {}) == shop()


def test_several_changes_build_on_one_another_and_are_refused_as_a_whole() -> None:
    case = shop()
    renamed = RenameRow("workloads", "web", "site")

    done = Several("two", [renamed, DuplicateRow("workloads", "site", "site 2")]).apply(case)
    assert {"site", "site 2"} <= set(done.tables["workloads"])

    with pytest.raises(CaseError, match="is not a row"):
        Several("two", [renamed, DuplicateRow("workloads", "web", "web 2")]).apply(case)
    assert "web" in case.tables["workloads"]
