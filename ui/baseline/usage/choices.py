"""What usage files leave open, as a form: series, kind, dates, decimals, columns, level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from whatif_app.formatting import count
from whatif_app.volumes.choices import EVERY, UsageChoices, UsagePeek

_MOST_TICKED = 12


class UsageChoicesForm(QWidget):
    """Shows what there is to choose for these files, and nothing else.

    Signals:
        changed: something was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.series, self.filter, self.name = QListWidget(), QLineEdit(), QLineEdit()
        self._series_title = QLabel()
        self.kind = self._box(
            (self.tr("As the names tell"), None),
            (self.tr("Events per step: add up"), "sum"),
            (self.tr("Counter: add up its increases"), "counter"),
            (self.tr("Rate per second: times the seconds"), "rate"),
            (self.tr("Level: average over the month"), "level"),
        )
        self.level = self._box(
            (self.tr("L1 business"), "L1"),
            (self.tr("L2 product"), "L2"),
            (self.tr("L3 infrastructure"), "L3"),
        )
        as_told = (self.tr("As the file tells"), None)
        self.date_order = self._box(
            as_told, (self.tr("Month/day/year"), "mdy"), (self.tr("Day/month/year"), "dmy")
        )
        self.decimal = self._box(as_told, ("1,234.5", "point"), ("1.234,5", "comma"))
        self.sheet, self.date_column, self.split_by = self._box(), self._box(), self._box()
        self._lay_out()

    def _box(self, *items: tuple[str, str | None]) -> QComboBox:
        box = QComboBox()
        # Long headers and names of sheets must not widen the dialog.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for label, value in items:
            box.addItem(label, value)
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        return box

    def _lay_out(self) -> None:
        self.series.setAccessibleName(self.tr("Series"))
        self.series.setMinimumHeight(120)
        self.series.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.series.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.series.itemChanged.connect(lambda _item: self.changed.emit())
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.name.textEdited.connect(lambda _text: self.changed.emit())
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setVerticalSpacing(8)
        for label, field in (
            (self.tr("&Values are"), self.kind),
            (self.tr("&Sheet"), self.sheet),
            (self.tr("&Date column"), self.date_column),
            (self.tr("S&plit by"), self.split_by),
            (self.tr("Short da&tes"), self.date_order),
            (self.tr("De&cimals"), self.decimal),
            (self.tr("&Level"), self.level),
            (self.tr("&Name"), self.name),
        ):
            self._form.addRow(label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._series_title)
        column.addWidget(self.filter)
        column.addWidget(self.series, 1)
        column.addLayout(self._form)
        column.addStretch(0)
        self.offer(())

    @property
    def choices(self) -> UsageChoices:
        """What was chosen."""
        ticked = tuple(item.text() for item in self._items() if _is_ticked(item))
        every = bool(ticked) and len(ticked) == self.series.count()
        return UsageChoices(
            series=(EVERY,) if every else ticked,
            kind=self.kind.currentData(),
            date_order=self.date_order.currentData(),
            decimal=self.decimal.currentData(),
            date_column=self.date_column.currentData(),
            split_by=self.split_by.currentData(),
            sheet=self.sheet.currentData(),
            name=self.name.text().strip() or None,
            level=str(self.level.currentData()),
        )

    @property
    def lacks_series(self) -> bool:
        """Whether there are several series and none is ticked."""
        return self.series.count() > 1 and not any(map(_is_ticked, self._items()))

    def offer(self, peeks: Sequence[UsagePeek]) -> None:
        """Show what these files leave to be chosen; what was chosen before is kept where it can."""
        self.blockSignals(True)
        names = list(dict.fromkeys(seen.name for peek in peeks for seen in peek.series))
        asks = {question.about for peek in peeks for question in peek.questions}
        self._offer_series(names, is_asked="series" in asks)
        self._fill(self.sheet, (name for peek in peeks for name in peek.sheets), "")
        columns = [name for peek in peeks for name in peek.columns][:200]
        self._fill(self.date_column, columns, self.tr("As the headers tell"))
        self._fill(self.split_by, columns, self.tr("Nothing: add rows up"))
        for field, is_shown in (
            (self.sheet, self.sheet.count() > 1),
            (self.date_column, bool(columns)),
            (self.split_by, bool(columns)),
            (self.date_order, "date_order" in asks or self.date_order.currentIndex() > 0),
            (self.decimal, "decimal" in asks or self.decimal.currentIndex() > 0),
        ):
            self._form.setRowVisible(field, is_shown)
        self.blockSignals(False)

    def allow_name(self, is_allowed: bool) -> None:
        """Whether a name can be given: several histories keep their own."""
        self._form.setRowVisible(self.name, is_allowed or bool(self.name.text()))

    def _offer_series(self, names: Sequence[str], *, is_asked: bool) -> None:
        before = [item.text() for item in self._items()]
        if list(names) != before:
            self.series.clear()
            for name in names:
                item = QListWidgetItem(name)
                item.setToolTip(name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                is_ticked = not is_asked and len(names) <= _MOST_TICKED
                state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
                item.setCheckState(state)
                self.series.addItem(item)
        several = len(names) > 1
        self._series_title.setText(self.tr("Which of these {n}?").format(n=count(len(names))))
        self._series_title.setVisible(several)
        self.series.setVisible(several)
        self.filter.setVisible(len(names) > _MOST_TICKED)

    def _fill(self, box: QComboBox, names: Iterable[str], default: str) -> None:
        chosen = box.currentData()
        box.clear()
        if default:
            box.addItem(default, None)
        for name in dict.fromkeys(names):
            box.addItem(name, name)
        box.setCurrentIndex(max(box.findData(chosen), 0))

    def _filter(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.casefold() not in item.text().casefold())

    def _items(self) -> list[QListWidgetItem]:
        return [self.series.item(row) for row in range(self.series.count())]


def _is_ticked(item: QListWidgetItem) -> bool:
    return item.checkState() is Qt.CheckState.Checked
