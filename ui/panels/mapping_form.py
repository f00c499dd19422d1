"""What each column of a table means: a column for every role, and how values are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

if TYPE_CHECKING:
    from whatif_app.costs.mapped.mapping import ColumnMapping

COLUMN, YEAR_AND_MONTH, ACROSS, FIXED = "column", "year_and_month", "across", "fixed"

_MOST_KINDS = 12


class MappingForm(QWidget):
    """The mapping as a form.

    Signals:
        changed: another choice was made by hand.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(14, 12, 14, 12)
        self._form.setVerticalSpacing(8)
        self._form.setHorizontalSpacing(12)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._samples: dict[str, tuple[str, ...]] = {}
        self.roles: dict[str, QComboBox] = {}
        self.kinds: dict[str, QComboBox] = {}
        self.dates_from = self._choice(
            (self.tr("One column"), COLUMN),
            (self.tr("A year and a month column"), YEAR_AND_MONTH),
            (self.tr("Months as columns"), ACROSS),
            (self.tr("One month for all rows"), FIXED),
        )
        self.date_order = self._choice(
            (self.tr("As the dates tell"), ""),
            (self.tr("Month/day/year"), "mdy"),
            (self.tr("Day/month/year"), "dmy"),
        )
        self.decimal = self._choice(
            (self.tr("Point: 1,234.56"), "point"), (self.tr("Comma: 1.234,56"), "comma")
        )
        self.fixed_month = self._text(self.tr("2026-12"))
        self.fixed_currency = self._text(self.tr("USD"))
        self.provider = self._text(self.tr("Who sends the bill"))
        self.left_out = self._text(self.tr("Total, Subtotal"))
        self.tags = QListWidget()
        self.tags.setMaximumHeight(110)
        self.tags.itemChanged.connect(self.changed)
        self._lay_out()

    def offer(
        self, names: Sequence[str], samples: Sequence[Sequence[str]], mapping: ColumnMapping
    ) -> None:
        """Show a mapping of a table.

        Args:
            names: of its columns.
            samples: its first rows, which show what each column holds.
        """
        self._samples = {
            name: tuple(dict.fromkeys(row[at] for row in samples if row[at]))
            for at, name in enumerate(names)
        }
        self.blockSignals(True)
        self._offer_columns(names, mapping)
        self._choose(self.dates_from, _dates_from(mapping))
        self._choose(self.date_order, mapping.date_order)
        self._choose(self.decimal, mapping.decimal)
        self.fixed_month.setText(mapping.fixed_month)
        self.fixed_currency.setText(mapping.fixed_currency)
        self.provider.setText(mapping.provider)
        self.left_out.setText(", ".join(mapping.left_out))
        self._offer_tags(names, mapping.tags)
        self._offer_kinds(dict(mapping.kinds))
        self._show_what_applies()
        self.blockSignals(False)

    @property
    def mapping(self) -> ColumnMapping:
        """The mapping as it is chosen."""
        from whatif_app.costs.mapped.mapping import ColumnMapping

        dates = self.dates_from.currentData()
        unused = {
            COLUMN: ("year", "month"),
            YEAR_AND_MONTH: ("date",),
            ACROSS: ("date", "year", "month", "cost", "amortized", "on_demand"),
            FIXED: ("date", "year", "month"),
        }[dates]
        named: dict[str, Any] = {
            role: "" if role in unused else (combo.currentData() or "")
            for role, combo in self.roles.items()
        }
        return ColumnMapping(
            **named,
            months_across=dates == ACROSS,
            fixed_month=self.fixed_month.text().strip() if dates == FIXED else "",
            fixed_currency=self.fixed_currency.text().strip().upper(),
            provider=self.provider.text().strip(),
            decimal=self.decimal.currentData(),
            date_order=self.date_order.currentData() if dates == COLUMN else "",
            tags=self._chosen_tags(set(named.values())),
            kinds=tuple((value, combo.currentData()) for value, combo in self.kinds.items()),
            left_out=tuple(filter(None, map(str.strip, self.left_out.text().split(",")))),
        )

    def _lay_out(self) -> None:
        add = self._form.addRow
        add(self.tr("&Dates from"), self.dates_from)
        self._add_role("date", self.tr("Date column"))
        add(self.tr("Short dates"), self.date_order)
        self._add_role("year", self.tr("Year"))
        self._add_role("month", self.tr("Month"))
        add(self.tr("Month"), self.fixed_month)
        self._add_role("cost", self.tr("&Cost"))
        add(self.tr("Decimal sign"), self.decimal)
        self._add_role("currency", self.tr("C&urrency column"))
        add(self.tr("Currency of all rows"), self.fixed_currency)
        self._add_role("service", self.tr("&Service"))
        self._add_role("account", self.tr("&Account"))
        self._add_role("region", self.tr("&Region"))
        self._add_role("usage_type", self.tr("Usage &type"))
        self._add_role("quantity", self.tr("Quantity"))
        add(self.tr("Ta&gs"), self.tags)
        self._add_role("kind", self.tr("C&harge kind"))
        self._kinds_at = self._form.rowCount()
        self._add_role("amortized", self.tr("Amortized cost"))
        self._add_role("on_demand", self.tr("List cost"))
        add(self.tr("Provider"), self.provider)
        add(self.tr("Leave out rows named"), self.left_out)

    def _add_role(self, role: str, label: str) -> None:
        combo = self._choice()
        self.roles[role] = combo
        self._form.addRow(label, combo)

    def _choice(self, *choices: tuple[str, str]) -> QComboBox:
        combo = QComboBox()
        # Names of columns may be long; the form must not grow with them.
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(16)
        for label, value in choices:
            combo.addItem(label, value)
        combo.currentIndexChanged.connect(self._react)
        return combo

    def _text(self, placeholder: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        line.textChanged.connect(self.changed)
        return line

    def _react(self) -> None:
        if self.signalsBlocked():
            return
        if self.sender() is self.roles.get("kind"):
            self._offer_kinds({})
        self._show_what_applies()
        self.changed.emit()

    def _choose(self, combo: QComboBox, value: str) -> None:
        combo.setCurrentIndex(max(combo.findData(value), 0))

    def _offer_columns(self, names: Sequence[str], mapping: ColumnMapping) -> None:
        from whatif_app.costs.mapped.mapping import position_of

        for role, combo in self.roles.items():
            wanted = getattr(mapping, role)
            at = position_of(wanted, names) if wanted else None
            combo.clear()
            combo.addItem(self.tr("—"), "")
            for name in names:
                combo.addItem(name, name)
                shown = ", ".join(self._samples[name][:3])
                combo.setItemData(combo.count() - 1, shown, Qt.ItemDataRole.ToolTipRole)
            combo.setCurrentIndex(0 if at is None else at + 1)

    def _offer_tags(self, names: Sequence[str], chosen: Sequence[str]) -> None:
        self.tags.clear()
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.tags.addItem(item)

    def _chosen_tags(self, taken: set[str]) -> tuple[str, ...]:
        items = [self.tags.item(row) for row in range(self.tags.count())]
        return tuple(
            item.text()
            for item in items
            if item.checkState() == Qt.CheckState.Checked and item.text() not in taken
        )

    def _offer_kinds(self, chosen: dict[str, str]) -> None:
        """A choice of kind for each value of the kind column, as far as it is seen."""
        from whatif_app.costs.vocabulary import KINDS, kind_in_words

        for combo in self.kinds.values():
            self._form.removeRow(combo)
        self.kinds = {}
        column = self.roles["kind"].currentData()
        values = self._samples.get(column, ())[:_MOST_KINDS] if column else ()
        for offset, value in enumerate(dict.fromkeys([*values, *chosen])):
            combo = self._choice(*((kind_in_words(kind), kind) for kind in KINDS))
            combo.blockSignals(True)
            self._choose(combo, chosen.get(value) or _likely_kind(value))
            combo.blockSignals(False)
            label = QLabel(self.tr("“{value}” is").format(value=value[:24]))
            label.setProperty("tone", "secondary")
            self._form.insertRow(self._kinds_at + offset, label, combo)
            label.setBuddy(combo)
            self.kinds[value] = combo

    def _show_what_applies(self) -> None:
        """Hide what the way of dating rows makes meaningless, and as tags what has a role."""
        from whatif_app.costs.mapped.cell_shapes import month_of

        dates = self.dates_from.currentData()
        shown = {
            self.roles["date"]: dates == COLUMN,
            self.date_order: dates == COLUMN,
            self.roles["year"]: dates == YEAR_AND_MONTH,
            self.roles["month"]: dates == YEAR_AND_MONTH,
            self.fixed_month: dates == FIXED,
            self.roles["cost"]: dates != ACROSS,
            self.roles["amortized"]: dates != ACROSS,
            self.roles["on_demand"]: dates != ACROSS,
            self.fixed_currency: not self.roles["currency"].currentData(),
        }
        for field, is_shown in shown.items():
            self._form.setRowVisible(field, is_shown)
        taken = {combo.currentData() for combo in self.roles.values()}
        for row in range(self.tags.count()):
            item = self.tags.item(row)
            is_month = dates == ACROSS and month_of(item.text()) is not None
            item.setHidden(item.text() in taken or is_month)


def _dates_from(mapping: ColumnMapping) -> str:
    if mapping.months_across:
        return ACROSS
    if mapping.fixed_month:
        return FIXED
    return YEAR_AND_MONTH if mapping.year else COLUMN


def _likely_kind(value: str) -> str:
    from whatif_app.costs.vocabulary import KINDS

    word = value.strip().lower()
    translated = {
        "steuer": "tax",
        "gutschrift": "credit",
        "erstattung": "refund",
        "kauf": "purchase",
    }
    return next((kind for kind in KINDS if kind in word), translated.get(word, "usage"))
