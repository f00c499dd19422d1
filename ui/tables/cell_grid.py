"""What every grid shows: a snapshot of the case as rows and columns, following the session.

A change of the case makes a new snapshot. Rows that came or went are told as
such, values that differ as one block, so that selection, scrolling and an open
editor survive; only another document, or other columns, reset the model.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection
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
from scenarios.schema import Field, Kind
from ui.session import Session
from ui.tables.arrangement import Arrangement
from ui.tables.cell_ref import VALUE_ROLE, CellLook, CellRef
from ui.tables.cell_text import shown_text, spoken_cell, tooltip
from ui.tables.row_order import RowOrder
from ui.tables.snapshot import Snapshot, changed_block, shift_between
from whatif_app.clipboard import CopiedCell
from whatif_app.formatting import choice_text, edit_text

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_HORIZONTAL = Qt.Orientation.Horizontal
# Combining flags takes a microsecond each time, and views ask for them by the thousand.
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

_NAMING = (Kind.ROW, Kind.SCENARIO, Kind.SCOPE)


class CellGrid(QAbstractTableModel):
    """A grid of cells over the session's case, to look at.

    Attributes:
        key: what the document's view state calls this grid.
        full: all that it may show.
        shown: what of it is shown, as it is arranged.
        order: which rows stand where.

    Signals:
        arranged: rows are sorted or filtered otherwise, or other columns are shown.
        rows_changed: other rows or columns are shown, or they stand elsewhere.
    """

    arranged = Signal()
    rows_changed = Signal()

    #: What one row is called, where rows can be added.
    row_label = ""
    #: Whether rows may be sorted and filtered, and columns hidden.
    can_arrange = False

    def __init__(self, session: Session, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.key = key
        self.shown = Snapshot()
        self.full = Snapshot()
        self.order = RowOrder()
        self._has_formulas = False
        # What fields may name, found once for each case: a paste asks for every cell.
        self._names: dict[object, Collection[str]] = {}
        self._is_behind = False
        self._texts: dict[int, Callable[[int, int], object]] = {
            _DISPLAY: lambda row, column: self.look(row, column).text,
            _EDIT: self.exact_text,
            _TOOLTIP: self.explanation,
            _ALIGNMENT: lambda row, column: _RIGHT if self.look(row, column).is_right else _LEFT,
            _ACCESSIBLE: self.spoken,
            VALUE_ROLE: self.value,
        }
        session.document_replaced.connect(self.reload)
        session.case_changed.connect(self._follow)
        session.gesture_ended.connect(self._catch_up)
        session.scenario_selected.connect(self._look_anew)

    # What a grid must say of itself.

    @abstractmethod
    def take_snapshot(self) -> Snapshot:
        """All that the grid may show of the session now."""

    @abstractmethod
    def ref_of(self, key: str, head: str) -> CellRef | None:
        """The input cell of a row and a column; None where nothing can be written."""

    @abstractmethod
    def look(self, row: int, column: int) -> CellLook:
        """How a place looks."""

    @abstractmethod
    def title(self, head: str) -> str:
        """A column's header; a second line is its unit."""

    def is_right(self, column: int) -> bool:
        """Whether a column's header stands at the right."""
        return column > 0

    def extra_rows(self) -> int:
        """Rows after those of the snapshot, such as the one that adds a row."""
        return 0

    def focus(self, row: int, column: int) -> None:
        """Tell the session that a place is looked at."""
        ref = self.cell(row, column)
        if ref is not None:
            self.session.cell_focused.emit(str(ref.address))

    def help_topic(self, index: Index) -> str:
        """What the help tells of at a place: its field, where it has one."""
        ref = self.cell(index.row(), index.column()) if index.isValid() else None
        if ref is None:
            return f"table:{self.key}"
        return f"field:{ref.address.table}/{ref.address.field}"

    # What follows from it.

    @property
    def case(self) -> Case | None:
        """The session's case."""
        return self.session.case

    @property
    def start_month(self) -> str:
        """The month that offsets count from; "" without a case."""
        return str(self.case.project.get("start_month", "")) if self.case is not None else ""

    def head(self, column: int) -> str:
        """A column's header; a second line is its unit."""
        return self.title(self.shown.heads[column])

    def cell(self, row: int, column: int) -> CellRef | None:
        """The input cell shown at a place; None where nothing can be written."""
        if row >= len(self.shown.keys):
            return None
        return self.ref_of(self.shown.keys[row], self.shown.heads[column])

    def value(self, row: int, column: int) -> Value:
        """The value shown at a place; None beyond the snapshot."""
        return self.shown.columns[column][row] if row < len(self.shown.keys) else None

    def currency_of(self, ref: CellRef | None) -> str:
        """The currency that money in a cell is in; "" without a case."""
        case = self.case
        if case is None:
            return ""
        if ref is not None and ref.field.in_row_currency:
            named = case.value(replace(ref.address, field="currency"), ref.scenario)
            if named is not None:
                return str(named)
        return str(case.project.get("currency", "USD"))

    def text_of(self, key: str, head: str, value: Value) -> str:
        """A value as the grid shows it in a row and a column, seen or not."""
        ref = self.ref_of(key, head)
        if ref is None or self.case is None:
            return str(value)
        return shown_text(self.case, ref.field, value, self.currency_of(ref))

    def field_of(self, key: str, head: str) -> Field | None:
        """The declaration of a row's cell in a column; None where nothing can be written."""
        ref = self.ref_of(key, head)
        return ref.field if ref is not None else None

    def kind_of(self, row: int, column: int) -> Kind | None:
        """What the number at a place is, so that it can be added up with others."""
        ref = self.cell(row, column)
        return ref.field.kind if ref is not None else None

    def is_overridden(self, row: int, column: int) -> bool:
        """Whether the scenario shown changed a place."""
        marked = self.shown.marked
        return column < len(marked) and self.shown.keys[row] in marked[column]

    def exact_text(self, row: int, column: int) -> str:
        """A place's text as it is edited: its formula where it has one, else its exact value."""
        ref = self.cell(row, column)
        if ref is None:
            return self.look(row, column).text
        return edit_text(ref.field, self.formula(ref) or self.value(row, column))

    def formula(self, ref: CellRef) -> str | None:
        """What a cell is computed by; None where it is not."""
        if not self._has_formulas or self.case is None:
            return None
        return self.case.formula(ref.address, ref.scenario)

    def explanation(self, row: int, column: int) -> str:
        """A place's tooltip."""
        ref = self.cell(row, column)
        if ref is None or self.case is None:
            return self.spoken(row, column)
        value, overridden = self.value(row, column), self.is_overridden(row, column)
        return tooltip(self.case, ref.address, value, overridden, self._formula_text(ref))

    def spoken(self, row: int, column: int) -> str:
        """A place in words, for screen readers."""
        ref, look = self.cell(row, column), self.look(row, column)
        if ref is None or self.case is None:
            return look.text
        formula = self._formula_text(ref)
        return spoken_cell(self.case, ref.address, look.text, look.is_overridden, formula)

    def _formula_text(self, ref: CellRef) -> str:
        """A cell's formula as the reader writes it; "" where it has none."""
        return edit_text(ref.field, self.formula(ref))

    def copied(self, row: int, column: int) -> CopiedCell:
        """A place as the clipboard gets it."""
        ref = self.cell(row, column)
        shown = self.look(row, column).text
        if ref is None:
            return CopiedCell(self.exact_text(row, column), shown)
        return CopiedCell(
            edit_text(ref.field, self.value(row, column)),
            shown,
            is_number=ref.field.is_numeric and not ref.field.choices,
            formula=self._formula_text(ref),
        )

    def shown_copy(self, row: int, column: int) -> CopiedCell:
        """A place as it looks, for where nobody calculates with it."""
        return CopiedCell(self.look(row, column).text)

    def names_for(self, field: Field) -> Collection[str]:
        """The words that a field may hold, where they are few; empty for every other field."""
        if not field.choices and field.kind not in _NAMING:
            return ()
        key = (field.kind, field.table, field.choices)
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = self._find_names(field)
        return known

    def _find_names(self, field: Field) -> Collection[str]:
        case = self.case
        if case is None:
            return ()
        if field.choices:
            return tuple(choice_text(choice) for choice in field.choices)
        if field.kind is Kind.ROW:
            return case.tables[field.table].names
        if field.kind is Kind.SCENARIO:
            return case.scenario_names
        families = case.view(self.session.selected or None).column("workloads", "family")
        words = ["*", *(str(family) for family in families if family)]
        return tuple(dict.fromkeys([*words, *case.tables["workloads"].names]))

    # Qt's side.

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.shown.keys) + self.extra_rows()

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown.heads)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        text_of = self._texts.get(role)
        if text_of is None or not index.isValid():
            return None
        return text_of(index.row(), index.column())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not _HORIZONTAL or not 0 <= section < len(self.shown.heads):
            return None
        if role == _DISPLAY:
            return self.head(section)
        if role == _ALIGNMENT:
            return _RIGHT if self.is_right(section) else _LEFT
        if role == _ACCESSIBLE:
            return self.head(section).strip().replace("\n", ", ")
        return None

    # How rows and columns are arranged.

    @property
    def arrangement(self) -> Arrangement:
        """How the table is looked at."""
        return self.order.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Sort, filter and hide; the document remembers it, the case stays as it is."""
        self.order.remember(self.session.document, self.key, arrangement)
        self._look_anew()

    def hidden_rows(self) -> int:
        """How many rows the filters keep back."""
        return len(self.full.keys) - len(self.shown.keys)

    def reveal(self, key: str, head: str) -> bool:
        """Bring a row and a column into the grid that filters or choices keep back.

        Returns:
            Whether the grid has such a row and column at all.
        """
        if key not in self.full.keys or head not in self.full.heads:
            return False
        wanted = self.arrangement
        if key not in self.shown.keys:
            wanted = replace(wanted, filters={})
        if head in wanted.hidden:
            wanted = replace(wanted, hidden=wanted.hidden - {head})
        if wanted is not self.arrangement:
            self.arrange(wanted)
        return True

    def _take(self) -> Snapshot:
        """The snapshot as it is arranged."""
        case = self.case
        self._names.clear()
        self._has_formulas = case is not None and (
            bool(case.formulas) or any(scenario.formulas for scenario in case.scenarios)
        )
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
                [_DISPLAY, _EDIT, _TOOLTIP, _ACCESSIBLE, VALUE_ROLE],
            )
