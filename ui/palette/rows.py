"""The list of the palette: its entries as a model, and how one of them is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.palette.entry import Entry
from ui.palette.ranking import marks

Index = QModelIndex | QPersistentModelIndex

HEIGHT = 32
_SIDE = 12
_GAP = 10


class Entries(QAbstractListModel):
    """The entries shown, and what was typed to find them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()
        self.query = ""

    def show_entries(self, entries: Sequence[Entry], query: str) -> None:
        """Show others."""
        self.beginResetModel()
        self.entries, self.query = entries, query
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_entry(entry)
        return None


def spoken_entry(entry: Entry) -> str:
    """An entry as a screen reader says it."""
    parts = (entry.title, entry.where, entry.keys, entry.refusal)
    return ", ".join(part for part in parts if part)


class EntryRow(QStyledItemDelegate):
    """Title at the left with what was typed standing out; where it belongs, and its key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.scaled(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, Entries):
            return
        entry, colours = model.entries[index.row()], theme.current()
        rect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(QRectF(rect).adjusted(0, 1, 0, -1), 6, 6)
        room = rect.adjusted(theme.scaled(_SIDE), 0, -theme.scaled(_SIDE), 0)
        room = self._draw_keys(painter, room, entry)
        room = self._draw_where(painter, room, entry)
        self._draw_title(painter, room, entry, model.query)
        painter.restore()

    def _draw_keys(self, painter: QPainter, room: QRect, entry: Entry) -> QRect:
        if not entry.keys:
            return room
        colours, font = theme.current(), theme.font(theme.SMALL_PX)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(entry.keys) + 12, metrics.height() + 4
        box = QRectF(room.right() - width, room.center().y() - height / 2, width, height)
        painter.setPen(QColor(colours.border))
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(colours.secondary))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, entry.keys)
        return room.adjusted(0, 0, -width - theme.scaled(_GAP), 0)

    def _draw_where(self, painter: QPainter, room: QRect, entry: Entry) -> QRect:
        font = theme.font(theme.SMALL_PX)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(entry.where, Qt.TextElideMode.ElideMiddle, room.width() // 2)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().secondary))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        return room.adjusted(0, 0, -metrics.horizontalAdvance(shown) - theme.scaled(_GAP), 0)

    def _draw_title(self, painter: QPainter, room: QRect, entry: Entry, query: str) -> None:
        colours, font = theme.current(), theme.font(theme.CARD_PX)
        shown = QFontMetrics(font).elidedText(
            entry.title, Qt.TextElideMode.ElideRight, room.width()
        )
        layout = QTextLayout(shown, font)
        layout.setFormats([_mark(start, length) for start, length in marks(shown, query)])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(room.width() * 2)
        layout.endLayout()
        painter.setPen(QColor(colours.text if entry.is_usable else colours.faint))
        layout.draw(painter, QPointF(room.left(), room.center().y() - line.height() / 2 + 1))


def _mark(start: int, length: int) -> QTextLayout.FormatRange:
    made, look = QTextLayout.FormatRange(), QTextCharFormat()
    look.setFontWeight(QFont.Weight.Bold)
    made.start, made.length, made.format = start, length, look
    return made
