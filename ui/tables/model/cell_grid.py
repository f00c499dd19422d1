"""What every grid shows: input cells of the case, in texts to read, to edit, to copy, to hear."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection
from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from scenarios.cells import Value
from scenarios.schema import Field, Kind
from scenarios.words import say
from ui.session import Session
from ui.tables.model.cell_ref import VALUE_ROLE, CellLook, CellRef
from ui.tables.model.cell_text import shown_text, spoken_cell, tooltip
from ui.tables.model.snapshot_model import Index, SnapshotModel
from whatif_app.cell_text import choice_text
from whatif_app.clipboard import CopiedCell
from whatif_app.edit_text import edit_text

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


class CellGrid(SnapshotModel):
    """A grid of cells over the session's case, to look at."""

    #: What one row is called, where rows can be added.
    row_label = ""

    def __init__(self, session: Session, key: str, parent: QObject | None = None) -> None:
        super().__init__(session, key, parent)
        self._has_formulas = False
        # What fields may name, found once for each case: a paste asks for every cell.
        self._names: dict[object, Collection[str]] = {}
        self._texts: dict[int, Callable[[int, int], object]] = {
            _DISPLAY: lambda row, column: self.look(row, column).text,
            _EDIT: self.exact_text,
            _TOOLTIP: self.explanation,
            _ALIGNMENT: lambda row, column: _RIGHT if self.look(row, column).is_right else _LEFT,
            _ACCESSIBLE: self.spoken,
            VALUE_ROLE: self.value,
        }

    # What a grid must say of itself.

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

    def forget(self) -> None:
        case = self.case
        self._names.clear()
        self._has_formulas = case is not None and (
            bool(case.formulas) or any(scenario.formulas for scenario in case.scenarios)
        )

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
            return self._spoken_head(section)
        return None

    def _spoken_head(self, section: int) -> str:
        """A header in words: label, unit, and whether the column sorts or filters."""
        head, arrangement = self.shown.heads[section], self.arrangement
        said = self.head(section).strip().replace("\n", ", ")
        if arrangement.sort_by == head:
            descending = arrangement.is_descending
            said += ", " + (say("sorted descending") if descending else say("sorted"))
        if head in arrangement.filters:
            said += ", " + say("filtered")
        return said
