"""Changes to a case: what follows, what is shared, and what is refused."""

import pytest

from scenarios.case import Address, Case
from scenarios.differences import Change, differences, is_same
from scenarios.edits import RESET, CellEdit, with_cells, with_edits
from scenarios.engine import compute
from scenarios.problems import CaseError
from scenarios.row_edits import (
    with_row,
    with_row_duplicated,
    with_row_moved,
    with_row_renamed,
    without_rows,
)
from scenarios.scenario_edits import (
    with_scenario,
    with_scenario_duplicated,
    with_scenario_moved,
    with_scenario_renamed,
    without_scenario,
)
from tests.document.shop import shop


def value(case: Case, address: str, scenario: str | None = None) -> object:
    return case.value(Address.parse(address), scenario)


def refusals(error: pytest.ExceptionInfo[CaseError]) -> list[tuple[str | None, str]]:
    return [(problem.scenario, problem.address) for problem in error.value.problems]


def test_a_changed_cell_leaves_the_old_case_as_it_was() -> None:
    case = shop()

    changed = with_cells(case, None, {"workloads/web/on_demand_cost": 600})

    assert value(changed, "workloads/web/on_demand_cost") == 600
    assert value(case, "workloads/web/on_demand_cost") == 500


def test_tables_that_a_change_does_not_touch_are_the_same_objects() -> None:
    case = shop()

    base = with_cells(case, None, {"units/orders/growth": 0.02})
    override = with_cells(case, "spot", {"units/orders/growth": 0.02})

    assert [name for name in case.tables if base.tables[name] is not case.tables[name]] == ["units"]
    assert all(override.tables[name] is case.tables[name] for name in case.tables)
    assert override.scenario("as is") is case.scenario("as is")


def test_reset_takes_an_override_back_to_the_base_and_a_base_cell_to_its_default() -> None:
    case = with_cells(shop(), None, {"workloads/encoder/spot_target": 0.2})

    override = with_cells(case, "spot", {"workloads/encoder/spot_target": RESET})
    base = with_cells(case, None, {"workloads/encoder/spot_target": RESET})

    assert value(override, "workloads/encoder/spot_target", "spot") == 0.2
    assert "workloads/encoder/spot_target" not in override.scenario("spot").set
    assert value(base, "workloads/encoder/spot_target") is None


def test_a_required_cell_cannot_be_reset() -> None:
    with pytest.raises(CaseError) as error:
        with_cells(shop(), None, {"workloads/web/on_demand_cost": RESET})

    assert refusals(error) == [(None, "workloads/web/on_demand_cost")]


def test_every_mistake_in_a_block_is_named_at_once() -> None:
    with pytest.raises(CaseError) as error:
        with_edits(
            shop(),
            [
                CellEdit("workloads/web/spot_share", 1.5),
                CellEdit("workloads/web/no_such", 1, "spot"),
                CellEdit("workloads/web/on_demand_cost", 5, "no such"),
                CellEdit("workloads/gone/on_demand_cost", 5),
                CellEdit("workloads/web/unit", "oders", "spot"),
                CellEdit("units/orders/volume", 0),
            ],
        )

    assert refusals(error) == [
        (None, "workloads/web/spot_share"),
        ("spot", "workloads/web/no_such"),
        (None, "scenarios"),
        (None, "workloads/gone/on_demand_cost"),
        (None, "units/orders/volume"),
        ("spot", "workloads/web/unit"),
    ]


def test_cells_of_the_base_and_of_scenarios_change_together() -> None:
    # Either alone would leave the commitment with two sizes in the scenario.
    case = with_edits(
        shop(),
        [
            CellEdit("commitments/plan/coverage", 0.6, "spot"),
            CellEdit("commitments/plan/commit", None, "spot"),
            CellEdit("commitments/plan/commit", 300),
        ],
    )

    assert value(case, "commitments/plan/commit", "spot") is None
    assert value(case, "commitments/plan/commit") == 300


def test_a_renamed_workload_is_followed_wherever_it_is_named() -> None:
    case = with_row_renamed(shop(), "workloads", "encoder", "video")

    assert case.tables["workloads"].names == ("web", "video")
    assert value(case, "commitments/ri/scope") == "video"
    assert value(case, "initiatives/port/workload") == "video"
    assert value(case, "migrations/move/to") == "video"
    assert value(case, "workloads/video/spot_target", "spot") == 0.7
    assert list(case.ranges) == ["workloads/video/spot_discount"]


def test_a_renamed_workload_is_followed_by_overrides_that_name_it() -> None:
    case = with_row_renamed(shop(), "workloads", "web", "site")

    assert value(case, "initiatives/port/workload", "spot") == "site"


def test_a_renamed_unit_is_followed_by_parents_and_the_project() -> None:
    case = with_row_renamed(shop(), "units", "orders", "sales")

    assert value(case, "project/primary_unit") == "sales"
    assert value(case, "units/clicks/parent") == "sales"
    assert value(case, "workloads/web/unit") == "sales"
    assert value(case, "cliffs/shard/unit") == "sales"


