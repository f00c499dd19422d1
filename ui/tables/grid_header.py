"""The header of a grid: a column's label, its unit below, and whether it sorts or filters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.tables.model.arrangement import Arrangement
from ui.tables.model.cell_grid import CellGrid

LABEL_PX = 11.0
UNIT_PX = 10.0
PADDING = 9
_HEIGHT = 38
# Room beside the label for the marks of sorting and filtering, and for the arrow of the menu.
_MARKS = 17


def label_font() -> QFont:
    """The font of a column's label."""
    return theme.font(LABEL_PX, QFont.Weight.DemiBold)


class GridHeader(QHeaderView):
    """A horizontal header of two lines; one where no column has a unit.

    Signals:
        menu_asked: the menu of a column is wanted.
    """

    menu_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._hovered = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
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
        marks = theme.scaled(_MARKS) if self._can_arrange else 0
        return max(label_width + marks, unit_width) + 2 * PADDING + 2

    # The menu of a column.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_marks(
            section, event.position().toPoint()
        ):
            self.menu_asked.emit(section)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menu_asked.emit(section)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

    def _is_on_marks(self, section: int, point: QPoint) -> bool:
        return section >= 0 and self._can_arrange and self._marks(section).contains(point)

    def _marks(self, section: int) -> QRect:
        """Where a section has its marks: beside the label, at the end away from the numbers."""
        left = self.sectionViewportPosition(section)
        width = theme.scaled(_MARKS) + 4
        if self._side(section) == Qt.AlignmentFlag.AlignLeft:
            # The last pixels are for dragging the border.
            left += self.sectionSize(section) - width - 4
        return QRect(left, 0, width, self.height())

    # Painting.

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
        if self._can_arrange:
            self._paint_marks(painter, section, has_unit=bool(unit))
        painter.restore()

    def _paint_marks(self, painter: QPainter, section: int, *, has_unit: bool) -> None:
        arrangement, head = self._arrangement, self._head(section)
        area = self._marks(section)
        middle = area.center().y() if not has_unit else 4 + theme.scaled(8)
        at = QPointF(area.center().x(), middle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(theme.current().accent)
        is_sorted, is_filtered = arrangement.sort_by == head, head in arrangement.filters
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        if is_sorted:
            painter.drawPolygon(_triangle(at, down=arrangement.is_descending, shift=is_filtered))
        if is_filtered:
            painter.drawPolygon(_funnel(at, shift=is_sorted))
        if not is_sorted and not is_filtered and section == self._hovered:
            pen = QPen(QColor(theme.current().secondary), 1.5)
            painter.setPen(pen)
            painter.drawPolyline(_chevron(at))

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

    @property
    def _can_arrange(self) -> bool:
        model = self.model()
        return isinstance(model, CellGrid) and model.can_arrange

    @property
    def _arrangement(self) -> Arrangement:
        model = self.model()
        return model.arrangement if isinstance(model, CellGrid) else Arrangement()

    def _head(self, section: int) -> str:
        model = self.model()
        return model.shown.heads[section] if isinstance(model, CellGrid) else ""

    def _lines(self, section: int) -> tuple[str, str]:
        text = str(self.model().headerData(section, self.orientation()) or "")
        label, _, unit = text.partition("\n")
        return label, unit

    def _side(self, section: int) -> Qt.AlignmentFlag:
        role = Qt.ItemDataRole.TextAlignmentRole
        flags = self.model().headerData(section, self.orientation(), role)
        is_right = isinstance(flags, int) and flags & int(Qt.AlignmentFlag.AlignRight)
        return Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft


def _triangle(at: QPointF, *, down: bool, shift: bool) -> QPolygonF:
    """The mark of sorting: its tip says which way values grow."""
    unit = theme.scaled(4)
    way = unit * 0.7 if down else -unit * 0.7
    at = at + QPointF(-unit if shift else 0, 0)
    return QPolygonF([at + QPointF(-unit, -way), at + QPointF(unit, -way), at + QPointF(0, way)])


def _chevron(at: QPointF) -> QPolygonF:
    """The mark that a menu opens here."""
    unit = theme.scaled(3)
    points = [(-1.0, -0.5), (0.0, 0.5), (1.0, -0.5)]
    return QPolygonF([at + QPointF(x * unit, y * unit) for x, y in points])


def _funnel(at: QPointF, *, shift: bool) -> QPolygonF:
    """The mark of a filter."""
    unit = theme.scaled(4)
    at = at + QPointF(unit if shift else 0, 0)
    points = [(-1.1, -1), (1.1, -1), (0.3, 0.1), (0.3, 1.2), (-0.3, 0.8), (-0.3, 0.1)]
    return QPolygonF([at + QPointF(x * unit, y * unit) for x, y in points])
