"""What is offered while a formula is typed."""

from __future__ import annotations

import pytest

from scenarios.address import Address
from scenarios.row_edits import with_row
from tests.document.shop import shop
from whatif_app.formula_completion import completions

HOME = Address("workloads", "web", "on_demand_cost")


def offered(before: str, scenario: str | None = None) -> tuple[str, ...]:
    """What the text becomes with each of the words offered."""
    case = with_row(shop(), "units", "it's 2+2", {"volume": 1})
    found = completions(case, HOME, scenario, before)
    return tuple(before[: found.start] + word for word in found.words)


@pytest.mark.parametrize(
    ("before", "becomes"),
    [
        ("=uni", ("=units/",)),
        ("=2*units/", ("=2*units/orders/", "=2*units/clicks/", "=2*units/'it''s 2+2'/")),
        ("=units/clicks/vol", ("=units/clicks/volume",)),
        ("=units/it's", ("=units/'it''s 2+2'/",)),
        ("=units/'it''s 2+2'/vol", ("=units/'it''s 2+2'/volume",)),
        ("=UNITS/CL", ("=units/clicks/",)),
        ("=project/hurd", ("=project/hurdle_months",)),
        ("=units/orders/volume*fixed", ("=units/orders/volume*fixed_share",)),
        ("=units/orders/volume + workloads/en", ("=units/orders/volume + workloads/encoder/",)),
        ("=rou", ("=round(",)),
    ],
)
def test_each_step_of_an_address_is_offered(before: str, becomes: tuple[str, ...]) -> None:
    assert offered(before) == becomes


@pytest.mark.parametrize(
    "before", ["=units/orders/volume", "=12", "=units/nowhere/vol", "=shared", "=zzz"]
)
def test_nothing_is_offered_where_nothing_is_missing_or_fits(before: str) -> None:
    assert offered(before) == ()


def test_base_is_offered_in_scenarios_alone() -> None:
    assert "=base" in offered("=", "spot")
    assert "=base" not in offered("=")
    assert offered("=bas", "spot") == ("=base",)


def test_the_cell_itself_is_not_offered_by_its_field() -> None:
    assert "=on_demand_cost" not in offered("=on_dem")
