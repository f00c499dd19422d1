"""The editor of a plan: every month of the horizon, beside what the model computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scenarios.cells import RefusedError, Value
from scenarios.schema import Field, Kind
from scenarios.words import say, say_count
from ui import theme
from ui.tables.filling.fill_question import FillQuestion
from ui.tables.lists.list_grid import Index, ListGrid, ListModel
from ui.tables.lists.list_rows import ListRows
from ui.tables.lists.plan_months import (
    PlanMonth,
    plan_months,
    plan_of,
    spread,
    volume_of,
    with_texts,
)
from ui.tables.lists.plan_picture import PlanPicture
from ui.tables.model.cell_ref import CellRef
from ui.tables.model.cell_text import label_of
from ui.tables.model.grid_model import GridModel
from whatif_app.clipboard import Block
from whatif_app.edit_text import edit_text
from whatif_app.fill_series import grown, stepped
from whatif_app.formatting import month_label, number, plain, share
from whatif_app.typed_values import parse_typed

_PLAN = 2
_EDIT = int(Qt.ItemDataRole.EditRole)
_STEP = Field("step", "", Kind.NUMBER, "")
_GROWTH = Field("growth", "", Kind.RATE, "", above=-1.0)
_VOLUME = Field("volume", "", Kind.NUMBER, "")
Following = Callable[[Field, Value, Value, int], list[Value]]


class PlanModel(ListModel):
    """Month, computed volume, planned volume, and how far the plan is off; the plan is written.

    Signals:
        left_out: so many pasted rows name months that are not here.
    """

    left_out = Signal(int)

    def __init__(self, months: Sequence[PlanMonth], parent: QWidget) -> None:
        heads = (say("Month"), say("Computed"), say("Plan"), say("Difference"))
        super().__init__(ListRows(heads, [[""] * 4 for _ in months], True, "", (0, 1, 3)), parent)
        self.months = list(months)

    def text(self, row: int, column: int) -> str:
        month = self.months[row]
        if column == _PLAN:
            return month.text
        if column == 0:
            return month_label(month.month)
        if month.computed is None:
            return ""
        return number(month.computed, 0) if column == 1 else self._difference(month)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if index.isValid() and role in (_EDIT, Qt.ItemDataRole.DisplayRole):
            volume = _volume(self.months[index.row()])
            if role != _EDIT and index.column() == _PLAN and volume is not None:
                return number(volume)
            return self.text(index.row(), index.column())
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:
        if index.column() != _PLAN:
            return False
        self.write_texts({index.row(): str(value).strip()})
        return True

    def write(self, top: int, left: int, block: Block) -> None:
        pasted = spread(block, self.months, top)
        self.write_texts(pasted.texts)
        if pasted.outside:
            self.left_out.emit(pasted.outside)

    def write_texts(self, texts: Mapping[int, str]) -> None:
        """Write texts by their place in the list."""
        self.months = with_texts(self.months, texts)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def planned(self) -> list[float | None]:
        """The planned volumes; None where there is none, or no number."""
        return [_volume(month) for month in self.months]

    def _difference(self, month: PlanMonth) -> str:
        planned = _volume(month)
        if planned is None or not month.computed:
            return ""
        off = planned / month.computed - 1
        return ("+" if off > 0 else "") + share(off)


class PlanEditor(QDialog):
    """A window of its own, so that one can go to Excel and come back; it writes one change."""

    def __init__(self, model: GridModel, ref: CellRef, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(label_of(ref.address))
        self.ref = ref
        self._model = model
        assert model.case is not None
        self.plan = PlanModel(plan_months(model.case, ref), self)
        self._first = [month.text for month in self.plan.months]
        self.grid = ListGrid(self.plan, self)
        self.picture = PlanPicture()
        self.message = QLabel()
        self._lay_out()
        self.plan.dataChanged.connect(self._draw)
        self.plan.left_out.connect(self._tell_left_out)
        self.grid.finish_asked.connect(self.finish)
        model.session.document_replaced.connect(self.reject)
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(540), theme.scaled(600))

    def finish(self) -> bool:
        """Write the plan and close; stay open with the reason where it is refused."""
        if [month.text for month in self.plan.months] != self._first:
            try:
                value = plan_of(self.plan.months)
            except RefusedError as refused:
                self._say(str(refused))
                return False
            if not self._model.write([(self.ref, value)]):
                self._say(self._model.refusal)
                return False
        self.accept()
        return True

    def clear(self) -> None:
        """Plan nothing: every month is as it is computed."""
        self.plan.write_texts({at: "" for at in range(len(self.plan.months))})

    def take_computed(self) -> None:
        """Plan what is computed, in the selected months or in all, to go on from there."""
        rows, _ = self.grid.selected()
        chosen = rows if len(rows) > 1 else range(len(self.plan.months))
        self.plan.write_texts(
            {
                at: plain(float(round(computed)))
                for at in chosen
                if (computed := self.plan.months[at].computed) is not None
            }
        )

    def ask_series(self) -> None:
        """Ask for a step, and fill the selected months from the first one on."""
        self._ask(self.tr("Step from one month to the next"), "1000", _STEP, stepped)

    def ask_growth(self) -> None:
        """Ask for a percentage, and fill the selected months from the first one on."""
        self._ask(self.tr("Growth from one month to the next, in percent"), "2", _GROWTH, grown)

    def fill(self, text: str, read_as: Field, following: Following) -> str:
        """Fill the selected months, or all after the current one; why not, or ""."""
        rows, _ = self.grid.selected()
        if len(rows) == 1:
            rows = list(range(rows[0], len(self.plan.months)))
        first = self.plan.months[rows[0]]
        start = first.text or (plain(first.computed) if first.computed is not None else "")
        try:
            origin = volume_of(start, month_label(first.month))
            by = parse_typed(read_as, text)
        except RefusedError as refused:
            return str(refused)
        values = [origin, *following(_VOLUME, origin, by, len(rows) - 1)]
        texts = [edit_text(_VOLUME, value) for value in values]
        self.plan.write_texts(dict(zip(rows, texts, strict=True)))
        return ""

    def _ask(self, title: str, first: str, read_as: Field, following: Following) -> None:
        question = FillQuestion(
            title, first, lambda text: self.fill(text, read_as, following), self
        )
        cell = self.grid.visualRect(self.grid.currentIndex())
        question.show_at(self.grid.viewport().mapToGlobal(cell.bottomLeft()), question.line)

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "A planned month replaces the computed volume. Paste a column, with or without "
                "its months."
            )
        )
        for label, tone in ((hint, "secondary"), (self.message, "loss")):
            label.setProperty("tone", tone)
            label.setFont(theme.font(theme.SMALL_PX))
            label.setWordWrap(True)
        self.message.hide()
        self.grid.setAccessibleName(self.windowTitle())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        for part in (hint, self.picture):
            layout.addWidget(part)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.message)
        layout.addLayout(
            self._row(
                (self.tr("Take computed"), self.take_computed),
                (self.tr("Fill series…"), self.ask_series),
                (self.tr("Fill growth…"), self.ask_growth),
                (self.tr("Clear"), self.clear),
            )
        )
        layout.addLayout(
            self._row((self.tr("Cancel"), self.reject), (self.tr("Done"), self.finish), last=True)
        )
        self.grid.setFocus()

    def _row(self, *buttons: tuple[str, Callable[[], object]], last: bool = False) -> QHBoxLayout:
        """Buttons side by side; those that close the window stand at the right."""
        row = QHBoxLayout()
        if last:
            row.addStretch()
        for text, act in buttons:
            button = QPushButton(text)
            button.setFont(theme.font())
            # Enter belongs to the months.
            button.setAutoDefault(False)
            button.setProperty("kind", "primary" if act == self.finish else "")
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        if not last:
            row.addStretch()
        return row

    def _draw(self) -> None:
        self.message.hide()
        computed = [month.computed for month in self.plan.months]
        self.picture.show_lines(computed, self.plan.planned())

    def _tell_left_out(self, rows: int) -> None:
        self._say(
            say_count(
                "{n} pasted row is for a month that is not here; it was left out.",
                "{n} pasted rows are for months that are not here; they were left out.",
                rows,
            )
        )

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence[:1].upper() + sentence[1:])
        self.message.show()


def open_plan_editor(model: GridModel, ref: CellRef, grid: QWidget) -> PlanEditor:
    """Show the plan of a unit; where it is open already, that window."""
    for editor in grid.findChildren(PlanEditor):
        if editor.ref == ref:
            editor.raise_()
            editor.activateWindow()
            return editor
    editor = PlanEditor(model, ref, grid)
    editor.show()
    return editor


def _volume(month: PlanMonth) -> float | None:
    if not month.text:
        return None
    try:
        return float(volume_of(month.text, month.month))
    except RefusedError:
        return None
