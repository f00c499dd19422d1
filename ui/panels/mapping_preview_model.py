"""The first rows of a table as they would be read; those set aside are marked, with the reason.

While nothing can be read, the rows stand as they are in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from scenarios.words import say
from ui import theme
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY, kind_in_words
from whatif_app.formatting import amount, month_label

if TYPE_CHECKING:
    from whatif_app.costs.mapped.mapping_preview import Preview, PreviewRow
    from whatif_app.costs.mapped.table_look import TableLook

Index = QModelIndex | QPersistentModelIndex

_FIXED_COLUMNS = 5
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class MappingPreviewModel(QAbstractTableModel):
    """One row for each row of the table, under what its cells become."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PreviewRow, ...] = ()
        self._values: list[tuple[int, str]] = []
        self._plain: TableLook | None = None

    def show_plain(self, look: TableLook) -> None:
        """Show the rows as they are in the file."""
        self.beginResetModel()
        self._rows, self._values, self._plain = (), [], look
        self.endResetModel()

    def show_preview(self, shown: Preview) -> None:
        """Show what a mapping makes of the rows; dimensions that no row has are left out."""
        names = (
            self.tr("Service"),
            self.tr("Account"),
            self.tr("Region"),
            self.tr("Usage type"),
            *shown.tags,
        )
        self.beginResetModel()
        self._rows, self._plain = shown.rows, None
        self._values = [
            (at, name) for at, name in enumerate(names) if any(row.values[at] for row in shown.rows)
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if parent.isValid():
            return 0
        return len(self._rows) if self._plain is None else len(self._plain.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        if parent.isValid():
            return 0
        plain = self._plain
        return _FIXED_COLUMNS + len(self._values) if plain is None else len(plain.names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._plain is not None:
            is_row = orientation == Qt.Orientation.Vertical
            names = self._plain.row_numbers if is_row else self._plain.names
            return str(names[section]) if role == Qt.ItemDataRole.DisplayRole else None
        if orientation == Qt.Orientation.Vertical:
            is_text = role == Qt.ItemDataRole.DisplayRole
            return str(self._rows[section].number) if is_text else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section == 2 else _LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        fixed = ("", self.tr("Month"), self.tr("Cost"), self.tr("Currency"), self.tr("Kind"))
        return fixed[section] if section < _FIXED_COLUMNS else self._values[section - 5][1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if self._plain is not None:
            is_text = role == Qt.ItemDataRole.DisplayRole
            return self._plain.rows[index.row()][index.column()] if is_text else None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column == 2 else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole and row.reason:
            colours = theme.current()
            return QColor(colours.loss if is_unreadable(row.reason) else colours.secondary)
        if role == Qt.ItemDataRole.BackgroundRole and is_unreadable(row.reason):
            return QColor(theme.current().loss_soft)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return reason_in_words(row.reason) if row.reason else None
        return None

    def _text(self, row: PreviewRow, column: int) -> str:
        if column == 0:
            # Not by colour alone.
            return "✓" if not row.reason else "✕" if is_unreadable(row.reason) else "–"
        if column == 1:
            return month_label(row.month) if row.month else "?"
        if column == 2:
            return "?" if row.cost is None else amount(row.cost)
        if column == 3:
            return self.tr("unknown") if row.currency == UNKNOWN_CURRENCY else row.currency
        return kind_in_words(row.kind) if column == 4 else row.values[self._values[column - 5][0]]


def is_unreadable(reason: str) -> bool:
    """Whether a row is set aside because something in it cannot be read."""
    return reason.startswith("unreadable")


def reason_in_words(reason: str) -> str:
    """Why a row is set aside."""
    from whatif_app.costs.reconciliation import SET_ASIDE_IN_WORDS

    return say(SET_ASIDE_IN_WORDS.get(reason, reason))
