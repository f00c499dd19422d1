"""The main job on the sample export, without a window: import, reconcile, scenarios, workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenarios.case import Case
from whatif_app.atomic_file import worded
from whatif_app.commands import AddRow, AddScenario, Command, set_cells
from whatif_app.document import Document
from whatif_app.headless import scenarios_in_words, write_workbook
from whatif_app.import_command import case_of, read_baseline
from whatif_app.ledger import of_export
from whatif_app.project_file import Project

SAMPLE = "sample-cur.csv.gz"
_TEAM = "team"
#: Costs that a team's volume does not move.
_UNMOVED = ("Tax", "Support")

_UNIT = "Orders"
_WORK = "Interruptible jobs"
_PLAN = "Savings Plan, 1 year"


def run_demo(folder: Path) -> int:
    """Do the main job, writing the project and the workbook into a folder.

    Raises:
        UserError: the folder cannot be written.
    """
    from assets import asset_path
    from whatif_app.costs.baseline import describe

    with worded(folder):
        folder.mkdir(parents=True, exist_ok=True)
    baseline = read_baseline([asset_path(SAMPLE)], [_TEAM])
    print(f"1. Read the sample export ({SAMPLE}):\n")
    print(describe(baseline))
    begun = case_of(baseline, group_by=f"tag:{_TEAM}")
    print(f"\n2. Made a case of it, one workload per team:\n\n{begun.said}")
    document = Document(begun.case, of_export(baseline, begun.grouping))
    try:
        print("\n3. Added what the export cannot know. These figures are made up:\n")
        for command in _illustration(document.case):
            document.do(command, why="Illustration")
            print(f"   {command.label}")
        print(f"\n4. The scenarios:\n\n{scenarios_in_words(document.case)}")
        project, workbook = folder / "sample.whatif", folder / "sample.xlsx"
        document.save(project, overwrite=True)
    finally:
        document.close()
    print(f"\n5. Wrote {project}", flush=True)
    write_workbook(Project(document.case, document.ledger), workbook)
    print(f"   Wrote {workbook}, with live formulas")
    print(f"\nTo see it in the window: whatif {project}")
    return 0


def _illustration(case: Case) -> Iterator[Command]:
    """A unit, two proposals and two scenarios that take them up, as anyone would enter them."""
    workload = _most_movable(case)
    yield AddRow("units", _UNIT, {"volume": 1_200_000, "growth": 0.02, "price": 0.12})
    with_unit = AddRow("units", _UNIT, {"volume": 1}).apply(case)
    moved = [name for name in case.tables["workloads"] if name not in _UNMOVED]
    links: dict[str, object] = {f"workloads/{name}/unit": _UNIT for name in moved}
    yield set_cells(with_unit, None, links, verb="Link")
    work = {"engineers": 2, "months": 2, "loaded_cost": 15_000, "enabled": False}
    yield AddRow("initiatives", _WORK, work)
    plan = {"kind": "savings_plan", "discount": 0.28, "coverage": 0.5, "renew": True}
    yield AddRow("commitments", _PLAN, {**plan, "enabled": False})
    spot = {
        f"workloads/{workload}/spot_target": 0.8,
        f"workloads/{workload}/spot_ramp": 3,
        f"workloads/{workload}/initiative": _WORK,
        f"initiatives/{_WORK}/enabled": True,
    }
    yield AddScenario("Do nothing")
    yield AddScenario(f"Spot for {workload}", spot)
    yield AddScenario(f"Spot for {workload} + plan", {**spot, f"commitments/{_PLAN}/enabled": True})


def _most_movable(case: Case) -> str:
    """The workload with most demand that could run on Spot and does not yet."""
    view = case.view()

    def room(name: str) -> float:
        cost, eligible, today = (
            float(str(view.value("workloads", name, field)))
            for field in ("on_demand_cost", "spot_eligible", "spot_share")
        )
        return cost * (eligible - today)

    return max(view.names("workloads"), key=room)
