"""A sentence of fields to write on in place, with what it would do told while it is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme

_TELLS_AFTER_MS = 150


class SentenceForm(QWidget):
    """Adds something or changes it; Enter takes it, Esc gives it up.

    A form says by `written` what stands in its fields, by `problem` what is still missing, and by
    `effect` what it would do.

    Signals:
        accepted: what was written.
        closed: the form is no longer needed.
    """

    accepted = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[QLabel] = []
        self.take, self.cancel = QPushButton(), QPushButton(self.tr("Cancel"))
        self.take.setProperty("kind", "primary")
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self._close)
        self.words = self.label()
        self.words.setWordWrap(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TELLS_AFTER_MS)
        self._soon.timeout.connect(self.tell)
        theme.changes().changed.connect(self._dress)
        self.hide()

    @property
    def written(self) -> object:
        """What stands in the fields."""
        raise NotImplementedError

    def problem(self) -> str:
        """What is still missing, as a sentence; "" where it can be taken."""
        raise NotImplementedError

    def effect(self) -> str:
        """What taking it would do, in words."""
        raise NotImplementedError

    def label(self, text: str = "") -> QLabel:
        """A part of the sentence between its fields, dressed with the form."""
        made = QLabel(text)
        self._labels.append(made)
        return made

    def name_fields(self, named: Sequence[tuple[QWidget, str]]) -> None:
        """Say what each field is, aloud and on hover."""
        for field, name in named:
            field.setAccessibleName(name)
            field.setToolTip(name)

    def lay_out_rows(self, rows: Sequence[QHBoxLayout]) -> None:
        """Put the rows of the sentence below each other, and the buttons below them."""
        below = QHBoxLayout()
        below.addWidget(self.words, 1)
        below.addWidget(self.cancel)
        below.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        for row in (*rows, below):
            row.setSpacing(8)
            column.addLayout(row)
        self._dress()

    def tell_soon(self) -> None:
        """Tell anew when typing pauses."""
        self._soon.start()

    def tell(self) -> None:
        """Say what is missing, or what taking it would do."""
        self._soon.stop()
        problem = self.problem()
        self.take.setEnabled(not problem)
        self.words.setProperty("tone", "secondary" if problem else "")
        self.words.style().polish(self.words)
        self.words.setText(problem or self.effect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        self.tell()
        if self.take.isEnabled():
            written = self.written
            self._close()
            self.accepted.emit(written)

    def _close(self) -> None:
        self._soon.stop()
        self.hide()
        self.closed.emit()

    def _dress(self) -> None:
        for label in self._labels:
            label.setFont(theme.font())


def choose(box: QComboBox, key: str) -> None:
    """Choose an entry by its key; the first where there is none."""
    box.setCurrentIndex(max(box.findData(key), 0))
