"""The showback statement: what each team costs, and that it all is the bill."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.ownership.bills import bill, line
from whatif_app.costs.baseline import Baseline
from whatif_app.errors import UsageError
from whatif_app.ownership.allocation_key import AllocationKey, Weight
from whatif_app.ownership.bill import bill_of, previous_months
from whatif_app.ownership.division import IDLE, NOBODY
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.sharing import LINES, OWNER, UNALLOCATED, Sharing, Source, Split
from whatif_app.ownership.statement import Statement, statement
from whatif_app.volumes.history import Coverage, UsageHistory

TAGS = ("team",)


@pytest.fixture
def baseline() -> Baseline:
    """Two months of three teams and a platform; some support is nobody's."""
    return bill(
        line("100.004", "Shop", month="2026-11", service="EC2"),
        line("600.004", "Shop", service="EC2", usage_type="m5.large"),
        line("50", "Shop", service="S3", region="us-east-1"),
        line("200.004", "Pay", service="EC2"),
        line("300", "Platform", service="EKS"),
        line("40.001", service="Support"),
        line("999", "Shop", currency="EUR"),
        tags=TAGS,
    )


def made(baseline: Baseline, *splits: Split, **given: object) -> Statement:
    key = AllocationKey(
        "cores",
        "cores",
        (Weight("shop", Decimal(3), "Shop"), Weight("pay", Decimal(1), "Pay")),
        Decimal(2),
    )
    units = {"Shop": "orders"}
    usage = UsageHistory("orders", {"2026-12": 100.0}, {"2026-12": Coverage(31, 31)})
    return statement(
        baseline, Ownership(), Sharing(splits, (key,), units=units), ["2026-12"],
        currency="USD", usage=[usage], **given,  # type: ignore[arg-type]
    )  # fmt: skip


def adds_up(found: Statement) -> bool:
    return sum(team.total for team in found.teams) == found.bill


def test_teams_and_what_nobody_owns_are_the_bill_to_the_cent(baseline: Baseline) -> None:
    # 600.004 + 50 + 200.004 + 300 + 40.001 is 1,190.009: 1,190.01, so one team has a cent more.
    found = made(baseline)

    assert found.bill == Decimal("1190.01")
    assert adds_up(found)
    assert [team.team for team in found.teams] == ["Shop", "Platform", "Pay", NOBODY]
    assert found.team("Shop").direct == {"EC2": Decimal("600.01"), "S3": 50}
    assert found.team(NOBODY).total == Decimal("40.00")


def test_a_team_sees_its_own_cost_its_shares_and_what_others_bear(baseline: Baseline) -> None:
    # The cluster's 300: of weights 3, 1 and idle 2, that is 150, 50 and 100 kept by Platform.
    cluster = Split(
        "Cluster", Source(LINES, "eks", "service"), "weight", "cores", platform="Platform"
    )

    found = made(baseline, cluster)

    assert adds_up(found)
    shop, platform = found.team("Shop"), found.team("Platform")
    assert (shop.direct_total, shop.shared_total) == (Decimal("650.01"), 150)
    assert [(s.split, s.kind, s.amount) for s in platform.shares] == [("Cluster", IDLE, 100)]
    assert platform.shared_out == {"Cluster": 300}
    assert platform.direct == {}
    assert found.share(shop) == pytest.approx(800.01 / 1190.01)


def test_what_no_rule_allocates_can_be_shared_until_nothing_is_left(baseline: Baseline) -> None:
    found = made(
        baseline,
        Split("Support", Source(UNALLOCATED), "cost"),
        Split("Cluster", Source(OWNER, "Platform"), "even"),
    )

    assert adds_up(found)
    assert {team.team for team in found.teams if team.total} == {"Shop", "Pay"}


