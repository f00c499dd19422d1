"""The statement: every team's cost, and the bill that all of them are."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.baseline.page_frame import Card, PlainTable
from ui.baseline.share_bar import add_bars, fit_bars, set_bars
from whatif_app.costs.vocabulary import measure_in_words
from whatif_app.formatting import NOTHING, money, share
from whatif_app.ownership.division import NOBODY
from whatif_app.ownership.statement import Statement
from whatif_app.ownership.statement_report import per_unit, plain_name, signed
from whatif_app.ownership.team_statement import TeamStatement

_SHARE = 5


class StatementCard(Card):
    """One row a team, and the bill below them.

    Signals:
        selected: a team's name; "" is what no rule allocates.
    """

    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._statement: Statement | None = None
        columns = (
            self.tr("Team"),
            self.tr("Direct"),
            self.tr("Shared"),
            self.tr("Overhead"),
            self.tr("Total"),
            self.tr("Share of bill"),
            self.tr("%"),
            self.tr("Change"),
            self.tr("Unit cost"),
        )
        self.table = PlainTable(columns, numeric=(1, 2, 3, 4, 6, 7, 8))
        add_bars(self.table, _SHARE, stretched=0)
        self.table.setAccessibleName(self.tr("Cost by team"))
        self.table.itemSelectionChanged.connect(self._tell)
        self.check = QLabel()
        self.column.addWidget(self.table)
        self.column.addWidget(self.check)
        theme.changes().changed.connect(self._dress_check)

    def show_statement(self, statement: Statement, first: str | None = None) -> None:
        """Show every team; `first` is selected where it is among them."""
        self._statement = statement
        self.set_title(
            self.tr("Statement, {period}").format(period=statement.period),
            self.tr("{measure} cost, {currency}").format(
                measure=measure_in_words(statement.measure), currency=statement.currency
            ),
        )
        teams = statement.teams
        self.table.blockSignals(True)
        self.table.set_rows([*(self._row(team) for team in teams), self._total()])
        shares = [statement.share(team) for team in teams]
        tones = ["faint" if team.team == NOBODY else "" for team in teams]
        set_bars(self.table, _SHARE, [*shares, None], [*tones, ""])
        for column in range(self.table.columnCount()):
            self.table.item(len(teams), column).setFont(theme.font(weight=QFont.Weight.DemiBold))
        names = [team.team for team in teams]
        self.table.selectRow(names.index(first) if first in names else 0)
        self.table.blockSignals(False)
        fit_bars(self.table, _SHARE, 14)
        self._dress_check()
        self._tell()

    @property
    def current(self) -> TeamStatement | None:
        """The selected team; None for the bill's own row."""
        rows = self.table.selectionModel().selectedRows()
        if self._statement is None or not rows or rows[0].row() >= len(self._statement.teams):
            return None
        return self._statement.teams[rows[0].row()]

    def _row(self, team: TeamStatement) -> list[str]:
        assert self._statement is not None
        currency, unit = self._statement.currency, team.unit
        by_unit = NOTHING if unit is None else per_unit(unit, currency)
        return [
            plain_name(team.team),
            *(
                _exact(each, currency)
                for each in (team.direct_total, team.shared_total, team.overhead, team.total)
            ),
            "",
            share(self._statement.share(team)),
            signed(team.change, currency),
            by_unit,
        ]

    def _total(self) -> list[str]:
        assert self._statement is not None
        made = self._statement
        change = None if made.previous is None else made.bill - made.previous
        bill = _exact(made.bill, made.currency)
        whole = share(1.0) if made.bill > 0 else NOTHING
        return [self.tr("The bill"), "", "", "", bill, "", whole, signed(change, made.currency), ""]

    def _tell(self) -> None:
        current = self.current
        if current is not None:
            self.selected.emit(current.team)

    def _dress_check(self) -> None:
        if self._statement is None:
            return
        is_whole = sum(team.total for team in self._statement.teams) == self._statement.bill
        words = self.tr("reconciles to the bill to the cent")
        self.check.setText(f"✓ {words}" if is_whole else f"✗ {self.tr('differs from the bill')}")
        tone = theme.current().gain if is_whole else theme.current().loss
        self.check.setStyleSheet(f"color: {tone}")
        self.check.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))


def _exact(amount: Decimal, currency: str) -> str:
    return money(float(amount), currency, exact=True)
