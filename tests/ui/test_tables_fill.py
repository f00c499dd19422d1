"""Filling by the corner of the selection: copied, as a series, by growth, down to a neighbour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from tests.ui.hands import Hands, Key
from ui.tables.filling.drag_fill import stretched
from whatif_app.fill_series import Fill

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def drag(hands: Hands, row: str, field: str) -> None:
    """Drag the selection's corner to a cell."""
    model, grid = hands.grid.grid_model, hands.grid
    square = grid.fill.square()
    assert square is not None
    target = grid.visualRect(
        model.index(model.shown.keys.index(row), model.shown.heads.index(field))
    ).center()
    view, left = grid.viewport(), Qt.MouseButton.LeftButton
    hands.qtbot.mousePress(view, left, pos=square.center())
    hands.qtbot.mouseMove(view, (square.center() + target) / 2)
    hands.qtbot.mouseMove(view, target)
    hands.qtbot.mouseRelease(view, left, pos=target)


def values(hands: Hands, field: str) -> list[object]:
    model = hands.grid.grid_model
    return list(model.shown.columns[model.shown.heads.index(field)])


def test_one_cell_is_copied_down(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")

    drag(hands, "Search index", "fixed_share")

    assert values(hands, "fixed_share")[:4] == [0.2] * 4
    assert hands.undo_label == "Fill 3 cells"
    assert hands.grid.selected_rectangle() == QRect(4, 0, 1, 4)


def test_two_numbers_go_on_by_their_step_and_growth_takes_its_place(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    hands.clipboard("100\r\n110\r\n")
    hands.grid.blocks.paste()

    drag(hands, "Search index", "on_demand_cost")
    assert values(hands, "on_demand_cost")[:4] == [100, 110, 120, 130]
    choice = hands.grid.fill_choice
    assert choice.isVisible() and choice.buttons[Fill.SERIES].isChecked()

    choice.buttons[Fill.GROWTH].click()
    assert values(hands, "on_demand_cost")[:4] == [100, 110, 121, 133.1]
    choice.buttons[Fill.COPY].click()
    assert values(hands, "on_demand_cost")[:4] == [100, 110, 100, 110]
    # However often the way was changed, it is one step.
    hands.session.undo()
    assert values(hands, "on_demand_cost")[2] == 17_700


def test_a_series_that_would_be_refused_is_a_copy_at_first(hands: Hands) -> None:
    # 19,000 and 1,200 would go on below zero.
    hands.at("Checkout API", "on_demand_cost")
    hands.extend(Key.Key_Down)

    drag(hands, "Search index", "on_demand_cost")

    assert values(hands, "on_demand_cost")[:4] == [19_000, 1_200, 19_000, 1_200]
    assert hands.panel.card.preview is None


def test_months_go_on_upward_too(hands: Hands) -> None:
    hands.at("Search index", "spot_start")
    hands.type("Apr 2027")
    hands.press(Key.Key_Return)
    hands.at("Search index", "spot_start")

    drag(hands, "Checkout on Arm", "spot_start")

    assert values(hands, "spot_start")[1:4] == ["2027-02", "2027-03", "2027-04"]


def test_a_row_is_filled_to_the_right(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")

    drag(hands, "Checkout API", "rate_change")

    assert hands.overrides == {
        "workloads/Checkout API/elasticity": 0.2,
        "workloads/Checkout API/rate_change": 0.2,
    }


def test_a_double_click_fills_down_to_the_end_of_the_column_beside(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    square = hands.grid.fill.square()
    assert square is not None

    hands.qtbot.mouseDClick(hands.grid.viewport(), Qt.MouseButton.LeftButton, pos=square.center())

    assert values(hands, "fixed_share") == [0.2] * 10


def test_a_drag_that_is_given_up_fills_nothing(hands: Hands) -> None:
    hands.at("Checkout API", "fixed_share")
    square = hands.grid.fill.square()
    assert square is not None
    view, left = hands.grid.viewport(), Qt.MouseButton.LeftButton
    hands.qtbot.mousePress(view, left, pos=square.center())
    hands.qtbot.mouseMove(view, square.center() + QPoint(0, 80))

    hands.press(Key.Key_Escape)
    hands.qtbot.mouseRelease(view, left, pos=square.center() + QPoint(0, 80))

    assert hands.overrides == {}


def test_names_and_the_line_that_adds_a_row_have_no_handle(hands: Hands) -> None:
    hands.at("Checkout API", "name")
    assert hands.grid.fill.square() is None
    hands.grid.go_to(hands.grid.grid_model.rowCount() - 1, 3)
    assert hands.grid.fill.square() is None


def test_a_typed_step_and_a_typed_growth_fill_the_selection(hands: Hands) -> None:
    hands.at("Checkout API", "on_demand_cost")
    hands.extend(Key.Key_Down, 2)
    fill = hands.panel.card.fill

    assert fill.by_step("-500") == ""
    assert values(hands, "on_demand_cost")[:3] == [19_000, 18_500, 18_000]
    assert fill.by_growth("10") == ""
    assert values(hands, "on_demand_cost")[:3] == [19_000, 20_900, 22_990]
    assert fill.by_growth("much") == "“much” is not a number. Enter more than -100 %."


@pytest.mark.parametrize(
    ("row", "column", "rect"),
    [
        (5, 2, QRect(2, 2, 1, 4)),
        (0, 2, QRect(2, 0, 1, 3)),
        (2, 6, QRect(2, 2, 5, 1)),
        (3, 9, QRect(2, 2, 8, 1)),  # further to the right than down
        (2, 2, QRect(2, 2, 1, 1)),
    ],
)
def test_a_fill_goes_the_way_that_is_dragged_further(row: int, column: int, rect: QRect) -> None:
    assert stretched(QRect(2, 2, 1, 1), row, column) == rect
