"""Commands at random on the shop's case, also many that are refused."""

from __future__ import annotations

from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.schema import TABLES
from tests.document.shop import shop
from whatif_app.commands import (
    RESET,
    AddRow,
    AddScenario,
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
    set_cells,
)

NEW_NAMES = ("a", "b – é", "=c")
CELLS: dict[str, list[object]] = {
    "spot_target": [0.1, 0.5, None, RESET, "=1/4", "=fixed_share+0.1"],
    "on_demand_cost": [
        *[0, 12.5, 1e9, "=3*2*25000", "=12*base", "=units/orders/volume*0.1"],
        *["=workloads/web/on_demand_cost+1", "=workloads/encoder/on_demand_cost*2"],
    ],
    "growth": [0.01, -0.2, RESET, "=1%*2"],
    "plan": [{"2027-03": 5000}, {}, RESET],
    "events": [[{"month": 3, "uplift": 0.5}], RESET],
    "enabled": [True, False, RESET],
    "commit": [100, None, RESET],
    "coverage": [0.4, None, RESET],
    "workload": ["web", "encoder", None],
    "start": [-3, "2027-06", RESET],
    "horizon": [12, 48, RESET],
}


def fields_of(table: str) -> list[str]:
    return [name for name in TABLES[table].by_name if name in CELLS]


@st.composite
def commands(draw: st.DrawFn, case: Case) -> Command:
    """A command about rows and scenarios of the case; some will be refused."""
    table = draw(st.sampled_from([name for name, rows in case.tables.items() if rows]))
    row = draw(st.sampled_from(case.tables[table].names))
    scenario = draw(st.sampled_from(case.scenario_names)) if case.scenarios else "none"
    new_name = draw(st.sampled_from(NEW_NAMES))
    place = draw(st.integers(0, 3))
    made: list[Command] = [
        AddRow("units", new_name, {"volume": 10}, place),
        DeleteRows(table, [row]),
        RenameRow(table, row, new_name),
        MoveRow(table, row, place),
        DuplicateRow(table, row, new_name),
        AddScenario(new_name, {}, place),
        DuplicateScenario(scenario, new_name),
        DeleteScenario(scenario),
        RenameScenario(scenario, new_name),
        MoveScenario(scenario, place),
        ReplaceCase("Open an example", shop()),
    ]
    wanted = draw(st.sampled_from(["cells"] * 8 + ["another"] * 10))
    if wanted == "another":
        return draw(st.sampled_from(made))
    return _cells(draw, case, table, row, scenario)


def _cells(draw: st.DrawFn, case: Case, table: str, row: str, scenario: str) -> Command:
    names = draw(st.lists(st.sampled_from(fields_of(table) or ["none"]), max_size=2, unique=True))
    cells = {f"{table}/{row}/{name}": draw(st.sampled_from(CELLS.get(name, [1]))) for name in names}
    if draw(st.booleans()):
        cells["project/horizon"] = draw(st.sampled_from(CELLS["horizon"]))
    where = draw(st.sampled_from([None, scenario]))
    return set_cells(case, where, cells, merge_key=draw(st.sampled_from(["", "scrub"])))
