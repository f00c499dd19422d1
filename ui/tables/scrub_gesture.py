"""One number on the move: from where a hand takes hold of it to where it lets go, one undo step.

A mouse reports more often than charts can be painted. What it reports while a frame is on its way
waits, and the latest value alone makes the next frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from PySide6.QtCore import QObject, Qt, QTimer

from scenarios.address import Address
from scenarios.case import Case
from scenarios.cells import Value
from scenarios.months import calendar_month, offset_of
from scenarios.schema import Kind
from ui.session import Session
from ui.tables.scrubbing import can_scrub, scrubbed
from whatif_app.commands import set_cells

# One number per gesture of this run of the program keeps two gestures two undo steps.
_gestures = count(1)


@dataclass
class _Move:
    address: Address
    scenario: str | None
    start: Value
    key: str
    written: int = 0
    wanted: tuple[int, Decimal] | None = None


class ScrubGesture(QObject):
    """Moves the number of one cell, in notches from where it was when the gesture began."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._move: _Move | None = None
        self._is_drawing = False
        self._drawn = QTimer(self, interval=0, singleShot=True)
        self._drawn.timeout.connect(self._go_on)
        session.results_replaced.connect(self._drawn.start)

    def holds(self, address: Address, scenario: str | None) -> bool:
        """Whether it is this cell's number that is held."""
        move = self._move
        return move is not None and (move.address, move.scenario) == (address, scenario)

    def can_move(self, address: Address, scenario: str | None) -> bool:
        """Whether a cell holds a number to move; one that is computed would lose its formula."""
        case = self._session.case
        return (
            case is not None
            and case.has_cell(address)
            and case.formula(address, scenario) is None
            and can_scrub(address.declaration, self._present(case, address, scenario))
        )

    def begin(self, address: Address, scenario: str | None) -> bool:
        """Take hold of a cell's number; False where it holds none that can be moved.

        Args:
            scenario: whose cell it is; None for the base.
        """
        if self.holds(address, scenario):
            return True
        self.end()
        case = self._session.case
        if case is None or not self.can_move(address, scenario):
            return False
        start = self._present(case, address, scenario)
        self._move = _Move(address, scenario, start, f"scrub {next(_gestures)} {address}")
        self._session.begin_gesture()
        return True

    def move_to(self, notches: int, factor: Decimal = Decimal(1)) -> None:
        """Move to so many notches from the start: now, or once the frame on its way is painted.

        Args:
            factor: makes a notch coarser (10) or finer (0.1).
        """
        if self._move is not None:
            self._move.wanted = notches, factor
            if not self._is_drawing:
                self._go_on()

    def end(self) -> None:
        """Let go: what follows is another gesture."""
        if self._move is not None:
            self._go_on()
            self._move = None
            self._session.end_gesture()

    def _go_on(self) -> None:
        """Write the latest value wanted, if it is not written yet."""
        self._is_drawing = False
        move = self._move
        if move is not None and move.wanted is not None:
            wanted, move.wanted = move.wanted, None
            self._is_drawing = self._write(move, *wanted)

    def _write(self, move: _Move, notches: int, factor: Decimal) -> bool:
        """Put the value so many notches away into the cell; whether that changed anything."""
        case = self._session.case
        if case is None or notches == move.written:
            return False
        move.written = notches
        value = scrubbed(move.address.declaration, move.start, notches, factor)
        shown = case.value(move.address, move.scenario)
        if move.address.declaration.kind is Kind.MONTH and isinstance(shown, str):
            value = calendar_month(int(str(value)), str(case.project["start_month"]))
        if value == shown:
            return False
        cells = {str(move.address): value}
        done: bool = self._session.do(set_cells(case, move.scenario, cells, merge_key=move.key))
        return done

    def _present(self, case: Case, address: Address, scenario: str | None) -> Value:
        """What the cell holds: a calendar month as its offset, anything else as it is."""
        value = case.value(address, scenario)
        if address.declaration.kind is Kind.MONTH and isinstance(value, str):
            return offset_of(value, str(case.project["start_month"]))
        return value


def factor_of(modifiers: Qt.KeyboardModifier) -> Decimal:
    """Shift is ten times coarser, Ctrl ten times finer."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Decimal(10)
    return Decimal("0.1") if modifiers & Qt.KeyboardModifier.ControlModifier else Decimal(1)
