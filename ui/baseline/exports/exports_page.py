"""The exports of a project: what each bill covers, which delivery counts, and that it adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QTextBrowser, QWidget

from scenarios.months import calendar_month
from scenarios.words import keep, say_count
from ui import theme
from ui.baseline.exports.coverage import BillMonths, Coverage
from ui.baseline.page_frame import PageFrame, PlainTable
from ui.panels.page import page_style
from ui.panels.reconciliation_page import account_title, reconciles, reconciliation_html
from ui.session import Session
from whatif_app.formatting import count, money, month_label

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline, MonthState
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.ledger import Ledger


class ExportsPage(PageFrame):
    """Every export loaded, with the months of each bill and the account of all together."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(
            self.tr("Exports"),
            self.tr(
                "Each bill counts once: a later delivery of a provider's billing month replaces "
                "the earlier one."
            ),
        )
        self._session = session
        self.remove = self.add_button(self.tr("Remove"), kind="danger")
        self.match = self.add_button(self.tr("Match workloads…"))
        self.match.setToolTip(
            self.tr("Which part of the bill is which workload of the case, to compare actual costs")
        )
        self.add = self.add_button(self.tr("Add an export…"), kind="primary")
        self.add.clicked.connect(self.export_asked)
        self.remove.clicked.connect(self._remove)
        self.match.clicked.connect(self.match_workloads)
        self.unmatched = self.add_card()
        self._why_match = QLabel(
            self.tr(
                "The project does not say which part of these bills is which workload of the case, "
                "so actual costs cannot be held against its forecast. Match workloads to compare."
            )
        )
        self._why_match.setWordWrap(True)
        self.unmatched.column.addWidget(self._why_match)
        months = self.add_card(self.tr("Months of each bill"))
        self.coverage = Coverage()
        months.column.addWidget(self.coverage)
        listed = self.add_card(self.tr("Exports, in the order of loading"))
        self.table = PlainTable(
            (
                self.tr("Export"),
                self.tr("Format"),
                self.tr("Billing months"),
                self.tr("Rows used"),
                self.tr("Set aside"),
                self.tr("Billed"),
                self.tr("Check"),
            ),
            numeric=(3, 4, 5),
        )
        self.table.setAccessibleName(self.tr("Exports"))
        self.table.itemSelectionChanged.connect(self._update_remove)
        listed.column.addWidget(self.table)
        self.account = WholeText()
        self.account.setAccessibleName(self.tr("Account of the import"))
        self.add_card(account_title()).column.addWidget(self.account)
        self.cards.addStretch(1)
        session.document_replaced.connect(self.refresh)
        session.ledger_changed.connect(self.refresh)
        theme.changes().changed.connect(self.refresh)
        self.refresh()

    def show_now(self) -> None:
        """Show the open project's exports."""
        ledger = self._session.ledger
        self.add.setEnabled(ledger is not None)
        if ledger is None or ledger.baseline is None:
            self.show_empty(
                self.tr(
                    "No export is behind this case. Add the export that your cloud provider "
                    "delivers: AWS CUR, FOCUS, Azure, Google Cloud, Oracle, or any table of costs."
                )
            )
            for button in (self.remove, self.match):
                button.setVisible(False)
            return
        self.show_empty("")
        case = self._session.case
        self.remove.setVisible(True)
        self.match.setVisible(case is not None and bool(case.tables["workloads"].names))
        self.unmatched.setVisible(ledger.grouping is None and self.match.isVisibleTo(self))
        self._why_match.setFont(theme.font())
        self.coverage.show_bills(calendar(ledger.baseline), bill_months(ledger))
        self.table.set_rows([self._row(export) for export in ledger.exports])
        self.table.fit()
        self.account.document().setDefaultStyleSheet(page_style())
        self.account.setFont(theme.font())
        self.account.setHtml(reconciliation_html(ledger.baseline, with_title=False))
        self._update_remove()

    def match_workloads(self) -> None:
        """Ask which part of the bill is which workload, and keep the answer."""
        from ui.baseline.exports.match_dialog import MatchDialog

        ledger, case = self._session.ledger, self._session.case
        if ledger is None or ledger.baseline is None or case is None:
            return
        dialog = MatchDialog(ledger.baseline, case, ledger.grouping, self)
        accepted = dialog.exec() == MatchDialog.DialogCode.Accepted
        grouping = dialog.grouping
        dialog.deleteLater()
        if accepted and grouping is not None:
            self.take_grouping(grouping)

    def take_grouping(self, grouping: Grouping) -> None:
        """Let the lines of the bill be these workloads."""
        from whatif_app.commands import SetPart

        n = len(set(grouping.names.values()))
        label = keep(lambda: say_count("Match 1 workload", "Match {n} workloads", n))
        if self._session.do(SetPart(label, "grouping", grouping)):
            said = self.tr("Actuals now compares the bill with the forecast, workload by workload.")
            self._session.notice.emit(said, "undo")

    def _row(self, export: Baseline) -> list[str]:
        account = export.reconciliation
        periods = sorted({line.period or line.month for line in export.lines})
        billed = " · ".join(
            money(float(totals.billed), currency)
            for currency, totals in account.totals.items()
            if totals.billed is not None
        )
        agrees, words = reconciles(export)
        return [
            export.name,
            export.format,
            _span(periods),
            count(account.used),
            count(account.read - account.used),
            billed or self.tr("not computable"),
            f"{'✓' if agrees else '✗'} {words}",
        ]

    def _update_remove(self) -> None:
        self.remove.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _remove(self) -> None:
        from whatif_app.commands import RemoveExport

        ledger = self._session.ledger
        rows = self.table.selectionModel().selectedRows()
        if ledger is None or not rows:
            return
        position = rows[0].row()
        name = ledger.exports[position].name
        label = keep(lambda: self.tr("Remove {name}").format(name=name))
        if self._session.do(RemoveExport(label, position)):
            self._session.notice.emit(self.tr("{what}: done.").format(what=label), "undo")


class WholeText(QTextBrowser):
    """Text as high as it is long: the page around it scrolls, and nothing within."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setStyleSheet("QTextBrowser { border: 0; padding: 0; background: transparent; }")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.setFixedHeight(round(self.document().size().height()) + room + 2)


def calendar(baseline: Baseline) -> list[str]:
    """Every month from the first to the last, also those without costs in between; at most five
    years, the latest."""
    if not baseline.months:
        return []
    months = [baseline.months[0]]
    while months[-1] < baseline.months[-1]:
        months.append(calendar_month(len(months), months[0]))
    return months[-60:]


def bill_months(ledger: Ledger) -> list[BillMonths]:
    """How far each provider's and payer's months have come."""
    found: dict[str, dict[str, str]] = {}
    for export in ledger.exports:
        for line in export.lines:
            name = " · ".join(part for part in (line.provider, line.payer) if part)
            states = found.setdefault(name or export.format, {})
            # A bill may hold a few rows of the months beside its own, which say nothing of them;
            # the latest delivery is the last in order.
            if line.bill[2] == line.month:
                states[line.month] = _state(export.calendar[line.month])
    return [BillMonths(name, states) for name, states in found.items()]


def _state(state: MonthState) -> str:
    if not state.is_complete or state.is_final is False:
        return "partial"
    return "final" if state.is_final else "complete"


def _span(months: list[str]) -> str:
    if not months:
        return ""
    first, last = month_label(months[0]), month_label(months[-1])
    return first if first == last else f"{first} – {last} ({len(months)})"
