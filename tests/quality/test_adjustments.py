"""Decisions as a part of the ledger: kept, read back, told of in the audit trail."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from scenarios.differences import Change
from scenarios.edits import RESET
from tests.quality.bills import bill, line
from whatif_app.ledger import Ledger, changes_between
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic

SPIKE = Subject(Topic.ANOMALY, "USD", "EC2", "spike", "2026-03-10")
LEFT_OUT = Decision(SPIKE, Choice.LEAVE_OUT, "load test", (("2026-03", Decimal("1234.5")),))


def test_a_decision_made_anew_takes_the_place_of_the_one_before() -> None:
    other = Decision(Subject(Topic.CHARGE, "USD", "", "credit"), Choice.SMOOTH)
    first = Adjustments().with_decision(LEFT_OUT).with_decision(other)

    second = first.with_decision(Decision(SPIKE, Choice.KEEP))

    assert [each.choice for each in second.decisions] == [Choice.KEEP, Choice.SMOOTH]
    assert second.without(SPIKE).about(SPIKE) is None


def test_saved_and_read_again_they_are_the_same() -> None:
    made = Adjustments().with_thresholds(0.35, 10.0).with_decision(LEFT_OUT)

    assert Adjustments.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_a_ledger_keeps_them_in_its_files() -> None:
    ledger = Ledger((bill([line("2026-03", 100)]),)).with_part(
        "adjustments", Adjustments().with_decision(LEFT_OUT)
    )

    assert Ledger.from_files(ledger.to_files()).adjustments == ledger.adjustments


def test_the_audit_trail_tells_what_was_left_out_and_why() -> None:
    before = Ledger((), {"adjustments": Adjustments()})
    after = before.with_part("adjustments", Adjustments().with_decision(LEFT_OUT))

    assert changes_between(before, after) == (
        Change(
            "adjustments/anomaly, spike, EC2, 2026-03-10, USD",
            RESET,
            "leave out $1,234.50 in Mar 2026: load test",
        ),
    )


def test_the_audit_trail_tells_of_another_threshold() -> None:
    before = Ledger((), {"adjustments": Adjustments()})
    after = before.with_part("adjustments", Adjustments().with_thresholds(0.3, 1.0))

    assert changes_between(before, after) == (Change("adjustments/anomaly share", 0.2, 0.3),)


def _broken(**changes: Any) -> dict[str, Any]:
    data = Adjustments().with_decision(LEFT_OUT).to_json()
    data["decisions"][0] |= changes
    return data


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"share": 0.2, "least": 1.0},
        {"share": 0.0, "least": 1.0, "decisions": []},
        {"share": 0.2, "least": -1.0, "decisions": []},
        {"share": 0.2, "least": float("nan"), "decisions": []},
        {"share": 0.2, "least": 1.0, "decisions": [{}]},
        _broken(choice="forget"),
        _broken(topic="weather"),
        _broken(service=5),
        _broken(amounts={"March": "5"}),
        _broken(amounts={"2026-03": "much"}),
        _broken(amounts={"2026-03": "NaN"}),
        {**_broken(), "decisions": _broken()["decisions"] * 2},
    ],
)
def test_what_is_no_list_of_decisions_is_refused_in_words(data: Any) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        Adjustments.from_json(data)
