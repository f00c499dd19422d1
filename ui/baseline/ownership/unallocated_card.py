"""How much of the cost nobody owns, against the target, and where it is: worst first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QTabBar, QWidget

from ui import theme
from ui.baseline.ownership.target_bar import TargetBar
from ui.baseline.page_frame import Card, PlainTable
from ui.baseline.share_bar import add_bars, fit_bars, set_bars
from whatif_app.formatting import money, percent, share

if TYPE_CHECKING:
    from whatif_app.ownership.assignment import Assignment, OwnedCost

_BAR = 1
_MOST = 200
_SHOWN = 6
_IDS = 2


class UnallocatedCard(Card):
    """The share without an owner, and a table of it by service, by account, or by unknown ID.

    Signals:
        rule_asked: a dimension and a value, of which a rule is to be made.
        target_asked: the text of another target.
    """

    rule_asked = Signal(str, str)
    target_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Unallocated"))
        self._assignment: Assignment | None = None
        self._gaps: tuple[OwnedCost, ...] = ()
        self.share, self.words = QLabel(), QLabel()
        self.words.setWordWrap(True)
        self.target = QLineEdit()
        self.target.setAccessibleName(self.tr("Target for the unallocated share"))
        self.target.setFixedWidth(theme.scaled(70))
        self.target.editingFinished.connect(self._ask_target)
        self._target_label = QLabel(self.tr("Target, at most"))
        self._target_label.setBuddy(self.target)
        self.bar = TargetBar()
        self.tabs = QTabBar()
        for label in (self.tr("By service"), self.tr("By account"), self.tr("IDs not in the file")):
            self.tabs.addTab(label)
        self.tabs.setAccessibleName(self.tr("Unallocated cost by"))
        self.tabs.currentChanged.connect(self._show_gaps)
        self.table = PlainTable(("", "", self.tr("Cost"), self.tr("Of the bill")), numeric=(2, 3))
        add_bars(self.table, _BAR, stretched=0)
        self.table.itemDoubleClicked.connect(lambda item: self._ask_rule())
        self.table.itemSelectionChanged.connect(self._update_button)
        self.make_rule = QPushButton(self.tr("Give it an owner…"))
        self.make_rule.setToolTip(self.tr("Begin a rule that catches what is selected"))
        self.make_rule.clicked.connect(self._ask_rule)
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_assignment(self, assignment: Assignment, has_file: bool) -> None:
        """Show what an assignment leaves without an owner.

        Args:
            has_file: whether there is an ownership file that may lack IDs.
        """
        self._assignment = assignment
        rest = assignment.unallocated
        self.share.setText(share(rest.share))
        self.words.setText(
            self.tr("{cost} of {total} has no owner").format(
                cost=_money(assignment, rest.cost), total=_money(assignment, assignment.total)
            )
        )
        self._colour()
        self.target.setText(percent(assignment.target))
        self.bar.show_share(rest.share, assignment.target)
        self.bar.setAccessibleName(
            self.tr("Unallocated {share}, target {target}").format(
                share=share(rest.share), target=share(assignment.target)
            )
        )
        self.tabs.setVisible(bool(assignment.gaps("service") or assignment.unknown_ids))
        self.tabs.setTabVisible(_IDS, has_file and bool(assignment.unknown_ids))
        self._show_gaps()

    def _show_gaps(self) -> None:
        if self._assignment is None:
            return
        assignment = self._assignment
        by = ("service", "account")
        tab = self.tabs.currentIndex()
        self._gaps = assignment.unknown_ids if tab == _IDS else assignment.gaps(by[tab])
        names = (self.tr("Service"), self.tr("Account"), self.tr("Service ID"))
        self.table.horizontalHeaderItem(0).setText(names[tab])
        self.table.setAccessibleName(self.tabs.tabText(tab))
        shown = self._gaps[:_MOST]
        self.table.set_rows([self._row(assignment, gap) for gap in shown])
        whole = abs(assignment.unallocated.cost) or 1
        set_bars(self.table, _BAR, [float(gap.cost / whole) for gap in shown])
        fit_bars(self.table, _BAR, _SHOWN)
        self.table.setVisible(bool(shown))
        self._update_button()

    def _row(self, assignment: Assignment, gap: OwnedCost) -> list[str]:
        cost = _money(assignment, gap.cost)
        return [gap.name or self.tr("(none)"), "", cost, share(gap.share)]

    def _ask_rule(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if not rows:
            return
        tab, name = self.tabs.currentIndex(), self._gaps[rows[0].row()].name or ""
        if tab != _IDS and name:
            self.rule_asked.emit(("service", "account")[tab], name)

    def _update_button(self) -> None:
        self.make_rule.setVisible(self.tabs.currentIndex() != _IDS and bool(self._gaps))
        self.make_rule.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _ask_target(self) -> None:
        if self._assignment is not None and self.target.isModified():
            self.target.setModified(False)
            self.target_asked.emit(self.target.text())

    def _lay_out(self) -> None:
        figure = QHBoxLayout()
        figure.setSpacing(10)
        figure.addWidget(self.share)
        figure.addWidget(self.words, 1)
        aim = QHBoxLayout()
        aim.setSpacing(8)
        aim.addWidget(self.bar, 1)
        aim.addWidget(self._target_label)
        aim.addWidget(self.target)
        self.head.addWidget(self.make_rule)
        self.column.addLayout(figure)
        self.column.addLayout(aim)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.table)
        self.column.addStretch(1)

    def _colour(self) -> None:
        within = self._assignment is None or self._assignment.is_within_target
        self.share.setProperty("tone", "gain" if within else "loss")
        self.share.style().polish(self.share)

    def _dress(self) -> None:
        self.share.setFont(theme.font(theme.KPI_PX, QFont.Weight.Bold))
        self.words.setFont(theme.font())
        self.words.setProperty("tone", "secondary")
        self._target_label.setFont(theme.font(theme.SMALL_PX))
        self._target_label.setProperty("tone", "secondary")
        self.tabs.setFont(theme.font())
        self.make_rule.setFont(theme.font())


def _money(assignment: Assignment, cost: Decimal) -> str:
    return money(float(cost), assignment.currency, exact=True)
