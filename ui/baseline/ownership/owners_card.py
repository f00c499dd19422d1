"""The cost by owner, to the cent, the most costly first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from scenarios.words import within
from ui.baseline.page_frame import Card, PlainTable
from ui.baseline.share_bar import add_bars, fit_bars, set_bars
from whatif_app.costs.vocabulary import measure_in_words
from whatif_app.formatting import money, share

if TYPE_CHECKING:
    from whatif_app.ownership.assignment import Assignment

_BAR = 1
_SHOWN = 10


class OwnersCard(Card):
    """One row an owner, and a last one for what nobody owns; the cents add up to the bill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.table = PlainTable(("", "", self.tr("Cost"), self.tr("Of the bill")), numeric=(2, 3))
        add_bars(self.table, _BAR, stretched=0)
        self.column.addWidget(self.table)
        self.column.addStretch(1)

    def show_assignment(self, assignment: Assignment, level: str) -> None:
        """Show the owners of an assignment, whose level is called `level`."""
        from whatif_app.ownership.cents import from_cents, in_cents, rounded_to

        total = in_cents(assignment.total)
        cents = rounded_to(total, {each.name: each.cost for each in assignment.groups})
        self.set_title(
            self.tr("Cost by {level}").format(level=within(level)),
            self.tr("{total}, {measure}").format(
                total=money(float(from_cents(total)), assignment.currency, exact=True),
                measure=measure_in_words(assignment.measure),
            ),
        )
        self.table.horizontalHeaderItem(0).setText(level)
        self.table.setAccessibleName(self.tr("Cost by {level}").format(level=level))
        rows, tones = [], []
        for each in assignment.groups:
            amount = money(float(from_cents(cents[each.name])), assignment.currency, exact=True)
            name = self.tr("Unallocated") if each.name is None else each.name
            rows.append([name, "", amount, share(each.share)])
            tones.append("faint" if each.name is None else "")
        self.table.set_rows(rows)
        set_bars(self.table, _BAR, [each.share for each in assignment.groups], tones)
        fit_bars(self.table, _BAR, _SHOWN)
