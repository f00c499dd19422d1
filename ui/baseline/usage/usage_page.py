"""Usage volumes: what the project counts by month, and what it says of growth and unit cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from scenarios.words import keep, say
from ui import theme
from ui.baseline.page_frame import PageFrame, PlainTable
from ui.baseline.usage.dialog import UsageDialog, ask_usage_files
from ui.baseline.usage.pictures import history_picture, index_picture
from ui.baseline.usage.proposal_card import UsageProposalCard
from ui.charts.chart import Chart
from ui.charts.picture import Picture, Shown
from ui.session import Session
from whatif_app.commands import SetPart
from whatif_app.formatting import NOTHING, count, month_label, quantity
from whatif_app.volumes.collection import with_loaded
from whatif_app.volumes.history import LEVELS, UsageHistory
from whatif_app.volumes.proposal import Proposal, propose
from whatif_app.volumes.unit_cost_history import UnitCostHistory, unit_cost_history

if TYPE_CHECKING:
    from pathlib import Path

_CHART_HEIGHT = 268


class UsagePage(PageFrame):
    """The histories of the project; the selected one drawn, with its fit and its unit cost."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._proposal: Proposal | str = ""
        self._unit_cost: UnitCostHistory | str = self.tr("Nothing is loaded.")
        self.set_title(
            self.tr("Usage volumes"),
            self.tr("What the business counts is what its cost is divided by."),
        )
        self.level = QComboBox()
        self.remove = self.add_button(self.tr("Remove"), kind="danger")
        self.load = self.add_button(self.tr("Load usage files…"), kind="primary")
        self._make_table()
        self.sentence = QLabel()
        self.verdict = QLabel()
        self._make_charts()
        self.proposal_card = UsageProposalCard(session)
        self.cards.addWidget(self.proposal_card)
        self.cards.addStretch(1)
        self.load.clicked.connect(self._load)
        self.remove.clicked.connect(self._remove)
        self.level.activated.connect(self._set_level)
        for changed in (session.document_replaced, session.ledger_changed, session.case_changed):
            changed.connect(self.refresh)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _make_table(self) -> None:
        listed = self.add_card(self.tr("Counted by month"))
        self.table = PlainTable(
            (
                self.tr("Usage"),
                self.tr("Level"),
                self.tr("Unit"),
                self.tr("Months"),
                self.tr("Complete"),
                self.tr("Gaps"),
                self.tr("Latest complete month"),
                self.tr("Files"),
            ),
            numeric=(3, 4, 5, 6),
        )
        self.table.setAccessibleName(self.tr("Usage histories"))
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._show_selected)
        for label, level in (
            (self.tr("L1 business"), "L1"),
            (self.tr("L2 product"), "L2"),
            (self.tr("L3 infrastructure"), "L3"),
        ):
            self.level.addItem(label, level)
        self.level.setAccessibleName(self.tr("Level of the selected usage"))
        listed.head.addWidget(self.level)
        listed.column.addWidget(self.table)
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        listed.column.addWidget(self.notes)

    def _make_charts(self) -> None:
        self.history_chart = Chart(self._session, self._draw_history)
        self.index_chart = Chart(self._session, self._draw_index)
        self._words = QFrame()
        self._words.setProperty("card", True)
        column = QVBoxLayout(self._words)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        for label in (self.sentence, self.verdict):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self.cards.addWidget(self._words)
        self.add_beside(self.history_chart, self.index_chart, height=_CHART_HEIGHT)

    # What is shown

    @property
    def usage(self) -> tuple[UsageHistory, ...]:
        """The project's histories."""
        ledger = self._session.ledger
        return ledger.usage if ledger is not None else ()

    @property
    def selected(self) -> UsageHistory | None:
        """The history looked at."""
        row = max(self.table.currentRow(), 0)
        return self.usage[row] if row < len(self.usage) else None

    def show_now(self) -> None:
        """Show the open project's usage."""
        self.load.setEnabled(self._session.document is not None)
        usage = self.usage
        self.remove.setVisible(bool(usage))
        self.show_empty("" if usage else self._how_to_begin())
        if not usage:
            return
        row = min(max(self.table.currentRow(), 0), len(usage) - 1)
        self.table.blockSignals(True)
        self.table.set_rows([_row(history) for history in usage])
        self.table.fit(6)
        self.table.selectRow(row)
        self.table.blockSignals(False)
        self._show_selected()

    def _how_to_begin(self) -> str:
        return self.tr(
            "Nothing is counted yet. A bill says what was spent; what it was spent on is counted "
            "elsewhere: orders, requests, videos, gigabytes.\n\n"
            "Load a table with dates and numbers (CSV or Excel, a Datadog or Splunk export), or "
            "the answer of a Prometheus range query saved as JSON. With two years of months the "
            "growth and the season are proposed for the case, and unit cost is drawn against "
            "volume."
        )

    def _show_selected(self) -> None:
        history, case = self.selected, self._session.case
        if history is None or case is None:
            return
        self.level.setCurrentIndex(LEVELS.index(history.level))
        self.notes.setText("\n".join(history.notes))
        self.notes.setVisible(bool(history.notes))
        self._proposal = propose(history, str(case.view().project("start_month")))
        self._unit_cost = self._find_unit_cost(history)
        self._say_unit_cost()
        self.history_chart.refresh()
        self.index_chart.refresh()
        self.proposal_card.show_proposal(history, self._proposal)

    def _find_unit_cost(self, history: UsageHistory) -> UnitCostHistory | str:
        ledger = self._session.ledger
        if ledger is None or ledger.baseline is None:
            return self.tr(
                "Add the cost exports of these months on Exports to see the cost of one against "
                "how many there were."
            )
        return unit_cost_history(ledger.baseline, history)

    def _say_unit_cost(self) -> None:
        found = self._unit_cost
        self._words.setVisible(isinstance(found, UnitCostHistory))
        if isinstance(found, UnitCostHistory):
            self.sentence.setText(found.sentence())
            self.verdict.setText(found.verdict())

    def _draw_history(self, _shown: Shown) -> Picture:
        history = self.selected
        if history is None:
            return Picture("", empty=self.tr("Nothing is loaded."))
        return history_picture(history, self._proposal)

    def _draw_index(self, _shown: Shown) -> Picture:
        return index_picture(self._unit_cost)

    # What is done

    def _load(self) -> None:
        paths = ask_usage_files(self, "")
        if paths:
            self.load_files(paths)

    def load_files(self, paths: list[Path]) -> None:
        """Ask what the files leave open, and load what comes of them."""
        dialog = UsageDialog(paths, self)
        dialog.accepted.connect(lambda: self.take(dialog.histories))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, histories: list[UsageHistory]) -> None:
        """Load histories into the project; what is in it already changes nothing."""
        loaded = with_loaded(self.usage, histories)
        said = " ".join(loaded.said)
        if loaded.usage == self.usage:
            self._session.notice.emit(said, "info")
            return
        names = ", ".join(f"“{history.name}”" for history in histories[:3])
        label = keep(lambda: self.tr("Load usage {names}").format(names=names))
        if self._session.do(SetPart(label, part="usage", value=loaded.usage)):
            self._session.notice.emit(said, "good")

    def _remove(self) -> None:
        history = self.selected
        if history is None:
            return
        kept = tuple(each for each in self.usage if each.name != history.name)
        label = keep(lambda: self.tr("Remove usage “{name}”").format(name=history.name))
        self._session.do(SetPart(label, part="usage", value=kept or None))

    def _set_level(self, _index: int) -> None:
        history, level = self.selected, str(self.level.currentData())
        if history is None or level == history.level:
            return
        changed = tuple(
            replace(each, level=level) if each.name == history.name else each for each in self.usage
        )
        label = keep(
            lambda: self.tr("Set level of usage “{name}” to {level}").format(
                name=history.name, level=level
            )
        )
        self._session.do(SetPart(label, part="usage", value=changed))

    def _dress(self) -> None:
        self.sentence.setFont(theme.font(theme.LEAD_PX, theme.QFont.Weight.DemiBold))
        for label in (self.verdict, self.notes):
            label.setFont(theme.font(theme.SMALL_PX))
            label.setProperty("tone", "secondary")
        for chart in (self.history_chart, self.index_chart):
            chart.restyle()


def _row(history: UsageHistory) -> list[str]:
    complete = history.complete_months
    latest = (
        say("{quantity} in {month}").format(
            quantity=quantity(history.months[complete[-1]]), month=month_label(complete[-1])
        )
        if complete
        else NOTHING
    )
    return [
        history.name,
        history.level,
        history.unit or NOTHING,
        count(len(history.months)),
        count(len(complete)),
        count(history.gaps),
        latest,
        ", ".join(source.name for source in history.sources),
    ]
