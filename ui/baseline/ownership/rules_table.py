"""The rules in the order in which they are asked, each with what it catches; drag to reorder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import theme
from ui.baseline.page_frame import table_style
from ui.baseline.share_bar import BESIDE, SHARE, ShareBar
from whatif_app.formatting import count, money, share

if TYPE_CHECKING:
    from whatif_app.ownership.assignment import Assignment, Catch

MIME = "application/x-what-if-rule"
Index = QModelIndex | QPersistentModelIndex

NUMBER, LOOKS_AT, GIVES, BAR, COST, SHARE_OF_ALL, TAKEN = range(7)
_RIGHT = frozenset((COST, SHARE_OF_ALL, TAKEN))
_MOST_ROWS = 12
_WIDEST = 360
_ALIGN_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ALIGN_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RulesModel(QAbstractTableModel):
    """One row a rule, and a last one for what no rule catches.

    Signals:
        move_asked: a rule's position, and the one it is to have.
    """

    move_asked = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assignment: Assignment | None = None
        self._catches: tuple[Catch, ...] = ()

    def show_assignment(self, assignment: Assignment | None) -> None:
        """Show the rules of an assignment and what they catch."""
        self.beginResetModel()
        self._assignment = assignment
        self._catches = assignment.catches if assignment is not None else ()
        self.endResetModel()

    @property
    def rule_count(self) -> int:
        """How many of the rows are rules."""
        return len(self._catches)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self._assignment is None else len(self._catches) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else TAKEN + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_RIGHT if section in _RIGHT else _ALIGN_LEFT
        if role == Qt.ItemDataRole.ToolTipRole and section == TAKEN:
            return self.tr("What the rule would catch had no earlier rule done so")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            "",
            self.tr("Where the"),
            self.tr("it belongs to"),
            self.tr("Catches"),
            self.tr("Cost"),
            self.tr("Share"),
            self.tr("Taken before"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._assignment is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_RIGHT if column in _RIGHT else _ALIGN_LEFT
        if row == len(self._catches):
            return self._rest(self._assignment, column, role)
        return self._of_rule(self._catches[row], row, column, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.row() >= len(self._catches):
            return Qt.ItemFlag.ItemIsEnabled
        return plain | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        if indexes:
            carried.setData(MIME, QByteArray(str(indexes[0].row()).encode()))
        return carried

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(MIME):
            return False
        moved = int(bytes(data.data(MIME).data()).decode())
        below = row if row >= 0 else (parent.row() if parent.isValid() else self.rule_count)
        # Taking the rule out first moves what is below it up.
        position = min(below - (moved < below), self.rule_count - 1)
        if position != moved:
            self.move_asked.emit(moved, max(position, 0))
        # The command has moved the row already; True would make the view take the old one away.
        return False

    def _of_rule(self, catch: Catch, row: int, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(catch, row, column)
        if role == SHARE and column == BAR:
            return catch.share
        if role == BESIDE and column == BAR and self._assignment is not None:
            return self._assignment.share(catch.taken_cost)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(catch)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == BAR:
            return self._tip(catch)
        is_idle = not catch.is_kept or not (catch.rows or catch.taken_rows)
        if role == Qt.ItemDataRole.ForegroundRole and is_idle:
            return QColor(theme.current().faint)
        return None

    def _text(self, catch: Catch, row: int, column: int) -> str:
        looks_at, _, gives = str(catch.rule).partition(" → ")
        if column == COST:
            return self._money(catch.cost) if catch.is_kept else self.tr("not in the bill")
        if column == TAKEN:
            return self._money(catch.taken_cost) if catch.taken_rows else ""
        texts = {NUMBER: str(row + 1), LOOKS_AT: looks_at, GIVES: gives}
        if column == SHARE_OF_ALL:
            return share(catch.share) if catch.is_kept else ""
        return texts.get(column, "")

    def _tip(self, catch: Catch) -> str:
        if not catch.is_kept:
            return self.tr("The baseline does not keep what this rule looks at.")
        caught = self.tr("Catches {rows} rows, {cost} ({share}).").format(
            rows=count(catch.rows), cost=self._money(catch.cost), share=share(catch.share)
        )
        if not catch.taken_rows:
            return caught
        return (
            caught
            + " "
            + self.tr("Earlier rules took {rows} rows, {cost} from it.").format(
                rows=count(catch.taken_rows), cost=self._money(catch.taken_cost)
            )
        )

    def _rest(self, assignment: Assignment, column: int, role: int) -> Any:
        rest = assignment.unallocated
        if role == Qt.ItemDataRole.DisplayRole:
            return {
                LOOKS_AT: self.tr("anything else"),
                GIVES: self.tr("Unallocated"),
                COST: self._money(rest.cost),
                SHARE_OF_ALL: share(rest.share),
            }.get(column, "")
        if role == SHARE and column == BAR:
            return rest.share
        if role == SHARE + 2 and column == BAR:
            return "gain" if assignment.is_within_target else "loss"
        if role == Qt.ItemDataRole.FontRole and column in (LOOKS_AT, GIVES):
            return theme.font(weight=QFont.Weight.DemiBold)
        return None

    def _money(self, cost: Any) -> str:
        currency = self._assignment.currency if self._assignment is not None else ""
        return money(float(cost), currency, exact=True)


class RulesTable(QTableView):
    """The rules; Enter edits, Delete deletes, Alt with an arrow moves, as the mouse does.

    Signals:
        edit_asked, delete_asked: of the rule at a position.
        move_asked: a rule's position, and the one it is to have.
    """

    edit_asked = Signal(int)
    delete_asked = Signal(int)
    move_asked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rules = RulesModel(self)
        self.setModel(self.rules)
        self.rules.move_asked.connect(self.move_asked)
        self.setItemDelegateForColumn(BAR, ShareBar(self))
        self.setAccessibleName(self.tr("Rules, in the order in which they are asked"))
        self.setAccessibleDescription(
            self.tr("Enter edits, Alt with an arrow moves, Delete deletes")
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.doubleClicked.connect(lambda index: self._ask(self.edit_asked, index.row()))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column in range(self.rules.columnCount()):
            mode = QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)
        theme.changes().changed.connect(self._dress)
        self._dress()

    @property
    def current(self) -> int | None:
        """The position of the rule that is selected; None where none is."""
        row = self.currentIndex().row()
        return row if 0 <= row < self.rules.rule_count else None

    def show_assignment(self, assignment: Assignment | None, selected: int | None = None) -> None:
        """Show the rules, and select one (by default the one that was)."""
        kept = self.current if selected is None else selected
        self.rules.show_assignment(assignment)
        if kept is not None and kept < self.rules.rule_count:
            self.selectRow(kept)
        self.fit()

    def fit(self) -> None:
        """Be as high as the rules, and as wide as their texts."""
        for column in (NUMBER, LOOKS_AT, GIVES, COST, SHARE_OF_ALL, TAKEN):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(self.columnWidth(column), theme.scaled(_WIDEST)))
        shown = min(max(self.rules.rowCount(), 1), _MOST_ROWS)
        row = self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * row + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if row is None:
            super().keyPressEvent(event)
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit(row)
        else:
            super().keyPressEvent(event)

    def move_by(self, steps: int) -> None:
        """Move the selected rule up or down."""
        row = self.current
        if row is not None and 0 <= row + steps < self.rules.rule_count:
            self.move_asked.emit(row, row + steps)

    def _ask(self, signal: Any, row: int) -> None:
        if 0 <= row < self.rules.rule_count:
            signal.emit(row)

    def _dress(self) -> None:
        self.setFont(theme.font())
        self.verticalHeader().setDefaultSectionSize(theme.scaled(theme.ROW_HEIGHT))
        self.setStyleSheet(table_style())
        self.fit()
