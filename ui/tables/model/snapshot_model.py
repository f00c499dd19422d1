"""A table model over snapshots: arranged by the user, and following the session.

A change of the case makes a new snapshot. Rows that came or went are told as
such, values that differ as one block, so that selection, scrolling and an open
editor survive; only another document, or other columns, reset the model.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QWidget

from scenarios.case import Case
from scenarios.cells import Value
from scenarios.schema import Field
from ui.session import Session
from ui.tables.model.arrangement import Arrangement
from ui.tables.model.cell_ref import VALUE_ROLE
from ui.tables.model.row_order import RowOrder
from ui.tables.model.snapshot import Snapshot, changed_block, shift_between

Index = QModelIndex | QPersistentModelIndex

_TOLD_OF = [
    int(Qt.ItemDataRole.DisplayRole),
    int(Qt.ItemDataRole.EditRole),
    int(Qt.ItemDataRole.ToolTipRole),
    int(Qt.ItemDataRole.AccessibleTextRole),
    VALUE_ROLE,
]


class SnapshotModel(QAbstractTableModel):
    """Rows and columns of a snapshot of the session's case.

    Attributes:
        key: what the document's view state calls this table.
        full: all that it may show.
        shown: what of it is shown, as it is arranged.
        order: which rows stand where.

    Signals:
        arranged: rows are sorted or filtered otherwise, or other columns are shown.
        rows_changed: other rows or columns are shown, or they stand elsewhere.
    """

    arranged = Signal()
    rows_changed = Signal()

    #: Whether rows may be sorted and filtered, and columns hidden.
    can_arrange = False

    def __init__(self, session: Session, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.key = key
        self.shown = Snapshot()
        self.full = Snapshot()
        self.order = RowOrder()
        self._is_behind = False
        session.document_replaced.connect(self.reload)
        session.case_changed.connect(self._follow)
        session.gesture_ended.connect(self._catch_up)
        session.scenario_selected.connect(self._look_anew)

    @abstractmethod
    def take_snapshot(self) -> Snapshot:
        """All that the table may show of the session now."""

    @abstractmethod
    def text_of(self, key: str, head: str, value: Value) -> str:
        """A value as the table shows it in a row and a column, seen or not."""

    @abstractmethod
    def field_of(self, key: str, head: str) -> Field | None:
        """The declaration of a row's cell in a column; None where nothing can be written."""

    def extra_rows(self) -> int:
        """Rows after those of the snapshot, such as the one that adds a row."""
        return 0

    def forget(self) -> None:
        """Let go of whatever was worked out for the snapshot before."""

    @property
    def case(self) -> Case | None:
        """The session's case."""
        return self.session.case

    @property
    def start_month(self) -> str:
        """The month that offsets count from; "" without a case."""
        return str(self.case.project.get("start_month", "")) if self.case is not None else ""

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.shown.keys) + self.extra_rows()

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown.heads)

    # How rows and columns are arranged.

    @property
    def arrangement(self) -> Arrangement:
        """How the table is looked at."""
        return self.order.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Sort, filter and hide; the document remembers it, the case stays as it is."""
        self.order.remember(self.session.document, self.key, arrangement)
        self._look_anew()

    def reveal(self, key: str, head: str) -> bool:
        """Bring a row and a column into the grid that filters or choices keep back.

        Returns:
            Whether the grid has such a row and column at all.
        """
        if key not in self.full.keys or head not in self.full.heads:
            return False
        wanted = self.arrangement
        if head in wanted.hidden:
            self.arrange(replace(wanted, hidden=wanted.hidden - {head}))
        # Arranging anew filters anew, so what was in sight so far may no longer be.
        if key not in self.shown.keys:
            self.arrange(replace(self.arrangement, filters={}))
        return True

    def _take(self) -> Snapshot:
        """The snapshot as it is arranged."""
        self.forget()
        self.full = self.take_snapshot()
        return self.order.arranged(self.full) if self.can_arrange else self.full

    def _settle(self) -> None:
        """Sort and filter by what the cells hold now."""
        full = self.take_snapshot()
        self.order.settle(full, self.text_of, self.field_of, self.start_month)

    def _look_anew(self, *_: object) -> None:
        """Follow another arrangement, or another scenario."""
        if self.can_arrange and self.case is not None:
            self._settle()
        self.refresh()
        self.arranged.emit()

    # Following the session.

    def reload(self) -> None:
        """Start anew: another document is open."""
        self.order.recall(self.session.document, self.key)
        self.beginResetModel()
        if self.can_arrange and self.case is not None and self.arrangement.moves_rows:
            self._settle()
        self.shown = self._take()
        self.endResetModel()
        self.rows_changed.emit()
        self.arranged.emit()

    def _follow(self) -> None:
        """Show another case; while a number is scrubbed, a table that nobody sees may wait."""
        view = self.parent()
        self._is_behind = (
            self.session.is_in_gesture and isinstance(view, QWidget) and not view.isVisible()
        )
        if not self._is_behind:
            self.refresh()

    def _catch_up(self) -> None:
        if self._is_behind:
            self._is_behind = False
            self.refresh()

    def refresh(self, *_: object) -> None:
        """Show the session's case as it is now, telling only what changed."""
        new, old = self._take(), self.shown
        if new.heads != old.heads:
            self.beginResetModel()
            self.shown = new
            self.endResetModel()
        elif new.keys != old.keys:
            self._follow_rows(new)
        else:
            self._tell_values(new)
        if (new.heads, new.keys) != (old.heads, old.keys):
            self.rows_changed.emit()

    def _follow_rows(self, new: Snapshot) -> None:
        """Remove and insert the rows between the common beginning and end."""
        shift = shift_between(self.shown.keys, new.keys)
        start, gone, come = shift.start, shift.gone, shift.come
        if gone != come and gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            self.shown = self.shown.without(start, start + gone)
            self.endRemoveRows()
        if gone != come and come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self.shown = new
            self.endInsertRows()
        self.shown = new
        self._tell(0, 0, self.rowCount() - 1, self.columnCount() - 1)

    def _tell_values(self, new: Snapshot) -> None:
        """One `dataChanged` for the block around all that differs."""
        old, self.shown = self.shown, new
        if new.context != old.context:
            self._tell(0, 0, self.rowCount() - 1, self.columnCount() - 1)
        elif block := changed_block(old, new):
            self._tell(*block)

    def _tell(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom >= top and right >= left:
            self.dataChanged.emit(
                self.index(top, left),
                self.index(bottom, right),
                _TOLD_OF,
            )
