"""A user at random at a real window: types, pastes, fills, sorts, undoes, saves and reopens.

A long campaign is made by hand: `python -m tests.ui.play 500` plays five hundred users, and
`python -m tests.ui.play 500 1000` those from number 1000 on; a failure names its number.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

# Before Qt starts: nobody is disturbed by windows that come and go.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from scenarios.case import Case
from scenarios.library import load
from scenarios.schema import TABLES, Kind
from ui.preferences import Preferences
from ui.tables.filling.drag_fill import DragFill, stretched
from ui.tables.finding.finding import Query, hits, replacement
from ui.tables.grid_view import GridView
from ui.tables.model.arrangement import Arrangement, Condition, Filter
from ui.tables.model.cell_text import shown_text
from ui.tables.model.grid_model import GridModel
from ui.tables.model.table_model import TableModel
from ui.window import Window
from whatif_app.document import Document
from whatif_app.fill_series import Fill

STEPS = 40
CASES = ("checkout-2027", "spot-refactor")
TEXTS = (
    "", "15%", "0", "1,000", "=2*3", "=12*base", "=on_demand_cost*10%", "Apr 2027", "3", "yes",
    "130", "zzz", "–", "1,5", "0.5", "-7", "$1.2m", "(300)", "Orders", "New name", "a/b", "m5",
)  # fmt: skip

_FITTING = {
    Kind.SHARE: ("15%", "0", "=1/3", "70"),
    Kind.RATE: ("2%", "-1%", "0"),
    Kind.MONEY: ("1,000", "$1.2m", "=2*3", "=12*base", "0.125"),
    Kind.NUMBER: ("1", "2.5", "=2*3", "1000"),
    Kind.COUNT: ("12", "36"),
    Kind.MONTH: ("Apr 2027", "3", "Dec 2028"),
    Kind.BOOLEAN: ("yes", "no"),
    Kind.TEXT: ("m5", "a text", ""),
}


class Player:
    """One user, told apart by a number; the same number plays the same game."""

    def __init__(self, window: Window, folder: Path, number: int) -> None:
        self.dice = random.Random(number)
        self.window = window
        self.folder = folder
        case = Case.from_json(load(self.dice.choice(CASES)).case)
        self.document = Document(case, journal_folder=folder)
        self.start = case
        window.session.replace_document(self.document)
        self.moves: list[Callable[[], object]] = [
            self.type, self.type, self.paste, self.paste, self.clear, self.cut_and_paste,
            self.fill_down, self.drag, self.write_everywhere, self.sort, self.filter, self.hide,
            self.choose_scenario, self.choose_table, self.add_row, self.duplicate, self.delete,
            self.move_row, self.replace, self.undo, self.undo, self.redo,
        ]  # fmt: skip

    # Where the user is.

    @property
    def grid(self) -> GridView:
        return self.window.workspace.tables.grid

    @property
    def model(self) -> GridModel:
        return self.grid.grid_model

    def go_anywhere(self) -> None:
        rows, columns = self.model.rowCount(), self.model.columnCount()
        if not rows:
            return
        self.grid.go_to(self.dice.randrange(rows), self.dice.randrange(columns))
        if self.dice.random() < 0.5:
            down, right = self.dice.randrange(3), self.dice.randrange(3)
            now = self.grid.currentIndex()
            self.grid.go_to(now.row() + down, now.column() + right, extend=True)

    # What the user does.

    def play(self) -> None:
        """One move, wherever it leads."""
        self.go_anywhere()
        self.dice.choice(self.moves)()
        # Adding a row opens its name, which is left as it is.
        self.grid.settle_editor()
        for delegate in (self.grid.cell_delegate, self.grid.frozen.cell_delegate):
            delegate.revert()
        self.window.workspace.tables.card.close_preview()

    def type(self) -> None:
        now = self.grid.currentIndex()
        if now.isValid():
            self.model.setData(now, self.text_for(now.row(), now.column()))

    def text_for(self, row: int, column: int) -> str:
        """Something to write at a place: what fits there more often than not."""
        rows, columns = self.model.rowCount(), self.model.columnCount()
        inside = 0 <= row < rows and 0 <= column < columns
        ref = self.model.cell(row, column) if inside else None
        fitting = _FITTING.get(ref.field.kind) if ref is not None else None
        return self.dice.choice(fitting if fitting and self.dice.random() < 0.7 else TEXTS)

    def paste(self) -> None:
        width, height = self.dice.randint(1, 3), self.dice.randint(1, 3)
        now = self.grid.currentIndex()
        block = [
            [self.text_for(now.row() + row, now.column() + column) for column in range(width)]
            for row in range(height)
        ]
        QGuiApplication.clipboard().setText("\r\n".join("\t".join(row) for row in block))
        self.grid.blocks.paste()
        preview = self.window.workspace.tables.card.preview
        if preview is not None and self.dice.random() < 0.7:
            preview.paste_accepted()

    def clear(self) -> None:
        self.grid.blocks.clear()

    def cut_and_paste(self) -> None:
        self.grid.blocks.cut()
        self.go_anywhere()
        self.grid.blocks.paste()

    def fill_down(self) -> None:
        self.grid.blocks.fill_down()

    def write_everywhere(self) -> None:
        self.grid.blocks.write_everywhere(self.dice.choice(TEXTS))

    def drag(self) -> None:
        source = self.grid.fill.source()
        if source is None:
            return
        row = self.dice.randrange(len(self.model.shown.keys))
        target = stretched(source, row, self.dice.randrange(1, self.model.columnCount()))
        if target != source and target.isValid():
            way = self.dice.choice([None, *Fill])
            DragFill(self.model, QRect(source), target, f"drag {self.dice.random()}").write(way)

    def sort(self) -> None:
        head = self.dice.choice(self.model.full.heads)
        self.arrange(
            replace(self.model.arrangement, sort_by=head, is_descending=self.dice.random() < 0.5)
        )

    def filter(self) -> None:
        head = self.dice.choice(self.model.full.heads)
        wanted = Filter(
            self.dice.choice(list(Condition)),
            self.dice.choice(TEXTS),
            only_overridden=self.dice.random() < 0.1,
        )
        self.arrange(self.model.arrangement.with_filter(head, wanted))

    def hide(self) -> None:
        few = self.dice.sample(self.model.full.heads, min(3, len(self.model.full.heads)))
        hidden = frozenset(few) if self.dice.random() < 0.5 else frozenset()
        self.arrange(Arrangement(hidden=hidden))

    def arrange(self, wanted: Arrangement) -> None:
        if self.model.can_arrange:
            self.model.arrange(wanted)

    def choose_scenario(self) -> None:
        self.window.session.select(self.dice.choice(["", *self.document.case.scenario_names]))

    def choose_table(self) -> None:
        self.window.workspace.tables.show_table(
            self.dice.choice(["project", "compare", *TABLES, "workloads", "units"])
        )

    def add_row(self) -> None:
        if self.grid.rows is not None:
            self.grid.rows.add()

    def duplicate(self) -> None:
        if self.grid.rows is not None:
            self.grid.rows.duplicate()

    def delete(self) -> None:
        if self.grid.rows is None:
            return
        self.grid.rows.delete()
        offers = self.window.workspace.tables.card.offers
        if not offers.isHidden():
            self.dice.choice(offers.buttons).click()

    def move_row(self) -> None:
        if self.grid.rows is not None:
            self.grid.rows.move(self.dice.choice([-1, 1]))

    def replace(self) -> None:
        query = Query(self.dice.choice(["1", "0", "orders", "%"]))
        made = replacement(list(hits(self.model, query)), query, self.dice.choice(TEXTS))
        command = made.command(self.model)
        if command is not None:
            self.model.attempt(command)

    def undo(self) -> None:
        self.window.session.undo()

    def redo(self) -> None:
        self.window.session.redo()

    # What must be so.

    def check(self) -> None:
        """The table shown is the case, cell by cell."""
        case, model = self.document.case, self.model
        self.check_rows(case, model)
        for row in range(len(model.shown.keys)):
            for column in range(model.columnCount()):
                ref = model.cell(row, column)
                if ref is None:
                    continue
                value = case.value(ref.address, ref.scenario)
                assert model.value(row, column) == value, ref
                if not ref.address.row:
                    continue  # the project's fields add their unit
                text = shown_text(case, ref.field, value, model.currency_of(ref))
                assert model.index(row, column).data() == text, ref
                is_set = ref.scenario is not None and (
                    str(ref.address) in case.scenario(ref.scenario).set
                )
                assert model.is_overridden(row, column) is is_set, ref

    def check_rows(self, case: Case, model: GridModel) -> None:
        """Every row stands once; all of them where none is filtered out."""
        if not isinstance(model, TableModel):
            return
        names = case.tables[model.table.name].names
        assert len(set(model.shown.keys)) == len(model.shown.keys)
        assert set(model.shown.keys) <= set(names)
        if not model.arrangement.filters:
            assert set(model.shown.keys) == set(names)
        if not model.arrangement.moves_rows:
            assert model.shown.keys == names

    def check_results(self) -> None:
        """The results shown are the engine's."""
        session = self.window.session
        session.recompute()
        tables = self.window.workspace.tables
        tables.show_table("results")
        model = tables.grid.grid_model
        results = session.selected_results
        assert results is not None
        for row, key in enumerate(model.shown.keys):
            if key in results.series:
                shown = [model.value(row, at + 1) for at in range(len(results.months))]
                engine = results.series[key].tolist()
                same = [
                    a == b or (a is None and b != b) for a, b in zip(shown, engine, strict=True)
                ]
                assert all(same), key

    def finish(self) -> None:
        """Saved and opened again it is the same; with everything undone it is the start."""
        case = self.document.case
        path = self.folder / "played.whatif"
        self.document.save(path, overwrite=True)
        again = Document.open(path)
        assert again.case == case
        assert again.view_state == self.document.view_state
        while self.document.can_undo:
            self.window.session.undo()
        assert self.document.case == self.start
        self.check()


