"""Files that the system asks the running program to open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.opened_by_system import OpenedBySystem


def test_a_file_that_the_system_asks_for_is_taken_once_the_event_is_over(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    taken: list[Sequence[Path]] = []
    asked = OpenedBySystem(qapp, taken.append)
    project = tmp_path / "Größe.whatif"

    QApplication.sendEvent(qapp, QFileOpenEvent(str(project)))
    QApplication.sendEvent(qapp, QEvent(QEvent.Type.ApplicationActivate))

    assert taken == []
    qtbot.waitUntil(lambda: taken == [[project]])
    qapp.removeEventFilter(asked)
    asked.deleteLater()
