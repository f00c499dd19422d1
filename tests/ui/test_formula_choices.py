"""The list of cells below a formula that is being typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scenarios.address import Address
from tests.document.shop import shop
from ui.tables.cell_editor import CellEditor
from ui.tables.formula_choices import FormulaChoices
from whatif_app.formula_completion import completions

Key = Qt.Key


@pytest.fixture
def line(dressed: object) -> Iterator[CellEditor]:
    """An editor over web's cost, with the shop's cells on offer."""
    host = QWidget()
    host.resize(600, 200)
    editor = CellEditor(host, None, ())
    home = Address("workloads", "web", "on_demand_cost")
    editor.offer_cells(lambda before: completions(shop(), home, "spot", before))
    host.show()
    editor.setFocus()
    yield editor
    host.close()


def choices(line: CellEditor) -> FormulaChoices:
    return line.findChild(FormulaChoices)  # type: ignore[return-value]


def press(line: CellEditor, *keys: Qt.Key) -> None:
    """Keys as they arrive: at the list while it is open."""
    for key in keys:
        QTest.keyClick(choices(line).popup() if choices(line).is_open else line, key)


def test_tab_takes_one_step_of_an_address_after_the_other(line: CellEditor) -> None:
    QTest.keyClicks(line, "=uni")
    press(line, Key.Key_Tab)
    assert line.text() == "=units/"

    press(line, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert line.text() == "=units/clicks/"

    press(line, Key.Key_V, Key.Key_O, Key.Key_Tab)
    assert line.text() == "=units/clicks/volume"
    assert not choices(line).is_open


def test_enter_without_a_choice_is_the_line_s_own(line: CellEditor) -> None:
    entered: list[str] = []
    line.returnPressed.connect(lambda: entered.append(line.text()))
    QTest.keyClicks(line, "=bas")
    assert choices(line).is_open

    press(line, Key.Key_Return)

    assert entered == ["=bas"]
    assert not choices(line).is_open


def test_escape_closes_the_list_and_leaves_the_text(line: CellEditor) -> None:
    QTest.keyClicks(line, "=bas")

    press(line, Key.Key_Escape)

    assert line.text() == "=bas"
    assert not choices(line).is_open


def test_a_plain_number_is_offered_nothing(line: CellEditor) -> None:
    QTest.keyClicks(line, "1200")

    assert not choices(line).is_open
