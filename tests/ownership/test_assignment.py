"""Every line has one owner or none, and the owners add up to the bill."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ownership.bills import bill, line
from whatif_app.costs.baseline import Baseline
from whatif_app.ownership.assignment import Assignment, assign, first_level
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.rules import Rule

SHOP = OwnedService("svc-shop", "CC-10", "Ada", "Shop", "prod", "Storefront")
DATA = OwnedService("svc-data", "CC-20", "Ben", "Data", "prod", "Platform", accounts=("999",))
OWNERS = Ownership(services=(SHOP, DATA))

BILL = bill(
    line("60.10", "svc-shop"),
    line("20.20", "SVC-DATA "),
    line("9.70", "", account="000000000999", service="Storage"),
    line("6.00", "svc-old", service="Queue"),
    line("4.00", "", kind="support", service="Support"),
)


def costs(assignment: Assignment) -> dict[str | None, str]:
    return {group.name: str(group.cost) for group in assignment.groups}


def test_the_tag_leads_through_the_file_to_the_owner_and_then_the_account_does() -> None:
    # Platform: 20.20 by its tag, whatever the capitals, and 9.70 by its account.
    found = assign(BILL, OWNERS, "team")

    assert costs(found) == {"Storefront": "60.10", "Platform": "29.90", None: "10.00"}
    assert found.total == Decimal("100.00")
    assert [group.share for group in found.groups] == [0.601, 0.299, 0.1]
    assert not found.is_within_target


def test_the_owners_come_the_most_costly_first_and_nobody_last() -> None:
    found = assign(bill(line("1", "svc-shop"), line("50")), OWNERS)

    assert [group.name for group in found.groups] == ["Storefront", None]


def test_what_nobody_owns_is_told_by_service_worst_first_and_by_unknown_id() -> None:
    found = assign(BILL, OWNERS)

    assert [(gap.name, str(gap.cost)) for gap in found.gaps("service")] == [
        ("Queue", "6.00"),
        ("Support", "4.00"),
    ]
    assert [(gap.name, str(gap.cost)) for gap in found.unknown_ids] == [("svc-old", "6.00")]


def test_a_new_file_moves_the_cost_without_a_new_tag() -> None:
    moved = Ownership(services=(SHOP, OwnedService("svc-data", team="Storefront")))

    # The account 999 is nobody's in the new file.
    assert costs(assign(BILL, moved)) == {"Storefront": "80.30", None: "19.70"}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("owner", {"Ada": "60.10", "Ben": "29.90", None: "10.00"}),
        ("cost_center", {"CC-10": "60.10", "CC-20": "29.90", None: "10.00"}),
        ("environment", {"prod": "90.00", None: "10.00"}),
        ("service_id", {"svc-shop": "60.10", "svc-data": "29.90", None: "10.00"}),
    ],
)
def test_the_same_bill_sorts_by_any_level(level: str, expected: dict[str | None, str]) -> None:
    assert costs(assign(BILL, OWNERS, level)) == expected


def test_a_service_without_a_team_is_its_owners() -> None:
    found = assign(bill(line("5", "a")), Ownership(services=(OwnedService("a", owner="Eva"),)))

    assert costs(found) == {"Eva": "5"}


def test_a_row_that_names_no_owner_leaves_the_line_to_the_next_rule() -> None:
    rules = (Rule("tag:ServiceID"), Rule("service", "contains", "COMP", "team", "Platform"))
    owners = Ownership(services=(OwnedService("a", cost_center="7"),), rules=rules)

    assert costs(assign(bill(line("5", "a")), owners, "team")) == {"Platform": "5"}
    assert costs(assign(bill(line("5", "a")), owners, "cost_center")) == {"7": "5"}


def test_each_rule_shows_what_it_catches_and_what_earlier_rules_took() -> None:
    rules = (
        Rule("tag:ServiceID"),
        Rule("service", "begins_with", "comp", "team", "Compute"),
        Rule("kind", "equals", "support", "team", "Platform"),
        Rule("tag:nowhere"),
    )
    tag, service, kind, missing = assign(BILL, Ownership((SHOP, DATA), rules=rules)).catches

    # Both lines of “Compute” carry a known tag, so that the second rule comes too late.
    assert (tag.rows, tag.cost, tag.taken_cost) == (2, Decimal("80.30"), 0)
    assert (service.rows, service.cost) == (0, 0)
    assert (service.taken_rows, service.taken_cost) == (2, Decimal("80.30"))
    assert (kind.cost, kind.share) == (Decimal("4.00"), 0.04)
    assert (missing.is_kept, missing.cost) == (False, 0)


def test_a_tag_spelled_by_each_cloud_in_its_way_is_one_tag() -> None:
    baseline = bill(
        line("1", "svc-shop", ""), line("2", "", "svc-data"), tags=("user:service_id", "ServiceID")
    )

    assert costs(assign(baseline, OWNERS)) == {"Platform": "2", "Storefront": "1"}


def test_without_a_file_a_tag_that_names_the_team_says_whose_it_is() -> None:
    baseline = bill(
        line("3", "Data"), line("1", "data "), line("2", " DATA"), line("1", ""), tags=("Team",)
    )

    # Of the spellings with as many rows each, the first by alphabet stands for all.
    assert costs(assign(baseline, Ownership.empty())) == {"DATA": "6", None: "1"}
    assert first_level(baseline, Ownership.empty()) == "team"


def test_without_a_file_a_technical_tag_sorts_by_itself_and_tells_no_team() -> None:
    assert first_level(BILL, Ownership.empty()) == "service_id"
    assert costs(assign(BILL, Ownership.empty(), "team")) == {None: "100.00"}
    by_id = costs(assign(BILL, Ownership.empty(), "service_id"))
    assert by_id == {"svc-shop": "60.10", "SVC-DATA": "20.20", "svc-old": "6.00", None: "13.70"}


def test_an_environment_is_begun_with_only_where_no_owner_is_known() -> None:
    for tags, level in (
        (("env",), "environment"),
        (("env", "ServiceID"), "service_id"),
        (("env", "owner"), "owner"),
        ((), "team"),
    ):
        assert first_level(bill(line("1"), tags=tags), Ownership.empty()) == level


def test_months_and_currencies_are_kept_apart() -> None:
    baseline = bill(
        line("1", "svc-shop", month="2026-11"),
        line("2", "svc-shop"),
        line("9", "svc-shop", currency="EUR"),
    )

    assert assign(baseline, OWNERS).currency == "EUR"
    assert assign(baseline, OWNERS, currency="USD").total == 3
    assert assign(baseline, OWNERS, currency="USD", month="2026-11").total == 1


def test_a_month_without_amortized_cost_counts_as_billed_and_is_named() -> None:
    baseline = bill(
        line("5", "svc-shop"),
        line("7", "svc-shop", month="2026-11", amortized=None),
        line("0", "svc-shop", billed=None),
    )
    found = assign(baseline, OWNERS)

    assert (found.measure, found.filled_months, found.total) == ("amortized", ("2026-11",), 12)
    assert assign(baseline, OWNERS, month="2026-11").measure == "billed"


def test_there_is_no_share_of_a_bill_that_is_all_credits() -> None:
    found = assign(bill(line("-5", "svc-shop"), line("-1")), OWNERS)

    assert found.unallocated.share is None
    assert not found.is_within_target


def test_a_bill_of_nothing_has_no_groups() -> None:
    found = assign(bill(), OWNERS)

    assert (found.groups, found.total, found.unallocated.rows) == ((), 0, 0)
    assert found.is_within_target


AMOUNTS = st.decimals("-1e9", "1e9", places=12)
VALUES = st.sampled_from(["", "svc-shop", "svc-data", "Svc-Shop", "x", "=1+1"])
LINES = st.lists(
    st.builds(
        lambda amount, tag, service, rows: line(str(amount), tag, service=service, rows=rows),
        AMOUNTS,
        VALUES,
        st.sampled_from(["Compute", "Storage", "Queue"]),
        st.integers(1, 9),
    ),
    max_size=12,
)
RULES = st.lists(
    st.builds(
        Rule,
        st.sampled_from(["tag:ServiceID", "service", "account", "region", "tag:gone"]),
        st.sampled_from(["any", "equals", "begins_with", "contains", "glob"]),
        st.sampled_from(["Compute", "s", "*o*", "[", "svc-"]),
        st.sampled_from(["service_id", "team", "owner"]),
        st.sampled_from(["", "svc-shop", "Zed"]),
    ),
    max_size=4,
)


@given(LINES, RULES)
def test_the_owners_add_up_to_the_bill_whatever_the_rules(lines, rules) -> None:  # type: ignore[no-untyped-def]
    baseline: Baseline = bill(*lines)
    found = assign(baseline, Ownership((SHOP, DATA), rules=tuple(rules)))

    assert sum(group.cost for group in found.groups) == found.total
    assert found.total == sum(each.amortized for each in baseline.lines)
    assert sum(group.rows for group in found.groups) == sum(each.rows for each in baseline.lines)
    caught = sum(catch.cost for catch in found.catches)
    assert caught + found.unallocated.cost == found.total
    for dimension in ("service", "account"):
        assert sum(gap.cost for gap in found.gaps(dimension)) == found.unallocated.cost


@given(LINES, RULES)
def test_the_order_of_the_rules_changes_who_gets_but_not_what_is_owned(lines, rules) -> None:  # type: ignore[no-untyped-def]
    baseline = bill(*lines)
    every = [
        assign(baseline, Ownership((SHOP, DATA), rules=order))
        for order in itertools.islice(itertools.permutations(rules), 6)
    ]

    assert len({each.total for each in every}) == 1
    assert len({each.unallocated.cost for each in every}) == 1
    for each in every:
        sums = [(c.rule, c.cost + c.taken_cost) for c in each.catches]
        assert sorted(map(str, sums)) == sorted(
            str((c.rule, c.cost + c.taken_cost)) for c in every[0].catches
        )
