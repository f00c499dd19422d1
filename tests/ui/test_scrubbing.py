"""A scrubbed number: the latest value makes the next frame, and what waited catches up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from scenarios.address import Address
from scenarios.case import Case
from ui.session import Session
from ui.tables.model.compare_model import CompareModel
from ui.tables.scrub_gesture import ScrubGesture
from whatif_app.commands import set_cells
from whatif_app.document import Document

SPOT = "workloads/encoder/spot_target"
CELL = Address.parse(SPOT)


@pytest.fixture
def session(qapp: QApplication, small_case: Case, tmp_path: Path) -> Session:
    made = Session()
    made.replace_document(Document(small_case, journal_folder=tmp_path))
    made.select("Spot")
    return made


def value(session: Session) -> object:
    assert session.case is not None
    return session.case.value(CELL, "Spot")


def test_what_is_wanted_while_a_frame_is_on_its_way_makes_one_more_frame(
    session: Session, qtbot: QtBot
) -> None:
    parent = QObject()
    gesture, frames = ScrubGesture(session, parent), []
    session.results_replaced.connect(lambda: frames.append(value(session)))

    assert gesture.begin(CELL, "Spot")
    for notches in (1, 2, 3, 4, 5):
        gesture.move_to(-notches)
    assert value(session) == 0.79
    qtbot.waitUntil(lambda: len(frames) == 2)

    assert frames == [0.79, 0.75]
    gesture.end()
    session.undo()
    assert value(session) == 0.8


def test_letting_go_writes_what_was_wanted_last(session: Session) -> None:
    parent = QObject()
    gesture = ScrubGesture(session, parent)
    gesture.begin(CELL, "Spot")
    gesture.move_to(1)
    gesture.move_to(7)
    gesture.end()

    assert value(session) == 0.87
    assert not session.is_in_gesture


def test_a_computed_number_is_not_moved_over_its_formula(session: Session) -> None:
    assert session.case is not None
    session.do(set_cells(session.case, "Spot", {SPOT: "=0.5*0.8"}))
    parent = QObject()
    assert not ScrubGesture(session, parent).begin(CELL, "Spot")
    assert not session.is_in_gesture


def test_a_table_that_nobody_sees_catches_up_when_the_number_is_let_go_of(
    session: Session,
) -> None:
    unseen = QWidget()
    model = CompareModel(session, unseen)
    column = model.shown.heads.index("= Spot")
    before = model.shown.columns[column]
    parent = QObject()
    gesture = ScrubGesture(session, parent)
    gesture.begin(CELL, "Spot")
    gesture.move_to(5)
    assert model.shown.columns[column] == before
    gesture.end()
    assert 0.85 in model.shown.columns[column]
