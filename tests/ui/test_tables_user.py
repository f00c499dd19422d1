"""A user at random: whatever is typed, pasted, deleted, undone, the table shows the case."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from scenarios.case import Address, Case
from scenarios.schema import TABLES
from tests.ui.conftest import SMALL
from ui.session import Session
from ui.tables.compare_model import CompareModel
from ui.tables.grid_model import GridModel
from ui.tables.grid_view import GridView
from ui.tables.table_model import TableModel
from whatif_app.document import Document

TEXTS = st.sampled_from(
    ["", "15%", "0", "1,000", "=2*3", "Apr 2027", "yes", "orders", "130", "zzz", "api", "–", "1,5"]
)
PLACES = st.tuples(st.integers(0, 4), st.integers(0, 23))
BLOCKS = st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), PLACES, TEXTS),
        st.tuples(st.just("paste"), PLACES, BLOCKS),
        st.tuples(st.sampled_from(["clear", "fill_down", "copy", "cut"]), PLACES, PLACES),
        st.tuples(st.sampled_from(["undo", "redo", "add", "duplicate", "delete", "move"]), PLACES),
        st.tuples(st.just("select"), st.sampled_from(["", "Do nothing", "Spot"])),
    ),
    min_size=1,
    max_size=12,
)


class User:
    """Somebody at the workloads' table, who may do anything."""

    def __init__(self, folder: Path) -> None:
        self.session = Session(evaluate=lambda *_: {})
        self.document = Document(Case.from_json(SMALL), journal_folder=folder)
        self.session.replace_document(self.document)
        self.model = TableModel(self.session, TABLES["workloads"])
        self.compare = CompareModel(self.session)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        self.testers = [
            QAbstractItemModelTester(model, mode) for model in (self.model, self.compare)
        ]
        self.grid = GridView(self.model, "Workloads")

    def do(self, step: tuple[object, ...]) -> None:
        what, *rest = step
        if what == "select":
            self.session.select(str(rest[0]))
            return
        row, column = rest[0]  # type: ignore[misc]
        self.grid.go_to(row, column)
        if what in ("undo", "redo"):
            getattr(self.session, what)()
        elif what == "type":
            self.model.setData(self.grid.currentIndex(), rest[1])
        elif what == "paste":
            rows = ["\t".join(texts) for texts in rest[1]]  # type: ignore[attr-defined]
            QGuiApplication.clipboard().setText("\r\n".join(rows))
            self.grid.blocks.paste()
        elif what == "move":
            self.grid.rows.move(1)
        elif what in ("add", "duplicate", "delete"):
            # Adding opens the name for typing, which is left as it is.
            getattr(self.grid.rows, what)()
            self.grid.settle_editor()
        else:
            to_row, to_column = rest[1]  # type: ignore[misc]
            self.grid.go_to(to_row, to_column, extend=True)
            getattr(self.grid.blocks, str(what))()


def assert_shows_the_case(model: GridModel, case: Case) -> None:
    for row, key in enumerate(model.shown.keys):
        for column in range(model.columnCount()):
            ref = model.cell(row, column)
            if ref is not None:
                assert model.value(row, column) == case.value(ref.address, ref.scenario)
                marked = (
                    ref.scenario is not None and str(ref.address) in case.scenario(ref.scenario).set
                )
                assert model.is_overridden(row, column) == marked
            elif isinstance(model, TableModel):
                assert model.index(row, column).data() == key


@pytest.mark.slow
@pytest.mark.usefixtures("dressed")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_the_screen_is_the_case_and_undoing_all_is_the_start(
    qapp: QApplication, steps: list[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        user = User(Path(folder))
        start = user.document.case
        for step in steps:
            user.do(step)
            case = user.document.case
            assert user.model.shown.keys == case.tables["workloads"].names
            assert_shows_the_case(user.model, case)
            assert_shows_the_case(user.compare, case)
            changed = {key for scenario in case.scenarios for key in scenario.set}
            assert set(user.compare.shown.keys) == {str(Address.parse(key)) for key in changed}
        while user.document.can_undo:
            user.session.undo()
        assert user.document.case == start
        assert_shows_the_case(user.model, start)
        user.grid.close()
        user.document.close()
