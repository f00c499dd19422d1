"""What decisions take out of a baseline, and that raw less adjusted is what was taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quality.bills import bill, line
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.lines import Line
from whatif_app.quality.adjusting import Adjusted, adjusted
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic

SPIKE = Subject(Topic.ANOMALY, "USD", "EC2", "spike", "2026-02-10")
CREDITS = Subject(Topic.CHARGE, "USD", "", "credit")


def decided(
    subject: Subject, choice: Choice, amounts: Iterable[tuple[str, str]] = ()
) -> Adjustments:
    exact = tuple((month, Decimal(amount)) for month, amount in amounts)
    return Adjustments(decisions=(Decision(subject, choice, "", exact),))


def months(lines: Iterable[Line], measure: str = "amortized") -> dict[str, Decimal]:
    """What all lines cost, by month."""
    sums: dict[str, Decimal] = {}
    for each in lines:
        sums[each.month] = sums.get(each.month, Decimal(0)) + (getattr(each, measure) or 0)
    return sums


def assert_accounted(raw: Baseline, made: Adjusted) -> None:
    """Adjusted and taken together are the raw baseline, to the last digit, in every month."""
    for measure in ("billed", "amortized"):
        total = months(made.baseline.lines, measure)
        for taken in made.taken:
            total[taken.month] = total.get(taken.month, Decimal(0)) + getattr(taken, measure)
        assert without_zeros(total) == without_zeros(months(raw.lines, measure))


def without_zeros(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    return {month: cost for month, cost in sums.items() if cost}


@pytest.fixture
def quarter() -> Baseline:
    """EC2 costs 100, 160 and 100; S3 50 a month; a credit of 30 in March."""
    lines = [line(month, amount) for month, amount in _QUARTER]
    lines += [line(month, 50, "S3") for month, _ in _QUARTER]
    lines.append(line("2026-03", -30, kind="credit", purchase="none"))
    return bill(lines)


_QUARTER = (("2026-01", 100), ("2026-02", 160), ("2026-03", 100))


def test_nothing_decided_changes_nothing(quarter: Baseline) -> None:
    assert adjusted(quarter, Adjustments()).baseline is quarter
    kept = decided(SPIKE, Choice.KEEP, [("2026-02", "60")])
    assert adjusted(quarter, kept).baseline is quarter


def test_leaving_a_spike_out_brings_its_month_to_the_usual_cost(quarter: Baseline) -> None:
    made = adjusted(quarter, decided(SPIKE, Choice.LEAVE_OUT, [("2026-02", "60.00")]))

    # February: 160 + 50 − 60.
    assert months(made.baseline.lines) == {"2026-01": 150, "2026-02": 150, "2026-03": 120}
    (taken,) = made.taken
    assert (taken.month, taken.billed, taken.amortized) == ("2026-02", 60, 60)
    assert_accounted(quarter, made)


def test_smoothing_a_spike_spreads_it_evenly_over_the_complete_months(quarter: Baseline) -> None:
    made = adjusted(quarter, decided(SPIKE, Choice.SMOOTH, [("2026-02", "60.00")]))

    # 60 over three months is 20 each; the history costs the same in all.
    assert months(made.baseline.lines) == {"2026-01": 170, "2026-02": 170, "2026-03": 140}
    assert_accounted(quarter, made)


def test_leaving_credits_out_shows_what_running_costs(quarter: Baseline) -> None:
    made = adjusted(quarter, decided(CREDITS, Choice.LEAVE_OUT))

    assert months(made.baseline.lines)["2026-03"] == 150
    assert {each.kind for each in made.baseline.lines} == {"usage"}
    assert_accounted(quarter, made)


def test_smoothed_credits_are_a_third_in_each_of_three_months(quarter: Baseline) -> None:
    made = adjusted(quarter, decided(CREDITS, Choice.SMOOTH))

    credits = [each for each in made.baseline.lines if each.kind == "credit"]
    assert months(credits) == {"2026-01": -10, "2026-02": -10, "2026-03": -10}
    assert_accounted(quarter, made)


def test_thirds_of_a_dollar_still_add_up_to_it(quarter: Baseline) -> None:
    made = adjusted(quarter, decided(SPIKE, Choice.SMOOTH, [("2026-02", "1.00")]))

    assert sum(months(made.baseline.lines).values()) == sum(months(quarter.lines).values())
    assert_accounted(quarter, made)


def test_a_missing_month_is_filled_in_the_likeness_of_the_nearest() -> None:
    lines = [line("2026-01", 80, account="111"), line("2026-01", 20, account="222")]
    lines += [line("2026-02", 50, "S3"), line("2026-03", 100, account="333")]
    raw = bill(lines)
    gone = replace(SPIKE, detail="missing", since="2026-02")

    made = adjusted(raw, decided(gone, Choice.LEAVE_OUT, [("2026-02", "-90.00")]))

    filled = [each for each in made.baseline.lines if each.month == "2026-02"]
    # January is as near as March, and comes first: 80 and 20 of 100, of 90 are 72 and 18.
    assert {each.account: each.amortized for each in filled if each.service == "EC2"} == {
        "111": 72,
        "222": 18,
    }
    assert all(each.rows == 0 for each in filled if each.service == "EC2")
    assert_accounted(raw, made)


def test_an_excess_is_taken_from_on_demand_usage_before_commitments() -> None:
    covered = line("2026-02", 60, purchase="savings_plan", commitment="savings_plan")
    raw = bill([line("2026-02", 100), covered])

    made = adjusted(raw, decided(SPIKE, Choice.LEAVE_OUT, [("2026-02", "40.00")]))

    assert {each.purchase: each.amortized for each in made.baseline.lines} == {
        "on_demand": 60,
        "savings_plan": 60,
    }


def test_what_a_line_costs_less_all_its_measures_follow() -> None:
    # Half the list price is paid; a tenth of the usage could run on Spot.
    half = line(
        "2026-02",
        100,
        on_demand=Decimal(200),
        eligible=Decimal(200),
        interruptible=Decimal(20),
        quantity=8.0,
    )

    made = adjusted(bill([half]), decided(SPIKE, Choice.LEAVE_OUT, [("2026-02", "25.00")]))

    (left,) = made.baseline.lines
    assert (left.billed, left.amortized) == (75, 75)
    assert (left.on_demand, left.eligible, left.interruptible) == (150, 150, 15)
    assert left.quantity == pytest.approx(6.0)


def test_more_than_a_month_cost_is_never_taken_from_it(quarter: Baseline) -> None:
    made = adjusted(quarter, decided(SPIKE, Choice.LEAVE_OUT, [("2026-02", "900.00")]))

    (taken,) = made.taken
    assert taken.amortized == 160
    assert_accounted(quarter, made)


def test_an_incomplete_month_left_out_is_gone_from_the_history() -> None:
    raw = bill([line("2026-01", 100), line("2026-02", 9)], incomplete=["2026-02"])
    subject = Subject(Topic.MONTH, "USD", since="2026-02")

    made = adjusted(raw, decided(subject, Choice.LEAVE_OUT))

    assert made.baseline.months == ("2026-01",)
    assert_accounted(raw, made)


def test_nothing_is_filled_up_in_a_month_left_out_or_no_longer_there() -> None:
    raw = bill([line("2026-01", 100), line("2026-02", 9)], incomplete=["2026-02"])
    low = replace(SPIKE, detail="dip", since="2026-02")
    decisions = (
        Decision(Subject(Topic.MONTH, "USD", since="2026-02"), Choice.LEAVE_OUT),
        Decision(low, Choice.LEAVE_OUT, "", (("2026-02", Decimal(-90)), ("2025-12", Decimal(-5)))),
    )

    made = adjusted(raw, Adjustments(decisions=decisions))

    assert months(made.baseline.lines) == {"2026-01": 100}
    assert_accounted(raw, made)


def test_usage_without_a_team_can_be_left_out() -> None:
    raw = bill(
        [
            line("2026-01", 70, tags=("web",)),
            line("2026-01", 30, tags=("",)),
            line("2026-01", 5, tags=("",), kind="tax", purchase="none"),
        ],
        tags=["team"],
    )
    subject = Subject(Topic.UNALLOCATED, "USD", detail="tag:team")

    made = adjusted(raw, decided(subject, Choice.LEAVE_OUT))

    # Tax names no team anywhere, and is no usage.
    assert months(made.baseline.lines) == {"2026-01": 75}
    assert_accounted(raw, made)


def test_other_currencies_are_left_alone(quarter: Baseline) -> None:
    euros = line("2026-02", 160, currency="EUR")
    raw = bill([*quarter.lines, euros])

    made = adjusted(raw, decided(SPIKE, Choice.SMOOTH, [("2026-02", "60.00")]))

    assert [each for each in made.baseline.lines if each.currency == "EUR"] == [euros]


def test_an_anomaly_of_rows_without_a_service_concerns_no_other() -> None:
    raw = bill([line("2026-02", 100), line("2026-02", 100, service="")])
    nameless = replace(SPIKE, service="")

    made = adjusted(raw, decided(nameless, Choice.LEAVE_OUT, [("2026-02", "60.00")]))

    assert {each.service: each.amortized for each in made.baseline.lines} == {"EC2": 100, "": 40}


def test_a_decision_on_a_service_that_is_gone_changes_nothing(quarter: Baseline) -> None:
    gone = replace(SPIKE, service="Lambda")

    made = adjusted(quarter, decided(gone, Choice.SMOOTH, [("2026-02", "60.00")]))

    assert (months(made.baseline.lines), made.taken) == (months(quarter.lines), ())


def test_the_raw_baseline_is_as_it_was(quarter: Baseline) -> None:
    before = quarter.to_files()

    adjusted(quarter, decided(SPIKE, Choice.SMOOTH, [("2026-02", "60.00")]))

    assert quarter.to_files() == before
    assert quarter.reconciliation.agrees


_CENTS = st.integers(-50_000, 200_000).map(lambda cents: str(Decimal(cents) / 100))


@given(
    amounts=st.lists(_CENTS, min_size=1, max_size=12),
    excess=_CENTS,
    credit=st.booleans(),
    choice=st.sampled_from([Choice.LEAVE_OUT, Choice.SMOOTH]),
)
def test_adjusted_and_taken_are_the_raw_baseline(
    amounts: list[str], excess: str, credit: bool, choice: Choice
) -> None:
    kinds = ("credit", "usage", "usage") if credit else ("usage",)
    raw = bill(
        [
            line(f"2026-{place % 4 + 1:02d}", amount, kind=kinds[place % len(kinds)])
            for place, amount in enumerate(amounts)
        ]
    )
    decisions = Adjustments(
        decisions=(
            Decision(SPIKE, choice, "", (("2026-01", Decimal(excess)),)),
            Decision(CREDITS, choice),
        )
    )

    assert_accounted(raw, adjusted(raw, decisions))
