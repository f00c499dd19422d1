"""Users at random at a real window: whatever they do, the tables show the case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.ui.play import make_window, play
from ui.window import Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(scope="module")
def played_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One window for all users, each with a project of their own."""
    window, testers = make_window(tmp_path_factory.mktemp("play"))
    assert testers
    yield window
    window.session.replace_document(None)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.slow
@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("number", range(6))
def test_the_screen_is_the_case_and_undoing_all_is_the_start(
    played_window: Window, tmp_path: Path, number: int
) -> None:
    play(played_window, tmp_path, number, steps=25)
