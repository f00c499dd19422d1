"""The engine and the second reading of docs/model.md agree on every figure of every case."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from scenarios.case import Case
from scenarios.engine import compute
from tests.nasty_cases import NASTY_CASES
from tests.random_cases import cases
from tests.random_formulas import computed_cases
from tests.second_reading.comparison import disagreements
from tests.second_reading.results import compute as compute_again
from tests.workbook.computed_case import COMPUTED_CASE


def differences(case: dict[str, Any]) -> list[str]:
    return disagreements(compute(Case.from_json(case)), compute_again(case), smallest_step(case))


def smallest_step(case: dict[str, Any]) -> float:
    """The smallest marginal step in any scenario: by it the rounding of a cost is divided."""
    steps = [case["project"].get("marginal_step", 1000)]
    steps += [s["set"].get("project/marginal_step", steps[0]) for s in case["scenarios"]]
    return float(min(steps))


@pytest.mark.parametrize("trap", NASTY_CASES)
def test_both_readings_agree_where_one_is_easily_misled(trap: str) -> None:
    assert differences(NASTY_CASES[trap]) == []


@settings(
    max_examples=20,  # 400 in the full run, below
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(cases())
def test_both_readings_agree_on_random_cases(case: dict[str, Any]) -> None:
    assert differences(case) == []


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(computed_cases())
def test_both_readings_agree_on_cases_whose_cells_are_computed(case: dict[str, Any]) -> None:
    assert differences(case) == []


def test_both_readings_agree_on_computed_cells_of_every_kind() -> None:
    assert differences(COMPUTED_CASE) == []


@pytest.mark.slow
@settings(
    max_examples=400,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(cases())
def test_both_readings_agree_on_many_random_cases(case: dict[str, Any]) -> None:
    assert differences(case) == []
