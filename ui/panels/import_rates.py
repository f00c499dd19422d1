"""What the other currencies of an export are worth: a rate and its date for each, or left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from scenarios.cells import RefusedError
from scenarios.schema import field_at
from whatif_app.errors import UserError
from whatif_app.formatting import day_label
from whatif_app.typed_values import parse_typed

_RATE, _DATE = field_at("rates", "rate"), field_at("rates", "date")


class CurrencyRates(QWidget):
    """A line for each other currency; one without a rate is left out of the case.

    Signals:
        changed: a rate or a date was entered.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rates: dict[str, QLineEdit] = {}
        self.dates: dict[str, QLineEdit] = {}
        self._said: dict[str, tuple[str, str]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(3, 3)

    def offer(self, codes: Sequence[str], own: str) -> None:
        """Ask for the rates of these currencies; what was entered for one before is kept.

        Args:
            own: the project's currency.
        """
        self._forget()
        for row, code in enumerate(code for code in codes if code != own):
            rate, day = self._said.get(code, ("", day_label(date.today().isoformat())))
            self.rates[code], self.dates[code] = QLineEdit(rate), QLineEdit(day)
            self.rates[code].setPlaceholderText(self.tr("left out"))
            name = self.tr("Rate of {code} in {own}").format(code=code, own=own)
            self.rates[code].setAccessibleName(name)
            name = self.tr("Date of the rate of {code}").format(code=code)
            self.dates[code].setAccessibleName(name)
            taken = QLabel(self.tr("{own}, taken on").format(own=own))
            parts = (QLabel(f"1 {code} ="), self.rates[code], taken, self.dates[code])
            for column, part in enumerate(parts):
                self._grid.addWidget(part, row, column)
            for edit in (self.rates[code], self.dates[code]):
                edit.editingFinished.connect(self._entered)
        self.setVisible(bool(self.rates))

    def chosen(self) -> dict[str, tuple[float, str]]:
        """The rates entered, with their dates, by currency.

        Raises:
            UserError: a rate or a date cannot be read.
        """
        found: dict[str, tuple[float, str]] = {}
        for code, edit in self.rates.items():
            if not edit.text().strip():
                continue
            try:
                rate = parse_typed(_RATE, edit.text())
                day = parse_typed(_DATE, self.dates[code].text())
            except RefusedError as refused:
                what = self.tr("Rate of {code}: {what}").format(code=code, what=refused.what)
                raise UserError(what, refused.valid) from None
            if not isinstance(rate, int | float) or day is None:
                what = self.tr("The rate of {code} has no date.").format(code=code)
                raise UserError(what, self.tr("Enter the day on which it was taken."))
            found[code] = float(rate), str(day)
        return found

    def _entered(self) -> None:
        said = {code: (self.rates[code].text(), self.dates[code].text()) for code in self.rates}
        if any(self._said.get(code, ("", pair[1])) != pair for code, pair in said.items()):
            self._said |= said
            self.changed.emit()

    def _forget(self) -> None:
        self.rates, self.dates = {}, {}
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
