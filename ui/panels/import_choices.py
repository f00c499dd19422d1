"""What an export may leave open, asked before it is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from whatif_app.costs.format import ASKS_DATE_ORDER, ASKS_INVOICE_MONTH, ASKS_METRIC, Choices


class ReadingChoices(QWidget):
    """The sheet, the order of short dates, the metric, and which months are meant; each where it is
    needed.

    Signals:
        sheet_chosen: another sheet of the workbook, by name.
    """

    sheet_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.date_order = QComboBox()
        self.date_order.addItem(self.tr("As the export's own dates tell"), None)
        self.date_order.addItem(self.tr("Month/day/year"), "mdy")
        self.date_order.addItem(self.tr("Day/month/year"), "dmy")
        self.by_invoice_month = QCheckBox(
            self.tr("Take months from the &invoices, not from when usage began")
        )
        self._dates_title = QLabel(self.tr("Short &dates such as 3/4/2026"))
        self._dates_title.setBuddy(self.date_order)
        self.metric = QComboBox()
        for label, metric in (
            (self.tr("Choose…"), None),
            (self.tr("Unblended costs"), "unblended"),
            (self.tr("Net unblended costs"), "net"),
            (self.tr("Amortized costs"), "amortized"),
        ):
            self.metric.addItem(label, metric)
        self._metric_title = QLabel(self.tr("&Metric shown in Cost Explorer"))
        self._metric_title.setBuddy(self.metric)
        self.sheet = QComboBox()
        self._sheet_title = QLabel(self.tr("&Sheet"))
        self._sheet_title.setBuddy(self.sheet)
        self.sheet.activated.connect(lambda: self.sheet_chosen.emit(self.sheet.currentText()))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self._sheet_title, self.sheet)
        form.addRow(self._dates_title, self.date_order)
        form.addRow(self._metric_title, self.metric)
        form.addRow(self.by_invoice_month)
        self.offer(())

    def offer(self, asks: Collection[str], sheets: Sequence[str] = (), sheet: str = "") -> None:
        """Show the choices that this export needs; the others are left at what is usual.

        Args:
            asks: as in `Peek`.
            sheets: of a workbook, those that hold cells, and the one that is taken.
        """
        self.sheet.clear()
        self.sheet.addItems(list(sheets))
        self.sheet.setCurrentText(sheet)
        for part in (self._sheet_title, self.sheet):
            part.setVisible(len(sheets) > 1)
        asks_order, asks_month = ASKS_DATE_ORDER in asks, ASKS_INVOICE_MONTH in asks
        if not asks_order:
            self.date_order.setCurrentIndex(0)
        if ASKS_METRIC not in asks:
            self.metric.setCurrentIndex(0)
        if not asks_month:
            self.by_invoice_month.setChecked(False)
        for part in (self._dates_title, self.date_order):
            part.setVisible(asks_order)
        self.by_invoice_month.setVisible(asks_month)
        for part in (self._metric_title, self.metric):
            part.setVisible(ASKS_METRIC in asks)
        self.setVisible(bool(asks) or len(sheets) > 1)

    @property
    def chosen(self) -> Choices:
        """What was chosen."""
        return Choices(
            self.date_order.currentData(),
            self.by_invoice_month.isChecked(),
            self.metric.currentData(),
            self.sheet.currentText() if self.sheet.count() > 1 else None,
        )
