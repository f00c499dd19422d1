"""Which bill is shown back: the month or quarter, whose statement, and in which currency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from scenarios.words import say, within
from ui.session import Session
from whatif_app.formatting import month_label
from whatif_app.ownership.rules import LEVELS

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.ownership.ownership import Ownership

_STATE = "showback_page"


class ShowbackChoices(QWidget):
    """Three boxes; month and currency are remembered with the project and are no change of it.

    Signals:
        changed: another month or currency is to be shown.
        level_chosen: whose statement is wanted, of `rules.LEVELS`; this one is a change.
    """

    changed = Signal()
    level_chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.month, self.level, self.currency = QComboBox(), QComboBox(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for box, name in (
            (self.month, self.tr("Month")),
            (self.level, self.tr("Whose statement")),
            (self.currency, self.tr("Currency")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
            # Months come and go with exports; the first one shown may be the shortest.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            row.addWidget(box)
        for key, words in LEVELS.items():
            level = within(say(words))
            self.level.addItem(self.tr("By {level}").format(level=level), key)
        self.month.activated.connect(self._remember)
        self.currency.activated.connect(self._remember)
        self.level.activated.connect(lambda: self.level_chosen.emit(str(self.level.currentData())))

    def offer(self, baseline: Baseline, ownership: Ownership, level: str) -> None:
        """Offer what a baseline has, and choose what was looked at last."""
        from whatif_app.ownership.assignment import first_level, main_currency
        from whatif_app.ownership.bill import last_month

        state = self._state()
        self._offer_months(baseline.months)
        last, kept = (last_month(baseline),), state.get("months")
        self._choose_months(tuple(kept) if isinstance(kept, list) else last, last)
        self.currency.clear()
        for each in baseline.currencies:
            self.currency.addItem(each, each)
        chosen = state.get("currency")
        if chosen not in baseline.currencies:
            case = self._session.case
            own = str(case.view().project("currency")) if case is not None else ""
            chosen = own if own in baseline.currencies else main_currency(baseline)
        self.currency.setCurrentIndex(max(self.currency.findData(chosen), 0))
        self.currency.setVisible(len(baseline.currencies) > 1)
        shown = level or first_level(baseline, ownership)
        self.level.setCurrentIndex(max(self.level.findData(shown), 0))

    @property
    def months(self) -> tuple[str, ...]:
        """The months chosen."""
        return tuple(self.month.currentData() or ())

    def _offer_months(self, months: Sequence[str]) -> None:
        self.month.clear()
        for month in reversed(months):
            self.month.addItem(month_label(month), (month,))
        for quarter in quarters(months):
            year, number = quarter[0].split("-")
            text = self.tr("Q{n} {year}").format(n=(int(number) + 2) // 3, year=year)
            self.month.addItem(text, quarter)

    def _choose_months(self, wanted: tuple[str, ...], otherwise: tuple[str, ...]) -> None:
        offered = [tuple(self.month.itemData(at)) for at in range(self.month.count())]
        chosen = wanted if wanted in offered else otherwise
        if chosen in offered:
            self.month.setCurrentIndex(offered.index(chosen))

    def _remember(self) -> None:
        document = self._session.document
        if document is not None:
            document.view_state[_STATE] = {
                "months": list(self.months),
                "currency": self.currency.currentData(),
            }
        self.changed.emit()

    def _state(self) -> dict[str, object]:
        document = self._session.document
        state = document.view_state.get(_STATE) if document is not None else None
        return state if isinstance(state, dict) else {}


def quarters(months: Sequence[str]) -> list[tuple[str, ...]]:
    """Quarters of the calendar of which every month is there, the latest first."""
    found: dict[tuple[str, int], list[str]] = {}
    for month in months:
        year, number = month.split("-")
        found.setdefault((year, (int(number) - 1) // 3), []).append(month)
    whole = [tuple(each) for each in found.values() if len(each) == 3]
    return sorted(whole, reverse=True)
