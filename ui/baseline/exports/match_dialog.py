"""Say which values of a bill are which workload of the case, for a case that was made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.baseline.page_frame import PlainTable
from ui.baseline.share_bar import add_bars, fit_bars, set_bars
from ui.docks.on_screen import first_size
from whatif_app.formatting import money, share
from whatif_app.ownership.rules import dimension_in_words

if TYPE_CHECKING:
    from scenarios.case import Case
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.costs.case.matching import Matching

_VALUE, _COST, _BAR, _PART, _WORKLOAD = range(5)


class MatchDialog(QDialog):
    """Values at the left, workloads at the right; `grouping` is what came of it."""

    def __init__(
        self,
        baseline: Baseline,
        case: Case,
        before: Grouping | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("helpTopic", "page:exports")
        self.setWindowTitle(self.tr("Match workloads"))
        first_size(self, 840, 640)
        self._baseline, self._case, self._before = baseline, case, before
        self._workloads = tuple(case.tables["workloads"].names)
        self._matching: Matching | None = None
        self._names: dict[str, str] = {}
        self.dimension, self.workload = QComboBox(), QComboBox()
        columns = (self.tr("In the bill"), self.tr("Cost"), "", "%", self.tr("Workload"))
        self.table = PlainTable(columns, numeric=(_COST, _PART))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName(self.tr("Values of the bill and their workloads"))
        add_bars(self.table, _BAR, stretched=_VALUE)
        self.said, self.notes = QLabel(), QLabel()
        self.match = QPushButton(self.tr("Match"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self._fill()
        self._lay_out()
        self._connect()
        self._show_dimension()

    @property
    def grouping(self) -> Grouping | None:
        """Which lines are which workload, as chosen; None where nothing is matched."""
        if self._matching is None or not any(self._names.values()):
            return None
        return self._matching.grouping(self._baseline, self._case, self._names, self._before)

    def give(self, workload: str) -> None:
        """Let the selected values be a workload; "" for none of the case."""
        if self._matching is None:
            return
        for index in self.table.selectionModel().selectedRows():
            self._names[self._matching.values[index.row()].value] = workload
            self._write(index.row())
        self._tell()

    def _fill(self) -> None:
        from whatif_app.costs.case.matching import match_dimensions

        offered = match_dimensions(self._baseline)
        for each in offered:
            self.dimension.addItem(dimension_in_words(each), each)
        wanted = self._before.dimension if self._before is not None else "service"
        self.dimension.setCurrentIndex(max(self.dimension.findData(wanted), 0))
        self.workload.addItem(self.tr("Not in the case"), "")
        for name in self._workloads:
            self.workload.addItem(name, name)

    def _show_dimension(self) -> None:
        """Take the bill apart by what is chosen, and match what is named alike."""
        from whatif_app.costs.case.matching import Matching

        dimension = self.dimension.currentData()
        if dimension is None:
            return
        self._matching = Matching.of(self._baseline, self._case, str(dimension))
        self._names = self._matching.proposed(self._workloads)
        if self._before is not None and self._before.dimension == dimension:
            self._names |= self._before.names
        whole = self._matching.cost
        parts = [each.cost / whole if whole > 0 else 0.0 for each in self._matching.values]
        self.table.set_rows(
            [
                [
                    each.value or self.tr("(no value)"),
                    money(each.cost, self._matching.currency),
                    "",
                    share(part),
                    self._names.get(each.value, ""),
                ]
                for each, part in zip(self._matching.values, parts, strict=True)
            ]
        )
        set_bars(self.table, _BAR, parts)
        fit_bars(self.table, _BAR)
        self.table.setMaximumHeight(16777215)
        self.table.setMinimumHeight(theme.scaled(160))
        self.table.setColumnWidth(_WORKLOAD, theme.scaled(230))
        if self.table.rowCount():
            self.table.selectRow(0)
        self._tell()

    def _write(self, row: int) -> None:
        assert self._matching is not None
        item = self.table.item(row, _WORKLOAD)
        item.setText(self._names.get(self._matching.values[row].value, ""))
        item.setToolTip(item.text())

    def _offer(self) -> None:
        """Show what the selected values are now."""
        rows = self.table.selectionModel().selectedRows()
        self.workload.setEnabled(bool(rows))
        given = {self.table.item(index.row(), _WORKLOAD).text() for index in rows}
        name = given.pop() if len(given) == 1 else None
        self.workload.setCurrentIndex(self.workload.findData(name) if name is not None else -1)

    def _tell(self) -> None:
        """How much of the bill has a workload, and what is to know of the rest."""
        matching = self._matching
        if matching is None:
            return
        matched = matching.cost_of(self._names)
        of = share(matched / matching.cost) if matching.cost > 0 else share(0.0)
        self.said.setText(
            self.tr("{matched} of {whole}, {share}, is matched.").format(
                matched=money(matched, matching.currency),
                whole=money(matching.cost, matching.currency),
                share=of,
            )
        )
        notes = [self.tr("What is not in the case is compared under its own name.")]
        if matching.own:
            notes.append(
                self.tr("Besides, {amount} of tax, support and fees stay apart.").format(
                    amount=money(matching.own, matching.currency)
                )
            )
        if matching.left_out:
            notes.append(
                self.tr("{codes} is left out: the case has no exchange rate for it.").format(
                    codes=", ".join(matching.left_out)
                )
            )
        self.notes.setText(" ".join(notes))
        self.match.setEnabled(any(self._names.values()))
        self._offer()

    def _lay_out(self) -> None:
        self.match.setProperty("kind", "primary")
        self.match.setDefault(True)
        lead = QLabel(
            self.tr(
                "Which part of the bill is which workload of the case? Actual costs are then held "
                "against its forecast. What is named alike is matched already."
            )
        )
        lead.setWordWrap(True)
        self.notes.setWordWrap(True)
        self.notes.setProperty("tone", "secondary")
        self.said.setFont(theme.font(theme.CARD_PX, QFont.Weight.DemiBold))
        by, selected = QLabel(self.tr("&Take the bill apart by")), QLabel(self.tr("&Selected are"))
        by.setBuddy(self.dimension)
        selected.setBuddy(self.workload)
        self.dimension.setMinimumWidth(theme.scaled(170))
        self.workload.setMinimumWidth(theme.scaled(230))
        self.workload.setPlaceholderText(self.tr("Several workloads"))
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for part in (by, self.dimension):
            choices.addWidget(part)
        choices.addStretch(1)
        for part in (selected, self.workload):
            choices.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.match)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(lead)
        column.addLayout(choices)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addWidget(self.notes)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.dimension.activated.connect(self._show_dimension)
        self.workload.activated.connect(lambda: self.give(str(self.workload.currentData())))
        self.table.itemSelectionChanged.connect(self._offer)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.doubleClicked.connect(self.workload.showPopup)
        self.match.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
