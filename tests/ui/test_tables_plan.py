"""The plan of a unit: months down the horizon, pasted and filled, written as one change."""

from __future__ import annotations

import pytest

from scenarios.case import Address, Case
from scenarios.cells import RefusedError
from tests.ui.conftest import SMALL
from tests.ui.hands import CTRL, Hands, Key
from ui.tables.lists.plan_editor import PlanEditor
from ui.tables.lists.plan_months import plan_months, plan_of, spread, with_texts
from ui.tables.model.cell_ref import CellRef

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ORDERS = CellRef(Address("units", "orders", "plan"))


@pytest.fixture
def case() -> Case:
    return Case.from_json(SMALL)


def test_every_month_of_the_horizon_stands_beside_its_computed_volume(case: Case) -> None:
    months = plan_months(case, ORDERS)

    assert (months[0].month, months[-1].month, len(months)) == ("2027-01", "2027-12", 12)
    # 100,000 orders that grow by 2 % a month.
    assert [month.computed for month in months[:3]] == pytest.approx([100_000, 102_000, 104_040])
    assert plan_of(months) == {}


def test_the_computed_volume_is_the_one_without_the_plan(case: Case) -> None:
    planned = Case.from_json(
        {**SMALL, "units": [{**SMALL["units"][0], "plan": {"2027-02": 7, "14": 9}}]}  # type: ignore[index]
    )

    months = plan_months(planned, ORDERS)

    assert months[1].text == "7"
    assert months[1].computed == pytest.approx(102_000)
    # What is planned past the horizon is kept, under the name that it has.
    assert (months[-1].month, months[-1].key, months[-1].computed) == ("2028-03", "14", None)
    assert plan_of(months) == {"2027-02": 7, "14": 9}


def test_a_column_is_pasted_from_the_current_month_on(case: Case) -> None:
    months = plan_months(case, ORDERS)

    pasted = spread([["Volume"], ["120,000"], ["130k"]], months, 2)

    assert pasted.texts == {2: "120,000", 3: "130k"}
    assert plan_of(with_texts(months, pasted.texts)) == {"2027-03": 120_000, "2027-04": 130_000}


def test_a_column_with_its_months_finds_its_place(case: Case) -> None:
    months = plan_months(case, ORDERS)
    block = [["Month", "Orders"], ["May 2027", "5"], ["2027-03", "3"], ["Jan 2031", "9"]]

    pasted = spread(block, months, 0)

    assert pasted.texts == {4: "5", 2: "3"}
    assert pasted.outside == 1


def test_a_text_that_is_no_volume_is_refused_with_its_month(case: Case) -> None:
    months = with_texts(plan_months(case, ORDERS), {1: "many"})

    with pytest.raises(RefusedError, match="2027-02: “many” is not a number"):
        plan_of(months)


@pytest.fixture
def editor(hands: Hands) -> PlanEditor:
    """The plan of a unit of the checkout example, which has none yet."""
    hands.panel.show_table("units")
    hands.at("TB stored", "plan")
    hands.press(Key.Key_F2)
    found = hands.grid.findChild(PlanEditor)
    assert found is not None
    return found


def test_a_pasted_plan_is_one_undo_step(hands: Hands, editor: PlanEditor) -> None:
    hands.clipboard("Feb 2027\t500\r\nMar 2027\t600\r\n")
    editor.grid.paste()
    assert editor.finish()

    assert hands.overrides == {"units/TB stored/plan": {"2027-02": 500, "2027-03": 600}}
    hands.session.undo()
    assert hands.overrides == {}


def test_a_plan_that_is_given_up_changes_nothing(hands: Hands, editor: PlanEditor) -> None:
    hands.clipboard("500\r\n")
    editor.grid.paste()
    hands.qtbot.keyClick(editor.grid, Key.Key_Escape)

    assert not editor.isVisible()
    assert hands.overrides == {}


def test_a_refused_plan_stays_open_with_the_reason(hands: Hands, editor: PlanEditor) -> None:
    editor.plan.write_texts({0: "-5"})

    assert not editor.finish()
    assert editor.message.text() == "2027-01: -5 is below the minimum. Enter 0 or more."
    assert editor.isVisible()


def test_months_are_filled_by_growth_from_the_first_one(hands: Hands, editor: PlanEditor) -> None:
    editor.plan.write_texts({0: "100"})
    editor.grid.setCurrentIndex(editor.plan.index(0, 2))
    editor.ask_growth()
    # 100, then 10 % more each month to the end of the horizon.
    from PySide6.QtWidgets import QApplication

    from ui.tables.filling.fill_question import FillQuestion

    question = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, FillQuestion)
    )
    question.line.setText("10")
    question.finish()

    assert [month.text for month in editor.plan.months[:4]] == ["100", "110", "121", "133.1"]
    assert editor.plan.months[-1].text != ""


def test_the_computed_volumes_can_be_taken_and_cleared(hands: Hands, editor: PlanEditor) -> None:
    editor.take_computed()
    taken = [month.text for month in editor.plan.months]
    assert taken == [str(round(month.computed or 0)) for month in editor.plan.months]

    editor.clear()
    hands.qtbot.keyClick(editor.grid, Key.Key_Return, CTRL)

    assert hands.overrides == {}
