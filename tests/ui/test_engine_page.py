"""From a data warehouse: what is typed is tried off the window's thread, then found or refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.panels.engine_page import EngineDialog, Warehouse
from whatif_app.costs.engines import address
from whatif_app.costs.export import Peek
from whatif_app.costs.problem import ExportError, Problem

_PEEK = Peek("AWS CUR 2.0", ("cur (DuckDB)",), ("a", "b"), ("user:team",), 0, ())
_NO_WAY = Problem("", None, None, "No way there.", "Look.")


@pytest.fixture
def dialog(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineDialog]:
    """The dialog where every engine's packages are installed."""
    monkeypatch.setattr(address, "_is_installed", lambda name: True)
    made = EngineDialog()
    made.show()
    yield made
    made.close()


def fill(dialog: EngineDialog, url: str = "duckdb:bill.duckdb", table: str = "cur") -> None:
    dialog.url.setText(url)
    dialog.table.setText(table)


def test_what_is_found_is_said_and_can_be_used(
    dialog: EngineDialog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[Warehouse] = []
    monkeypatch.setattr(Warehouse, "look_into", lambda self: asked.append(self) or _PEEK)
    assert not dialog.test.isEnabled()
    fill(dialog)
    assert dialog.test.isEnabled()
    assert not dialog.use.isEnabled()

    dialog.test.click()
    qtbot.waitUntil(dialog.use.isEnabled)

    assert asked == [Warehouse("duckdb:bill.duckdb", "cur")]
    assert dialog.found.text() == "AWS CUR 2.0"
    assert dialog.details.text() == "2 columns; tags: user:team"
    assert not dialog.busy.isVisible()


def test_what_was_found_of_one_table_does_not_hold_for_another(
    dialog: EngineDialog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Warehouse, "look_into", lambda self: _PEEK)
    fill(dialog)
    dialog.test.click()
    qtbot.waitUntil(dialog.use.isEnabled)

    dialog.table.setText("other")

    assert dialog.peek is None
    assert not dialog.use.isEnabled()
    assert dialog.found.text() == ""


def test_an_answer_that_comes_after_the_address_changed_is_not_listened_to(
    dialog: EngineDialog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    may_answer, answered = threading.Event(), threading.Event()

    def slowly(self: Warehouse) -> Peek:
        may_answer.wait(10)
        answered.set()
        return _PEEK

    monkeypatch.setattr(Warehouse, "look_into", slowly)
    fill(dialog)
    dialog.test.click()
    assert dialog.busy.isVisible()

    dialog.table.setText("other")
    may_answer.set()
    qtbot.waitUntil(answered.is_set)
    qtbot.wait(200)

    assert dialog.peek is None
    assert not dialog.busy.isVisible()
    assert dialog.test.isEnabled()


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (
            ExportError([Problem("", None, None, "No way there.", "Look.")]),
            "There is no connection",
        ),
        (None, "This table cannot be imported"),
    ],
)
def test_what_stands_in_the_way_is_said_and_can_be_tried_again(
    dialog: EngineDialog,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    error: Exception | None,
    title: str,
) -> None:
    def look(self: Warehouse) -> Peek:
        if error is not None:
            raise error
        return replace(_PEEK, problems=(_NO_WAY,))

    monkeypatch.setattr(Warehouse, "look_into", look)
    fill(dialog)
    dialog.test.click()
    qtbot.waitUntil(lambda: dialog.found.text() == title)

    assert dialog.details.text() == "No way there. Look."
    assert not dialog.use.isEnabled()
    assert dialog.test.isEnabled()


def test_a_password_is_refused_without_being_shown(dialog: EngineDialog, qtbot: QtBot) -> None:
    fill(dialog, "clickhouse://mary:hunter2@host/db")
    dialog.test.click()
    qtbot.waitUntil(lambda: "takes no secrets" in dialog.details.text())

    assert "hunter2" not in dialog.details.text()


def test_a_pasted_address_chooses_its_engine(dialog: EngineDialog) -> None:
    dialog.url.setText("spark://host:7077")

    assert dialog.engine.currentText() == "Spark"


def test_what_is_not_installed_is_said_with_its_command_before_anything_is_asked(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "_is_installed", lambda name: name != "pyspark")
    dialog = EngineDialog()
    fill(dialog, "spark://host:7077")

    assert 'pip install "ibis-framework[pyspark]>=12,<13"' in dialog._needs.text()
    assert not dialog.test.isEnabled()
    dialog.engine.setCurrentText("DuckDB")
    dialog.url.setText("duckdb:bill.duckdb")
    assert dialog.test.isEnabled()
