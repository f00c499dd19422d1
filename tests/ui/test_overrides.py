"""Mistakes in methods that Qt calls: told, and survived."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROGRAM = """
import ui.app
from PySide6.QtWidgets import QApplication
from ui.panels.kpi_strip import ElidedLabel

app = QApplication([])


def wrong(self, event):
    {mistake}


Broken = type("Broken", (ElidedLabel,), {{"paintEvent": wrong, "__module__": "ui.broken"}})
try:
    Broken("text").grab()
except Exception as error:
    print("told of", type(error).__name__)
print("alive")
"""


@pytest.mark.parametrize(
    ("mistake", "name"),
    [
        ("[].pop()", "IndexError"),
        ("1 / 0", "ZeroDivisionError"),
        ("next(iter(()))", "StopIteration"),
    ],
)
def test_a_mistake_while_painting_is_told_rather_than_fatal(mistake: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(mistake=mistake)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0
    assert f"told of {name}" in done.stdout
    assert done.stdout.endswith("alive\n")
