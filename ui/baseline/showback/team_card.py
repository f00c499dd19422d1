"""What one team's cost is made of: its own services, its shares, and its largest lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.baseline.page_frame import Card, PlainTable
from whatif_app.formatting import money
from whatif_app.ownership.division import IDLE, NOBODY, OVERHEAD
from whatif_app.ownership.statement_report import plain_name
from whatif_app.ownership.team_statement import TeamStatement


class TeamCard(Card):
    """What one team's cost is made of: its own services, its shares, and its largest lines.

    Signals:
        unit_chosen: the usage volume to count the unit cost by; "" for none.
    """

    unit_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._by = QLabel(self.tr("Unit cost by"))
        self.unit = QComboBox()
        self.unit.setAccessibleName(self.tr("Usage volume that the unit cost is counted by"))
        self.unit.activated.connect(lambda: self.unit_chosen.emit(str(self.unit.currentData())))
        self.head.addWidget(self._by)
        self.head.addWidget(self.unit)
        self.made_of = PlainTable((self.tr("Made of"), self.tr("How"), self.tr("Amount")), (2,))
        self.made_of.setAccessibleName(self.tr("What the team’s cost is made of"))
        self.largest = PlainTable(
            (
                self.tr("Largest lines"),
                self.tr("Account"),
                self.tr("Usage type"),
                self.tr("Amount"),
            ),
            (3,),
        )
        self.largest.setAccessibleName(self.tr("Largest lines of the team"))
        tables = QHBoxLayout()
        tables.setSpacing(14)
        for table in (self.made_of, self.largest):
            side = QVBoxLayout()
            side.addWidget(table)
            side.addStretch(1)
            tables.addLayout(side, 1)
        self.column.addLayout(tables)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_team(self, team: TeamStatement, currency: str, units: Sequence[str]) -> None:
        """Show one team; `units` are the usage volumes there are."""
        self.set_title(plain_name(team.team), _exact(team.total, currency))
        self.made_of.set_rows(self._parts(team, currency))
        _fit(self.made_of)
        self.largest.set_rows(
            [
                [line.service, line.account, line.usage_type, _exact(line.amount, currency)]
                for line in team.largest
            ]
        )
        _fit(self.largest)
        chosen = team.unit.name if team.unit is not None else ""
        self.unit.clear()
        self.unit.addItem(self.tr("nothing"), "")
        for name in units:
            self.unit.addItem(name, name)
        self.unit.setCurrentIndex(max(self.unit.findData(chosen), 0))
        for part in (self._by, self.unit):
            part.setVisible(bool(units) and team.team != NOBODY)

    def _parts(self, team: TeamStatement, currency: str) -> list[list[str]]:
        kinds = {IDLE: self.tr("idle, or what is left"), OVERHEAD: self.tr("overhead")}
        parts = [
            [name, self.tr("direct"), _exact(amount, currency)]
            for name, amount in team.direct.items()
        ]
        parts += [
            [each.split, kinds.get(each.kind, self.tr("share")), _exact(each.amount, currency)]
            for each in team.shares
        ]
        others = self.tr("its own, borne by others")
        parts += [
            [name, others, f"({_exact(amount, currency)})"]
            for name, amount in team.shared_out.items()
        ]
        return parts

    def _dress(self) -> None:
        self._by.setFont(theme.font(theme.SMALL_PX))
        self._by.setProperty("tone", "secondary")


def _fit(table: PlainTable) -> None:
    """Be as high as the rows; the first column takes the room that the others leave."""
    table.fit(10)
    header = table.horizontalHeader()
    header.setStretchLastSection(False)
    # Fitting columns to their texts forgets which one stretches.
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


def _exact(amount: Decimal, currency: str) -> str:
    return money(float(amount), currency, exact=True)
