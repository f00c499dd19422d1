"""The gestures that scrub a grid's numbers: Alt and the wheel, or Alt and dragging."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTableView

from ui.tables.model.grid_model import GridModel
from ui.tables.scrub_gesture import ScrubGesture, factor_of

NOTCH = 120  # eighths of a degree in one notch of a wheel
PIXELS = 6.0  # dragged for one notch
#: A pause after which turning the wheel again is another gesture, in milliseconds.
PAUSE = 900


class Scrubber(QObject):
    """Moves the number under the mouse, from where it was when the gesture began."""

    def __init__(self, model: GridModel, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self._gesture = ScrubGesture(model.session, self)
        self._turned = 0.0
        self._drag_from: float | None = None
        self._is_pointing = False
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.end)
        # The cursor says which numbers can be moved while Alt is held.
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

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
        if self._take(index):
            self._turned += delta / NOTCH
            self._gesture.move_to(round(self._turned), factor_of(modifiers))
            self._pause.start()

    def begin_drag(self, index: QModelIndex | QPersistentModelIndex, x: float) -> None:
        """Take hold of a cell's number."""
        self.end()
        if self._take(index):
            self._drag_from = x
            self._point(True)

    def drag(self, x: float) -> None:
        """Move the number held by the way gone since it was taken hold of."""
        if self._drag_from is not None:
            self._gesture.move_to(round((x - self._drag_from) / PIXELS))

    def end(self) -> None:
        """Let go: what follows is another gesture."""
        self._pause.stop()
        if self._drag_from is not None:
            self._drag_from = None
            self._point(False)
        self._gesture.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            holds_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if not self.is_dragging and (holds_alt or self._is_pointing):
                index = self._view.indexAt(event.position().toPoint())
                self._point(holds_alt and self._can_move(index))
        return super().eventFilter(watched, event)

    def _can_move(self, index: QModelIndex) -> bool:
        ref = self._model.cell(index.row(), index.column()) if index.isValid() else None
        return ref is not None and self._gesture.can_move(ref.address, ref.scenario)

    def _point(self, can_move: bool) -> None:
        """Show by the cursor whether the number under it can be moved."""
        if can_move == self._is_pointing:
            return
        self._is_pointing = can_move
        if can_move:
            self._view.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self._view.viewport().unsetCursor()

    def _take(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Hold the number of a cell, the same one or another; False where there is none."""
        ref = self._model.cell(index.row(), index.column()) if index.isValid() else None
        if ref is None:
            self.end()
            return False
        if not self._gesture.holds(ref.address, ref.scenario):
            self._turned = 0.0
        return self._gesture.begin(ref.address, ref.scenario)