def test_the_month_before_and_the_unit_cost_are_beside_it(baseline: Baseline) -> None:
    found = made(baseline)
    shop, pay = found.team("Shop"), found.team("Pay")

    assert found.previous == Decimal("100.00")
    assert (shop.previous, shop.change) == (100, Decimal("550.01"))
    assert pay.change == pay.total
    assert shop.unit is not None
    assert shop.unit.cost == pytest.approx(6.5001)
    assert pay.unit is None


def test_without_a_bill_of_the_month_before_there_is_no_change(baseline: Baseline) -> None:
    found = statement(baseline, Ownership(), Sharing(), ["2026-11"], currency="USD")

    assert found.previous is None
    assert [team.change for team in found.teams] == [None]


def test_the_largest_lines_are_those_that_stay(baseline: Baseline) -> None:
    found = made(baseline, Split("Storage", Source(LINES, "S3", "service"), "even"))

    assert [(each.service, each.usage_type) for each in found.team("Shop").largest] == [
        ("EC2", "m5.large")
    ]


def test_a_quarter_is_the_sum_of_its_months(baseline: Baseline) -> None:
    both = statement(
        baseline, Ownership(), Sharing((Split("c", Source(OWNER, "Platform"), "cost"),)),
        ["2026-12", "2026-11"], currency="USD",
    )  # fmt: skip
    months = [
        statement(
            baseline, Ownership(), Sharing((Split("c", Source(OWNER, "Platform"), "cost"),)),
            [month], currency="USD",
        )
        for month in ("2026-11", "2026-12")
    ]  # fmt: skip

    assert both.months == ("2026-11", "2026-12")
    assert both.bill == sum(each.bill for each in months)
    assert both.team("Shop").total == sum(each.team("Shop").total for each in months)
    assert previous_months(("2026-01", "2026-02", "2026-03")) == ("2025-10", "2025-11", "2025-12")


def test_what_a_reader_must_know_is_said(baseline: Baseline) -> None:
    found = made(
        baseline,
        Split("DB", Source(LINES, "orders-db", "tag:workload"), "even"),
        Split("Cluster", Source(OWNER, "Platform"), "weight"),
        Split("Gone", Source(OWNER, "Nobody there"), "cost"),
    )

    said = " ".join(found.notes)
    assert "the baseline does not keep tag:workload" in said
    assert "“Cluster” has no key to weigh by" in said
    assert "“Gone” shares nothing of this bill: all cost of “Nobody there”." in said
    assert "Costs in EUR are not in it" in said


def test_amounts_are_as_billed_where_amortized_cost_is_not_told() -> None:
    from dataclasses import replace

    paid = replace(line("10", "Shop", billed="12"), amortized=None)

    found = statement(bill(paid, tags=TAGS), Ownership(), Sharing(), ["2026-12"])

    assert (found.measure, found.bill) == ("billed", 12)
    assert any("as billed" in note for note in found.notes)


@pytest.mark.parametrize(("months", "currency"), [(["2027-01"], None), ([], None)])
def test_a_month_without_a_bill_is_refused(
    baseline: Baseline, months: list[str], currency: str | None
) -> None:
    with pytest.raises(UsageError, match="2026-11, 2026-12"):
        statement(baseline, Ownership(), Sharing(), months, currency=currency)
    with pytest.raises(UsageError, match="Choose EUR, USD"):
        statement(baseline, Ownership(), Sharing(), ["2026-12"], currency="GBP")


def test_names_of_a_key_are_those_of_the_teams_or_of_services_that_they_own(
    baseline: Baseline,
) -> None:
    ownership = Ownership((OwnedService("orders-db", team="Shop"),))
    names = ("orders-db", "PAY", "kube-system")
    key = AllocationKey("k", "m", tuple(Weight(name, Decimal(1), name) for name in names))

    found = bill_of(baseline, ownership, ["2026-12"], currency="USD").whose(key, ownership)

    assert {weight.name: weight.team for weight in found.weights} == {
        "orders-db": "Shop",
        "PAY": "Pay",
        "kube-system": "kube-system",
    }
