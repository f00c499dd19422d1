"""Random cases with computed cells, in the base and in scenarios, never in a circle."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from tests.random_cases import Row, cases

#: Cells that may be computed, and what keeps what they come to within their bounds.
_BOUNDED = {
    ("project", "overhead"): "min(0.5;{0}/100000)",
    ("project", "hurdle_months"): "min(24;{0})",
    ("units", "volume"): "max(1.03;min(90000.7;{0}))",
    ("units", "growth"): "min(0.2;{0}/1000000)",
    ("units", "price"): "min(20;{0})",
    ("workloads", "on_demand_cost"): "min(50k;{0})",
    ("workloads", "fixed_share"): "min(1;{0})",
    ("workloads", "efficiency_target"): "min(90%;{0})",
    ("workloads", "spot_share"): "min(1;{0}/2)",
    ("workloads", "spot_discount"): "min(1;{0})",
    ("workloads", "spot_start"): "round(min(12;{0}))",
    ("commitments", "discount"): "min(1;{0})",
    ("commitments", "start"): "round(min(9;{0}))",
    ("initiatives", "loaded_cost"): "min(9000;{0})",
    ("cliffs", "monthly_cost"): "min(50000;{0})",
    ("rates", "rate"): "max(0.01;min(200;{0}))",
}


@st.composite
def computed_cases(draw: st.DrawFn) -> Row:
    """A case; a computed cell names only cells before it, in every run alike."""
    case = copy.deepcopy(draw(cases()))
    places = [
        (table, row, field)
        for table, field in _BOUNDED
        for row in ([""] if table == "project" else [r["name"] for r in case.get(table, [])])
    ]
    case["formulas"] = {
        _address(places[at]): draw(_formulas(places, at)) for at in draw(_chosen(places))
    }
    for scenario in case["scenarios"]:
        scenario["formulas"] = {
            _address(places[at]): draw(_formulas(places, at, "base"))
            for at in draw(_chosen(places))
        }
        scenario["set"] |= dict.fromkeys(scenario["formulas"], 1)
    return case


def _chosen(places: list[tuple[str, str, str]]) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, len(places) - 1), max_size=6)


def _address(place: tuple[str, str, str]) -> str:
    return "/".join(part for part in place if part)


@st.composite
def _formulas(draw: st.DrawFn, places: list[tuple[str, str, str]], at: int, *more: str) -> str:
    table, row, field = places[at]
    named = [_address(place) for place in places[:at]]
    named += [place[2] for place in places[:at] if place[:2] == (table, row)]

    def term() -> str:
        return draw(st.sampled_from([*named, *more, "12.5", "40%", "1.5k"]))

    shape = draw(
        st.sampled_from(
            ["{0}", "{0}*{1}", "{0} + {1}*0.25", "({0}-{1})/3", "{0}/(1+abs({1}))", "-{0}^0.5*2^2"]
        )
    )
    # A power of what may be negative has no value.
    made: Any = shape.replace("{0}^", "abs({0})^").format(term(), term())
    return "=" + _BOUNDED[table, field].format(f"abs({made})")
