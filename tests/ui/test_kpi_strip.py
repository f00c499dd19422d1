"""The strip of figures: values, what they are set against, and why one does not exist."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from scenarios.engine import evaluate
from ui.panels.key_figures import Figure, Setting, key_figures
from ui.panels.kpi_strip import KpiStrip
from ui.session import BASE, Session
from whatif_app.document import Document

THIN = "\u202f"


def figures(case: Case, scenario: str = "Spot", unit: str = "orders") -> dict[str, Figure]:
    results = evaluate(case)[scenario]
    return {each.name: each for each in key_figures(results, Setting(9, 0.1, unit), str)}


@pytest.fixture
def strip(dressed: QApplication, qtbot: QtBot, small_case: Case) -> KpiStrip:
    session = Session()
    session.replace_document(Document(small_case))
    made = KpiStrip(session)
    session.setParent(made)
    made.session = session
    qtbot.addWidget(made)
    made.resize(1180, 90)
    made.show()
    return made


def test_figures_are_set_against_hurdle_and_reference(small_case: Case) -> None:
    shown = figures(small_case)

    assert shown["payback"].value == f"2.6{THIN}mo"
    assert shown["payback"].captions[0] == "hurdle 9 · from first spend"
    assert shown["npv"].captions[0] == f"12 months at 10{THIN}%"
    # 12,000 + 20,000 × (0.2 + 0.8 × 0.3) = 20,800 for 100,000 orders in the first month.
    assert shown["unit_cost"].captions[0].endswith("from 20.8¢")
    # Without Spot, after eleven months of 2 % growth: (2,400 / 1.02¹¹ + 29,600) / 100,000.
    assert shown["unit_cost"].captions[1] == "reference 31.5¢"


def test_details_are_exact(small_case: Case) -> None:
    kpis = evaluate(small_case)["Spot"].kpis

    assert f"NPV: ${kpis.npv:,.2f}" in figures(small_case)["npv"].details


def test_a_figure_that_does_not_exist_is_a_dash_with_its_reason() -> None:
    bare = Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 6},
            "workloads": [{"name": "api", "on_demand_cost": 100, "commit_eligible": 0}],
            "scenarios": [{"name": "Spot", "set": {}}],
        }
    )

    shown = figures(bare, unit="")

    assert {name for name, each in shown.items() if each.value == "–"} >= {
        "payback",
        "unit_cost",
        "margin",
    }
    assert (
        shown["unit_cost"].details == "There is no volume to divide by. Add a unit with a volume."
    )
    assert shown["margin"].details == "There is no revenue. Give a unit a price to see the margin."
    assert shown["payback"].captions[1] == "nothing changes"


def test_the_verdict_stands_first_with_its_sentence(strip: KpiStrip) -> None:
    assert strip.verdict.title.text == "Go · Spot"
    assert strip.verdict.words.text().startswith("Cost per order ")
    assert "pays back in" in strip.verdict.toolTip()


def test_the_base_has_no_verdict_of_its_own(strip: KpiStrip) -> None:
    strip.session.select(BASE)

    assert strip.verdict.title.text == "Base"


def test_a_late_payback_is_a_no_go_with_the_reason(strip: KpiStrip) -> None:
    from whatif_app.commands import set_cells

    session = strip.session
    session.do(set_cells(session.case, None, {"project/hurdle_months": 2}))
    session.recompute()

    assert strip.verdict.title.text == "No-go · Spot"
    assert f"Payback takes 2.6{THIN}mo; the hurdle is 2." in strip.verdict.words.text()


def test_choosing_a_card_asks_for_its_explanation(strip: KpiStrip) -> None:
    asked: list[str] = []
    strip.session.figure_focused.connect(asked.append)

    QTest.mouseClick(strip.cards[1], Qt.MouseButton.LeftButton)
    QTest.keyClick(strip.cards[0], Qt.Key.Key_Return)

    assert asked == ["npv", "payback"]


def test_every_card_speaks_in_words(strip: KpiStrip) -> None:
    assert strip.cards[0].accessibleName() == f"Payback: 2.6{THIN}mo"
    assert "hurdle 9" in strip.cards[0].accessibleDescription()


def test_nothing_is_said_to_grow_by_zero_percent(small_case: Case) -> None:
    flat = Case.from_json(
        {
            "project": {"start_month": "2027-01", "horizon": 12},
            "units": [{"name": "orders", "volume": 1000, "growth": 0.01, "price": 0.001}],
            "workloads": [{"name": "api", "unit": "orders", "on_demand_cost": 100.03}],
            "scenarios": [{"name": "Spot", "set": {}}],
        }
    )
    shown = figures(flat)

    # All cost follows volume: 100.03 / 1000 in every month, but for rounding.
    assert shown["unit_cost"].captions[0] == f"0.0{THIN}% from 10.0¢"
    # 0.001 of revenue to 0.10003 of cost: (0.001 − 0.10003) / 0.001 = −99.03.
    assert shown["margin"].value == f"−9,903{THIN}%"


def test_words_that_do_not_fit_give_way_to_the_reason(strip: KpiStrip) -> None:
    assert strip.verdict.words.text().startswith("Cost per order falls")

    strip.verdict.resize(170, 90)

    assert strip.verdict.words.text().startswith("Pays back in")
    assert "Cost per order falls" in strip.verdict.toolTip()


def test_with_no_scenario_the_strip_says_how_to_begin(strip: KpiStrip, small_case: Case) -> None:
    bare = {**small_case.to_json(), "scenarios": []}
    bare["project"] = {**bare["project"], "reference": None}

    strip.session.replace_document(Document(Case.from_json(bare)))

    assert strip.verdict.words.text().startswith("Add a scenario")


def test_a_narrow_strip_stands_in_rows_and_says_every_figure_whole(strip: KpiStrip) -> None:
    strip.resize(1200, 90)
    one_row = strip.height()
    assert len({card.y() for card in strip.cards}) == 1

    strip.resize(640, 90)
    strip.layout().activate()

    assert [card.y() > 0 for card in strip.cards] == [False, False, True, True, True, True]
    assert one_row < strip.height() < 2 * one_row
    for card in strip.cards:
        assert card.value.fontMetrics().horizontalAdvance(card.value.text) <= card.value.width()


def test_a_figures_menu_explains_it_and_copies_it_exactly(strip: KpiStrip) -> None:
    asked: list[str] = []
    strip.session.figure_focused.connect(asked.append)
    card = strip.cards[1]
    explain, copy = card.menu().actions()

    explain.trigger()
    copy.trigger()

    assert asked == ["npv"]
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"NPV: {card.value.text}\n")
    assert card.toolTip() in copied
