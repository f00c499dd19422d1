"""A chart as a table: the same numbers, month by month, to read aloud, check and copy."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.charts.picture import Array, Picture
from ui.charts.words import say
from whatif_app import formatting
from whatif_app.clipboard import table_to_tsv

_DISPLAY, _EDIT = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_Index = QModelIndex | QPersistentModelIndex


def columns(picture: Picture) -> list[tuple[str, Array]]:
    """Name and monthly values of everything drawn: bands from the bottom up, then lines."""
    named = [(band.label, band.values) for band in picture.bands]
    return named + [(line.label, line.values) for line in picture.lines]


def as_tsv(picture: Picture) -> str:
    """The table in the dialect that Excel pastes: exact numbers, blank where there is none."""
    found = columns(picture)
    rows = []
    for position, month in enumerate(picture.months):
        values = [float(column[position]) for _, column in found]
        exact = ("" if value != value else formatting.plain(value) for value in values)
        rows.append([month, *exact])
    return table_to_tsv([say("charts", "Month"), *(name for name, _ in found)], rows)


class ChartTable(QAbstractTableModel):
    """One row per month, one column per line or band."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = Picture("")
        self._columns: list[tuple[str, list[float]]] = []

    def show_picture(self, picture: Picture) -> None:
        """Hold another picture's numbers."""
        found = [(name, values.tolist()) for name, values in columns(picture)]
        same_shape = picture.months == self._picture.months and len(found) == len(self._columns)
        if not same_shape:
            self.beginResetModel()
        self._picture, self._columns = picture, found
        if not same_shape:
            self.endResetModel()
            return
        last = self.index(len(picture.months) - 1, max(len(found) - 1, 0))
        self.dataChanged.emit(self.index(0, 0), last, [_DISPLAY, _EDIT])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(found) - 1, 0))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._picture.months)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        if role == _ALIGNMENT:
            return _RIGHT
        if role not in (_DISPLAY, _EDIT):
            return None
        value = self._columns[index.column()][1][index.row()]
        if role == _EDIT:
            return value if value == value else None
        return self._picture.exact(value)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role != _DISPLAY:
            return None
        if orientation == Qt.Orientation.Vertical:
            return formatting.month_label(self._picture.months[section])
        return self._columns[section][0]
