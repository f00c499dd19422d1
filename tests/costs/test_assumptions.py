"""What is assumed rather than read is said, and only where rows depend on it."""

from __future__ import annotations

from pathlib import Path

from tests.costs.exports import cur, cur_row
from tests.costs.test_cost_explorer import BY_SERVICE, download, read
from tests.costs.test_focus import focus, row
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.export import read_export


def says(baseline: Baseline, words: str) -> bool:
    return any(words in note for note in baseline.reconciliation.notes)


def test_a_spot_rows_public_price_is_said_to_be_that_of_the_same_instance(tmp_path: Path) -> None:
    spot = cur_row(UsageType="SpotUsage:m5.large", UnblendedCost="3", publicOnDemandCost="9")

    said = "on-demand equivalent from the public price beside them"
    assert says(read_export([cur(tmp_path / "a.csv", spot)]), said)
    assert not says(read_export([cur(tmp_path / "b.csv", cur_row())]), "Spot")


def test_dynamic_prices_in_focus_are_said_to_be_taken_for_spot(tmp_path: Path) -> None:
    dynamic = focus(tmp_path / "a.csv", row(PricingCategory="Dynamic"))

    assert says(read_export([dynamic]), "priced dynamically, which is taken to mean Spot")
    assert not says(read_export([focus(tmp_path / "b.csv", row())]), "Spot")


def test_cost_explorers_others_are_said_to_be_many_things(tmp_path: Path) -> None:
    others = BY_SERVICE.replace("EC2-Instances", "Others")

    assert says(read(download(tmp_path / "a.csv", others)), "2 costs stand under “Others”")
    assert not says(read(download(tmp_path / "b.csv")), "Others")
