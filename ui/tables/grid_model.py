"""What every grid shares: a snapshot of the case shown as rows and columns, edited by commands.

A change of the case makes a new snapshot. Rows that came or went are told as
such, values that differ as one block, so that selection, scrolling and an open
editor survive; only another document, or other columns, reset the model.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from scenarios.case import Case
from scenarios.cells import RefusedError, Value
from scenarios.problems import Problem
from scenarios.schema import Field, Kind
from ui.session import Session
from ui.tables.cell_ref import VALUE_ROLE, CellLook, CellRef
from ui.tables.cell_text import problem_sentence
from whatif_app.clipboard import Block, CopiedCell
from whatif_app.commands import CellEdit, Command, SetCells, set_cells
from whatif_app.formatting import choice_text, edit_text
from whatif_app.typed_values import parse_typed

Index = QModelIndex | QPersistentModelIndex

_FRACTION = re.compile(r"0?\.\d*[1-9]\d*")
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_HORIZONTAL = Qt.Orientation.Horizontal
# Combining flags takes a microsecond each time, and views ask for them by the thousand.
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_WRITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a grid shows at one moment.

    Attributes:
        keys: what each row is, in order; unique.
        heads: what each column is, in order.
        columns: the values of each column, one per row.
        marked: for each column, the keys of the rows that are overridden in it.
        context: whatever else texts depend on, e.g. the currency.
    """

    keys: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    columns: tuple[Sequence[Value], ...] = ()
    marked: tuple[frozenset[str], ...] = ()
    context: Hashable = None

    def without(self, first: int, last: int) -> Snapshot:
        """The snapshot without the rows from first up to, not including, last."""
        return replace(
            self,
            keys=self.keys[:first] + self.keys[last:],
            columns=tuple((*column[:first], *column[last:]) for column in self.columns),
        )


