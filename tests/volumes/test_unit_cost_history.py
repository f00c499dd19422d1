"""Unit cost against volume, as the indices and the sentence worked out here by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row
from tests.volumes.usage import history_of
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.export import read_export
from whatif_app.volumes.unit_cost_history import UnitCostHistory, unit_cost_history

LAST_DAY = {"2026-10": "31", "2026-11": "30", "2026-12": "31"}


def bill(folder: Path, *, without: tuple[str, ...] = (), **costs: tuple[str, str]) -> Baseline:
    """A bill with a cost on the first and one on the last day of each month."""
    rows = []
    for month, both in costs.items():
        name = month.removeprefix("m").replace("_", "-")
        for day, service, cost in zip(
            ("01", LAST_DAY[name]), ("AmazonEC2", "AmazonS3"), both, strict=True
        ):
            rows.append(
                cur_row(
                    BillingPeriodStartDate=f"{name}-01T00:00:00Z",
                    UsageStartDate=f"{name}-{day}T00:00:00Z",
                    UsageEndDate=f"{name}-{day}T23:59:59Z",
                    ProductCode=service,
                    UnblendedCost=cost,
                )
            )
    return read_export([cur(folder / "bill.csv", *rows, without=without)])


def both_of(found: UnitCostHistory | str) -> UnitCostHistory:
    assert isinstance(found, UnitCostHistory), found
    return found


def test_cost_per_order_falls_while_volume_grows(tmp_path: Path) -> None:
    # October: $100 for 1,000 orders, 10 ¢. December: $123.20 for 1,400 orders, 8.8 ¢: 12 % less.
    baseline = bill(tmp_path, m2026_10=("60", "40"), m2026_12=("100", "23.2"))
    usage = history_of({"2026-10": 1000.0, "2026-12": 1400.0})

    found = both_of(unit_cost_history(baseline, usage))

    assert found.months == ("2026-10", "2026-12")
    assert found.unit_cost == pytest.approx((0.10, 0.088))
    assert found.unit_cost_index == pytest.approx((100.0, 88.0))
    assert found.volume_index == pytest.approx((100.0, 140.0))
    assert found.sentence() == "Cost per order fell 12.0\u202f% while volume grew 40.0\u202f%."
    assert found.diverges
    assert found.verdict() == "Oct 2026 to Dec 2026: they diverge: growth makes each one cheaper."


@pytest.mark.parametrize(
    ("cost", "volume", "sentence", "diverges"),
    [
        ("300", 2000.0, "rose 50.0\u202f% while volume grew 100.0\u202f%", False),
        ("50", 250.0, "rose 100.0\u202f% while volume shrank 75.0\u202f%", True),
        ("25", 500.0, "fell 50.0\u202f% while volume shrank 50.0\u202f%", False),
        ("100", 1000.0, "stayed the same while volume stayed the same", False),
    ],
)
def test_every_way_to_move_is_said_for_what_it_is(
    tmp_path: Path, cost: str, volume: float, sentence: str, diverges: bool
) -> None:
    baseline = bill(tmp_path, m2026_11=("100", "0"), m2026_12=(cost, "0"))
    found = both_of(unit_cost_history(baseline, history_of({"2026-11": 1000.0, "2026-12": volume})))

    assert found.sentence() == f"Cost per order {sentence}."
    assert found.diverges is diverges


def test_one_service_alone_may_be_set_against_volume(tmp_path: Path) -> None:
    baseline = bill(tmp_path, m2026_11=("100", "900"), m2026_12=("300", "100"))
    usage = history_of({"2026-11": 10.0, "2026-12": 10.0})

    found = both_of(
        unit_cost_history(baseline, usage, takes=lambda line: line.service == "AmazonEC2")
    )

    assert found.cost == pytest.approx((100.0, 300.0))


def test_without_amortized_costs_the_billed_ones_are_taken_and_named(tmp_path: Path) -> None:
    baseline = bill(
        tmp_path,
        without=("savingsPlan/", "reservation/"),
        m2026_11=("1", "1"),
        m2026_12=("2", "2"),
    )

    found = both_of(unit_cost_history(baseline, history_of({"2026-11": 1.0, "2026-12": 1.0})))

    assert (found.basis, found.cost) == ("billed", (2.0, 4.0))


def test_fewer_than_two_common_months_are_said(tmp_path: Path) -> None:
    baseline = bill(tmp_path, m2026_11=("1", "1"), m2026_12=("2", "2"))

    assert unit_cost_history(baseline, history_of({"2026-12": 5.0, "2027-01": 5.0})) == (
        "Bill and usage have one month in common that both cover completely and that is above "
        "zero; two are needed."
    )
