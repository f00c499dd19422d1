"""The bubble of the tour: what a step says, where in the tour it is, and the ways on and out."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.floating_card import dress_floating
from ui.tour.steps import Step

_WIDTH = 330
_AWAY = 16  # from what is pointed at
_EDGE = 12  # from the window's own
_DOT = 7


class Bubble(QFrame):
    """Says one step at a time.

    Signals:
        next_asked, back_asked, leave_asked: buttons, arrow keys and Esc.
    """

    next_asked = Signal()
    back_asked = Signal()
    leave_asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("bubble")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title, self._words, self._task = QLabel(), QLabel(), QLabel()
        self._dots = _Dots()
        self.leave = QToolButton()
        self.leave.setToolTip(self.tr("Leave the tour (Esc)"))
        self.leave.setAccessibleName(self.leave.toolTip())
        self.back, self.next = QPushButton(self.tr("Back")), QPushButton()
        self.next.setProperty("kind", "primary")
        self.leave.clicked.connect(self.leave_asked)
        self.back.clicked.connect(self.back_asked)
        self.next.clicked.connect(self.next_asked)
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(self, step: Step, place: int, count: int) -> None:
        """Show a step, and tell it to a screen reader."""
        self._title.setText(step.title)
        self._words.setText(step.words)
        self._task.setText(step.task)
        self._task.setVisible(bool(step.task))
        self._dots.show_place(place, count)
        self.back.setEnabled(place > 0)
        is_last = place == count - 1
        self.next.setText(self.tr("Done") if is_last else self.tr("Next"))
        self.setAccessibleName(
            self.tr("Tour, step {n} of {count}: {title}").format(
                n=place + 1, count=count, title=step.title
            )
        )
        self.setAccessibleDescription(f"{step.words} {step.task}".strip())
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(
                self, f"{self.accessibleName()}. {self.accessibleDescription()}"
            )
        )

    def stand_beside(self, hole: QRect) -> None:
        """Stand where there is most room beside what is pointed at; in the middle of nothing."""
        self.setFixedWidth(theme.scaled(_WIDTH))
        self.setFixedHeight(self._column.heightForWidth(self.width()))
        room = self._window.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self.move(place_beside(hole, self.rect(), room).topLeft())
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        asked = {
            Qt.Key.Key_Right: self.next_asked,
            Qt.Key.Key_Return: self.next_asked,
            Qt.Key.Key_Enter: self.next_asked,
            Qt.Key.Key_Left: self.back_asked,
            Qt.Key.Key_Escape: self.leave_asked,
        }.get(Qt.Key(event.key()))
        if asked is None:
            super().keyPressEvent(event)
        else:
            asked.emit()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._dots)
        buttons.addStretch(1)
        for button in (self.back, self.next):
            buttons.addWidget(button)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for label in (self._title, self._words, self._task):
            label.setWordWrap(True)
        column.addWidget(self._words)
        column.addWidget(self._task)
        self._task.setProperty("tone", "accent")
        column.addSpacing(2)
        column.addLayout(buttons)

    def _dress(self) -> None:
        self._title.setFont(theme.font(theme.LEAD_PX, QFont.Weight.DemiBold))
        self._words.setFont(theme.font(theme.CARD_PX))
        self._task.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        for button in (self.back, self.next):
            button.setFont(theme.font())
        icons.put_on(self.leave, "close")
        dress_floating(self)


class _Dots(QWidget):
    """Where in the tour one is."""

    def __init__(self) -> None:
        super().__init__()
        self._place, self._count = 0, 0

    def show_place(self, place: int, count: int) -> None:
        """Fill the dot of this step."""
        self._place, self._count = place, count
        self.setFixedSize(count * (_DOT + 4), _DOT + 2)
        self.setAccessibleName(self.tr("Step {n} of {count}").format(n=place + 1, count=count))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for dot in range(self._count):
            painter.setBrush(QColor(colours.accent if dot == self._place else colours.border))
            painter.drawEllipse(dot * (_DOT + 4), 1, _DOT, _DOT)
        painter.end()


def place_beside(hole: QRect, box: QRect, room: QRect) -> QRect:
    """Where a box stands beside a hole within a room: the first side that has space for it."""
    box = QRect(box)
    if hole.isEmpty():
        box.moveCenter(room.center())
        return box
    middle = hole.center()
    places = []
    for x, y in (
        (hole.right() + _AWAY, middle.y() - box.height() // 2),
        (hole.left() - _AWAY - box.width(), middle.y() - box.height() // 2),
        (middle.x() - box.width() // 2, hole.bottom() + _AWAY),
        (middle.x() - box.width() // 2, hole.top() - _AWAY - box.height()),
    ):
        place = QRect(box)
        place.moveTo(
            min(max(x, room.left()), room.right() - box.width()),
            min(max(y, room.top()), room.bottom() - box.height()),
        )
        places.append(place)
    free = [place for place in places if not place.intersects(hole)]
    # What fills the window leaves no side; its lower right corner hides least of it.
    box.moveBottomRight(room.bottomRight())
    return free[0] if free else box
