"""Actuals against the forecast: each month and workload, split into volume, rate and usage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QWidget

from scenarios.months import calendar_month
from ui import theme
from ui.actual_costs import actual_costs_of
from ui.baseline.actuals.variance_rows import as_tsv, cells
from ui.baseline.actuals.waterfall import Bar, Waterfall
from ui.baseline.page_frame import PageFrame, PlainTable
from ui.charts.chart import Chart
from ui.charts.picture import Picture, Shown
from ui.charts.purchase import purchase
from ui.session import BASE, Session
from whatif_app.formatting import NOTHING, money, month_label
from whatif_app.variance_words import lacking_sentences, sharing_sentence, variance_sentence

if TYPE_CHECKING:
    from scenarios.questions.actuals import Variance
    from scenarios.results import Results
    from whatif_app.actuals import ActualCosts

_PICTURE_HEIGHT = 270
_SPLIT = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class _Period:
    """A month, or all known months: its name, its rows and their sum."""

    name: str
    rows: Sequence[Variance]
    total: Variance


class ActualsPage(PageFrame):
    """What was spent beside what the selected scenario forecast, and why they differ."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(
            self.tr("Actuals"),
            self.tr(
                "What the bills say, against the forecast: volume is what the units did, rate the "
                "price paid, usage the rest. The three add up."
            ),
        )
        self._session = session
        self._periods: list[_Period] = []
        self._costs: ActualCosts | None = None
        self.scenario = QComboBox()
        self.scenario.setAccessibleName(self.tr("Forecast"))
        self.scenario.setToolTip(self.tr("The scenario whose forecast is compared"))
        # The scenarios come and go after it is first shown.
        self.scenario.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.scenario.activated.connect(self._select)
        self.buttons.addWidget(self.scenario)
        self.copy = self.add_button(self.tr("Copy table"))
        self.copy.setToolTip(self.tr("Every month and workload, for a spreadsheet"))
        self.copy.clicked.connect(self._copy)
        self._make_cards()
        for signal in (
            session.document_replaced,
            session.ledger_changed,
            session.results_replaced,
            session.scenario_selected,
        ):
            signal.connect(self.refresh)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _make_cards(self) -> None:
        self.sentence, self.bridge = QLabel(), Waterfall()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        why = self.add_card()
        self._why = why
        why.column.addWidget(self.sentence)
        self.bridge.setAccessibleName(self.tr("From forecast to actual"))
        self.chart = Chart(self._session, _amortized)
        self.add_beside(self.bridge, self.chart, to=why.column, height=_PICTURE_HEIGHT)
        self.months = PlainTable(self._columns(self.tr("Month")), numeric=_SPLIT)
        self.months.setAccessibleName(self.tr("Variance by month"))
        self.months.itemSelectionChanged.connect(self._show_period)
        self.workloads = PlainTable(self._columns(self.tr("Workload")), numeric=_SPLIT)
        self.workloads.setAccessibleName(self.tr("Variance by workload"))
        for table in (self.months, self.workloads):
            table.horizontalHeader().setStretchLastSection(False)
            table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        by_month = self.add_card()
        by_month.set_title(self.tr("By month"), self.tr("select one to see its workloads"))
        by_month.column.addWidget(self.months)
        self._by_workload = self.add_card()
        self._by_workload.column.addWidget(self.workloads)
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self._by_workload.column.addWidget(self.notes)
        self.cards.addStretch(1)

    def _columns(self, first: str) -> tuple[str, ...]:
        return (
            first,
            self.tr("Forecast"),
            self.tr("Actual"),
            self.tr("Variance"),
            self.tr("%"),
            self.tr("Volume"),
            self.tr("Rate"),
            self.tr("Usage"),
        )

    def show_now(self) -> None:
        """Compare anew."""
        self._fill_scenarios()
        self._costs = actual_costs_of(self._session)
        results = self._session.selected_results
        self._periods = self._compare(results)
        has_some = bool(self._periods)
        self.copy.setEnabled(has_some)
        self.scenario.setVisible(has_some)
        ledger = self._session.ledger
        is_bare = ledger is not None and not ledger.exports
        self.show_empty(
            "" if has_some else self._why_empty(results), asks_export=is_bare and not has_some
        )
        if has_some:
            self._show_months()
            self.chart.refresh()

    def _compare(self, results: Results | None) -> list[_Period]:
        """All known months together, then each, the latest first; none where nothing is known."""
        if self._costs is None or results is None:
            return []
        # The engine loads numpy, which the window's start need not wait for.
        from scenarios.questions.actuals import TOTAL, added, compare

        known = self._costs.within(results.start_month, results.horizon)
        if not known.months:
            return []
        compared = compare(results, known)
        months = [
            _Period(
                month_label(calendar_month(month, results.start_month)),
                rows,
                compared.total(month),
            )
            for month, rows in zip(compared.months, compared.rows, strict=True)
        ]
        rows = compared.to_date()
        return [_Period(self.tr("To date"), rows, added(rows, TOTAL)), *reversed(months)]

    def _why_empty(self, results: Results | None) -> str:
        if results is None:
            return self.tr("Open a project to compare its forecast with what was spent.")
        ledger = self._session.ledger
        if self._costs is None and ledger is not None and ledger.exports:
            return self.tr(
                "The project does not say which part of its bills is which workload of the case."
                "\n\nChoose Match workloads on Exports to compare."
            )
        if self._costs is None:
            return self.tr(
                "No cost export is behind this case, so nothing is known of what was spent.\n\n"
                "Add the export of a month that the case forecasts: this page then says by how "
                "much the month missed the forecast, and why."
            )
        held = self.tr("No month from {month} on is complete in the project's exports.").format(
            month=month_label(results.start_month)
        )
        more = self.tr(
            "Add a later month's export on Exports: this page then says by how much each month "
            "missed the forecast, and how much of that was volume, rate and usage."
        )
        return f"{held}\n\n{more}"

    def _fill_scenarios(self) -> None:
        names = list(self._session.case.scenario_names) if self._session.case else []
        choices = [(self.tr("Base"), BASE), *((name, name) for name in names)]
        self.scenario.clear()
        for label, name in choices:
            self.scenario.addItem(self.tr("Forecast: {name}").format(name=label), name)
        self.scenario.setCurrentIndex(max(self.scenario.findData(self._session.selected), 0))

    def _select(self, _index: int) -> None:
        self._session.select(str(self.scenario.currentData()))

    def _show_months(self) -> None:
        # At first the latest month, which is the news; then what the user looks at.
        shown = self.months.currentRow() if self.months.currentRow() >= 0 else 1
        currency = self._currency
        self.months.blockSignals(True)
        self.months.set_rows(
            [cells(period.name, period.total, currency) for period in self._periods]
        )
        self.months.fit(8)
        self.months.selectRow(min(shown, len(self._periods) - 1))
        self.months.blockSignals(False)
        self._show_period()

    def _show_period(self) -> None:
        """Say and draw what the selected month, or all to date, came to."""
        if not self._periods:
            return
        position = min(max(self.months.currentRow(), 0), len(self._periods) - 1)
        period, currency = self._periods[position], self._currency
        forecast = self._session.selected or self.tr("the base")
        self._why.set_title(period.name, self.tr("forecast of {name}").format(name=forecast))
        self.sentence.setText(variance_sentence(period.total, period.name, currency))
        self.bridge.show_bars(self._bars(period.total, currency))
        self._by_workload.set_title(
            self.tr("By workload, {period}").format(period=period.name),
            self.tr("the largest variance first"),
        )
        ranked = sorted(period.rows, key=lambda row: -abs(row.amount))
        self.workloads.set_rows([cells(self._name_of(row), row, currency) for row in ranked])
        self.workloads.fit(16)
        self._show_notes(period.total)

    @property
    def _currency(self) -> str:
        results = self._session.selected_results
        return results.currency if results is not None else ""

    def _show_notes(self, total: Variance) -> None:
        costs = self._costs
        results = self._session.selected_results
        notes = [*lacking_sentences(total), *(costs.notes if costs is not None else ())]
        if results is not None and (sharing := sharing_sentence(results)):
            notes.append(sharing)
        if costs is not None and costs.incomplete:
            months = ", ".join(map(month_label, costs.incomplete))
            notes.append(self.tr("Not complete, so not compared: {months}.").format(months=months))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _bars(self, total: Variance, currency: str) -> tuple[Bar, ...]:
        def bar(label: str, amount: float | None, *, is_step: bool = True) -> Bar:
            plus = "+" if is_step and amount is not None and amount > 0 else ""
            if amount is None:
                return Bar(label, None, NOTHING, is_step)
            short, exact = money(amount, currency), money(amount, currency, exact=True)
            return Bar(label, amount, plus + short, is_step, plus + exact)

        return (
            bar(self.tr("Forecast"), total.forecast, is_step=False),
            bar(self.tr("Volume"), total.volume),
            bar(self.tr("Rate"), total.rate),
            bar(self.tr("Usage"), total.usage),
            bar(self.tr("Actual"), total.actual, is_step=False),
        )

    def _name_of(self, row: Variance) -> str:
        if row.kind == "new":
            return self.tr("{name}  · not in the case").format(name=row.name)
        return row.name

    def _copy(self) -> None:
        header = (self.tr("Period"), *self._columns(self.tr("Workload")))
        rows = (
            (period.name, self._name_of(row), row)
            for period in self._periods
            for row in (*period.rows, period.total)
        )
        QGuiApplication.clipboard().setText(as_tsv(header, rows))
        self._session.notice.emit(self.tr("Copied every month and workload."), "info")

    def _dress(self) -> None:
        self.sentence.setFont(theme.font(theme.LEAD_PX, QFont.Weight.DemiBold))
        self.notes.setFont(theme.font(theme.SMALL_PX))
        self.notes.setProperty("tone", "secondary")
        self.chart.restyle()


def _amortized(shown: Shown) -> Picture:
    return purchase(shown, "amortized")
