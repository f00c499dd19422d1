"""The baseline panel: which export is behind the case, and whether it reconciles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.panels.reconciliation_page import reconciles
from ui.session import Session
from whatif_app.formatting import money, month_label, share

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.reconciliation import Totals

#: Where a document remembers what its import chose: the month and the grouping.
IMPORT_STATE = "import"


class BaselinePanel(QWidget):
    """A few lines on the export; a click opens the whole account.

    Signals:
        opened: the account is asked for.
        import_asked: there is no baseline, and one is wanted.
    """

    opened = Signal()
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
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 4, 0)
        column.setSpacing(3)
        for part in (self._title, self.source, self.amount, self.check, self.rest, self.ask):
            column.addWidget(part)
        self._title.setContentsMargins(0, 0, 0, 3)
        session.document_replaced.connect(self.refresh)
        session.case_changed.connect(self.refresh)
        theme.changes().changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the open document's baseline."""
        self._title.setFont(theme.font(11.5, QFont.Weight.DemiBold))
        self._title.setProperty("tone", "secondary")
        for line in (self.source, self.amount, self.check, self.rest):
            line.setFont(theme.font(theme.SMALL_PX))
        self.ask.setFont(theme.font(theme.SMALL_PX, QFont.Weight.DemiBold))
        document = self._session.document
        baseline = document.baseline if document else None
        is_there = baseline is not None
        for part in (self.amount, self.check, self.rest):
            part.setVisible(is_there)
        self.ask.setVisible(not is_there)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_there else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if is_there else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if baseline is None:
            self.source.setText(self.tr("This case was made by hand: no export is behind it."))
            self.setToolTip("")
            return
        self._describe(baseline)
        self.setToolTip(self.tr("Open the whole account of the import"))
        self.setAccessibleName(
            self.tr("Baseline: {source}, {check}").format(
                source=self.source.text(), check=self.check.text()
            )
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.cursor().shape() == Qt.CursorShape.PointingHandCursor:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _describe(self, baseline: Baseline) -> None:
        account = baseline.reconciliation
        month, group_by = self._choices(baseline)
        name = baseline.sources[0].name if baseline.sources else baseline.format
        if len(baseline.sources) > 1:
            name = self.tr("{name} + {n} files").format(name=name, n=len(baseline.sources) - 1)
        self.source.setText(self.tr("{name} · {n} rows").format(name=name, n=f"{account.read:,}"))
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

    def _choices(self, baseline: Baseline) -> tuple[str, str]:
        document = self._session.document
        chosen = document.view_state.get(IMPORT_STATE) if document else None
        chosen = chosen if isinstance(chosen, dict) else {}
        month = str(chosen.get("month", ""))
        if month not in baseline.months:
            month = baseline.months[-1] if baseline.months else ""
        group_by = str(chosen.get("group_by", ""))
        return month, group_by if group_by in baseline.dimensions else ""


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
    value, word = amounts.amortized, "amortized"
    if value is None:
        value, word = amounts.billed, "billed"
    shown = "–" if value is None else money(float(value), currency, exact=True)
    return f"{shown} {word} in {month_label(month)}"


def _line() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setProperty("tone", "secondary")
    return label
