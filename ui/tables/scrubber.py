"""The gestures that scrub a grid's numbers: Alt and the wheel, or Alt and dragging."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from ui.tables.grid_model import GridModel
from ui.tables.scrub_gesture import ScrubGesture, factor_of

NOTCH = 120  # eighths of a degree in one notch of a wheel
PIXELS = 6.0  # dragged for one notch
#: A pause after which turning the wheel again is another gesture, in milliseconds.
PAUSE = 900


class Scrubber(QObject):
    """Moves the number under the mouse, from where it was when the gesture began."""

    def __init__(self, model: GridModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._gesture = ScrubGesture(model.session, self)
        self._turned = 0.0
        self._drag_from: float | None = None
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.end)

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

    def drag(self, x: float) -> None:
        """Move the number held by the way gone since it was taken hold of."""
        if self._drag_from is not None:
            self._gesture.move_to(round((x - self._drag_from) / PIXELS))

    def end(self) -> None:
        """Let go: what follows is another gesture."""
        self._pause.stop()
        self._drag_from = None
        self._gesture.end()

    def _take(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Hold the number of a cell, the same one or another; False where there is none."""
        ref = self._model.cell(index.row(), index.column()) if index.isValid() else None
        if ref is None:
            self.end()
            return False
        if not self._gesture.holds(ref.address, ref.scenario):
            self._turned = 0.0
        return self._gesture.begin(ref.address, ref.scenario)