def make_window(folder: Path) -> tuple[Window, list[QAbstractItemModelTester]]:
    """A real window, each of its tables' models under Qt's own tester."""
    settings = QSettings(str(folder / "play.ini"), QSettings.Format.IniFormat)
    window = Window(Preferences(settings))
    window.resize(1440, 900)
    window.show()
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    models = [grid.grid_model for grid in window.workspace.tables.searched_grids(everywhere=True)]
    return window, [QAbstractItemModelTester(model, mode) for model in models]


def play(window: Window, folder: Path, number: int, steps: int = STEPS) -> None:
    """One whole game."""
    player = Player(window, folder, number)
    for step in range(steps):
        player.play()
        player.check()
        if step % 10 == 0:
            QApplication.processEvents()
    player.check_results()
    player.window.workspace.tables.show_table("workloads")
    player.finish()


def main(arguments: Sequence[str]) -> None:
    """Play so many users, from one number on; nothing is said but who failed, and how many did."""
    from ui.app import make_application

    users = int(arguments[0]) if arguments else 100
    first = int(arguments[1]) if len(arguments) > 1 else 0
    make_application()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        window, testers = make_window(Path(folder))
        in_slots: list[BaseException] = []
        sys.excepthook = lambda _kind, error, _trace: in_slots.append(error)
        for number in range(first, first + users):
            in_slots.clear()
            try:
                play(window, Path(folder), number)
            except Exception as error:
                in_slots.append(error)
            failed += bool(in_slots)
            for error in in_slots:
                traceback.print_exception(error)
                print(f"user {number}: {type(error).__name__}: {error}")
        window.session.replace_document(None)
        print(f"{users} users, {STEPS} moves each, {len(testers)} tables: {failed} failed")


if __name__ == "__main__":
    main(sys.argv[1:])
