"""Laws that hold for any formulas: order makes no difference, circles are named, names are free."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.address import Address
from scenarios.case import Case
from scenarios.cells import RefusedError
from scenarios.edits import CellEdit, with_edits
from scenarios.formula import quoted
from scenarios.formula_reading import read_formula
from scenarios.problems import CaseError
from scenarios.row_edits import with_row_renamed

ROWS = tuple(f"row {at}" for at in range(7))
#: By row, the rows that it adds up and what it multiplies them by.
Graph = Mapping[str, list[tuple[str, float]]]

few = settings(max_examples=25, deadline=None)
factors = st.sampled_from([0.5, 1.0, 2.0, 0.0, 0.125])
names = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/"), min_size=1, max_size=6
).filter(lambda name: bool(name.strip()))


def plain_case() -> Case:
    return Case.from_json(
        {
            "project": {"start_month": "2026-01", "horizon": 2},
            "workloads": [
                {"name": row, "on_demand_cost": 1, "weight": float(at + 1)}
                for at, row in enumerate(ROWS)
            ],
            "scenarios": [{"name": "plan", "set": {"workloads/row 0/weight": 100}}],
        }
    )


def cell(row: str) -> str:
    return f"workloads/{row}/weight"


def text_of(terms: list[tuple[str, float]]) -> str:
    summed = (f"{factor} * workloads/{quoted(row)}/weight" for row, factor in terms)
    return "= 1 + " + " + ".join(summed)


@st.composite
def graphs(draw: st.DrawFn, *, with_circles: bool = False) -> Graph:
    """Some rows that add up others; without circles only those after them in a random order."""
    order = draw(st.permutations(ROWS))
    graph: dict[str, list[tuple[str, float]]] = {}
    for at, row in enumerate(order[:-1]):
        others = st.sampled_from(order if with_circles else order[at + 1 :])
        if draw(st.integers(0, 2)):
            graph[row] = draw(st.lists(st.tuples(others, factors), min_size=1, max_size=3))
    return graph


def expected(graph: Graph, row: str, given: Mapping[str, float]) -> float:
    if row not in graph:
        return given[row]
    return 1 + sum(factor * expected(graph, other, given) for other, factor in graph[row])


def circles_through(graph: Graph, row: str) -> bool:
    """Whether a row is reached from itself."""
    reached: set[str] = set()
    waiting = [other for other, _ in graph.get(row, [])]
    while waiting:
        if (at := waiting.pop()) not in reached:
            reached.add(at)
            waiting += [other for other, _ in graph.get(at, [])]
    return row in reached


def weights(case: Case, scenario: str | None = None) -> dict[str, object]:
    return {row: case.value(Address.parse(cell(row)), scenario) for row in ROWS}


@few
@given(graph=graphs(), data=st.data())
def test_any_order_of_entering_formulas_gives_what_plain_arithmetic_gives(
    graph: Graph, data: st.DataObject
) -> None:
    at_once = with_edits(
        plain_case(), [CellEdit(cell(row), text_of(terms)) for row, terms in graph.items()]
    )
    one_by_one = plain_case()
    for row in data.draw(st.permutations(list(graph))):
        one_by_one = with_edits(one_by_one, [CellEdit(cell(row), text_of(graph[row]))])

    given_values = {row: float(at + 1) for at, row in enumerate(ROWS)}
    found = {row: expected(graph, row, given_values) for row in ROWS}
    # In the scenario row 0 is 100, computed or not.
    without = {row: terms for row, terms in graph.items() if row != "row 0"}
    in_plan = {row: expected(without, row, given_values | {"row 0": 100.0}) for row in ROWS}
    for case in (at_once, one_by_one, Case.from_json(at_once.to_json())):
        assert weights(case) == pytest.approx(found)
        assert weights(case, "plan") == pytest.approx(in_plan)


@few
@given(graph=graphs(with_circles=True))
def test_formulas_are_refused_where_and_only_where_they_form_a_circle_and_it_is_named(
    graph: Graph,
) -> None:
    circular = {row for row in graph if circles_through(graph, row)}
    edits = [CellEdit(cell(row), text_of(terms)) for row, terms in graph.items()]
    if not circular:
        with_edits(plain_case(), edits)
        return

    with pytest.raises(CaseError) as refused:
        with_edits(plain_case(), edits)

    named: set[str] = set()
    for problem in refused.value.problems:
        if problem.scenario is not None:
            continue
        path = re.findall(r"workloads/(row \d)/weight", problem.what)
        assert path[0] == path[-1]
        for row, following in itertools.pairwise(path):
            assert following in [other for other, _ in graph[row]]
        named.update(path)
    assert named
    assert named <= circular
    # What is left is reached from a circle that is named, and may be one that another hides.
    broken = {row: terms for row, terms in graph.items() if row not in named}
    assert not any(circles_through(broken, row) for row in broken)


PIECES = st.sampled_from(
    "units/|orders|/volume|'|''|base|max(|round(|;|,|1|2.5|%|^|-|+|/|(|)|k| |$|USD|project/|"
    "horizon|weight".split("|")
)


@settings(max_examples=100, deadline=None)
@given(
    text=st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30),
    style=st.sampled_from([(".", ","), (",", "."), (",", "\u202f"), (".", "’")]),
)
def test_whatever_can_be_read_is_kept_so_that_it_reads_the_same_in_every_style(
    text: str, style: tuple[str, str]
) -> None:
    try:
        formula = read_formula("=" + text, *style)
    except RefusedError as refused:
        assert refused.what
        return

    assert read_formula(formula.text).root == formula.root
    assert read_formula(formula.shown(style[0]), *style).text == formula.text


@few
@given(graph=graphs(), new_name=names)
def test_a_row_may_take_any_name_and_formulas_go_on_as_before(graph: Graph, new_name: str) -> None:
    case = with_edits(
        plain_case(), [CellEdit(cell(row), text_of(terms)) for row, terms in graph.items()]
    )

    renamed = with_row_renamed(case, "workloads", "row 3", new_name)
    back = with_row_renamed(renamed, "workloads", new_name, "row 3")

    assert [*renamed.view().column("workloads", "weight")] == [*weights(case).values()]
    assert Case.from_json(renamed.to_json()) == renamed
    assert back == case
