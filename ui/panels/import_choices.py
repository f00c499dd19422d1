"""What an export may leave open, asked before it is read."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from whatif_app.costs.format import ASKS_DATE_ORDER, ASKS_INVOICE_MONTH, ASKS_METRIC, Choices


class ReadingChoices(QWidget):
    """The order of short dates, the metric, and which months are meant; each where it is needed."""

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
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self._dates_title, self.date_order)
        form.addRow(self._metric_title, self.metric)
        form.addRow(self.by_invoice_month)
        self.offer(())

    def offer(self, asks: Collection[str]) -> None:
        """Show the choices that this export needs; the others are left at what is usual."""
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
        self.setVisible(bool(asks))

    @property
    def chosen(self) -> Choices:
        """What was chosen."""
        return Choices(
            self.date_order.currentData(),
            self.by_invoice_month.isChecked(),
            self.metric.currentData(),
        )
