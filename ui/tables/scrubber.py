"""The gestures that scrub: Alt and the wheel, or Alt and dragging; each is one undo step.

A mouse reports more often than charts can be painted. What it reports while a frame is on its way
waits, and the latest value alone makes the next frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from scenarios.cells import Value
from scenarios.months import calendar_month, offset_of
from scenarios.schema import Kind
from ui.tables.cell_ref import CellRef
from ui.tables.grid_model import GridModel
from ui.tables.scrubbing import can_scrub, scrubbed

_NOTCH = 120  # eighths of a degree in one notch of a wheel
_PIXELS = 6.0  # dragged for one notch
#: A pause after which turning the wheel again is another gesture, in milliseconds.
_PAUSE = 900
# One number per gesture of this run of the program keeps two gestures two undo steps.
_gestures = count(1)


@dataclass
class _Gesture:
    ref: CellRef
    start: Value
    key: str
    turned: float = 0.0
    written: int = 0
    wanted: tuple[int, Decimal] | None = None


class Scrubber(QObject):
    """Moves the number of one cell from where it was when the gesture began."""

    def __init__(self, model: GridModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._gesture: _Gesture | None = None
        self._drag_from: float | None = None
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self.end)
        self._is_drawing = False
        self._drawn = QTimer(self, interval=0, singleShot=True)
        self._drawn.timeout.connect(self._go_on)
        model.session.results_replaced.connect(self._drawn.start)

    @property
    def is_dragging(self) -> bool:
        """Whether a drag is under way."""
        return self._drag_from is not None

    def wheel(
        self,
        index: QModelIndex | QPersistentModelIndex,
        delta: int,
        modifiers: Qt.KeyboardModifier,
    ) -> None:
        """Turn the wheel by so many eighths of a degree over a cell."""
        gesture = self._gesture_at(index)
        if gesture is None:
            return
        gesture.turned += delta / _NOTCH
        self._want(gesture, round(gesture.turned), _factor(modifiers))
        self._pause.start()

    def begin_drag(self, index: QModelIndex | QPersistentModelIndex, x: float) -> None:
        """Take hold of a cell's number."""
        self.end()
        if self._gesture_at(index) is not None:
            self._drag_from = x

    def drag(self, x: float) -> None:
        """Move the number held by the way gone since it was taken hold of."""
        if self._gesture is not None and self._drag_from is not None:
            self._want(self._gesture, round((x - self._drag_from) / _PIXELS), Decimal(1))

    def end(self) -> None:
        """Let go: what follows is another gesture."""
        self._pause.stop()
        self._is_drawing = False
        self._go_on()
        gesture, self._gesture, self._drag_from = self._gesture, None, None
        if gesture is not None:
            self._model.session.end_gesture()

    def _gesture_at(self, index: QModelIndex | QPersistentModelIndex) -> _Gesture | None:
        ref = self._model.cell(index.row(), index.column()) if index.isValid() else None
        if self._gesture is not None and self._gesture.ref == ref:
            return self._gesture
        self.end()
        if ref is None:
            return None
        start = self._number(ref, self._model.value(index.row(), index.column()))
        if can_scrub(ref.field, start):
            self._gesture = _Gesture(ref, start, f"scrub {next(_gestures)} {ref.address}")
            self._model.session.begin_gesture()
        return self._gesture

    def _number(self, ref: CellRef, value: Value) -> Value:
        """A calendar month as its offset, anything else as it is."""
        if ref.field.kind is Kind.MONTH and isinstance(value, str):
            return offset_of(value, self._start_month)
        return value

    @property
    def _start_month(self) -> str:
        case = self._model.case
        return str(case.project["start_month"]) if case is not None else "2000-01"

    def _want(self, gesture: _Gesture, notches: int, factor: Decimal) -> None:
        """Move to a value: now, or once the frame that is on its way is painted."""
        gesture.wanted = notches, factor
        if not self._is_drawing:
            self._go_on()

    def _go_on(self) -> None:
        """Write the latest value wanted, if it is not written yet."""
        self._is_drawing = False
        gesture = self._gesture
        if gesture is not None and gesture.wanted is not None:
            wanted, gesture.wanted = gesture.wanted, None
            self._is_drawing = self._write(gesture, *wanted)

    def _write(self, gesture: _Gesture, notches: int, factor: Decimal) -> bool:
        """Put the value so many notches away into the cell; whether that changed anything."""
        if notches == gesture.written:
            return False
        gesture.written = notches
        value = scrubbed(gesture.ref.field, gesture.start, notches, factor)
        case = self._model.case
        if case is None:
            return False
        shown = case.value(gesture.ref.address, gesture.ref.scenario)
        if gesture.ref.field.kind is Kind.MONTH and isinstance(shown, str):
            value = calendar_month(int(str(value)), self._start_month)
        return value != shown and self._model.write([(gesture.ref, value)], merge_key=gesture.key)


def _factor(modifiers: Qt.KeyboardModifier) -> Decimal:
    """Shift is ten times coarser, Ctrl ten times finer."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return Decimal(10)
    return Decimal("0.1") if modifiers & Qt.KeyboardModifier.ControlModifier else Decimal(1)
