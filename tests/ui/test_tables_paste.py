"""Pasting a block of which something is refused: seen first, then mended, left out or given up."""

from __future__ import annotations

import pytest

from tests.ui.hands import CTRL, Hands, Key
from ui.tables.paste_preview import PastePreview

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def preview(hands: Hands) -> PastePreview:
    found = hands.panel.card.preview
    assert found is not None
    return found


def paste(hands: Hands, text: str, field: str = "fixed_share") -> None:
    hands.at("Checkout API", field)
    hands.clipboard(text)
    hands.press(Key.Key_V, CTRL)


def test_the_cells_that_fit_are_written_when_asked_as_one_step(hands: Hands) -> None:
    paste(hands, "10%\tx\r\n130%\t2\r\n20%\t3\r\n")
    shown = preview(hands)
    assert shown.title.text() == "Nothing was written yet: 4 cells fit, 2 do not."
    assert hands.overrides == {}

    shown.accept.click()

    assert hands.overrides == {
        "workloads/Checkout API/fixed_share": 0.1,
        "workloads/Checkout on Arm/elasticity": 2,
        "workloads/Video encoder/fixed_share": 0.2,
        "workloads/Video encoder/elasticity": 3,
    }
    assert hands.undo_label == "Paste 4 cells"
    hands.session.undo()
    assert hands.overrides == {}


def test_a_mended_text_is_pasted_with_the_others(hands: Hands) -> None:
    paste(hands, "10%\r\n1,5\r\n")
    shown = preview(hands)

    shown.cells.setData(shown.cells.index(0, 1), "1.5")
    shown.retry.click()

    assert hands.panel.card.preview is None
    assert hands.overrides == {
        "workloads/Checkout API/fixed_share": 0.1,
        "workloads/Checkout on Arm/fixed_share": 0.015,
    }


def test_what_is_still_wrong_after_mending_is_shown_again(hands: Hands) -> None:
    paste(hands, "a\r\nb\r\n")
    shown = preview(hands)
    shown.cells.setData(shown.cells.index(0, 1), "5")

    shown.retry.click()

    again = preview(hands)
    assert [cell.text for cell in again.refused.refusals] == ["b"]
    again.close()
    assert hands.overrides == {}


def test_escape_gives_the_paste_up(hands: Hands) -> None:
    paste(hands, "a\r\n5\r\n")

    hands.qtbot.keyClick(preview(hands).list, Key.Key_Escape)

    assert hands.panel.card.preview is None
    assert hands.overrides == {}


def test_what_only_the_case_refuses_is_listed_at_its_cell_too(hands: Hands) -> None:
    paste(hands, "API calls\r\nOrdres\r\nOrders\r\n", "unit")
    shown = preview(hands)
    assert [(cell.where, cell.text) for cell in shown.refused.refusals] == [
        ("Unit of Checkout on Arm", "Ordres")
    ]
    assert shown.refused.refusals[0].why.startswith("“Ordres” is not a row of units.")

    shown.accept.click()

    assert hands.overrides == {
        "workloads/Checkout API/unit": "API calls",
        "workloads/Video encoder/unit": "Orders",
    }


def test_a_block_wider_than_the_table_says_which_cells_are_too_many(hands: Hands) -> None:
    paste(hands, "1\t2\r\n", "currency")

    assert "Row 1, beside the table" in [cell.where for cell in preview(hands).refused.refusals]
    preview(hands).close()


def test_a_block_reaching_past_the_last_row_adds_rows(hands: Hands) -> None:
    last = hands.grid.grid_model.shown.keys[-1]
    hands.at(last, "on_demand_cost")
    hands.clipboard("100\t10%\r\n200\t20%\r\n300\t30%\r\n")

    hands.press(Key.Key_V, CTRL)

    assert hands.session.case is not None
    rows = hands.session.case.tables["workloads"]
    assert rows.names[-2:] == ("New workload", "New workload 2")
    assert rows["New workload 2"]["on_demand_cost"] == 300
    assert hands.overrides[f"workloads/{last}/on_demand_cost"] == 100
    assert hands.undo_label == "Paste 3 rows of Workloads"
    hands.session.undo()
    assert "New workload" not in hands.session.case.tables["workloads"]


def test_a_refused_row_to_add_can_be_mended(hands: Hands) -> None:
    model = hands.grid.grid_model
    hands.grid.go_to(model.rowCount() - 1, 0)
    hands.clipboard("Queue\tOrders\tm5\tlots\r\nCache\tOrders\tm5\t80\r\n")
    hands.press(Key.Key_V, CTRL)
    shown = preview(hands)
    assert [cell.where for cell in shown.refused.refusals] == ["On-demand cost of Queue"]

    shown.cells.setData(shown.cells.index(0, 1), "70")
    shown.retry.click()

    assert hands.session.case is not None
    assert hands.session.case.tables["workloads"]["Queue"]["on_demand_cost"] == 70
    assert "Cache" in hands.session.case.tables["workloads"]


def test_numbers_with_three_digits_behind_the_point_are_told_of(hands: Hands) -> None:
    paste(hands, "1.234\r\n", "elasticity")

    assert hands.overrides == {"workloads/Checkout API/elasticity": 1.234}
    assert hands.notices == ["“1.234” was read with a decimal point, not as 1,234."]
    hands.session.undo()
    hands.notices.clear()
    # Among others, three digits are just digits.
    paste(hands, "1.234\r\n1.2\r\n", "elasticity")
    assert hands.notices == []


def test_another_order_of_rows_closes_the_preview(hands: Hands) -> None:
    paste(hands, "a\r\n5\r\n")

    hands.at("Data lake", "fixed_share")
    assert hands.grid.rows is not None
    hands.grid.rows.delete()

    assert hands.panel.card.preview is None


def test_the_preview_waits_while_another_table_is_shown(hands: Hands) -> None:
    paste(hands, "a\r\n5\r\n")
    shown = preview(hands)
    shown.cells.setData(shown.cells.index(0, 1), "7")

    hands.panel.turn(1)
    assert not shown.isVisible()
    hands.panel.turn(-1)
    assert shown.isVisible() and shown.cells.texts == ["7"]
    shown.close()
