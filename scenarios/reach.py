"""The reach of a change: scenarios that it does not touch keep the results they have.

A scrubbed number changes one scenario some thirty times a second, while the others stay as they
are. A scenario's results follow from the base, from its own cells and from its reference's: where
these are as before, so are the figures.
"""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.case import Case, Cells, Scenario
from scenarios.engine import evaluate
from scenarios.results import Results


def evaluate_reached(
    case: Case, before: Case | None, results: Mapping[str, Results]
) -> dict[str, Results]:
    """Results of every scenario, evaluating only those that a change reaches.

    Args:
        before: the case that `results` are of; None where there is none.

    Returns:
        The same figures as `evaluate` gives, in the order of the case.
    """
    if before is None or not _same_base(case, before) or not case.scenarios:
        return evaluate(case)
    kept = untouched(case, before) & results.keys()
    reached = [name for name in case.scenario_names if name not in kept]
    references = {
        name: results[name].reference
        for name in reached
        if name in results and _held_against(case, name) == _held_against(before, name)
    }
    made = evaluate(case, reached, references) if reached else {}
    return {name: results[name] if name in kept else made[name] for name in case.scenario_names}


def untouched(case: Case, before: Case) -> set[str]:
    """The scenarios whose results cannot differ between two cases of the same base."""
    same = {
        scenario.name
        for scenario, earlier in zip(case.scenarios, before.scenarios, strict=False)
        if scenario is earlier or scenario == earlier
    }
    return {name for name in same if _reference(case, case.scenario(name)) in {*same, None}}


def _same_base(case: Case, before: Case) -> bool:
    """Whether nothing but scenarios was changed."""
    return (
        case.project == before.project
        and case.formulas == before.formulas
        and case.tables.keys() == before.tables.keys()
        # A case shares with the one before what it keeps; comparing cells is the slower way.
        and all(
            rows is before.tables[name] or rows == before.tables[name]
            for name, rows in case.tables.items()
        )
    )


def _reference(case: Case, scenario: Scenario) -> str | None:
    """The scenario that one is held against; None for the bare base."""
    name = scenario.set.get("project/reference", case.project.get("reference"))
    return None if name is None else str(name)


def _held_against(case: Case, name: str) -> tuple[str | None, Cells] | None:
    """The reference run of a scenario: whose it is, and what it is given; None for none."""
    return case.reference_of(case.scenario(name).given) if name in case.scenario_names else None
