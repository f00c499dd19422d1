"""The baseline panel: which export is behind the case, and whether it reconciles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from scenarios.words import say
from ui import theme
from ui.panels.reconciliation_page import reconciles
from ui.quality_findings import quality_report_of
from ui.session import Session
from whatif_app.formatting import count, money, month_label, share

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.reconciliation import Totals

#: Milliseconds from a change to when what stands out in the bill is looked for.
_LOOK_AFTER = 250


class BaselinePanel(QWidget):
    """A few lines on the exports, and the way to the pages about them.

    Signals:
        opened: a page is asked for, by name; "" for the last one looked at.
        import_asked: there is no baseline, and one is wanted.
    """

    opened = Signal(str)
    import_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title = QLabel(self.tr("Baseline"))
        self.source, self.amount = _line(), _line()
        self.check, self.rest = _line(), _line()
        self.ask = QPushButton(self.tr("Import a cost export…"))
        self.ask.setProperty("kind", "link")
        self.ask.setStyleSheet("padding-left: 0")
        self.ask.clicked.connect(self.import_asked)
        self.look = QPushButton(self.tr("Exports, quality, ownership…"))
        self.look.setProperty("kind", "link")
        self.look.setStyleSheet("padding-left: 0")
        self.look.setToolTip(self.tr("What stands behind the case (Ctrl+2)"))
        self.look.clicked.connect(lambda: self.opened.emit(""))
        self.findings = QPushButton()
        self.findings.setProperty("kind", "link")
        self.findings.setStyleSheet("padding-left: 0")
        self.findings.setToolTip(self.tr("What stands out in the bill, on Data quality"))
        self.findings.clicked.connect(lambda: self.opened.emit("quality"))
        # Looking for what stands out can wait until the project itself is there.
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.setInterval(_LOOK_AFTER)
        self._look_soon.timeout.connect(self._show_findings)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 4, 0)
        column.setSpacing(3)
        for part in self._parts():
            column.addWidget(part)
        self._title.setContentsMargins(0, 0, 0, 3)
        self.findings.hide()
        for signal in (session.document_replaced, session.ledger_changed):
            signal.connect(self.refresh)
            signal.connect(self._look_soon.start)
        session.document_replaced.connect(self.findings.hide)
        session.case_changed.connect(self.refresh)
        theme.changes().changed.connect(self.refresh)
        self.refresh()

    def menu(self) -> QMenu:
        """The pages that stand behind these lines, and the lines themselves to copy."""
        menu = QMenu(self)
        for key, label in (
            ("exports", self.tr("&Exports")),
            ("quality", self.tr("&Data quality")),
            ("ownership", self.tr("&Ownership")),
        ):
            action = menu.addAction(label)
            action.triggered.connect(lambda _=False, key=key: self.opened.emit(key))
        menu.addSeparator()
        menu.addAction(self.tr("&Copy")).triggered.connect(self.copy)
        return menu

    def copy(self) -> None:
        """Put what the panel says on the clipboard."""
        lines = (self.source, self.amount, self.check, self.rest)
        said = [line.text() for line in lines if not line.isHidden() and line.text()]
        QGuiApplication.clipboard().setText("\n".join(said))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _parts(self) -> tuple[QWidget, ...]:
        texts = (self._title, self.source, self.amount, self.check, self.rest)
        return (*texts, self.findings, self.look, self.ask)

    def refresh(self) -> None:
        """Show the open document's baseline."""
        self._title.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self._title.setProperty("tone", "secondary")
        for line in (self.source, self.amount, self.check, self.rest):
            line.setFont(theme.font(theme.SMALL_PX))
        for link in (self.findings, self.ask, self.look):
            link.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        document = self._session.document
        baseline = document.baseline if document else None
        is_there = baseline is not None
        for part in (self.amount, self.check, self.rest):
            part.setVisible(is_there)
        self.look.setVisible(is_there)
        self.ask.setVisible(not is_there)
        if baseline is None:
            self.source.setText(self.tr("This case was made by hand: no export is behind it."))
            return
        self._describe(baseline)
        self.setAccessibleName(
            self.tr("Baseline: {source}, {check}").format(
                source=self.source.text(), check=self.check.text()
            )
        )

    def _show_findings(self) -> None:
        """Say how much in the bill waits for a decision."""
        report = quality_report_of(self._session)
        found = report.to_look_at if report is not None else 0
        many = self.tr("{n} things to look at…").format(n=found)
        self.findings.setText(self.tr("1 thing to look at…") if found == 1 else many)
        self.findings.setVisible(found > 0)

    def _describe(self, baseline: Baseline) -> None:
        account = baseline.reconciliation
        month, group_by = self._made_of(baseline)
        self.source.setText(
            self.tr("{name} · {n} rows").format(name=baseline.name, n=count(account.read))
        )
        totals = account.months.get(month, {})
        self.amount.setText(
            "\n".join(_amortized(totals[currency], currency, month) for currency in totals)
        )
        agrees, words = reconciles(baseline)
        self.check.setText(f"{'✓' if agrees else '✗'} {words}")
        tone = theme.current().gain if agrees else theme.current().loss
        self.check.setStyleSheet(f"color: {tone}")
        self.check.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        self.rest.setText(self._rest(baseline, month, group_by))

    def _rest(self, baseline: Baseline, month: str, group_by: str) -> str:
        parts = []
        unallocated = unallocated_share(baseline, month, group_by)
        if unallocated is not None:
            parts.append(self.tr("{share} unallocated").format(share=share(unallocated)))
        notes = len(baseline.reconciliation.notes)
        if notes:
            parts.append(self.tr("1 note") if notes == 1 else self.tr("{n} notes").format(n=notes))
        return " · ".join(parts)

    def _made_of(self, baseline: Baseline) -> tuple[str, str]:
        """The month and the dimension that the case was made of; the last month where unknown."""
        ledger = self._session.ledger
        grouping = ledger.grouping if ledger is not None else None
        last = baseline.months[-1] if baseline.months else ""
        if grouping is None or grouping.month not in baseline.months:
            return last, ""
        return (
            grouping.month,
            grouping.dimension if grouping.dimension in baseline.dimensions else "",
        )


def unallocated_share(baseline: Baseline, month: str, dimension: str) -> float | None:
    """The share of a month's usage, amortized, whose rows name nothing in the grouping dimension.

    None where no dimension is chosen, or there is nothing to divide by, or several currencies
    would have to be added up.
    """
    if not dimension or len(baseline.currencies) != 1:
        return None
    usage = [line for line in baseline.lines if line.month == month and line.kind == "usage"]
    costs = [line.billed if line.amortized is None else line.amortized for line in usage]
    total = sum(costs)
    if total <= 0:
        return None
    nameless = sum(
        cost for line, cost in zip(usage, costs, strict=True) if not baseline.value(line, dimension)
    )
    return float(nameless / total)


def _amortized(amounts: Totals, currency: str, month: str) -> str:
    value, words = amounts.amortized, say("{amount} amortized in {month}")
    if value is None:
        value, words = amounts.billed, say("{amount} billed in {month}")
    shown = "–" if value is None else money(float(value), currency, exact=True)
    return words.format(amount=shown, month=month_label(month))


def _line() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setProperty("tone", "secondary")
    return label
