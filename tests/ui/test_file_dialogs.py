"""Questions about files: what becomes of a name that is typed without its ending."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui import file_dialogs
from ui.charts.export import ask_path


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def answering(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """Answer the dialog with these names in turn; what it suggested each time."""
    suggested: list[str] = []
    answers = list(names)

    def ask(parent: QWidget, title: str, suggestion: str, kinds: str) -> tuple[str, str]:
        suggested.append(suggestion)
        return answers.pop(0), kinds.split(";;")[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return suggested


def test_a_name_without_an_ending_gets_the_chosen_one(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for typed, expected in (
        ("v1.2", "v1.2.whatif"),
        ("plan", "plan.whatif"),
        ("plan.whatif", "plan.whatif"),
        ("Plan.JSON", "Plan.JSON"),
    ):
        answering(monkeypatch, str(tmp_path / typed))

        path = file_dialogs.ask_save(parent, tmp_path / "plan.whatif", with_case=True)

        assert path == tmp_path / expected


def test_no_file_is_replaced_that_the_dialog_was_not_asked_about(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "plan.whatif"
    taken.write_bytes(b"")
    suggested = answering(monkeypatch, str(tmp_path / "plan"), "")

    path = file_dialogs.ask_save(parent, tmp_path / "new.whatif", with_case=False)

    assert path is None
    assert suggested == [str(tmp_path / "new.whatif"), str(taken)]


def test_a_chart_s_name_may_hold_a_point(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested = answering(monkeypatch, str(tmp_path / "Q1.2027"))

    path = ask_path(parent, "Cost/month", "svg")

    assert path == tmp_path / "Q1.2027.svg"
    assert suggested == ["Cost per month.svg"]