@pytest.mark.parametrize(
    ("table", "old"),
    [("units", "orders"), ("workloads", "encoder"), ("workloads", "web"), ("initiatives", "port")],
)
def test_renaming_a_row_changes_no_figure(table: str, old: str) -> None:
    case = shop()
    renamed = with_row_renamed(case, table, old, "x")
    before, after = compute(case)["scenarios"], compute(renamed)["scenarios"]

    for name in case.scenario_names:
        assert after[name]["kpis"] == before[name]["kpis"]  # type: ignore[index]
        series = {
            "/".join("x" if part == old else part for part in key.split("/")): values
            for key, values in before[name]["series"].items()  # type: ignore[index]
        }
        assert after[name]["series"] == series  # type: ignore[index]


def test_a_scope_that_names_a_family_does_not_follow_a_unit_of_that_name() -> None:
    case = with_cells(shop(), None, {"commitments/ri/scope": "orders"})

    assert value(with_row_renamed(case, "units", "orders", "x"), "commitments/ri/scope") == "orders"


def test_a_workload_does_not_take_the_name_of_a_family_that_a_commitment_covers() -> None:
    case = with_cells(shop(), None, {"commitments/ri/scope": "m5"})

    with pytest.raises(CaseError, match="commitments/ri/scope"):
        with_row_renamed(case, "workloads", "encoder", "m5")


def test_a_name_that_is_taken_or_holds_a_slash_is_refused() -> None:
    for name in ("web", "a/b", "", "a\nb"):
        with pytest.raises(CaseError):
            with_row_renamed(shop(), "workloads", "encoder", name)


def test_a_deleted_row_takes_its_overrides_and_ranges_along_and_empties_links() -> None:
    case = without_rows(shop(), "migrations", ["move"])

    case = without_rows(case, "workloads", ["encoder"])

    assert "workloads/encoder/spot_target" not in case.scenario("spot").set
    assert case.ranges == {}
    assert value(case, "initiatives/port/workload") is None
    # What is committed to a workload that is gone is still paid for.
    assert value(case, "commitments/ri/scope") == "encoder"


def test_a_row_that_another_cannot_do_without_is_not_deleted() -> None:
    with pytest.raises(CaseError) as error:
        without_rows(shop(), "workloads", ["web", "encoder"])

    assert refusals(error) == [(None, "migrations/move/from"), (None, "migrations/move/to")]


def test_a_new_row_stands_where_it_is_put_and_takes_defaults() -> None:
    case = with_row(shop(), "workloads", "cache", {"on_demand_cost": 10}, position=1)

    assert case.tables["workloads"].names == ("web", "cache", "encoder")
    assert value(case, "workloads/cache/spot_eligible") == 1.0


def test_a_new_row_without_its_required_cells_is_refused_with_each_of_them() -> None:
    with pytest.raises(CaseError) as error:
        with_row(shop(), "initiatives", "rework", {"engineers": -1})

    assert refusals(error) == [
        (None, "initiatives/rework/engineers"),
        (None, "initiatives/rework/months"),
        (None, "initiatives/rework/loaded_cost"),
    ]


def test_a_duplicated_row_is_alike_in_every_scenario() -> None:
    case = with_row_duplicated(shop(), "workloads", "encoder", "encoder 2")

    assert case.tables["workloads"].names == ("web", "encoder", "encoder 2")
    assert value(case, "workloads/encoder 2/spot_target", "spot") == 0.7
    assert value(case, "workloads/encoder/spot_target", "spot") == 0.7
    assert "workloads/encoder 2/spot_discount" in case.ranges


def test_rows_and_scenarios_move_to_the_place_named() -> None:
    assert with_row_moved(shop(), "workloads", "encoder", 0).tables["workloads"].names == (
        "encoder",
        "web",
    )
    assert with_scenario_moved(shop(), "as is", 99).scenario_names == (
        "spot",
        "against spot",
        "as is",
    )


def test_a_renamed_scenario_is_followed_by_those_measured_against_it() -> None:
    case = with_scenario_renamed(shop(), "spot", "Spot/2")

    assert value(case, "project/reference", "against spot") == "Spot/2"


def test_a_deleted_scenario_leaves_references_to_it_empty() -> None:
    case = without_scenario(shop(), "as is")

    assert value(case, "project/reference") is None


def test_a_duplicated_scenario_sets_the_same_and_stands_after_it() -> None:
    case = with_scenario_duplicated(shop(), "spot", "spot 2")

    assert case.scenario_names == ("as is", "spot", "spot 2", "against spot")
    assert case.scenario("spot 2").set == case.scenario("spot").set


def test_a_scenario_whose_name_is_taken_is_refused() -> None:
    with pytest.raises(CaseError):
        with_scenario(shop(), "spot", {})


def test_differences_name_cells_rows_and_scenarios() -> None:
    case = shop()
    after = with_cells(case, None, {"units/orders/growth": 0.1})
    after = with_cells(after, "spot", {"workloads/encoder/spot_target": RESET})
    after = with_scenario(with_row(after, "units", "users", {"volume": 5}), "new", {})

    assert differences(case, after) == (
        Change("units/orders/growth", RESET, 0.1),
        Change("units/users", RESET, {"volume": 5}),
        Change("workloads/encoder/spot_target", 0.7, RESET, "spot"),
        Change("scenarios/new", RESET, {}),
    )


def test_cases_that_differ_in_the_order_of_rows_are_not_the_same() -> None:
    assert is_same(shop(), shop())
    assert not is_same(shop(), with_row_moved(shop(), "workloads", "encoder", 0))
