"""The header of a grid: a column's label, and its unit in small print below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme

LABEL_PX = 11.0
UNIT_PX = 10.0
PADDING = 9
_HEIGHT = 38


def label_font() -> QFont:
    """The font of a column's label."""
    return theme.font(LABEL_PX, QFont.Weight.DemiBold)


class GridHeader(QHeaderView):
    """A horizontal header of two lines; one where no column has a unit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(44)
        self.setFixedHeight(theme.scaled(_HEIGHT))
        theme.changes().changed.connect(self._fit)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.scaled(_HEIGHT))

    def _fit(self) -> None:
        self.setFixedHeight(theme.scaled(_HEIGHT))

    def width_for(self, section: int) -> int:
        """How wide a section must be to show its header whole."""
        label, unit = self._lines(section)
        label_width = QFontMetrics(label_font()).horizontalAdvance(label)
        unit_width = QFontMetrics(theme.font(UNIT_PX)).horizontalAdvance(unit)
        return max(label_width, unit_width) + 2 * PADDING + 2

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = theme.current()
        painter.save()
        painter.fillRect(rect, QColor(colours.ground))
        painter.setPen(QColor(colours.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(colours.grid))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = rect.adjusted(PADDING, 4, -PADDING, -4)
        label, unit = self._lines(section)
        side = self._side(section)
        self._write(painter, inner, label, label_font(), colours.secondary, side, bool(unit))
        if unit:
            flags = side | Qt.AlignmentFlag.AlignBottom
            painter.setFont(theme.font(UNIT_PX))
            painter.setPen(QColor(colours.secondary))
            painter.drawText(inner, flags, unit)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        font: QFont,
        colour: str,
        side: Qt.AlignmentFlag,
        is_upper: bool,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        vertical = Qt.AlignmentFlag.AlignTop if is_upper else Qt.AlignmentFlag.AlignVCenter
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | vertical, shown)

    def _lines(self, section: int) -> tuple[str, str]:
        text = str(self.model().headerData(section, self.orientation()) or "")
        label, _, unit = text.partition("\n")
        return label, unit

    def _side(self, section: int) -> Qt.AlignmentFlag:
        role = Qt.ItemDataRole.TextAlignmentRole
        flags = self.model().headerData(section, self.orientation(), role)
        is_right = isinstance(flags, int) and flags & int(Qt.AlignmentFlag.AlignRight)
        return Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
