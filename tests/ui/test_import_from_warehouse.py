"""New from export, where the export is a table of a data warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.costs.exports import cur, cur_row
from ui.background import Reporter
from ui.panels.engine_page import EngineDialog, Warehouse
from ui.panels.import_dialog import ImportDialog
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.export import Peek, read_export

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

_CUR = Warehouse("duckdb:bill.duckdb", "cur")
_PEEK = Peek("AWS CUR 2.0", ("cur (DuckDB)",), ("a",), ("user:team",), 0, ())


@pytest.fixture
def dialog(dressed: QApplication, tmp_path: Path) -> Iterator[ImportDialog]:
    made = ImportDialog(str(tmp_path))
    made.show()
    yield made
    made.reject()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """One usage row of one dollar."""
    return cur(tmp_path / "cur.csv", cur_row())


def test_a_table_is_read_in_place_of_files(
    dialog: ImportDialog, export: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[tuple[Warehouse, list[str]]] = []

    def read(self: Warehouse, tags: list[str], choices: object, reporter: Reporter) -> Baseline:
        asked.append((self, tags))
        return read_export([export])

    monkeypatch.setattr(Warehouse, "read_whole", read)

    dialog.use_warehouse(_CUR, _PEEK)
    assert dialog.choose.found.text() == "AWS CUR 2.0 · 1 table"
    assert dialog.choose.details.text() == "cur (DuckDB)"
    dialog.begin_reading()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=20_000)

    assert asked == [(_CUR, ["user:team"])]


def test_files_chosen_after_a_table_are_read_and_not_the_table(
    dialog: ImportDialog, export: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(Warehouse, "read_whole", lambda *given: pytest.fail("it was read"))
    dialog.use_warehouse(_CUR, _PEEK)

    dialog.look_at([export])
    qtbot.waitUntil(lambda: "1 file" in dialog.choose.found.text(), timeout=20_000)
    dialog.begin_reading()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=20_000)

    assert dialog.baseline is not None
    assert [source.name for source in dialog.baseline.sources] == ["cur.csv"]


def test_the_button_asks_for_the_table_and_uses_what_was_found(
    dialog: ImportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(self: EngineDialog) -> int:
        self.url.setText(_CUR.url)
        self.table.setText(_CUR.table)
        self.peek = _PEEK
        return EngineDialog.DialogCode.Accepted

    monkeypatch.setattr(EngineDialog, "exec", fill)

    dialog.choose.warehouse_asked.emit()

    assert dialog.choose.found.text() == "AWS CUR 2.0 · 1 table"
    assert dialog.go_on.isEnabled()