class GridModel(QAbstractTableModel):
    """A grid of cells over the session's case.

    Attributes:
        refusal: why the last `setData` changed nothing, as a sentence for beside the cell.
    """

    #: What one row is called, where rows can be added.
    row_label = ""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.refusal = ""
        self.shown = Snapshot()
        self._texts: dict[int, Callable[[int, int], object]] = {
            _DISPLAY: lambda row, column: self.look(row, column).text,
            _EDIT: self.exact_text,
            _TOOLTIP: self.explanation,
            _ALIGNMENT: lambda row, column: _RIGHT if self.look(row, column).is_right else _LEFT,
            _ACCESSIBLE: self.spoken,
            VALUE_ROLE: self.value,
        }
        session.document_replaced.connect(self.reload)
        session.case_changed.connect(self.refresh)
        session.scenario_selected.connect(self.refresh)

    # What a grid must say of itself.

    @abstractmethod
    def take_snapshot(self) -> Snapshot:
        """What the grid shows of the session now."""

    @abstractmethod
    def cell(self, row: int, column: int) -> CellRef | None:
        """The input cell shown at a place; None where nothing can be written."""

    @abstractmethod
    def look(self, row: int, column: int) -> CellLook:
        """How a place looks."""

    @abstractmethod
    def head(self, column: int) -> str:
        """A column's header; a second line is its unit."""

    def is_right(self, column: int) -> bool:
        """Whether a column's header stands at the right."""
        return column > 0

    def explanation(self, row: int, column: int) -> str:
        """A place's tooltip."""
        return ""

    def spoken(self, row: int, column: int) -> str:
        """A place in words, for screen readers."""
        look = self.look(row, column)
        head = self.head(column).replace("\n", ", ")
        return f"{head}: {look.text}" if look.text else head

    def extra_rows(self) -> int:
        """Rows after those of the snapshot, such as the one that adds a row."""
        return 0

    def focus(self, row: int, column: int) -> None:
        """Tell the session that a place is looked at."""
        ref = self.cell(row, column)
        if ref is not None:
            self.session.cell_focused.emit(str(ref.address))

    # What follows from it.

    @property
    def case(self) -> Case | None:
        """The session's case."""
        return self.session.case

    def value(self, row: int, column: int) -> Value:
        """The value shown at a place; None beyond the snapshot."""
        return self.shown.columns[column][row] if row < len(self.shown.keys) else None

    def currency(self, row: int, column: int) -> str:
        """The currency that money at a place is in; "" without a case."""
        case, ref = self.case, self.cell(row, column)
        if case is None:
            return ""
        if ref is not None and ref.field.in_row_currency:
            named = case.value(replace(ref.address, field="currency"), ref.scenario)
            if named is not None:
                return str(named)
        return str(case.project.get("currency", "USD"))

    def is_overridden(self, row: int, column: int) -> bool:
        """Whether the scenario shown changed a place."""
        marked = self.shown.marked
        return column < len(marked) and self.shown.keys[row] in marked[column]

    def exact_text(self, row: int, column: int) -> str:
        """A place's text as it is edited and copied."""
        ref = self.cell(row, column)
        if ref is None or row >= len(self.shown.keys):
            return self.look(row, column).text
        return edit_text(ref.field, self.value(row, column))

    def copied(self, row: int, column: int) -> CopiedCell:
        """A place as the clipboard gets it."""
        ref = self.cell(row, column)
        is_number = ref is not None and ref.field.is_numeric and not ref.field.choices
        return CopiedCell(
            self.exact_text(row, column), self.look(row, column).text, is_number=is_number
        )

    def names_for(self, field: Field) -> Collection[str]:
        """The words that a field may hold, where they are few; empty for every other field."""
        case = self.case
        if case is None:
            return ()
        if field.choices:
            return tuple(choice_text(choice) for choice in field.choices)
        if field.kind is Kind.ROW:
            return case.tables[field.table].names
        if field.kind is Kind.SCENARIO:
            return case.scenario_names
        if field.kind is Kind.SCOPE:
            families = case.view(self.session.selected or None).column("workloads", "family")
            words = ["*", *(str(family) for family in families if family)]
            return tuple(dict.fromkeys([*words, *case.tables["workloads"].names]))
        return ()

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
            return self.head(section).replace("\n", ", ")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _WRITABLE if self.is_writable(index.row(), index.column()) else _READABLE

    def is_writable(self, row: int, column: int) -> bool:
        """Whether an editor may open at a place."""
        return self.cell(row, column) is not None

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:
        """Write what was typed, or a list editor's value; False, and `refusal`, where refused."""
        self.refusal = ""
        if role not in (_EDIT, VALUE_ROLE) or not index.isValid():
            return False
        row, column = index.row(), index.column()
        if role == _EDIT:
            if str(value) == self.exact_text(row, column):
                return True
            return self.write_text(row, column, str(value))
        ref = self.cell(row, column)
        return ref is not None and self.write([(ref, value)])

    def write_text(self, row: int, column: int, text: str) -> bool:
        """Write a typed text at one place."""
        ref = self.cell(row, column)
        if ref is None:
            return False
        try:
            value = parse_typed(ref.field, text, self.names_for(ref.field))
        except RefusedError as refused:
            self.refusal = str(refused)
            return False
        return self.write([(ref, value)])

    # Writing cells.

    def write(
        self, cells: Sequence[tuple[CellRef, Value]], verb: str = "Set", merge_key: str = ""
    ) -> bool:
        """Give cells new values in one step; refused as a whole or done as a whole."""
        if self.case is None or not cells:
            return False
        return self.do(_command(self.case, cells, verb, merge_key))

    def do(self, command: Command) -> bool:
        """Send a command to the document, keeping why it was refused for beside the cell."""
        heard: list[Sequence[Problem]] = []
        self.session.refused.connect(heard.append)
        try:
            done = self.session.do(command)
        finally:
            self.session.refused.disconnect(heard.append)
        self.refusal = " ".join(problem_sentence(item) for items in heard for item in items)
        return done

    def write_block(self, top: int, left: int, block: Block, verb: str = "Paste") -> bool:
        """Write texts over a block of places, whole or not at all; say why not.

        Where one text is refused, all refused ones are listed and nothing is written.
        """
        problems: list[Problem] = []
        cells = self.parsed_block(top, left, block, problems)
        if problems:
            self.session.refuse(problems)
            return False
        done = self.write(cells, verb)
        fraction = next(_fractions(cells, block), None)
        if done and fraction is not None:
            self.session.notice.emit(
                f"In percent columns a bare number is percent: {fraction} was read as "
                f"{fraction} %. Copy cells formatted as percent to paste fractions.",
                "warn",
            )
        return done

    def parsed_block(
        self, top: int, left: int, block: Block, problems: list[Problem]
    ) -> list[tuple[CellRef, Value]]:
        """The cells and values that a block of texts means; refusals are added to `problems`."""
        cells: list[tuple[CellRef, Value]] = []
        if block and left + len(block[0]) > self.columnCount():
            more = left + len(block[0]) - self.columnCount()
            problems.append(Problem("block", f"reaches {more} columns past the table's last."))
            return cells
        for offset, texts in enumerate(block):
            for step, text in enumerate(texts):
                self._parse_into(cells, problems, (top + offset, left + step), text)
        return cells

    def _parse_into(
        self,
        cells: list[tuple[CellRef, Value]],
        problems: list[Problem],
        place: tuple[int, int],
        text: str,
    ) -> None:
        ref = self.cell(*place) if place[0] < self.rowCount() else None
        if ref is None:
            # A read-only place pasted over with its own text is no attempt to change it.
            if place[0] >= self.rowCount() or text.strip() != self.exact_text(*place):
                problems.append(_closed(self, place))
            return
        try:
            cells.append((ref, parse_typed(ref.field, text, self.names_for(ref.field))))
        except RefusedError as refused:
            where = str(ref.address)
            problems.append(Problem(where, refused.what, refused.valid, ref.scenario))

    # Following the session.

    def reload(self) -> None:
        """Start anew: another document is open."""
        self.beginResetModel()
        self.shown = self.take_snapshot()
        self.endResetModel()

    def refresh(self, *_: object) -> None:
        """Show the session's case as it is now, telling only what changed."""
        new = self.take_snapshot()
        if new.heads != self.shown.heads:
            self.reload()
            return
        if new.keys != self.shown.keys:
            self._follow_rows(new)
        else:
            self._tell_values(new)

    def _follow_rows(self, new: Snapshot) -> None:
        """Remove and insert the rows between the common beginning and end."""
        old = self.shown.keys
        start = _common(old, new.keys)
        end = _common(old[start:][::-1], new.keys[start:][::-1])
        gone, come = len(old) - start - end, len(new.keys) - start - end
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
            return
        columns: list[int] = []
        rows: list[int] = []
        for column in range(len(new.heads)):
            changed = _changed_rows(old, new, column)
            if changed:
                columns.append(column)
                rows += (changed[0], changed[-1])
        if columns:
            self._tell(min(rows), columns[0], max(rows), columns[-1])

    def _tell(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom >= top and right >= left:
            self.dataChanged.emit(
                self.index(top, left),
                self.index(bottom, right),
                [_DISPLAY, _EDIT, _TOOLTIP, _ACCESSIBLE, VALUE_ROLE],
            )


def _fractions(cells: Sequence[tuple[CellRef, Value]], block: Block) -> Iterator[str]:
    """Bare numbers below 1 that went into percent columns, and may have meant fractions."""
    texts = (text.strip() for row in block for text in row)
    for (ref, _), text in zip(cells, texts, strict=False):
        if ref.field.kind in (Kind.SHARE, Kind.RATE) and _FRACTION.fullmatch(text):
            yield text


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _changed_rows(old: Snapshot, new: Snapshot, column: int) -> list[int]:
    before, after = old.columns[column], new.columns[column]
    marks = (old.marked[column] ^ new.marked[column]) if new.marked else frozenset()
    if before is after and not marks:
        return []
    pairs = enumerate(zip(before, after, strict=True))
    return [row for row, (a, b) in pairs if a != b or new.keys[row] in marks]


def _closed(model: GridModel, place: tuple[int, int]) -> Problem:
    if place[0] >= model.rowCount():
        return Problem("block", "reaches past the table's last row.", "Paste fewer rows.")
    head = model.head(place[1]).partition("\n")[0]
    return Problem(f"{head}, row {place[0] + 1}", "cannot be changed here.")


def _command(
    case: Case, cells: Sequence[tuple[CellRef, Value]], verb: str, merge_key: str
) -> SetCells:
    """One command for cells of any number of scenarios."""
    by_scenario: dict[str | None, dict[str, Value]] = {}
    for ref, value in cells:
        by_scenario.setdefault(ref.scenario, {})[str(ref.address)] = value
    made = [
        set_cells(case, scenario, values, verb=verb, merge_key=merge_key)
        for scenario, values in by_scenario.items()
    ]
    if len(made) == 1:
        return made[0]
    edits: list[CellEdit] = [edit for command in made for edit in command.edits]
    return SetCells(f"{verb} {len(cells)} cells", tuple(edits), merge_key)
