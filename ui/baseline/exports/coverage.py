"""Which months of each bill are there, how complete and how final: a strip of cells to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.baseline.drawing import Cells, Drawing
from whatif_app.formatting import month_label

#: At the designed size.
_ROW_PX, _HEAD_PX = 28, 36
_GAP = 4
#: The least and the most room for names.
_SHORTEST_PX, _LONGEST_PX = 160, 380
_NARROWEST, _WIDEST = 44, 64


@dataclass(frozen=True, slots=True)
class BillMonths:
    """One bill's months.

    Attributes:
        name: provider and payer, as shown.
        months: `YYYY-MM` → "final", "complete" or "partial"; months without costs are not there.
    """

    name: str
    months: Mapping[str, str]


class Coverage(Drawing):
    """A row for each bill, a cell for each month; what is missing in between is outlined.

    Cells are as wide as the page allows; of more months than fit, the latest are shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: Sequence[str] = ()
        self._bills: Sequence[BillMonths] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_bills(self, months: Sequence[str], bills: Sequence[BillMonths]) -> None:
        """Show these bills over these months, the calendar's gaps included."""
        self._months, self._bills = tuple(months), tuple(bills)
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleName(self.tr("Months of each bill"))
        self.setAccessibleDescription(
            "; ".join(
                f"{bill.name}: "
                + ", ".join(f"{month} {self._word(bill, month)}" for month in self._months)
                for bill in self._bills
            )
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = theme.scaled(_SHORTEST_PX) + (theme.scaled(_NARROWEST) + _GAP) * min(
            len(self._months), 6
        )
        return QSize(width, _head() + _row() * len(self._bills) + 4)

    def restyle(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        super().restyle()

    def cells(self) -> Cells:
        if not self._bills:
            return ()
        return [
            (self.tr("Bill"), *map(month_label, self._months)),
            *((bill.name, *(self._word(bill, m) for m in self._months)) for bill in self._bills),
        ]

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._text_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(QColor(colours.secondary))
        shown = self.shown_months
        for column, month in enumerate(shown):
            name, year = month_label(month).split(" ")
            # The year stands where it begins.
            words = f"{year}\n{name}" if column == 0 or month.endswith("-01") else f"\n{name}"
            painter.drawText(self._cell(column, -1), Qt.AlignmentFlag.AlignCenter, words)
        for row, bill in enumerate(self._bills):
            painter.setFont(theme.font())
            painter.setPen(QColor(colours.text))
            place = QRectF(0, _head() + row * _row(), self._names - 10, _row())
            name = painter.fontMetrics().elidedText(
                bill.name, Qt.TextElideMode.ElideMiddle, int(place.width())
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(theme.font(theme.SMALL_PX))
            for column, month in enumerate(shown):
                self._paint_cell(painter, self._cell(column, row), bill.months.get(month))
        self.paint_focus(painter)
        painter.end()

    def _paint_cell(self, painter: QPainter, place: QRectF, state: str | None) -> None:
        colours = theme.current()
        fill, ink, words = {
            "final": (colours.gain_soft, colours.gain, self.tr("final")),
            "complete": (colours.accent_soft, colours.accent, self.tr("whole")),
            "partial": (colours.warn_soft, colours.warn, self.tr("partial")),
        }.get(state or "", ("", colours.faint, ""))
        box = place.adjusted(0, 3, 0, -3)
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(fill))
        else:
            painter.setPen(QPen(QColor(colours.border), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    @property
    def shown_months(self) -> Sequence[str]:
        """The months that there is room for, the latest."""
        most = int((self.width() - self._names) // (theme.scaled(_NARROWEST) + _GAP))
        return self._months[-max(most, 1) :]

    @property
    def _names(self) -> int:
        """Room for the bills' names, up to two fifths of the whole."""
        metrics = QFontMetrics(theme.font())
        longest = max((metrics.horizontalAdvance(bill.name) for bill in self._bills), default=0)
        most = min(theme.scaled(_LONGEST_PX), self.width() * 2 // 5)
        return max(min(longest + 24, most), theme.scaled(_SHORTEST_PX))

    @property
    def _width(self) -> float:
        """Of a cell."""
        room = (self.width() - self._names) / max(len(self.shown_months), 1) - _GAP
        return min(max(room, theme.scaled(_NARROWEST)), theme.scaled(_WIDEST))

    def _cell(self, column: int, row: int) -> QRectF:
        left = self._names + column * (self._width + _GAP)
        if row < 0:
            return QRectF(left, 0, self._width, _head())
        return QRectF(left, _head() + row * _row(), self._width, _row())

    def _text_at(self, x: int, y: int) -> str:
        column, row = int((x - self._names) // (self._width + _GAP)), int((y - _head()) // _row())
        if not (0 <= row < len(self._bills)):
            return ""
        if not (x >= self._names and 0 <= column < len(self.shown_months)):
            return self._bills[row].name
        month = self.shown_months[column]
        return (
            f"{self._bills[row].name}, {month_label(month)}: {self._word(self._bills[row], month)}"
        )

    def _word(self, bill: BillMonths, month: str) -> str:
        return {
            "final": self.tr("complete, and the provider has invoiced all of it"),
            "complete": self.tr("complete; the export does not say whether it is final"),
            "partial": self.tr("not complete, or not final: a later delivery replaces it"),
        }.get(bill.months.get(month, ""), self.tr("no costs loaded"))


def _row() -> int:
    return theme.scaled(_ROW_PX)


def _head() -> int:
    return theme.scaled(_HEAD_PX)
