"""The hours of a week as a map: a row a day, a column an hour, darker where more runs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.baseline.drawing import Cells, Drawing

_DAYS, _HOURS = 7, 24
#: At the designed size.
_ROW_PX, _NAMES_PX, _HEAD_PX = 20, 36, 18
_GAP = 2.0
#: How much of the accent the lowest and the highest class get.
_PALEST, _DARKEST = 0.12, 1.0


class WeekMap(Drawing):
    """168 cells in the colours of their classes; hovering one names it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: Sequence[int] = ()
        self._names: Sequence[str] = ()
        self._offset = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Hours of the week by class"))
        self.restyle()

    def show_week(self, classes: Sequence[int], names: Sequence[str], utc_offset: int) -> None:
        """Show each hour's class.

        Args:
            classes: of each hour of the week from Monday 0:00 UTC; 168 of them, 0 the highest.
            names: of the classes.
            utc_offset: hours by which the shown clock is ahead of UTC.
        """
        self._classes, self._names, self._offset = tuple(classes), tuple(names), utc_offset
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(520), _head() + _DAYS * _row() + 2)

    def restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        super().restyle()

    def cells(self) -> Cells:
        if not self._classes:
            return ()
        hours = [f"{hour}:00" for hour in range(_HOURS)]
        return [
            (self.tr("Day"), *hours),
            *(
                (name, *(self._names[self.class_at(day, hour)] for hour in range(_HOURS)))
                for day, name in enumerate(self._day_names())
            ),
        ]

    def colour_of(self, position: int) -> QColor:
        """The colour of a class, by its place from the highest."""
        colours = theme.current()
        steps = max(len(self._names) - 1, 1)
        part = _DARKEST - (_DARKEST - _PALEST) * position / steps
        accent, ground = QColor(colours.accent), QColor(colours.card)
        mixed = [
            round(part * one + (1.0 - part) * other)
            for one, other in zip(accent.getRgb()[:3], ground.getRgb()[:3], strict=True)
        ]
        return QColor(*mixed)

    def class_at(self, day: int, hour: int) -> int:
        """The class of an hour on the shown clock; Monday is day 0."""
        return self._classes[(day * _HOURS + hour - self._offset) % len(self._classes)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._classes:
            self._paint(painter)
        self.paint_focus(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        width = self._cell_width()
        painter.setFont(theme.font(theme.TINY_PX))
        painter.setPen(QColor(theme.current().secondary))
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        for hour in range(0, _HOURS, 3):
            box = QRectF(_name_room() + hour * width - 20.0, 0.0, 40.0 + width, _head() - 2.0)
            painter.drawText(box, centre, str(hour))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for day, name in enumerate(self._day_names()):
            painter.drawText(QRectF(0.0, _head() + day * _row(), _name_room(), _row()), left, name)
        for day in range(_DAYS):
            for hour in range(_HOURS):
                colour = self.colour_of(self.class_at(day, hour))
                painter.fillRect(self._cell(day, hour, width), colour)

    def _cell_width(self) -> float:
        return (self.width() - _name_room()) / _HOURS

    def _cell(self, day: int, hour: int, width: float) -> QRectF:
        return QRectF(
            _name_room() + hour * width, _head() + day * _row(), width - _GAP, _row() - _GAP
        )

    def _day_names(self) -> tuple[str, ...]:
        return (
            self.tr("Mon"),
            self.tr("Tue"),
            self.tr("Wed"),
            self.tr("Thu"),
            self.tr("Fri"),
            self.tr("Sat"),
            self.tr("Sun"),
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._classes:
            hour = int((event.pos().x() - _name_room()) // self._cell_width())
            day = int((event.pos().y() - _head()) // _row())
            if 0 <= hour < _HOURS and 0 <= day < _DAYS:
                name = self._names[self.class_at(day, hour)]
                text = f"{self._day_names()[day]} {hour}:00 · {name}"
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)


def _row() -> int:
    return theme.scaled(_ROW_PX)


def _name_room() -> int:
    return theme.scaled(_NAMES_PX)


def _head() -> int:
    return theme.scaled(_HEAD_PX)
