"""The runs a workbook calculates: each scenario, and what it is held against.

A reference run that is a scenario's own run, or that several scenarios share,
is calculated once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.case import Case
from scenarios.inputs import Inputs
from scenarios.results import Results
from scenarios.run import Run
from whatif_app.workbook.cell_formulas import Following


@dataclass(frozen=True)
class SheetRun:
    """One run, calculated on a pair of sheets.

    Attributes:
        number: of its sheets, from 1.
        scenario: whose own cells it uses for everything but volumes; "" for the base.
        volumes: whose volumes and calendar it uses; "" for the base's.
        position: of the scenario among all; None for a pure reference run.
        results: of this run; for a reference run, of the reference.
    """

    number: int
    title: str
    scenario: str
    volumes: str
    position: int | None
    results: Results

    @property
    def inputs(self) -> Inputs:
        """Its inputs as arrays without a batch axis."""
        return self.results.inputs

    @property
    def run(self) -> Run:
        """All that the engine computed for it."""
        return self.results.run

    @property
    def is_scenario(self) -> bool:
        """Whether this is a scenario rather than only a reference."""
        return self.position is not None


@dataclass(frozen=True)
class Plan:
    """All runs in order, and which run each scenario is held against.

    Attributes:
        reference_of: by number of a scenario's run, the number of its reference run.
    """

    runs: tuple[SheetRun, ...]
    reference_of: Mapping[int, int]


def plan_runs(case: Case, results: Mapping[str, Results]) -> Plan:
    """The runs needed, the scenarios' first."""
    own = [
        SheetRun(
            number,
            name,
            name if case.scenarios else "",
            name if case.scenarios else "",
            number - 1,
            result,
        )
        for number, (name, result) in enumerate(results.items(), 1)
    ]
    runs = list(own)
    following = Following(case)
    numbers: dict[tuple[str, str], int] = {}
    for run in own:
        # A run serves as its own reference: the scenario is the reference itself.
        numbers[run.scenario, run.volumes if following.sets_volumes(run.scenario) else ""] = (
            run.number
        )
        if not _overrides(case, run.scenario):
            numbers.setdefault(("", ""), run.number)
    reference_of = {}
    for run in own:
        reference = run.results.reference_name or ""
        volumes = run.scenario if following.sets_volumes(run.scenario) else ""
        key = (reference, volumes)
        if key not in numbers:
            numbers[key] = len(runs) + 1
            title = reference or "Nothing set"
            runs.append(
                SheetRun(numbers[key], title, reference, volumes, None, run.results.reference)
            )
        reference_of[run.number] = numbers[key]
    return Plan(tuple(runs), reference_of)


def _overrides(case: Case, scenario: str) -> bool:
    return bool(scenario) and bool(case.scenario(scenario).set)
