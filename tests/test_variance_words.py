"""Variances in sentences."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.questions.actuals import Variance
from whatif_app.variance_words import lacking_sentences, sharing_sentence, variance_sentence


def variance(
    forecast: float, volume: float | None, rate: float | None, usage: float, *lacking: str
) -> Variance:
    actual = forecast + (volume or 0.0) + (rate or 0.0) + usage
    return Variance("Total", "workload", forecast, actual, volume, rate, usage, frozenset(lacking))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            (1_000_000.0, 30_000.0, 20_000.0, -8_000.0),
            "Sep 2026 came in $42k above forecast (+4.2\u202f%): $30k from more volume, $20k from "
            "a worse rate and $8k from less usage.",
        ),
        (
            (200.0, -50.0, 0.0, 0.0),
            "Sep 2026 came in $50 below forecast (−25.0\u202f%): $50 from less volume.",
        ),
        ((1000.0, 0.0, 0.0, 0.0), "Sep 2026 came in as forecast, at $1k."),
        (
            (1000.0, 100.0, -100.0, 0.0),
            "Sep 2026 came in as forecast: $100 from more volume and $100 from a better rate "
            "cancel out.",
        ),
        (
            (0.0, 0.0, 0.0, 70.0),
            "Sep 2026 came in $70 above forecast: $70 from more usage.",
        ),
        (
            (1000.0, None, 0.0, 100.0, "volume"),
            "Sep 2026 came in $100 above forecast (+10.0\u202f%): $100 from volume and usage, not "
            "told apart.",
        ),
    ],
)
def test_a_variance_is_told_with_its_reasons_the_largest_first(
    parts: tuple[Any, ...], said: str
) -> None:
    assert variance_sentence(variance(*parts), "Sep 2026", "USD") == said


def test_what_cannot_be_told_apart_is_said_with_what_would_tell_it() -> None:
    volume, rate = lacking_sentences(variance(1.0, None, None, 1.0, "volume", "rate"))

    assert "Load usage volumes by that name" in volume
    assert rate.startswith("The export gives no on-demand prices")
    assert lacking_sentences(variance(1.0, 0.0, 0.0, 1.0)) == []


@pytest.mark.parametrize(("scope", "is_said"), [("*", True), ("api", False), ("m5", True)])
def test_only_a_commitment_for_several_workloads_is_shared_out(scope: str, is_said: bool) -> None:
    case = Case.from_json(
        {
            "project": {"start_month": "2026-09", "horizon": 1},
            "workloads": [
                {"name": "api", "on_demand_cost": 10.0, "family": "m5"},
                {"name": "jobs", "on_demand_cost": 10.0, "family": "m5"},
            ],
            "commitments": [{"name": "plan", "scope": scope, "discount": 0.3, "commit": 5.0}],
        }
    )
    (results,) = evaluate(case).values()

    assert bool(sharing_sentence(results)) is is_said
