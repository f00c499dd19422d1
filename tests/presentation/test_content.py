"""What pages say, worked by hand: titles with a point, figures, words where something lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.case import Case
from scenarios.edits import RESET, with_cells
from scenarios.engine import evaluate, evaluate_cells
from whatif_app.commands import CellEdit
from whatif_app.ledger import Ledger
from whatif_app.number_style import ENGLISH, GERMAN, THIN, use_style
from whatif_app.presentation.content import content_of
from whatif_app.presentation.default_pages import default_pages, presentation_of
from whatif_app.presentation.pages import Page, PageKind, Presentation
from whatif_app.presentation.put_back import put_back
from whatif_app.presentation.subject import Subject

SPOT = "workloads/encoder/spot_target"
CASE = {
    "project": {
        "start_month": "2027-01",
        "horizon": 12,
        "hurdle_months": 9,
        "reference": "Do nothing",
    },
    "units": [{"name": "orders", "volume": 100000, "price": 0.5}],
    "workloads": [
        {"name": "api", "unit": "orders", "on_demand_cost": 12000},
        {"name": "encoder", "unit": "orders", "on_demand_cost": 20000},
    ],
    "initiatives": [
        {
            "name": "Move to Spot",
            "engineers": 2,
            "months": 1,
            "loaded_cost": 15000,
            "enabled": False,
        }
    ],
    "scenarios": [
        {"name": "Do nothing", "set": {}},
        {"name": "Spot", "set": {SPOT: 0.8, "initiatives/Move to Spot/enabled": True}},
    ],
}


def subject(selected: str = "Spot", case: Case | None = None) -> Subject:
    case = case or Case.from_json(CASE)
    results = evaluate(case)
    here = results[selected] if selected else evaluate_cells(case, {"": {}})[""]
    return Subject(case, results, tuple(results), selected, here, Ledger())


def title(kind: PageKind, selected: str = "Spot") -> str:
    return content_of(Page(kind), subject(selected)).title


def test_the_verdict_says_when_it_pays_back() -> None:
    # 2 × 15,000 is spent, and 80 % × 70 % of 20,000 saved a month: 11,200. Two months leave
    # 30,000 − 22,400 = 7,600 to the third, of which it takes 7,600 ÷ 11,200 = 0.68.
    assert title(PageKind.VERDICT) == "“Spot” pays back in 2.7 months"
    assert title(PageKind.VERDICT, "Do nothing") == "“Do nothing” changes nothing"
    assert title(PageKind.VERDICT, "") == "What all scenarios share"


def test_charts_are_titled_by_their_point() -> None:
    # 12 × 11,200 − 30,000 = 104,400; Spot costs 16,000 × 30 % = 4,800 of 20,800 in all.
    assert title(PageKind.CUMULATIVE) == "“Spot” is $104k ahead after 12 months"
    assert title(PageKind.PURCHASE) == f"In Dec 2027, 23{THIN}% of the cost is Spot or committed"
    assert title(PageKind.PURCHASE, "Do nothing") == "Everything is bought on demand"
    # 50,000 earned, 20,800 spent, every month.
    assert title(PageKind.MARGIN) == f"Gross margin stays at 58.4{THIN}%"
    assert title(PageKind.UNIT_COST) == "Cost per order and volume stay the same"


def test_the_table_names_the_scenario_worth_most_and_marks_the_one_looked_at() -> None:
    said = content_of(Page(PageKind.SIDE_BY_SIDE), subject())

    assert said.title.startswith("“Spot” is worth most: an NPV of $")
    assert said.table is not None
    assert said.table.tones == ("", "gain")
    assert [row[:3] for row in said.table.rows] == [
        ("Do nothing", "No change", "–"),
        ("Spot", "Go", f"2.7{THIN}mo"),
    ]
    assert said.table.marked == 1


def test_no_scenario_is_a_go_is_said_as_well() -> None:
    late = with_cells(Case.from_json(CASE), None, {"project/hurdle_months": 1})
    said = content_of(Page(PageKind.SIDE_BY_SIDE), subject(case=late))
    assert said.title == "No scenario is a Go yet"


def test_a_spotlight_says_the_value_and_the_base_s() -> None:
    said = content_of(Page(PageKind.LEVER, lever=SPOT), subject())

    assert said.title == "Spot target of encoder"
    assert said.lever is not None
    assert (said.lever.value, said.lever.base) == (f"80{THIN}%", "stays at today's")
    assert said.sentences[0].startswith("Go: pays back in")


def test_a_computed_lever_shows_its_formula_as_the_reader_writes_it() -> None:
    computed = with_cells(Case.from_json(CASE), "Spot", {SPOT: "=0.5+0.25"})
    try:
        use_style(GERMAN)
        said = content_of(Page(PageKind.LEVER, lever=SPOT), subject(case=computed))
    finally:
        use_style(ENGLISH)

    assert said.lever is not None
    assert said.lever.formula == "=0,5+0,25"


def test_no_page_begins_with_a_lever_that_cannot_be_moved() -> None:
    computed = with_cells(Case.from_json(CASE), "Spot", {SPOT: "=0.5+0.25"})

    pages = list(default_pages(subject(case=computed)))

    assert PageKind.LEVER not in [page.kind for page in pages]


def test_own_words_stand_in_place_of_the_sentence() -> None:
    page = Page(PageKind.CUMULATIVE, title="We are ahead by summer")
    assert content_of(page, subject()).title == "We are ahead by summer"


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (
            Page(PageKind.CUMULATIVE, scenarios=("Gone", "Spot")),
            "“Gone” is no longer a scenario of this project. Choose others for this page.",
        ),
        (Page(PageKind.LEVER), "No lever is chosen for this page yet."),
        (Page(PageKind.LEVER, lever="workloads/gone/spot_target"), "is no longer in the project."),
        (Page(PageKind.LEVER, lever="nonsense"), "is no longer in the project."),
        (Page(PageKind.BASELINE), "This case was made by hand: no export is behind it."),
        (Page(PageKind.ACTUALS), "No complete month of the forecast"),
        (Page(PageKind.TEXT), "This page has no text yet."),
    ],
)
def test_a_page_that_lacks_something_says_so_and_what_to_do(page: Page, problem: str) -> None:
    assert problem in content_of(page, subject()).problem


def test_a_chart_draws_those_of_its_scenarios_that_are_there() -> None:
    page = Page(PageKind.CUMULATIVE, scenarios=("Gone", "Spot"))
    assert content_of(page, subject()).series == ("Spot",)


def test_a_text_page_says_a_line_each() -> None:
    page = Page(PageKind.TEXT, text="Two engineers\n\n  One month ")
    assert content_of(page, subject()).sentences == ("Two engineers", "One month")


def test_a_case_suggests_the_pages_that_have_something_to_say() -> None:
    pages = list(default_pages(subject()))

    assert [page.kind.value for page in pages] == [
        "verdict",
        "side_by_side",
        "cumulative",
        "unit_cost",
        "purchase",
        "margin",
        "lever",
        "turning_points",
    ]
    assert next(page.lever for page in pages if page.lever) == SPOT


def test_chosen_pages_are_kept_also_where_none_is_left() -> None:
    chosen = Ledger().with_part("presentation", Presentation())
    assert presentation_of(replace(subject(), ledger=chosen)).pages == ()


def test_putting_back_gives_every_changed_cell_what_it_held() -> None:
    before = Case.from_json(CASE)
    after = with_cells(before, "Spot", {SPOT: 0.5, "workloads/api/spot_target": 0.3})
    after = with_cells(after, None, {"units/orders/volume": 120000})

    command = put_back(before, after)

    assert command is not None
    assert set(command.edits) == {
        CellEdit("units/orders/volume", 100000),
        CellEdit(SPOT, 0.8, "Spot"),
        CellEdit("workloads/api/spot_target", RESET, "Spot"),
    }
    assert command.apply(after).to_json() == before.to_json()
    assert put_back(before, before) is None
