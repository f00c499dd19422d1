"""Ownership is stored whole, told in readable pieces, and refused in words where it is broken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from whatif_app.ownership.ownership import OwnedService, Ownership, RequiredTag
from whatif_app.ownership.rules import Rule, default_rules

WHOLE = Ownership(
    services=(
        OwnedService("a", "CC-1", "Ada", "Shop", "prod", "Web", ("12",), (("Tier", "gold"),)),
    ),
    source="owners.csv",
    fingerprint="0123456789abcdef",
    rules=(Rule("tag:ServiceID"), Rule("service", "glob", "Amazon*", "team", "Platform")),
    required=(RequiredTag("env", ("prod", "test")), RequiredTag("owner")),
    target=0.03,
)


@pytest.mark.parametrize("ownership", [WHOLE, Ownership.empty(), Ownership(rules=())])
def test_ownership_comes_back_from_its_json_as_it_was(ownership: Ownership) -> None:
    assert Ownership.from_json(json.loads(json.dumps(ownership.to_json()))) == ownership


def test_its_pieces_can_be_read_in_the_audit_trail() -> None:
    assert WHOLE.entries() == {
        "target": 0.03,
        "file": "owners.csv (0123456789ab)",
        "services/a": "cost center CC-1, owner Ada, product Shop, environment prod, team Web, "
        "account 12, Tier gold",
        "rules/1": "tag ServiceID → ownership file",
        "rules/2": "service looks like “Amazon*” → team Platform",
        "required tags/env": "prod, test",
        "required tags/owner": "any value",
    }
    assert Ownership.empty().entries() == {"target": 0.05, "rules": "usual precedence"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"services": 5}, "“services” is not a list"),
        ({"services": [{"owner": "x"}]}, "has no ID"),
        ({"services": [{"service_id": "a", "accounts": [1]}]}, "“accounts” is not a list of texts"),
        ({"services": [{"service_id": "a", "extra": {"x": 1}}]}, "further columns"),
        ({"rules": [{"dimension": "service", "match": "sounds like"}]}, "“sounds like” is none of"),
        ({"rules": [{"dimension": "service", "match": "glob"}]}, "Say what the service looks like"),
        ({"rules": [{"colour": "red"}]}, "unknown entry"),
        ({"target": 5}, "share of 0 to 1"),
        ({"required": [{"key": ""}]}, "no key"),
    ],
)
def test_broken_data_is_refused_in_words(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Ownership.from_json(WHOLE.to_json() | change)


def test_the_usual_precedence_is_technical_tags_then_business_tags_then_the_account() -> None:
    rules = default_rules(["user:team", "Name", "user:service_id", "ServiceID", "Kostenstelle"])

    assert [str(rule) for rule in rules] == [
        "tag service_id → ownership file",
        "tag Name → ownership file",
        "tag team → team of that name",
        "tag Kostenstelle → cost center of that name",
        "account → ownership file",
    ]


@pytest.mark.parametrize(
    ("match", "pattern", "caught"),
    [
        ("any", "", ["Amazon S3", "amazon s3", "s3"]),
        ("equals", "AMAZON S3", ["Amazon S3", "amazon s3"]),
        ("begins_with", "ama", ["Amazon S3", "amazon s3"]),
        ("contains", "S3", ["Amazon S3", "amazon s3", "s3"]),
        ("glob", "a*3", ["Amazon S3", "amazon s3"]),
        ("glob", "?3", ["s3"]),
        ("glob", "[", []),
    ],
)
def test_patterns_catch_whatever_the_capitals(match: str, pattern: str, caught: list[str]) -> None:
    fits = Rule("service", match, pattern).matcher()

    assert [value for value in ("Amazon S3", "amazon s3", "s3", "") if fits(value)] == caught
