"""Somebody who uses the window at random, for hours if need be."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from assets import asset_path
from scenarios.library import entries
from scenarios.schema import TABLES
from ui.baseline.view import PAGES
from ui.window import Window
from whatif_app.commands import AddScenario, DeleteScenario, DuplicateScenario, set_cells

THEMES = ("light", "dark")
#: More would be another case than the one that is measured.
MOST_SCENARIOS = 6
#: Work in the background takes a second or two.
MOST_SECONDS = 60.0
_TYPED = ("15%", "1,000", "=2*3", "0", "Apr 2027", "zzz", "130", "–")


class RandomUser:
    """Acts on a window as a person does, through what the window offers.

    Args:
        folder: where projects and workbooks are saved.
    """

    def __init__(self, window: Window, folder: Path, seed: int) -> None:
        self.window = window
        self._folder = folder
        self._random = random.Random(seed)
        self._acts: dict[Callable[[], None], int] = {
            self.edit: 40,
            self.paste: 8,
            self.undo: 12,
            self.redo: 6,
            self.choose_scenario: 8,
            self.change_scenarios: 4,
            self.look_at_baseline: 5,
            self.look_at_model: 5,
            self.save: 3,
            self.export: 1,
            self.change_theme: 1,
            self.zoom: 1,
            self.open_another: 2,
            self.add_export: 1,
        }

    def act(self) -> str:
        """Do one thing, and let the window come to rest.

        Returns:
            What was done.
        """
        if self.window.session.document is None:
            self.open_another()
        act = self._random.choices(tuple(self._acts), tuple(self._acts.values()))[0]
        act()
        self.settle()
        return act.__name__

    def settle(self) -> None:
        """Paint, compute, and let go of what was closed."""
        for _ in range(3):
            QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def edit(self) -> None:
        """A number of some workload or unit changes, as by typing it."""
        session = self.window.session
        case = session.case
        assert case is not None
        table = self._random.choice([name for name in ("units", "workloads") if case.tables[name]])
        row = self._random.choice(case.tables[table].names)
        field = {"units": "growth", "workloads": "spot_target"}[table]
        cells = {f"{table}/{row}/{field}": round(self._random.random(), 3)}
        session.do(set_cells(case, session.selected or None, cells))

    def paste(self) -> None:
        """A block from a spreadsheet goes somewhere into the table shown; some of it is refused."""
        self.window.show_model()
        tables = self.window.workspace.tables
        tables.show_table(self._random.choice(tuple(TABLES)))
        grid = tables.grid
        model = grid.model()
        if model is None or not model.rowCount() or not model.columnCount():
            return
        row = self._random.randrange(model.rowCount())
        grid.go_to(row, self._random.randrange(model.columnCount()))
        rows = ["\t".join(self._random.choices(_TYPED, k=3)) for _ in range(4)]
        QGuiApplication.clipboard().setText("\r\n".join(rows))
        grid.blocks.paste()

    def undo(self) -> None:
        """Up to five steps back."""
        for _ in range(self._random.randint(1, 5)):
            self.window.session.undo()

    def redo(self) -> None:
        """Up to three steps forth."""
        for _ in range(self._random.randint(1, 3)):
            self.window.session.redo()

    def choose_scenario(self) -> None:
        """Another scenario is looked at, or hidden, or shown."""
        session = self.window.session
        name = self._random.choice(("", *session.scenario_names))
        session.select(name)
        if name:
            session.set_visible(name, self._random.random() < 0.8)

    def change_scenarios(self) -> None:
        """A scenario comes or goes."""
        session = self.window.session
        assert session.case is not None
        names = session.case.scenario_names
        new = f"Scenario {self._random.randrange(1000)}"
        if len(names) >= MOST_SCENARIOS:
            session.do(DeleteScenario(self._random.choice(names)))
        elif names and self._random.random() < 0.5:
            session.do(DuplicateScenario(self._random.choice(names), new))
        else:
            session.do(AddScenario(new))

    def look_at_baseline(self) -> None:
        """A page of what stands behind the case."""
        self.window.show_baseline(self._random.choice(PAGES)[0])

    def look_at_model(self) -> None:
        """A table of the model."""
        self.window.show_model()
        self.window.workspace.tables.show_table(self._random.choice(tuple(TABLES)))

    def save(self) -> None:
        """The project goes to one of a few files."""
        document = self.window.session.document
        assert document is not None
        document.save(self._folder / f"{self._random.randrange(4)}.whatif", overwrite=True)

    def export(self) -> None:
        """A workbook is written, and waited for."""
        self.window.files.export.write(self._folder / "out.xlsx")
        self._wait(lambda: self.window.files.export.job is None)

    def change_theme(self) -> None:
        """From light to dark, or back."""
        self.window.choose_theme(self._random.choice(THEMES))

    def zoom(self) -> None:
        """Somewhat larger or smaller, and back to the designed size."""
        self.window.zoom_by(self._random.choice((1.1, 0.9)))
        self.settle()
        self.window.zoom_by(0)

    def open_another(self) -> None:
        """The sample, an example, or a saved project takes the place of what is open."""
        files = self.window.files
        saved = sorted(self._folder.glob("*.whatif"))
        if saved and self._random.random() < 0.5:
            files.open(self._random.choice(saved))
        elif self._random.random() < 0.5:
            files.new_from_sample()
        else:
            files.new_from_example(self._random.choice(entries()).name)

    def add_export(self) -> None:
        """The small sample export is read, and at times becomes the open project."""
        dialog = self.window.files.new_from_export([asset_path("sample-cur-2027-01.csv.gz")])
        self._wait(lambda: dialog.job is None or not dialog.job.is_running)
        dialog.begin_reading()
        self._wait(lambda: dialog.job is None or not dialog.job.is_running)
        if self._random.random() < 0.5:
            dialog.create()
        else:
            dialog.reject()

    def _wait(self, is_done: Callable[[], bool]) -> None:
        until = monotonic() + MOST_SECONDS
        while not is_done() and monotonic() < until:
            QApplication.processEvents()
