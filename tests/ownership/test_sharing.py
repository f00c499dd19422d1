"""Shared cost split by hand-worked arithmetic: nothing is lost, whatever divides it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.edits import with_edits
from scenarios.engine import evaluate_cells
from whatif_app.ownership.allocation_key import AllocationKey, Weight
from whatif_app.ownership.cents import divided, from_cents, rounded_to
from whatif_app.ownership.division import IDLE, NOBODY, OVERHEAD, Division, Piece, divide
from whatif_app.ownership.even_split import against_even, peanut_butter
from whatif_app.ownership.model_weights import cells_for
from whatif_app.ownership.sharing import LINES, OWNER, TAIL, UNALLOCATED, Sharing, Source, Split

#: Shop 600, Pay 300, Data 100 of their own; the platform's cluster costs 1,000; 50 are nobody's.
BILL = {
    "Shop": {"EC2": "500", "S3": "100"},
    "Pay": {"EC2": "300"},
    "Data": {"S3": "100"},
    "Platform": {"EKS": "900", "ECR": "100"},
    NOBODY: {"Support": "50"},
}
KEY = AllocationKey(
    "cores",
    "Requested CPU core-hours",
    (
        Weight("shop-web", Decimal(50), "Shop"),
        Weight("shop-api", Decimal(10), "Shop"),
        Weight("Pay", Decimal(20), "Pay"),
    ),
    idle=Decimal(20),
)
PLATFORM = Source(OWNER, "Platform")


def pieces(bill: Mapping[str, Mapping[str, str]] = BILL) -> list[Piece]:
    return [
        Piece(owner, service, Decimal(cost))
        for owner, services in bill.items()
        for service, cost in services.items()
    ]


def split_bill(*splits: Split, keys: tuple[AllocationKey, ...] = (KEY,)) -> Division:
    division = divide(pieces(), Sharing(splits, keys))
    assert sum(division.totals.values()) == division.bill == 2050
    return division


def totals(division: Division) -> dict[str, Decimal]:
    return dict(division.totals)


def test_without_splits_everything_stays_where_it_is() -> None:
    division = split_bill()

    assert totals(division) == {"Platform": 1000, "Shop": 600, "Pay": 300, "Data": 100, NOBODY: 50}


def test_by_cost_each_bears_in_proportion_to_its_own() -> None:
    # 1,000 over 600 : 300 : 100.
    division = split_bill(Split("cluster", PLATFORM, "cost"))

    assert totals(division) == {"Shop": 1200, "Pay": 600, "Data": 200, NOBODY: 50}
    assert division.shared[0] == {("Platform", "EKS"): 900, ("Platform", "ECR"): 100}


def test_evenly_each_bears_the_same_and_the_last_cent_goes_somewhere() -> None:
    # 1,000 over three: 333.34, 333.33, 333.33.
    division = split_bill(Split("cluster", PLATFORM, "even"))

    assert [share.amount for share in division.shares] == [
        Decimal("333.34"),
        Decimal("333.33"),
        Decimal("333.33"),
    ]


def test_by_weight_idle_is_spread_in_proportion_or_kept_by_the_platform_team() -> None:
    # 60 : 20 of 1,000; with idle of 20 apart, 600 : 200 : 200.
    spread = split_bill(Split("cluster", PLATFORM, "weight", key="cores"))
    kept = split_bill(Split("cluster", PLATFORM, "weight", key="cores", platform="Infra"))

    assert totals(spread) == {"Shop": 1350, "Pay": 550, "Data": 100, NOBODY: 50}
    assert totals(kept) == {"Shop": 1200, "Pay": 500, "Infra": 200, "Data": 100, NOBODY: 50}
    assert [s.kind for s in kept.shares if s.team == "Infra"] == [IDLE]


def test_what_is_shared_may_be_lines_the_unallocated_or_both() -> None:
    # Lines are recognised where they are read: 100 of S3 from Shop and from Data.
    bill = [Piece(p.owner, p.service, p.cost, 0 if p.service == "S3" else None) for p in pieces()]
    splits = (
        Split("storage", Source(LINES, "S3", "service"), "even", teams=("Pay", "Data")),
        Split("rest", Source(UNALLOCATED), "cost", teams=("Shop",)),
    )

    division = divide(bill, Sharing(splits))

    assert totals(division) == {"Platform": 1000, "Shop": 550, "Pay": 400, "Data": 100}
    assert division.bill == 2050


def test_the_first_split_that_names_a_cost_takes_it() -> None:
    bill = [Piece(p.owner, p.service, p.cost, 1 if p.service == "EKS" else None) for p in pieces()]
    owner_first = (
        Split("all of it", PLATFORM, "even"),
        Split("cluster", Source(LINES, "EKS", "service"), "cost"),
    )
    lines_first = tuple(reversed(owner_first))
    lines = [Piece(p.owner, p.service, p.cost, 0 if p.service == "EKS" else None) for p in pieces()]

    assert list(divide(bill, Sharing(owner_first)).shared) == [0]
    assert divide(lines, Sharing(lines_first)).shared == {
        0: {("Platform", "EKS"): 900},
        1: {("Platform", "ECR"): 100},
    }


def test_a_team_that_is_shared_takes_no_part_of_what_others_share() -> None:
    division = split_bill(
        Split("nobody's", Source(UNALLOCATED), "even"), Split("cluster", PLATFORM, "cost")
    )

    # 50 over Shop, Pay and Data alone: 16.67, 16.67, 16.66.
    assert totals(division) == {
        "Shop": Decimal("1216.66"),
        "Pay": Decimal("616.67"),
        "Data": Decimal("216.67"),
    }


def test_all_but_the_top_teams_become_shared() -> None:
    # Top 2 of own cost: Platform 1,000 and Shop 600; Pay and Data, 400, go to them 1,000 : 600.
    division = split_bill(Split("tail", Source(TAIL, top=2), "cost"))

    assert totals(division) == {"Platform": 1250, "Shop": 750, NOBODY: 50}


def test_the_tail_is_ranked_by_the_key_where_there_is_one() -> None:
    # By cores: Shop 60, Pay 20; Data and Platform weigh nothing, so their 1,100 is shared 60 : 20.
    division = split_bill(Split("tail", Source(TAIL, top=2), "weight", key="cores"))

    assert totals(division) == {"Shop": 1425, "Pay": 575, NOBODY: 50}


def test_the_top_names_pay_by_weight_and_the_rest_is_overhead_by_own_cost() -> None:
    # Shop weighs 60 of 80: 750. The other 250 is overhead of all, 600 : 300 : 100.
    division = split_bill(Split("cluster", PLATFORM, "weight", key="cores", top=1))

    assert totals(division) == {"Shop": 1500, "Pay": 375, "Data": 125, NOBODY: 50}
    assert {s.team: s.amount for s in division.shares if s.kind == OVERHEAD} == {
        "Shop": 150,
        "Pay": 75,
        "Data": 25,
    }


def test_a_surcharge_is_a_flat_rate_and_the_platform_bears_or_is_credited_the_rest() -> None:
    # 5 % of 600, 300 and 100 is 50: exactly what nobody owns. At 8 % 30 too much is recovered.
    exact = split_bill(
        Split("tax", Source(UNALLOCATED), "surcharge", platform="Platform", rate=0.05)
    )
    over = split_bill(
        Split("tax", Source(UNALLOCATED), "surcharge", platform="Platform", rate=0.08)
    )

    assert totals(exact) == {"Platform": 1000, "Shop": 630, "Pay": 315, "Data": 105}
    assert totals(over)["Platform"] == 970
    assert any("credited" in note for note in over.notes)


def test_where_what_divides_is_all_zero_the_split_is_even() -> None:
    bill = [Piece("A", "x", Decimal(0)), Piece("B", "x", Decimal(0)), Piece("P", "x", Decimal(9))]

    division = divide(bill, Sharing((Split("p", Source(OWNER, "P"), "cost"),)))

    assert totals(division) == {"A": Decimal("4.50"), "B": Decimal("4.50")}


def test_a_team_in_credit_bears_nothing_of_what_is_divided_by_cost() -> None:
    bill = [
        Piece("A", "x", Decimal(-50)),
        Piece("B", "x", Decimal(10)),
        Piece("P", "x", Decimal(9)),
    ]

    division = divide(bill, Sharing((Split("p", Source(OWNER, "P"), "cost"),)))

    assert totals(division) == {"B": 19, "A": -50}


def test_what_has_nobody_to_go_to_stays_and_is_said() -> None:
    bill = [Piece("P", "x", Decimal(9))]

    division = divide(bill, Sharing((Split("p", Source(OWNER, "P"), "cost"),)))

    assert totals(division) == {"P": 9}
    assert division.notes == ("“p” stays where it is: nobody is left to take part.",)


def test_names_of_a_key_that_cannot_take_part_are_said() -> None:
    key = AllocationKey(
        "k", "m", (Weight("Platform", Decimal(5), "Platform"), Weight("Pay", Decimal(5), "Pay"))
    )

    division = split_bill(Split("cluster", PLATFORM, "weight", key="k"), keys=(key,))

    assert totals(division)["Pay"] == 1300
    assert division.notes == ("“cluster” gives nothing to Platform; the others bear their weight.",)


def test_against_an_even_split_gains_and_losses_cancel_out() -> None:
    # By weight 750 : 250; evenly among the names of the key 500 : 500.
    sharing = Sharing((Split("cluster", PLATFORM, "weight", key="cores"),), (KEY,))

    found = {each.team: each.difference for each in against_even([pieces()], sharing)}

    assert found == {"Shop": 250, "Pay": -250, "Data": 0}


def test_peanut_butter_is_warned_of_where_it_moves_more_than_a_share_of_a_team_s_cost() -> None:
    # Evenly 333.33 each; by cost 600, 300, 100. Pay's 33.33 are 5.6 % of 600, which is below 10 %.
    sharing = Sharing((Split("cluster", PLATFORM, "even"),))

    found = peanut_butter([pieces()], sharing)

    assert [(each.team, each.moved) for each in found] == [
        ("Shop", Decimal("-266.67")),
        ("Data", Decimal("233.34")),
    ]
    assert found[1].share == pytest.approx(233.34 / 200)
    assert peanut_butter([pieces()], Sharing((Split("cluster", PLATFORM, "cost"),))) == ()


def test_an_even_split_with_a_key_is_held_against_its_weights() -> None:
    sharing = Sharing((Split("cluster", PLATFORM, "even", key="cores"),), (KEY,))

    found = {each.team: each.moved for each in peanut_butter([pieces()], sharing)}

    assert found == {"Shop": -250, "Pay": 250}


cents = st.integers(-(10**9), 10**9)
weights = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.decimals(0, 10**12, places=6),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60)
@given(cents, weights)
def test_any_weights_divide_all_of_it_and_nobody_is_a_cent_off(
    pot: int, given_weights: dict[str, Decimal]
) -> None:
    parts = divided(pot, given_weights)

    assert sum(parts.values()) == pot
    whole = sum(given_weights.values())
    for name, part in parts.items():
        fair = pot * given_weights[name] / whole if whole else Decimal(pot) / len(parts)
        assert abs(part - fair) < Decimal("1.001")


amounts = st.decimals(-(10**6), 10**6, places=4)
bills = st.lists(
    st.builds(
        Piece,
        st.sampled_from(["", "A", "B", "C", "P"]),
        st.sampled_from(["EC2", "S3"]),
        amounts,
        st.sampled_from([None, None, 0]),
    ),
    max_size=12,
)
splits = st.builds(
    Split,
    st.just("s"),
    st.sampled_from(
        [
            Source(OWNER, "P"),
            Source(UNALLOCATED),
            Source(TAIL, top=1),
            Source(LINES, "S3", "service"),
        ]
    ),
    st.sampled_from(["cost", "weight", "even", "surcharge"]),
    st.sampled_from(["", "cores"]),
    platform=st.sampled_from(["", "P", "Infra"]),
    rate=st.sampled_from([0.0, 0.07]),
    top=st.integers(0, 2),
)


@settings(max_examples=60)
@given(bills, st.lists(splits, min_size=1, max_size=3))
def test_no_split_ever_changes_the_total(bill: list[Piece], chosen: list[Split]) -> None:
    division = divide(bill, Sharing(tuple(chosen), (KEY,)))
    exact = sum((piece.cost for piece in bill), Decimal(0))

    assert sum(division.totals.values()) == division.bill
    assert abs(division.bill - exact) <= Decimal("0.005")
    for position, taken in division.shared.items():
        shares = (share.amount for share in division.shares if share.split == position)
        assert sum(shares) == sum(taken.values())


def test_rounding_keeps_each_amount_within_a_cent() -> None:
    # Three thirds of a cent and 0.99: one cent and 99.
    third = Decimal("0.003333")
    rounded = rounded_to(100, {"a": third, "b": third, "c": third, "d": Decimal("0.99")})

    assert rounded == {"a": 1, "b": 0, "c": 0, "d": 99}
    assert from_cents(-5) == Decimal("-0.05")


def test_sharing_is_read_back_as_it_was_written_and_says_what_it_holds() -> None:
    sharing = Sharing(
        (
            Split("cluster", PLATFORM, "weight", "cores", platform="Infra", top=20),
            Split("tax", Source(UNALLOCATED), "surcharge", platform="Infra", rate=0.03),
        ),
        (KEY,),
        units={"Shop": "orders"},
    )

    assert Sharing.from_json(json.loads(json.dumps(sharing.to_json()))) == sharing
    assert Sharing.from_json(Sharing().to_json()) == Sharing()
    said = sharing.entries()
    assert said["splits/1/cluster"] == (
        "all cost of “Platform”, by weight of “cores”; the top 20, the rest as overhead; "
        "idle or rest to “Infra”"
    )
    assert said["units/Shop"] == "orders"
    assert said["keys/cores/weight/Pay"] == 20.0


@pytest.mark.parametrize(
    "change",
    [
        {"splits": [{}]},
        {"level": "planet"},
        {"warn_above": "x"},
        {"units": []},
        {"keys": [1]},
        {"splits": None},
    ],
)
def test_what_is_no_sharing_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Sharing.from_json({**Sharing().to_json(), **change})


def test_splits_that_cannot_be_carried_out_say_why_all_at_once() -> None:
    sharing = Sharing(
        (
            Split("a", PLATFORM, "weight"),
            Split("a", PLATFORM, "cost", key="gone"),
            Split("tax", Source(UNALLOCATED), "surcharge"),
        )
    )

    assert len(sharing.problems()) == 4
    with pytest.raises(ValueError, match="used by “b”"):
        Sharing((Split("b", PLATFORM, "weight", "cores"),), (KEY,)).without_key("cores")


def test_the_model_divides_as_the_statement_does() -> None:
    # Units of volume 1: what a unit costs is then what its workload costs with its share.
    costs = {"Shop": 600, "Pay": 300, "Data": 100, "Platform": 1000}
    case = Case.from_json(
        {
            "project": {"start_month": "2026-09"},
            "units": [{"name": name, "volume": 1} for name in costs],
            "workloads": [
                {"name": name, "unit": name, "on_demand_cost": cost} for name, cost in costs.items()
            ],
        }
    )
    split = Split("cluster", PLATFORM, "weight", "cores")
    sharing = Sharing((split,), (KEY,))

    edits = cells_for(case, split, sharing)
    after = with_edits(case, edits)

    assert {edit.address: edit.value for edit in edits} == {
        "workloads/Platform/shared": True,
        "workloads/Platform/allocation": "weight",
        "workloads/Shop/weight": 60.0,
        "workloads/Pay/weight": 20.0,
    }
    assert cells_for(after, split, sharing) == ()
    results = evaluate_cells(after, {"": {}})[""]
    divided_bill = divide(pieces(), sharing).totals
    for team in ("Shop", "Pay", "Data"):
        assert results.series[f"unit_cost/{team}"][0] == pytest.approx(float(divided_bill[team]))


def test_a_split_of_what_is_no_workload_changes_no_cell() -> None:
    case = Case.from_json({"project": {"start_month": "2026-09"}})

    assert cells_for(case, Split("x", PLATFORM, "cost"), Sharing()) == ()


def test_several_months_are_each_divided_and_then_added_up() -> None:
    # 1,000.01 of two months over three teams: the cent of each month goes to the same first team.
    bill = [*pieces(), Piece("Platform", "EKS", Decimal("0.01"))]
    sharing = Sharing((Split("cluster", PLATFORM, "even"),))
    once = {each.team: each.cost for each in against_even([bill], sharing)}

    twice = {each.team: each.cost for each in against_even([bill, bill], sharing)}

    assert twice == {team: cost * 2 for team, cost in once.items()}
