"""A column of bars: how much of the whole each row is, and what it would be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableWidget
from shiboken6 import isValid

from ui import theme
from whatif_app import formatting

#: Roles of a cell: its share, 0…1; what comes on top in a pale colour; and the bar's tone.
SHARE = Qt.ItemDataRole.UserRole
BESIDE = Qt.ItemDataRole.UserRole + 1
TONE = Qt.ItemDataRole.UserRole + 2

_HEIGHT = 9
_MARGIN = 8
_WIDTH, _LEAST = 160, 28
#: The property of a table that holds the column of names beside the bars.
_NAMES = "column_of_names"
#: The property that holds how many rows it is high at most.
_ROWS = "most_rows"
_WIDEST = 300


class ShareBar(QStyledItemDelegate):
    """Paints a cell as a bar whose full width is the whole."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share, beside = index.data(SHARE), index.data(BESIDE)
        room = QRectF(option.rect).adjusted(_MARGIN, 0, -_MARGIN, 0)
        height = theme.scaled(_HEIGHT)
        room.setTop(room.center().y() - height / 2)
        room.setHeight(height)
        colours = theme.current()
        tones = {"loss": colours.loss, "gain": colours.gain, "faint": colours.faint}
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        _fill(painter, room, 1.0, colours.grid)
        both = _part(share) + _part(beside)
        if isinstance(beside, float) and beside > 0:
            _fill(painter, room, min(both, 1.0), colours.selection)
        _fill(painter, room, _part(share), tones.get(str(index.data(TONE)), colours.accent))
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.scaled(_WIDTH), theme.scaled(theme.ROW_HEIGHT))


def _part(share: object) -> float:
    return min(max(share, 0.0), 1.0) if isinstance(share, float) else 0.0


def _fill(painter: QPainter, room: QRectF, part: float, colour: str) -> None:
    if part <= 0:
        return
    bar = QRectF(room)
    bar.setWidth(max(room.width() * part, 2.0))  # what is there at all can be seen
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(bar, 3, 3)


def add_bars(table: QTableWidget, column: int, stretched: int) -> None:
    """Let a column of a table hold bars.

    Args:
        stretched: the column that takes the room which the others leave.
    """
    table.setItemDelegateForColumn(column, ShareBar(table))
    _Widths(table, column, stretched)
    header = table.horizontalHeader()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)


class _Widths(QObject):
    """Lets the bars give way while their table is too narrow for the names beside them."""

    def __init__(self, table: QTableWidget, column: int, stretched: int) -> None:
        super().__init__(table)
        self._table, self._column = table, column
        table.setProperty(_NAMES, stretched)
        # What is left to the columns is known once the viewport has its size.
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isValid(self._table):
            _fit_bar(self._table, self._column)
            _fit_height(self._table)
        return super().eventFilter(watched, event)


def _fit_bar(table: QTableWidget, column: int) -> None:
    """Make the column of bars as wide as designed, or as what the others leave of the room.

    Where not even the names have room, the table is wider than what is seen of it.
    """
    stretched = int(table.property(_NAMES) or 0)
    names = min(table.sizeHintForColumn(stretched), theme.scaled(_WIDEST)) + theme.scaled(12)
    others = sum(
        table.columnWidth(each)
        for each in range(table.columnCount())
        if each not in (column, stretched) and not table.isColumnHidden(each)
    )
    left = table.viewport().width() - others - names
    least, modes = theme.scaled(_LEAST), QHeaderView.ResizeMode
    fits = left >= least
    bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
    table.setHorizontalScrollBarPolicy(bars)
    header = table.horizontalHeader()
    header.setSectionResizeMode(stretched, modes.Stretch if fits else modes.Interactive)
    if not fits:
        table.setColumnWidth(stretched, names)
    table.setColumnWidth(column, min(max(left, least), theme.scaled(_WIDTH)))


def fit_bars(table: QTableWidget, column: int, most_rows: int = 0) -> None:
    """Make a table with bars as wide as its texts, and as high as its rows, up to so many.

    Args:
        most_rows: 0 where its place says how high the table is.
    """
    stretched = int(table.property(_NAMES) or 0)
    for each in range(table.columnCount()):
        # The names follow the others.
        if each not in (column, stretched):
            table.resizeColumnToContents(each)
            table.setColumnWidth(each, min(table.columnWidth(each), theme.scaled(_WIDEST)))
    table.setProperty(_ROWS, most_rows)
    _fit_bar(table, column)
    _fit_height(table)


def _fit_height(table: QTableWidget) -> None:
    """Make a table as high as its rows, unless its place says how high it is."""
    most_rows = int(table.property(_ROWS) or 0)
    if not most_rows:
        return
    rows = min(max(table.rowCount(), 1), most_rows)
    height = table.horizontalHeader().sizeHint().height() + 2
    if table.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn:
        height += table.horizontalScrollBar().sizeHint().height()
    table.setFixedHeight(height + rows * table.verticalHeader().defaultSectionSize())


def set_bars(
    table: QTableWidget,
    column: int,
    shares: Sequence[float | None],
    tones: Sequence[str] | None = None,
) -> None:
    """Give a column of a table its bars; rows without a share have an empty one."""
    for row, share in enumerate(shares):
        item = table.item(row, column)
        item.setData(SHARE, share)
        if share is not None:
            item.setData(Qt.ItemDataRole.AccessibleTextRole, formatting.share(share))
        item.setData(TONE, tones[row] if tones is not None else "")
